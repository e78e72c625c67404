"""How a measure turns the entries it reads into one number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from goodstanding.model.days import Span, Unit
from goodstanding.model.entry import Entry
from goodstanding.model.index import Measure, Reading
from goodstanding.model.names import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An entry that a measure reads, with the share that its fade leaves of it.

    One that is `set_aside` by a review or a decision is worth 0 and keeps the place it would have:
    that matters to the latest of a kind alone.
    """

    entry: Entry
    weight: Fraction
    set_aside: bool


def read_number(  # noqa: PLR0911 - one a reading
    measure: Measure, reads: Sequence[Read], day: date
) -> Number:
    """Return the number of a measure from what it reads: at least one entry, none set aside."""
    match measure.reading:
        case Reading.COUNT | Reading.SUM:
            return sum((each.weight for each in reads), start=Fraction(0))
        case Reading.SUM_FIELD:
            return sum((_value(measure, each) for each in reads), start=Fraction(0))
        case Reading.MOST:
            return max(_value(measure, each) for each in reads)
        case Reading.SMALLEST:
            return min(_value(measure, each) for each in reads)
        case Reading.LATEST:
            return max(
                (_value(measure, each) for each in reads),
                key=lambda value: (measure.points(value), value),
            )
        case Reading.SHARE:
            good = sum((_value(measure, each) for each in reads), start=Fraction(0))
            return good / sum(each.weight for each in reads)
    assert measure.reading is Reading.YEARS_SINCE
    return min(_whole_years(each.entry.aged_from, day) for each in reads)


def latest_of(measure: Measure, reads: Sequence[Read]) -> list[Read]:
    """Return what is latest: the entries of the last day, or none where one set aside is best.

    An entry under review or struck out keeps its place, worth 0: an older one does not return, and
    of one day's entries the value best for the member holds, the 0 among them.
    """
    last = max((each.entry.on for each in reads), default=date.min)
    latest = [each for each in reads if each.entry.on == last]
    counted = [each for each in latest if not each.set_aside]
    if len(counted) < len(latest):
        return [each for each in counted if measure.points(_value(measure, each)) >= 0]
    return counted


def _value(measure: Measure, each: Read) -> Fraction:
    """Return the weighted value of the measure's field in an entry."""
    assert measure.field is not None
    value = each.entry.fields[measure.field]
    assert isinstance(value, int)
    return each.weight * value


def _whole_years(first: date, day: date) -> int:
    """Return how many whole years have passed since `first`, none while it is ahead."""
    years = max(day.year - first.year, 0)
    if years and day < Span(count=years, unit=Unit.YEARS).after(first):
        years -= 1
    return years
