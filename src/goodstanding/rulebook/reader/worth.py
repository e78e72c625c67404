"""Reading what an act is worth: points, each, by with table, each with rates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from goodstanding.model.kinds import (
    HUNDREDTHS,
    FieldType,
    Money,
    OneOf,
    RecordKind,
    WholeNumber,
    YesOrNo,
)
from goodstanding.model.names import FieldName
from goodstanding.model.points import (
    DatedPoints,
    FixedPoints,
    PointsByBound,
    PointsByName,
    PointsEach,
    Rates,
    Worth,
)
from goodstanding.rulebook.reader.context import (
    BAD_TABLE,
    BAD_VALUE,
    MISSING_KEY,
    UNKNOWN_KEY,
    Findings,
)
from goodstanding.rulebook.reader.tables import bounds_of, names_of, rows_of
from goodstanding.rulebook.reader.values import (
    parse_day,
    parse_fraction,
    parse_money,
    parse_whole,
    points,
    text_of,
)
from goodstanding.rulebook.tree import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that a rule reads, with its type."""

    name: FieldName
    form: FieldType


def field_of(findings: Findings, node: Node, kind: RecordKind) -> Field | None:
    """Return a declared field of a kind."""
    text = text_of(findings, node)
    if text is None:
        return None
    form = kind.fields.get(FieldName(text))
    if form is None:
        findings.undeclared(
            node,
            text,
            f"the record {kind.name} has no field {text[:64]!r}",
            f"Declare it under records.{kind.name}.fields",
            known=kind.fields,
        )
        return None
    return Field(name=FieldName(text), form=form)


def read_worth(
    findings: Findings, node: Node, keys: Mapping[str, Node], kind: RecordKind
) -> Worth | None:
    """Return what an act is worth; exactly one of the four forms is written."""
    given = frozenset(keys) & {"points", "each", "by", "table", "rates"}
    if given == {"points"}:
        dated = read_dated(findings, keys["points"])
        return None if dated is None else FixedPoints(points=dated)
    if given == {"points", "each"}:
        return _each(findings, keys, kind)
    if given == {"by", "table"}:
        return _by(findings, keys, kind)
    if given == {"each", "rates"}:
        return _rates(findings, keys, kind)
    findings.add(
        MISSING_KEY if not given else UNKNOWN_KEY,
        node,
        "the rule says what an act is worth in none of the known forms",
        "Write points, or each with points, or by with table, or each with rates",
    )
    return None


def read_dated(findings: Findings, node: Node) -> DatedPoints | None:
    """Return points, plain or by the day from which they hold."""
    if node.mapping is None:
        value = points(findings, node)
        return None if value is None else DatedPoints(amounts=((None, value),))
    amounts: list[tuple[date | None, int]] = []
    last = date.min
    for key, below in node.mapping.items():
        first = parse_day(key)
        value = points(findings, below)
        if first is None:
            findings.add(BAD_VALUE, below, f"{key[:64]!r} is not a day", "Write 2026-10-01: points")
        elif first <= last:
            findings.add(
                BAD_VALUE, below, "the day is not after the one before", "Write them rising"
            )
        elif value is not None:
            amounts.append((first, value))
            last = first
    if not node.mapping:
        findings.add(BAD_VALUE, node, "no amount is given", "Write 2026-10-01: points")
    return None if findings.is_broken(node.path) else DatedPoints(amounts=tuple(amounts))


def _quantity(findings: Findings, node: Node, kind: RecordKind) -> Field | None:
    """Return a field that counts something: numbers from 0 up."""
    found = field_of(findings, node, kind)
    if found is None:
        return None
    if not isinstance(found.form, WholeNumber | Money) or found.form.least < 0:
        findings.add(
            BAD_VALUE,
            node,
            f"{found.name!r} is not a whole number or money from 0 up",
            "Use a field that counts something",
        )
        return None
    return found


def _each(findings: Findings, keys: Mapping[str, Node], kind: RecordKind) -> PointsEach | None:
    """Return points for each unit of a field."""
    field = _quantity(findings, keys["each"], kind)
    dated = read_dated(findings, keys["points"])
    if field is None or dated is None:
        return None
    return PointsEach(field=field.name, points=dated)


def _by(
    findings: Findings, keys: Mapping[str, Node], kind: RecordKind
) -> PointsByBound | PointsByName | None:
    """Return points by a field and a table."""
    field = field_of(findings, keys["by"], kind)
    if field is None:
        return None
    if isinstance(field.form, OneOf | YesOrNo):
        names = names_of(findings, keys["table"], field.form)
        return None if names is None else PointsByName(field=field.name, rows=names)
    bounds = bounds_of(field.form)
    if bounds is None:
        findings.add(BAD_VALUE, keys["by"], "a table cannot go by a day", "Use another field")
        return None
    parse, least, due = bounds
    rows = rows_of(findings, keys["table"], parse=parse, least=least, due=due)
    return None if rows is None else PointsByBound(field=field.name, rows=rows)


def _rates(findings: Findings, keys: Mapping[str, Node], kind: RecordKind) -> Rates | None:
    """Return progressive, falling rates by upper ends."""
    field = _quantity(findings, keys["each"], kind)
    mapping = findings.mapping(keys["rates"])
    if field is None or mapping is None:
        return None
    parse: Callable[[str], int | None] = (
        parse_money if isinstance(field.form, Money) else parse_whole
    )
    brackets: list[tuple[int, Fraction]] = []
    for key, below in mapping.items():
        upper, text = parse(key), text_of(findings, below)
        rate = None if text is None else parse_fraction(text)
        if upper is None or upper <= (brackets[-1][0] if brackets else 0):
            findings.add(
                BAD_TABLE, below, "the upper end does not rise from above 0", "Let it rise"
            )
        elif rate is None or rate <= 0 or rate > HUNDREDTHS:
            findings.add(
                BAD_VALUE, below, "this is no rate above 0", "Write a whole number or n/d, d <= 100"
            )
        elif brackets and rate >= brackets[-1][1]:
            findings.add(
                BAD_TABLE, below, "the rate is not below the one before", "Let the rates fall"
            )
        else:
            brackets.append((upper, rate))
    if not mapping:
        findings.add(BAD_VALUE, keys["rates"], "no rate is given", "Write {20: 1, 80: 1/2}")
    if findings.is_broken(keys["rates"].path):
        return None
    return Rates(field=field.name, brackets=tuple(brackets))
