"""Caps on points and the bounds of the total, in the kernel: what they take, from which pairs."""

from typing import Final

from goodstanding.scoring.kernel import reasons
from goodstanding.scoring.kernel.calendar import FIRST_DAY, NEVER, Calendar, last_of, period_of
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.pairs import PairRow
from goodstanding.scoring.kernel.rows import Numbers, Rows
from goodstanding.scoring.kernel.shared import sort_rows, write_line
from goodstanding.scoring.kernel.tables import (
    NOTHING,
    CapRow,
    GroupRow,
    KernelLines,
    PointsTables,
    RuleRow,
)

NAMES_MAX: Final = 1 << 20
"""More names than rules and groups can have."""

DAYS_MAX: Final = NEVER - FIRST_DAY + 1
"""More days than the calendar has."""


class ListRow:
    """The pairs of a rule or, from the number of rules up, of a group: the first and the last.

    `count` is how many pairs there are, `gains` and `losses` what they come to by themselves.
    `touched` stands beside: which rules and groups have any pair at all.
    """

    head: int
    tail: int
    count: int
    gains: int
    losses: int
    touched: int


class TakenRow:
    """What a cap takes of a period, before its line is written: by the place of its name.

    Beside the rows stands their order.
    """

    rule: int
    on: int
    taken: int
    order: int
    key: int
    spare: int


@inlined
def follower(pair: PairRow, shared: bool) -> int:
    """Return the next pair of the same rule, or of the same group."""
    return pair.follows_shared if shared else pair.follows


@inlined
def apply_caps(
    calendar: Calendar,
    caps: Rows[CapRow],
    first_cap: int,
    end_cap: int,
    pairs: Rows[PairRow],
    begin: int,
    shared: bool,
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
                    row = taken[listed]
                    row.rule, row.taken = name, excess
                    row.on = last_of(cap.period, on, calendar.as_of)
                    listed += 1
                _take(pairs, first, shared, excess)
    return total_taken, listed


@inlined
def _take(pairs: Rows[PairRow], first: int, shared: bool, excess: int) -> None:
    """Take an excess from the first pairs of a list that have something left."""
    while excess != 0:
        row = pairs[first]
        part = max(excess, min(row.left, 0))
        if excess > 0:
            part = min(excess, max(row.left, 0))
        row.left -= part
        excess -= part
        first = follower(row, shared)


@inlined
def apply_all_caps(
    calendar: Calendar,
    rules: Rows[RuleRow],
    groups: Rows[GroupRow],
    caps: Rows[CapRow],
    pairs: Rows[PairRow],
    lists: Rows[ListRow],
    touched: int,
    taken: Rows[TakenRow],
) -> tuple[int, int]:
    """Apply the caps of the rules that were touched, then those of their groups.

    Return what all of them take, and how many takings are listed.
    """
    total, listed = 0, 0
    for place in range(touched):
        code = lists[place].touched
        if code >= len(rules):
            continue
        rule = rules[code]
        if rule.cap_end > rule.cap_first:
            some, listed = apply_caps(
                calendar, caps, rule.cap_first, rule.cap_end,
                pairs, lists[code].head, False, taken, listed, code,
            )  # fmt: skip
            total += some
    for group in range(len(groups)):
        code = len(rules) + group
        if lists[code].head != NOTHING:
            some, listed = apply_caps(
                calendar, caps, groups[group].cap_first, groups[group].cap_end,
                pairs, lists[code].head, True, taken, listed, code,
            )  # fmt: skip
            total += some
    return total, listed


@compiled
def write_caps(
    cap_place: Numbers, taken: Rows[TakenRow], listed: int, lines: KernelLines, used: int
) -> int:
    """Write the lines of caps, by their day and then by name; return how many lines stand."""
    for place in range(listed):
        row = taken[place]
        row.order = place
        row.key = (row.on - FIRST_DAY) * NAMES_MAX + cap_place[row.rule]
    sort_rows(taken, listed)
    for place in range(listed):
        row = taken[taken[place].order]
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
def order_of_fold(places: Numbers, pairs: Rows[PairRow], count: int) -> None:
    """Bring pairs into the order of the fold: act, filing, the place as given, and the rule.

    They stand in the order of output, so that hardly any has to move.
    """
    moves = False
    for step in range(count):
        pair = pairs[step]
        pair.order, pair.key = step, pair.entry
        if len(places) > 0:
            pair.key = places[pair.entry]
        if step > 0 and pairs[step - 1].on == pair.on and pairs[step - 1].filed == pair.filed:
            moves = moves or pair.key < pairs[step - 1].key
    if not moves:
        return
    sort_rows(pairs, count)
    for step in range(count):
        pair = pairs[step]
        pair.key = (pair.on - FIRST_DAY) * DAYS_MAX + pair.filed - FIRST_DAY
    sort_rows(pairs, count)
