"""One rule applied to one entry, before anything other entries have to do with it."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from goodstanding.model.days import Span
from goodstanding.model.entry import Entry, State
from goodstanding.model.kinds import HUNDREDTHS, Money, RecordKind
from goodstanding.model.points import (
    FadeStep,
    FixedPoints,
    PointsByBound,
    PointsByName,
    PointsEach,
    Rates,
    Rule,
)
from goodstanding.model.statement import Why
from goodstanding.scoring.score.seen import Seen

WHOLE = Fraction(1)
"""What is left of an act that has not faded; every step of a fade leaves less."""

CONTESTED = {State.UNDER_REVIEW: Why.UNDER_REVIEW, State.STRUCK_OUT: Why.STRUCK_OUT}
"""The reasons that a decision gives, whatever the rule."""


class Outcome(NamedTuple):
    """What is left of an act on a day, and why."""

    counted: int
    why: Why


EXPIRED = Outcome(0, Why.EXPIRED)


class Part(NamedTuple):
    """An (entry, rule) pair of one member on the day asked for.

    `set_aside` is the reason why the pair is worth 0 whatever the day. `faded_on` are the steps of
    its fade, each with its first day and the share left in the rule's units. `over_on` is the first
    day on which its span is over, `repair_over_on` that of its repair, `gone` the first on which it
    is not seen; `repaired` are the points of its repair. All are None where there is no such thing.
    """

    rule: Rule
    entry: Entry
    points: int
    set_aside: Why | None
    faded_on: tuple[tuple[date, int], ...]
    over_on: date | None
    repaired: int | None
    repair_over_on: date | None
    gone: date | None


def parts_of(
    rules: tuple[Rule, ...], kind: RecordKind, seen: Seen, *, as_of: date, needs_notice: bool
) -> list[Part]:
    """Return the pairs of one entry with each rule that reads its kind."""
    entry, gone = seen
    state = entry.state_on(as_of)
    contested = CONTESTED.get(state)
    told = not needs_notice or entry.told_on(as_of)
    aged_from = entry.aged_from
    found: list[Part] = []
    for rule in rules:
        points = worth(rule, kind, entry)
        set_aside = contested  # the first reason that holds, of those that no day changes
        if set_aside is None:
            if not told and points is not None and points < 0:
                set_aside = Why.NOT_YET_TOLD
            elif points is None or (rule.since is not None and entry.on < rule.since):
                set_aside = Why.BEFORE_SINCE
        span = None if rule.lasts is None else lasting(rule, entry)
        repaired, repair_over_on = None, None
        if state is State.REPAIRED and rule.repaired is not None and points and points < 0:
            repaired = rule.repaired.points
            if rule.repaired.lasts is not None:
                repair_over_on = rule.repaired.lasts.after(entry.repaired_on(as_of))
        found.append(
            Part(
                rule,
                entry,
                points or 0,
                set_aside,
                _faded_on(rule, aged_from) if rule.fade else (),
                None if span is None else span.after(aged_from),
                repaired,
                repair_over_on,
                gone,
            )
        )
    return found


def _faded_on(rule: Rule, aged_from: date) -> tuple[tuple[date, int], ...]:
    """Return the first day of each step of the rule's fade, with the share left from then on."""
    return tuple([(after.after(aged_from), units) for after, units in rule.fade_units])


def worth(rule: Rule, kind: RecordKind, entry: Entry) -> int | None:  # noqa: PLR0911 - one a form
    """Return the points of an entry on the day of the act, None where no amount was in force.

    Rates are worth nothing by themselves: they are points for a year together.
    """
    form = rule.worth
    match form:
        case FixedPoints():
            return form.points.on(entry.on)
        case PointsEach():
            points = form.points.on(entry.on)
            quantity = entry.fields[form.field]
            if points is None:
                return None
            assert isinstance(quantity, int)
            if isinstance(kind.fields[form.field], Money):
                return ceil_share(points * quantity, 1, HUNDREDTHS)
            return points * quantity
        case PointsByBound():
            return form.rows[bound_place(form, entry)][1]
        case PointsByName():
            return form.rows[entry.fields[form.field]]
    assert isinstance(form, Rates)
    return 0


def bound_place(form: PointsByBound, entry: Entry) -> int:
    """Return the place of the row whose lower bound the entry's field reaches."""
    value = entry.fields[form.field]
    assert isinstance(value, int)
    found = 0
    for place, (bound, _) in enumerate(form.rows):
        if value < bound:
            break
        found = place
    return found


def ceil_share(points: int, share: int, whole: int) -> int:
    """Return a share of points, rounded up: towards the member for gains and deductions alike."""
    return -(-points * share // whole)


def share_left(fade: tuple[FadeStep, ...], aged_from: date, day: date) -> Fraction:
    """Return the share left at the age on `day`: that of the last step reached, the least."""
    for step in reversed(fade):
        if day >= step.after.after(aged_from):
            return step.share
    return WHOLE


def lasting(rule: Rule, entry: Entry) -> Span | None:
    """Return how long this entry counts under the rule, None for ever."""
    if rule.lasts is None:
        return None
    if rule.lasts.plain is not None:
        return rule.lasts.plain
    form = rule.worth
    if isinstance(form, PointsByBound):
        return rule.lasts.spans[form.rows[bound_place(form, entry)][0]]
    assert isinstance(form, PointsByName)
    return rule.lasts.spans[entry.fields[form.field]]


def expired(rule: Rule, entry: Entry, day: date) -> bool:
    """Return whether the entry's span under the rule is over on `day`."""
    span = lasting(rule, entry)
    return span is not None and day >= span.after(entry.aged_from)


def is_over(part: Part, day: date) -> bool:
    """Return whether the part's span is over on `day`."""
    return part.over_on is not None and day >= part.over_on


def part_share(part: Part, day: date) -> int:
    """Return the share that its fade leaves of a part on `day`, in the rule's units."""
    for first_day, share in reversed(part.faded_on):
        if day >= first_day:
            return share
    return part.rule.share_units


def by_itself(part: Part, day: date) -> Outcome:
    """Return what is left on `day` of a part that is not set aside, as if it were alone."""
    assert part.set_aside is None
    if is_over(part, day):
        original = EXPIRED
    elif not part.faded_on or (share := part_share(part, day)) == part.rule.share_units:
        original = Outcome(part.points, Why.COUNTED)
    else:
        left = ceil_share(part.points, share, part.rule.share_units)
        original = Outcome(left, Why.FADED)
    if part.repaired is None:
        return original
    if part.repair_over_on is not None and day >= part.repair_over_on:
        return EXPIRED
    if part.repaired > original.counted:
        return Outcome(part.repaired, Why.REPAIRED)
    return original


def change_days(part: Part) -> list[date]:
    """Return every day on which what is left of a part that is not set aside can change."""
    days = [first_day for first_day, _ in part.faded_on]
    if part.over_on is not None:
        days.append(part.over_on)
    if part.repair_over_on is not None:
        days.append(part.repair_over_on)
    return days
