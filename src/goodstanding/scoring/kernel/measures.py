"""A measure in the kernel: what it reads, the number that makes, its points, and their change."""

from typing import Final, NamedTuple

from goodstanding.scoring.kernel import reasons, tables
from goodstanding.scoring.kernel.calendar import (
    FIRST_DAY,
    MONTHS_A_YEAR,
    NEVER,
    Calendar,
    add_months,
    is_over,
    over_on,
    whole_years,
)
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.rows import Numbers, Rows, room_for_numbers, room_for_rows, wide
from goodstanding.scoring.kernel.shared import (
    EventRow,
    filed_on,
    sort_rows,
    state_of,
    steps_passed,
    untold,
)
from goodstanding.scoring.kernel.tables import (
    FadeRow,
    IndexTables,
    KernelColumns,
    MeasureRow,
    PointRow,
)

EMPTY: Final = -(2**63) + 1
"""Less than anything that an entry can be."""

POINTS_SPAN: Final = 2**40
POINTS_ZERO: Final = 2**39
"""Where the points of the latest entries lie beside their day."""


class CandidateRow:
    """An entry that a measure may read; `gone` is the first day on which it does not any more.

    `aside` is the reason why it is not read, and `placed` says that it keeps its place among the
    latest. `weight` is the share left of it, `value` its field, 1 where the measure has none.
    """

    entry: int
    on: int
    filed: int
    aged: int
    value: int
    aside: int
    placed: bool
    gone: int
    weight: int


class MeasureRoom(NamedTuple):
    """Room for what a measure may read, a tree over it, and what happens on later days."""

    found: Rows[CandidateRow]
    tree: Numbers
    events: Rows[EventRow]


def make_measure_room(entries: int, steps: int) -> MeasureRoom:
    """Return room for so many entries of a measure with so many steps of fading."""
    return MeasureRoom(
        found=room_for_rows(CandidateRow, entries),
        tree=room_for_numbers(2 * entries),
        events=room_for_rows(EventRow, entries * (1 + steps)),
    )


class Reached(NamedTuple):
    """What a measure comes to: its points and why, no reason where there is no data.

    `records` is how many entries it read, `only` the last of them, `on` the latest act and `filed`
    the latest filing.
    """

    points: int
    why: int
    records: int
    only: int
    on: int
    filed: int


@inlined
def points_of(bounds: Rows[PointRow], measure: MeasureRow, number: int) -> int:
    """Return the points of the last row whose bound is not above a number, in its units."""
    found = bounds[measure.bound_first].points
    for place in range(measure.bound_first + 1, measure.bound_end):
        row = bounds[place]
        if number < row.bound:
            break
        found = row.points
    return found


@inlined
def points_of_share(bounds: Rows[PointRow], measure: MeasureRow, good: int, total: int) -> int:
    """Return the points of the share good / total."""
    found = bounds[measure.bound_first].points
    for place in range(measure.bound_first + 1, measure.bound_end):
        row = bounds[place]
        if good * measure.bound_over < row.bound * total:
            break
        found = row.points
    return found


@inlined
def against(bounds: Rows[PointRow], measure: MeasureRow, value: int) -> bool:
    """Return whether an entry with this value can take points away."""
    if not measure.deducts:
        return False
    if measure.reading == tables.SHARE:
        return (value != 0) == measure.falls
    if measure.reading in (tables.MOST, tables.SMALLEST, tables.LATEST):
        number = value * measure.share_over * measure.bound_over
        return points_of(bounds, measure, number) < 0
    return value > 0


@inlined
def weight_on(
    calendar: Calendar, fades: Rows[FadeRow], measure: MeasureRow, aged: int, day: int
) -> int:
    """Return the share that the fade leaves of an entry on a day, in units of `share_over`."""
    passed = steps_passed(calendar, fades, measure, aged, day)
    if passed == 0:
        return measure.share_over
    return fades[measure.fade_first + passed - 1].share


@inlined
def begin_candidate(
    made: IndexTables,
    columns: KernelColumns,
    measure: MeasureRow,
    row: CandidateRow,
    gone: int,
) -> bool:
    """Fill in what a measure may read of an entry; return whether it may on the day asked for.

    The row's `entry` and `aged` are filled in; `gone` is when the entry is seen no more.
    """
    calendar, entry, aged = made.calendar, row.entry, row.aged
    if is_over(calendar, measure.over, aged):
        return False
    gone = min(gone, over_on(calendar, measure.over, aged))
    if measure.none_after >= 0:
        if is_over(calendar, measure.none_after, aged):
            return False
        gone = min(gone, over_on(calendar, measure.none_after, aged))
    row.gone, row.on, row.filed = gone, wide(columns.on[entry]), filed_on(columns, entry)
    row.value = columns.values[measure.slot, entry] if measure.slot >= 0 else 1
    row.weight = weight_on(calendar, made.fades, measure, aged, calendar.as_of)
    told = True
    if made.needs_notice and untold(columns, entry):
        told = not against(made.bounds, measure, row.value)
    state = state_of(columns, entry)
    row.aside, row.placed = reasons.NONE, told
    if state == tables.UNDER_REVIEW:
        row.aside = reasons.UNDER_REVIEW
    elif state == tables.STRUCK_OUT:
        row.aside = reasons.STRUCK_OUT
    elif not told:
        row.aside = reasons.NOT_YET_TOLD
    elif row.on < measure.since:
        row.aside, row.placed = reasons.BEFORE_SINCE, False
    return True


@inlined
def reach(
    bounds: Rows[PointRow], measure: MeasureRow, found: Rows[CandidateRow], count: int, as_of: int
) -> Reached:
    """Return what a measure comes to on the day asked for."""
    reading = measure.reading
    last, held = -NEVER, False
    if reading == tables.LATEST:
        for place in range(count):
            row = found[place]
            if row.placed:
                held = (held and row.on == last) or row.aside != reasons.NONE
                last = row.on
    records, only, on, filed = 0, tables.NOTHING, -NEVER, -NEVER
    total, good, speaking_for, best = 0, 0, 0, 0
    for place in range(count):
        row = found[place]
        if row.aside != reasons.NONE:
            continue
        number = row.weight * row.value
        if reading == tables.LATEST:
            points = points_of(bounds, measure, number * measure.bound_over)
            if row.on != last or (held and points < 0):
                continue
            best = points if records == 0 else max(best, points)
        elif reading == tables.SMALLEST:
            best = number if records == 0 else min(best, number)
        elif reading == tables.YEARS_SINCE:
            years = whole_years(row.aged, as_of)
            best = years if records == 0 else min(best, years)
        else:
            best = max(best, number)
        total += row.weight
        good += number
        if (row.value != 0) != measure.falls:
            speaking_for += 1
        records += 1
        only, on, filed = row.entry, max(on, row.on), max(filed, row.filed)
    points, why = outcome(bounds, measure, records, total, good, speaking_for, best)
    return Reached(points, why, records, only, on, filed)


@inlined
def outcome(
    bounds: Rows[PointRow],
    measure: MeasureRow,
    records: int,
    total: int,
    good: int,
    speaking_for: int,
    best: int,
) -> tuple[int, int]:
    """Return the points of what a measure has read, and why; no reason where that is nothing.

    `total` and `good` are the sums of weights and of weighted values; `best` is the weighted value,
    the whole years or, of the latest, the points that decide.
    """
    if records == 0:
        return 0, reasons.NONE
    reading = measure.reading
    if reading == tables.LATEST:
        return best, reasons.COUNTED
    if reading == tables.SHARE:
        points = points_of_share(bounds, measure, good, total)
        speaking = speaking_for if points > 0 else records - speaking_for
        if points != 0 and speaking < measure.least:
            return 0, reasons.TOO_FEW
        return points, reasons.COUNTED
    if reading in (tables.COUNT, tables.SUM, tables.SUM_FIELD):
        best = good
    return points_of(bounds, measure, best * measure.bound_over), reasons.COUNTED


@inlined
def _key(bounds: Rows[PointRow], measure: MeasureRow, row: CandidateRow) -> int:
    """Return a number that is largest for the entry that decides."""
    number = row.weight * row.value
    if measure.reading == tables.MOST:
        return number
    if measure.reading == tables.SMALLEST:
        return -number
    standing = 0  # of one day's, one set aside stands between what gives 0 and what takes away
    if row.aside == reasons.NONE:
        standing = 2 * points_of(bounds, measure, number * measure.bound_over) + 1
    return (row.on - FIRST_DAY) * POINTS_SPAN + POINTS_ZERO + standing


@inlined
def _deciding(measure: MeasureRow, top: int) -> tuple[int, int]:
    """Return what decides, by the top of the tree, and how many records that is: none or one."""
    if top == EMPTY:
        return 0, 0
    if measure.reading == tables.MOST:
        return top, 1
    if measure.reading == tables.SMALLEST:
        return -top, 1
    standing = top % POINTS_SPAN - POINTS_ZERO
    return (standing - 1) // 2, 0 if standing == 0 else 1


@compiled
def next_change(
    calendar: Calendar,
    fades: Rows[FadeRow],
    bounds: Rows[PointRow],
    measure: MeasureRow,
    room: MeasureRoom,
    count: int,
    points: int,
    why: int,
    limit: int,
) -> int:
    """Return the first later day before `limit` on which a measure says otherwise, else `NEVER`.

    Days are gone through in order, and each changes the sums, or the way from its entries to the
    top of a tree of what decides.
    """
    found, tree, reading = room.found, room.tree, measure.reading
    if reading == tables.YEARS_SINCE:
        return _next_year(bounds, measure, found, count, points, calendar.as_of)
    picks = reading in (tables.MOST, tables.SMALLEST, tables.LATEST)
    events, records, total, good, speaking_for = 0, 0, 0, 0, 0
    for place in range(count):
        row = found[place]
        tree[count + place] = EMPTY
        reads = row.aside == reasons.NONE
        if not reads and not (row.placed and reading == tables.LATEST):
            continue
        if picks:
            tree[count + place] = _key(bounds, measure, row)
        if row.gone < limit:
            event = room.events[events]
            event.key, event.of, event.order = row.gone, place, events
            events += 1
        if not reads:
            continue
        records += 1
        total += row.weight
        good += row.weight * row.value
        if (row.value != 0) != measure.falls:
            speaking_for += 1
        for step in range(measure.fade_first, measure.fade_end):
            if not is_over(calendar, fades[step].span, row.aged):
                day = over_on(calendar, fades[step].span, row.aged)
                if day < row.gone and day < limit:
                    event = room.events[events]
                    event.key, event.of, event.order = day, place, events
                    events += 1
    if events == 0:
        return NEVER
    sort_rows(room.events, events)
    best = 0
    if picks:
        for place in range(count - 1, 0, -1):
            tree[place] = max(tree[2 * place], tree[2 * place + 1])
    for step in range(events):
        event = room.events[room.events[step].order]
        day, place = event.key, event.of
        row = found[place]
        gone = day >= row.gone
        weight = 0 if gone else weight_on(calendar, fades, measure, row.aged, day)
        if picks:
            row.weight = weight
            place += count
            tree[place] = EMPTY if gone else _key(bounds, measure, row)
            while place > 1:
                place //= 2
                tree[place] = max(tree[2 * place], tree[2 * place + 1])
        else:
            total += weight - row.weight
            good += (weight - row.weight) * row.value
            row.weight = weight
            if gone:
                records -= 1
                if (row.value != 0) != measure.falls:
                    speaking_for -= 1
        if step + 1 < events and room.events[room.events[step + 1].order].key == day:
            continue
        if picks:
            best, records = _deciding(measure, tree[1])
        then, reason = outcome(bounds, measure, records, total, good, speaking_for, best)
        if then != points or reason != why:
            return day
    return NEVER


@inlined
def _next_year(
    bounds: Rows[PointRow],
    measure: MeasureRow,
    found: Rows[CandidateRow],
    count: int,
    points: int,
    as_of: int,
) -> int:
    """Return the first later day on which other points are given for the years since the latest.

    The one whose age is least decides until it is gone, and it is the last to go.
    """
    aged, gone = -NEVER, NEVER
    for place in range(count):
        row = found[place]
        if row.aside == reasons.NONE and row.aged > aged:
            aged, gone = row.aged, row.gone
    year = whole_years(aged, as_of) + 1
    day = add_months(aged, year * MONTHS_A_YEAR)
    while day < gone:
        if points_of(bounds, measure, year * measure.bound_over) != points:
            return day
        year += 1
        day = add_months(aged, year * MONTHS_A_YEAR)
    return gone
