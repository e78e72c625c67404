"""The log of looks: who looked at a member's data, when, for whom, what was done and why."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from goodstanding.ledger.models import Entry
from goodstanding.ledger.models import Look as LookRow
from goodstanding.service.people import Known, known
from goodstanding.service.programme import Programme

REASON: Final = "look reason"


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
    """One look, as the member sees it.

    `why` is empty where it was about a record, and what came by that record's consent was erased.
    """

    at: datetime
    role: Role
    name: str
    unit: str
    action: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason that may say what a record says, and goes with it when the source is withdrawn."""

    text: str
    entry: Entry


def note(
    programme: Programme, who: Known, looker: Looker, *, action: str, why: str | Reason
) -> None:
    """Write a look into the member's log, in the transaction that looks.

    A reason about a record is sealed under the key of the record's consent, too.
    """
    sealed = {"name": looker.name, "unit": looker.unit, "action": action}
    sealed |= _about(programme, why) if isinstance(why, Reason) else {"why": why}
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
    return programme.read(lambda: looks_of(programme, known(programme, number)))


def looks_of(programme: Programme, who: Known) -> list[Look]:
    """Return every look at a member's data, the latest first, inside a transaction."""
    rows = LookRow.objects.filter(member=who.row).order_by("-at", "-sequence")
    opened = [(row, who.seal.open(row.sealed, about="look")) for row in rows]
    seals = programme.keys.of_all(_consents(said for _, said in opened))
    found = []
    for row, said in opened:
        said.pop("entry", None)
        seal, reason = seals.get(said.pop("consent", 0)), said.pop("reason", "")
        if seal is not None:
            said.update(seal.open(bytes.fromhex(reason), about=REASON))
        found.append(Look(at=row.at, role=Role(row.role), **said))
    return found


def _about(programme: Programme, reason: Reason) -> dict[str, Any]:
    """Return a reason about a record as it is kept; nothing of it where the consent has ended."""
    seal = programme.keys.of(reason.entry.consent_id)
    if seal is None:
        return {"why": ""}
    closed = seal.close({"why": reason.text}, about=REASON)
    about = {"consent": reason.entry.consent_id, "entry": reason.entry.sequence}
    return {"why": "", **about, "reason": closed.hex()}


def forget_reasons(who: Known, entries: Collection[int]) -> None:
    """Take the reasons about some entries out of a member's log; that somebody looked stays."""
    for row in LookRow.objects.filter(member=who.row):
        said = who.seal.open(row.sealed, about="look")
        if said.pop("entry", None) in entries:
            del said["consent"], said["reason"]
            LookRow.objects.filter(sequence=row.sequence).update(
                sealed=who.seal.close(said, about="look")
            )


def _consents(said: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return the consents under whose keys reasons are sealed."""
    return [each["consent"] for each in said if "consent" in each]
