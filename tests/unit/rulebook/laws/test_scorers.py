"""Each law finds an engine that breaks it, and lets the definition pass."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, TypeAlias

import pytest
from tests.support.clubs import INDEX, POINTS, policy_of

from goodstanding.model.entry import Entry, Member, State
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Line, Statement
from goodstanding.rulebook.laws import check_laws, law_problems, parse_law
from goodstanding.rulebook.laws.checks import CHECKS
from goodstanding.scoring.score import score

Change: TypeAlias = Callable[[Policy, Member, list[Entry], Statement], Statement]
"""Return the statement as a faulty engine would give it."""


class Faulty:
    """An engine that gives the definition's statement, changed."""

    def __init__(self, change: Change) -> None:
        """Keep what is changed."""
        self.change = change

    def __call__(
        self, policy: Policy, member: Member, entries: Iterable[Entry], *, as_of: date
    ) -> Statement:
        """Return the changed statement."""
        given = list(entries)
        return self.change(policy, member, given, score(policy, member, given, as_of=as_of))


def more(statement: Statement, points: int) -> Statement:
    """Return a statement that opens with more points."""
    return replace(statement, opening=statement.opening + points)


def lines(statement: Statement, change: Callable[[Line], Line]) -> Statement:
    """Return a statement with its lines changed."""
    return replace(statement, lines=tuple(change(line) for line in statement.lines))


def opens_one_higher(_: Policy, __: Member, ___: list[Entry], given: Statement) -> Statement:
    """Begin one point too high, which is above what there is when nothing else is."""
    return more(given, 1)


def trusts_the_first(_: Policy, __: Member, entries: list[Entry], given: Statement) -> Statement:
    """Count what stands first in the file once more."""
    return more(given, 1 if entries and entries[0].record == "r-0" else 0)


def forgets_bounds(_: Policy, __: Member, entries: list[Entry], given: Statement) -> Statement:
    """Let many records pass every bound."""
    return more(given, -1_000_000 if len(entries) > 5 else 0)


def reaches_back(_: Policy, __: Member, ___: list[Entry], given: Statement) -> Statement:
    """Count acts from before a rule held."""
    return lines(
        given, lambda line: line._replace(counted=-1) if line.why == "before since" else line
    )


def minds_refusals(_: Policy, member: Member, ____: list[Entry], given: Statement) -> Statement:
    """Take a point from whoever authorised only some sources."""
    return more(given, 0 if member.consents is None else len(member.consents))


def never_says_when(_: Policy, __: Member, ___: list[Entry], given: Statement) -> Statement:
    """Say that nothing ever changes."""
    return lines(given, lambda line: line._replace(next_change=None))


def says_tomorrow(_: Policy, __: Member, ___: list[Entry], given: Statement) -> Statement:
    """Say that every line changes tomorrow."""
    return lines(given, lambda line: line._replace(next_change=given.as_of + timedelta(days=1)))


def minds(state: State) -> Change:
    """Return the fault of an engine that takes points for every record in a state."""

    def change(_: Policy, __: Member, entries: list[Entry], given: Statement) -> Statement:
        found = sum(entry.state_on(given.as_of) is state for entry in entries)
        return more(given, -1_000 * found)

    return change


def punishes_shifts(_: Policy, __: Member, entries: list[Entry], given: Statement) -> Statement:
    """Take points for every shift."""
    return more(given, -1_000 * sum(entry.kind == "shift" for entry in entries))


FAULTS: Final[dict[str, tuple[Change, str]]] = {
    "nobody's records make the opening": (opens_one_higher, "the total is "),
    "the order of the records does not matter": (trusts_the_first, "or a line changed"),
    "the total stays within bounds": (forgets_bounds, "the total is "),
    "nothing before since counts": (reaches_back, "counts -1 for "),
    "an unauthorised source equals a silent one": (minds_refusals, " was withdrawn, or a line"),
    "a statement changes on the day it says and not before": (never_says_when, "says never"),
    "taking away a deduction never lowers the total": (minds(State.STRUCK_OUT), " struck out"),
    "contesting a deduction never lowers the total": (minds(State.UNDER_REVIEW), " under review"),
    "repairing a deduction never lowers the total": (minds(State.REPAIRED), " repaired"),
    "adding a shift record never lowers the total": (punishes_shifts, " with {shift: added"),
}


@pytest.mark.parametrize("text", [POINTS, INDEX])
@pytest.mark.parametrize("sentence", FAULTS)
def test_an_engine_that_breaks_a_law_is_found(sentence: str, text: str) -> None:
    change, words = FAULTS[sentence]
    policy = policy_of(text)
    law = parse_law(sentence)
    assert law is not None
    (broken,) = check_laws(policy, [law], seed=1, count=200, scorer=Faulty(change))
    assert broken.failed is not None
    assert words in law_problems([broken], file="club.yaml")[0].what
    (whole,) = check_laws(policy, [law], seed=1, count=60)
    assert whole.failed is None
    assert whole.tried == 60


def test_an_engine_that_says_too_early_a_day_is_found() -> None:
    law = parse_law("a statement changes on the day it says and not before")
    assert law is not None
    (broken,) = check_laws(policy_of(), [law], seed=1, count=50, scorer=Faulty(says_tomorrow))
    assert "and does not change then" in broken.words


def says_a_day_late(_: Policy, __: Member, ___: list[Entry], given: Statement) -> Statement:
    """Say of every change the day after it."""

    def late(line: Line) -> Line:
        day = line.next_change
        return line if day is None else line._replace(next_change=day + timedelta(days=1))

    return lines(given, late)


def test_an_engine_that_says_a_day_late_is_found() -> None:
    law = parse_law("a statement changes on the day it says and not before")
    assert law is not None
    (broken,) = check_laws(policy_of(), [law], seed=1, count=20, scorer=Faulty(says_a_day_late))
    assert "the statement changes by " in broken.words


def test_every_law_has_a_fault() -> None:
    assert set(CHECKS) < set(FAULTS)
