"""A measure in the kernel: what it reads on a day, the number that makes, and its points."""

from typing import NamedTuple

import numpy as np

from goodstanding.scoring.kernel import reasons, tables
from goodstanding.scoring.kernel.calendar import (
    NEVER,
    Int64s,
    add_span,
    over_on,
    whole_years,
)
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.shared import aged, filed, is_over, state_of, untold
from goodstanding.scoring.kernel.tables import Bools, Columns, IndexTables, Int8s


class Candidates(NamedTuple):
    """The entries that a measure may read, from the oldest act; `gone` is when it does no more.

    `told` is whether an entry would be read were it not for its state.
    """

    entry: Int64s
    aside: Int8s
    told: Bools
    gone: Int64s


class Reached(NamedTuple):
    """What a measure comes to on a day: whether there is data, its points, why, and what it read.

    `only` is the last entry that it read, `on` the latest act and `filed` the latest filing.
    """

    known: bool
    points: int
    why: int
    records: int
    only: int
    on: int
    filed: int


def make_candidates(capacity: int) -> Candidates:
    """Return room for candidates."""
    return Candidates(
        entry=np.empty(capacity, np.int64),
        aside=np.empty(capacity, np.int8),
        told=np.empty(capacity, np.bool_),
        gone=np.empty(capacity, np.int64),
    )


@inlined
def points_of(made: IndexTables, measure: int, number: int) -> int:
    """Return the points of the last row whose bound is not above a number, in its units."""
    measures = made.measures
    first = measures.row_first[measure]
    found = measures.row_points[first]
    for row in range(first, measures.row_first[measure + 1]):
        if number < measures.row_bound[row]:
            break
        found = measures.row_points[row]
    return found


@inlined
def value_of(made: IndexTables, columns: Columns, measure: int, entry: int) -> int:
    """Return the value of the measure's field in an entry; without a field every entry is 1."""
    slot = made.measures.slot[measure]
    return columns.values[slot, entry] if slot >= 0 else np.int64(1)


@inlined
def against(made: IndexTables, measure: int, value: int) -> bool:
    """Return whether an entry with this value can take points away."""
    measures = made.measures
    deducts = False
    for row in range(measures.row_first[measure], measures.row_first[measure + 1]):
        deducts = deducts or measures.row_points[row] < 0
    if not deducts:
        return False
    reading = measures.reading[measure]
    if reading == tables.SHARE:
        return (value != 0) == measures.falls[measure]
    if reading in (tables.MOST, tables.SMALLEST, tables.LATEST):
        unit = measures.share_over[measure] * measures.bound_over[measure]
        return points_of(made, measure, value * unit) < 0
    return value > 0


@inlined
def told_of(made: IndexTables, columns: Columns, measure: int, entry: int) -> bool:
    """Return whether the notice of an entry does not hold a measure back from reading it."""
    if not made.needs_notice or not untold(columns, entry):
        return True
    return not against(made, measure, value_of(made, columns, measure, entry))


@inlined
def aside_of(made: IndexTables, columns: Columns, measure: int, entry: int, told: bool) -> int:  # noqa: FBT001 - no keywords there
    """Return the first reason why a measure does not read an entry, none where it does."""
    state = state_of(columns, entry)
    if state == tables.UNDER_REVIEW:
        return reasons.UNDER_REVIEW
    if state == tables.STRUCK_OUT:
        return reasons.STRUCK_OUT
    if not told:
        return reasons.NOT_YET_TOLD
    if columns.on[entry] < made.measures.since[measure]:
        return reasons.BEFORE_SINCE
    return reasons.NONE


@inlined
def read_until(made: IndexTables, columns: Columns, measure: int, entry: int, gone: int) -> int:
    """Return the first day on which a measure reads an entry no more; `gone` is when it is."""
    measures = made.measures
    first = aged(columns, entry)
    gone = min(gone, over_on(made.spans, measures.over[measure], first))
    for step in range(measures.fade_first[measure], measures.fade_first[measure + 1]):
        if measures.fade_share[step] == 0:
            gone = min(gone, over_on(made.spans, measures.fade_span[step], first))
    return gone


@inlined
def weight_on(made: IndexTables, columns: Columns, measure: int, entry: int, day: int) -> int:
    """Return the share that the fade leaves of an entry on a day, in units of `share_over`."""
    measures = made.measures
    share = measures.share_over[measure]
    first = aged(columns, entry)
    for step in range(measures.fade_first[measure], measures.fade_first[measure + 1]):
        if measures.fade_share[step] < share and is_over(
            made.spans, measures.fade_span[step], first, day, made.as_of
        ):
            share = measures.fade_share[step]
    return share


@inlined
def latest_day(columns: Columns, found: Candidates, count: int, day: int) -> tuple[int, bool]:
    """Return the last act among the entries that keep a place, and whether one is set aside."""
    last, held = np.int64(-NEVER), False
    for place in range(count):
        aside = found.aside[place]
        kept = aside in (reasons.UNDER_REVIEW, reasons.STRUCK_OUT) and found.told[place]
        placed = aside == reasons.NONE or kept
        if day < found.gone[place] and placed:
            on = np.int64(columns.on[found.entry[place]])
            if on > last:
                last, held = on, False
            if on == last and aside != reasons.NONE:
                held = True
    return last, held


@compiled
def reach(  # noqa: C901, PLR0912 - the eight readings in one pass
    made: IndexTables,
    columns: Columns,
    measure: int,
    found: Candidates,
    count: int,
    day: int,
) -> Reached:
    """Return what a measure comes to on a day."""
    measures = made.measures
    reading = measures.reading[measure]
    unit = measures.bound_over[measure]
    last, held = np.int64(0), False
    if reading == tables.LATEST:
        last, held = latest_day(columns, found, count, day)
    records, only = 0, np.int64(-1)
    on, filed_on = np.int64(-NEVER), np.int64(-NEVER)
    total, good, best_points = np.int64(0), np.int64(0), np.int64(0)
    best, years = np.int64(0), np.int64(NEVER)
    speaking_for, speaking_against = 0, 0
    for place in range(count):
        if day >= found.gone[place] or found.aside[place] != reasons.NONE:
            continue
        entry = found.entry[place]
        weight = weight_on(made, columns, measure, entry, day)
        value = value_of(made, columns, measure, entry)
        number = weight * value * unit
        if reading == tables.LATEST:
            points = points_of(made, measure, number)
            if columns.on[entry] != last or (held and points < 0):
                continue
            if records == 0 or points > best_points or (points == best_points and number > best):
                best, best_points = number, points
        elif reading == tables.MOST:
            best = number if records == 0 else max(best, number)
        elif reading == tables.SMALLEST:
            best = number if records == 0 else min(best, number)
        elif reading == tables.YEARS_SINCE:
            years = min(years, whole_years(aged(columns, entry), day))
        else:
            total += weight
            good += weight * value
            if (value != 0) != measures.falls[measure]:
                speaking_for += 1
            else:
                speaking_against += 1
        records += 1
        only = entry
        on = max(on, np.int64(columns.on[entry]))
        filed_on = max(filed_on, filed(columns, entry))
    if records == 0:
        return Reached(False, np.int64(0), reasons.NONE, 0, only, on, filed_on)
    if reading == tables.YEARS_SINCE:
        points = points_of(made, measure, years * unit)
    elif reading == tables.SHARE:
        points = _share_points(made, measure, good * unit, total)
        speaking = speaking_for if points > 0 else speaking_against
        if points != 0 and speaking < measures.least[measure]:
            return Reached(True, np.int64(0), reasons.TOO_FEW, records, only, on, filed_on)
    elif reading in (tables.COUNT, tables.SUM, tables.SUM_FIELD):
        points = points_of(made, measure, good * unit)
    else:
        points = points_of(made, measure, best)
    return Reached(True, points, reasons.COUNTED, records, only, on, filed_on)


@inlined
def _share_points(made: IndexTables, measure: int, good: int, total: int) -> int:
    """Return the points of a share `good` / `total`, `good` in units of the bounds."""
    measures = made.measures
    first = measures.row_first[measure]
    found = measures.row_points[first]
    for row in range(first, measures.row_first[measure + 1]):
        if good < measures.row_bound[row] * total:
            break
        found = measures.row_points[row]
    return found


@compiled
def later_days(
    made: IndexTables,
    columns: Columns,
    measure: int,
    found: Candidates,
    count: int,
    days: Int64s,
) -> int:
    """Fill in the later days on which a measure can change by itself; return how many stand."""
    measures = made.measures
    some = 0
    for place in range(count):
        entry, gone = found.entry[place], found.gone[place]
        first = aged(columns, entry)
        if gone < NEVER:
            days[some] = gone
            some += 1
        for step in range(measures.fade_first[measure], measures.fade_first[measure + 1]):
            if first > made.spans.cut[measures.fade_span[step]]:
                days[some] = over_on(made.spans, measures.fade_span[step], first)
                some += 1
        if measures.reading[measure] == tables.YEARS_SINCE:
            year = max(whole_years(first, made.as_of), 0) + 1
            day = add_span(first, year * 12, True)  # noqa: FBT003 - no keywords there
            while day < gone:
                if day > made.as_of:
                    days[some] = day
                    some += 1
                year += 1
                day = add_span(first, year * 12, True)  # noqa: FBT003 - no keywords there
    return some
