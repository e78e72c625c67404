"""Whether acts from before a new edition would lose more points than under the old one."""

from collections.abc import Iterator
from datetime import date, timedelta

from goodstanding.model.index import Measure
from goodstanding.model.names import Number
from goodstanding.model.points import (
    FixedPoints,
    PointsByBound,
    PointsByName,
    PointsEach,
    Rates,
    Rule,
    Worth,
)

DAY = timedelta(days=1)


def takes_more(old: Rule | None, new: Rule, first: date) -> bool:
    """Return whether acts from before `first` lose more by what `new` says of points.

    `old` is None where the rule is new or reads another kind now.
    """
    return any(
        harsher(None if old is None else old.worth, new.worth, day)
        for day in _days(old, new, first)
    )


def starts_earlier(old: Rule, new: Rule, first: date) -> bool:
    """Return whether a deduction counts from an earlier day than before, and before `first`."""
    if min(worst_points(new.worth)) == 0:
        return False
    return (new.since or date.min) < min(old.since or date.min, first)


def _days(old: Rule | None, new: Rule, first: date) -> Iterator[date]:
    """Yield a day of each stretch before `first` on which both rules keep their amounts."""
    start = new.since or date.min
    days = {start, *_first_days(new.worth), *([] if old is None else _first_days(old.worth))}
    for day in sorted(days):
        if start <= day < first:
            yield day


def _first_days(worth: Worth) -> list[date]:
    """Return the days from which a form's amounts hold."""
    if not isinstance(worth, FixedPoints | PointsEach):
        return []
    return [day for day, _ in worth.points.amounts if day is not None]


def harsher(old: Worth | None, new: Worth, day: date) -> bool:
    """Return whether some act of a day loses more under `new` than under `old`."""
    if isinstance(new, FixedPoints | PointsEach):
        after = new.points.on(day) or 0
        if type(old) is type(new) and isinstance(old, FixedPoints | PointsEach):
            return after < min(old.points.on(day) or 0, 0)
        return after < min(worst_points(old), default=0)
    if isinstance(new, PointsByBound) and isinstance(old, PointsByBound) and old.field == new.field:
        return rows_harsher(old.rows, new.rows)
    if isinstance(new, PointsByName) and isinstance(old, PointsByName):
        return any(n < min(old.rows.get(name, 0), 0) for name, n in new.rows.items())
    return min(worst_points(new)) < min(worst_points(old), default=0)


def worst_points(worth: Worth | None) -> list[int]:
    """Return the points that a form can take away, 0 among them; none for no form."""
    match worth:
        case FixedPoints() | PointsEach():
            return [0, *(points for _, points in worth.points.amounts)]
        case PointsByBound():
            return [0, *(points for _, points in worth.rows)]
        case PointsByName():
            return [0, *worth.rows.values()]
        case Rates():
            return [0]
        case _:  # there is no form
            return []


def rows_harsher(old: tuple[tuple[Number, int], ...], new: tuple[tuple[Number, int], ...]) -> bool:
    """Return whether some number loses more by the new table than by the old one."""
    return any(points_at(new, bound) < min(points_at(old, bound), 0) for bound, _ in (*old, *new))


def points_at(rows: tuple[tuple[Number, int], ...], number: Number) -> int:
    """Return the points of the last row whose bound is not above `number`."""
    return next((points for bound, points in reversed(rows) if bound <= number), rows[0][1])


def measure_reaches_back(old: Measure | None, new: Measure, first: date) -> bool:
    """Return whether records from before `first` lose more under `new` than under `old`."""
    start = new.since or date.min
    if not new.deducts or start >= first:
        return False
    if old is None or (old.record, old.reading, old.field) != (new.record, new.reading, new.field):
        return True
    return start < (old.since or date.min) or rows_harsher(old.table, new.table)
