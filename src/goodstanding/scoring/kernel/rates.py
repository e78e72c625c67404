"""Progressive rates on the quantity of a calendar year, in the kernel."""

# A year is filled from the pair with the largest share left, then the newest. What a pair is given
# depends on those before it alone, and they only ever fall back: so as long as nothing happens to
# one of them, it changes on the day on which something happens to itself. For the others the
# filling is repeated on later days, but only over those that reach into the year's last upper end
# (the front), and only on days on which one of them changes: those behind it wait in a heap and are
# given nothing.

from goodstanding.scoring.kernel import reasons
from goodstanding.scoring.kernel.calendar import NEVER, Calendar
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.contest import (
    Bench,
    SeatRow,
    beats,
    first_waiting,
    list_events,
    take_first,
    wait,
)
from goodstanding.scoring.kernel.pairs import PairRow, change_day, ways_of
from goodstanding.scoring.kernel.rows import Rows
from goodstanding.scoring.kernel.shared import ceil_divide, over_by, sort_rows, steps_passed
from goodstanding.scoring.kernel.tables import NOTHING, BracketRow, FadeRow, RuleRow

BEHIND, IN_FRONT = range(2)
"""Where a seat stands: in the heap of those behind, whose level is 0, or in the front."""


@inlined
def _fill(
    brackets: Rows[BracketRow],
    rule: RuleRow,
    seats: Rows[SeatRow],
    count: int,
    whole: bool,
) -> None:
    """Fill a year from the seats in order; `whole` is as if nothing had faded."""
    last_upper = brackets[rule.bracket_end - 1].upper
    over = rule.rate_over_whole if whole else rule.rate_over
    used, running, before = 0, 0, 0
    for step in range(count):
        seat = seats[seats[step].order]
        then = min(used + min(seat.quantity, last_upper), last_upper)
        exact, lower = 0, 0
        for place in range(rule.bracket_first, rule.bracket_end):
            if lower >= then:
                break
            bracket = brackets[place]
            inside = min(then, bracket.upper) - max(used, lower)
            if inside > 0:
                exact += inside * bracket.rate
            lower = bracket.upper
        running += exact if whole else exact * seat.share
        used = then
        after = ceil_divide(running, over)
        seat.amount = after - before
        before = after


@inlined
def _newest_first(seats: Rows[SeatRow], count: int) -> None:
    """Order seats that stand from the oldest by their rank; those of one filing stay in order."""
    end, place = count, 0
    while end > 0:
        begin = end - 1
        while begin > 0 and seats[begin - 1].rank < seats[end - 1].rank:
            begin -= 1
        for seat in range(begin, end):
            seats[place].order = seat
            place += 1
        end = begin


@inlined
def _share_now(
    calendar: Calendar,
    fades: Rows[FadeRow],
    rule: RuleRow,
    pair: PairRow,
    seat: SeatRow,
    day: int,
) -> None:
    """Fill in what share is left of a pair on a day; `worth` is the larger the more it is."""
    steps = rule.fade_end - rule.fade_first
    passed = steps_passed(calendar, fades, rule, pair.aged, day)
    seat.worth = steps + 1 - passed
    seat.share = rule.share_over
    if passed > 0:
        seat.share = fades[rule.fade_first + passed - 1].share
    if seat.share == 0:  # as little as an expired one: the newest of both comes first
        seat.worth = 0


@inlined
def _first_event(calendar: Calendar, fades: Rows[FadeRow], rule: RuleRow, pair: PairRow) -> int:
    """Return the first later day on which anything happens to a pair that is not expired."""
    found = pair.change
    if pair.why == reasons.FADED:  # a step that leaves the reason as it is
        for way in range(ways_of(rule)):
            found = min(found, change_day(calendar, fades, rule, pair, way))
    return found


@inlined
def _put_in_front(seats: Rows[SeatRow], count: int, seat: int) -> None:
    """Put a seat into the front where it belongs; `count` stand there already."""
    seats[seat].level = IN_FRONT
    place = count
    while place > 0 and beats(seats, seat, seats[place - 1].order):
        seats[place].order = seats[place - 1].order
        place -= 1
    seats[place].order = seat


@inlined
def _fill_front(bench: Bench, count: int, total: int, last_upper: int) -> int:
    """Bring into the front whoever reaches into the year; return how many stand there.

    `total` is the quantity of the `count` that stand there already. Nobody has to leave for it: who
    comes before the last of them stood there before.
    """
    seats = bench.seats
    seat = first_waiting(bench, BEHIND, 0)
    while seat != NOTHING and (total < last_upper or beats(seats, seat, seats[count - 1].order)):
        take_first(bench, BEHIND, 0)
        _put_in_front(seats, count, seat)
        count += 1
        total += min(seats[seat].quantity, last_upper)
        seat = first_waiting(bench, BEHIND, 0)
    return count


@inlined
def settle_rates(
    calendar: Calendar,
    fades: Rows[FadeRow],
    brackets: Rows[BracketRow],
    rule: RuleRow,
    pairs: Rows[PairRow],
    bench: Bench,
    count: int,
    each: bool,
    limit: int,
) -> None:
    """Settle the pairs of a rule and year, whose reasons and own changes are known already.

    `each` asks for what each was worth before fading and for the next change of each; without it,
    only the least of all is right, and only where it is before `limit`.
    """
    seats = bench.seats
    _newest_first(seats, count)
    for place in range(count):
        seat = seats[place]
        pair = pairs[seat.pair]
        seat.quantity, seat.share, seat.worth = pair.quantity, 0, 0
        if pair.why != reasons.EXPIRED:
            _share_now(calendar, fades, rule, pair, seat, calendar.as_of)
        seat.key = -seat.worth
    sort_rows(seats, count)
    if each:
        limit = NEVER
        _fill(brackets, rule, seats, count, True)
        for place in range(count):
            pairs[seats[place].pair].points = seats[place].amount
    _fill(brackets, rule, seats, count, False)
    ahead, waiting, live = NEVER, 0, 0
    for step in range(count):
        place = seats[step].order
        seat = seats[place]
        pair = pairs[seat.pair]
        pair.counted, seat.amount_today, seat.waits = seat.amount, seat.amount, False
        if not each:
            limit = min(limit, pair.change)
        if seat.quantity == 0 or pair.why == reasons.EXPIRED:
            continue
        seats[live].order = place
        live += 1
        ahead = min(ahead, _first_event(calendar, fades, rule, pair))
        if ahead < pair.change:
            seat.waits = True
            waiting += 1
    if waiting > 0 and ahead < limit:
        _refill(calendar, fades, brackets, rule, pairs, bench, live, waiting, limit)


@compiled
def _refill(
    calendar: Calendar,
    fades: Rows[FadeRow],
    brackets: Rows[BracketRow],
    rule: RuleRow,
    pairs: Rows[PairRow],
    bench: Bench,
    live: int,
    waiting: int,
    limit: int,
) -> None:
    """Fill the year on later days before `limit`, until each of those that wait has changed.

    The seats' order holds those that are live, in the order in which they fill the year today.
    """
    seats, events = bench.seats, bench.events
    last_upper = brackets[rule.bracket_end - 1].upper
    bench.heaps[0].count = 0
    listed, standing, total = 0, 0, 0
    for step in range(live):
        place = seats[step].order
        seat = seats[place]
        seat.moved, bench.heaps[place].group, bench.heaps[place].inside = False, 0, False
    for step in range(live):
        place = seats[step].order
        seat = seats[place]
        if total < last_upper:
            seat.level = IN_FRONT
            standing += 1
            total += min(seat.quantity, last_upper)
        else:
            wait(bench, BEHIND, place)
        listed = list_events(calendar, fades, rule, pairs[seat.pair], events, place, listed)
    sort_rows(events, listed)
    begin = 0
    while begin < listed and waiting > 0:
        day = events[events[begin].order].key
        if day >= limit:
            break
        end, touched = begin, False
        while end < listed and events[events[end].order].key == day:
            seat = seats[events[events[end].order].of]
            pair = pairs[seat.pair]
            if seat.waits and day >= pair.change:
                seat.waits = False
                waiting -= 1
            worth = seat.worth
            if day >= pair.gone or (
                pair.lasts >= 0 and over_by(calendar, pair.lasts, pair.aged, day)
            ):
                seat.worth, seat.share = 0, 0
            elif worth > 0:
                _share_now(calendar, fades, rule, pair, seat, day)
            if seat.worth != worth and seat.level == IN_FRONT:
                touched, seat.moved = True, True
            elif seat.worth == 0:
                seat.level = NOTHING
            end += 1
        begin = end
        if not touched:
            continue
        stood, standing, total = standing, 0, 0
        for step in range(stood):
            place = seats[step].order
            seats[step].listed = place
            seat = seats[place]
            seat.amount = 0
            if not seat.moved:
                seats[standing].order = place
                standing += 1
                total += min(seat.quantity, last_upper)
                continue
            seat.moved, seat.level = False, NOTHING
            if seat.worth > 0:
                wait(bench, BEHIND, place)
        standing = _fill_front(bench, standing, total, last_upper)
        _fill(brackets, rule, seats, standing, False)
        for step in range(stood):
            waiting -= _changes(pairs, seats[seats[step].listed], day)
        for step in range(standing):
            waiting -= _changes(pairs, seats[seats[step].order], day)


@inlined
def _changes(pairs: Rows[PairRow], seat: SeatRow, day: int) -> int:
    """Note that a seat is given something else from a day on; return 1 where that is new."""
    if not seat.waits or seat.amount == seat.amount_today:
        return 0
    pairs[seat.pair].change = day
    seat.waits = False
    return 1
