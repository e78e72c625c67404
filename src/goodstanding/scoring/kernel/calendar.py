"""Days as whole numbers, counted from 1970-01-01, and the calendar over them, compiled."""

# A day, its year, month and periods mean what `goodstanding.model.days` says. The arithmetic of the
# proleptic Gregorian calendar over a day count is that of Howard Hinnant, "chrono-compatible
# low-level date algorithms" (2013), written out here. What is asked for often stands in tables.

from datetime import date
from typing import Final, NamedTuple

from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.rows import Numbers, Rows, wide

EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST_DAY: Final = date.min.toordinal() - EPOCH
LAST_DAY: Final = date.max.toordinal() - EPOCH
NEVER: Final = LAST_DAY + 1
"""No day at all: later than any."""

LAST_YEAR: Final = date.max.year
MONTHS_A_YEAR: Final = 12
DAYS_AN_ERA: Final = 146_097
DAYS_TO_ERA: Final = 719_468

DAY, MONTH, QUARTER, YEAR, EVER = range(5)
"""The periods, by their place in `model.days.Period`."""


class SpanRow:
    """A span of a policy, seen from the day asked for.

    `count` is in months where `in_months` says so, else in days. `cut` is the last day from which
    the span is over on the day asked for. `Calendar.over` from `first` to `end` holds, for
    `first_day` and those after it, the day on which the span is over.
    """

    count: int
    in_months: bool
    cut: int
    first_day: int
    first: int
    end: int


class Calendar(NamedTuple):
    """The spans of a policy and the months of the days around the day asked for.

    `months` holds year x 12 + month - 1 for `months_day` and the days after it. What is outside the
    tables is worked out into the first place of `worked_out`, from a day to which its second, 0, is
    added: what does not hang on something read there, the compiler works out ahead for every day.
    """

    spans: Rows[SpanRow]
    over: Numbers
    months: Numbers
    worked_out: Numbers
    months_day: int
    as_of: int


def day_number(day: date) -> int:
    """Return a day as the number the kernel counts with."""
    return day.toordinal() - EPOCH


def number_day(number: int) -> date:
    """Return the day of a number the kernel counts with."""
    return date.fromordinal(number + EPOCH)


@inlined
def civil(day: int) -> tuple[int, int, int]:
    """Return year, month and day of the month."""
    shifted = day + DAYS_TO_ERA
    era = shifted // DAYS_AN_ERA
    day_of_era = shifted - era * DAYS_AN_ERA
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day_of_month = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return year, month, day_of_month


@inlined
def from_civil(year: int, month: int, day_of_month: int) -> int:
    """Return the number of a day of the calendar."""
    shifted_year = year - 1 if month <= 2 else year
    era = shifted_year // 400
    year_of_era = shifted_year - era * 400
    shifted_month = month - 3 if month > 2 else month + 9
    day_of_year = (153 * shifted_month + 2) // 5 + day_of_month - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * DAYS_AN_ERA + day_of_era - DAYS_TO_ERA


@inlined
def month_length(year: int, month: int) -> int:
    """Return the days of a month."""
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


@compiled
def month_number(day: int) -> int:
    """Return year x 12 + month - 1."""
    year, month, _ = civil(day)
    return year * MONTHS_A_YEAR + month - 1


@compiled
def add_months(day: int, months: int) -> int:
    """Return the day so many months on: months clamp to their end, and the calendar ends."""
    year, month, day_of_month = civil(day)
    total = year * MONTHS_A_YEAR + month - 1 + months
    year, month = total // MONTHS_A_YEAR, total % MONTHS_A_YEAR + 1
    if year > LAST_YEAR:
        return LAST_DAY
    return from_civil(year, month, min(day_of_month, month_length(year, month)))


@inlined
def is_over(calendar: Calendar, span: int, first: int) -> bool:
    """Return whether the span that began on `first` is over on the day asked for."""
    return first <= calendar.spans[span].cut


@inlined
def over_on(calendar: Calendar, span: int, first: int) -> int:
    """Return the first day on which the span that began on `first` is over."""
    row = calendar.spans[span]
    place = row.first + first - row.first_day
    if row.first <= place < row.end:
        return wide(calendar.over[place])
    if row.in_months:
        calendar.worked_out[0] = add_months(first + calendar.worked_out[1], row.count)
        return calendar.worked_out[0]
    return min(first + row.count, LAST_DAY)


@inlined
def period_of(calendar: Calendar, period: int, day: int) -> int:
    """Return a number that two days share if, and only if, they share the period."""
    if period == DAY:
        return day
    if period == EVER:
        return 0
    place = day - calendar.months_day
    if 0 <= place < len(calendar.months):
        months = wide(calendar.months[place])
    else:
        calendar.worked_out[0] = month_number(day + calendar.worked_out[1])
        months = calendar.worked_out[0]
    if period == MONTH:
        return months
    return months // 3 if period == QUARTER else months // MONTHS_A_YEAR


@compiled
def last_of(period: int, day: int, as_of: int) -> int:
    """Return the last day of the period around `day`; `ever` ends on the day asked for."""
    if period == DAY:
        return day
    if period == EVER:
        return as_of
    year, month, _ = civil(day)
    if period == QUARTER:
        month = (month - 1) // 3 * 3 + 3
    elif period == YEAR:
        month = MONTHS_A_YEAR
    return from_civil(year, month, month_length(year, month))


@compiled
def whole_years(first: int, day: int) -> int:
    """Return how many whole years have passed since `first`, none while it is ahead."""
    years = max(civil(day)[0] - civil(first)[0], 0)
    if years > 0 and day < add_months(first, years * MONTHS_A_YEAR):
        years -= 1
    return years
