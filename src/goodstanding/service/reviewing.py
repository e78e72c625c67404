"""What appeals and repairs share: who may decide, what a reviewer sees, and written reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from goodstanding.errors import declare
from goodstanding.ledger.models import (
    Account,
    Appeal,
    AppealMove,
    Entry,
    Person,
    Proposal,
    Repair,
    RepairMove,
    SourceKey,
)
from goodstanding.ledger.sealing import Seal
from goodstanding.model.kinds import HUNDREDTHS, Money
from goodstanding.model.lifecycle import AppealStep, RepairStep
from goodstanding.model.policy import Policy
from goodstanding.service.entries import said_of, seal_of
from goodstanding.service.looks import note
from goodstanding.service.notice_texts import titles_of
from goodstanding.service.people import Known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.rights import Actor, not_yours

OWN_ACT = declare("case-own-act", "A reviewer was to decide on an act of their own.")
NO_REASONS = declare("case-no-reasons", "A case was filed or decided without written reasons.")
NO_SUCH_CASE = declare("case-not-found", "There is no such appeal or request for repair.")
NO_SUCH_RECORD = declare("case-no-such-record", "The member has no such record that stands.")
OPEN_ALREADY = declare("case-open-already", "The record is looked at already.")
DECIDED = declare("case-decided", "The record's appeal was decided already.")
BACK_BEFORE = declare("case-back-before", "A case was to be taken back a second time.")
NOT_REPAIRABLE = declare("case-not-repairable", "No rule says what a repair of the record becomes.")

REASONS_CHARACTERS_MAX: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case in the queue of reviewers: its number and its deadlines, and nothing of a member.

    `back_before` says that its member took it back once and filed it again.
    """

    number: int
    state: str
    filed: date
    answer_by: date
    decide_by: date
    mine: bool
    back_before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a reviewer sees: the record, its rules and the reasons; no member, no score, no level.

    `said` are the reasons given so far, each with who gave them: the member or a reviewer. Money
    in `fields` is text in units of the currency.
    """

    number: int
    state: str
    filed: date
    answer_by: date
    decide_by: date
    source: str
    record: str
    kind: str
    on: date
    known: date
    fields: Mapping[str, Any]
    rules: tuple[Mapping[str, str], ...]
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A case as its member follows it; `back` says whether it can be taken back now."""

    number: int
    source: str
    record: str
    state: str
    filed: date
    answer_by: date
    decide_by: date
    back: bool
    said: tuple[tuple[str, str], ...]


def written(reasons: str) -> str:
    """Return reasons as they are kept.

    Raises:
        ProblemsError: there are none, or they are too long.
    """
    found = reasons.strip()
    if not found or len(found) > REASONS_CHARACTERS_MAX:
        raise no(
            NO_REASONS,
            f"reasons of 1 to {REASONS_CHARACTERS_MAX:,} characters are missing",
            "Write what is wrong, or why you decide so",
        )
    return found


def reviewer_of(actor: Actor) -> Person:
    """Return the person who reviews, who has to work here still.

    Raises:
        ProblemsError: nobody does.
    """
    found = Person.objects.filter(number=actor.person or 0, active=True).first()
    if found is None:
        raise not_yours()
    return found


def refuse_own_act(row: Appeal | Repair, person: Person) -> None:
    """Refuse a reviewer whose own act it would be: the decision on charter 4b.

    That is whoever files for the source, had a hand in a correction of the record, decided this
    case before, or is the member. Who decided another case about the record is left out as well,
    as long as somebody who works here is not: else asking often enough would leave nobody, and
    whoever asks would be right by silence. Who only took up a case has decided nothing.

    Raises:
        ProblemsError: one of these is so.
    """
    if (
        _had_a_hand(row.entry, person)
        or _decisions(row.moves, person).exists()
        or (_decided(row.entry, person) and _somebody_else(row.entry, person))
    ):
        raise no(
            OWN_ACT,
            "this case is about an act of your own, or you decided about the record before",
            "Leave it to another reviewer (charter 4)",
        )


def _had_a_hand(entry: Entry, person: Person) -> bool:
    """Return whether a person files for the source, corrected the record, or is the member."""
    corrections = Proposal.objects.filter(entry=entry)
    if entry.correction_id is not None:
        corrections |= Proposal.objects.filter(number=entry.correction_id)
    return (
        SourceKey.objects.filter(source=entry.source, person=person).exists()
        or corrections.filter(proposed_by=person).exists()
        or corrections.filter(decided_by=person).exists()
        or Account.objects.filter(person=person, account__member=entry.member_id).exists()
    )


def _decided(entry: Entry, person: Person) -> bool:
    """Return whether a person decided any case about a record."""
    return any(
        _decisions(moves.filter(case__entry=entry), person).exists()
        for moves in (AppealMove.objects, RepairMove.objects)
    )


def _decisions(moves: Any, person: Person) -> Any:  # noqa: ANN401 - steps of appeals or repairs
    """Return the steps that a person took, but for those that take a case up."""
    return moves.filter(person=person).exclude(step__in=(AppealStep.OPEN, RepairStep.OPEN))


def _somebody_else(entry: Entry, person: Person) -> bool:
    """Return whether somebody else who works here has done nothing about a record yet."""
    others = Person.objects.filter(active=True).exclude(number=person.number)
    return any(not _had_a_hand(entry, each) and not _decided(entry, each) for each in others)


def refuse_others_case(reviewer: Person | None, person: Person) -> None:
    """Refuse whoever did not open the case, unless whoever opened it works here no more.

    Raises:
        ProblemsError: another reviewer has it.
    """
    if reviewer is not None and reviewer.number != person.number and reviewer.active:
        raise not_yours()


def case_of(  # noqa: PLR0913 - whose case, for whom, and its steps
    programme: Programme,
    who: Known,
    actor: Actor,
    row: Any,  # noqa: ANN401 - an appeal or a repair, which have these columns alike
    moves: Iterable[Any],
    *,
    about: str,
) -> Case:
    """Return what a reviewer sees of a case, and write the look into the member's log."""
    from goodstanding.service.editions import policy_on

    note(programme, who, actor.looker, action=f"read the {about}", why=f"{about} {row.number}")
    record = said_of(programme, row.entry)
    policy = policy_on(programme, programme.today())
    return Case(
        number=row.number,
        state=row.state,
        filed=row.filed,
        answer_by=row.answer_by,
        decide_by=row.decide_by,
        source=row.entry.source,
        record=record["id"],
        kind=record["kind"],
        on=date.fromisoformat(record["on"]),
        known=row.entry.known,
        fields=_fields(policy, record),
        rules=tuple(dict(title) for title in titles_of(policy, record["kind"])),
        said=said_in(seal_of(programme, row.entry), moves, about=about),
    )


def _fields(policy: Policy, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a record as its source filed them: money in units, not hundredths."""
    kind = policy.kinds.get(record["kind"])
    types = {} if kind is None else kind.fields
    return {
        name: f"{Decimal(value) / HUNDREDTHS:.2f}" if isinstance(types.get(name), Money) else value
        for name, value in record["fields"].items()
    }


def said_in(seal: Seal, moves: Iterable[Any], *, about: str) -> tuple[tuple[str, str], ...]:
    """Return the reasons given in a case, each with who gave them."""
    opened = [seal.open(each.sealed, about=f"{about} move") for each in moves]
    return tuple((each["by"], each["reasons"]) for each in opened if each["reasons"])
