"""Caps on points and the bounds of the total, in the kernel: what they take, from which pairs."""

from typing import Final, NamedTuple

from goodstanding.scoring.kernel import reasons
from goodstanding.scoring.kernel.calendar import FIRST_DAY, NEVER, Calendar, last_of, period_of
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.pairs import PairRow
from goodstanding.scoring.kernel.rows import Numbers, Rows, room_for_numbers, room_for_rows
from goodstanding.scoring.kernel.shared import sort_stably, write_line
from goodstanding.scoring.kernel.tables import NOTHING, CapRow, KernelLines, PointsTables

NAMES_MAX: Final = 1 << 20
"""More names than rules and groups can have."""

DAYS_MAX: Final = NEVER - FIRST_DAY + 1
"""More days than the calendar has."""


class TakenRow:
    """What a cap takes of a period, before its line is written: by the place of its name."""

    rule: int
    on: int
    taken: int


class CapRoom(NamedTuple):
    """Room for the lines of caps and their order, and for the order of the fold."""

    taken: Rows[TakenRow]
    fold: Numbers
    order: Numbers
    keys: Numbers
    spare: Numbers


def make_cap_room(pairs: int, cap_lines: int) -> CapRoom:
    """Return room for at most so many pairs and lines of caps of one member."""
    capacity = max(pairs, cap_lines)
    return CapRoom(
        taken=room_for_rows(TakenRow, cap_lines),
        fold=room_for_numbers(pairs),
        order=room_for_numbers(cap_lines),
        keys=room_for_numbers(capacity),
        spare=room_for_numbers(capacity),
    )


@inlined
def follower(pair: PairRow, shared: bool) -> int:  # noqa: FBT001 - no keywords there
    """Return the next pair of the same rule, or of the same group."""
    return pair.follows_shared if shared else pair.follows


@compiled
def apply_caps(  # noqa: PLR0913, PLR0917 - compiled code takes its room by position
    calendar: Calendar,
    caps: Rows[CapRow],
    first_cap: int,
    end_cap: int,
    pairs: Rows[PairRow],
    begin: int,
    shared: bool,  # noqa: FBT001 - no keywords there
    taken: Rows[TakenRow],
    listed: int,
    name: int,
) -> tuple[int, int]:
    """Apply the caps of one rule or group; return what they take, and how many have taken so far.

    Pairs are linked from `begin` on, from the oldest act. What a cap takes is listed where there is
    room for it: without lines there is none.
    """
    total_taken = 0
    for place in range(first_cap, end_cap):
        cap = caps[place]
        pair = begin
        while pair != NOTHING:
            first, on = pair, pairs[pair].on
            key = period_of(calendar, cap.period, on)
            excess = -cap.most
            while pair != NOTHING and period_of(calendar, cap.period, pairs[pair].on) == key:
                excess += pairs[pair].left
                pair = follower(pairs[pair], shared)
            if (excess > 0) if cap.most >= 0 else (excess < 0):
                total_taken += excess
                if listed < len(taken):
                    taken[listed].rule = name
                    taken[listed].on = last_of(cap.period, on, calendar.as_of)
                    taken[listed].taken = excess
                    listed += 1
                while excess != 0:
                    row = pairs[first]
                    part = min(excess, max(row.left, 0))
                    if excess < 0:
                        part = max(excess, min(row.left, 0))
                    row.left -= part
                    excess -= part
                    first = follower(row, shared)
    return total_taken, listed


@compiled
def write_caps(
    cap_place: Numbers, room: CapRoom, listed: int, lines: KernelLines, used: int
) -> int:
    """Write the lines of caps, by their day and then by name; return how many lines stand."""
    for place in range(listed):
        row = room.taken[place]
        room.order[place] = place
        room.keys[place] = (row.on - FIRST_DAY) * NAMES_MAX + cap_place[row.rule]
    sort_stably(room.order, room.keys, room.spare, listed)
    for place in range(listed):
        row = room.taken[room.order[place]]
        write_line(
            lines, used, reasons.CAP_LINE, row.rule, -1, -1, 0,
            row.on, 0, -row.taken, reasons.CAPPED, NEVER,
        )  # fmt: skip
        used += 1
    return used


@inlined
def bite_of(made: PointsTables, total: int) -> int:
    """Return what has to be added to a total to bring it inside the bounds."""
    if total < made.floor:
        return made.floor - total
    if total > made.ceiling:
        return made.ceiling - total
    return 0


@compiled
def order_of_fold(places: Numbers, pairs: Rows[PairRow], count: int, room: CapRoom) -> None:
    """Bring pairs into the order of the fold: act, filing, the place as given, and the rule.

    They stand in the order of output, so that hardly any has to move.
    """
    moves = False
    for step in range(count):
        pair = pairs[step]
        room.fold[step], room.keys[step] = step, pair.entry
        if len(places) > 0:
            room.keys[step] = places[pair.entry]
        if step > 0 and pairs[step - 1].on == pair.on and pairs[step - 1].filed == pair.filed:
            moves = moves or room.keys[step] < room.keys[step - 1]
    if not moves:
        return
    sort_stably(room.fold, room.keys, room.spare, count)
    for step in range(count):
        pair = pairs[step]
        room.keys[step] = (pair.on - FIRST_DAY) * DAYS_MAX + pair.filed - FIRST_DAY
    sort_stably(room.fold, room.keys, room.spare, count)
