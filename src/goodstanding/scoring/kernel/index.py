"""The index family in the kernel: one member after another, entries to measures to a total."""

from typing import NamedTuple

import numpy as np

from goodstanding.scoring.kernel import reasons, tables
from goodstanding.scoring.kernel.calendar import NEVER, Int64s
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.measures import (
    Candidates,
    Reached,
    aside_of,
    later_days,
    make_candidates,
    reach,
    read_until,
    told_of,
)
from goodstanding.scoring.kernel.shared import (
    ceil_divide,
    filed,
    gone_on,
    level_of,
    sees,
    sort_numbers,
    write_line,
)
from goodstanding.scoring.kernel.tables import Columns, IndexTables, Levels, Lines, Totals

DIMENSION_MAX = 100
MONTHS_A_YEAR = 12
NOTHING = -1


class Drafts(NamedTuple):
    """A member's lines before they stand in order, with what orders them."""

    rule: Int64s
    entry: Int64s
    measured: Int64s
    records: Int64s
    on: Int64s
    filed: Int64s
    tie: Int64s
    points: Int64s
    counted: Int64s
    why: Int64s
    change: Int64s


class IndexRoom(NamedTuple):
    """Room for one member: what a measure may read, lists by kind, days, sums, and drafts.

    `follows` and `gone` hold, by the place of an entry within the member, the next entry of its
    kind and the day on which it is seen no more.
    """

    found: Candidates
    follows: Int64s
    gone: Int64s
    head: Int64s
    tail: Int64s
    days: Int64s
    sums: Int64s
    points: Int64s
    drafts: Drafts
    order: Int64s
    spare: Int64s


def index_room(made: IndexTables, kinds: int, entries: int, *, with_lines: bool) -> IndexRoom:
    """Return room for members of at most so many entries."""
    dimensions, measures = len(made.base), len(made.measures.reading)
    entries = max(entries, 1)
    days_an_entry = 1 + int(np.diff(made.measures.fade_first).max(initial=0))
    if (made.measures.reading == tables.YEARS_SINCE).any():
        longest = int(made.spans.count[made.measures.over].max())
        days_an_entry += longest // MONTHS_A_YEAR + 2
    drafts = (entries + 1) * measures if with_lines else 0
    return IndexRoom(
        found=make_candidates(entries),
        follows=np.empty(entries, np.int64),
        gone=np.empty(entries, np.int64),
        head=np.empty(kinds, np.int64),
        tail=np.empty(kinds, np.int64),
        days=np.empty(entries * days_an_entry, np.int64),
        sums=np.empty(dimensions, np.int64),
        points=np.empty(dimensions, np.int64),
        drafts=Drafts(*(np.empty(drafts, np.int64) for _ in Drafts._fields)),
        order=np.empty(drafts, np.int64),
        spare=np.empty(drafts, np.int64),
    )


@compiled
def score_index(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - the one loop
    made: IndexTables,
    levels: Levels,
    columns: Columns,
    totals: Totals,
    lines: Lines,
    room: IndexRoom,
    first_member: int,
    with_lines: bool,  # noqa: FBT001 - no keywords there
) -> tuple[int, int]:
    """Score members from `first_member` on; return the first one left, and the lines written.

    A member whose lines might not fit is left for the next call.
    """
    measures = made.measures
    measure_count, dimension_count = len(measures.reading), len(made.base)
    found, follows, gone_days = room.found, room.follows, room.gone
    head, tail, days = room.head, room.tail, room.days
    sums, points, drafts = room.sums, room.points, room.drafts
    used = 0
    for member in range(first_member, len(totals.total)):
        begin, end = columns.first[member], columns.first[member + 1]
        most = (end - begin + 1) * measure_count
        if with_lines and used + most + dimension_count + 1 > len(lines.kind):
            return member, used
        for kind in range(len(head)):
            head[kind] = NOTHING
        for dimension in range(dimension_count):
            sums[dimension], points[dimension] = 0, 0
        for entry in range(begin, end):
            if not sees(columns, member, entry, made.as_of):
                continue
            kind = columns.kind[entry]
            gone_days[entry - begin] = gone_on(columns, made.spans, made.window, member, entry)
            follows[entry - begin] = NOTHING
            if head[kind] == NOTHING:
                head[kind] = entry
            else:
                follows[tail[kind] - begin] = entry
            tail[kind] = entry
        change, some = np.int64(NEVER), 0
        for measure in range(measure_count):
            count = _candidates(
                made,
                columns,
                measure,
                found,
                head[measures.kind[measure]],
                begin,
                follows,
                gone_days,
            )
            if count == 0:
                continue
            for place in range(count):
                if found.aside[place] != reasons.NONE:
                    change = min(change, found.gone[place])
                    if with_lines:
                        _draft_aside(columns, drafts, some, measure, found, place)
                        some += 1
            reached = reach(made, columns, measure, found, count, made.as_of)
            if not reached.known:
                continue
            dimension = measures.dimension[measure]
            counted = weighted(made, dimension, reached.points)
            sums[dimension] += counted
            points[dimension] += reached.points
            later = later_days(made, columns, measure, found, count, days)
            then = _next_change(made, columns, measure, found, count, days, later, reached)
            change = min(change, then)
            if with_lines:
                drafts.rule[some] = measure
                drafts.measured[some] = 1
                single = reached.records == 1
                drafts.entry[some] = reached.only if single else -1
                drafts.tie[some] = columns.tie[reached.only] if single else -1
                drafts.records[some] = reached.records
                drafts.on[some] = reached.on
                drafts.filed[some] = reached.filed
                drafts.points[some], drafts.counted[some] = reached.points, counted
                drafts.why[some], drafts.change[some] = reached.why, then
                some += 1
        if with_lines:
            used = _write(made, room, some, lines, used)
        total = np.int64(made.opening)
        for dimension in range(dimension_count):
            least, most_room = made.room_least[dimension], made.room_most[dimension]
            bite = min(max(sums[dimension], least), most_room) - sums[dimension]
            total += sums[dimension] + bite
            reached_points = made.base[dimension] + points[dimension]
            totals.dimensions[member, dimension] = min(max(reached_points, 0), DIMENSION_MAX)
            if with_lines and bite:
                write_line(
                    lines,
                    used,
                    reasons.LIMIT_LINE,
                    -1,
                    dimension,
                    -1,
                    0,
                    made.as_of,
                    0,
                    bite,
                    reasons.LIMIT,
                    NEVER,
                )
                used += 1
        bite = min(max(total, made.low), made.high) - total
        total += bite
        if with_lines and bite:
            write_line(
                lines,
                used,
                reasons.LIMIT_LINE,
                -1,
                -1,
                -1,
                0,
                made.as_of,
                0,
                bite,
                reasons.LIMIT,
                NEVER,
            )
            used += 1
        held = columns.level_held[member] if len(columns.level_held) > 0 else -2
        totals.total[member] = total
        totals.level[member] = level_of(levels, total, held)
        totals.next_change[member] = change
        if with_lines:
            lines.member_lines[member + 1] = used
    return len(totals.total), used


@inlined
def weighted(made: IndexTables, dimension: int, points: int) -> int:
    """Return what points of a dimension are in the total, rounded up towards the member."""
    return ceil_divide(made.scale[dimension] * points, made.scale_over[dimension])


@inlined
def _candidates(  # noqa: PLR0913, PLR0917 - compiled code takes its room by position
    made: IndexTables,
    columns: Columns,
    measure: int,
    found: Candidates,
    entry: int,
    begin: int,
    follows: Int64s,
    gone_days: Int64s,
) -> int:
    """Find the entries that a measure may read on the day asked for; return how many there are."""
    count = 0
    while entry != NOTHING:
        gone = read_until(made, columns, measure, entry, gone_days[entry - begin])
        if gone > made.as_of:
            found.entry[count], found.gone[count] = entry, gone
            found.told[count] = told_of(made, columns, measure, entry)
            found.aside[count] = aside_of(made, columns, measure, entry, found.told[count])
            count += 1
        entry = follows[entry - begin]
    return count


@compiled
def _next_change(  # noqa: PLR0913, PLR0917 - compiled code takes its room by position
    made: IndexTables,
    columns: Columns,
    measure: int,
    found: Candidates,
    count: int,
    days: Int64s,
    later: int,
    reached: Reached,
) -> int:
    """Return the first later day on which a measure says otherwise, `NEVER` where none comes."""
    sort_numbers(days, later)
    for step in range(later):
        day = days[step]
        if step > 0 and day == days[step - 1]:
            continue
        then = reach(made, columns, measure, found, count, day)
        if not then.known or then.why != reached.why or then.points != reached.points:
            return day
    return np.int64(NEVER)


@inlined
def _draft_aside(  # noqa: PLR0913, PLR0917 - compiled code takes its room by position
    columns: Columns, drafts: Drafts, place: int, measure: int, found: Candidates, candidate: int
) -> None:
    """Draft the line of 0 of an entry that a measure would read but for a reason."""
    entry = found.entry[candidate]
    drafts.rule[place], drafts.measured[place] = measure, 0
    drafts.entry[place], drafts.tie[place] = entry, columns.tie[entry]
    drafts.records[place] = 1
    drafts.on[place], drafts.filed[place] = columns.on[entry], filed(columns, entry)
    drafts.points[place], drafts.counted[place] = 0, 0
    drafts.why[place], drafts.change[place] = found.aside[candidate], found.gone[candidate]


@inlined
def _before(made: IndexTables, drafts: Drafts, one: int, other: int) -> bool:
    """Return whether a line comes before another in the order of output."""
    if drafts.on[one] != drafts.on[other]:
        return drafts.on[one] < drafts.on[other]
    if drafts.filed[one] != drafts.filed[other]:
        return drafts.filed[one] < drafts.filed[other]
    if drafts.tie[one] != drafts.tie[other]:
        return drafts.tie[one] < drafts.tie[other]
    name_place = made.measures.name_place
    return name_place[drafts.rule[one]] < name_place[drafts.rule[other]]


@compiled
def _write(made: IndexTables, room: IndexRoom, count: int, lines: Lines, used: int) -> int:
    """Write a member's lines in the order of output; return how many lines stand."""
    drafts, order, spare = room.drafts, room.order, room.spare
    for place in range(count):
        order[place] = place
    width = 1
    while width < count:
        for place in range(count):
            spare[place] = order[place]
        for low in range(0, count, 2 * width):
            middle, high = min(low + width, count), min(low + 2 * width, count)
            left, right = low, middle
            for place in range(low, high):
                if right < high and (
                    left >= middle or _before(made, drafts, spare[right], spare[left])
                ):
                    order[place] = spare[right]
                    right += 1
                else:
                    order[place] = spare[left]
                    left += 1
        width *= 2
    for step in range(count):
        draft = order[step]
        kind = reasons.MEASURE_LINE if drafts.measured[draft] else reasons.ENTRY_LINE
        write_line(
            lines,
            used,
            kind,
            drafts.rule[draft],
            made.measures.dimension[drafts.rule[draft]],
            drafts.entry[draft],
            drafts.records[draft],
            drafts.on[draft],
            drafts.points[draft],
            drafts.counted[draft],
            drafts.why[draft],
            drafts.change[draft],
        )
        used += 1
    return used
