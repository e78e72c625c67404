"""What a policy's tests can reach: its rules, table rows, and both sides of every edge."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from goodstanding.model.days import DAYS_BY_UNIT, Unit
from goodstanding.model.index import DIMENSION_MAX, Measure, Reading
from goodstanding.model.kinds import HUNDREDTHS, FieldType, Money, RecordKind, WholeNumber
from goodstanding.model.names import FieldValue, Number
from goodstanding.model.points import (
    FadeStep,
    FixedPoints,
    PointsByBound,
    PointsByName,
    PointsCap,
    PointsEach,
    Rule,
    TimesCap,
)
from goodstanding.model.policy import IndexForm, PointsForm, Policy

ON_THE_DAY = "on the day"
THE_DAY_BEFORE = "the day before"
AT_THE_BOUND = "at the bound"
JUST_BELOW = "just below"
WITHIN = "within"
BEYOND = "beyond"
ENOUGH = "enough"
TOO_FEW = "too few"


class Sort(StrEnum):
    """How much it matters that no case reaches something."""

    RULE = "rule"
    ROW = "table row"
    EDGE = "edge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something that a case can reach: its path in the policy, and its side where it is an edge."""

    sort: Sort
    path: str
    side: str = ""

    def __str__(self) -> str:
        """Return the place, and the side where it has two."""
        return f"{self.path} ({self.side})" if self.side else self.path


def targets(policy: Policy) -> Iterator[Target]:
    """Yield everything in a policy that its tests can reach, in the order of its parts."""
    if isinstance(policy.form, PointsForm):
        yield from _points(policy, policy.form)
    else:
        yield from _index(policy, policy.form)
    if policy.window is not None:
        yield from _days("window")
    for level in policy.levels:
        path = f"levels.{level.name}"
        yield from _both(f"{path}.from", AT_THE_BOUND, JUST_BELOW)
        if level.keep_above < level.reached_from:
            yield from _both(f"{path}.keep.above", AT_THE_BOUND, JUST_BELOW)


def _points(policy: Policy, form: PointsForm) -> Iterator[Target]:
    """Yield what can be reached of a points policy."""
    for rule in form.rules:
        yield from _rule(rule, policy.kinds[rule.record])
    for group in form.groups:
        for cap in group.caps:
            yield from _cap_sides(f"groups.{group.name}", cap)
    if form.bounds is not None and form.bounds.floor is not None:
        yield _edge("bounds", "held at the floor")
    if form.bounds is not None and form.bounds.ceiling is not None:
        yield _edge("bounds", "held at the ceiling")


def _index(policy: Policy, form: IndexForm) -> Iterator[Target]:
    """Yield what can be reached of an index policy."""
    for dimension in form.dimensions:
        yield from _dimension(form, dimension.name, dimension.base)
    for measure in form.measures:
        yield from _measure(measure, policy.kinds[measure.record])


def _edge(path: str, side: str) -> Target:
    """Return one side of an edge."""
    return Target(sort=Sort.EDGE, path=path, side=side)


def _both(path: str, side: str, other: str) -> Iterator[Target]:
    """Yield both sides of an edge."""
    yield _edge(path, side)
    yield _edge(path, other)


def _days(path: str) -> Iterator[Target]:
    """Yield both sides of a day, or of the end of a span."""
    yield from _both(path, ON_THE_DAY, THE_DAY_BEFORE)


def fade_path(path: str, step: FadeStep) -> str:
    """Return the path of a step of a fade."""
    span = step.after
    unit = span.unit if span.count > 1 else span.unit.removesuffix("s")
    return f"{path}.fade.{span.count} {unit}"


def cap_side(path: str, cap: TimesCap | PointsCap, side: str) -> tuple[str, str]:
    """Return the path of a cap, and which side of which cap of that path is meant."""
    what = f"{cap.times} times" if isinstance(cap, TimesCap) else f"{cap.points} points"
    return f"{path}.cap", f"{side} {what} per {cap.per}"


def _cap_sides(path: str, cap: TimesCap | PointsCap) -> Iterator[Target]:
    """Yield both sides of a cap: a period within it and one beyond."""
    for side in (WITHIN, BEYOND):
        yield _edge(*cap_side(path, cap, side))


def _rule(rule: Rule, kind: RecordKind) -> Iterator[Target]:
    """Yield what can be reached of one rule."""
    path = f"rules.{rule.name}"
    yield Target(sort=Sort.RULE, path=path)
    yield from _worth(rule, kind, path)
    if rule.since is not None:
        yield from _days(f"{path}.since")
    for step in rule.fade:
        yield from _days(fade_path(path, step))
    if rule.lasts is not None:
        for key in rule.lasts.spans:
            yield from _days(lasts_path(path, key, kind, rule))
    if rule.repaired is not None:
        yield Target(sort=Sort.ROW, path=f"{path}.repaired")
        if rule.repaired.lasts is not None:
            yield from _days(f"{path}.repaired.lasts")
    for times in rule.times_caps:
        yield from _cap_sides(path, times)
    for cap in rule.points_caps:
        yield from _cap_sides(path, cap)


def _worth(rule: Rule, kind: RecordKind, path: str) -> Iterator[Target]:
    """Yield the rows of what an act is worth, and the edges between them."""
    match rule.worth:
        case FixedPoints(points=dated) | PointsEach(points=dated):
            for day, _ in dated.amounts:
                if day is not None:
                    yield Target(sort=Sort.ROW, path=f"{path}.points.{day}")
                    yield from _days(f"{path}.points.{day}")
        case PointsByName(field=field, rows=names):
            for name in names:
                yield Target(sort=Sort.ROW, path=row_path(path, name, kind.fields[field]))
        case PointsByBound(field=field, rows=rows):
            yield from _rows(path, rows, kind.fields[field])
        case _:
            for upper, _ in rule.worth.brackets:
                place = f"{path}.rates.{written(upper, kind.fields[rule.worth.field])}"
                yield Target(sort=Sort.ROW, path=place)
                yield from _both(place, WITHIN, BEYOND)


def _rows(path: str, rows: tuple[tuple[int, int], ...], type_: FieldType) -> Iterator[Target]:
    """Yield the rows that a value of the field can reach, and the bounds between them."""
    assert isinstance(type_, WholeNumber | Money)
    for place, (bound, _) in enumerate(rows):
        above = rows[place + 1][0] if place + 1 < len(rows) else None
        if bound > type_.most or (above is not None and above <= type_.least):
            continue
        yield Target(sort=Sort.ROW, path=row_path(path, bound, type_))
        if place and bound > type_.least:
            yield from _both(row_path(path, bound, type_), AT_THE_BOUND, JUST_BELOW)


def row_path(path: str, row: FieldValue, type_: FieldType) -> str:
    """Return the path of a row of a rule's table."""
    return f"{path}.table.{written(row, type_)}"


def lasts_path(path: str, key: FieldValue | None, kind: RecordKind, rule: Rule) -> str:
    """Return the path of a rule's span, which may go by the row of its table."""
    if key is None:
        return f"{path}.lasts"
    assert isinstance(rule.worth, PointsByBound | PointsByName)
    return f"{path}.lasts.{written(key, kind.fields[rule.worth.field])}"


def written(value: FieldValue, type_: FieldType) -> str:
    """Return a value of a field as a policy writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(type_, Money):
        assert isinstance(value, int)
        return number_words(Fraction(value, HUNDREDTHS))
    return str(value)


def number_words(number: Number) -> str:
    """Return a number as a policy writes it: whole, with two decimals at most, or n/d."""
    if HUNDREDTHS % Fraction(number).denominator == 0:
        return f"{float(number):.2f}".rstrip("0").rstrip(".")
    return str(number)


def _dimension(form: IndexForm, name: str, base: int) -> Iterator[Target]:
    """Yield the ends of a dimension that its measures can pass."""
    tables = [each.table for each in form.measures if each.dimension == name]
    if sum(max(0, *(points for _, points in table)) for table in tables) + base > DIMENSION_MAX:
        yield _edge(f"dimensions.{name}", f"held at {DIMENSION_MAX}")
    if sum(min(0, *(points for _, points in table)) for table in tables) + base < 0:
        yield _edge(f"dimensions.{name}", "held at 0")


def _measure(measure: Measure, kind: RecordKind) -> Iterator[Target]:
    """Yield what can be reached of one measure."""
    path = f"measures.{measure.name}"
    yield Target(sort=Sort.RULE, path=path)
    low, high = numbers_of(measure, kind)
    for place, (bound, _) in enumerate(measure.table):
        above = measure.table[place + 1][0] if place + 1 < len(measure.table) else None
        if (high is not None and bound > high) or (above is not None and above <= low):
            continue
        yield Target(sort=Sort.ROW, path=measure_row_path(measure, bound, kind))
        if place and bound > low and exact(measure):
            yield from _both(measure_row_path(measure, bound, kind), AT_THE_BOUND, JUST_BELOW)
    yield from _days(f"{path}.over")
    for step in measure.fade:
        yield from _days(fade_path(path, step))
    if measure.since is not None:
        yield from _days(f"{path}.since")
    if measure.least > 1:
        yield from _both(f"{path}.least", ENOUGH, TOO_FEW)


def numbers_of(measure: Measure, kind: RecordKind) -> tuple[Number, Number | None]:
    """Return the least and the greatest number a measure can come to, None where there is none."""
    shares = [step.share for step in measure.fade if step.share > 0]
    faint = min(shares, default=Fraction(1))
    match measure.reading:
        case Reading.SHARE:
            return 0, 1
        case Reading.YEARS_SINCE:
            return 0, int(measure.over.mean_days // DAYS_BY_UNIT[Unit.YEARS])
        case Reading.COUNT | Reading.SUM:
            return faint, None
        case _:
            assert measure.field is not None
            type_ = kind.fields[measure.field]
            assert isinstance(type_, WholeNumber | Money)
            adds_up = measure.reading is Reading.SUM_FIELD
            return type_.least * faint, None if adds_up else type_.most


def exact(measure: Measure) -> bool:
    """Return whether the number of a measure can be told from the records one by one."""
    if measure.fade:
        return False
    return measure.reading not in {Reading.SHARE, Reading.SUM_FIELD, Reading.YEARS_SINCE}


def measure_row_path(measure: Measure, bound: Number, kind: RecordKind) -> str:
    """Return the path of a row of a measure's table."""
    type_ = None if measure.field is None else kind.fields[measure.field]
    if measure.reading is Reading.SHARE:
        text = f"{number_words(bound * 100)}%"
    elif isinstance(type_, Money):
        text = number_words(Fraction(bound) / HUNDREDTHS)
    else:
        text = number_words(bound)
    return f"measures.{measure.name}.table.{text}"
