"""Days, spans and calendar periods: a span from day d covers d <= day < d + span."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

DAYS_A_WEEK = 7
MONTHS_A_YEAR = 12
MONTHS_A_QUARTER = 3
SPAN_YEARS_MAX = 200


class Unit(StrEnum):
    """The unit in which a policy writes a span."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


DAYS_BY_UNIT = {
    Unit.DAYS: 1.0,
    Unit.WEEKS: 7.0,
    Unit.MONTHS: 30.436875,
    Unit.YEARS: 365.2425,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time as a policy writes it, such as 2 years; the count is at least 1."""

    count: int
    unit: Unit
    _months: int = field(init=False, repr=False, compare=False)
    _days: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a span that is empty or longer than any policy can mean; know months and days."""
        if self.count < 1 or self.mean_days > SPAN_YEARS_MAX * DAYS_BY_UNIT[Unit.YEARS]:
            message = f"a span has at least one unit and at most {SPAN_YEARS_MAX} years"
            raise ValueError(message)
        months, days = {
            Unit.DAYS: (0, 1),
            Unit.WEEKS: (0, DAYS_A_WEEK),
            Unit.MONTHS: (1, 0),
            Unit.YEARS: (MONTHS_A_YEAR, 0),
        }[self.unit]
        object.__setattr__(self, "_months", self.count * months)
        object.__setattr__(self, "_days", self.count * days)

    @property
    def mean_days(self) -> float:
        """Return the mean length in days, to compare spans of unlike units."""
        return self.count * DAYS_BY_UNIT[self.unit]

    def after(self, day: date) -> date:
        """Return the first day on which the span that began on `day` is over."""
        return _after(day, self._months, self._days)

    def last_over(self, day: date) -> date | None:
        """Return the last day from which the span is over on `day`, None where there is none."""
        slack = timedelta(days=max(round(self.mean_days) - 5, 0))
        if day - date.min <= slack:
            return None
        found = day - slack
        while self.after(found) > day:
            if found == date.min:
                return None
            found -= timedelta(days=1)
        return found


@lru_cache(maxsize=65_536)
def _after(day: date, months: int, days: int) -> date:
    """Add months or days to a day; months clamp to the month's end, the calendar ends in 9999."""
    if days:
        return day + timedelta(days=days) if days <= (date.max - day).days else date.max
    total = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = total // MONTHS_A_YEAR, total % MONTHS_A_YEAR + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Period(StrEnum):
    """A calendar period that a cap or a rate counts over."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    EVER = "ever"

    @property
    def length(self) -> int:
        """Return the place of this period from the shortest, 0, to the longest, 4."""
        return tuple(Period).index(self)


PeriodKey: TypeAlias = tuple[int, int, int]


def period_key(period: Period, day: date) -> PeriodKey:
    """Return what is equal for two days if, and only if, they share the period."""
    match period:
        case Period.DAY:
            return (day.year, day.month, day.day)
        case Period.MONTH:
            return (day.year, day.month, 0)
        case Period.QUARTER:
            return (day.year, (day.month - 1) // MONTHS_A_QUARTER, 0)
        case Period.YEAR:
            return (day.year, 0, 0)
    assert period is Period.EVER
    return (0, 0, 0)


def last_day(period: Period, day: date, as_of: date) -> date:
    """Return the last day of the period around `day`; `ever` ends on the day asked for."""
    match period:
        case Period.DAY:
            return day
        case Period.MONTH:
            month = day.month
        case Period.QUARTER:
            month = (day.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + MONTHS_A_QUARTER
        case Period.EVER:
            return as_of
        case _:
            assert period is Period.YEAR
            month = MONTHS_A_YEAR
    return date(day.year, month, monthrange(day.year, month)[1])
