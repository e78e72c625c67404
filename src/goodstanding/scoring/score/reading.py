"""How a measure turns the entries it reads into one number."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from goodstanding.model.days import Span, Unit
from goodstanding.model.entry import Entry
from goodstanding.model.index import Measure, Reading
from goodstanding.model.names import Number


class Read(NamedTuple):
    """An entry that a measure reads, with its weight: what its fade leaves, in the measure's units.

    One that is `set_aside` by a review or a decision is worth 0 and keeps the place it would have:
    that matters to the latest of a kind alone.
    """

    entry: Entry
    weight: int
    set_aside: bool


def read_number(  # noqa: PLR0911 - one a reading
    measure: Measure, reads: Sequence[Read], day: date
) -> Number:
    """Return the number of a measure from what it reads: at least one entry, none set aside."""
    match measure.reading:
        case Reading.COUNT | Reading.SUM:
            return Fraction(sum([each.weight for each in reads]), measure.share_units)
        case Reading.SUM_FIELD:
            return Fraction(sum([_units(measure, each) for each in reads]), measure.share_units)
        case Reading.MOST:
            return Fraction(max([_units(measure, each) for each in reads]), measure.share_units)
        case Reading.SMALLEST:
            return Fraction(min([_units(measure, each) for each in reads]), measure.share_units)
        case Reading.LATEST:
            return max(
                (_value(measure, each) for each in reads),
                key=lambda value: (measure.points(value), value),
            )
        case Reading.SHARE:
            good = sum([_units(measure, each) for each in reads])
            return Fraction(good, sum([each.weight for each in reads]))
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


def _units(measure: Measure, each: Read) -> int:
    """Return the weighted value of the measure's field in an entry, in the measure's units."""
    assert measure.field is not None
    value = each.entry.fields[measure.field]
    assert isinstance(value, int)
    return each.weight * value


def _value(measure: Measure, each: Read) -> Fraction:
    """Return the weighted value of the measure's field in an entry."""
    return Fraction(_units(measure, each), measure.share_units)


def _whole_years(first: date, day: date) -> int:
    """Return how many whole years have passed since `first`, none while it is ahead."""
    years = max(day.year - first.year, 0)
    if years and day < Span(count=years, unit=Unit.YEARS).after(first):
        years -= 1
    return years
