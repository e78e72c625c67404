"""A plan holds what a policy says, seen from one day, in whole numbers."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any, Final

import numpy as np
import pytest
from tests.support.batches import People, differences
from tests.support.indexes import index_policy
from tests.support.members import world_of
from tests.support.policies import AMOUNT, GRADE, HOURS, KEPT, TITLE, kind_named, points_policy

from goodstanding.errors import ProblemsError
from goodstanding.model.days import Period, Span, Unit
from goodstanding.model.index import Measure, Reading
from goodstanding.model.kinds import Day
from goodstanding.model.names import GroupName, RuleName
from goodstanding.model.points import (
    DatedPoints,
    FadeStep,
    FixedPoints,
    Group,
    Lasts,
    PointsByName,
    PointsCap,
    Rates,
    Rule,
    TimesCap,
)
from goodstanding.model.policy import IndexForm, PointsForm, Policy, Purpose
from goodstanding.scoring import columns
from goodstanding.scoring.kernel.calendar import FIRST_DAY, LAST_DAY, day_number
from goodstanding.scoring.kernel.rows import table
from goodstanding.scoring.kernel.tables import FadeRow, IndexTables, PointsTables
from goodstanding.scoring.plan import plan
from goodstanding.scoring.plan.fields import field_code
from goodstanding.scoring.plan.points import OPEN
from goodstanding.scoring.plan.products import PRODUCT_MAX, clamped

AS_OF: Final = date(2025, 3, 31)
YEAR, TWO_YEARS, MONTH = (
    Span(count=1, unit=Unit.YEARS),
    Span(count=2, unit=Unit.YEARS),
    Span(count=1, unit=Unit.MONTHS),
)
ONE: Final = FixedPoints(points=DatedPoints(amounts=((None, 1),)))
NONE_LEFT: Final = (
    FadeStep(after=MONTH, share=Fraction(1, 3)),
    FadeStep(after=YEAR, share=Fraction(0)),
)
KIND, OTHER, UNREAD = (
    kind_named("kind", "source", act=True),
    kind_named("other", "source", act=False),
    kind_named("unread", "source", act=False),
)
YEAR_CUT: Final = day_number(date(2024, 3, 31))


def rule(name: str, **parts: Any) -> Rule:
    """Return a rule of one point for the other kind, but for its parts."""
    return replace(Rule(name=RuleName(name), title=TITLE, record=OTHER.name, worth=ONE), **parts)


def policy_of(form: PointsForm | IndexForm) -> Policy:
    """Return a policy of three kinds, one of them with acts."""
    kinds = {each.name: each for each in (KIND, OTHER, UNREAD)}
    drawn = points_policy(Random(1))
    return replace(drawn, kinds=kinds, form=form, purpose=Purpose.PROGRAMME, levels=(), window=None)


def tables_of(*rules: Rule, groups: tuple[Group, ...] = ()) -> PointsTables:
    """Return the tables of rules."""
    form = PointsForm(start=5, bounds=None, rules=rules, groups=groups)
    made = plan(policy_of(form), AS_OF).tables
    assert isinstance(made, PointsTables)
    return made


def column(rows: Any, name: str) -> list[Any]:
    """Return one column of a table."""
    found: list[Any] = np.asarray(rows)[name].tolist()
    return found


def test_rules_stand_by_their_names_and_kinds_as_declared() -> None:
    made = tables_of(rule("c", record=KIND.name), rule("a"), rule("b", record=KIND.name))
    assert np.asarray(made.kind_rules).tolist() == [1, 2, 0]
    assert column(made.kinds, "rule_first") == [0, 2, 3]
    assert column(made.kinds, "rule_end") == [2, 3, 3]
    assert column(made.kinds, "act") == [True, False, False]
    assert (made.opening, made.running, made.needs_notice) == (5, False, True)


def test_an_act_is_dead_when_it_is_worth_nothing_for_good_under_each_rule() -> None:
    lasts = Lasts(spans={None: YEAR})
    assert column(tables_of(rule("a", lasts=lasts)).kinds, "dead_until") == [
        LAST_DAY,
        YEAR_CUT,
        LAST_DAY,
    ]
    both = tables_of(rule("a", lasts=lasts), rule("b", lasts=Lasts(spans={None: TWO_YEARS})))
    assert column(both.kinds, "dead_until")[1] == day_number(date(2023, 3, 31))
    assert column(tables_of(rule("a", fade=NONE_LEFT)).kinds, "dead_until")[1] == YEAR_CUT
    assert column(tables_of(rule("a", fade=NONE_LEFT[:1])).kinds, "dead_until")[1] < FIRST_DAY
    grades = PointsByName(field=GRADE, rows={"a": 1, "b": 2, "c": 3})
    by_row = rule("a", worth=grades, lasts=Lasts(spans={"a": MONTH, "b": YEAR, "c": MONTH}))
    assert column(tables_of(by_row).kinds, "dead_until")[1] == YEAR_CUT


def test_a_rule_is_simple_when_nothing_else_has_to_do_with_it() -> None:
    cap = PointsCap(points=3, per=Period.YEAR)
    rates = Rates(field=HOURS, brackets=((20, Fraction(1, 2)),))
    made = tables_of(
        rule("alone"),
        rule("capped", points_caps=(cap,)),
        rule("grouped"),
        rule("rates", worth=rates),
        rule("times", times_caps=(TimesCap(times=1, per=Period.DAY),)),
        groups=(
            Group(name=GroupName("all"), title=TITLE, rules=(RuleName("grouped"),), caps=(cap,)),
        ),
    )
    assert column(made.rules, "simple") == [True, False, False, False, False]
    assert column(made.rules, "free_times") == [OPEN, OPEN, OPEN, 0, 1]
    assert column(made.rules, "free_most") == [OPEN, 3, OPEN, OPEN, OPEN]
    assert column(made.groups, "free_most") == [3]
    assert column(made.rules, "group") == [-1, -1, 0, -1, -1]
    assert np.asarray(made.cap_place).tolist() == [1, 2, 3, 4, 5, 0]
    assert made.lines_an_entry == 5 * 4


def test_sums_of_gains_and_of_losses_meet_the_caps_of_their_sign() -> None:
    caps = tuple(PointsCap(points=points, per=Period.YEAR) for points in (7, -2, 3, -5))
    rates = Rates(field=HOURS, brackets=((20, Fraction(1, 2)),))
    made = tables_of(rule("capped", points_caps=caps), rule("rates", worth=rates, points_caps=caps))
    assert column(made.rules, "free_most") == [3, -1]  # what rates give is not known ahead
    assert column(made.rules, "free_least") == [-2, -2]
    shared = Group(name=GroupName("all"), title=TITLE, rules=(RuleName("rates"),), caps=caps)
    made = tables_of(rule("rates", worth=rates), groups=(shared,))
    assert column(made.groups, "free_most") == [-1]


def test_the_kinds_of_an_index_are_dead_when_no_measure_reads_them() -> None:
    policy = index_policy(Random(4))
    assert isinstance(policy.form, IndexForm)
    measure = Measure(
        name=RuleName("m"),
        title=TITLE,
        dimension=policy.form.dimensions[0].name,
        reading=Reading.COUNT,
        record=OTHER.name,
        field=None,
        over=TWO_YEARS,
        table=((Fraction(0), 0), (Fraction(1), 3)),
    )
    faded = replace(measure, name=RuleName("f"), fade=NONE_LEFT)
    for measures, cut in (
        ((measure,), day_number(date(2023, 3, 31))),
        ((faded,), YEAR_CUT),
        ((faded, measure), day_number(date(2023, 3, 31))),
    ):
        made = plan(policy_of(replace(policy.form, measures=measures)), AS_OF)
        assert isinstance(made.tables, IndexTables)
        assert column(made.tables.kinds, "dead_until") == [LAST_DAY, cut, LAST_DAY]
        assert made.tables.lines_an_entry == len(measures)
        assert made.dimensions == len(policy.form.dimensions)


def test_an_index_without_measures_has_a_plan() -> None:
    policy = index_policy(Random(4))
    assert isinstance(policy.form, IndexForm)
    made = plan(policy_of(replace(policy.form, measures=())), AS_OF)
    assert made.tables.lines_an_entry == 0
    assert made.value_columns == 1


def test_a_field_is_a_whole_number() -> None:
    assert field_code(KIND.fields[GRADE], "c") == 2
    assert field_code(KIND.fields[KEPT], True) == 1
    assert field_code(KIND.fields[AMOUNT], 1_250) == 1_250
    assert field_code(Day(), date(1970, 1, 2)) == 1


def test_what_is_compared_with_no_number_so_large_is_cut_there() -> None:
    assert [clamped(value) for value in (7, PRODUCT_MAX, PRODUCT_MAX**2)] == [
        7,
        PRODUCT_MAX,
        PRODUCT_MAX + 1,
    ]


def test_a_day_before_the_edition_has_no_plan() -> None:
    policy = policy_of(PointsForm(start=0, bounds=None, rules=(rule("a"),), groups=()))
    with pytest.raises(ProblemsError, match="is in force from 2024-01-01"):
        plan(policy, date(2023, 12, 31))


def test_a_row_says_all_that_it_holds() -> None:
    assert len(table(FadeRow, [{"span": 1, "share": 2}])) == 1
    with pytest.raises(AssertionError, match="a row says all that it holds"):
        table(FadeRow, [{"span": 1}])


def agree(policy: Policy) -> int:
    """See that kernel and definition agree about members; return how many lines came."""
    lines = 0
    for seed in range(60):
        world = world_of(Random(seed), policy)
        group = People(seed=seed, policy=policy, as_of=world.as_of, worlds=(world,))
        assert differences(columns, plan(policy, world.as_of), group, lines_at_once=3) == []
        lines += sum(len(statement.lines) for statement in group.statements())
    return lines


def test_rates_whose_divisor_is_beyond_what_is_counted_with_agree() -> None:
    primes = (59, 61, 67, 71, 73, 79, 83, 89, 97)
    brackets = tuple((100 * place, Fraction(1, over)) for place, over in enumerate(primes, 1))
    rates = Rates(field=AMOUNT, brackets=brackets)
    assert rates.units * 100 > PRODUCT_MAX  # the control
    form = PointsForm(start=0, bounds=None, rules=(rule("rates", worth=rates),), groups=())
    assert agree(policy_of(form)) > 60


@pytest.mark.parametrize("reading", [Reading.SUM_FIELD, Reading.MOST, Reading.LATEST])
def test_a_bound_beyond_what_is_counted_with_agrees(reading: Reading) -> None:
    policy = index_policy(Random(4))
    assert isinstance(policy.form, IndexForm)
    primes = ((89, MONTH), (83, YEAR), (97, TWO_YEARS))
    fade = tuple(
        FadeStep(after=after, share=Fraction(90 - 20 * place, over))
        for place, (over, after) in enumerate(primes, 1)
    )
    measure = Measure(
        name=RuleName("m"),
        title=TITLE,
        dimension=policy.form.dimensions[0].name,
        reading=reading,
        record=OTHER.name,
        field=AMOUNT,
        over=TWO_YEARS,
        table=((Fraction(0), 0), (Fraction(500), 3), (Fraction(10**14), 9)),
        fade=fade,
    )
    assert PRODUCT_MAX < 10**14 * 89 * 83 * 97  # the control
    assert agree(policy_of(replace(policy.form, measures=(measure,)))) > 20
