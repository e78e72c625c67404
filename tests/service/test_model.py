"""The real store against a model of a few lines: whatever happens in what order, they agree."""

import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import IntegrityError
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.support.configured import set_up
from tests.support.running import Joined, Opened, add_source, join_with, open_fresh, row, tell_all

from goodstanding.errors import ProblemsError
from goodstanding.ledger.copies import make_copy, put_back
from goodstanding.ledger.models import Entry, Member
from goodstanding.model.lifecycle import CONTESTED
from goodstanding.service import appeals, leaving
from goodstanding.service.consents import Given, consents, expire, give, withdraw
from goodstanding.service.filing import file_records
from goodstanding.service.leaving import leave
from goodstanding.service.linking import make_slip, redeem
from goodstanding.service.recalling import recall
from goodstanding.service.statements import statement

SHIFTS, POLICE = "volunteer-network", "traffic-police"
KINDS: Final = {SHIFTS: "volunteer-shift", POLICE: "traffic-fine"}
EXERCISED: Final[Counter[str]] = Counter()
OPEN: Final = {state.value for state in CONTESTED}
REMEMBERED: Final = (
    "members",
    "in_force",
    "stand",
    "told",
    "recalled",
    "contested",
    "struck",
    "back",
)
"""What of the model goes back with a restored copy."""
EXAMPLES: Final = 30
NIGHT: Final = 2_000
"""So many fit into ten minutes of one core, at a fifth of a second each."""
SOURCES = st.sampled_from(sorted(KINDS))


class Town(RuleBasedStateMachine):
    """Members, and what the model says that their statements must show."""

    opened: Opened

    def __init__(self) -> None:
        """Begin an empty town; records are named by the consent they came under."""
        super().__init__()
        self.members: list[Joined] = []
        self.in_force: dict[tuple[int, str], tuple[int, str, Any]] = {}
        self.stand: dict[str, tuple[int, str, Any]] = {}
        self.told: dict[str, Any] = {}
        self.recalled: set[str] = set()
        self.contested: dict[str, Any] = {}
        self.struck: set[str] = set()
        self.back: set[str] = set()
        self.ended: set[tuple[int, str, int]] = set()
        self.left: set[int] = set()
        self.copy: tuple[Path, dict[str, Any]] | None = None
        self.count = 0

    @initialize()
    def open(self) -> None:
        """Open the programme."""
        self.opened = open_fresh(policy="event-reference")
        add_source(SHIFTS)
        add_source(POLICE)
        for which in range(2):
            self.join()
            for source in KINDS:
                self.authorise(which, source, 2)
                self.file(which, source, False)

    @property
    def today(self) -> Any:
        """Return the programme's day."""
        return self.opened.programme.today()

    @precondition(lambda self: len(self.members) < 4)
    @rule()
    def join(self) -> None:
        """Enrol somebody who authorises nothing yet."""
        self.members.append(join_with(self.opened.programme))

    @precondition(lambda self: self.members)
    @rule(which=st.integers(0, 3), source=SOURCES, months=st.integers(1, 3))
    def authorise(self, which: int, source: str, months: int) -> None:
        """Authorise a source and link it, if it is not authorised."""
        programme, who = self.opened.programme, self.members[which % len(self.members)]
        try:
            given = give(programme, who.number, Given(source=source, months=months))
        except ProblemsError:
            assert (who.number, source) in self.in_force
            return
        assert (who.number, source) not in self.in_force
        slip = make_slip(programme, who.number, given.consent)
        [handle] = redeem(programme, source, [slip.code])
        assert handle is not None
        self.in_force[who.number, source] = (given.consent, handle, given.until)
        who.handles[source] = handle

    @precondition(lambda self: self.members)
    @rule(which=st.integers(0, 3), source=SOURCES, again=st.booleans())
    def file(self, which: int, source: str, again: bool) -> None:
        """File a record under the last handle that the source was given, in force or not."""
        programme, who = self.opened.programme, self.members[which % len(self.members)]
        if source not in who.handles:
            return
        self.count += 1
        name = f"r-{self.count}"
        fields: dict[str, Any] = {"hours": 2} if source == SHIFTS else {"fine": 5_000}
        record = row(1, who.handles[source], source, KINDS[source], self.today, id=name, **fields)
        admitted = file_records(programme, source, [record]).admitted
        if again:
            assert file_records(programme, source, [record]).admitted == 0
        held = self.in_force.get((who.number, source))
        assert admitted == int(held is not None and self.today < held[2])
        EXERCISED["admitted" if admitted else "not admitted"] += 1
        if admitted:
            self.stand[name] = (who.number, source, self.today)

    @precondition(lambda self: self.in_force)
    @rule(which=st.integers(0, 7))
    def withdraw(self, which: int) -> None:
        """Withdraw one consent; what its source sends after that comes too late."""
        keys = sorted(self.in_force)
        number, source = keys[which % len(keys)]
        withdraw(self.opened.programme, number, self.in_force[number, source][0])
        EXERCISED["withdrawn"] += 1
        self._forget(number, source)
        self.file([who.number for who in self.members].index(number), source, False)

    @precondition(lambda self: self.members)
    @rule(which=st.integers(0, 3))
    def leave(self, which: int) -> None:
        """Let a member leave."""
        who = self.members.pop(which % len(self.members))
        self.left.add(who.number)
        leave(self.opened.programme, who.number)
        for source in KINDS:
            self._forget(who.number, source)
        try:
            statement(self.opened.programme, who.number, as_of=self.today)
        except ProblemsError:
            return
        raise AssertionError

    @precondition(lambda self: self.stand)
    @rule(which=st.integers(0, 30))
    def recall(self, which: int) -> None:
        """Recall a record that stands."""
        name = sorted(self.stand)[which % len(self.stand)]
        assert recall(self.opened.programme, self.stand[name][1], name) == (
            name not in self.recalled
        )
        EXERCISED["recalled"] += 1
        self.recalled.add(name)

    @precondition(lambda self: self.stand)
    @rule(which=st.integers(0, 30))
    def contest(self, which: int) -> None:
        """Contest a record that stands, if it is not contested."""
        name = sorted(self.stand)[which % len(self.stand)]
        number, source, _ = self.stand[name]
        try:
            appeals.file(
                self.opened.programme, number, source=source, record=name, reasons="It is wrong."
            )
        except ProblemsError:
            assert name in self.contested.keys() | self.struck | self.recalled
            return
        assert name not in self.contested.keys() | self.struck | self.recalled
        EXERCISED["contested"] += 1
        self.contested[name] = self.today + timedelta(days=30)

    @precondition(lambda self: self.contested)
    @rule(which=st.integers(0, 30))
    def take_back(self, which: int) -> None:
        """Take an appeal back: its record counts again; a second time it is not possible."""
        name = sorted(self.contested)[which % len(self.contested)]
        programme, number = self.opened.programme, self.stand[name][0]
        [case] = [
            each.number
            for each in appeals.appeals_of(programme, number)
            if each.record == name and each.state in OPEN
        ]
        try:
            appeals.take_back(programme, number, case)
        except ProblemsError:
            assert name in self.back
            return
        assert name not in self.back
        self.back.add(name)
        del self.contested[name]

    @rule()
    def back_up(self) -> None:
        """Copy the ledger."""
        if self.copy is not None:
            shutil.rmtree(self.copy[0].parent)
        folder = Path(tempfile.mkdtemp(dir=set_up()))
        state = {name: getattr(self, name) for name in REMEMBERED}
        path = make_copy(folder, self.opened.programme.now())
        self.copy = (path, deepcopy(state))

    @precondition(lambda self: self.copy is not None)
    @rule()
    def restore(self) -> None:
        """Put the copy back: all is as it was, but for what was erased since."""
        assert self.copy is not None
        path, state = self.copy
        put_back(path)
        leaving.erase_again(self.opened.programme)
        for name, value in deepcopy(state).items():
            setattr(self, name, value)
        self.members = [each for each in self.members if each.number not in self.left]
        for number, source in list(self.in_force):
            gone = (number, source, self.in_force[number, source][0]) in self.ended
            if gone or number in self.left:
                self._forget(number, source)
        EXERCISED["restored"] += 1
        self.pass_days(0)

    @rule()
    def deliver(self) -> None:
        """Let every notice arrive."""
        tell_all(self.opened.programme)
        for name in self.stand:
            self.told.setdefault(name, self.today)

    @rule(days=st.integers(1, 40))
    def pass_days(self, days: int) -> None:
        """Let days pass, and end what has expired."""
        self.opened.clock.moment += timedelta(days=days)
        expire(self.opened.programme)
        appeals.lapse(self.opened.programme)
        for (number, source), (_, _, until) in list(self.in_force.items()):
            if until <= self.today:
                self._forget(number, source)
        for name, until in list(self.contested.items()):
            if until < self.today:
                EXERCISED["lapsed"] += 1
                del self.contested[name]
                self.struck.add(name)

    def _forget(self, number: int, source: str) -> None:
        """Forget what came by a consent that ended."""
        held = self.in_force.pop((number, source), None)
        if held is not None:
            self.ended.add((number, source, held[0]))
        for name, (whose, sent_by, _) in list(self.stand.items()):
            if (whose, sent_by) == (number, source):
                del self.stand[name]
                self.recalled.discard(name)
                self.struck.discard(name)
                self.back.discard(name)
                self.contested.pop(name, None)

    @invariant()
    def agree(self) -> None:
        """Hold every statement to the model: which records it shows, and what may take away."""
        if not hasattr(self, "opened"):
            return
        programme = self.opened.programme
        assert Member.objects.count() == len(self.members)
        assert Entry.objects.count() == len(self.stand)
        for who in self.members:
            found = statement(programme, who.number, as_of=self.today)
            shown = {line.record for line in found.lines if line.record is not None}
            due = {
                name
                for name, (number, _, _) in self.stand.items()
                if number == who.number and name not in self.recalled
            }
            assert shown | self.struck | self.contested.keys() >= due
            assert shown <= due
            for line in found.lines:
                if line.record in self.contested.keys() | self.struck:
                    EXERCISED["absent"] += 1
                    assert line.counted == 0
            for line in found.lines:
                if line.counted < 0:
                    EXERCISED["deductions"] += 1
                    assert line.record in self.told
            states = {each.source for each in consents(programme, who.number) if each.state
                      in {"given", "renewed"}}  # fmt: skip
            assert states == {source for number, source in self.in_force if number == who.number}


def run_town(examples: int) -> None:
    """Run so many histories of the town."""
    EXERCISED.clear()
    run_state_machine_as_test(
        Town,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
            report_multiple_bugs=False,
            phases=[Phase.generate],
        ),
    )


@pytest.mark.parametrize("examples", [EXAMPLES, pytest.param(NIGHT, marks=pytest.mark.night)])
def test_the_store_agrees_with_the_model(examples: int) -> None:
    run_town(examples)
    needed = ("admitted", "not admitted", "withdrawn", "recalled", "deductions", "contested",
              "restored", "absent")  # fmt: skip
    assert min(EXERCISED[each] for each in needed) >= examples / 20, EXERCISED


FAULTS: Final[dict[str, tuple[str, Callable[..., Any]]]] = {
    "withdrawing erases nothing": ("consents.erase_what_came_by", lambda *_: None),
    "every deduction was told": ("statements._told", lambda *_: {}),
    "a recall is forgotten": ("statements._states", lambda *_: defaultdict(list)),
    "what is contested counts": ("appeals.put", lambda *_, **__: None),
    "a restore brings back who left": ("leaving.erase_again", lambda *_: 0),
    "what is filed twice is two": ("filing.Door._standing", lambda *_: {}),
}


RARE: Final = "a restore brings back who left"
"""This one takes many histories to be met with."""


@pytest.mark.parametrize(
    "fault",
    [*sorted(FAULTS.keys() - {RARE}), pytest.param(RARE, marks=pytest.mark.night)],
)
def test_a_planted_fault_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, instead = FAULTS[fault]
    monkeypatch.setattr(f"goodstanding.service.{place}", instead)
    with pytest.raises((AssertionError, IntegrityError)):
        run_town(EXAMPLES)
