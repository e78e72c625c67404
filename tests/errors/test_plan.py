"""What the engine cannot count with, with its exact words."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final

import pytest
from tests.support.policies import AMOUNT, HOURS, TITLE, kind_named

from goodstanding.errors import ProblemsError
from goodstanding.model.days import Span, Unit
from goodstanding.model.index import Dimension, Measure, Reading
from goodstanding.model.kinds import FieldType, Money, WholeNumber
from goodstanding.model.names import DimensionName, FieldName, PolicyName, RuleName
from goodstanding.model.points import DatedPoints, FadeStep, PointsEach, Rates, Rule, Worth
from goodstanding.model.policy import IndexForm, PointsForm, Policy, Purpose
from goodstanding.scoring.plan import plan
from goodstanding.scoring.plan.products import ENTRIES_A_MEMBER_MAX, PRODUCT_MAX

A_DAY: Final = date(2026, 6, 30)
WORDS: Final = (
    "points times the field's greatest number and the shares, for as many records as a member may "
    "have, are beyond what the engine counts with, 2^62. Use a smaller range, fewer points, or "
    "shares with smaller denominators."
)
THIRDS: Final = (
    FadeStep(after=Span(count=1, unit=Unit.YEARS), share=Fraction(2, 3)),
    FadeStep(after=Span(count=2, unit=Unit.YEARS), share=Fraction(1, 2)),
)
SIXTHS: Final = 6


def policy_of(form: PointsForm | IndexForm, most: int) -> Policy:
    """Return a policy whose fields hold numbers up to `most`."""
    kind = kind_named("kind", "source", act=False)
    fields: dict[FieldName, FieldType] = {
        HOURS: WholeNumber(least=0, most=most),
        AMOUNT: Money(least=0, most=most),
    }
    return Policy(
        name=PolicyName("large"),
        edition=1,
        purpose=Purpose.STUDY,
        published=A_DAY,
        in_force=A_DAY,
        notice=Span(count=30, unit=Unit.DAYS),
        title=TITLE,
        kinds={kind.name: replace(kind, fields=fields)},
        form=form,
    )


def rules_of(worth: Worth) -> PointsForm:
    """Return two rules alike."""
    kind = kind_named("kind", "source", act=False)
    rules = tuple(
        Rule(name=RuleName(name), title=TITLE, record=kind.name, worth=worth, fade=THIRDS)
        for name in ("one", "two")
    )
    return PointsForm(start=0, bounds=None, rules=rules, groups=())


def measure_of(reading: Reading) -> IndexForm:
    """Return one measure of an amount."""
    measure = Measure(
        name=RuleName("measure"),
        title=TITLE,
        dimension=DimensionName("dimension"),
        reading=reading,
        record=kind_named("kind", "source", act=False).name,
        field=AMOUNT,
        over=Span(count=3, unit=Unit.YEARS),
        table=((Fraction(0), 0), (Fraction(1, 2), 1)),
        fade=THIRDS,
    )
    name = DimensionName("dimension")
    dimension = Dimension(name=name, title=TITLE, weight=Fraction(1), base=50)
    return IndexForm(scale=(0, 1000), dimensions=(dimension,), measures=(measure,))


def refused(policy: Policy) -> list[str]:
    """Return what a plan of the policy says is wrong, with the codes."""
    try:
        plan(policy, A_DAY)
    except ProblemsError as error:
        return [f"{problem.code.name} {problem}" for problem in error.problems]
    return []


def test_every_rule_beyond_what_is_counted_with_is_refused_by_name() -> None:
    each = PointsEach(field=HOURS, points=DatedPoints(amounts=((None, 1), (A_DAY, -7))))
    most = PRODUCT_MAX // (7 * SIXTHS * ENTRIES_A_MEMBER_MAX)
    assert refused(policy_of(rules_of(each), most)) == []
    assert refused(policy_of(rules_of(each), most + 1)) == [
        f"plan-too-large rules.one: {WORDS}",
        f"plan-too-large rules.two: {WORDS}",
    ]


def test_rates_beyond_what_is_counted_with_are_refused_by_name() -> None:
    upper = PRODUCT_MAX // SIXTHS
    for extra, found in ((0, 0), (1, 2)):
        rates = Rates(field=HOURS, brackets=((upper + extra, Fraction(1)),))
        assert len(refused(policy_of(rules_of(rates), 10))) == found


@pytest.mark.parametrize(
    "reading, entries", [(Reading.SUM_FIELD, ENTRIES_A_MEMBER_MAX), (Reading.MOST, 1)]
)
def test_a_measure_beyond_what_is_counted_with_is_refused_by_name(
    reading: Reading, entries: int
) -> None:
    most = PRODUCT_MAX // (SIXTHS * 2 * entries)
    assert refused(policy_of(measure_of(reading), most)) == []
    assert refused(policy_of(measure_of(reading), most + 1)) == [
        f"plan-too-large measures.measure: {WORDS}"
    ]
