"""The kernel's calendar is that of the model, from the first day to the last."""

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from random import Random
from types import ModuleType
from typing import Final

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
            yield import_module(f"{columns.__name__.partition('.')[0]}.calendar")


def test_a_day_is_its_distance_from_1970() -> None:
    assert (day_number(date(1970, 1, 1)), day_number(date(1969, 12, 31))) == (0, -1)
    assert (number_day(FIRST_DAY), number_day(LAST_DAY)) == (date.min, date.max)
    assert all(number_day(day_number(day)) == day for day in EDGES)
    assert len(EDGES) > 10_000


def test_a_year_a_month_and_a_day_make_the_day_again(kernel: ModuleType) -> None:
    for day in EDGES:
        parts = kernel.civil(day_number(day))
        assert parts == (day.year, day.month, day.day)
        assert kernel.from_civil(*parts) == day_number(day)
        assert kernel.month_length(day.year, day.month) >= day.day
        assert kernel.month_number(day_number(day)) == day.year * 12 + day.month - 1


def test_two_days_share_a_period_if_the_model_says_so(kernel: ModuleType) -> None:
    made = SpanList(as_of=AS_OF).calendar()
    random = Random(3)
    for place, period in enumerate(PERIODS):
        for day in EDGES[::7]:
            apart = random.choice([0, 1, 20, 40, 100, 400])
            other = day + timedelta(days=min(apart, (date.max - day).days))
            numbers = [kernel.period_of(made, place, day_number(each)) for each in (day, other)]
            same = period_key(period, day) == period_key(period, other)
            assert (numbers[0] == numbers[1]) == same
            ends = kernel.last_of(place, day_number(day), day_number(AS_OF))
            assert number_day(ends) == last_day(period, day, AS_OF)


def test_a_span_is_over_on_the_day_that_the_model_says(kernel: ModuleType) -> None:
    spans = SpanList(as_of=AS_OF)
    places = [spans.place(span) for span in SPANS]
    made = spans.calendar()
    near = [AS_OF - timedelta(days=days) for days in range(4 * 366)]
    for place, span in zip(places, SPANS, strict=True):
        for day in (*EDGES[::5], *near):
            over = span.after(day)
            assert kernel.over_on(made, place, day_number(day)) == day_number(over)
            assert kernel.is_over(made, place, day_number(day)) == (over <= AS_OF)


def test_whole_years_pass_on_the_day_that_a_span_of_them_is_over(kernel: ModuleType) -> None:
    random = Random(5)
    for first in EDGES[::3]:
        years = random.choice([1, 2, 3, 4, 100])
        if first.year + years > 9999:
            continue
        day = Span(count=years, unit=Unit.YEARS).after(first)
        assert kernel.whole_years(day_number(first), day_number(day)) == years
        assert kernel.whole_years(day_number(first), day_number(day) - 1) == years - 1
        assert kernel.whole_years(day_number(day), day_number(first)) == 0


@pytest.mark.parametrize("as_of", [date.min, date(1, 3, 1), date(1969, 12, 31), date.max], ids=str)
def test_a_calendar_is_made_for_any_day(kernel: ModuleType, as_of: date) -> None:
    spans = SpanList(as_of=as_of)
    places = [spans.place(span) for span in SPANS]
    made = spans.calendar()
    days = [day for day in EDGES if abs((day - as_of).days) < 40_000]
    days += [day for day in (date.min, date.max, as_of) if day <= as_of]
    for place, span in zip(places, SPANS, strict=True):
        for day in days:
            over = span.after(day)
            assert kernel.is_over(made, place, day_number(day)) == (over <= as_of)
            assert kernel.over_on(made, place, day_number(day)) == day_number(over)


def test_a_policy_of_very_many_spans_has_tables_for_some(kernel: ModuleType) -> None:
    spans = SpanList(as_of=AS_OF)
    many = [Span(count=count, unit=Unit.DAYS) for count in range(60_000, 60_300)]
    places = [spans.place(span) for span in many]
    made = spans.calendar()
    assert len(made.over) < 300 * TABLE_DAYS
    for place, span in zip(places, many, strict=True):
        day = AS_OF - timedelta(days=100)
        assert kernel.over_on(made, place, day_number(day)) == day_number(span.after(day))


def test_no_span_has_no_place() -> None:
    assert SpanList(as_of=AS_OF).place(None) == -1
