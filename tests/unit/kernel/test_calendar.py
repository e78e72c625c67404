"""The kernel's calendar is that of the model, from the first day to the last."""

from calendar import isleap
from collections.abc import Iterator
from datetime import date
from random import Random
from types import ModuleType
from typing import Final, cast

import pytest
from tests.support.plain_kernel import plain_kernel

from goodstanding.model.days import (
    SPAN_YEARS_MAX,
    Period,
    Span,
    Unit,
    last_day,
    period_key,
)
from goodstanding.scoring.kernel import calendar
from goodstanding.scoring.kernel.calendar import FIRST_DAY, LAST_DAY, day_number, number_day
from goodstanding.scoring.plan.spans import TABLE_DAYS, SpanList

PERIODS: Final = tuple(Period)
AS_OF: Final = date(2026, 6, 30)
SPANS: Final = tuple(
    Span(count=count, unit=unit)
    for count, unit in (
        (1, Unit.DAYS),
        (7, Unit.DAYS),
        (90, Unit.DAYS),
        (3, Unit.WEEKS),
        (1, Unit.MONTHS),
        (11, Unit.MONTHS),
        (18, Unit.MONTHS),
        (1, Unit.YEARS),
        (4, Unit.YEARS),
        (100, Unit.YEARS),
        (SPAN_YEARS_MAX, Unit.YEARS),
    )
)


def _edges() -> Iterator[date]:
    """Yield the ends of months of many years, the leap days among them, and days between."""
    years = {*range(1, 10_000, 97), *range(1890, 2110), 4, 100, 400, 1600, 2000, 9996, 9999}
    for year in sorted(years):
        for month in range(1, 13):
            yield date(year, month, 1)
            yield date(year, month, 28)
            last = 31 if month in {1, 3, 5, 7, 8, 10, 12} else 30
            yield date(year, month, last if month != 2 else 28 + isleap(year))


EDGES: Final = tuple(_edges())


@pytest.fixture(scope="module", params=["compiled", "plain"])
def kernel(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """Give the calendar compiled, and as plain Python."""
    if request.param == "compiled":
        yield calendar
    else:
        with plain_kernel() as columns:
            yield cast("ModuleType", columns.calendar_of_copy)


def test_a_day_is_its_distance_from_1970() -> None:
    assert (day_number(date(1970, 1, 1)), day_number(date(1969, 12, 31))) == (0, -1)
    assert (number_day(FIRST_DAY), number_day(LAST_DAY)) == (date.min, date.max)
    assert all(number_day(day_number(day)) == day for day in EDGES)
    assert len(EDGES) > 10_000
