"""How a case is heard, an appeal or a request for repair alike: taken up, decided, or lapsed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from goodstanding.ledger.models import Appeal, AppealMove, Person, Repair, RepairMove
from goodstanding.ledger.sealing import Seal
from goodstanding.model.lifecycle import StepNotPossibleError, moved
from goodstanding.service import notices
from goodstanding.service.entries import said_of, seal_of
from goodstanding.service.people import Known, known, known_all
from goodstanding.service.programme import Programme
from goodstanding.service.refused import NOT_POSSIBLE, no
from goodstanding.service.reviewing import (
    NO_SUCH_CASE,
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

Effect: TypeAlias = Callable[[Programme, Known, Any], None]
"""What a decision does to the record of a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One sort of case. `name` is in its seals and operations, `called` is its word for people.

    `waiting` are the states in which nobody has taken a case up, `under_way` those in which it is
    not decided; `open`, `take_back` and `lapse` are the steps of these names.
    """

    name: str
    called: str
    cases: type[Appeal] | type[Repair]
    moves: type[AppealMove] | type[RepairMove]
    table: Mapping[Any, Any]
    states: type[StrEnum]
    waiting: frozenset[str]
    under_way: frozenset[str]
    open: StrEnum
    take_back: StrEnum
    lapse: StrEnum
    subject: notices.Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who took a step, and for which reasons; `person` where somebody reviewed."""

    by: str = ""
    reasons: str = ""
    person: Person | None = None


NOTHING_SAID = Said()


def followed(programme: Programme, sort: Sort, number: int) -> list[Followed]:
    """Return the cases of a member, the latest first.

    Raises:
        ProblemsError: nobody of this number is a member.
    """

    def act() -> list[Followed]:
        who = known(programme, number)
        found = sort.cases.objects.filter(member=who.row, entry__sealed__isnull=False)
        rows = list(found.select_related("entry").order_by("-filed", "-number"))
        seals = programme.keys.of_all({row.entry.consent_id for row in rows})
        return [
            _followed(programme, sort, row, seals[row.entry.consent_id])
            for row in rows
            if row.entry.consent_id in seals
        ]

    return programme.read(act)


def _followed(
    programme: Programme,
    sort: Sort,
    row: Any,  # noqa: ANN401 - a case of the sort
    seal: Seal,
) -> Followed:
    """Return a case as its member follows it."""
    moves = moves_of(sort, row)
    return Followed(
        number=row.number,
        source=row.entry.source,
        record=said_of(programme, row.entry)["id"],
        state=row.state,
        filed=row.filed,
        answer_by=row.answer_by,
        decide_by=row.decide_by,
        back=may_take_back(sort, row, moves),
        said=said_in(seal, moves, about=sort.name),
    )


def queue(programme: Programme, sort: Sort, actor: Actor) -> list[Waiting]:
    """Return the cases that wait for a first look or for this reviewer, the most urgent first.

    Raises:
        ProblemsError: the actor may not.
    """
    check(actor, f"{sort.name}s.queue")

    def act() -> list[Waiting]:
        found = sort.cases.objects.filter(state__in=sort.under_way).order_by("decide_by", "number")
        rows = list(found)
        steps = sort.moves.objects.filter(step=sort.take_back.value)
        numbers = [row.number for row in rows]
        back = set(steps.filter(case_id__in=numbers).values_list("case_id", flat=True))
        return [
            Waiting(
                number=row.number,
                state=row.state,
                filed=row.filed,
                answer_by=row.answer_by,
                decide_by=row.decide_by,
                mine=row.reviewer_id == actor.person,
                back_before=row.number in back,
            )
            for row in rows
            if row.state in sort.waiting or row.reviewer_id == actor.person
        ]

    return programme.read(act)


def open_case(programme: Programme, sort: Sort, actor: Actor, number: int) -> Case:
    """Take a case up, which is the first answer to the member; return it.

    Raises:
        ProblemsError: the actor may not, it is about an act of their own, there is no such case, or
            somebody has taken it up.
    """
    check(actor, f"{sort.name}.open")

    def act() -> Case:
        who, row = _found(programme, sort, number)
        person = reviewer_of(actor)
        refuse_own_act(row, person)
        row.reviewer = person
        move(programme, sort, row, sort.open, Said(person=person))
        _tell(programme, sort, who, row, by=actor.name)
        return case_of(programme, who, actor, row, moves_of(sort, row), about=sort.name)

    return programme.write(act)


def case(programme: Programme, sort: Sort, actor: Actor, number: int) -> Case:
    """Return a case that the reviewer has taken up; the look is in the member's log.

    Raises:
        ProblemsError: the actor may not, or has not taken up such a case.
    """
    check(actor, f"{sort.name}.case")

    def act() -> Case:
        who, row = _found(programme, sort, number)
        refuse_others_case(row.reviewer, reviewer_of(actor))
        return case_of(programme, who, actor, row, moves_of(sort, row), about=sort.name)

    return programme.write(act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A reviewer's decision: the step, its written reasons, and what it does to the record."""

    step: StrEnum
    reasons: str
    effect: Effect


def decide(programme: Programme, sort: Sort, actor: Actor, number: int, decision: Decision) -> None:
    """Decide a case, and tell the member.

    Raises:
        ProblemsError: the actor may not or has not taken it up, or there are no written reasons.
    """
    reasons = written(decision.reasons)
    check(actor, f"{sort.name}.decide")

    def act() -> None:
        who, row = _found(programme, sort, number)
        person = reviewer_of(actor)
        refuse_others_case(row.reviewer, person)
        if row.reviewer_id != person.number:
            refuse_own_act(row, person)
        said = Said(by=actor.name, reasons=reasons, person=person)
        move(programme, sort, row, decision.step, said)
        decision.effect(programme, who, row)
        _tell(programme, sort, who, row, by=actor.name, reasons=reasons)

    programme.write(act)


def lapse(programme: Programme, sort: Sort, effect: Effect) -> int:
    """Let every member win whose case nobody decided in time; return how many."""

    def act() -> int:
        rows = (
            sort.cases.objects.select_for_update(of=("self",))
            .select_related("entry")
            .filter(state__in=sort.under_way, decide_by__lt=programme.today())
            .order_by("number")
        )
        people = known_all(programme, {row.member_id for row in rows})
        seals = programme.keys.of_all({row.entry.consent_id for row in rows})
        lapsed = [row for row in rows if row.member_id in people and row.entry.consent_id in seals]
        for row in lapsed:
            who = people[row.member_id]
            move(programme, sort, row, sort.lapse)
            effect(programme, who, row)
            _tell(programme, sort, who, row, lapsed=True)
        return len(lapsed)

    return programme.write(act)


def own(sort: Sort, who: Known, number: int) -> Any:  # noqa: ANN401 - a case of the sort
    """Return a member's own case; another's is as good as none."""
    rows = sort.cases.objects.select_for_update(of=("self",)).select_related("entry")
    found = rows.filter(member=who.row, number=number).first()
    if found is None:
        raise no(NO_SUCH_CASE, f"you have no such {sort.called}", "Choose one from your list")
    return found


def may_take_back(
    sort: Sort,
    row: Any,  # noqa: ANN401 - a case of the sort
    moves: Iterable[Any],
) -> bool:
    """Return whether a case can be taken back now: the step is in the table, and was not taken."""
    back_to = sort.table.get((sort.states(row.state), sort.take_back))
    taken = ((each.step, each.state) for each in moves)
    return back_to is not None and (sort.take_back.value, back_to.value) not in taken


def move(
    programme: Programme,
    sort: Sort,
    row: Any,  # noqa: ANN401 - a case of the sort
    step: StrEnum,
    said: Said = NOTHING_SAID,
) -> None:
    """Take a step of a case and write it down.

    Raises:
        ProblemsError: the step does not lead on from where the case is.
    """
    try:
        row.state = moved(sort.table, sort.states(row.state), step).value
    except StepNotPossibleError as error:
        raise no(NOT_POSSIBLE, str(error), f"Look at the {sort.called} again") from None
    row.save(update_fields=["state", "reviewer", "answer_by", "decide_by"])
    write(programme, sort, row, step.value, said)


def write(
    programme: Programme,
    sort: Sort,
    row: Any,  # noqa: ANN401 - a case of the sort
    step: str,
    said: Said,
) -> None:
    """Append a step: which, by whom, and for what reasons."""
    content = {"by": said.by, "reasons": said.reasons}
    sort.moves.objects.create(
        case=row,
        step=step,
        state=row.state,
        on=programme.today(),
        person=said.person,
        sealed=seal_of(programme, row.entry).close(content, about=f"{sort.name} move"),
    )


def moves_of(sort: Sort, row: Any) -> list[Any]:  # noqa: ANN401 - a case of the sort
    """Return the steps of a case in their order."""
    return list(sort.moves.objects.filter(case=row).order_by("sequence"))


def _tell(  # noqa: PLR0913 - what a notice of a decision says
    programme: Programme,
    sort: Sort,
    who: Known,
    row: Any,  # noqa: ANN401 - a case of the sort
    *,
    by: str = "",
    reasons: str = "",
    lapsed: bool = False,
) -> None:
    """Tell the member where the case is."""
    said = {"state": row.state, "by": by, "reasons": reasons, "lapsed": lapsed}
    notices.make(programme, who, sort.subject, entry=row.entry, said=said)


def _found(programme: Programme, sort: Sort, number: int) -> tuple[Known, Any]:
    """Return a case and whose it is, for a reviewer."""
    rows = sort.cases.objects.select_for_update(of=("self",)).select_related("entry")
    found = rows.filter(number=number).first()
    who = None if found is None else known_all(programme, [found.member_id]).get(found.member_id)
    if found is None or who is None:
        raise no(NO_SUCH_CASE, f"there is no such {sort.called}", "Choose one from the queue")
    return who, found
