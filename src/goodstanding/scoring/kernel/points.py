"""The points family in the kernel: one member after another, entries to lines, caps and bounds."""

from typing import NamedTuple

import numpy as np

from goodstanding.scoring.kernel import reasons, tables
from goodstanding.scoring.kernel.bundles import (
    BY_ACT,
    BY_RATES,
    BY_TIMES,
    Bench,
    make_bench,
    settle_bundle,
)
from goodstanding.scoring.kernel.calendar import NEVER, YEAR, Int64s, period_of
from goodstanding.scoring.kernel.caps import apply_caps, folds_before, sort_cap_lines, sort_fold
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.pairs import NOTHING, Pairs, make_pairs, settle_alone, start_pair
from goodstanding.scoring.kernel.shared import gone_on, level_of, sees, write_line
from goodstanding.scoring.kernel.tables import Columns, Levels, Lines, PointsTables, Totals

ALONE = -1


class PointsRoom(NamedTuple):
    """Room for one member: pairs, a bundle, an order, and where the lists of rules begin and end."""

    pairs: Pairs
    bench: Bench
    order: Int64s
    head: Int64s
    tail: Int64s
    group_head: Int64s
    group_tail: Int64s
    touched: Int64s


def points_room(made: PointsTables, entries: int) -> PointsRoom:
    """Return room for members of at most so many entries."""
    rules, groups = len(made.rules.form), len(made.group_cap_first) - 1
    capacity = max(entries * int(np.diff(made.kind_first).max(initial=0)), 1)
    days_a_pair = 3 + int(np.diff(made.rules.fade_first).max(initial=0))
    return PointsRoom(
        pairs=make_pairs(capacity),
        bench=make_bench(capacity, days_a_pair),
        order=np.empty(capacity, np.int64),
        head=np.full(rules, NOTHING, np.int64),
        tail=np.full(rules, NOTHING, np.int64),
        group_head=np.full(groups, NOTHING, np.int64),
        group_tail=np.full(groups, NOTHING, np.int64),
        touched=np.empty(rules, np.int64),
    )


@compiled
def score_points(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - the one loop of the kernel
    made: PointsTables,
    levels: Levels,
    columns: Columns,
    totals: Totals,
    lines: Lines,
    room: PointsRoom,
    first_member: int,
    with_lines: bool,  # noqa: FBT001 - no keywords there
) -> tuple[int, int]:
    """Score members from `first_member` on; return the first one left, and the lines written.

    A member whose lines might not fit is left for the next call.
    """
    rules, pairs, bench, order = made.rules, room.pairs, room.bench, room.order
    head, tail, touched = room.head, room.tail, room.touched
    group_head, group_tail = room.group_head, room.group_tail
    rule_count, group_count = len(rules.form), len(made.group_cap_first) - 1
    rules_a_kind = 0
    for kind in range(len(made.kind_first) - 1):
        rules_a_kind = max(rules_a_kind, made.kind_first[kind + 1] - made.kind_first[kind])
    used = 0
    for member in range(first_member, len(totals.total)):
        begin, end = columns.first[member], columns.first[member + 1]
        most = (end - begin) * rules_a_kind
        if with_lines and used + most * made.lines_a_pair + 1 > len(lines.kind):
            return member, used
        count, touched_count, acts = 0, 0, 0
        change = np.int64(NEVER)
        total = np.int64(made.opening)
        for entry in range(begin, end):
            if not sees(columns, member, entry, made.as_of):
                continue
            kind = columns.kind[entry]
            gone = gone_on(columns, made.spans, made.window, member, entry)
            if gone <= made.as_of:
                continue
            for place in range(made.kind_first[kind], made.kind_first[kind + 1]):
                rule = made.kind_rule[place]
                pair = count
                count += 1
                pairs.entry[pair], pairs.rule[pair], pairs.gone[pair] = entry, rule, gone
                pairs.next[pair] = NOTHING
                pairs.next_shared[pair] = NOTHING
                start_pair(made, columns, pairs, pair)
                if head[rule] == NOTHING:
                    head[rule] = pair
                    touched[touched_count] = rule
                    touched_count += 1
                else:
                    pairs.next[tail[rule]] = pair
                tail[rule] = pair
                group = rules.group[rule]
                if group >= 0:
                    if group_head[group] == NOTHING:
                        group_head[group] = pair
                    else:
                        pairs.next_shared[group_tail[group]] = pair
                    group_tail[group] = pair
                if _bundled(made, columns, pairs, pair) == ALONE:
                    settle_alone(made, columns, pairs, pair, bench.days)
                elif _bundled(made, columns, pairs, pair) == BY_ACT:
                    order[acts] = pair
                    acts += 1
        if acts:
            _settle_acts(made, columns, pairs, bench, order, acts, with_lines)
        for place in range(touched_count):
            rule = touched[place]
            timed = rules.times_first[rule + 1] > rules.times_first[rule]
            if timed or rules.form[rule] == tables.RATES:
                _settle_runs(made, columns, pairs, bench, head[rule], with_lines)
        for pair in range(count):
            total += pairs.counted[pair]
            pairs.left[pair] = pairs.counted[pair]
            change = min(change, pairs.change[pair])
            if with_lines:
                entry = pairs.entry[pair]
                write_line(
                    lines,
                    used,
                    reasons.ENTRY_LINE,
                    pairs.rule[pair],
                    -1,
                    entry,
                    1,
                    columns.on[entry],
                    pairs.points[pair],
                    pairs.counted[pair],
                    pairs.why[pair],
                    pairs.change[pair],
                )
                used += 1
        caps_from = used
        for place in range(touched_count):
            rule = touched[place]
            if rules.cap_first[rule + 1] > rules.cap_first[rule]:
                taken, used = apply_caps(
                    made,
                    columns,
                    pairs,
                    head[rule],
                    pairs.next,
                    rules.cap_points,
                    rules.cap_period,
                    rules.cap_first[rule],
                    rules.cap_first[rule + 1],
                    order,
                    lines,
                    used,
                    rule,
                    with_lines,
                )
                total -= taken
        for group in range(group_count):
            if group_head[group] != NOTHING:
                taken, used = apply_caps(
                    made,
                    columns,
                    pairs,
                    group_head[group],
                    pairs.next_shared,
                    made.group_cap_points,
                    made.group_cap_period,
                    made.group_cap_first[group],
                    made.group_cap_first[group + 1],
                    order,
                    lines,
                    used,
                    rule_count + group,
                    with_lines,
                )
                total -= taken
                group_head[group] = NOTHING
        if with_lines:
            sort_cap_lines(made, lines, caps_from, used)
        for place in range(touched_count):
            head[touched[place]] = NOTHING
        if made.running:
            total, used = _fold(made, columns, pairs, order, count, lines, used, with_lines)
        else:
            bite = _bite(made, total)
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
def _bite(made: PointsTables, total: int) -> int:
    """Return what has to be added to a total to bring it inside the bounds."""
    if total < made.floor:
        return made.floor - total
    if total > made.ceiling:
        return made.ceiling - total
    return np.int64(0)


@inlined
def _bundled(made: PointsTables, columns: Columns, pairs: Pairs, pair: int) -> int:
    """Return how a pair is settled: alone, or with others in one of three ways."""
    if pairs.aside[pair] != reasons.NONE:
        return ALONE
    entry, rule = pairs.entry[pair], pairs.rule[pair]
    if len(columns.act) > 0 and columns.act[entry] >= 0 and made.act[columns.kind[entry]]:
        return BY_ACT
    if made.rules.times_first[rule + 1] > made.rules.times_first[rule]:
        return BY_TIMES
    return BY_RATES if made.rules.form[rule] == tables.RATES else ALONE


@compiled
def _settle_acts(  # noqa: PLR0913, PLR0917 - compiled code takes its room by position
    made: PointsTables,
    columns: Columns,
    pairs: Pairs,
    bench: Bench,
    order: Int64s,
    count: int,
    with_lines: bool,  # noqa: FBT001 - no keywords there
) -> None:
    """Settle the pairs that several records of one act make, act by act."""
    _sort_acts(columns, pairs, order, bench.spare, count)
    step = 0
    while step < count:
        act, some = columns.act[pairs.entry[order[step]]], 0
        while step < count and columns.act[pairs.entry[order[step]]] == act:
            bench.pair[some] = order[step]
            some += 1
            step += 1
        settle_bundle(made, columns, pairs, bench, BY_ACT, some, with_lines)


@compiled
def _sort_acts(columns: Columns, pairs: Pairs, order: Int64s, spare: Int64s, count: int) -> None:
    """Bring pairs together by their act; those of one act stay as they stand."""
    width = 1
    while width < count:
        for place in range(count):
            spare[place] = order[place]
        for low in range(0, count, 2 * width):
            middle, high = min(low + width, count), min(low + 2 * width, count)
            left, right = low, middle
            for place in range(low, high):
                if right < high and (
                    left >= middle
                    or columns.act[pairs.entry[spare[right]]]
                    < columns.act[pairs.entry[spare[left]]]
                ):
                    order[place] = spare[right]
                    right += 1
                else:
                    order[place] = spare[left]
                    left += 1
        width *= 2


@compiled
def _settle_runs(
    made: PointsTables,
    columns: Columns,
    pairs: Pairs,
    bench: Bench,
    begin: int,
    with_lines: bool,  # noqa: FBT001 - no keywords there
) -> None:
    """Settle the pairs of a rule with `times` caps or rates, one longest period after another."""
    rules = made.rules
    rule = pairs.rule[begin]
    how, period = BY_RATES, YEAR
    if rules.times_first[rule + 1] > rules.times_first[rule]:
        how, period = BY_TIMES, rules.times_period[rules.times_first[rule + 1] - 1]
    some, key = 0, np.int64(0)
    pair = begin
    while pair != NOTHING:
        if _bundled(made, columns, pairs, pair) == how:
            this = period_of(period, np.int64(columns.on[pairs.entry[pair]]))
            if some and this != key:
                settle_bundle(made, columns, pairs, bench, how, some, with_lines)
                some = 0
            key = this
            bench.pair[some] = pair
            some += 1
        pair = pairs.next[pair]
    if some:
        settle_bundle(made, columns, pairs, bench, how, some, with_lines)


@compiled
def _fold(  # noqa: PLR0913, PLR0917 - compiled code takes its room by position
    made: PointsTables,
    columns: Columns,
    pairs: Pairs,
    order: Int64s,
    count: int,
    lines: Lines,
    used: int,
    with_lines: bool,  # noqa: FBT001 - no keywords there
) -> tuple[int, int]:
    """Fold what is left of each pair, the bounds holding at every record; return the total."""
    for pair in range(count):
        order[pair] = pair
    sort_fold(columns, pairs, order, count)
    total = np.int64(made.opening)
    for step in range(count):
        pair = order[step]
        total += pairs.left[pair]
        bite = _bite(made, total)
        total += bite
        if with_lines and bite:
            entry = pairs.entry[pair]
            write_line(
                lines,
                used,
                reasons.LIMIT_LINE,
                -1,
                -1,
                entry,
                0,
                columns.on[entry],
                0,
                bite,
                reasons.LIMIT,
                NEVER,
            )
            used += 1
    return total, used


__all__ = ["folds_before", "score_points"]
