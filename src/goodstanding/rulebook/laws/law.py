"""A law: one sentence that holds for every member."""

import re
from dataclasses import dataclass
from typing import Final

from goodstanding.model.names import FieldName, KindName

ADDING: Final = re.compile(
    r"adding an? (?P<kind>[a-z0-9_-]+) record(?: with (?P<field>[a-z0-9_-]+))? "
    r"never lowers the total"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A sentence that holds for every member; `kind` and `field` where it speaks of records."""

    sentence: str
    kind: KindName | None = None
    field: FieldName | None = None


def adding(kind: KindName, field: FieldName | None) -> Law:
    """Return the law that adding a record of a kind, with a field yes, never lowers the total."""
    article = "an" if kind[0] in "aeiou" else "a"
    with_field = "" if field is None else f" with {field}"
    sentence = f"adding {article} {kind} record{with_field} never lowers the total"
    return Law(sentence=sentence, kind=kind, field=field)
