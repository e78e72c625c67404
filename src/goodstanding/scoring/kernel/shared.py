"""What both families share in the kernel: what is seen, and how lines and levels are written."""

import numpy as np

from goodstanding.scoring.kernel.calendar import Int64s, Spans, over_on
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.tables import Columns, Levels, Lines

NO_LEVEL = -1
SMALL = 24
"""Up to so many, sorting by insertion is quicker."""


@inlined
def sees(columns: Columns, member: int, entry: int, as_of: int) -> bool:
    """Return whether an entry is seen on the day asked for, but for the window."""
    on = columns.on[entry]
    if on > as_of or (len(columns.filed) > 0 and columns.filed[entry] > as_of):
        return False
    gate = columns.gate[columns.kind[entry]]
    row = member if len(columns.starts) > 1 else 0
    return columns.starts[row, gate] <= on and as_of < columns.ends[row, gate]


@inlined
def gone_on(columns: Columns, spans: Spans, window: int, member: int, entry: int) -> int:
    """Return the first day on which an entry is seen no more, `NEVER` where there is none."""
    row = member if len(columns.ends) > 1 else 0
    gone = np.int64(columns.ends[row, columns.gate[columns.kind[entry]]])
    if window >= 0:
        gone = min(gone, over_on(spans, window, aged(columns, entry)))
    return gone


@inlined
def aged(columns: Columns, entry: int) -> int:
    """Return the day from which an entry's ages run."""
    return np.int64(columns.aged[entry] if len(columns.aged) > 0 else columns.on[entry])


@inlined
def filed(columns: Columns, entry: int) -> int:
    """Return the day on which an entry was filed."""
    return np.int64(columns.filed[entry] if len(columns.filed) > 0 else columns.on[entry])


@inlined
def state_of(columns: Columns, entry: int) -> int:
    """Return the state of an entry on the day asked for."""
    return np.int64(columns.state[entry]) if len(columns.state) > 0 else np.int64(0)


@inlined
def untold(columns: Columns, entry: int) -> bool:
    """Return whether the notice of an entry has not arrived by the day asked for."""
    return len(columns.told) > 0 and not columns.told[entry]


@inlined
def newer(columns: Columns, first: int, second: int) -> bool:
    """Return whether the first of two entries of a member comes before the second, newest first."""
    if columns.on[first] != columns.on[second]:
        return columns.on[first] > columns.on[second]
    if filed(columns, first) != filed(columns, second):
        return filed(columns, first) > filed(columns, second)
    return first < second


@inlined
def is_over(spans: Spans, span: int, first: int, day: int, as_of: int) -> bool:
    """Return whether a span that began on `first` is over on `day`."""
    if day == as_of:
        return first <= spans.cut[span]
    return day >= over_on(spans, span, first)


@inlined
def ceil_divide(value: int, over: int) -> int:
    """Return value / over, rounded up: towards the member."""
    return -((-value) // over)


@inlined
def level_of(levels: Levels, total: int, held: int) -> int:
    """Return the level of a total, given the level held before; -2 where that is not known."""
    found = NO_LEVEL
    for place in range(len(levels.reached_from)):
        mark = levels.keep_above[place] if place <= held else levels.reached_from[place]
        if total >= mark:
            found = place
    return found


@inlined
def write_line(  # noqa: PLR0913, PLR0917 - one a column; compiled code takes them by position
    lines: Lines,
    place: int,
    kind: int,
    rule: int,
    dimension: int,
    entry: int,
    records: int,
    on: int,
    points: int,
    counted: int,
    why: int,
    change: int,
) -> None:
    """Write one line."""
    lines.kind[place] = kind
    lines.rule[place] = rule
    lines.dimension[place] = dimension
    lines.entry[place] = entry
    lines.records[place] = records
    lines.on[place] = on
    lines.points[place] = points
    lines.counted[place] = counted
    lines.why[place] = why
    lines.next_change[place] = change


@compiled
def sort_numbers(numbers: Int64s, count: int) -> None:
    """Sort the first `count` numbers: by insertion where they are few, else as a heap."""
    if count <= SMALL:
        for place in range(1, count):
            moved = numbers[place]
            back = place
            while back > 0 and numbers[back - 1] > moved:
                numbers[back] = numbers[back - 1]
                back -= 1
            numbers[back] = moved
        return
    for root in range(count // 2 - 1, -1, -1):
        _sift(numbers, root, count)
    for end in range(count - 1, 0, -1):
        numbers[0], numbers[end] = numbers[end], numbers[0]
        _sift(numbers, 0, end)


@compiled
def _sift(numbers: Int64s, root: int, count: int) -> None:
    """Let a number sink to its place in a heap."""
    moved = numbers[root]
    below = 2 * root + 1
    while below < count:
        if below + 1 < count and numbers[below + 1] > numbers[below]:
            below += 1
        if numbers[below] <= moved:
            break
        numbers[root] = numbers[below]
        root = below
        below = 2 * root + 1
    numbers[root] = moved
