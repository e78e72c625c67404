"""The log of looks: who looked at a member's data, when, for whom, what was done and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from goodstanding.ledger.models import Look as LookRow
from goodstanding.service.people import Known, known
from goodstanding.service.programme import Programme


class Role(StrEnum):
    """In what role somebody acts; each has its rights in `service.rights`."""

    ANYBODY = "anybody"
    MEMBER = "member"
    GUARDIAN = "guardian"
    CLERK = "clerk"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    SOURCE = "source"
    PARTNER = "partner"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """Somebody who looks: the person's or partner's public name, the unit, and the role."""

    role: Role
    name: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look, as the member sees it."""

    at: datetime
    role: Role
    name: str
    unit: str
    action: str
    why: str


def note(programme: Programme, who: Known, looker: Looker, *, action: str, why: str) -> None:
    """Write a look into the member's log, in the transaction that looks."""
    sealed = {"name": looker.name, "unit": looker.unit, "action": action, "why": why}
    LookRow.objects.create(
        member=who.row,
        at=programme.now(),
        role=looker.role.value,
        sealed=who.seal.close(sealed, about="look"),
    )


def looks(programme: Programme, number: int) -> list[Look]:
    """Return every look at a member's data, the latest first.

    Raises:
        ProblemsError: nobody of this number is a member.
    """

    def act() -> list[Look]:
        who = known(programme, number)
        return [
            Look(at=row.at, role=Role(row.role), **who.seal.open(row.sealed, about="look"))
            for row in LookRow.objects.filter(member=who.row).order_by("-at", "-sequence")
        ]

    return programme.read(act)
