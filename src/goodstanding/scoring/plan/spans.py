"""The spans of a policy as integer tables, seen from the day asked for."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from goodstanding.model.days import Span, Unit
from goodstanding.scoring.kernel.calendar import Spans, day_number, fill_spans

NO_SPAN = -1
DAYS_A_WEEK = 7
MONTHS_A_YEAR = 12


@dataclass(slots=True, kw_only=True)
class SpanList:
    """Collects the spans of a policy and gives each its place."""

    as_of: date
    places: dict[Span, int] = field(default_factory=dict)

    def place(self, span: Span | None) -> int:
        """Return the place of a span, `NO_SPAN` where there is none."""
        if span is None:
            return NO_SPAN
        return self.places.setdefault(span, len(self.places))

    def tables(self) -> Spans:
        """Return the spans as tables, in the order of their places."""
        cuts = [_cut(span, self.as_of) for span in self.places]
        lengths = [day_number(self.as_of) - cut for cut in cuts]
        first = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
        tables = Spans(
            count=np.array([_count(span) for span in self.places], np.int64),
            months=np.array([_in_months(span) for span in self.places], np.bool_),
            cut=np.array(cuts, np.int64),
            first=first,
            table=np.zeros(int(first[-1]), np.int32),
        )
        fill_spans(tables)
        return tables


def _in_months(span: Span) -> bool:
    """Return whether a span is counted in months."""
    return span.unit in {Unit.MONTHS, Unit.YEARS}


def _count(span: Span) -> int:
    """Return a span's days, or its months."""
    factor = {Unit.WEEKS: DAYS_A_WEEK, Unit.YEARS: MONTHS_A_YEAR}.get(span.unit, 1)
    return span.count * factor


def _cut(span: Span, as_of: date) -> int:
    """Return the last day from which a span is over on `as_of`; spans only move forward."""
    slack = timedelta(days=round(span.mean_days) - 5)
    if (as_of - date.min) <= slack:
        return day_number(date.min) - 1
    day = as_of - slack
    while span.after(day) > as_of:
        if day == date.min:
            return day_number(date.min) - 1
        day -= timedelta(days=1)
    return day_number(day)
