"""The index family in the kernel: one member after another, entries to measures to a total."""

from typing import Final, NamedTuple

import numpy as np

from goodstanding.scoring.kernel import reasons
from goodstanding.scoring.kernel.calendar import FIRST_DAY, NEVER
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.measures import (
    CandidateRow,
    MeasureRoom,
    begin_candidate,
    make_measure_room,
    next_change,
    reach,
)
from goodstanding.scoring.kernel.rows import Numbers, Rows, room_for_numbers, room_for_rows
from goodstanding.scoring.kernel.shared import (
    aged_from,
    ceil_divide,
    doors,
    level_held,
    level_of,
    seen_until,
    sort_rows,
    write_line,
)
from goodstanding.scoring.kernel.tables import (
    NOTHING,
    IndexTables,
    KernelColumns,
    KernelLines,
    KernelTotals,
    Levels,
    MeasureRow,
)

DIMENSION_MAX: Final = 100
MEASURES_MAX: Final = 1 << 20
"""More measures than a policy can have."""

DAYS_MAX: Final = NEVER - FIRST_DAY + 1
"""More days than the calendar has."""


class DraftRow:
    """A line before the lines of a member stand in order, with what orders them, and the order."""

    kind: int
    rule: int
    dimension: int
    entry: int
    tie: int
    records: int
    on: int
    filed: int
    points: int
    counted: int
    why: int
    change: int
    order: int
    key: int
    spare: int


class IndexRoom(NamedTuple):
    """Room for one member: a measure, lists by kind, sums by dimension, and drafts of lines.

    `follows` and `gone` hold, by the place of an entry within the member, the next entry of its
    kind and the day on which it is seen no more.
    """

    measure: MeasureRoom
    follows: Numbers
    gone: Numbers
    head: Numbers
    tail: Numbers
    sums: Numbers
    points: Numbers
    drafts: Rows[DraftRow]


def index_room(made: IndexTables, entries: int, *, with_lines: bool) -> IndexRoom:
    """Return room for members of at most so many entries."""
    entries = max(entries, 1)
    measures = np.asarray(made.measures)
    steps = int((measures["fade_end"] - measures["fade_first"]).max(initial=0))
    drafts = entries * made.lines_an_entry + len(measures) if with_lines else 0
    return IndexRoom(
        measure=make_measure_room(entries, steps),
        follows=room_for_numbers(entries),
        gone=room_for_numbers(entries),
        head=room_for_numbers(len(made.kinds)),
        tail=room_for_numbers(len(made.kinds)),
        sums=room_for_numbers(len(made.dimensions)),
        points=room_for_numbers(len(made.dimensions)),
        drafts=room_for_rows(DraftRow, drafts),
    )


@compiled
def score_index(
    made: IndexTables,
    levels: Levels,
    columns: KernelColumns,
    totals: KernelTotals,
    lines: KernelLines,
    room: IndexRoom,
    first_member: int,
    with_lines: bool,
) -> int:
    """Score members from `first_member` on; return the first one left.

    A member whose lines might not fit is left for the next call.
    """
    calendar, as_of, measures = made.calendar, made.calendar.as_of, made.measures
    found, follows, gone_days = room.measure.found, room.follows, room.gone
    head, tail, sums, points = room.head, room.tail, room.sums, room.points
    used = 0
    for member in range(first_member, len(totals.total)):
        first, last = columns.first[member], columns.first[member + 1]
        most = (last - first) * made.lines_an_entry + made.lines_a_member
        if with_lines and used + most > len(lines.kind):
            return member
        for kind in range(len(head)):
            head[kind] = NOTHING
        for place in range(len(sums)):
            sums[place], points[place] = 0, 0
        gates, since, until = doors(columns, member)
        for entry in range(first, last):
            kind = columns.kind[entry]
            if aged_from(columns, entry) <= made.kinds[kind].dead_until:
                continue
            gone = seen_until(columns, calendar, made.window, gates, since, until, entry)
            if gone <= as_of:
                continue
            gone_days[entry - first] = gone
            follows[entry - first] = NOTHING
            if head[kind] == NOTHING:
                head[kind] = entry
            else:
                follows[tail[kind] - first] = entry
            tail[kind] = entry
        change, some = NEVER, 0
        for place in range(len(measures)):
            measure = measures[place]
            entry, count = head[measure.kind], 0
            while entry != NOTHING:
                row = found[count]
                row.entry, row.aged = entry, aged_from(columns, entry)
                if begin_candidate(made, columns, measure, row, gone_days[entry - first]):
                    if row.aside != reasons.NONE:
                        change = min(change, row.gone)
                        if with_lines:
                            _draft_aside(columns.tie, room.drafts[some], measure, place, row)
                            some += 1
                    count += 1
                entry = follows[entry - first]
            if count == 0:
                continue
            reached = reach(made.bounds, measure, found, count, as_of)
            if reached.why == reasons.NONE:
                continue
            dimension = made.dimensions[measure.dimension]
            counted = ceil_divide(dimension.scale * reached.points, dimension.scale_over)
            sums[measure.dimension] += counted
            points[measure.dimension] += reached.points
            then = next_change(
                calendar, made.fades, made.bounds, measure, room.measure, count,
                reached.points, reached.why, NEVER if with_lines else change,
            )  # fmt: skip
            change = min(change, then)
            if with_lines:
                draft = room.drafts[some]
                draft.kind, draft.rule = reasons.MEASURE_LINE, place
                draft.dimension, draft.entry, draft.tie = measure.dimension, NOTHING, NOTHING
                if reached.records == 1:
                    draft.entry, draft.tie = reached.only, columns.tie[reached.only]
                draft.records, draft.on, draft.filed = reached.records, reached.on, reached.filed
                draft.points, draft.counted = reached.points, counted
                draft.why, draft.change = reached.why, then
                some += 1
        if with_lines:
            used = _write(measures, room.drafts, some, lines, used)
        total = made.opening
        for place in range(len(sums)):
            dimension = made.dimensions[place]
            bite = min(max(sums[place], dimension.room_least), dimension.room_most) - sums[place]
            total += sums[place] + bite
            reached_points = dimension.opening + points[place]
            totals.dimensions[member, place] = min(max(reached_points, 0), DIMENSION_MAX)
            if with_lines and bite != 0:
                write_line(
                    lines, used, reasons.LIMIT_LINE, -1, place, -1, 0,
                    as_of, 0, bite, reasons.LIMIT, NEVER,
                )  # fmt: skip
                used += 1
        bite = min(max(total, made.low), made.high) - total
        total += bite
        if with_lines and bite != 0:
            write_line(
                lines, used, reasons.LIMIT_LINE, -1, -1, -1, 0,
                as_of, 0, bite, reasons.LIMIT, NEVER,
            )  # fmt: skip
            used += 1
        totals.total[member] = total
        totals.level[member] = level_of(levels, total, level_held(columns, member))
        totals.next_change[member] = change
        if with_lines:
            lines.member_end[member] = used
    return len(totals.total)


@inlined
def _draft_aside(
    ties: Numbers, draft: DraftRow, measure: MeasureRow, place: int, row: CandidateRow
) -> None:
    """Draft the line of 0 of an entry that a measure would read but for a reason."""
    draft.kind, draft.rule, draft.dimension = reasons.ENTRY_LINE, place, measure.dimension
    draft.entry, draft.tie, draft.records = row.entry, ties[row.entry], 1
    draft.on, draft.filed = row.on, row.filed
    draft.points, draft.counted = 0, 0
    draft.why, draft.change = row.aside, row.gone


@compiled
def _write(
    measures: Rows[MeasureRow], drafts: Rows[DraftRow], count: int, lines: KernelLines, used: int
) -> int:
    """Write a member's lines in the order of output; return how many lines stand."""
    for place in range(count):
        draft = drafts[place]
        draft.order = place
        draft.key = draft.tie * MEASURES_MAX + measures[draft.rule].name_place
    sort_rows(drafts, count)
    for place in range(count):
        draft = drafts[place]
        draft.key = (draft.on - FIRST_DAY) * DAYS_MAX + draft.filed - FIRST_DAY
    sort_rows(drafts, count)
    for step in range(count):
        draft = drafts[drafts[step].order]
        write_line(
            lines, used, draft.kind, draft.rule, draft.dimension, draft.entry, draft.records,
            draft.on, draft.points, draft.counted, draft.why, draft.change,
        )  # fmt: skip
        used += 1
    return used
