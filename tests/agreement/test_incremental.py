"""A run that scores only what changed is a full run: the same files, byte by byte."""

import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.cities import by_kernel, city, snapshot
from tests.support.days import CHANGES, later
from tests.support.increments import (
    GAPS,
    Choice,
    Pair,
    choice_of,
    defined,
    differing,
    incremental,
    pair_of,
)
from tests.support.indexes import index_policy
from tests.support.planted import Planted, planted
from tests.support.runs import everything_in
from tests.support.worlds import EVERY_FORM, forms_of, policy_of_seed

from goodstanding.model.policy import IndexForm, Policy
from goodstanding.scoring.batch.changed import REASONS, Again, takes_levels

EXAMPLES = 30
DAYS = 31
BANK = range(100, 150)
MEASURED = range(200, 230)
"""Pairs of index policies, between which nothing happens and much is over."""


CHOICES = st.builds(
    Choice,
    gap=st.sampled_from(GAPS),
    share=st.sampled_from([0.0, 0.3, 0.8]),
    with_lines=st.booleans(),
    buckets=st.sampled_from([3, 1, 2, 5]),
    buckets_then=st.sampled_from([0, 1, 4]),
)


def test_any_two_days_come_to_the_files_of_a_full_run(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    why: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(seed=st.integers(0, 2**32 - 1), choice=CHOICES)
    def come_to_the_same(seed: int, choice: Choice) -> None:
        folder = tmp_path / f"{seed}-{choice}"
        pair = pair_of(seed, folder, choice, seen=seen)
        receipt, again = incremental(pair, folder / "out")
        assert differing(pair, folder / "out") == []
        assert receipt.written.state_hash == defined(pair, folder / "d").written.state_hash
        assert again.everybody == ""
        assert again.scored + again.carried == receipt.written.members
        assert again.scored == sum(again.why.values())
        why.update(again.why)
        why["carried over"] += again.carried
        why["levels held"] += takes_levels(pair.city.policy)
        shutil.rmtree(folder)

    come_to_the_same()
    assert set(+seen) == set(CHANGES) - {"nothing"}
    assert set(REASONS) - set(why) <= {"a measure reads fewer records"}
    assert min(why["carried over"], why["levels held"]) > 0


def covering(seed: int) -> list[Policy]:
    """Return policies that together use every form of the language, and keep levels."""
    left, found = set(EVERY_FORM), []
    while left:
        policy = policy_of_seed(Random(seed))
        seed += 1
        if len(forms_of(policy) & left) >= (4 if len(left) > 16 else 1):
            left -= forms_of(policy)
            found.append(policy)
    return found


def test_every_day_of_a_month_comes_to_the_files_of_a_full_run(tmp_path: Path) -> None:
    every = covering(100)
    richest = sorted(every, key=lambda policy: -len(forms_of(policy)))
    first = next(policy for policy in richest if isinstance(policy.form, IndexForm))
    kept = next(policy for policy in richest if takes_levels(policy))
    a_month([richest[0], first, kept], tmp_path)


@pytest.mark.night
def test_every_day_of_a_month_under_every_form_of_the_language(tmp_path: Path) -> None:
    a_month(covering(100), tmp_path)


def a_month(policies: list[Policy], tmp_path: Path) -> None:
    """Score every day of a month in full and from the day before, under each of some policies."""
    why: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    assert {type(policy.form).__name__ for policy in policies} == {"PointsForm", "IndexForm"}
    assert any(takes_levels(policy) for policy in policies)
    for place, policy in enumerate(policies):
        random = Random(place)
        made = city(place, members=10, policy=policy)
        base = tmp_path / str(place)
        before = base / "0"
        by_kernel(made, snapshot(made, base / "s0", buckets=1), before)
        for number in range(1, DAYS):
            day = made.as_of + timedelta(days=1)
            made = later(random, made, day, share=0.15, seen=seen)
            kept = snapshot(made, base / f"s{number}", buckets=1)
            full, out = base / "full", base / str(number)
            told: list[Again] = []
            by_kernel(made, kept, full, previous=before)
            by_kernel(made, kept, out, previous=before, changed_only=True, tell=told.append)
            assert everything_in(out) == everything_in(full), (place, number)
            why.update(told[0].why)
            why["carried over"] += told[0].carried
            shutil.rmtree(full)
            shutil.rmtree(before)
            before = out
    assert set(why) == {*REASONS, "carried over"}
    assert why["carried over"] > 100 * len(policies)


FAULTS = (
    Planted(
        name="a day of change does not come",
        module="changed",
        right="found[days <= as_of] = DUE",
        wrong="found[days < -as_of] = DUE",
    ),
    Planted(
        name="a day of change comes a day late",
        module="changed",
        right="found[days <= as_of] = DUE",
        wrong="found[days < as_of] = DUE",
    ),
    Planted(
        name="what is known ahead never comes",
        module="changed",
        right="found[latest > day_number(asked_before.as_of)] = AHEAD",
        wrong="found[latest > NEVER] = AHEAD",
    ),
    Planted(
        name="what is known ahead has to lie ahead still",
        module="changed",
        right="found[latest > day_number(asked_before.as_of)] = AHEAD",
        wrong="found[latest > as_of] = AHEAD",
    ),
    Planted(
        name="digests are not compared",
        module="changed",
        right='found[digest != whole(members["digest"], np.int64)] = CHANGED',
        wrong="found[digest != digest] = CHANGED",
    ),
    Planted(
        name="who is new has the row of the first",
        module="changed",
        right="found[before.place < 0] = NEW",
        wrong="found[before.place < 0] = 0",
    ),
    Planted(
        name="levels held are forgotten",
        module="changed",
        right="level.keep_above < level.reached_from",
        wrong="level.keep_above > level.reached_from",
    ),
    Planted(
        name="the run before goes before the level told",
        module="carried",
        right="np.where(held == not_known, before, held)",
        wrong="np.where(before == not_known, held, before)",
    ),
    Planted(
        name="lines dated by the day asked for stay as they were",
        module="carried",
        right="self.again[old] = DATED",
        wrong="self.again[old] = 0",
    ),
    Planted(
        name="a measure is taken to read what it read",
        module="carried",
        right="& (self.again == 0)] = CROSSED",
        wrong="& (self.again == 0)] = 0",
    ),
    Planted(
        name="lines of who is scored again stay, too",
        module="carried",
        right="self.again[self._lines.member] == 0",
        wrong="self.again[self._lines.member] >= 0",
    ),
    Planted(
        name="rows of several buckets are mixed up",
        module="previous",
        right="found[found >= 0] + rows",
        wrong="found[found >= 0]",
    ),
    Planted(
        name="one bucket of several is not looked at",
        module="previous",
        right="((last * others) >> HALF) + 1",
        wrong="max((first * others) >> HALF, ((last * others) >> HALF) - 1) + 1",
    ),
)
"""What each sentence of who is scored again is there for."""


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    """Return pairs of runs that faults are tried on."""
    base = tmp_path_factory.mktemp("bank")
    quiet = Choice(gap=30, share=0.0)
    return [
        *(pair_of(seed, base / str(seed), choice_of(Random(seed))) for seed in BANK),
        *(
            pair_of(seed, base / str(seed), quiet, policy=index_policy(Random(seed)))
            for seed in MEASURED
        ),
    ]


def is_caught(fault: Planted | None, bank: list[Pair], out: Path) -> bool:
    """Return whether the files of any incremental run are not those of the full one."""
    with planted(fault) as score:
        for pair in bank:
            try:
                incremental(pair, out, score=score)
            except (AssertionError, IndexError):
                return True
            if differing(pair, out):
                return True
    return False


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_caught(fault: Planted, bank: list[Pair], tmp_path: Path) -> None:
    assert is_caught(fault, bank, tmp_path / "out")


def test_the_copy_without_a_fault_is_not_caught(bank: list[Pair], tmp_path: Path) -> None:
    assert not is_caught(None, bank, tmp_path / "out")
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 12
