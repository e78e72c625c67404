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

import numpy as np

from goodstanding.scoring.kernel import reasons
from goodstanding.scoring.kernel.calendar import NEVER, Calendar
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.pairs import PairRow, change_days, later_on, nothing_from
from goodstanding.scoring.kernel.rows import (
    Grid,
    Numbers,
    Rows,
    room_for_grid,
    room_for_numbers,
    room_for_rows,
)
from goodstanding.scoring.kernel.shared import sort_stably
from goodstanding.scoring.kernel.tables import NOTHING, FadeRow, RuleRow


class SeatRow:
    """A pair of a contest or a year of rates.

    `worth` is what it competes with now, and of two that are worth the same the one of smaller
    `rank` goes first. `level` is how many levels it has passed, -1 once nothing is left of it.
    `waits` says that its next change is not known yet. The rest is about rates: the share left, the
    amount that the year's filling gives it, and the one it gives on the day asked for.
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


class Heaps(NamedTuple):
    """Who waits in each group of each level.

    `group` is, by level and seat, the first seat of its group; the heap of a group stands from
    there on: `waiting` the seats, `worth` what they are held to be worth, `inside` whether a seat
    is in its heap, `size` by the group's first seat how many are.
    """

    seats: Rows[SeatRow]
    group: Grid
    waiting: Grid
    worth: Grid
    inside: Grid
    size: Grid


class Bench(NamedTuple):
    """Room for a contest: seats and heaps, how many of a group pass a level, and later events."""

    seats: Rows[SeatRow]
    heaps: Heaps
    most: Numbers
    order: Numbers
    keys: Numbers
    spare: Numbers
    listed: Numbers
    event_day: Numbers
    event_seat: Numbers
    event_order: Numbers
    days: Numbers


def make_bench(seats: int, levels: int, days_a_pair: int) -> Bench:
    """Return room for contests of at most so many seats and levels."""
    events = seats * days_a_pair + 1
    rows = room_for_rows(SeatRow, seats)
    return Bench(
        seats=rows,
        heaps=Heaps(
            seats=rows,
            group=room_for_grid(levels, seats),
            waiting=room_for_grid(levels, seats),
            worth=room_for_grid(levels, seats),
            inside=room_for_grid(levels, seats, np.bool_),
            size=room_for_grid(levels, seats),
        ),
        most=room_for_numbers(levels),
        order=room_for_numbers(max(seats, events)),
        keys=room_for_numbers(seats),
        spare=room_for_numbers(max(seats, events)),
        listed=room_for_numbers(seats),
        event_day=room_for_numbers(events),
        event_seat=room_for_numbers(events),
        event_order=room_for_numbers(events),
        days=room_for_numbers(days_a_pair),
    )


@inlined
def goes_before(heaps: Heaps, one: int, worth: int, other: int, other_worth: int) -> bool:
    """Return whether the first of two seats, held to be worth so much, goes before the second."""
    if worth != other_worth:
        return worth > other_worth
    return heaps.seats[one].rank < heaps.seats[other].rank


@inlined
def wait(heaps: Heaps, level: int, seat: int) -> None:
    """Let a seat wait at a level, where it may be waiting already under what it was worth."""
    heaps.seats[seat].level = level
    if heaps.inside[level, seat]:
        return
    heaps.inside[level, seat] = True
    group, worth = heaps.group[level, seat], heaps.seats[seat].worth
    place = heaps.size[level, group]
    heaps.size[level, group] = place + 1
    while place > 0:
        above = (place - 1) // 2
        other = heaps.waiting[level, group + above]
        other_worth = heaps.worth[level, group + above]
        if not goes_before(heaps, seat, worth, other, other_worth):
            break
        heaps.waiting[level, group + place] = other
        heaps.worth[level, group + place] = other_worth
        place = above
    heaps.waiting[level, group + place] = seat
    heaps.worth[level, group + place] = worth


@inlined
def _sink(heaps: Heaps, level: int, group: int, seat: int, worth: int) -> None:
    """Put a seat on the top of a heap and let it sink to its place."""
    size, place = heaps.size[level, group], 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        found = heaps.waiting[level, group + below]
        found_worth = heaps.worth[level, group + below]
        if below + 1 < size:
            other = heaps.waiting[level, group + below + 1]
            other_worth = heaps.worth[level, group + below + 1]
            if goes_before(heaps, other, other_worth, found, found_worth):
                below, found, found_worth = below + 1, other, other_worth
        if not goes_before(heaps, found, found_worth, seat, worth):
            break
        heaps.waiting[level, group + place] = found
        heaps.worth[level, group + place] = found_worth
        place = below
    heaps.waiting[level, group + place] = seat
    heaps.worth[level, group + place] = worth


@inlined
def take_top(heaps: Heaps, level: int, group: int) -> None:
    """Take the top out of a heap that has one."""
    heaps.inside[level, heaps.waiting[level, group]] = False
    size = heaps.size[level, group] - 1
    heaps.size[level, group] = size
    if size > 0:
        last = heaps.waiting[level, group + size]
        _sink(heaps, level, group, last, heaps.worth[level, group + size])


@compiled
def first_waiting(heaps: Heaps, level: int, group: int) -> int:
    """Return the best of those that wait in a group at a level, -1 where none does."""
    while heaps.size[level, group] > 0:
        seat = heaps.waiting[level, group]
        row = heaps.seats[seat]
        if row.level != level:
            take_top(heaps, level, group)
        elif row.worth != heaps.worth[level, group]:
            _sink(heaps, level, group, seat, row.worth)
        else:
            return seat
    return NOTHING


@compiled
def let_pass(heaps: Heaps, most: Numbers, levels: int, count: int) -> bool:
    """Let the best of each group pass, level by level; return whether any has to wait."""
    for seat in range(count):
        heaps.seats[seat].level = 0
    some_wait = False
    for level in range(levels):
        begin = 0
        while begin < count:
            end, running = begin, 0
            while end < count and heaps.group[level, end] == begin:
                heaps.inside[level, end] = False
                if heaps.seats[end].level == level:
                    running += 1
                end += 1
            heaps.size[level, begin] = 0
            full = running > most[level]
            some_wait = some_wait or full
            for seat in range(begin, end):
                if heaps.seats[seat].level == level:
                    if full:
                        wait(heaps, level, seat)
                    else:
                        heaps.seats[seat].level = level + 1
            if full:
                for _ in range(most[level]):
                    best = first_waiting(heaps, level, begin)
                    take_top(heaps, level, begin)
                    heaps.seats[best].level = level + 1
            begin = end
    return some_wait


@inlined
def _fall_back(heaps: Heaps, levels: int, seat: int) -> int:
    """Let a seat that is worth less now compete again; return who takes a place that counts.

    That is -1 where it held none that counts, or where nobody is left to take it.
    """
    row = heaps.seats[seat]
    held, carried = row.level, seat
    if row.worth == 0:
        row.level, carried = NOTHING, NOTHING
    for level in range(held):
        group = heaps.group[level, seat]
        best = first_waiting(heaps, level, group)
        if best == NOTHING:
            continue
        if carried == NOTHING or goes_before(
            heaps, best, heaps.seats[best].worth, carried, heaps.seats[carried].worth
        ):
            take_top(heaps, level, group)
            if carried != NOTHING:
                wait(heaps, level, carried)
            carried = best
    if carried == NOTHING:
        return NOTHING
    if held == levels:
        heaps.seats[carried].level = levels
        return carried
    if carried != seat:
        wait(heaps, held, carried)
    return NOTHING


@inlined
def list_events(
    calendar: Calendar,
    fades: Rows[FadeRow],
    rule: RuleRow,
    pair: PairRow,
    bench: Bench,
    seat: int,
    events: int,
) -> int:
    """List the later days on which something happens to a pair; return how many stand."""
    count = change_days(calendar, fades, rule, pair, bench.days)
    for place in range(count):
        bench.event_day[events] = bench.days[place]
        bench.event_seat[events] = seat
        events += 1
    if pair.gone < NEVER:
        bench.event_day[events] = pair.gone
        bench.event_seat[events] = seat
        events += 1
    return events


@compiled
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
    if not let_pass(bench.heaps, bench.most, levels, count):
        return
    events, waiting = 0, 0
    for seat in range(count):
        row = bench.seats[seat]
        pair = pairs[row.pair]
        rule = rules[pair.rule]
        if each:
            events = list_events(calendar, fades, rule, pair, bench, seat, events)
        row.waits = row.level < levels
        if row.waits:
            waiting += 1
            pair.counted, pair.why = 0, why
            pair.change = NEVER
            if not each:
                pair.change = nothing_from(calendar, fades, rule, pair, bench.days)
    if not each:
        return
    for place in range(events):
        bench.event_order[place] = place
    sort_stably(bench.event_order, bench.event_day, bench.spare, events)
    begin = 0
    while begin < events and waiting > 0:
        day = bench.event_day[bench.event_order[begin]]
        end, fallen = begin, 0
        while end < events and bench.event_day[bench.event_order[end]] == day:
            seat = bench.event_seat[bench.event_order[end]]
            row = bench.seats[seat]
            pair = pairs[row.pair]
            worth = 0
            if day < pair.gone:
                counted, _ = later_on(calendar, fades, rules[pair.rule], pair, day)
                worth = abs(counted)
            if worth != row.worth and row.level != NOTHING:
                row.worth = worth
                bench.listed[fallen] = seat
                fallen += 1
                if worth == 0 and row.waits:
                    row.waits, pair.change = False, day
                    waiting -= 1
            end += 1
        for place in range(fallen):  # a seat falls once; who steps in stands in its place
            bench.listed[place] = _fall_back(bench.heaps, levels, bench.listed[place])
        for place in range(fallen):
            seat = bench.listed[place]
            if seat != NOTHING and bench.seats[seat].waits and bench.seats[seat].level == levels:
                bench.seats[seat].waits = False
                pairs[bench.seats[seat].pair].change = day
                waiting -= 1
        begin = end
