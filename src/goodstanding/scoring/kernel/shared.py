"""What both families share in the kernel: what is seen, how lines are written, and sorting."""

from typing import Final, Protocol

from goodstanding.scoring.kernel.calendar import FIRST_DAY, NEVER, Calendar, is_over, over_on
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.rows import Rows, wide
from goodstanding.scoring.kernel.tables import (
    NOT_KNOWN,
    NOTHING,
    FadeRow,
    KernelColumns,
    KernelLines,
    Levels,
)

SMALL: Final = 24
"""Up to so many, sorting by insertion is quicker."""


class Ordered(Protocol):
    """A row of a table that is put in order, the table's order standing beside its rows."""

    order: int
    key: int
    spare: int


class EventRow:
    """What happens on a later day, `key`: to a seat or an entry, `of`; and the order of all."""

    of: int
    order: int
    key: int
    spare: int


class FadeOfRow(Protocol):
    """A rule or measure, by the steps of its fade."""

    fade_first: int
    fade_end: int


@inlined
def aged_from(columns: KernelColumns, entry: int) -> int:
    """Return the day from which an entry's ages run."""
    return wide(columns.aged[entry]) if len(columns.aged) > 0 else wide(columns.on[entry])


@inlined
def filed_on(columns: KernelColumns, entry: int) -> int:
    """Return the day on which an entry was filed."""
    return wide(columns.filed[entry]) if len(columns.filed) > 0 else wide(columns.on[entry])


@inlined
def state_of(columns: KernelColumns, entry: int) -> int:
    """Return the state of an entry on the day asked for."""
    return wide(columns.state[entry]) if len(columns.state) > 0 else 0


@inlined
def untold(columns: KernelColumns, entry: int) -> bool:
    """Return whether the notice of an entry has not arrived by the day asked for."""
    return len(columns.told) > 0 and not columns.told[entry]


@inlined
def doors(columns: KernelColumns, member: int) -> tuple[int, int, int]:
    """Return a member's row of gates, and the days from and up to which any gate is open."""
    row = member if len(columns.starts) > 1 else 0
    if len(columns.row) > 0:
        row = wide(columns.row[member])
    since = wide(columns.since[member]) if len(columns.since) > 0 else FIRST_DAY
    until = wide(columns.until[member]) if len(columns.until) > 0 else NEVER
    return row, since, until


@inlined
def seen_until(
    columns: KernelColumns,
    calendar: Calendar,
    window: int,
    row: int,
    since: int,
    until: int,
    entry: int,
) -> int:
    """Return the first day on which an entry is seen no more, `NEVER` where it always is.

    For an entry that is not seen on the day asked for, that day or one before it. `row`, `since`
    and `until` are the doors of its member.
    """
    on, as_of = columns.on[entry], calendar.as_of
    if on > as_of or on < since or (len(columns.filed) > 0 and columns.filed[entry] > as_of):
        return as_of
    gate = columns.gate[columns.kind[entry]]
    if on < columns.starts[row, gate]:
        return as_of
    gone = until
    if len(columns.ends) > 0:
        gone = min(gone, wide(columns.ends[row, gate]))
    if window >= 0:
        aged = aged_from(columns, entry)
        gone = (
            as_of if is_over(calendar, window, aged) else min(gone, over_on(calendar, window, aged))
        )
    return gone


@inlined
def over_by(calendar: Calendar, span: int, first: int, day: int) -> bool:
    """Return whether the span that began on `first` is over on `day`."""
    if day == calendar.as_of:
        return is_over(calendar, span, first)
    return day >= over_on(calendar, span, first)


@inlined
def steps_passed(
    calendar: Calendar, fades: Rows[FadeRow], fade: FadeOfRow, first: int, day: int
) -> int:
    """Return how many steps of a fade have come by a day: the last is what counts."""
    passed = fade.fade_end - fade.fade_first
    while passed > 0 and not over_by(
        calendar, fades[fade.fade_first + passed - 1].span, first, day
    ):
        passed -= 1
    return passed


@inlined
def ceil_divide(value: int, over: int) -> int:
    """Return value / over, rounded up: towards the member."""
    return -((-value) // over)


@inlined
def level_held(columns: KernelColumns, member: int) -> int:
    """Return the level that a member held before."""
    return wide(columns.level_held[member]) if len(columns.level_held) > 0 else NOT_KNOWN


@inlined
def level_of(levels: Levels, total: int, held: int) -> int:
    """Return the level of a total, given the level held before."""
    found = NOTHING
    for place in range(len(levels.reached_from)):
        mark = levels.keep_above[place] if place <= held else levels.reached_from[place]
        if total >= mark:
            found = place
    return found


@inlined
def write_line(
    lines: KernelLines,
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
def sort_rows(rows: Rows[Ordered], count: int) -> None:
    """Bring the places in `order` into the order of the `key` of the rows that they name.

    Those of one key stay as they stand; nothing is moved where all are in order.
    """
    step = 1
    while step < count and rows[rows[step].order].key >= rows[rows[step - 1].order].key:
        step += 1
    if step >= count:
        return
    if count <= SMALL:
        for place in range(step, count):
            moved = rows[place].order
            key, back = rows[moved].key, place
            while back > 0 and rows[rows[back - 1].order].key > key:
                rows[back].order = rows[back - 1].order
                back -= 1
            rows[back].order = moved
        return
    width = 1
    while width < count:
        for low in range(0, count, 2 * width):
            middle, high = min(low + width, count), min(low + 2 * width, count)
            for place in range(low, middle):
                rows[place].spare = rows[place].order
            left, right, place = low, middle, low
            while left < middle and right < high:
                if rows[rows[right].order].key < rows[rows[left].spare].key:
                    rows[place].order = rows[right].order
                    right += 1
                else:
                    rows[place].order = rows[left].spare
                    left += 1
                place += 1
            while left < middle:
                rows[place].order = rows[left].spare
                left, place = left + 1, place + 1
        width *= 2
