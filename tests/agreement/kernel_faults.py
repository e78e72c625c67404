"""Faults of the kernel, which its agreement with the definition must catch."""

from typing import Final

from tests.support.plain_kernel import Fault


def _fault(name: str, module: str, right: str, wrong: str, form: str = "") -> Fault:
    """Return a fault that shows in any member."""
    return Fault(name=name, module=module, edits=((right, wrong),), form=form)


def _heaped(name: str, module: str, right: str, wrong: str, form: str) -> Fault:
    """Return a fault that shows in members with many entries."""
    return Fault(name=name, module=module, edits=((right, wrong),), form=form, heaped=True)


FAULTS: Final = (
    _fault(
        "a span is over a day late",
        "calendar",
        "return first <= calendar",
        "return first < calendar",
    ),
    _fault(
        "the window never closes",
        "shared",
        "min(gone, over_on(calendar, window, aged))",
        "gone",
        "window",
    ),
    _fault(
        "a level that is held is reached anew", "shared", "place <= held", "place < held", "levels"
    ),
    _fault(
        "a gain waits for its notice",
        "pairs",
        "needs_notice and points < 0 and",
        "needs_notice and",
        "purpose programme",
    ),
    _fault(
        "a repair makes a deduction worse",
        "pairs",
        "rule.repaired_points > counted",
        "rule.repaired_points < counted",
        "repaired",
    ),
    _fault(
        "the first step of a fade is the last",
        "shared",
        "while passed > 0 and not",
        "while passed > 1 or",
        "fade",
    ),
    _fault(
        "an act is over a day before it is, where no lines are asked for",
        "sieve",
        "aged <= kind.dead_until",
        "aged <= kind.dead_until + 1",
        "lasts",
    ),
    _fault(
        "a gain and a loss of one act compete",
        "points",
        "(1 if pair.counted > 0 else 0)",
        "0",
        "act",
    ),
    _fault(
        "the oldest of equals is kept by a cap on times",
        "points",
        "count - run * TIES_MAX",
        "count + run * TIES_MAX",
        "times per year",
    ),
    _fault(
        "caps on times are looked at an act late",
        "points",
        "own.count > rule.free_times",
        "own.count > rule.free_times + 1",
        "times per year",
    ),
    _fault(
        "gains never come to a cap of their group",
        "points",
        "shared.gains > group.free_most",
        "shared.losses > group.free_most",
        "group per year",
    ),
    _heaped(
        "who steps in is not noticed",
        "contest",
        "seats[carried].level = levels\n        return carried",
        "seats[carried].level = levels\n        return NOTHING",
        "times per year",
    ),
    _heaped(
        "who waits keeps what it was worth",
        "contest",
        "elif row.worth != bench.heaps[top].worth:",
        "elif row.worth < -1:",
        "times per ever",
    ),
    _heaped(
        "a place is left empty",
        "contest",
        "if best != NOTHING and (carried",
        "if best < -1 and (carried",
        "times per ever",
    ),
    _fault(
        "what is not among the best lasts as long as it is seen",
        "contest",
        "pair.change = nothing_from(calendar, fades, rule, pair)",
        "pair.change = pair.gone",
        "times per year",
    ),
    _fault(
        "the least share fills a year first",
        "rates",
        "seat.key = -seat.worth",
        "seat.key = seat.worth",
        "Rates",
    ),
    _fault(
        "each piece of a quantity is rounded by itself",
        "rates",
        "seat.amount = after - before",
        "seat.amount = ceil_divide(exact if whole else exact * seat.share, over)",
        "Rates",
    ),
    _heaped(
        "a year is filled for one day only",
        "rates",
        "if ahead < pair.change:",
        "if ahead < -NEVER:",
        "Rates",
    ),
    _heaped(
        "nobody comes to the front of a year",
        "rates",
        "standing = _fill_front(bench, standing, total, last_upper)",
        "standing = min(standing, total)",
        "Rates",
    ),
    _fault(
        "the longest cap first",
        "caps",
        "for place in range(first_cap, end_cap):",
        "for place in range(end_cap - 1, first_cap - 1, -1):",
        "group per year",
    ),
    _fault(
        "records of one day are folded in the order of their names",
        "caps",
        "moves = moves or pair.key",
        "moves = False and pair.key",
        "bounds at every record",
    ),
    _fault(
        "a minimum of records gates gains and losses alike",
        "measures",
        "speaking = speaking_for if points > 0 else records - speaking_for",
        "speaking = records",
        "least",
    ),
    _fault(
        "a struck-out latest record lets an older one return",
        "measures",
        "if row.placed:",
        "if row.placed and row.aside == reasons.NONE:",
        "latest in",
    ),
    _fault(
        "a measure's later weights count the other way",
        "measures",
        "good += (weight - row.weight)",
        "good -= (weight - row.weight)",
        "fade of a measure",
    ),
    _fault(
        "a dimension has no floor",
        "index",
        "min(max(sums[place], dimension.room_least), dimension.room_most)",
        "min(sums[place], dimension.room_most)",
        "sum in",
    ),
)
"""Slips of a day, of a sign, of an order, and of what is looked at again on a later day."""
