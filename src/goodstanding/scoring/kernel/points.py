"""The points family in the kernel: one member after another, entries to lines, caps and bounds."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from goodstanding.scoring.kernel import reasons, tables
from goodstanding.scoring.kernel.calendar import NEVER, YEAR, Calendar, period_of
from goodstanding.scoring.kernel.caps import (
    ListRow,
    TakenRow,
    apply_all_caps,
    bite_of,
    order_of_fold,
    write_caps,
)
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.contest import Bench, make_bench, settle_contest
from goodstanding.scoring.kernel.pairs import PairRow, begin_pair, settle_alone
from goodstanding.scoring.kernel.rates import settle_rates
from goodstanding.scoring.kernel.rows import Numbers, Rows, room_for_numbers, room_for_rows, wide
from goodstanding.scoring.kernel.shared import (
    aged_from,
    doors,
    filed_on,
    level_held,
    level_of,
    seen_until,
    sort_rows,
    write_line,
)
from goodstanding.scoring.kernel.sieve import change_of_dead, gone_together, is_dead, list_alive
from goodstanding.scoring.kernel.tables import (
    NOTHING,
    FadeRow,
    KernelColumns,
    KernelLines,
    KernelTotals,
    Levels,
    PointsTables,
    RuleRow,
)

TIES_MAX: Final = 1 << 32
"""More entries than a member can have."""

FEW: Final = 6
"""Up to so many pairs are compared each with each rather than put in order."""


class PointsRoom(NamedTuple):
    """Room for one member: entries looked at, pairs, lists of them, a contest, what caps take."""

    alive: Numbers
    pairs: Rows[PairRow]
    lists: Rows[ListRow]
    bench: Bench
    taken: Rows[TakenRow]


def points_room(made: PointsTables, entries: int, *, with_lines: bool) -> PointsRoom:
    """Return room for members of at most so many entries."""
    rules, kinds, groups = np.asarray(made.rules), np.asarray(made.kinds), np.asarray(made.groups)
    pairs = entries * _most(kinds, "rule") + 1
    levels = max(_most(rules, "times"), 1)
    contested = (rules["times_end"] > rules["times_first"]).any() or kinds["act"].any()
    contested = contested or (rules["form"] == tables.RATES).any()
    cap_lines = pairs * (_most(rules, "cap") + _most(groups, "cap")) if with_lines else 0
    lists = room_for_rows(ListRow, len(rules) + len(groups))
    np.asarray(lists)["head"], np.asarray(lists)["count"] = NOTHING, 0
    return PointsRoom(
        alive=room_for_numbers(entries + 1),
        pairs=room_for_rows(PairRow, pairs),
        lists=lists,
        bench=make_bench(pairs if contested else 1, levels, 2 + _most(rules, "fade")),
        taken=room_for_rows(TakenRow, cap_lines),
    )


def _most(rows: NDArray[np.void], name: str) -> int:
    """Return how many places of another table a row has at most."""
    return int((rows[f"{name}_end"] - rows[f"{name}_first"]).max(initial=0))


@compiled
def score_points(
    made: PointsTables,
    levels: Levels,
    columns: KernelColumns,
    totals: KernelTotals,
    lines: KernelLines,
    room: PointsRoom,
    first_member: int,
    with_lines: bool,
) -> int:
    """Score members from `first_member` on; return the first one left.

    A member whose lines might not fit is left for the next call.
    """
    calendar, rules = made.calendar, made.rules
    pairs, lists, bench = room.pairs, room.lists, room.bench
    used = 0
    for member in range(first_member, len(totals.total)):
        first, last = columns.first[member], columns.first[member + 1]
        most = (last - first) * made.lines_an_entry + made.lines_a_member
        if with_lines and used + most > len(lines.kind):
            return member
        count, acts, touched, contested, capped = 0, 0, 0, False, False
        total, change = made.opening, NEVER
        gates, since, until = doors(columns, member)
        sieved = not with_lines and made.window < 0 and gone_together(columns, gates, until)
        steps = list_alive(made, columns, first, last, room.alive) if sieved else last - first
        for step in range(steps):
            entry = room.alive[step] if sieved else first + step
            kind = made.kinds[columns.kind[entry]]
            gone = seen_until(columns, calendar, made.window, gates, since, until, entry)
            if gone <= calendar.as_of or kind.rule_first == kind.rule_end:
                continue
            aged = aged_from(columns, entry)
            if not with_lines and is_dead(columns, kind, entry, aged):
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
                    settle_alone(calendar, made.fades, rule, pair)
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
                if rule.simple:
                    continue
                own = lists[code]
                touched += note(lists, own, code, pair.counted, touched)
                contested = contested or own.count > rule.free_times
                capped = capped or own.gains > rule.free_most or own.losses < rule.free_least
                if rule.group >= 0:
                    shared, group = lists[len(rules) + rule.group], made.groups[rule.group]
                    touched += note(lists, shared, len(rules) + rule.group, pair.counted, touched)
                    capped = capped or shared.gains > group.free_most
                    capped = capped or shared.losses < group.free_least
        if sieved and change > until:
            gone = change_of_dead(made, columns, member, gates, since, until)
            change = min(change, gone)
        if made.running:
            order_of_fold(columns.place, pairs, count)
        if contested or capped:
            _link(rules, pairs, lists, count, made.running)
        if acts > 1:
            _settle_acts(calendar, made.fades, rules, columns.tie, pairs, bench, count, with_lines)
        if contested:
            _settle_together(made, pairs, lists, touched, bench, with_lines, change)
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
        if capped:
            taken, listed = apply_all_caps(
                calendar, rules, made.groups, made.caps, pairs, lists, touched, room.taken
            )
            total -= taken
        for place in range(touched):
            own = lists[lists[place].touched]
            own.head, own.count = NOTHING, 0
        if listed:
            used = write_caps(made.cap_place, room.taken, listed, lines, used)
        if made.running:
            total, used = _fold(made, pairs, count, lines, used, with_lines)
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


@inlined
def note(lists: Rows[ListRow], own: ListRow, code: int, counted: int, touched: int) -> int:
    """Add a pair to what is known of its rule or group; return 1 for the first, else 0."""
    first = own.count == 0
    if first:
        own.gains, own.losses = 0, 0
        lists[touched].touched = code
    own.count += 1
    own.gains += max(counted, 0)
    own.losses += min(counted, 0)
    return 1 if first else 0


@inlined
def _link(
    rules: Rows[RuleRow], pairs: Rows[PairRow], lists: Rows[ListRow], count: int, ordered: bool
) -> None:
    """Link the pairs of each rule that is not simple, and of each group, from the oldest.

    `ordered` says that the pairs have an order of their own.
    """
    for step in range(count):
        place = pairs[step].order if ordered else step
        pair = pairs[place]
        rule, own = rules[pair.rule], lists[pair.rule]
        if rule.simple:
            continue
        pair.follows, pair.follows_shared = NOTHING, NOTHING
        if own.head == NOTHING:
            own.head = place
        else:
            pairs[own.tail].follows = place
        own.tail = place
        if rule.group >= 0:
            shared = lists[len(rules) + rule.group]
            if shared.head == NOTHING:
                shared.head = place
            else:
                pairs[shared.tail].follows_shared = place
            shared.tail = place


@inlined
def _settle_acts(
    calendar: Calendar,
    fades: Rows[FadeRow],
    rules: Rows[RuleRow],
    ties: Numbers,
    pairs: Rows[PairRow],
    bench: Bench,
    count: int,
    with_lines: bool,
) -> None:
    """Settle the pairs of the same act, act by act: one loss and one gain of each counts."""
    some = 0
    for place in range(count):
        pair = pairs[place]
        if pair.act != NOTHING:
            pair.key = 2 * pair.act + (1 if pair.counted > 0 else 0)
            pairs[some].order = place
            some += 1
    if some <= FEW and not _any_shared(pairs, some):
        return
    sort_rows(pairs, some)
    bench.most[0] = 1
    step = 0
    while step < some:
        begin, group = step, 0
        act = pairs[pairs[begin].order].act
        while step < some and pairs[pairs[step].order].act == act:
            seat = step - begin
            pair, row = pairs[pairs[step].order], bench.seats[seat]
            if pair.key != pairs[pairs[begin + group].order].key:
                group = seat
            row.pair, row.worth = pairs[step].order, abs(pair.counted)
            row.rank = pair.rule * TIES_MAX + ties[pair.entry]
            bench.heaps[seat].group = group
            step += 1
        if step - begin > 1:
            settle_contest(
                calendar, fades, rules, pairs, bench, 1, step - begin, reasons.SAME_ACT, with_lines
            )


@inlined
def _any_shared(pairs: Rows[PairRow], some: int) -> bool:
    """Return whether two of the pairs listed are of the same act."""
    for step in range(1, some):
        act = pairs[pairs[step].order].act
        for before in range(step):
            if pairs[pairs[before].order].act == act:
                return True
    return False


@inlined
def _settle_together(
    made: PointsTables,
    pairs: Rows[PairRow],
    lists: Rows[ListRow],
    touched: int,
    bench: Bench,
    with_lines: bool,
    limit: int,
) -> None:
    """Settle the pairs of rules with caps on times or rates, one longest period after another."""
    calendar = made.calendar
    for each in range(touched):
        code = lists[each].touched
        if code >= len(made.rules) or lists[code].count <= made.rules[code].free_times:
            continue
        rule = made.rules[code]
        levels, period, fewest = rule.times_end - rule.times_first, YEAR, 0
        for level in range(levels):
            cap = made.times[rule.times_first + level]
            fewest = cap.most if level == 0 else min(fewest, cap.most)
            bench.most[level], period = cap.most, cap.period
        place = lists[code].head
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
                    calendar, made.fades, made.brackets, rule, pairs, bench,
                    count, with_lines, limit,
                )  # fmt: skip
            elif count > fewest:
                for level in range(levels):
                    cap = made.times[rule.times_first + level]
                    _group(calendar, pairs, bench, level, count, cap.period)
                settle_contest(
                    calendar, made.fades, made.rules, pairs, bench,
                    levels, count, reasons.NOT_AMONG_THE_BEST, with_lines,
                )  # fmt: skip


@inlined
def _group(
    calendar: Calendar, pairs: Rows[PairRow], bench: Bench, level: int, count: int, period: int
) -> None:
    """Say which seats of a contest stand in one period."""
    group, key = 0, 0
    for seat in range(count):
        this = period_of(calendar, period, pairs[bench.seats[seat].pair].on)
        if seat == 0 or this != key:
            group, key = seat, this
        bench.heaps[level * bench.width + seat].group = group


@inlined
def _fold(
    made: PointsTables,
    pairs: Rows[PairRow],
    count: int,
    lines: KernelLines,
    used: int,
    with_lines: bool,
) -> tuple[int, int]:
    """Fold what is left of each pair, the bounds holding at every record; return the total."""
    total = made.opening
    for step in range(count):
        pair = pairs[pairs[step].order]
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
