"""Repairs: what was true and is over becomes what its rule says, by a yes or by silence."""

from typing import Final

from goodstanding.ledger.models import Entry, Repair, RepairMove
from goodstanding.model.entry import State
from goodstanding.model.lifecycle import REPAIR, RepairState, RepairStep
from goodstanding.service import hearing
from goodstanding.service.editions import policy_on
from goodstanding.service.entries import found_by, put, said_of, seal_of, state_of
from goodstanding.service.hearing import Decision, Said, Sort
from goodstanding.service.notice_texts import may_be_repaired
from goodstanding.service.notices import Subject
from goodstanding.service.people import Known, known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.reviewing import (
    NO_SUCH_RECORD,
    NOT_REPAIRABLE,
    OPEN_ALREADY,
    Case,
    Followed,
    Waiting,
    written,
)
from goodstanding.service.rights import Actor

REPAIRS: Final = Sort(
    name="repair",
    called="request",
    cases=Repair,
    moves=RepairMove,
    table=REPAIR,
    states=RepairState,
    waiting=frozenset({RepairState.ASKED.value}),
    under_way=frozenset({RepairState.ASKED.value, RepairState.IN_REVIEW.value}),
    open=RepairStep.OPEN,
    take_back=RepairStep.TAKE_BACK,
    lapse=RepairStep.LAPSE,
    subject=Subject.REPAIR,
)


def ask(programme: Programme, number: int, *, source: str, record: str, reasons: str) -> int:
    """Ask that a deduction that is over be repaired; return the request's number.

    Raises:
        ProblemsError: the member has no such record that counts, a request is under way, no rule
            says what it becomes, or no reasons are given.
    """
    said = Said(by="member", reasons=written(reasons))

    def act() -> int:
        who = known(programme, number)
        entry = found_by(programme, source, record)
        if entry is None or entry.member_id != number or state_of(entry) != State.COUNTED.value:
            raise no(NO_SUCH_RECORD, "you have no such record", "Choose one that counts")
        if Repair.objects.filter(entry=entry, state__in=REPAIRS.under_way).exists():
            raise no(OPEN_ALREADY, "a repair is asked for already", "Look at your requests")
        kind = said_of(programme, entry)["kind"]
        if not may_be_repaired(policy_on(programme, programme.today()), kind):
            raise no(NOT_REPAIRABLE, "no rule knows a repair of this record", "Read the board")
        today, terms, calendar = programme.today(), programme.terms, programme.calendar
        row = Repair.objects.create(
            number=programme.number(),
            member=who.row,
            entry=entry,
            state=RepairState.ASKED.value,
            filed=today,
            answer_by=calendar.after(today, terms.repair_first_answer_working_days),
            decide_by=calendar.after(today, terms.repair_decision_working_days),
            sealed=seal_of(programme, entry).close({}, about=REPAIRS.name),
        )
        hearing.write(programme, REPAIRS, row, "ask", said)
        return row.number

    return programme.write(act)


def take_back(programme: Programme, number: int, repair: int) -> None:
    """Take a request back.

    Raises:
        ProblemsError: the member has no such request, or it is over.
    """

    def act() -> None:
        who = known(programme, number)
        row = hearing.own(REPAIRS, who, repair)
        hearing.move(programme, REPAIRS, row, RepairStep.TAKE_BACK)

    programme.write(act)


def give_way(programme: Programme, entry: Entry) -> None:
    """Take back the requests about an entry that is contested now."""
    for row in Repair.objects.filter(entry=entry, state__in=REPAIRS.under_way):
        hearing.move(programme, REPAIRS, row, RepairStep.TAKE_BACK)


def repairs_of(programme: Programme, number: int) -> list[Followed]:
    """Return the requests of a member, as `hearing.followed` does."""
    return hearing.followed(programme, REPAIRS, number)


def queue(programme: Programme, actor: Actor) -> list[Waiting]:
    """Return the requests that wait, as `hearing.queue` does."""
    return hearing.queue(programme, REPAIRS, actor)


def open_case(programme: Programme, actor: Actor, repair: int) -> Case:
    """Take a request up, as `hearing.open_case` does."""
    return hearing.open_case(programme, REPAIRS, actor, repair)


def case(programme: Programme, actor: Actor, repair: int) -> Case:
    """Return a request that the reviewer has taken up, as `hearing.case` does."""
    return hearing.case(programme, REPAIRS, actor, repair)


def grant(programme: Programme, actor: Actor, repair: int, *, reasons: str) -> None:
    """Decide that a deduction is repaired: it becomes what its rule says.

    Raises:
        ProblemsError: the actor may not or has not taken it up, or there are no written reasons.
    """
    decision = Decision(step=RepairStep.GRANT, reasons=reasons, effect=_repair)
    hearing.decide(programme, REPAIRS, actor, repair, decision)


def refuse(programme: Programme, actor: Actor, repair: int, *, reasons: str) -> None:
    """Decide that a deduction stays as it is.

    Raises:
        ProblemsError: the actor may not or has not taken it up, or there are no written reasons.
    """
    decision = Decision(step=RepairStep.REFUSE, reasons=reasons, effect=_leave)
    hearing.decide(programme, REPAIRS, actor, repair, decision)


def lapse(programme: Programme) -> int:
    """Grant every request that nobody decided in time; return how many."""
    return hearing.lapse(programme, REPAIRS, _repair)


def _repair(programme: Programme, who: Known, row: Repair) -> None:
    """Repair an entry that counts; one that was struck out or recalled meanwhile stays so."""
    if state_of(row.entry) == State.COUNTED.value:
        put(programme, who, row.entry, State.REPAIRED, by="repair")


def _leave(_programme: Programme, _who: Known, _row: Repair) -> None:
    """Leave an entry as it is."""
