"""The points family in the kernel: one member after another, entries to lines, caps and bounds."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from goodstanding.scoring.kernel import reasons, tables
from goodstanding.scoring.kernel.calendar import NEVER, YEAR, period_of
from goodstanding.scoring.kernel.caps import (
    CapRoom,
    apply_caps,
    bite_of,
    make_cap_room,
    order_of_fold,
    write_caps,
)
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.contest import Bench, make_bench, settle_contest
from goodstanding.scoring.kernel.pairs import PairRow, begin_pair, settle_alone
from goodstanding.scoring.kernel.rates import settle_rates
from goodstanding.scoring.kernel.rows import (
    Numbers,
    Rows,
    numbers,
    room_for_numbers,
    room_for_rows,
    wide,
)
from goodstanding.scoring.kernel.shared import (
    aged_from,
    filed_on,
    level_held,
    level_of,
    seen_until,
    sort_stably,
    state_of,
    write_line,
)
from goodstanding.scoring.kernel.tables import (
    NOTHING,
    KernelColumns,
    Levels,
    KernelLines,
    PointsTables,
    KernelTotals,
)

TIES_MAX: Final = 1 << 32
"""More entries than a member can have."""


class PointsRoom(NamedTuple):
    """Room for one member: pairs, a contest, caps, and where the lists of rules begin and end."""

    pairs: Rows[PairRow]
    bench: Bench
    caps: CapRoom
    head: Numbers
    tail: Numbers
    group_head: Numbers
    group_tail: Numbers
    touched: Numbers


def points_room(made: PointsTables, entries: int, *, with_lines: bool) -> PointsRoom:
    """Return room for members of at most so many entries."""
    rules, kinds, groups = np.asarray(made.rules), np.asarray(made.kinds), np.asarray(made.groups)
    pairs = entries * _most(kinds, "rule") + 1
    levels = max(_most(rules, "times"), 1)
    contested = levels > 1 or kinds["act"].any() or (rules["times_end"] > 0).any()
    contested = contested or (rules["form"] == tables.RATES).any()
    cap_lines = pairs * (_most(rules, "cap") + _most(groups, "cap")) if with_lines else 0
    return PointsRoom(
        pairs=room_for_rows(PairRow, pairs),
        bench=make_bench(pairs if contested else 1, levels, 3 + _most(rules, "fade")),
        caps=make_cap_room(pairs, cap_lines),
        head=_heads(len(rules)),
        tail=_heads(len(rules)),
        group_head=_heads(len(groups)),
        group_tail=_heads(len(groups)),
        touched=room_for_numbers(len(rules)),
    )


def _most(rows: NDArray[np.void], name: str) -> int:
    """Return how many places of another table a row has at most."""
    return int((rows[f"{name}_end"] - rows[f"{name}_first"]).max(initial=0))


def _heads(count: int) -> Numbers:
    """Return lists that have nothing in them yet."""
    return numbers(np.full(count, NOTHING, np.int64))


@compiled
def score_points(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - the one loop of the kernel
    made: PointsTables,
    levels: Levels,
    columns: KernelColumns,
    totals: KernelTotals,
    lines: KernelLines,
    room: PointsRoom,
    first_member: int,
    with_lines: bool,  # noqa: FBT001 - no keywords there
) -> int:
    """Score members from `first_member` on; return the first one left.

    A member whose lines might not fit is left for the next call.
    """
    calendar, rules, pairs = made.calendar, made.rules, room.pairs
    bench, head, tail = room.bench, room.head, room.tail
    group_head, group_tail, touched = room.group_head, room.group_tail, room.touched
    used = 0
    for member in range(first_member, len(totals.total)):
        first, last = columns.first[member], columns.first[member + 1]
        most = (last - first) * made.lines_an_entry + made.lines_a_member
        if with_lines and used + most > len(lines.kind):
            return member
        count, acts = 0, 0
        total, change = made.opening, NEVER
        for entry in range(first, last):
            kind = made.kinds[columns.kind[entry]]
            gone = seen_until(columns, calendar, made.window, member, entry)
            if gone <= calendar.as_of or kind.rule_first == kind.rule_end:
                continue
            aged = aged_from(columns, entry)
            if (
                not with_lines
                and aged <= kind.dead_until
                and state_of(columns, entry) != tables.REPAIRED
            ):
                change = min(change, gone)
                continue
            for place in range(kind.rule_first, kind.rule_end):
                code = made.kind_rules[place]
                rule, pair = rules[code], pairs[count]
                pair.on, pair.aged, pair.gone = wide(columns.on[entry]), aged, gone
                aside = begin_pair(made, columns, rule, pair, entry)
                if aside != reasons.NONE:
                    pair.counted, pair.why, pair.change = 0, aside, gone
                else:
                    settle_alone(calendar, made.fades, rule, pair, bench.days)
                if with_lines:
                    write_line(
                        lines, used, reasons.ENTRY_LINE, code, -1, entry, 1,
                        pair.on, pair.points, pair.counted, pair.why, pair.change,
                    )  # fmt: skip
                    used += 1
                by_act = kind.act and len(columns.act) > 0 and columns.act[entry] >= 0
                kept = pair.counted != 0 and (by_act or not rule.simple)
                if rule.form == tables.RATES:
                    kept = aside == reasons.NONE and (with_lines or pair.why != reasons.EXPIRED)
                if not kept:
                    total += pair.counted
                    change = min(change, pair.change)
                    continue
                pair.entry, pair.rule, pair.line = entry, code, used - 1
                pair.filed, pair.act = filed_on(columns, entry), NOTHING
                if by_act:
                    pair.act = wide(columns.act[entry])
                    acts += 1
                count += 1
        if made.running:
            order_of_fold(columns.place, pairs, count, room.caps)
        some = 0
        for step in range(count):
            place = room.caps.fold[step] if made.running else step
            pair = pairs[place]
            pair.follows, pair.follows_shared = NOTHING, NOTHING
            code = pair.rule
            if head[code] == NOTHING:
                head[code] = place
                touched[some] = code
                some += 1
            else:
                pairs[tail[code]].follows = place
            tail[code] = place
            group = rules[code].group
            if group >= 0:
                if group_head[group] == NOTHING:
                    group_head[group] = place
                else:
                    pairs[group_tail[group]].follows_shared = place
                group_tail[group] = place
        if acts:
            _settle_acts(made, columns.tie, pairs, bench, count, with_lines)
        for place in range(some):
            rule = rules[touched[place]]
            if rule.times_end > rule.times_first or rule.form == tables.RATES:
                _settle_years(made, pairs, bench, head[touched[place]], with_lines, change)
        for place in range(count):
            pair = pairs[place]
            pair.left = pair.counted
            total += pair.counted
            change = min(change, pair.change)
            if with_lines:
                lines.points[pair.line] = pair.points
                lines.counted[pair.line] = pair.counted
                lines.why[pair.line] = pair.why
                lines.next_change[pair.line] = pair.change
        listed = 0
        for place in range(some):
            code = touched[place]
            rule = rules[code]
            if rule.cap_end > rule.cap_first:
                taken, listed = apply_caps(
                    calendar, made.caps, rule.cap_first, rule.cap_end,
                    pairs, head[code], False, room.caps.taken, listed, code,
                )  # fmt: skip
                total -= taken
        for group in range(len(made.groups)):
            if group_head[group] != NOTHING:
                shared = made.groups[group]
                taken, listed = apply_caps(
                    calendar, made.caps, shared.cap_first, shared.cap_end,
                    pairs, group_head[group], True, room.caps.taken, listed, len(rules) + group,
                )  # fmt: skip
                total -= taken
                group_head[group] = NOTHING
        if listed:
            used = write_caps(made.cap_place, room.caps, listed, lines, used)
        for place in range(some):
            head[touched[place]] = NOTHING
        if made.running:
            total, used = _fold(made, pairs, room.caps.fold, count, lines, used, with_lines)
        else:
            bite = bite_of(made, total)
            total += bite
            if with_lines and bite != 0:
                write_line(
                    lines, used, reasons.LIMIT_LINE, -1, -1, -1, 0,
                    calendar.as_of, 0, bite, reasons.LIMIT, NEVER,
                )  # fmt: skip
                used += 1
        totals.total[member] = total
        totals.level[member] = level_of(levels, total, level_held(columns, member))
        totals.next_change[member] = change
        if with_lines:
            lines.member_end[member] = used
    return len(totals.total)


@compiled
def _settle_acts(
    made: PointsTables,
    ties: Numbers,
    pairs: Rows[PairRow],
    bench: Bench,
    count: int,
    with_lines: bool,  # noqa: FBT001 - no keywords there
) -> None:
    """Settle the pairs that several records of one act make: one loss and one gain of each count."""
    order, keys, some = bench.order, bench.keys, 0
    for place in range(count):
        pair = pairs[place]
        if pair.act != NOTHING:
            keys[place] = 2 * pair.act + (1 if pair.counted > 0 else 0)
            order[some] = place
            some += 1
    sort_stably(order, keys, bench.spare, some)
    bench.most[0] = 1
    step = 0
    while step < some:
        begin, group = step, 0
        while step < some and keys[order[step]] // 2 == keys[order[begin]] // 2:
            seat = step - begin
            if keys[order[step]] != keys[order[begin + group]]:
                group = seat
            pair, row = pairs[order[step]], bench.seats[seat]
            row.pair, row.worth = order[step], abs(pair.counted)
            row.rank = pair.rule * TIES_MAX + ties[pair.entry]
            bench.heaps.group[0, seat] = group
            step += 1
        if step - begin > 1:
            settle_contest(
                made.calendar, made.fades, made.rules, pairs, bench, 1, step - begin,
                reasons.SAME_ACT, with_lines,
            )  # fmt: skip


@compiled
def _settle_years(
    made: PointsTables,
    pairs: Rows[PairRow],
    bench: Bench,
    begin: int,
    with_lines: bool,  # noqa: FBT001 - no keywords there
    limit: int,
) -> None:
    """Settle the pairs of a rule with caps on times or rates, one longest period after another."""
    calendar = made.calendar
    rule = made.rules[pairs[begin].rule]
    levels, period, fewest = rule.times_end - rule.times_first, YEAR, NEVER
    for level in range(levels):
        cap = made.times[rule.times_first + level]
        bench.most[level], period, fewest = cap.most, cap.period, min(fewest, cap.most)
    place = begin
    while place != NOTHING:
        key = period_of(calendar, period, pairs[place].on)
        count, run, before = 0, 0, place
        while place != NOTHING and period_of(calendar, period, pairs[place].on) == key:
            pair, seat = pairs[place], bench.seats[count]
            if pair.on != pairs[before].on or pair.filed != pairs[before].filed:
                run += 1
            seat.pair, seat.worth = place, abs(pair.counted)
            seat.rank = count - run * TIES_MAX  # the newest first; of one filing, in order
            before, place = place, pair.follows
            count += 1
        if levels == 0:
            settle_rates(
                calendar, made.fades, made.brackets, rule, pairs, bench, count, with_lines, limit
            )
        elif count > fewest:
            for level in range(levels):
                _group(
                    made, pairs, bench, level, count, made.times[rule.times_first + level].period
                )
            settle_contest(
                calendar, made.fades, made.rules, pairs, bench, levels, count,
                reasons.NOT_AMONG_THE_BEST, with_lines,
            )  # fmt: skip


@inlined
def _group(
    made: PointsTables, pairs: Rows[PairRow], bench: Bench, level: int, count: int, period: int
) -> None:
    """Say which seats of a contest stand in one period."""
    group, key = 0, 0
    for seat in range(count):
        this = period_of(made.calendar, period, pairs[bench.seats[seat].pair].on)
        if seat == 0 or this != key:
            group, key = seat, this
        bench.heaps.group[level, seat] = group


@inlined
def _fold(
    made: PointsTables,
    pairs: Rows[PairRow],
    order: Numbers,
    count: int,
    lines: KernelLines,
    used: int,
    with_lines: bool,  # noqa: FBT001 - no keywords there
) -> tuple[int, int]:
    """Fold what is left of each pair, the bounds holding at every record; return the total."""
    total = made.opening
    for step in range(count):
        pair = pairs[order[step]]
        total += pair.left
        bite = bite_of(made, total)
        total += bite
        if with_lines and bite != 0:
            write_line(
                lines, used, reasons.LIMIT_LINE, -1, -1, pair.entry, 0,
                pair.on, 0, bite, reasons.LIMIT, NEVER,
            )  # fmt: skip
            used += 1
    return total, used
