"""Pairs that compete for places, in the kernel: one act's, and those under caps on times."""

# A contest has levels: the periods of `times` caps from the shortest up, or one level for an act.
# At each level the pairs stand in groups (periods), and the best of a group go on to the next; who
# passed every level counts. The groups nest and lie next to each other, because pairs stand from
# the oldest act.
#
# What is left of a pair only ever becomes less. So whoever counts does so until that pair itself
# changes, and whoever does not may get a place when one that counts falls back. `_fall_back` lets
# the best of those waiting at each level step in. Those waiting stand in heaps, under what they
# were worth when they came in: that is never less than what they are worth, so a heap is put right
# only when its top is looked at, and a day costs what changes on it, however many are waiting.

from typing import NamedTuple

from goodstanding.scoring.kernel.calendar import NEVER, Calendar
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.pairs import (
    PairRow,
    change_day,
    left_later,
    nothing_from,
    ways_of,
)
from goodstanding.scoring.kernel.rows import Numbers, Rows, room_for_numbers, room_for_rows
from goodstanding.scoring.kernel.shared import EventRow, sort_rows
from goodstanding.scoring.kernel.tables import NOTHING, FadeRow, RuleRow


class SeatRow:
    """A pair of a contest or a year of rates.

    `worth` is what it competes with now, and of two that are worth the same the one of smaller
    `rank` goes first. `level` is how many levels it has passed, -1 once nothing is left of it.
    `waits` says that its next change is not known yet. Then about rates: whether its share has
    changed, the share left, the quantity, the amount that the year's filling gives it, and the one
    it gives on the day asked for. `listed` and what follows are lists that stand beside the seats.
    """

    pair: int
    worth: int
    rank: int
    level: int
    waits: bool
    moved: bool
    share: int
    quantity: int
    amount: int
    amount_today: int
    listed: int
    order: int
    key: int
    spare: int


class HeapRow:
    """By level and seat: the first seat of its group, whose heap stands from there on.

    `waiting` is a seat of the heap and `worth` what it is held to be worth, `inside` whether this
    seat is in its heap, and, in the first row of a group, `count` how many are.
    """

    group: int
    waiting: int
    worth: int
    inside: bool
    count: int


class Bench(NamedTuple):
    """Room for a contest: seats, heaps (`width` a level), how many pass a level, later events."""

    seats: Rows[SeatRow]
    heaps: Rows[HeapRow]
    most: Numbers
    events: Rows[EventRow]
    width: int


def make_bench(seats: int, levels: int, ways: int) -> Bench:
    """Return room for contests of so many seats and levels, and ways for a pair to change."""
    return Bench(
        seats=room_for_rows(SeatRow, seats),
        heaps=room_for_rows(HeapRow, seats * levels),
        most=room_for_numbers(levels),
        events=room_for_rows(EventRow, seats * (ways + 1)),
        width=seats,
    )


@inlined
def goes_before(seats: Rows[SeatRow], one: int, worth: int, other: int, other_worth: int) -> bool:
    """Return whether the first of two seats, held to be worth so much, goes before the second."""
    if worth != other_worth:
        return worth > other_worth
    return seats[one].rank < seats[other].rank


@inlined
def beats(seats: Rows[SeatRow], one: int, other: int) -> bool:
    """Return whether the first of two seats goes before the second now."""
    return goes_before(seats, one, seats[one].worth, other, seats[other].worth)


@inlined
def wait(bench: Bench, level: int, seat: int) -> None:
    """Let a seat wait at a level, where it may be waiting already under what it was worth."""
    seats, heaps, base = bench.seats, bench.heaps, level * bench.width
    seats[seat].level = level
    own = heaps[base + seat]
    if own.inside:
        return
    own.inside = True
    top, worth = base + own.group, seats[seat].worth
    place = heaps[top].count
    heaps[top].count = place + 1
    while place > 0:
        above = heaps[top + (place - 1) // 2]
        if not goes_before(seats, seat, worth, above.waiting, above.worth):
            break
        heaps[top + place].waiting, heaps[top + place].worth = above.waiting, above.worth
        place = (place - 1) // 2
    heaps[top + place].waiting, heaps[top + place].worth = seat, worth


@inlined
def _sink(bench: Bench, top: int, seat: int, worth: int) -> None:
    """Put a seat on the top of a heap and let it sink to its place."""
    seats, heaps = bench.seats, bench.heaps
    count, place, below = heaps[top].count, 0, 1
    while below < count:
        if below + 1 < count and goes_before(
            seats,
            heaps[top + below + 1].waiting,
            heaps[top + below + 1].worth,
            heaps[top + below].waiting,
            heaps[top + below].worth,
        ):
            below += 1
        found = heaps[top + below]
        if not goes_before(seats, found.waiting, found.worth, seat, worth):
            break
        heaps[top + place].waiting, heaps[top + place].worth = found.waiting, found.worth
        place, below = below, 2 * below + 1
    heaps[top + place].waiting, heaps[top + place].worth = seat, worth


@inlined
def take_first(bench: Bench, level: int, group: int) -> None:
    """Take the first of those that wait in a group out of its heap."""
    heaps, base = bench.heaps, level * bench.width
    top = base + group
    heaps[base + heaps[top].waiting].inside = False
    count = heaps[top].count - 1
    heaps[top].count = count
    if count > 0:
        _sink(bench, top, heaps[top + count].waiting, heaps[top + count].worth)


@compiled
def first_waiting(bench: Bench, level: int, group: int) -> int:
    """Return the best of those that wait in a group at a level, -1 where none does."""
    top = level * bench.width + group
    while bench.heaps[top].count > 0:
        seat = bench.heaps[top].waiting
        row = bench.seats[seat]
        if row.level != level:
            take_first(bench, level, group)
        elif row.worth != bench.heaps[top].worth:
            _sink(bench, top, seat, row.worth)
        else:
            return seat
    return NOTHING


@inlined
def let_pass(bench: Bench, levels: int, count: int) -> bool:
    """Let the best of each group pass, level by level; return whether any has to wait."""
    seats, heaps = bench.seats, bench.heaps
    for seat in range(count):
        seats[seat].level = 0
    some_wait = False
    for level in range(levels):
        base, begin = level * bench.width, 0
        while begin < count:
            end, running = begin, 0
            while end < count and heaps[base + end].group == begin:
                heaps[base + end].inside = False
                if seats[end].level == level:
                    running += 1
                end += 1
            heaps[base + begin].count = 0
            full = running > bench.most[level]
            some_wait = some_wait or full
            for seat in range(begin, end):
                if seats[seat].level == level:
                    if full:
                        wait(bench, level, seat)
                    else:
                        seats[seat].level = level + 1
            if full:
                for _ in range(bench.most[level]):
                    best = first_waiting(bench, level, begin)
                    take_first(bench, level, begin)
                    seats[best].level = level + 1
            begin = end
    return some_wait


@inlined
def _fall_back(bench: Bench, levels: int, seat: int) -> int:
    """Let a seat that is worth less now compete again; return who takes a place that counts.

    That is -1 where it held none that counts, or where nobody is left to take it.
    """
    seats = bench.seats
    held, carried = seats[seat].level, seat
    if seats[seat].worth == 0:
        seats[seat].level, carried = NOTHING, NOTHING
    for level in range(held):
        group = bench.heaps[level * bench.width + seat].group
        best = first_waiting(bench, level, group)
        if best != NOTHING and (carried == NOTHING or beats(seats, best, carried)):
            take_first(bench, level, group)
            if carried != NOTHING:
                wait(bench, level, carried)
            carried = best
    if carried == NOTHING:
        return NOTHING
    if held == levels:
        seats[carried].level = levels
        return carried
    if carried != seat:
        wait(bench, held, carried)
    return NOTHING


@inlined
def _let_fall(bench: Bench, levels: int, fallen: int) -> None:
    """Let the seats listed compete again; who steps in for one that counts is listed in its place.

    Those that have passed fewer levels go first, or one that counts would be held against some that
    are about to fall back, and not against those who then wait in their place.
    """
    seats = bench.seats
    for level in range(levels + 1):
        for place in range(fallen):
            seat = seats[place].listed
            if seats[seat].level == level:
                steps_in = _fall_back(bench, levels, seat)
                if steps_in != NOTHING:
                    seats[place].listed = steps_in


@inlined
def list_events(
    calendar: Calendar,
    fades: Rows[FadeRow],
    rule: RuleRow,
    pair: PairRow,
    events: Rows[EventRow],
    seat: int,
    listed: int,
) -> int:
    """List the later days on which something happens to a pair; return how many stand."""
    for way in range(ways_of(rule) + 1):
        day = pair.gone
        if way > 0:
            day = change_day(calendar, fades, rule, pair, way - 1)
        if day < NEVER:
            events[listed].key, events[listed].of = day, seat
            events[listed].order = listed
            listed += 1
    return listed


@inlined
def settle_contest(
    calendar: Calendar,
    fades: Rows[FadeRow],
    rules: Rows[RuleRow],
    pairs: Rows[PairRow],
    bench: Bench,
    levels: int,
    count: int,
    why: int,
    each: bool,
) -> None:
    """Settle the pairs of a contest, each settled alone already; those without a place have `why`.

    `each` asks for the next change of each; without it, only the least of all is right: whoever
    has no place gets one on a day on which another changes.
    """
    if let_pass(bench, levels, count):
        _settle_waiting(calendar, fades, rules, pairs, bench, levels, count, why, each)


@compiled
def _settle_waiting(
    calendar: Calendar,
    fades: Rows[FadeRow],
    rules: Rows[RuleRow],
    pairs: Rows[PairRow],
    bench: Bench,
    levels: int,
    count: int,
    why: int,
    each: bool,
) -> None:
    """Settle the pairs of a contest in which some have to wait."""
    seats = bench.seats
    listed, waiting = 0, 0
    for seat in range(count):
        row = seats[seat]
        pair = pairs[row.pair]
        rule = rules[pair.rule]
        if each:
            listed = list_events(calendar, fades, rule, pair, bench.events, seat, listed)
        row.waits = row.level < levels
        if row.waits:
            waiting += 1
            pair.counted, pair.why, pair.change = 0, why, NEVER
            if not each:
                pair.change = nothing_from(calendar, fades, rule, pair)
    if each:
        _go_through(calendar, fades, rules, pairs, bench, levels, listed, waiting)


@inlined
def _go_through(
    calendar: Calendar,
    fades: Rows[FadeRow],
    rules: Rows[RuleRow],
    pairs: Rows[PairRow],
    bench: Bench,
    levels: int,
    listed: int,
    waiting: int,
) -> None:
    """Go through the later days of a contest until each that waits has changed."""
    seats, events = bench.seats, bench.events
    sort_rows(events, listed)
    begin = 0
    while begin < listed and waiting > 0:
        day = events[events[begin].order].key
        end, fallen = begin, 0
        while end < listed and events[events[end].order].key == day:
            seat = events[events[end].order].of
            row = seats[seat]
            pair = pairs[row.pair]
            worth = abs(left_later(calendar, fades, rules[pair.rule], pair, day))
            if worth != row.worth and row.level != NOTHING:
                row.worth = worth
                seats[fallen].listed = seat
                fallen += 1
                if worth == 0 and row.waits:
                    row.waits, pair.change = False, day
                    waiting -= 1
            end += 1
        _let_fall(bench, levels, fallen)
        for place in range(fallen):
            seat = seats[place].listed
            if seats[seat].waits and seats[seat].level == levels:
                seats[seat].waits = False
                pairs[seats[seat].pair].change = day
                waiting -= 1
        begin = end
