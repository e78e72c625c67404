"""Caps on points, in the kernel: what each takes of a period, and which pairs it takes it from."""

import numpy as np

from goodstanding.scoring.kernel import reasons
from goodstanding.scoring.kernel.calendar import NEVER, Int64s, last_of, period_of
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.pairs import NOTHING, Pairs
from goodstanding.scoring.kernel.shared import filed, write_line
from goodstanding.scoring.kernel.tables import Columns, Lines, PointsTables


@inlined
def folds_before(columns: Columns, pairs: Pairs, first: int, second: int) -> bool:
    """Return whether a pair comes before another in the fold: act, filing, place, rule."""
    one, other = pairs.entry[first], pairs.entry[second]
    if columns.on[one] != columns.on[other]:
        return columns.on[one] < columns.on[other]
    if filed(columns, one) != filed(columns, other):
        return filed(columns, one) < filed(columns, other)
    if one != other and len(columns.place) > 0 and columns.place[one] != columns.place[other]:
        return columns.place[one] < columns.place[other]
    return first < second


@compiled
def sort_fold(columns: Columns, pairs: Pairs, order: Int64s, count: int) -> None:
    """Bring pairs that stand in the order of output into that of the fold: few have to move."""
    for step in range(1, count):
        moved = order[step]
        back = step
        while back > 0 and folds_before(columns, pairs, moved, order[back - 1]):
            order[back] = order[back - 1]
            back -= 1
        order[back] = moved


@compiled
def take(pairs: Pairs, order: Int64s, count: int, excess: int) -> None:
    """Take an excess from the first pairs of the fold."""
    for step in range(count):
        left = pairs.left[order[step]]
        taken = min(excess, max(left, 0)) if excess > 0 else max(excess, min(left, 0))
        pairs.left[order[step]] = left - taken
        excess -= taken
        if excess == 0:
            break


@inlined
def apply_caps(  # noqa: PLR0913, PLR0917 - compiled code takes its room by position
    made: PointsTables,
    columns: Columns,
    pairs: Pairs,
    begin: int,
    follows: Int64s,
    cap_points: Int64s,
    cap_period: Int64s,
    cap_first: int,
    cap_end: int,
    order: Int64s,
    lines: Lines,
    used: int,
    name: int,
    with_lines: bool,  # noqa: FBT001 - no keywords there
) -> tuple[int, int]:
    """Apply the caps of one rule or group to its pairs; return what they take, and lines written.

    Pairs are linked from `begin` on by `follows`, from the oldest act.
    """
    taken = np.int64(0)
    for cap in range(cap_first, cap_end):
        period, most = cap_period[cap], cap_points[cap]
        pair = begin
        while pair != NOTHING:
            day = np.int64(columns.on[pairs.entry[pair]])
            key = period_of(period, day)
            total, count = np.int64(0), 0
            while pair != NOTHING and (
                period_of(period, np.int64(columns.on[pairs.entry[pair]])) == key
            ):
                total += pairs.left[pair]
                order[count] = pair
                count += 1
                pair = follows[pair]
            excess = total - most
            if (excess > 0) if most >= 0 else (excess < 0):
                taken += excess
                if made.running:
                    sort_fold(columns, pairs, order, count)
                take(pairs, order, count, excess)
                if with_lines:
                    on = last_of(period, day, made.as_of)
                    write_line(
                        lines,
                        used,
                        reasons.CAP_LINE,
                        name,
                        -1,
                        -1,
                        0,
                        on,
                        0,
                        -excess,
                        reasons.CAPPED,
                        NEVER,
                    )
                    used += 1
    return taken, used


@compiled
def sort_cap_lines(made: PointsTables, lines: Lines, first: int, end: int) -> None:
    """Order cap lines by their day, then by the name of the rule or group."""
    for step in range(first + 1, end):
        back = step
        while back > first and _line_before(made, lines, back, back - 1):
            _swap(lines, back, back - 1)
            back -= 1


@inlined
def _line_before(made: PointsTables, lines: Lines, one: int, other: int) -> bool:
    """Return whether a cap line comes before another."""
    if lines.on[one] != lines.on[other]:
        return lines.on[one] < lines.on[other]
    return made.cap_place[lines.rule[one]] < made.cap_place[lines.rule[other]]


@inlined
def _swap(lines: Lines, one: int, other: int) -> None:
    """Let two cap lines change places: what else they hold is the same for all."""
    lines.rule[one], lines.rule[other] = lines.rule[other], lines.rule[one]
    lines.on[one], lines.on[other] = lines.on[other], lines.on[one]
    lines.counted[one], lines.counted[other] = lines.counted[other], lines.counted[one]
