"""One rule applied to one entry, before anything other entries have to do with it."""

from dataclasses import dataclass
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

WHOLE = Fraction(1)


class Outcome(NamedTuple):
    """What is left of an act on a day, and why."""

    counted: int
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An (entry, rule) pair of one member on the day asked for.

    `set_aside` is the reason why the pair is worth 0 whatever the day; `gone` is the first day on
    which the entry is seen no more.
    """

    rule: Rule
    entry: Entry
    points: int
    set_aside: Why | None
    repaired_on: date | None
    gone: date | None


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
                return ceil_share(points * quantity, Fraction(1, HUNDREDTHS))
            return points * quantity
        case PointsByBound():
            return form.rows[bound_place(form, entry)][1]
        case PointsByName():
            return form.rows[entry.fields[form.field]]
        case Rates():
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


def ceil_share(points: int, share: Fraction) -> int:
    """Return a share of points, rounded up: towards the member for gains and deductions alike."""
    return -(-points * share.numerator // share.denominator)


def share_left(fade: tuple[FadeStep, ...], aged_from: date, day: date) -> Fraction:
    """Return the share left at the age on `day`: the least of the steps reached."""
    share = WHOLE
    for step in fade:
        if step.share < share and day >= step.after.after(aged_from):
            share = step.share
    return share


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


def set_aside_reason(
    rule: Rule, entry: Entry, points: int | None, *, as_of: date, needs_notice: bool
) -> Why | None:
    """Return the first reason why the pair is worth 0 until something new comes."""
    state = entry.state_on(as_of)
    if state is State.UNDER_REVIEW:
        return Why.UNDER_REVIEW
    if state is State.STRUCK_OUT:
        return Why.STRUCK_OUT
    deducts = points is not None and points < 0
    if needs_notice and deducts and (entry.notified is None or entry.notified > as_of):
        return Why.NOT_YET_TOLD
    if points is None or (rule.since is not None and entry.on < rule.since):
        return Why.BEFORE_SINCE
    return None


def by_itself(part: Part, day: date) -> Outcome:
    """Return what is left of a part on `day`, as if it were alone."""
    if part.set_aside is not None:
        return Outcome(0, part.set_aside)
    rule, entry = part.rule, part.entry
    if expired(rule, entry, day):
        original = Outcome(0, Why.EXPIRED)
    else:
        share = share_left(rule.fade, entry.aged_from, day)
        why = Why.COUNTED if share == WHOLE else Why.FADED
        original = Outcome(ceil_share(part.points, share), why)
    if part.repaired_on is None or rule.repaired is None:
        return original
    span = rule.repaired.lasts
    if span is not None and day >= span.after(part.repaired_on):
        return Outcome(0, Why.EXPIRED)
    if rule.repaired.points > original.counted:
        return Outcome(rule.repaired.points, Why.REPAIRED)
    return original


def change_days(part: Part) -> list[date]:
    """Return every day on which what is left of the part can change with nothing new."""
    if part.set_aside is not None:
        return []
    rule, entry = part.rule, part.entry
    days = [step.after.after(entry.aged_from) for step in rule.fade]
    span = lasting(rule, entry)
    if span is not None:
        days.append(span.after(entry.aged_from))
    repaired = rule.repaired
    if part.repaired_on is not None and repaired is not None and repaired.lasts is not None:
        days.append(repaired.lasts.after(part.repaired_on))
    return days
