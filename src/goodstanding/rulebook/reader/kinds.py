"""Reading `records`: the kinds of record a policy declares."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from goodstanding.model.kinds import (
    Basis,
    Context,
    Day,
    FieldType,
    Money,
    Need,
    OneOf,
    RecordClass,
    RecordKind,
    WholeNumber,
    YesOrNo,
)
from goodstanding.model.names import FieldName, KindName, SourceName
from goodstanding.rulebook.reader.context import BAD_VALUE, MISSING_KEY, Findings
from goodstanding.rulebook.reader.values import (
    choice,
    is_name,
    key_name,
    name,
    parse_day,
    parse_money,
    parse_whole,
    text_of,
    texts,
)
from goodstanding.rulebook.tree import Node

RANGED = re.compile(r"(whole number|money|date) (\S+?)\.\.(\S+)")
ONE_OF = re.compile(r"one of (.+)")
RESERVED_FIELDS = frozenset(
    {"id", "source", "member", "kind", "on", "until", "filed", "act", "notified", "state"}
)
"""The columns that every record has; a field cannot take their names."""


def read_kinds(findings: Findings, node: Node) -> dict[KindName, RecordKind]:
    """Return the kinds of record that could be built."""
    found = {}
    for key, below in (findings.mapping(node) or {}).items():
        kind = _kind(findings, key, below) if key_name(findings, key, below) else None
        if kind is not None:
            found[kind.name] = kind
    return found


def _kind(findings: Findings, key: str, node: Node) -> RecordKind | None:
    """Return one kind of record, None where a part of it is broken."""
    needed = ("source", "means") if findings.study else ("source", "means", "basis", "context")
    optional = ("basis", "context", "class", "needs", "fields", "act", "law")
    keys = findings.keys(node, needed=needed, optional=optional)
    if keys is None:
        return None
    source = name(findings, keys["source"]) if "source" in keys else None
    means = texts(findings, keys["means"]) if "means" in keys else None
    basis: Basis | None = Basis.OWN_SERVICE
    context: Context | None = Context.COMMUNITY
    record_class: RecordClass | None = RecordClass.ORDINARY
    if "basis" in keys:
        basis = choice(findings, keys["basis"], Basis)
    if "context" in keys:
        context = choice(findings, keys["context"], Context)
    if "class" in keys:
        record_class = choice(findings, keys["class"], RecordClass)
    needs = _needs(findings, keys["needs"]) if "needs" in keys else frozenset()
    fields = _fields(findings, keys["fields"]) if "fields" in keys else {}
    act = _yes(findings, keys["act"]) if "act" in keys else False
    law = texts(findings, keys["law"]) if "law" in keys else {}
    if source is None or means is None or basis is None or context is None:
        return None
    if record_class is None or needs is None or fields is None or act is None or law is None:
        return None
    if findings.is_broken(node.path):
        return None
    return RecordKind(
        name=KindName(key),
        source=SourceName(source),
        means=means,
        basis=basis,
        context=context,
        record_class=record_class,
        needs=needs,
        fields=fields,
        act=act,
        law=law,
    )


def _yes(findings: Findings, node: Node) -> bool | None:
    """Return yes or no."""
    text = text_of(findings, node)
    if text in {"yes", "no"}:
        return text == "yes"
    if text is not None:
        findings.add(BAD_VALUE, node, f"{text!r} is not yes or no", "Write yes or no")
    return None


def _needs(findings: Findings, node: Node) -> frozenset[Need] | None:
    """Return what it takes to get a record."""
    if node.items is None:
        findings.add(BAD_VALUE, node, "this is not a list", "Write a list such as [money, time]")
        return None
    found = [choice(findings, each, Need) for each in node.items]
    return frozenset(each for each in found if each is not None)


def _fields(findings: Findings, node: Node) -> Mapping[FieldName, FieldType] | None:
    """Return the fields of a kind."""
    mapping = findings.mapping(node)
    if mapping is None:
        return None
    found: dict[FieldName, FieldType] = {}
    for key, below in mapping.items():
        if not key_name(findings, key, below):
            continue
        if key in RESERVED_FIELDS:
            findings.add(
                BAD_VALUE,
                below,
                f"{key!r} is a column that every record has",
                "Give the field another name",
            )
            continue
        form = _field_type(findings, below)
        if form is not None:
            found[FieldName(key)] = form
    return found


def _field_type(findings: Findings, node: Node) -> FieldType | None:
    """Return the type and range of a field."""
    if node.mapping is not None:
        return _listed_names(findings, node)
    text = text_of(findings, node)
    if text is None:
        return None
    if text == "yes or no":
        return YesOrNo()
    if text == "date":
        return Day()
    listed = ONE_OF.fullmatch(text)
    if listed is not None:
        return _one_of(findings, node, [each.strip() for each in listed[1].split(",")])
    return _ranged(findings, node, text)


def _listed_names(findings: Findings, node: Node) -> OneOf | None:
    """Return the names of `{one of: [a, b]}`."""
    keys = findings.keys(node, needed=["one of"])
    if keys is None or "one of" not in keys:
        return None
    items = keys["one of"].items
    if items is None:
        findings.add(MISSING_KEY, node, "no names are listed", "Write one of: [a, b]")
        return None
    return _one_of(findings, node, [text_of(findings, each) or "" for each in items])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ends:
    """The two ends of a range as written."""

    type: str
    least: str
    most: str


def _ranged(findings: Findings, node: Node, text: str) -> FieldType | None:
    """Return a type with its range."""
    match = RANGED.fullmatch(text)
    found: FieldType | None = None
    if match is not None:
        found = _between(_Ends(type=match[1], least=match[2], most=match[3]))
    if found is None:
        findings.add(
            BAD_VALUE,
            node,
            f"unknown type {text[:64]!r}, or an empty or impossible range",
            "Write one of: whole number 1..12, money 0..5000, yes or no, one of a, b, date",
        )
    return found


def _between(ends: _Ends) -> FieldType | None:
    """Return the type of a range, None where its ends are not of the type or the wrong way."""
    if ends.type == "date":
        first, last = parse_day(ends.least), parse_day(ends.most)
        if first is None or last is None or first > last:
            return None
        return Day(least=first, most=last)
    parse = parse_money if ends.type == "money" else parse_whole
    least, most = parse(ends.least), parse(ends.most)
    if least is None or most is None or least > most:
        return None
    if ends.type == "money":
        return Money(least=least, most=most)
    return WholeNumber(least=least, most=most)


def _one_of(findings: Findings, node: Node, names: list[str]) -> OneOf | None:
    """Return a closed set of names."""
    if not names or len(set(names)) != len(names) or not all(is_name(each) for each in names):
        findings.add(
            BAD_VALUE,
            node,
            "the names are not distinct lower-case words",
            "Write one of a, b, c with each name once",
        )
        return None
    return OneOf(names=tuple(names))
