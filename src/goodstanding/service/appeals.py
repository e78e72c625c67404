"""Appeals: a disputed record counts as absent at once, and a person decides in time or is wrong."""

from datetime import timedelta

from goodstanding.ledger.models import Appeal, AppealMove, Entry, EntryState, Person
from goodstanding.model.entry import State
from goodstanding.model.lifecycle import (
    APPEAL,
    CONTESTED,
    AppealState,
    AppealStep,
    StepNotPossibleError,
    moved,
)
from goodstanding.service import notices
from goodstanding.service.corrections import drop_notices
from goodstanding.service.entries import found_by, put, said_of
from goodstanding.service.people import Known, known, known_all
from goodstanding.service.programme import Programme
from goodstanding.service.refused import NOT_POSSIBLE, no
from goodstanding.service.repairs import give_way
from goodstanding.service.reviewing import (
    DECIDED,
    NO_SUCH_CASE,
    NO_SUCH_RECORD,
    OPEN_ALREADY,
    Case,
    Followed,
    Waiting,
    case_of,
    refuse_others_case,
    refuse_own_act,
    reviewer_of,
    said_in,
    written,
)
from goodstanding.service.rights import Actor, check

ABOUT = "appeal"
OPEN_STATES = (AppealState.FILED, AppealState.FILED_AGAIN)


def file(programme: Programme, number: int, *, source: str, record: str, reasons: str) -> int:
    """Contest a record; when this returns it counts for nothing. Return the appeal's number.

    A request for its repair that is under way gives way.

    Raises:
        ProblemsError: the member has no such record that stands, its appeal is under way or was
            decided, or no reasons are given.
    """
    said = written(reasons)

    def act() -> int:
        who = known(programme, number)
        entry = found_by(programme, source, record)
        if entry is None or entry.member_id != number:
            raise no(NO_SUCH_RECORD, "you have no such record", "Choose one from your statement")
        _refuse_second(entry)
        give_way(programme, who, entry)
        today, terms = programme.today(), programme.terms
        row = Appeal.objects.create(
            number=programme.number(),
            member=who.row,
            entry=entry,
            state=AppealState.FILED.value,
            filed=today,
            answer_by=programme.calendar.after(today, terms.first_answer_working_days),
            decide_by=today + timedelta(days=terms.decision_days),
            sealed=who.seal.close({}, about=ABOUT),
        )
        _write(programme, who, row, ("file", "member", said), None)
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
        row = _own(who, appeal)
        _move(programme, who, row, AppealStep.TAKE_BACK)
        _count_again(programme, who, row)

    programme.write(act)


def file_again(programme: Programme, number: int, appeal: int, *, reasons: str) -> None:
    """Ask that another person looks at a rejected appeal; the record counts for nothing again.

    Raises:
        ProblemsError: the member has no such appeal, it was not rejected once, or no reasons are
            given.
    """
    said = written(reasons)

    def act() -> None:
        who = known(programme, number)
        row = _own(who, appeal)
        today, terms = programme.today(), programme.terms
        row.answer_by = programme.calendar.after(today, terms.first_answer_working_days)
        row.decide_by = today + timedelta(days=terms.decision_days)
        row.reviewer = None
        _move(programme, who, row, AppealStep.FILE_AGAIN, by="member", reasons=said)
        give_way(programme, who, row.entry)
        put(programme, who, row.entry, State.UNDER_REVIEW, by="member")

    programme.write(act)


def appeals_of(programme: Programme, number: int) -> list[Followed]:
    """Return the appeals of a member, the latest first.

    Raises:
        ProblemsError: nobody of this number is a member.
    """

    def act() -> list[Followed]:
        who = known(programme, number)
        rows = Appeal.objects.filter(member=who.row).select_related("entry")
        return [
            Followed(
                number=row.number,
                source=row.entry.source,
                record=said_of(programme, row.entry)["id"],
                state=row.state,
                filed=row.filed,
                answer_by=row.answer_by,
                decide_by=row.decide_by,
                said=said_in(who, _moves(row), about=ABOUT),
            )
            for row in rows.order_by("-filed", "-number")
            if row.entry.sealed is not None
        ]

    return programme.read(act)


def queue(programme: Programme, actor: Actor) -> list[Waiting]:
    """Return the appeals that wait for a first look or for this reviewer, the most urgent first.

    Raises:
        ProblemsError: the actor may not.
    """
    check(actor, "appeals.queue")

    def act() -> list[Waiting]:
        rows = Appeal.objects.filter(state__in=list(CONTESTED)).order_by("decide_by", "number")
        return [
            Waiting(
                number=row.number,
                state=row.state,
                filed=row.filed,
                answer_by=row.answer_by,
                decide_by=row.decide_by,
                mine=row.reviewer_id == actor.person,
            )
            for row in rows
            if row.state in OPEN_STATES or row.reviewer_id == actor.person
        ]

    return programme.read(act)


def open_case(programme: Programme, actor: Actor, appeal: int) -> Case:
    """Take an appeal up, which is the first answer to the member; return the case.

    Raises:
        ProblemsError: the actor may not, it is about an act of their own, there is no such appeal,
            or somebody has taken it up.
    """
    check(actor, "appeal.open")

    def act() -> Case:
        who, row = _found(programme, appeal)
        person = reviewer_of(actor)
        refuse_own_act(row.entry, person)
        row.reviewer = person
        _move(programme, who, row, AppealStep.OPEN, person=person)
        _tell(programme, who, row, by=actor.name)
        return case_of(programme, who, actor, row, _moves(row), about=ABOUT)

    return programme.write(act)


def case(programme: Programme, actor: Actor, appeal: int) -> Case:
    """Return a case that the reviewer has taken up; the look is in the member's log.

    Raises:
        ProblemsError: the actor may not, or has not taken up such an appeal.
    """
    check(actor, "appeal.case")

    def act() -> Case:
        who, row = _found(programme, appeal)
        refuse_others_case(row.reviewer, reviewer_of(actor))
        return case_of(programme, who, actor, row, _moves(row), about=ABOUT)

    return programme.write(act)


def uphold(programme: Programme, actor: Actor, appeal: int, *, reasons: str) -> None:
    """Decide that the member was right: the record is struck out.

    Raises:
        ProblemsError: the actor may not or has not taken it up, or there are no written reasons.
    """
    _decide(programme, actor, appeal, AppealStep.UPHOLD, written(reasons))


def reject(programme: Programme, actor: Actor, appeal: int, *, reasons: str) -> None:
    """Decide that the record stands: it counts again.

    Raises:
        ProblemsError: the actor may not or has not taken it up, or there are no written reasons.
    """
    _decide(programme, actor, appeal, AppealStep.REJECT, written(reasons))


def lapse(programme: Programme) -> int:
    """Let every member win whose appeal nobody decided in time; return how many."""

    def act() -> int:
        rows = (
            Appeal.objects.select_for_update()
            .filter(state__in=list(CONTESTED), decide_by__lt=programme.today())
            .order_by("number")
        )
        people = known_all(programme, {row.member_id for row in rows})
        lapsed = [row for row in rows if row.member_id in people]
        for row in lapsed:
            who = people[row.member_id]
            _move(programme, who, row, AppealStep.LAPSE)
            _strike_out(programme, who, row)
            _tell(programme, who, row, lapsed=True)
        return len(lapsed)

    return programme.write(act)


def _decide(
    programme: Programme, actor: Actor, appeal: int, step: AppealStep, reasons: str
) -> None:
    """Decide an appeal, tell the member, and let the record count or not."""
    check(actor, "appeal.decide")

    def act() -> None:
        who, row = _found(programme, appeal)
        person = reviewer_of(actor)
        refuse_others_case(row.reviewer, person)
        if row.reviewer_id != person.number:
            refuse_own_act(row.entry, person)
        _move(programme, who, row, step, by=actor.name, reasons=reasons, person=person)
        if step is AppealStep.UPHOLD:
            _strike_out(programme, who, row)
        else:
            _count_again(programme, who, row)
        _tell(programme, who, row, by=actor.name, reasons=reasons)

    programme.write(act)


def _refuse_second(entry: Entry) -> None:
    """Refuse to contest what is contested, or was decided."""
    states = set(Appeal.objects.filter(entry=entry).values_list("state", flat=True))
    if states & set(CONTESTED):
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


def _move(  # noqa: PLR0913 - who takes a step, and in which words
    programme: Programme,
    who: Known,
    row: Appeal,
    step: AppealStep,
    *,
    by: str = "",
    reasons: str = "",
    person: Person | None = None,
) -> None:
    """Take a step of an appeal and write it down.

    Raises:
        ProblemsError: the step does not lead on from where the appeal is.
    """
    try:
        row.state = moved(APPEAL, AppealState(row.state), step).value
    except StepNotPossibleError as error:
        raise no(NOT_POSSIBLE, str(error), "Look at the appeal again") from None
    row.save(update_fields=["state", "reviewer", "answer_by", "decide_by"])
    _write(programme, who, row, (step.value, by, reasons), person)


def _write(
    programme: Programme,
    who: Known,
    row: Appeal,
    said: tuple[str, str, str],
    person: Person | None,
) -> None:
    """Append a step: which, by whom, and for what reasons."""
    step, by, reasons = said
    AppealMove.objects.create(
        appeal=row,
        step=step,
        state=row.state,
        on=programme.today(),
        person=person,
        sealed=who.seal.close({"by": by, "reasons": reasons}, about=f"{ABOUT} move"),
    )


def _tell(  # noqa: PLR0913 - what a notice of a decision says
    programme: Programme,
    who: Known,
    row: Appeal,
    *,
    by: str = "",
    reasons: str = "",
    lapsed: bool = False,
) -> None:
    """Tell the member where the appeal is."""
    said = {"state": row.state, "by": by, "reasons": reasons, "lapsed": lapsed}
    notices.make(programme, who, notices.Subject.APPEAL, entry=row.entry, said=said)


def _moves(row: Appeal) -> list[AppealMove]:
    """Return the steps of an appeal in their order."""
    return list(AppealMove.objects.filter(appeal=row).order_by("sequence"))


def _own(who: Known, appeal: int) -> Appeal:
    """Return a member's own appeal; another's is as good as none."""
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("entry")
    found = rows.filter(member=who.row, number=appeal).first()
    if found is None:
        raise no(NO_SUCH_CASE, "you have no such appeal", "Choose one from your list")
    return found


def _found(programme: Programme, appeal: int) -> tuple[Known, Appeal]:
    """Return an appeal and whose it is, for a reviewer."""
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("entry")
    found = rows.filter(number=appeal).first()
    who = None if found is None else known_all(programme, [found.member_id]).get(found.member_id)
    if found is None or who is None:
        raise no(NO_SUCH_CASE, "there is no such appeal", "Choose one from the queue")
    return who, found
