"""An entry under one rule, in the kernel: its worth, and what is left of it by itself on a day."""

from goodstanding.scoring.kernel import reasons, tables
from goodstanding.scoring.kernel.calendar import NEVER, Calendar, is_over, over_on
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.rows import Rows, wide
from goodstanding.scoring.kernel.shared import ceil_divide, over_by, state_of, steps_passed, untold
from goodstanding.scoring.kernel.tables import FadeRow, KernelColumns, PointsTables, RuleRow


class PairRow:
    """An (entry, rule) pair of the member at hand.

    `lasts` is the span for which it counts, -1 for ever. `mended` says that it is repaired, since
    `repaired_on`, under a rule that says what that makes of it. `gone` is the first day on which it
    is not seen. `counted`, `why` and `change` are what is left of it, the reason, and the first day
    on which either differs; `left` is what the caps have left of it so far. `line` is the place of
    its line. `follows` is the next pair of the rule, `follows_shared` of the group; `order` and the
    two after it are the order of acts, or of the fold.
    """

    entry: int
    rule: int
    on: int
    filed: int
    aged: int
    points: int
    lasts: int
    mended: bool
    repaired_on: int
    gone: int
    counted: int
    why: int
    change: int
    left: int
    quantity: int
    act: int
    line: int
    follows: int
    follows_shared: int
    order: int
    key: int
    spare: int


@inlined
def bound_of(made: PointsTables, rule: RuleRow, value: int) -> int:
    """Return the row of a rule's table that a value reaches."""
    if rule.form == tables.BY_NAME:
        return rule.bound_first + value
    found = rule.bound_first
    for place in range(rule.bound_first + 1, rule.bound_end):
        if value < made.bounds[place].bound:
            break
        found = place
    return found


@inlined
def begin_pair(
    made: PointsTables, columns: KernelColumns, rule: RuleRow, pair: PairRow, entry: int
) -> int:
    """Fill in what an entry is worth under a rule; return the reason why it is 0 on every day.

    The pair's `on` and `aged` are filled in already.
    """
    known, points = True, 0
    pair.lasts = rule.lasts
    if rule.form in (tables.FIXED, tables.EACH):
        known = False
        for place in range(rule.amount_first, rule.amount_end):
            amount = made.amounts[place]
            if pair.on < amount.day:
                break
            known, points = True, amount.points
        if rule.form == tables.EACH:
            points *= columns.values[rule.slot, entry]
            if rule.hundredths:
                points = ceil_divide(points, 100)
    elif rule.form == tables.RATES:
        pair.quantity = columns.values[rule.slot, entry]
    else:
        bound = made.bounds[bound_of(made, rule, columns.values[rule.slot, entry])]
        points = bound.points
        if rule.lasts_by_row:
            pair.lasts = bound.lasts
    pair.points = points
    state = state_of(columns, entry)
    pair.mended = state == tables.REPAIRED and points < 0 and rule.repaired
    if pair.mended:
        pair.repaired_on = wide(columns.repaired_on[entry])
    if state == tables.UNDER_REVIEW:
        return reasons.UNDER_REVIEW
    if state == tables.STRUCK_OUT:
        return reasons.STRUCK_OUT
    if made.needs_notice and points < 0 and untold(columns, entry):
        return reasons.NOT_YET_TOLD
    if not known or pair.on < rule.since:
        return reasons.BEFORE_SINCE
    return reasons.NONE


@inlined
def left_on(
    calendar: Calendar, fades: Rows[FadeRow], rule: RuleRow, pair: PairRow, day: int
) -> tuple[int, int]:
    """Return what is left of a pair that nothing sets aside, by itself on a day, and why."""
    counted, why = 0, reasons.EXPIRED
    if pair.lasts < 0 or not over_by(calendar, pair.lasts, pair.aged, day):
        counted, why = pair.points, reasons.COUNTED
        passed = steps_passed(calendar, fades, rule, pair.aged, day)
        if passed > 0:
            share = fades[rule.fade_first + passed - 1].share
            counted, why = ceil_divide(counted * share, rule.share_over), reasons.FADED
    if pair.mended:
        span = rule.repaired_lasts
        if span >= 0 and over_by(calendar, span, pair.repaired_on, day):
            counted, why = 0, reasons.EXPIRED
        elif rule.repaired_points > counted:
            counted, why = rule.repaired_points, reasons.REPAIRED
    return counted, why


@inlined
def change_day(
    calendar: Calendar, fades: Rows[FadeRow], rule: RuleRow, pair: PairRow, way: int
) -> int:
    """Return the later day on which a pair can change by itself in one of its ways, else `NEVER`.

    The ways are the steps of its rule's fade, the end of its span and that of its repair.
    """
    steps = rule.fade_end - rule.fade_first
    span, first = pair.lasts, pair.aged
    if way < steps:
        span = fades[rule.fade_first + way].span
    elif way > steps:
        span, first = rule.repaired_lasts, pair.repaired_on
        if not pair.mended:
            return NEVER
    if span < 0 or is_over(calendar, span, first):
        return NEVER
    return over_on(calendar, span, first)


@inlined
def ways_of(rule: RuleRow) -> int:
    """Return in how many ways a pair of a rule can change by itself."""
    return rule.fade_end - rule.fade_first + 2


@inlined
def settle_alone(calendar: Calendar, fades: Rows[FadeRow], rule: RuleRow, pair: PairRow) -> None:
    """Fill in what a pair counts by itself on the day asked for, why, and when that changes."""
    counted, why = left_on(calendar, fades, rule, pair, calendar.as_of)
    pair.counted, pair.why, pair.change = counted, why, pair.gone
    if why == reasons.COUNTED and not pair.mended:  # the first that comes changes the reason
        found = pair.gone
        if pair.lasts >= 0:
            found = min(found, over_on(calendar, pair.lasts, pair.aged))
        for place in range(rule.fade_first, rule.fade_end):
            found = min(found, over_on(calendar, fades[place].span, pair.aged))
        pair.change = found
    elif why != reasons.EXPIRED or pair.mended:
        find_change(calendar, fades, rule, pair)


@inlined
def find_change(calendar: Calendar, fades: Rows[FadeRow], rule: RuleRow, pair: PairRow) -> None:
    """Fill in the first later day on which a pair counts otherwise by itself, or is gone."""
    for way in range(ways_of(rule)):
        day = change_day(calendar, fades, rule, pair, way)
        if day < pair.change:
            counted, why = left_on(calendar, fades, rule, pair, day)
            if counted != pair.counted or why != pair.why:
                pair.change = day


@compiled
def left_later(
    calendar: Calendar, fades: Rows[FadeRow], rule: RuleRow, pair: PairRow, day: int
) -> int:
    """Return what is left of a pair by itself on a later day, nothing once it is gone."""
    if day >= pair.gone:
        return 0
    counted, _ = left_on(calendar, fades, rule, pair, day)
    return counted


@inlined
def nothing_from(calendar: Calendar, fades: Rows[FadeRow], rule: RuleRow, pair: PairRow) -> int:
    """Return the first later day on which nothing is left of a pair by itself, or it is gone."""
    found = pair.gone
    for way in range(ways_of(rule)):
        day = change_day(calendar, fades, rule, pair, way)
        if day < found and left_later(calendar, fades, rule, pair, day) == 0:
            found = day
    return found
