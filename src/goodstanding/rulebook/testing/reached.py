"""What one scored moment reaches of a points policy: rules, rows and sides of edges."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from goodstanding.model.days import Period, PeriodKey, Span, last_day, period_key
from goodstanding.model.entry import Entry, State
from goodstanding.model.kinds import HUNDREDTHS, FieldType, Money, RecordKind
from goodstanding.model.names import FieldValue, Number
from goodstanding.model.points import (
    DatedPoints,
    FixedPoints,
    PointsByBound,
    PointsByName,
    PointsCap,
    PointsEach,
    Rates,
    Rule,
)
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.model.statement import Line, LineKind, Why
from goodstanding.rulebook.testing.run import Scored
from goodstanding.rulebook.testing.targets import (
    AT_THE_BOUND,
    BEYOND,
    JUST_BELOW,
    ON_THE_DAY,
    THE_DAY_BEFORE,
    WITHIN,
    Sort,
    Target,
    cap_side,
    fade_path,
    lasts_path,
    row_path,
    written,
)
from goodstanding.scoring.score.parts import bound_place, lasting

UNHEARD: Final = frozenset({Why.UNDER_REVIEW, Why.STRUCK_OUT, Why.NOT_YET_TOLD})
"""The reasons for which a rule says nothing at all about a record."""


class Heard(NamedTuple):
    """A line of a rule and the record it is about."""

    line: Line
    entry: Entry


def edge(path: str, side: str) -> Target:
    """Return one side of an edge."""
    return Target(sort=Sort.EDGE, path=path, side=side)


def day_sides(path: str, first: date, day: date) -> Iterator[Target]:
    """Yield the side of a day on which another one is, where it is next to it."""
    if day == first:
        yield edge(path, ON_THE_DAY)
    elif day + timedelta(days=1) == first:
        yield edge(path, THE_DAY_BEFORE)


def span_sides(path: str, span: Span, entry: Entry, as_of: date) -> Iterator[Target]:
    """Yield the side of the end of a span that began with an act."""
    return day_sides(path, span.after(entry.aged_from), as_of)


def bound_sides(
    path: str, bound: Number, value: Number, type_: FieldType | None
) -> Iterator[Target]:
    """Yield the side of a table's bound on which a value is, where it is within one unit."""
    unit = HUNDREDTHS if isinstance(type_, Money) else 1
    if value == bound:
        yield edge(path, AT_THE_BOUND)
    elif bound - unit <= value < bound:
        yield edge(path, JUST_BELOW)


def points_reached(policy: Policy, form: PointsForm, scored: Scored) -> Iterator[Target]:
    """Yield everything of a points policy that a scored moment reaches."""
    entries = {(entry.source, entry.record): entry for entry in scored.moment.entries}
    under: dict[str, list[Heard]] = {}
    for line in scored.statement.lines:
        if line.kind is LineKind.ENTRY and line.why not in UNHEARD:
            assert line.rule is not None
            assert line.source is not None
            assert line.record is not None
            heard = Heard(line, entries[line.source, line.record])
            under.setdefault(line.rule, []).append(heard)
    for rule in form.rules:
        heard_here = under.get(rule.name, [])
        kind = policy.kinds[rule.record]
        for heard in heard_here:
            yield from _entry(rule, kind, heard, scored.moment.as_of)
        yield from _times(rule, heard_here)
        yield from _caps(f"rules.{rule.name}", rule.name, rule.points_caps, heard_here, scored)
        yield from _rates(rule, kind, heard_here)
    for group in form.groups:
        inside = [heard for name in group.rules for heard in under.get(name, [])]
        yield from _caps(f"groups.{group.name}", group.name, group.caps, inside, scored)
    for line in scored.statement.lines:
        if line.kind is LineKind.LIMIT:
            yield edge("bounds", f"held at the {'floor' if line.counted > 0 else 'ceiling'}")


def _entry(rule: Rule, kind: RecordKind, heard: Heard, as_of: date) -> Iterator[Target]:
    """Yield what one record reaches of one rule that reads it."""
    path = f"rules.{rule.name}"
    line, entry = heard
    if rule.since is not None:
        yield from day_sides(f"{path}.since", rule.since, entry.on)
    if isinstance(rule.worth, FixedPoints | PointsEach):
        yield from _dated(path, rule.worth.points, entry)
    if line.why is Why.BEFORE_SINCE:
        return
    yield Target(sort=Sort.RULE, path=path)
    yield from _rows(rule, kind, entry)
    for step in rule.fade:
        yield from span_sides(fade_path(path, step), step.after, entry, as_of)
    span = lasting(rule, entry)
    if span is not None and rule.lasts is not None:
        key = None if rule.lasts.plain is not None else _row(rule, entry)
        yield from span_sides(lasts_path(path, key, kind, rule), span, entry, as_of)
    if rule.repaired is not None and entry.state_on(as_of) is State.REPAIRED:
        yield Target(sort=Sort.ROW, path=f"{path}.repaired")
        if rule.repaired.lasts is not None:
            first = rule.repaired.lasts.after(entry.repaired_on(as_of))
            yield from day_sides(f"{path}.repaired.lasts", first, as_of)


def _dated(path: str, dated: DatedPoints, entry: Entry) -> Iterator[Target]:
    """Yield the dated amount that holds on the day of an act, and the sides of the days."""
    held: date | None = None
    for first, _ in dated.amounts:
        if first is not None:
            yield from day_sides(f"{path}.points.{first}", first, entry.on)
            if first <= entry.on:
                held = first
    if held is not None:
        yield Target(sort=Sort.ROW, path=f"{path}.points.{held}")


def _row(rule: Rule, entry: Entry) -> FieldValue:
    """Return the row of a rule's table that an act is in."""
    worth = rule.worth
    assert isinstance(worth, PointsByBound | PointsByName)
    if isinstance(worth, PointsByBound):
        return worth.rows[bound_place(worth, entry)][0]
    return entry.fields[worth.field]


def _rows(rule: Rule, kind: RecordKind, entry: Entry) -> Iterator[Target]:
    """Yield the table row that an act is in, and the sides of the bounds next to it."""
    worth, path = rule.worth, f"rules.{rule.name}"
    if not isinstance(worth, PointsByBound | PointsByName):
        return
    type_ = kind.fields[worth.field]
    yield Target(sort=Sort.ROW, path=row_path(path, _row(rule, entry), type_))
    if isinstance(worth, PointsByBound):
        value = entry.fields[worth.field]
        assert isinstance(value, int)
        for bound, _ in worth.rows:
            yield from bound_sides(row_path(path, bound, type_), bound, value, type_)


def _times(rule: Rule, heard: Sequence[Heard]) -> Iterator[Target]:
    """Yield the sides of the caps on how many acts count."""
    path = f"rules.{rule.name}"
    for cap in rule.times_caps:
        for inside in _by_period(cap.per, heard).values():
            over = any(each.line.why is Why.NOT_AMONG_THE_BEST for each in inside)
            if over:
                yield edge(*cap_side(path, cap, BEYOND))
            elif any(each.line.counted for each in inside):
                yield edge(*cap_side(path, cap, WITHIN))


def _caps(
    path: str, name: str, caps: Sequence[PointsCap], heard: Sequence[Heard], scored: Scored
) -> Iterator[Target]:
    """Yield the sides of the caps on points that a rule or a group has.

    A cap line bears the last day of its period; where two periods end on one day, both are taken
    as passed.
    """
    passed = {
        line.on
        for line in scored.statement.lines
        if line.kind is LineKind.CAP and line.rule == name
    }
    for cap in caps:
        for inside in _by_period(cap.per, heard).values():
            if last_day(cap.per, inside[0].entry.on, scored.moment.as_of) in passed:
                yield edge(*cap_side(path, cap, BEYOND))
            elif any(each.line.counted for each in inside):
                yield edge(*cap_side(path, cap, WITHIN))


def _by_period(per: Period, heard: Sequence[Heard]) -> Mapping[PeriodKey, list[Heard]]:
    """Return records by the calendar period of their acts."""
    found: dict[PeriodKey, list[Heard]] = {}
    for each in heard:
        found.setdefault(period_key(per, each.entry.on), []).append(each)
    return found


def _rates(rule: Rule, kind: RecordKind, heard: Sequence[Heard]) -> Iterator[Target]:
    """Yield the brackets that the quantity of a year reaches, and the sides of their ends."""
    if not isinstance(rule.worth, Rates):
        return
    counted = [each for each in heard if each.line.why in {Why.COUNTED, Why.FADED}]
    for inside in _by_period(Period.YEAR, counted).values():
        quantity = 0
        for each in inside:
            value = each.entry.fields[rule.worth.field]
            assert isinstance(value, int)
            quantity += value
        lower = 0
        for upper, _ in rule.worth.brackets:
            path = f"rules.{rule.name}.rates.{written(upper, kind.fields[rule.worth.field])}"
            if quantity > lower:
                yield Target(sort=Sort.ROW, path=path)
                yield edge(path, WITHIN if quantity <= upper else BEYOND)
            lower = upper
