"""The last day from which a span is over: the other way round of the day on which it is over."""

from datetime import date, timedelta

import pytest

from goodstanding.model.days import Span, Unit


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("count", [1, 2, 11, 40])
def test_from_the_last_day_a_span_is_over_and_from_the_next_it_is_not(
    unit: Unit, count: int
) -> None:
    span = Span(count=count, unit=unit)
    for place in range(0, 1500, 7):
        day = date(2023, 1, 28) + timedelta(days=place)
        last = span.last_over(day)
        assert last is not None
        assert span.after(last) <= day < span.after(last + timedelta(days=1))


def test_a_span_longer_than_the_calendar_before_a_day_is_over_from_no_day() -> None:
    assert Span(count=3, unit=Unit.YEARS).last_over(date(2, 1, 1)) is None
    assert Span(count=1, unit=Unit.YEARS).last_over(date(1, 12, 30)) is None
    assert Span(count=2, unit=Unit.DAYS).last_over(date(1, 1, 2)) is None
    assert Span(count=2, unit=Unit.DAYS).last_over(date(1, 1, 3)) == date.min
    assert Span(count=1, unit=Unit.DAYS).last_over(date.max) == date.max
