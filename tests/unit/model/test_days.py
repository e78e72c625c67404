"""Days, spans and calendar periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.model.days import Period, Span, Unit, last_day, period_key

AS_OF = date(2026, 6, 15)


@pytest.mark.parametrize(
    "first, count, unit, over",
    [
        (date(2024, 2, 29), 1, Unit.YEARS, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, Unit.YEARS, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, Unit.MONTHS, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, Unit.MONTHS, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, Unit.MONTHS, date(2027, 1, 1)),
        (date(2026, 1, 1), 2, Unit.WEEKS, date(2026, 1, 15)),
        (date(2026, 1, 1), 30, Unit.DAYS, date(2026, 1, 31)),
    ],
)
def test_a_span_is_over_on_the_day_it_ends(first: date, count: int, unit: Unit, over: date) -> None:
    assert Span(count=count, unit=unit).after(first) == over


@pytest.mark.parametrize("unit", list(Unit))
def test_a_span_beyond_the_calendar_ends_on_its_last_day(unit: Unit) -> None:
    assert Span(count=40, unit=unit).after(date(9999, 12, 30)) == date.max


@pytest.mark.parametrize("count, unit", [(0, Unit.DAYS), (-1, Unit.YEARS), (201, Unit.YEARS)])
def test_a_span_is_neither_empty_nor_longer_than_two_hundred_years(count: int, unit: Unit) -> None:
    with pytest.raises(ValueError, match="at least one unit and at most 200 years"):
        Span(count=count, unit=unit)


def test_two_hundred_years_are_a_span() -> None:
    assert Span(count=200, unit=Unit.YEARS).after(date(2000, 2, 29)) == date(2200, 2, 28)


def test_spans_of_unlike_units_are_compared_by_their_mean_length() -> None:
    month = Span(count=1, unit=Unit.MONTHS)
    assert Span(count=30, unit=Unit.DAYS).mean_days < month.mean_days
    assert month.mean_days < Span(count=31, unit=Unit.DAYS).mean_days


def test_periods_stand_from_the_shortest_to_the_longest() -> None:
    assert [period.length for period in Period] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "period, last",
    [
        (Period.DAY, date(2026, 2, 10)),
        (Period.MONTH, date(2026, 2, 28)),
        (Period.QUARTER, date(2026, 3, 31)),
        (Period.YEAR, date(2026, 12, 31)),
        (Period.EVER, AS_OF),
    ],
)
def test_a_period_ends_on_the_last_day_of_the_calendar(period: Period, last: date) -> None:
    assert last_day(period, date(2026, 2, 10), AS_OF) == last


@given(
    st.sampled_from([Period.DAY, Period.MONTH, Period.QUARTER, Period.YEAR]),
    st.dates(date(2023, 1, 1), date(2025, 1, 5)),
    st.integers(0, 400),
)
def test_two_days_share_a_period_if_they_share_its_last_day(
    period: Period, day: date, later: int
) -> None:
    other = day + timedelta(days=later)
    same = last_day(period, day, AS_OF) == last_day(period, other, AS_OF)
    assert (period_key(period, day) == period_key(period, other)) is same


def test_every_day_is_in_the_one_period_that_never_ends() -> None:
    assert period_key(Period.EVER, date.min) == period_key(Period.EVER, date.max)
