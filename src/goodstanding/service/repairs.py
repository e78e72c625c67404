"""Repairs: what was true and is over becomes what its rule says, by a yes or by silence."""

from goodstanding.ledger.models import Entry, Person, Repair, RepairMove
from goodstanding.model.entry import State
from goodstanding.model.lifecycle import (
    REPAIR,
    RepairState,
    RepairStep,
    StepNotPossibleError,
    moved,
)
from goodstanding.service import notices
from goodstanding.service.editions import policy_on
from goodstanding.service.entries import found_by, put, said_of, state_of
from goodstanding.service.notice_texts import may_be_repaired
from goodstanding.service.people import Known, known, known_all
from goodstanding.service.programme import Programme
from goodstanding.service.refused import NOT_POSSIBLE, no
from goodstanding.service.reviewing import (
    NO_SUCH_CASE,
    NO_SUCH_RECORD,
    NOT_REPAIRABLE,
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

ABOUT = "repair"
UNDER_WAY = (RepairState.ASKED.value, RepairState.IN_REVIEW.value)


def ask(programme: Programme, number: int, *, source: str, record: str, reasons: str) -> int:
    """Ask that a deduction that is over be repaired; return the request's number.

    Raises:
        ProblemsError: the member has no such record that counts, a request is under way, no rule
            says what it becomes, or no reasons are given.
    """
    said = written(reasons)

    def act() -> int:
        who = known(programme, number)
        entry = found_by(programme, source, record)
        if entry is None or entry.member_id != number or state_of(entry) != State.COUNTED.value:
            raise no(NO_SUCH_RECORD, "you have no such record", "Choose one that counts")
        if Repair.objects.filter(entry=entry, state__in=UNDER_WAY).exists():
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
            asked=today,
            answer_by=calendar.after(today, terms.repair_first_answer_working_days),
            decide_by=calendar.after(today, terms.repair_decision_working_days),
            sealed=who.seal.close({}, about=ABOUT),
        )
        _write(programme, who, row, ("ask", "member", said), None)
        return row.number

    return programme.write(act)


def take_back(programme: Programme, number: int, repair: int) -> None:
    """Take a request back.

    Raises:
        ProblemsError: the member has no such request, or it is over.
    """

    def act() -> None:
        who = known(programme, number)
        rows = Repair.objects.select_for_update(of=("self",)).select_related("entry")
        row = rows.filter(member=who.row, number=repair).first()
        if row is None:
            raise no(NO_SUCH_CASE, "you have no such request", "Choose one from your list")
        _move(programme, who, row, RepairStep.TAKE_BACK)

    programme.write(act)


def give_way(programme: Programme, who: Known, entry: Entry) -> None:
    """Take back the requests about an entry that is contested now."""
    for row in Repair.objects.filter(entry=entry, state__in=UNDER_WAY):
        _move(programme, who, row, RepairStep.TAKE_BACK)


def repairs_of(programme: Programme, number: int) -> list[Followed]:
    """Return the requests of a member, the latest first.

    Raises:
        ProblemsError: nobody of this number is a member.
    """

    def act() -> list[Followed]:
        who = known(programme, number)
        rows = Repair.objects.filter(member=who.row).select_related("entry")
        return [
            Followed(
                number=row.number,
                source=row.entry.source,
                record=said_of(programme, row.entry)["id"],
                state=row.state,
                filed=row.asked,
                answer_by=row.answer_by,
                decide_by=row.decide_by,
                said=said_in(who, _moves(row), about=ABOUT),
            )
            for row in rows.order_by("-asked", "-number")
            if row.entry.sealed is not None
        ]

    return programme.read(act)


def queue(programme: Programme, actor: Actor) -> list[Waiting]:
    """Return the requests that wait for a first look or for this reviewer, the most urgent first.

    Raises:
        ProblemsError: the actor may not.
    """
    check(actor, "repairs.queue")

    def act() -> list[Waiting]:
        rows = Repair.objects.filter(state__in=UNDER_WAY).order_by("decide_by", "number")
        return [
            Waiting(
                number=row.number,
                state=row.state,
                filed=row.asked,
                answer_by=row.answer_by,
                decide_by=row.decide_by,
                mine=row.reviewer_id == actor.person,
            )
            for row in rows
            if row.state == RepairState.ASKED.value or row.reviewer_id == actor.person
        ]

    return programme.read(act)


def open_case(programme: Programme, actor: Actor, repair: int) -> Case:
    """Take a request up, which is the first answer to the member; return the case.

    Raises:
        ProblemsError: the actor may not, it is about an act of their own, there is no such request,
            or somebody has taken it up.
    """
    check(actor, "repair.open")

    def act() -> Case:
        who, row = _found(programme, repair)
        person = reviewer_of(actor)
        refuse_own_act(row.entry, person)
        row.reviewer = person
        _move(programme, who, row, RepairStep.OPEN, person=person)
        _tell(programme, who, row, by=actor.name)
        return case_of(programme, who, actor, row, _moves(row), about=ABOUT)

    return programme.write(act)


def case(programme: Programme, actor: Actor, repair: int) -> Case:
    """Return a request that the reviewer has taken up; the look is in the member's log.

    Raises:
        ProblemsError: the actor may not, or has not taken up such a request.
    """
    check(actor, "repair.case")

    def act() -> Case:
        who, row = _found(programme, repair)
        refuse_others_case(row.reviewer, reviewer_of(actor))
        return case_of(programme, who, actor, row, _moves(row), about=ABOUT)

    return programme.write(act)


def grant(programme: Programme, actor: Actor, repair: int, *, reasons: str) -> None:
    """Decide that a deduction is repaired: it becomes what its rule says.

    Raises:
        ProblemsError: the actor may not or has not taken it up, or there are no written reasons.
    """
    _decide(programme, actor, repair, RepairStep.GRANT, written(reasons))


def refuse(programme: Programme, actor: Actor, repair: int, *, reasons: str) -> None:
    """Decide that a deduction stays as it is.

    Raises:
        ProblemsError: the actor may not or has not taken it up, or there are no written reasons.
    """
    _decide(programme, actor, repair, RepairStep.REFUSE, written(reasons))


def lapse(programme: Programme) -> int:
    """Grant every request that nobody decided in time; return how many."""

    def act() -> int:
        rows = (
            Repair.objects.select_for_update()
            .filter(state__in=UNDER_WAY, decide_by__lt=programme.today())
            .order_by("number")
        )
        people = known_all(programme, {row.member_id for row in rows})
        lapsed = [row for row in rows if row.member_id in people]
        for row in lapsed:
            who = people[row.member_id]
            _move(programme, who, row, RepairStep.LAPSE)
            _repair(programme, who, row.entry)
            _tell(programme, who, row, lapsed=True)
        return len(lapsed)

    return programme.write(act)


def _decide(
    programme: Programme, actor: Actor, repair: int, step: RepairStep, reasons: str
) -> None:
    """Decide a request and tell the member."""
    check(actor, "repair.decide")

    def act() -> None:
        who, row = _found(programme, repair)
        person = reviewer_of(actor)
        refuse_others_case(row.reviewer, person)
        if row.reviewer_id != person.number:
            refuse_own_act(row.entry, person)
        _move(programme, who, row, step, by=actor.name, reasons=reasons, person=person)
        if step is RepairStep.GRANT:
            _repair(programme, who, row.entry)
        _tell(programme, who, row, by=actor.name, reasons=reasons)

    programme.write(act)


def _repair(programme: Programme, who: Known, entry: Entry) -> None:
    """Repair an entry that counts; one that was struck out or recalled meanwhile stays so."""
    if state_of(entry) == State.COUNTED.value:
        put(programme, who, entry, State.REPAIRED, by="repair")


def _move(  # noqa: PLR0913 - who takes a step, and in which words
    programme: Programme,
    who: Known,
    row: Repair,
    step: RepairStep,
    *,
    by: str = "",
    reasons: str = "",
    person: Person | None = None,
) -> None:
    """Take a step of a request and write it down.

    Raises:
        ProblemsError: the step does not lead on from where the request is.
    """
    try:
        row.state = moved(REPAIR, RepairState(row.state), step).value
    except StepNotPossibleError as error:
        raise no(NOT_POSSIBLE, str(error), "Look at the request again") from None
    row.save(update_fields=["state", "reviewer"])
    _write(programme, who, row, (step.value, by, reasons), person)


def _write(
    programme: Programme,
    who: Known,
    row: Repair,
    said: tuple[str, str, str],
    person: Person | None,
) -> None:
    """Append a step: which, by whom, and for what reasons."""
    step, by, reasons = said
    RepairMove.objects.create(
        repair=row,
        step=step,
        state=row.state,
        on=programme.today(),
        person=person,
        sealed=who.seal.close({"by": by, "reasons": reasons}, about=f"{ABOUT} move"),
    )


def _tell(  # noqa: PLR0913 - what a notice of a decision says
    programme: Programme,
    who: Known,
    row: Repair,
    *,
    by: str = "",
    reasons: str = "",
    lapsed: bool = False,
) -> None:
    """Tell the member where the request is."""
    said = {"state": row.state, "by": by, "reasons": reasons, "lapsed": lapsed}
    notices.make(programme, who, notices.Subject.REPAIR, entry=row.entry, said=said)


def _moves(row: Repair) -> list[RepairMove]:
    """Return the steps of a request in their order."""
    return list(RepairMove.objects.filter(repair=row).order_by("sequence"))


def _found(programme: Programme, repair: int) -> tuple[Known, Repair]:
    """Return a request and whose it is, for a reviewer."""
    rows = Repair.objects.select_for_update(of=("self",)).select_related("entry")
    found = rows.filter(number=repair).first()
    who = None if found is None else known_all(programme, [found.member_id]).get(found.member_id)
    if found is None or who is None:
        raise no(NO_SUCH_CASE, "there is no such request", "Choose one from the queue")
    return who, found
