"""The real store against a model of a few lines: whatever happens in what order, they agree."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
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
from tests.support.running import Joined, Opened, add_source, join_with, open_fresh, row

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Entry, Member, Notice
from goodstanding.service.consents import Given, consents, expire, give, withdraw
from goodstanding.service.filing import file_records
from goodstanding.service.leaving import leave
from goodstanding.service.linking import make_slip, redeem
from goodstanding.service.recalling import recall
from goodstanding.service.statements import statement

SHIFTS, POLICE = "volunteer-network", "traffic-police"
KINDS: Final = {SHIFTS: "volunteer-shift", POLICE: "traffic-fine"}
EXERCISED: Final[Counter[str]] = Counter()
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
        """Withdraw one consent."""
        keys = sorted(self.in_force)
        number, source = keys[which % len(keys)]
        withdraw(self.opened.programme, number, self.in_force[number, source][0])
        EXERCISED["withdrawn"] += 1
        self._forget(number, source)

    @precondition(lambda self: self.members)
    @rule(which=st.integers(0, 3))
    def leave(self, which: int) -> None:
        """Let a member leave."""
        who = self.members.pop(which % len(self.members))
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

    @rule()
    def deliver(self) -> None:
        """Let every notice arrive."""
        Notice.objects.filter(delivered__isnull=True).update(delivered=self.today)
        for name in self.stand:
            self.told.setdefault(name, self.today)

    @rule(days=st.integers(1, 40))
    def pass_days(self, days: int) -> None:
        """Let days pass, and end what has expired."""
        self.opened.clock.moment += timedelta(days=days)
        expire(self.opened.programme)
        for (number, source), (_, _, until) in list(self.in_force.items()):
            if until <= self.today:
                self._forget(number, source)

    def _forget(self, number: int, source: str) -> None:
        """Forget what came by a consent that ended."""
        self.in_force.pop((number, source), None)
        for name, (whose, sent_by, _) in list(self.stand.items()):
            if (whose, sent_by) == (number, source):
                del self.stand[name]
                self.recalled.discard(name)

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
            assert shown == due
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
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
        ),
    )


@pytest.mark.parametrize("examples", [40, pytest.param(5_000, marks=pytest.mark.night)])
def test_the_store_agrees_with_the_model(examples: int) -> None:
    run_town(examples)
    needed = ("admitted", "not admitted", "withdrawn", "recalled", "deductions")
    assert min(EXERCISED[each] for each in needed) >= examples / 6, EXERCISED


FAULTS: Final[dict[str, tuple[str, Callable[..., Any]]]] = {
    "withdrawing erases nothing": ("consents.erase_what_came_by", lambda *_: None),
    "every deduction was told": ("statements._told", lambda *_: {}),
    "a recall is forgotten": ("statements._states", lambda *_: defaultdict(list)),
    "what is filed twice is two": ("filing.Door._standing", lambda *_: {}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, instead = FAULTS[fault]
    monkeypatch.setattr(f"goodstanding.service.{place}", instead)
    with pytest.raises((AssertionError, IntegrityError)):
        run_town(40)
