"""Contests for places that only few random members have."""

from datetime import date
from fractions import Fraction
from typing import Final

import pytest
from tests.support.acts import counted, differing, kernel_called, policy_of
from tests.support.plain_kernel import Fault, plain_kernel
from tests.support.policies import HOURS

from goodstanding.model.days import Period, Span, Unit
from goodstanding.model.points import DatedPoints, FadeStep, PointsEach, TimesCap

POLICY: Final = policy_of(
    PointsEach(field=HOURS, points=DatedPoints(amounts=((None, 2),))),
    fade=(FadeStep(after=Span(count=3, unit=Unit.MONTHS), share=Fraction(1, 2)),),
    times_caps=(TimesCap(times=1, per=Period.QUARTER), TimesCap(times=1, per=Period.YEAR)),
)
TWO_FALL_AT_ONCE: Final = ((8, 364, -1), (11, 364, 364), (7, 30, -1), (12, 15, 15))
"""On 1 April the first fades, which counts by then, and the third, which is the next in line."""

IN_ANY_ORDER: Final = Fault(
    name="who falls back goes in the order of the acts",
    module="contest",
    edits=(
        (
            "            seat = seats[place].listed\n            if seats[seat].level == level:",
            "            seat = seats[place].listed\n            if level == 0:",
        ),
    ),
)


@pytest.mark.parametrize("name", ["compiled", "plain"])
def test_two_of_one_year_that_fall_back_on_one_day_let_the_right_one_in(name: str) -> None:
    with kernel_called(name) as kernel:
        assert differing(kernel, POLICY, *TWO_FALL_AT_ONCE) == []
    march = date(2026, 3, 16)
    assert counted(POLICY, *TWO_FALL_AT_ONCE) == [(0, march), (0, None), (0, None), (24, march)]


def test_the_second_of_a_year_would_come_in_if_the_first_were_looked_at_first() -> None:
    with plain_kernel(IN_ANY_ORDER) as wrong:
        assert differing(wrong, POLICY, *TWO_FALL_AT_ONCE) != []
