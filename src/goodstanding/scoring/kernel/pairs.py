"""An entry under one rule, in the kernel: its worth, and what is left of it on a day."""

from typing import NamedTuple

import numpy as np

from goodstanding.scoring.kernel import reasons, tables
from goodstanding.scoring.kernel.calendar import NEVER, Int32s, Int64s, over_on
from goodstanding.scoring.kernel.compiled import inlined
from goodstanding.scoring.kernel.shared import aged, ceil_divide, is_over, state_of, untold
from goodstanding.scoring.kernel.tables import Bools, Columns, Int8s, PointsTables

NOTHING = -1


class Pairs(NamedTuple):
    """The (entry, rule) pairs of one member, in the order of output.

    `row` is the row of a table that the entry reaches; `aside` a reason why it is worth 0 whatever
    the day; `mended` says that it is repaired under a rule that says what that makes of it. `next`
    is the next pair of the same rule, `next_shared` of the same group.
    """

    entry: Int64s
    rule: Int64s
    points: Int64s
    row: Int64s
    aside: Int8s
    mended: Bools
    gone: Int64s
    counted: Int64s
    left: Int64s
    why: Int8s
    change: Int64s
    next: Int64s
    next_shared: Int64s


def make_pairs(capacity: int) -> Pairs:
    """Return room for pairs."""
    narrow = {"aside": np.int8, "why": np.int8, "mended": np.bool_}
    return Pairs(*(np.empty(capacity, narrow.get(name, np.int64)) for name in Pairs._fields))


@inlined
def row_of(made: PointsTables, rule: int, value: int) -> int:
    """Return the row of a rule's table that a value reaches."""
    rules = made.rules
    first = rules.row_first[rule]
    if rules.form[rule] == tables.BY_NAME:
        return first + value
    found = first
    for row in range(first, rules.row_first[rule + 1]):
        if value < rules.row_bound[row]:
            break
        found = row
    return found


@inlined
def amount_on(made: PointsTables, rule: int, day: int) -> tuple[int, bool]:
    """Return the amount in force on a day, and whether there is one."""
    rules = made.rules
    found, known = np.int64(0), False
    for place in range(rules.amount_first[rule], rules.amount_first[rule + 1]):
        if day < rules.amount_day[place]:
            break
        found, known = rules.amount_points[place], True
    return found, known


@inlined
def start_pair(made: PointsTables, columns: Columns, pairs: Pairs, pair: int) -> None:
    """Fill in what an entry is worth under a rule, and whether it is set aside."""
    rules = made.rules
    rule, entry = pairs.rule[pair], pairs.entry[pair]
    on = columns.on[entry]
    form = rules.form[rule]
    points, known, row = np.int64(0), True, np.int64(NOTHING)
    if form in (tables.FIXED, tables.EACH):
        points, known = amount_on(made, rule, on)
        if form == tables.EACH:
            points *= columns.values[rules.slot[rule], entry]
            if rules.hundredths[rule]:
                points = ceil_divide(points, 100)
    elif form != tables.RATES:
        row = row_of(made, rule, columns.values[rules.slot[rule], entry])
        points = rules.row_points[row]
    pairs.points[pair] = points
    pairs.row[pair] = row
    state = state_of(columns, entry)
    aside = reasons.NONE
    if state == tables.UNDER_REVIEW:
        aside = reasons.UNDER_REVIEW
    elif state == tables.STRUCK_OUT:
        aside = reasons.STRUCK_OUT
    elif made.needs_notice and points < 0 and untold(columns, entry):
        aside = reasons.NOT_YET_TOLD
    elif not known or on < rules.since[rule]:
        aside = reasons.BEFORE_SINCE
    pairs.aside[pair] = aside
    pairs.mended[pair] = state == tables.REPAIRED and points < 0 and rules.repaired[rule]


@inlined
def lasting(made: PointsTables, pairs: Pairs, pair: int) -> int:
    """Return the span for which a pair counts, -1 for ever."""
    rule = pairs.rule[pair]
    if made.rules.lasts_by_row[rule]:
        return made.rules.row_lasts[pairs.row[pair]]
    return made.rules.lasts[rule]


@inlined
def share_on(made: PointsTables, rule: int, first: int, day: int) -> int:
    """Return the share left at the age on a day, in units of the rule's `share_over`."""
    rules = made.rules
    share = rules.share_over[rule]
    for step in range(rules.fade_first[rule], rules.fade_first[rule + 1]):
        if rules.fade_share[step] < share and is_over(
            made.spans, rules.fade_span[step], first, day, made.as_of
        ):
            share = rules.fade_share[step]
    return share


@inlined
def expired_on(made: PointsTables, pairs: Pairs, pair: int, first: int, day: int) -> bool:
    """Return whether the span of a pair is over on a day."""
    span = lasting(made, pairs, pair)
    return span >= 0 and is_over(made.spans, span, first, day, made.as_of)


@inlined
def alone_on(
    made: PointsTables, columns: Columns, pairs: Pairs, pair: int, day: int
) -> tuple[int, int]:
    """Return what is left of a pair on a day as if it were alone, and why."""
    rules = made.rules
    rule = pairs.rule[pair]
    if pairs.aside[pair] != reasons.NONE:
        return np.int64(0), np.int64(pairs.aside[pair])
    first = aged(columns, pairs.entry[pair])
    counted, why = np.int64(0), np.int64(reasons.EXPIRED)
    if not expired_on(made, pairs, pair, first, day):
        share = share_on(made, rule, first, day)
        counted, why = pairs.points[pair], np.int64(reasons.COUNTED)
        if share != rules.share_over[rule]:
            counted = ceil_divide(counted * share, rules.share_over[rule])
            why = np.int64(reasons.FADED)
    if not pairs.mended[pair]:
        return counted, why
    span = rules.repaired_lasts[rule]
    since = np.int64(columns.repaired_on[pairs.entry[pair]])
    if span >= 0 and is_over(made.spans, span, since, day, made.as_of):
        return np.int64(0), np.int64(reasons.EXPIRED)
    if rules.repaired_points[rule] > counted:
        return rules.repaired_points[rule], np.int64(reasons.REPAIRED)
    return counted, why


@inlined
def change_days(
    made: PointsTables, columns: Columns, pairs: Pairs, pair: int, days: Int64s, count: int
) -> int:
    """Add to `days` each later day on which a pair can change by itself; return how many stand."""
    if pairs.aside[pair] != reasons.NONE:
        return count
    rules, spans = made.rules, made.spans
    rule = pairs.rule[pair]
    first = aged(columns, pairs.entry[pair])
    for step in range(rules.fade_first[rule], rules.fade_first[rule + 1]):
        if first > spans.cut[rules.fade_span[step]]:
            days[count] = over_on(spans, rules.fade_span[step], first)
            count += 1
    span = lasting(made, pairs, pair)
    if span >= 0 and first > spans.cut[span]:
        days[count] = over_on(spans, span, first)
        count += 1
    if pairs.mended[pair] and rules.repaired_lasts[rule] >= 0:
        day = over_on(
            spans, rules.repaired_lasts[rule], np.int64(columns.repaired_on[pairs.entry[pair]])
        )
        if day > made.as_of:
            days[count] = day
            count += 1
    return count


@inlined
def settle_alone(
    made: PointsTables, columns: Columns, pairs: Pairs, pair: int, days: Int64s
) -> None:
    """Fill in what a pair on its own counts, why, and when that changes."""
    counted, why = alone_on(made, columns, pairs, pair, made.as_of)
    pairs.counted[pair] = counted
    pairs.why[pair] = why
    found = pairs.gone[pair]
    count = change_days(made, columns, pairs, pair, days, 0)
    for place in range(count):
        day = days[place]
        if day < found:
            then, reason = alone_on(made, columns, pairs, pair, day)
            if then != counted or reason != why:
                found = day
    pairs.change[pair] = found


__all__ = [
    "NEVER",
    "Int32s",
    "Pairs",
    "alone_on",
    "change_days",
    "make_pairs",
    "settle_alone",
    "start_pair",
]
