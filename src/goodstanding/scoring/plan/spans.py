"""The spans of a policy, and the months around the day asked for, as integer tables."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from goodstanding.model.days import DAYS_A_WEEK, MONTHS_A_YEAR, Span, Unit
from goodstanding.scoring.kernel.calendar import (
    FIRST_DAY,
    LAST_DAY,
    Calendar,
    SpanRow,
    day_number,
)
from goodstanding.scoring.kernel.rows import numbers, table, whole
from goodstanding.scoring.kernel.tables import NOTHING

TABLE_DAYS: Final = 366 * 40
"""So many days before the day asked for stand in tables; others are worked out each time."""

TABLES_ELEMENTS_MAX: Final = 4_000_000
"""Beyond this, spans have no table: a policy may have very many."""

EPOCH_MONTHS: Final = 1970 * MONTHS_A_YEAR
DAYS: Final = np.dtype("datetime64[D]")
MONTHS: Final = np.dtype("datetime64[M]")


@dataclass(slots=True, kw_only=True)
class SpanList:
    """Collects the spans of a policy and gives each its place."""

    as_of: date
    places: dict[Span, int] = field(default_factory=dict)

    def place(self, span: Span | None) -> int:
        """Return the place of a span, -1 where there is none."""
        if span is None:
            return NOTHING
        return self.places.setdefault(span, len(self.places))

    def cut(self, span: Span) -> int:
        """Return the last day from which a span is over on the day asked for."""
        if self.as_of == date.max:  # the calendar ends: everything is over
            return LAST_DAY
        last = span.last_over(self.as_of)
        return FIRST_DAY - 1 if last is None else day_number(last)

    def calendar(self) -> Calendar:
        """Return the spans as tables, in the order of their places, and the months."""
        rows, over, end = [], [np.empty(0, np.int32)], 0
        as_of = day_number(self.as_of)
        for span in self.places:
            cut, first = self.cut(span), end
            first_day = max(cut + 1, as_of - TABLE_DAYS)
            if end + as_of + 1 - first_day <= TABLES_ELEMENTS_MAX:
                over.append(_over(span, first_day, as_of))
                end += len(over[-1])
            rows.append(
                {
                    "count": _count(span),
                    "in_months": _in_months(span),
                    "cut": cut,
                    "first_day": first_day,
                    "first": first,
                    "end": end,
                }
            )
        months_day = max(as_of - TABLE_DAYS, FIRST_DAY)
        days = np.arange(months_day, as_of + 1).astype(DAYS)
        months = days.astype(MONTHS).astype(np.int64) + EPOCH_MONTHS
        return Calendar(
            spans=table(SpanRow, rows),
            over=numbers(np.concatenate(over)),
            months=numbers(months.astype(np.int32)),
            worked_out=whole([0, 0]),
            months_day=months_day,
            as_of=as_of,
        )


def _over(span: Span, first_day: int, last_day: int) -> NDArray[np.int32]:
    """Return for each day of a run the day on which a span that began then is over."""
    numbers_of_days = np.arange(first_day, last_day + 1)
    if not _in_months(span):
        return np.minimum(numbers_of_days + _count(span), LAST_DAY).astype(np.int32)
    days = numbers_of_days.astype(DAYS)
    months = days.astype(MONTHS)
    then = months + _count(span)
    of_month = np.minimum(
        days - months.astype(DAYS), (then + 1).astype(DAYS) - then.astype(DAYS) - 1
    )
    return np.minimum((then.astype(DAYS) + of_month).astype(np.int64), LAST_DAY).astype(np.int32)


def _in_months(span: Span) -> bool:
    """Return whether a span is counted in months."""
    return span.unit in {Unit.MONTHS, Unit.YEARS}


def _count(span: Span) -> int:
    """Return a span's days, or its months."""
    factor = {Unit.WEEKS: DAYS_A_WEEK, Unit.YEARS: MONTHS_A_YEAR}.get(span.unit, 1)
    return span.count * factor
