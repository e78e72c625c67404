"""One member may have two million records: no form takes days times entries."""

import time
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

import numpy as np
import pytest
from tests.support.policies import AMOUNT, HOURS, KEPT, TITLE, kind_named

from goodstanding.model.days import Period, Span, Unit
from goodstanding.model.index import Dimension, Measure, Reading
from goodstanding.model.names import DimensionName, FieldName, GroupName, PolicyName, RuleName
from goodstanding.model.points import (
    Bounds,
    DatedPoints,
    FadeStep,
    FixedPoints,
    Group,
    Hold,
    PointsCap,
    PointsEach,
    Rates,
    Rule,
    TimesCap,
    Worth,
)
from goodstanding.model.policy import IndexForm, PointsForm, Policy, Purpose
from goodstanding.scoring.kernel.calendar import FIRST_DAY, NEVER, day_number
from goodstanding.scoring.kernel.run import Room, run
from goodstanding.scoring.kernel.tables import NOTHING, Columns
from goodstanding.scoring.plan import Plan, plan
from goodstanding.scoring.plan.products import ENTRIES_A_MEMBER_MAX

ENTRIES: Final = 200_000
CPU_SECONDS_MAX: Final = 5.0
"""A tenth of what days times entries would take, and many times what is needed."""

AS_OF: Final = date(2026, 6, 30)
AGES_END_WITHIN: Final = 400_000
"""Acts end on as many later days as there are, so that each entry has days of its own."""

STEPS: Final = tuple(
    FadeStep(after=Span(count=count, unit=Unit.YEARS), share=Fraction(1, count + 1))
    for count in (1, 2, 4)
)


def policy_of(form: PointsForm | IndexForm, *, act: bool = False) -> Policy:
    """Return a policy of one kind of record."""
    kind = kind_named("kind", "source", act=act)
    return Policy(
        name=PolicyName("large"),
        edition=1,
        purpose=Purpose.PROGRAMME,
        published=date(2020, 1, 1),
        in_force=date(2020, 1, 1),
        notice=Span(count=30, unit=Unit.DAYS),
        title=TITLE,
        kinds={kind.name: kind},
        form=form,
    )


def rule_of(
    worth: Worth, *, times: tuple[TimesCap, ...] = (), caps: tuple[PointsCap, ...] = ()
) -> Rule:
    """Return a rule that fades."""
    kind = kind_named("kind", "source", act=False)
    return Rule(
        name=RuleName("rule"),
        title=TITLE,
        record=kind.name,
        worth=worth,
        fade=STEPS,
        times_caps=times,
        points_caps=caps,
    )


EACH: Final = PointsEach(field=AMOUNT, points=DatedPoints(amounts=((None, 1),)))
FIXED: Final = FixedPoints(points=DatedPoints(amounts=((None, 3),)))
RATES: Final = Rates(
    field=HOURS, brackets=((20, Fraction(1)), (80, Fraction(1, 2)), (500, Fraction(1, 3)))
)


def points_policies() -> Iterator[tuple[str, Policy]]:
    """Yield a policy of each form of the points family that lets entries meet."""
    ever = tuple(TimesCap(times=3, per=per) for per in (Period.DAY, Period.MONTH, Period.EVER))
    for name, rule in (
        ("alone", rule_of(EACH)),
        ("times", rule_of(EACH, times=ever)),
        ("times of equals", rule_of(FIXED, times=(TimesCap(times=1_000, per=Period.EVER),))),
        ("rates", rule_of(RATES)),
        (
            "caps",
            rule_of(EACH, caps=tuple(PointsCap(points=50, per=per) for per in Period)),
        ),
    ):
        yield name, policy_of(PointsForm(start=0, bounds=None, rules=(rule,), groups=()))
    capped = rule_of(FIXED, caps=(PointsCap(points=9, per=Period.DAY),))
    group = Group(
        name=GroupName("group"),
        title=TITLE,
        rules=(capped.name,),
        caps=(PointsCap(points=12, per=Period.DAY), PointsCap(points=90, per=Period.MONTH)),
    )
    bounds = Bounds(floor=0, ceiling=1_000, hold=Hold.AT_EVERY_RECORD)
    running = PointsForm(start=0, bounds=bounds, rules=(capped,), groups=(group,))
    yield "running bounds", policy_of(running)
    act = PointsForm(start=0, bounds=None, rules=(rule_of(EACH),), groups=())
    yield "acts", policy_of(act, act=True)


def index_policies() -> Iterator[tuple[str, Policy]]:
    """Yield a policy of each reading."""
    for reading in Reading:
        fields: dict[Reading, FieldName] = {Reading.SHARE: KEPT}
        plain = reading in {Reading.COUNT, Reading.SUM, Reading.YEARS_SINCE}
        measure = Measure(
            name=RuleName("measure"),
            title=TITLE,
            dimension=DimensionName("dimension"),
            reading=reading,
            record=kind_named("kind", "source", act=False).name,
            field=None if plain else fields.get(reading, AMOUNT),
            over=Span(count=100, unit=Unit.YEARS),
            table=((Fraction(0), 0), (Fraction(1, 2), 1), (Fraction(1), 2)),
            fade=STEPS,
        )
        dimension = Dimension(
            name=DimensionName("dimension"), title=TITLE, weight=Fraction(1), base=50
        )
        form = IndexForm(scale=(0, 1000), dimensions=(dimension,), measures=(measure,))
        yield str(reading), policy_of(form)


POLICIES: Final = dict([*points_policies(), *index_policies()])


def columns_of(made: Plan, entries: int, *, days: int) -> Columns:
    """Return one member with so many entries on so many days, each act ending on some later day."""
    random = np.random.default_rng(7)
    as_of = day_number(AS_OF)
    on = np.sort(random.integers(as_of - days, as_of, entries, endpoint=True))
    aged = random.integers(as_of, as_of + AGES_END_WITHIN, entries)
    kind = made.policy.kinds[kind_named("kind", "source", act=False).name]
    most = {HOURS: 12, AMOUNT: 1_250, KEPT: 1}
    values = np.zeros((made.value_columns, entries), np.int64)
    for (_, name), slot in made.slots.items():
        values[slot] = random.integers(0, most[name], entries, endpoint=True)
    none = np.empty(0, np.int64)
    return Columns(
        first=np.array([0, entries]),
        kind=np.zeros(entries, np.int16),
        on=on,
        filed=none,
        aged=aged,
        state=none,
        repaired_on=none,
        told=none,
        act=np.zeros(entries) if kind.act else np.full(entries, NOTHING),
        place=random.permutation(entries),
        tie=random.permutation(entries),
        values=values,
        gate=np.zeros(1),
        starts=np.full((1, 1), FIRST_DAY),
        ends=np.full((1, 1), NEVER),
        row=none,
        since=none,
        until=none,
        level_held=none,
    )


def seconds(policy: Policy, entries: int, *, days: int, with_lines: bool) -> tuple[float, int]:
    """Return the CPU time of scoring a member, and the lines or the next change."""
    made = plan(policy, AS_OF)
    columns = columns_of(made, entries, days=days)
    room = Room(made)
    for _ in run(room, columns_of(made, 9, days=days), with_lines=with_lines):
        pass  # whatever has to be compiled is compiled here
    began = time.process_time()
    [part] = run(room, columns, with_lines=with_lines)
    taken = time.process_time() - began
    return taken, len(part.lines.kind) if with_lines else int(part.totals.next_change[0])


def check(name: str, entries: int, *, days: int, limit: float) -> None:
    """See that a member takes no longer than a limit, with lines and without."""
    taken, lines = seconds(POLICIES[name], entries, days=days, with_lines=True)
    assert lines >= 1
    quick, change = seconds(POLICIES[name], entries, days=days, with_lines=False)
    assert change > day_number(AS_OF)
    assert max(taken, quick) < limit


@pytest.mark.parametrize("name", list(POLICIES))
def test_a_member_with_two_hundred_thousand_records_takes_seconds(name: str) -> None:
    check(name, ENTRIES, days=300, limit=CPU_SECONDS_MAX)


@pytest.mark.night
@pytest.mark.parametrize("days", [0, 300, 100_000], ids=lambda days: f"{days} days")
@pytest.mark.parametrize("name", list(POLICIES))
def test_a_member_with_as_many_records_as_there_may_be_takes_a_minute(name: str, days: int) -> None:
    check(name, ENTRIES_A_MEMBER_MAX, days=days, limit=20 * CPU_SECONDS_MAX)
