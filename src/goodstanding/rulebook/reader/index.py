"""Reading the index family: scale, dimensions and measures."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from goodstanding.model.index import DIMENSION_MAX, Dimension, Measure, Reading
from goodstanding.model.kinds import HUNDREDTHS, FieldType, Money, WholeNumber, YesOrNo
from goodstanding.model.names import DimensionName, FieldName, KindName, RuleName
from goodstanding.model.policy import IndexForm
from goodstanding.rulebook.reader.context import (
    BAD_VALUE,
    TOO_MANY,
    UNDECLARED,
    WRONG_SHAPE,
    Findings,
)
from goodstanding.rulebook.reader.points import RULES_MAX, Kinds, kind_of, read_fade
from goodstanding.rulebook.reader.tables import rows_of
from goodstanding.rulebook.reader.values import (
    DENOMINATOR_MAX,
    day,
    key_name,
    parse_decimal,
    parse_fraction,
    parse_percent,
    percent,
    points,
    short_text,
    span,
    text_of,
    texts,
    whole,
)
from goodstanding.rulebook.reader.worth import field_of
from goodstanding.rulebook.tree import Node

DIMENSIONS_MAX: Final = 50
LEAST_MAX: Final = 1_000
SENTENCES: Final = (
    (re.compile(r"count of (\S+)"), Reading.COUNT),
    (re.compile(r"sum of (\S+)"), Reading.SUM),
    (re.compile(r"sum (\S+) in (\S+)"), Reading.SUM_FIELD),
    (re.compile(r"most (\S+) in (\S+)"), Reading.MOST),
    (re.compile(r"smallest (\S+) in (\S+)"), Reading.SMALLEST),
    (re.compile(r"latest (\S+) in (\S+)"), Reading.LATEST),
    (re.compile(r"share of (\S+) where (\S+)"), Reading.SHARE),
    (re.compile(r"years since latest (\S+)"), Reading.YEARS_SINCE),
)
"""The eight sentences of `of`; F is a field, R a kind of record."""


def read_index(findings: Findings, keys: Mapping[str, Node], kinds: Kinds) -> IndexForm | None:
    """Return what only an index policy has, None where a part that all need is not there."""
    scale = _scale(findings, keys["scale"]) if "scale" in keys else None
    dimensions = _dimensions(findings, keys["dimensions"]) if "dimensions" in keys else []
    names = {dimension.name for dimension in dimensions}
    measures = _measures(findings, keys["measures"], kinds, names) if "measures" in keys else []
    if scale is None or not dimensions:
        return None
    return IndexForm(scale=scale, dimensions=tuple(dimensions), measures=tuple(measures))


def _measures(
    findings: Findings, node: Node, kinds: Kinds, dimensions: set[DimensionName]
) -> list[Measure]:
    """Return the measures that could be built."""
    mapping = findings.mapping(node)
    if mapping is None:
        return []
    if not 0 < len(mapping) <= RULES_MAX:
        findings.add(TOO_MANY, node, f"there are {len(mapping)} measures", f"Use 1 to {RULES_MAX}")
        return []
    found = [
        _measure(findings, key, below, kinds=kinds, dimensions=dimensions)
        for key, below in mapping.items()
        if key_name(findings, key, below)
    ]
    return [measure for measure in found if measure is not None]


def _scale(findings: Findings, node: Node) -> tuple[int, int] | None:
    """Return the two ends of the total."""
    if node.items is None or len(node.items) != 2:
        findings.add(WRONG_SHAPE, node, "a scale has two ends", "Write [0, 1000]")
        return None
    low, high = (points(findings, end) for end in node.items)
    if low is None or high is None:
        return None
    if low >= high:
        findings.add(BAD_VALUE, node, "the low end is not below the high end", "Write [0, 1000]")
        return None
    return (low, high)


def _dimensions(findings: Findings, node: Node) -> list[Dimension]:
    """Return the dimensions that could be built."""
    mapping = findings.mapping(node) or {}
    if len(mapping) > DIMENSIONS_MAX:
        findings.add(
            TOO_MANY, node, f"there are {len(mapping)} dimensions", f"Use at most {DIMENSIONS_MAX}"
        )
        return []
    found = []
    for key, below in mapping.items():
        if not key_name(findings, key, below):
            continue
        keys = findings.keys(below, needed=("weight", "base", "title"))
        if keys is None or len(keys) < 3:
            continue
        weight = percent(findings, keys["weight"])
        base = whole(findings, keys["base"], least=0, most=DIMENSION_MAX)
        title = texts(findings, keys["title"])
        if weight is not None and base is not None and title is not None:
            found.append(Dimension(name=DimensionName(key), title=title, weight=weight, base=base))
    return found


class _Of(NamedTuple):
    """The sentence of a measure: how it reads, which kind, and which field of it."""

    reading: Reading
    kind: KindName
    field: FieldName | None
    form: FieldType | None


def _of(findings: Findings, node: Node, kinds: Kinds) -> _Of | None:
    """Return what a measure reads."""
    text = text_of(findings, node)
    if text is None:
        return None
    for pattern, reading in SENTENCES:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        names = list(match.groups())
        kind_name = names[0] if reading is Reading.SHARE else names[-1]
        kind = kind_of(findings, node, kind_name, kinds)
        if kind is None:
            return None
        if len(names) == 1:
            return _Of(reading, kind.name, None, None)
        field_name = names[1] if reading is Reading.SHARE else names[0]
        field = field_of(findings, Node(path=node.path, line=node.line, value=field_name), kind)
        if field is None:
            return None
        return _checked_field(findings, node, _Of(reading, kind.name, field.name, field.form))
    findings.add(
        BAD_VALUE,
        node,
        f"{text[:64]!r} is none of the eight sentences",
        "Write count of R, sum of R, sum F in R, most F in R, smallest F in R, latest F in R, "
        "share of R where F, or years since latest R",
    )
    return None


def _checked_field(findings: Findings, node: Node, of: _Of) -> _Of | None:
    """Return the sentence where its field is of a type that it can read."""
    if of.reading is Reading.SHARE:
        if not isinstance(of.form, YesOrNo):
            findings.add(BAD_VALUE, node, f"{of.field!r} is not yes or no", "Use a yes-or-no field")
            return None
        return of
    if not isinstance(of.form, WholeNumber | Money) or of.form.least < 0:
        findings.add(
            BAD_VALUE, node, f"{of.field!r} is not a number from 0 up", "Use a field of numbers"
        )
        return None
    return of


def _measure(
    findings: Findings, key: str, node: Node, *, kinds: Kinds, dimensions: set[DimensionName]
) -> Measure | None:
    """Return one measure, None where a part of it is broken."""
    needed = ("title", "dimension", "of", "over", "table")
    keys = findings.keys(node, needed=needed, optional=("least", "fade", "since", "law"))
    if keys is None:
        return None
    title = texts(findings, keys["title"]) if "title" in keys else None
    dimension = text_of(findings, keys["dimension"]) if "dimension" in keys else None
    of = _of(findings, keys["of"], kinds) if "of" in keys else None
    over = span(findings, keys["over"]) if "over" in keys else None
    fade = read_fade(findings, keys["fade"]) if "fade" in keys else ()
    least = whole(findings, keys["least"], least=1, most=LEAST_MAX) if "least" in keys else 1
    since = day(findings, keys["since"]) if "since" in keys else None
    law = short_text(findings, keys["law"]) if "law" in keys else ""
    table = None
    if of is not None and "table" in keys:
        table = _table(findings, keys["table"], of)
    if dimension is not None and dimension not in dimensions:
        if not findings.is_broken(f"dimensions.{dimension}"):
            findings.add(
                UNDECLARED,
                keys["dimension"],
                f"there is no dimension {dimension[:64]!r}",
                "Name one under dimensions",
            )
        return None
    if "least" in keys and of is not None and of.reading is not Reading.SHARE:
        findings.add(
            BAD_VALUE, keys["least"], "only a share asks for so many records", "Take least out"
        )
    if title is None or dimension is None or of is None or over is None or table is None:
        return None
    if least is None or findings.is_broken(node.path):
        return None
    return Measure(
        name=RuleName(key),
        title=title,
        dimension=DimensionName(dimension),
        reading=of.reading,
        record=of.kind,
        field=of.field,
        over=over,
        table=table,
        least=least,
        fade=fade,
        since=since,
        law=law,
    )


def _table(findings: Findings, node: Node, of: _Of) -> tuple[tuple[Fraction, int], ...] | None:
    """Return the points of a measure by lower bounds; every reading can come down to 0."""
    if of.reading is Reading.SHARE:
        return rows_of(findings, node, parse=parse_percent, least=0, due="a percentage")
    parse: Callable[[str], Fraction | None] = _money if isinstance(of.form, Money) else _number
    return rows_of(findings, node, parse=parse, least=0, due="a number from 0 up")


def _number(text: str) -> Fraction | None:
    """Return a number of records or units: whole, with decimals, or n/d."""
    value = parse_fraction(text) if "/" in text else parse_decimal(text)
    if value is None or value < 0 or value.denominator > DENOMINATOR_MAX:
        return None
    return value


def _money(text: str) -> Fraction | None:
    """Return an amount of money in hundredths."""
    value = parse_decimal(text)
    return None if value is None or value < 0 else value * HUNDREDTHS
