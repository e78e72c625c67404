"""The operations of the lane, each declared once: path, audience, and what it takes and says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from goodstanding.rulebook.words import LANGUAGES
from goodstanding.service.looks import Role
from goodstanding.service.rights import OPERATIONS
from goodstanding.web.lane.reading import ARRAY
from goodstanding.web.lane.schemas import BODIES, MARKDOWN, YAML, Schema

BASE: Final = "/api/v1/"
PARAMETER: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation: `name` is that of `service.rights`, which says whose it is.

    `takes` names the schema of a body by its type, `says` that of the answer of type `kind`.
    """

    key: str
    name: str
    method: str
    path: str
    summary: str
    says: str
    status: int = 200
    kind: str = ARRAY
    takes: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Schema] = field(default_factory=dict)
    sandbox: bool = False
    refuses: tuple[int, ...] = ()
    leads_to: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def audience(self) -> list[str]:
        """Return the roles that may ask for it."""
        return sorted(role.value for role in OPERATIONS[self.name])

    @property
    def public(self) -> bool:
        """Return whether it takes no key."""
        return Role.ANYBODY in OPERATIONS[self.name]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return what a path of this operation matches; an identifier may hold anything."""
        text = PARAMETER.sub(
            lambda it: f"(?P<{it[1]}>{'.+' if it[1] == 'id' else '[^/]+'})", BASE + self.path
        )
        return re.compile(text, re.DOTALL)


EDITION: Final[Schema] = {
    "type": "integer", "minimum": 1, "maximum": 999_999_999, "examples": [1],
}  # fmt: skip
LANGUAGE: Final[Schema] = {"type": "string", "enum": sorted(LANGUAGES), "examples": ["en"]}
IDENTIFIER: Final[Schema] = {"type": "string", "minLength": 1, "examples": ["s-1"]}
FIRST_EDITION: Final = {"edition": "$response.body#/editions/0/edition"}

LANE: Final = (
    Operation(key="fileRecords", name="records.file", method="POST", path="records", status=202,
              takes=BODIES, says="Taken", refuses=(429,),
              leads_to={"recallRecord": {"id": "$request.body#/0/id"}},
              summary="File up to 10,000 records; malformed rows come back, the others are taken"),
    Operation(key="validateRecords", name="records.validate", method="POST",
              path="records/validate", takes=BODIES, says="Taken", sandbox=True,
              summary="Say what is wrong with the form of records, and keep nothing"),
    Operation(key="recallRecord", name="record.recall", method="DELETE", path="records/{id}",
              status=202, says="Recalled", parameters={"id": IDENTIFIER}, refuses=(429,),
              summary="Take a record back; the answer is the same whether it stood"),
    Operation(key="recallValidate", name="record.recall", method="DELETE", path="records/validate",
              status=202, says="Recalled", refuses=(429,),
              summary="Take back the record whose identifier is `validate`"),
    Operation(key="redeemSlips", name="slips.redeem", method="POST", path="links",
              takes={ARRAY: "Slips"}, says="Handles",
              summary="Exchange the codes of linking slips for handles"),
    Operation(key="readRefusals", name="refusals.read", method="GET", path="refusals",
              says="Refusals",
              summary="Count what was refused on each of the last thirty days, rounded to ten"),
    Operation(key="askAboutCode", name="check.answer", method="POST", path="checks",
              takes={ARRAY: "Question"}, says="Answer", refuses=(429,),
              summary="Ask about a code that the member made: yes, or the one same answer"),
    Operation(key="listEditions", name="policies.read", method="GET", path="policies",
              says="Editions",
              leads_to={"readEdition": FIRST_EDITION, "readBoard": FIRST_EDITION},
              summary="List the published editions of the policy"),
    Operation(key="readEdition", name="policies.read", method="GET", path="policies/{edition}",
              says="Policy", kind=YAML, parameters={"edition": EDITION}, refuses=(404,),
              summary="Read the text of an edition, word for word"),
    Operation(key="readBoard", name="policies.read", method="GET",
              path="policies/{edition}/board/{language}", says="Text", kind=MARKDOWN,
              parameters={"edition": EDITION, "language": LANGUAGE}, refuses=(404,),
              summary="Read an edition in the words of the board"),
    Operation(key="readInterface", name="interface.read", method="GET", path="openapi.json",
              says="Document", summary="Read this document"),
)  # fmt: skip
