"""Caps on points, and the bounds of the total: each taking is a line of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goodstanding.model.days import PeriodKey, last_day, period_key
from goodstanding.model.names import GroupName, RuleName
from goodstanding.model.points import PointsCap
from goodstanding.model.policy import PointsForm
from goodstanding.model.statement import Line, LineKind, Why
from goodstanding.scoring.score.parts import Part


@dataclass(slots=True, kw_only=True)
class Counted:
    """A part and what is left of it, while caps take from it."""

    part: Part
    left: int


def fold_order(counted: Counted) -> tuple[date, date, int]:
    """Order by act, filing and the place in the files as given.

    Parts come in the order of output, which therefore decides about one place's: the rules that
    read one entry are folded in the order of their names.
    """
    entry = counted.part.entry
    return (entry.on, entry.filed, entry.position)


def cap_lines(form: PointsForm, counted: Sequence[Counted], as_of: date) -> list[Line]:
    """Apply every points cap: the rules' own, shortest period first, then those of the groups.

    `counted` stands in the order of the fold where bounds run; elsewhere no order matters, because
    a cap is on a sum, and the periods of later caps hold those of earlier ones whole.
    """
    own: dict[RuleName, list[Counted]] = {}
    shared: dict[GroupName, list[Counted]] = {}
    for each in counted:
        rule = each.part.rule
        if rule.points_caps:
            own.setdefault(rule.name, []).append(each)
        group = form.group_by_rule.get(rule.name)
        if group is not None:
            shared.setdefault(group.name, []).append(each)
    lines: list[Line] = []
    for name, under in own.items():
        lines += _apply(name, under[0].part.rule.points_caps, under, as_of)
    for group_name, under in shared.items():
        group = form.group_by_rule[under[0].part.rule.name]
        lines += _apply(group_name, group.caps, under, as_of)
    return sorted(lines, key=lambda line: (line.on, line.rule))


def _apply(
    name: RuleName | GroupName, caps: Sequence[PointsCap], counted: list[Counted], as_of: date
) -> list[Line]:
    """Apply one rule's or group's caps and return a line for each period that one takes from."""
    lines: list[Line] = []
    for cap in caps:
        periods: dict[PeriodKey, list[Counted]] = {}
        for each in counted:
            periods.setdefault(period_key(cap.per, each.part.entry.on), []).append(each)
        for inside in periods.values():
            excess = sum([each.left for each in inside]) - cap.points
            if (excess > 0) if cap.points >= 0 else (excess < 0):
                lines.append(_cap_line(name, cap, inside[0].part.entry.on, excess, as_of))
                _take(inside, excess)
    return lines


def _cap_line(
    name: RuleName | GroupName, cap: PointsCap, day: date, excess: int, as_of: date
) -> Line:
    """Return the line of what a cap takes in the period around `day`."""
    return Line(
        kind=LineKind.CAP,
        rule=name,
        on=last_day(cap.per, day, as_of),
        points=0,
        counted=-excess,
        why=Why.CAPPED,
    )


def _take(inside: list[Counted], excess: int) -> None:
    """Take the excess from the first entries of the fold: the room of a cap goes to the last."""
    first_come = iter(inside)
    while excess:
        each = next(first_come)
        taken = min(excess, each.left) if excess > 0 else max(excess, each.left)
        each.left -= taken
        excess -= taken


def limit_at_the_end(form: PointsForm, lines: Sequence[Line], as_of: date) -> list[Line]:
    """Return what the bounds give or take of the total of all lines, if anything."""
    if form.bounds is None:
        return []
    bite = form.bounds.bite(form.start + sum([line.counted for line in lines]))
    return [_limit_line(None, as_of, bite)] if bite else []


def running_limits(form: PointsForm, counted: Sequence[Counted]) -> list[Line]:
    """Return what the bounds give or take at each record, the records in the order of the fold."""
    assert form.bounds is not None
    lines: list[Line] = []
    total = form.start
    for each in counted:
        total += each.left
        bite = form.bounds.bite(total)
        total += bite
        if bite:
            lines.append(_limit_line(each.part, each.part.entry.on, bite))
    return lines


def _limit_line(part: Part | None, day: date, bite: int) -> Line:
    """Return a line of what a bound gives or takes, at the entry where it bit."""
    return Line(
        kind=LineKind.LIMIT,
        rule=None,
        source=None if part is None else part.entry.source,
        record=None if part is None else part.entry.record,
        on=day,
        points=0,
        counted=bite,
        why=Why.LIMIT,
    )
