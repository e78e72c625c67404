"""Years of rates that only few random members have."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Final

import pytest
from tests.support.acts import AS_OF, counted, differing, kernel_called, people_of, policy_of
from tests.support.policies import HOURS

from goodstanding.model.days import Span, Unit
from goodstanding.model.points import FadeStep, Lasts, Rates
from goodstanding.model.statement import Why

A_POINT_AN_HOUR: Final = Rates(field=HOURS, brackets=((10, Fraction(1)),))
STEPS: Final = (
    FadeStep(after=Span(count=100, unit=Unit.DAYS), share=Fraction(1, 2)),
    FadeStep(after=Span(count=300, unit=Unit.DAYS), share=Fraction(1, 3)),
)


@pytest.mark.parametrize("name", ["compiled", "plain"])
def test_a_step_that_leaves_the_points_as_they_are_is_no_change(name: str) -> None:
    lasts = Lasts(spans={None: Span(count=1, unit=Unit.YEARS)})
    policy = policy_of(A_POINT_AN_HOUR, fade=STEPS, lasts=lasts)
    with kernel_called(name) as kernel:
        assert differing(kernel, policy, (1, 200, 200)) == []
    assert counted(policy, (1, 200, 200)) == [(1, date(2026, 6, 14))]


@pytest.mark.parametrize("name", ["compiled", "plain"])
def test_who_stands_behind_a_full_year_may_fade_before_its_turn(name: str) -> None:
    policy = policy_of(A_POINT_AN_HOUR, fade=STEPS)
    acts = ((4, 60, 20), (5, 50, 50), (10, 10, 10))
    with kernel_called(name) as kernel:
        assert differing(kernel, policy, *acts) == []
    days = [AS_OF + timedelta(days=100 - ended) for _, _, ended in acts]
    assert counted(policy, *acts) == [(0, days[0]), (0, days[1]), (10, days[2])]


@pytest.mark.parametrize("name", ["compiled", "plain"])
def test_who_has_faded_to_nothing_comes_before_nobody_who_is_over(name: str) -> None:
    fade = (FadeStep(after=Span(count=100, unit=Unit.DAYS), share=Fraction(0)),)
    lasts = Lasts(spans={None: Span(count=300, unit=Unit.DAYS)})
    policy = policy_of(A_POINT_AN_HOUR, fade=fade, lasts=lasts)
    acts = ((8, 460, 150), (6, 400, 400))
    [statement] = people_of(policy, acts).statements()
    assert [(line.points, line.why) for line in statement.lines] == [
        (4, Why.FADED),
        (6, Why.EXPIRED),
    ]
    with kernel_called(name) as kernel:
        assert differing(kernel, policy, *acts) == []
