"""Appeals: a disputed record counts as absent at once, and a person decides in time or is wrong."""

from datetime import timedelta
from typing import Final

from goodstanding.ledger.models import Appeal, AppealMove, Entry, EntryState
from goodstanding.model.entry import State
from goodstanding.model.lifecycle import APPEAL, CONTESTED, AppealState, AppealStep
from goodstanding.service import hearing
from goodstanding.service.corrections import drop_notices
from goodstanding.service.entries import found_by, put, seal_of
from goodstanding.service.hearing import Decision, Said, Sort
from goodstanding.service.notices import Subject
from goodstanding.service.people import Known, known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.repairs import give_way
from goodstanding.service.reviewing import (
    DECIDED,
    NO_SUCH_RECORD,
    OPEN_ALREADY,
    Case,
    Followed,
    Waiting,
    written,
)
from goodstanding.service.rights import Actor

APPEALS: Final = Sort(
    name="appeal",
    called="appeal",
    cases=Appeal,
    moves=AppealMove,
    table=APPEAL,
    states=AppealState,
    waiting=frozenset({AppealState.FILED.value, AppealState.FILED_AGAIN.value}),
    under_way=frozenset(state.value for state in CONTESTED),
    open=AppealStep.OPEN,
    lapse=AppealStep.LAPSE,
    subject=Subject.APPEAL,
)


def file(programme: Programme, number: int, *, source: str, record: str, reasons: str) -> int:
    """Contest a record; when this returns it counts for nothing. Return the appeal's number.

    A request for its repair that is under way gives way.

    Raises:
        ProblemsError: the member has no such record that stands, its appeal is under way or was
            decided, or no reasons are given.
    """
    said = Said(by="member", reasons=written(reasons))

    def act() -> int:
        who = known(programme, number)
        entry = found_by(programme, source, record)
        if entry is None or entry.member_id != number:
            raise no(NO_SUCH_RECORD, "you have no such record", "Choose one from your statement")
        _refuse_second(entry)
        give_way(programme, entry)
        today, terms = programme.today(), programme.terms
        row = Appeal.objects.create(
            number=programme.number(),
            member=who.row,
            entry=entry,
            state=AppealState.FILED.value,
            filed=today,
            answer_by=programme.calendar.after(today, terms.first_answer_working_days),
            decide_by=today + timedelta(days=terms.decision_days),
            sealed=seal_of(programme, entry).close({}, about=APPEALS.name),
        )
        hearing.write(programme, APPEALS, row, "file", said)
        put(programme, who, entry, State.UNDER_REVIEW, by="member")
        return row.number

    return programme.write(act)


def take_back(programme: Programme, number: int, appeal: int) -> None:
    """Take an appeal back: the record counts again.

    Raises:
        ProblemsError: the member has no such appeal, or it is over.
    """

    def act() -> None:
        who = known(programme, number)
        row = hearing.own(APPEALS, who, appeal)
        hearing.move(programme, APPEALS, row, AppealStep.TAKE_BACK)
        _count_again(programme, who, row)

    programme.write(act)


def file_again(programme: Programme, number: int, appeal: int, *, reasons: str) -> None:
    """Ask that another person looks at a rejected appeal; the record counts for nothing again.

    Raises:
        ProblemsError: the member has no such appeal, it was not rejected once, or no reasons are
            given.
    """
    said = Said(by="member", reasons=written(reasons))

    def act() -> None:
        who = known(programme, number)
        row = hearing.own(APPEALS, who, appeal)
        today, terms = programme.today(), programme.terms
        row.answer_by = programme.calendar.after(today, terms.first_answer_working_days)
        row.decide_by = today + timedelta(days=terms.decision_days)
        row.reviewer = None
        hearing.move(programme, APPEALS, row, AppealStep.FILE_AGAIN, said)
        give_way(programme, row.entry)
        put(programme, who, row.entry, State.UNDER_REVIEW, by="member")

    programme.write(act)


def appeals_of(programme: Programme, number: int) -> list[Followed]:
    """Return the appeals of a member, as `hearing.followed` does."""
    return hearing.followed(programme, APPEALS, number)


def queue(programme: Programme, actor: Actor) -> list[Waiting]:
    """Return the appeals that wait, as `hearing.queue` does."""
    return hearing.queue(programme, APPEALS, actor)


def open_case(programme: Programme, actor: Actor, appeal: int) -> Case:
    """Take an appeal up, as `hearing.open_case` does."""
    return hearing.open_case(programme, APPEALS, actor, appeal)


def case(programme: Programme, actor: Actor, appeal: int) -> Case:
    """Return an appeal that the reviewer has taken up, as `hearing.case` does."""
    return hearing.case(programme, APPEALS, actor, appeal)


def uphold(programme: Programme, actor: Actor, appeal: int, *, reasons: str) -> None:
    """Decide that the member was right: the record is struck out.

    Raises:
        ProblemsError: the actor may not or has not taken it up, or there are no written reasons.
    """
    decision = Decision(step=AppealStep.UPHOLD, reasons=reasons, effect=_strike_out)
    hearing.decide(programme, APPEALS, actor, appeal, decision)


def reject(programme: Programme, actor: Actor, appeal: int, *, reasons: str) -> None:
    """Decide that the record stands: it counts again.

    Raises:
        ProblemsError: the actor may not or has not taken it up, or there are no written reasons.
    """
    decision = Decision(step=AppealStep.REJECT, reasons=reasons, effect=_count_again)
    hearing.decide(programme, APPEALS, actor, appeal, decision)


def lapse(programme: Programme) -> int:
    """Let every member win whose appeal nobody decided in time; return how many."""
    return hearing.lapse(programme, APPEALS, _strike_out)


def _refuse_second(entry: Entry) -> None:
    """Refuse to contest what is contested, or was decided."""
    states = set(Appeal.objects.filter(entry=entry).values_list("state", flat=True))
    if states & APPEALS.under_way:
        raise no(OPEN_ALREADY, "this record is contested already", "Look at your appeals")
    if states & {AppealState.REJECTED.value, AppealState.REJECTED_AT_LAST.value}:
        raise no(DECIDED, "this record's appeal was decided", "File that appeal again, once")


def _strike_out(programme: Programme, who: Known, row: Appeal) -> None:
    """Let the record of an appeal count no more."""
    put(programme, who, row.entry, State.STRUCK_OUT, by="appeal")
    drop_notices(programme, [row.entry])


def _count_again(programme: Programme, who: Known, row: Appeal) -> None:
    """Let the record of an appeal be what it was before it was contested."""
    before = (
        EntryState.objects.filter(entry=row.entry)
        .exclude(state=State.UNDER_REVIEW.value)
        .order_by("-sequence")
        .first()
    )
    repaired = before is not None and before.state == State.REPAIRED.value
    put(programme, who, row.entry, State.REPAIRED if repaired else State.COUNTED, by="appeal")
