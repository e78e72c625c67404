"""Days as whole numbers, counted from 1970-01-01, and the calendar over them, compiled."""

# A day, its year, month and periods mean what `goodstanding.model.days` says; the arithmetic of the
# proleptic Gregorian calendar over a day count is that of Howard Hinnant, "chrono-compatible
# low-level date algorithms" (2013), written out here.

from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from goodstanding.scoring.kernel.compiled import compiled, inlined

EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST_DAY: Final = date.min.toordinal() - EPOCH
LAST_DAY: Final = date.max.toordinal() - EPOCH
NEVER: Final = LAST_DAY + 1
"""No day at all: later than any."""

LAST_YEAR: Final = date.max.year
DAYS_AN_ERA: Final = 146_097
DAYS_TO_ERA: Final = 719_468

DAY, MONTH, QUARTER, YEAR, EVER = range(5)
"""The periods, by their place in `model.days.Period`."""

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


class Spans(NamedTuple):
    """Every span of a policy, seen from one day asked for.

    `count` is in days, or in months where `months` says so. `cut` is the last day from which the
    span is over on the day asked for. `table` from `first` on holds, for each later day up to the
    day asked for, the day on which the span is over.
    """

    count: Int64s
    months: NDArray[np.bool_]
    cut: Int64s
    first: Int64s
    table: Int32s


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


@compiled
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
def add_span(day: int, count: int, months: bool) -> int:  # noqa: FBT001 - compiled code has no keywords
    """Return the first day on which a span that began on `day` is over; the calendar ends."""
    if not months:
        return min(day + count, LAST_DAY)
    year, month, day_of_month = civil(day)
    total = year * 12 + month - 1 + count
    year, month = total // 12, total % 12 + 1
    if year > LAST_YEAR:
        return LAST_DAY
    return from_civil(year, month, min(day_of_month, month_length(year, month)))


@inlined
def over_on(spans: Spans, span: int, day: int) -> int:
    """Return the first day on which the span that began on `day` is over."""
    place = day - spans.cut[span] - 1
    if 0 <= place < spans.first[span + 1] - spans.first[span]:
        return np.int64(spans.table[spans.first[span] + place])
    return add_span(day, spans.count[span], spans.months[span])


@inlined
def period_of(period: int, day: int) -> int:
    """Return a number that two days share if, and only if, they share the period."""
    if period == DAY:
        return day
    if period == EVER:
        return 0
    year, month, _ = civil(day)
    if period == MONTH:
        return year * 12 + month
    if period == QUARTER:
        return year * 4 + (month - 1) // 3
    return year


@inlined
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
        month = 12
    return from_civil(year, month, month_length(year, month))


@compiled
def whole_years(first: int, day: int) -> int:
    """Return how many whole years have passed since `first`, none while it is ahead."""
    years = max(civil(day)[0] - civil(first)[0], 0)
    if years > 0 and day < add_span(first, years * 12, True):  # noqa: FBT003 - no keywords there
        years -= 1
    return years


@compiled
def fill_spans(spans: Spans) -> None:
    """Fill the table of each span."""
    for span in range(len(spans.count)):
        for place in range(spans.first[span], spans.first[span + 1]):
            day = spans.cut[span] + 1 + place - spans.first[span]
            spans.table[place] = add_span(day, spans.count[span], spans.months[span])
