"""Registering a source and ending it: acts that two persons have to want."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from goodstanding.errors import Code, declare
from goodstanding.ledger.models import Partner, Proposal, Source, SourceKey
from goodstanding.service.editions import latest_policy
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no

NOT_IN_POLICY = declare(
    "source-not-in-policy", "No kind of record of any edition is this source's."
)
REGISTERED = declare("source-registered", "A source of this name is registered already.")
NOT_REGISTERED = declare("source-not-registered", "No source of this name is registered.")
NO_TITLE = declare("source-no-title", "A source or partner has no title in some language.")
QUOTA = declare("source-quota", "A source's rows a day are no number that a source may have.")

ROWS_PER_DAY_MAX: Final = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSource:
    """A source that two persons are to register."""

    name: str
    title: dict[str, str]
    rows_per_day_max: int


def title_in_each(programme: Programme, title: object) -> dict[str, str]:
    """Return a title in every language of the programme.

    Raises:
        ProblemsError: one is missing.
    """
    given = title if isinstance(title, Mapping) else {}
    found = {code: " ".join(str(given.get(code, "")).split()) for code in programme.languages}
    if not all(found.values()):
        raise no(
            NO_TITLE,
            "the title is missing in a language of the programme",
            f"Write it in {', '.join(programme.languages)}",
        )
    return found


def prepare(programme: Programme, asked: Mapping[str, Any]) -> AskedSource:
    """Return what is asked for, once nothing is wrong with it.

    Raises:
        ProblemsError: the policy has no such source, it is registered, or a part is wrong.
    """
    name, rows = str(asked.get("name", "")), asked.get("rows_per_day_max")
    policy = latest_policy(programme)
    if policy is None or name not in {kind.source for kind in policy.kinds.values()}:
        raise no(NOT_IN_POLICY, "no kind of record is this source's", "Publish an edition first")
    if Source.objects.filter(name=name, active=True).exists():
        raise no(REGISTERED, "this source is registered already", "End it first, or choose another")
    if isinstance(rows, bool) or not isinstance(rows, int) or not 0 < rows <= ROWS_PER_DAY_MAX:
        raise no(QUOTA, f"a source files from 1 to {ROWS_PER_DAY_MAX:,} rows a day", "Write so")
    return AskedSource(
        name=name, title=title_in_each(programme, asked.get("title")), rows_per_day_max=rows
    )


def perform(programme: Programme, _: Proposal, asked: AskedSource) -> None:
    """Register the source, in the transaction of the second person's yes."""
    Source.objects.update_or_create(
        name=asked.name,
        defaults={
            "title": asked.title,
            "active": True,
            "rows_per_day_max": asked.rows_per_day_max,
            "registered": programme.today(),
        },
    )


def prepare_end(_: Programme, asked: Mapping[str, Any]) -> str:
    """Return the name of a source that is to be ended.

    Raises:
        ProblemsError: no such source is registered.
    """
    return registered(Source, asked, NOT_REGISTERED)


def registered(parties: type[Source] | type[Partner], asked: Mapping[str, Any], code: Code) -> str:
    """Return the name of a source or partner that is asked for.

    Raises:
        ProblemsError: none of this name is registered.
    """
    name, called = str(asked.get("name", "")), parties.__name__.lower()
    if not parties.objects.filter(name=name, active=True).exists():
        raise no(code, f"no such {called} is registered", "Choose one from the list")
    return name


def perform_end(_: Programme, __: Proposal, name: str) -> None:
    """End a source: it files nothing more; what it filed is recalled by a deed of its own."""
    Source.objects.filter(name=name).update(active=False)
    SourceKey.objects.filter(source=name).update(revoked=True)
