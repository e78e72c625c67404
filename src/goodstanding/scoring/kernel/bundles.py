"""What pairs have to do with each other, in the kernel: acts, best-of caps and yearly rates."""

from typing import NamedTuple

import numpy as np

from goodstanding.scoring.kernel import reasons
from goodstanding.scoring.kernel.calendar import NEVER, YEAR, Int64s, period_of
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.pairs import (
    Pairs,
    alone_on,
    change_days,
    expired_on,
    settle_alone,
    share_on,
)
from goodstanding.scoring.kernel.shared import (
    SMALL,
    aged,
    ceil_divide,
    newer,
    sort_numbers,
)
from goodstanding.scoring.kernel.tables import Bools, Columns, Int8s, PointsTables

BY_ACT, BY_TIMES, BY_RATES = range(3)


class Bench(NamedTuple):
    """Room to settle one bundle: its pairs, what each counts on a day, and the order they come in."""

    pair: Int64s
    counted: Int64s
    why: Int8s
    today: Int64s
    today_why: Int8s
    found: Bools
    order: Int64s
    spare: Int64s
    share: Int64s
    days: Int64s


def make_bench(capacity: int, days_a_pair: int) -> Bench:
    """Return room for a bundle of at most so many pairs."""
    rooms = {name: np.empty(capacity, np.int64) for name in Bench._fields}
    narrow = {"why": np.int8, "today_why": np.int8, "found": np.bool_}
    rooms |= {name: np.empty(capacity, narrow[name]) for name in narrow}
    rooms["days"] = np.empty(capacity * days_a_pair + 1, np.int64)
    return Bench(**rooms)


@compiled
def settle(
    made: PointsTables, columns: Columns, pairs: Pairs, bench: Bench, how: int, count: int, day: int
) -> None:
    """Fill in what each pair of a bundle counts on a day; those that are gone have no reason."""
    for place in range(count):
        pair = bench.pair[place]
        if day >= pairs.gone[pair]:
            bench.counted[place], bench.why[place] = 0, reasons.NONE
        elif how == BY_RATES:
            bench.counted[place], bench.why[place] = 0, reasons.COUNTED
        else:
            counted, why = alone_on(made, columns, pairs, pair, day)
            bench.counted[place], bench.why[place] = counted, why
    if how == BY_ACT:
        _one_of_each(columns, pairs, bench, count)
    elif how == BY_TIMES:
        _the_best(made, columns, pairs, bench, count)
    else:
        _by_rates(made, columns, pairs, bench, count, day, True)


@inlined
def _one_of_each(columns: Columns, pairs: Pairs, bench: Bench, count: int) -> None:
    """Keep the largest loss and the largest gain of one act; ties to the smaller (rule, record)."""
    loss, gain = -1, -1
    for place in range(count):
        if bench.counted[place] < 0 and (
            loss < 0 or _steps_before(columns, pairs, bench, place, loss)
        ):
            loss = place
        if bench.counted[place] > 0 and (
            gain < 0 or _steps_before(columns, pairs, bench, place, gain)
        ):
            gain = place
    for place in range(count):
        if bench.counted[place] != 0 and place not in (loss, gain):
            bench.counted[place], bench.why[place] = 0, reasons.SAME_ACT


@inlined
def _steps_before(columns: Columns, pairs: Pairs, bench: Bench, first: int, second: int) -> bool:
    """Return whether the first of two pairs of an act counts before the second."""
    size, other = abs(bench.counted[first]), abs(bench.counted[second])
    if size != other:
        return size > other
    rule, other_rule = pairs.rule[bench.pair[first]], pairs.rule[bench.pair[second]]
    if rule != other_rule:
        return rule < other_rule
    return (
        columns.tie[pairs.entry[bench.pair[first]]] < columns.tie[pairs.entry[bench.pair[second]]]
    )


@inlined
def _earlier(columns: Columns, pairs: Pairs, bench: Bench, first: int, second: int) -> bool:
    """Return whether one pair comes before another: the larger, then the newest."""
    if bench.share[first] != bench.share[second]:
        return bench.share[first] > bench.share[second]
    return newer(columns, pairs.entry[bench.pair[first]], pairs.entry[bench.pair[second]])


@compiled
def _sort(columns: Columns, pairs: Pairs, bench: Bench, count: int) -> None:
    """Bring `order` into order: the larger `share` first, then the newest."""
    if count <= SMALL:
        for place in range(1, count):
            moved = bench.order[place]
            back = place
            while back > 0 and _earlier(columns, pairs, bench, moved, bench.order[back - 1]):
                bench.order[back] = bench.order[back - 1]
                back -= 1
            bench.order[back] = moved
        return
    width, turned = 1, False
    while width < count:
        source = bench.spare if turned else bench.order
        target = bench.order if turned else bench.spare
        for low in range(0, count, 2 * width):
            middle, high = min(low + width, count), min(low + 2 * width, count)
            left, right = low, middle
            for place in range(low, high):
                if right < high and (
                    left >= middle or _earlier(columns, pairs, bench, source[right], source[left])
                ):
                    target[place] = source[right]
                    right += 1
                else:
                    target[place] = source[left]
                    left += 1
        turned = not turned
        width *= 2
    if turned:
        for place in range(count):
            bench.order[place] = bench.spare[place]


@compiled
def _the_best(made: PointsTables, columns: Columns, pairs: Pairs, bench: Bench, count: int) -> None:
    """Keep the largest of each period of the `times` caps, from the shortest period up.

    The pairs stand from the oldest act, so those of a period stand together.
    """
    rule = pairs.rule[bench.pair[0]]
    for cap in range(made.rules.times_first[rule], made.rules.times_first[rule + 1]):
        period, most = made.rules.times_period[cap], made.rules.times_most[cap]
        begin = 0
        while begin < count:
            key = period_of(period, np.int64(columns.on[pairs.entry[bench.pair[begin]]]))
            end, some = begin, 0
            while end < count and (
                period_of(period, np.int64(columns.on[pairs.entry[bench.pair[end]]])) == key
            ):
                if bench.counted[end] != 0:
                    bench.order[some] = end
                    bench.share[end] = abs(bench.counted[end])
                    some += 1
                end += 1
            if some > most:
                _sort(columns, pairs, bench, some)
                for place in range(most, some):
                    over = bench.order[place]
                    bench.counted[over], bench.why[over] = 0, reasons.NOT_AMONG_THE_BEST
            begin = end


@inlined
def _between(made: PointsTables, rule: int, first: int, last: int) -> int:
    """Return the points of a quantity from `first` to `last` of a year, times `rate_over`."""
    points, lower = np.int64(0), np.int64(0)
    for place in range(made.rules.bracket_first[rule], made.rules.bracket_first[rule + 1]):
        upper = made.rules.bracket_upper[place]
        inside = min(last, upper) - max(first, lower)
        if inside > 0:
            points += made.rules.bracket_rate[place] * inside
        lower = upper
    return points


@compiled
def _by_rates(  # noqa: PLR0913, PLR0917 - compiled code takes its room by position
    made: PointsTables,
    columns: Columns,
    pairs: Pairs,
    bench: Bench,
    count: int,
    day: int,
    faded: bool,  # noqa: FBT001 - no keywords there
) -> None:
    """Fill a year with quantities, the largest share left first, then the newest.

    Without `faded`, `counted` is what each was worth before any of it faded.
    """
    rules = made.rules
    rule = pairs.rule[bench.pair[0]]
    some = 0
    for place in range(count):
        if bench.why[place] == reasons.NONE:
            continue
        pair = bench.pair[place]
        first = aged(columns, pairs.entry[pair])
        share = share_on(made, rule, first, day)
        if expired_on(made, pairs, pair, first, day):
            share = 0
            bench.why[place] = reasons.EXPIRED
        elif share != rules.share_over[rule]:
            bench.why[place] = reasons.FADED
        bench.share[place] = share
        bench.order[some] = place
        some += 1
    _sort(columns, pairs, bench, some)
    over = rules.rate_over[rule] * (100 if rules.hundredths[rule] else 1)
    if faded:
        over *= rules.share_over[rule]
    last_upper = rules.bracket_upper[rules.bracket_first[rule + 1] - 1]
    used, running = np.int64(0), np.int64(0)
    for step in range(some):
        place = bench.order[step]
        quantity = columns.values[rules.slot[rule], pairs.entry[bench.pair[place]]]
        then = min(used + min(quantity, last_upper), last_upper)
        exact = _between(made, rule, used, then) * (bench.share[place] if faded else 1)
        before = ceil_divide(running, over)
        running += exact
        used = then
        bench.counted[place] = ceil_divide(running, over) - before


@compiled
def settle_bundle(  # noqa: PLR0913, PLR0917 - compiled code takes its room by position
    made: PointsTables,
    columns: Columns,
    pairs: Pairs,
    bench: Bench,
    how: int,
    count: int,
    worth: bool,  # noqa: FBT001 - no keywords there
) -> None:
    """Fill in what the pairs of a bundle count, why, and when that changes.

    `worth` asks for what rates made of each before fading, which only lines show.
    """
    if how == BY_TIMES and _room_for_all(made, pairs, bench, count):
        for place in range(count):
            settle_alone(made, columns, pairs, bench.pair[place], bench.days)
        return
    if how == BY_RATES and worth:
        settle(made, columns, pairs, bench, how, count, made.as_of)
        for place in range(count):
            bench.why[place] = reasons.COUNTED
        _by_rates(made, columns, pairs, bench, count, made.as_of, False)
        for place in range(count):
            pairs.points[bench.pair[place]] = bench.counted[place]
    settle(made, columns, pairs, bench, how, count, made.as_of)
    days, waiting = 0, count
    for place in range(count):
        pair = bench.pair[place]
        pairs.counted[pair], pairs.why[pair] = bench.counted[place], bench.why[place]
        bench.today[place], bench.today_why[place] = bench.counted[place], bench.why[place]
        pairs.change[pair] = NEVER
        bench.found[place] = False
        days = change_days(made, columns, pairs, pair, bench.days, days)
        if pairs.gone[pair] < NEVER:
            bench.days[days] = pairs.gone[pair]
            days += 1
    sort_numbers(bench.days, days)
    for step in range(days):
        day = bench.days[step]
        if step > 0 and day == bench.days[step - 1]:
            continue
        settle(made, columns, pairs, bench, how, count, day)
        for place in range(count):
            same = (
                bench.counted[place] == bench.today[place]
                and bench.why[place] == bench.today_why[place]
            )
            if not same and not bench.found[place]:
                pairs.change[bench.pair[place]] = day
                bench.found[place] = True
                waiting -= 1
        if waiting == 0:
            break


@inlined
def _room_for_all(made: PointsTables, pairs: Pairs, bench: Bench, count: int) -> bool:
    """Return whether every `times` cap has room for all pairs of a bundle, on any day."""
    rule = pairs.rule[bench.pair[0]]
    for cap in range(made.rules.times_first[rule], made.rules.times_first[rule + 1]):
        if count > made.rules.times_most[cap]:
            return False
    return True


__all__ = ["BY_ACT", "BY_RATES", "BY_TIMES", "YEAR", "Bench", "make_bench", "settle_bundle"]
