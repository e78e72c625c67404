"""Appeals: a disputed record counts as absent at once, and a person decides in time or is wrong."""

# A record has one appeal, heard twice at most. It may always be filed, and filed again after it was
# taken back; then it is heard to its end. So nobody is kept from contesting, a reviewer has the
# whole time, and no record stays absent for ever by taking its appeal back and filing it in turn.

from datetime import timedelta
from typing import Final

from goodstanding.ledger.models import Appeal, AppealMove, Entry, EntryState
from goodstanding.model.entry import State
from goodstanding.model.lifecycle import APPEAL, CONTESTED, AppealState, AppealStep
from goodstanding.service import hearing
from goodstanding.service.corrections import drop_notices
from goodstanding.service.entries import GONE, found_by, put, seal_of, state_of
from goodstanding.service.hearing import Decision, Said, Sort
from goodstanding.service.notices import Subject
from goodstanding.service.people import Known, known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.repairs import give_way
from goodstanding.service.reviewing import (
    BACK_BEFORE,
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
    take_back=AppealStep.TAKE_BACK,
    lapse=AppealStep.LAPSE,
    subject=Subject.APPEAL,
)


def file(programme: Programme, number: int, *, source: str, record: str, reasons: str) -> int:
    """Contest a record; when this returns it counts for nothing. Return the appeal's number.

    An appeal that was taken back is filed again, with a time of its own. A request for the record's
    repair that is under way gives way.

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
        row = Appeal.objects.select_for_update().filter(entry=entry).first()
        if row is None:
            row = _first(programme, who, entry, said)
        else:
            _refuse_second(row)
            _heard(programme, row, AppealStep.FILE, said)
        _set_aside(programme, who, entry)
        return row.number

    return programme.write(act)


def take_back(programme: Programme, number: int, appeal: int) -> None:
    """Take an appeal back: the record is what it was before, and a first decision stands again.

    Raises:
        ProblemsError: the member has no such appeal, it is over, or it was taken back and filed
            again, and so is heard to its end.
    """

    def act() -> None:
        who = known(programme, number)
        row = hearing.own(APPEALS, who, appeal)
        _refuse_back_again(row)
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
        _heard(programme, row, AppealStep.FILE_AGAIN, said)
        _set_aside(programme, who, row.entry)

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


def _refuse_second(row: Appeal) -> None:
    """Refuse to contest what is contested, or was decided."""
    if row.state in APPEALS.under_way:
        raise no(OPEN_ALREADY, "this record is contested already", "Look at your appeals")
    if row.state in {AppealState.REJECTED.value, AppealState.REJECTED_AT_LAST.value}:
        raise no(DECIDED, "this record's appeal was decided", "File that appeal again, once")


def _refuse_back_again(row: Appeal) -> None:
    """Refuse to take back what was taken back before and filed again."""
    under_way = row.state in APPEALS.under_way
    if under_way and not hearing.may_take_back(APPEALS, row, hearing.moves_of(APPEALS, row)):
        raise no(
            BACK_BEFORE,
            "this appeal was taken back before and filed again",
            "Wait for the decision; until then the record counts for nothing",
        )


def _first(programme: Programme, who: Known, entry: Entry, said: Said) -> Appeal:
    """File the appeal of a record that has none."""
    row = Appeal(
        number=programme.number(),
        member=who.row,
        entry=entry,
        state=AppealState.FILED.value,
        filed=programme.today(),
        sealed=seal_of(programme, entry).close({}, about=APPEALS.name),
    )
    _set_days(programme, row)
    row.save(force_insert=True)
    hearing.write(programme, APPEALS, row, AppealStep.FILE.value, said)
    return row


def _heard(programme: Programme, row: Appeal, step: AppealStep, said: Said) -> None:
    """Let an appeal be heard from its beginning: by nobody yet, and with the whole time."""
    row.reviewer = None
    _set_days(programme, row)
    hearing.move(programme, APPEALS, row, step, said)


def _set_days(programme: Programme, row: Appeal) -> None:
    """Set the days by which an appeal that is filed today is answered and decided."""
    today, terms = programme.today(), programme.terms
    row.answer_by = programme.calendar.after(today, terms.first_answer_working_days)
    row.decide_by = today + timedelta(days=terms.decision_days)


def _set_aside(programme: Programme, who: Known, entry: Entry) -> None:
    """Let a record count for nothing while its appeal is heard; one recalled meanwhile stays so."""
    give_way(programme, entry)
    if state_of(entry) not in GONE:
        put(programme, who, entry, State.UNDER_REVIEW, by="member")


def _strike_out(programme: Programme, who: Known, row: Appeal) -> None:
    """Let the record of an appeal count no more."""
    put(programme, who, row.entry, State.STRUCK_OUT, by="appeal")
    drop_notices(programme, [row.entry])


def _count_again(programme: Programme, who: Known, row: Appeal) -> None:
    """Let the record of an appeal be what it was before; one recalled meanwhile stays so."""
    if state_of(row.entry) in GONE:
        return
    before = (
        EntryState.objects.filter(entry=row.entry)
        .exclude(state=State.UNDER_REVIEW.value)
        .order_by("-sequence")
        .first()
    )
    repaired = before is not None and before.state == State.REPAIRED.value
    put(programme, who, row.entry, State.REPAIRED if repaired else State.COUNTED, by="appeal")
