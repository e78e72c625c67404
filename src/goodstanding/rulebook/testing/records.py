"""The records of a case: `{KIND: id, on: DAY, FIELD: value, ...}` to entries."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Final

from goodstanding.model.entry import ALWAYS_TOLD, Entry, State, StateChange
from goodstanding.model.kinds import FieldType, Money, OneOf, RecordKind, WholeNumber, YesOrNo
from goodstanding.model.names import ActId, FieldValue, KindName, MemberId, RecordId
from goodstanding.model.policy import Policy
from goodstanding.rulebook.reader.context import (
    BAD_VALUE,
    MISSING_KEY,
    TOO_MANY,
    UNDECLARED,
    WRONG_SHAPE,
    Findings,
)
from goodstanding.rulebook.reader.values import (
    choice,
    day,
    parse_day,
    parse_money,
    parse_whole,
    text_of,
    whole,
)
from goodstanding.rulebook.tree import Node

TIMES_MAX: Final = 1_000
RECORDS_MAX: Final = 2_000
ID_CHARACTERS_MAX: Final = 64
NOT_YET: Final = "not yet"
MEMBER: Final = MemberId("case")
OWN_KEYS: Final = ("until", "filed", "act", "notified", "state", "state on", "times")
"""What a record may say besides its kind, its day and its fields."""


def read_records(findings: Findings, node: Node, policy: Policy) -> list[Entry]:
    """Return the entries of a list of records; `times: 7` makes seven with ids t-1 to t-7."""
    if node.items is None:
        findings.add(WRONG_SHAPE, node, "the records are not a list", "Write [] or a list of {...}")
        return []
    found: list[Entry] = []
    for each in node.items:
        made = _record(findings, each, policy)
        if len(found) + len(made) > RECORDS_MAX:
            findings.add(
                TOO_MANY,
                node,
                f"there are more than {RECORDS_MAX:,} records in one list",
                "Use fewer; no edge needs so many",
            )
            return []
        found += made
    return found


def place(findings: Findings, node: Node, entries: list[Entry]) -> tuple[Entry, ...]:
    """Return the entries in their places, complaining where one source sends an id twice."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        key = (entry.source, entry.record)
        if key in seen:
            findings.add(
                BAD_VALUE,
                node,
                f"{entry.source} sends the record {entry.record!r} twice",
                "Give each record of a source its own id",
            )
        seen.add(key)
    return tuple(replace(entry, position=number) for number, entry in enumerate(entries))


def _record(findings: Findings, node: Node, policy: Policy) -> list[Entry]:
    """Return the entries of one record as written."""
    mapping = findings.mapping(node)
    if mapping is None:
        return []
    kind = _kind(findings, node, mapping, policy)
    if kind is None:
        return []
    keys = findings.keys(node, needed=(kind.name, "on", *kind.fields), optional=OWN_KEYS)
    assert keys is not None
    own_id = _id(findings, keys[kind.name])
    times = whole(findings, keys["times"], least=1, most=TIMES_MAX) if "times" in keys else 1
    read = {
        name: _value(findings, keys[name], form)
        for name, form in kind.fields.items()
        if name in keys
    }
    fields = {name: value for name, value in read.items() if value is not None}
    days = _days(findings, keys)
    if days is None or own_id is None or times is None or len(fields) < len(kind.fields):
        return []
    entry = Entry(
        source=kind.source,
        record=RecordId(own_id),
        member=MEMBER,
        kind=kind.name,
        on=days.on,
        filed=days.filed,
        until=days.until,
        act=_act(findings, keys, kind),
        notified=days.notified,
        fields=fields,
        states=_states(findings, keys, days.on),
    )
    if "times" not in keys:
        return [entry]
    return [replace(entry, record=RecordId(f"{own_id}-{number}")) for number in range(1, times + 1)]


def _kind(
    findings: Findings, node: Node, mapping: Mapping[str, Node], policy: Policy
) -> RecordKind | None:
    """Return the kind that the first key of a record names."""
    first = next(iter(mapping), "")
    kind = policy.kinds.get(KindName(first))
    if kind is None:
        near = get_close_matches(first, policy.kinds, n=1)
        hint = f"Write {near[0]!r} if you mean that" if near else "Begin with {KIND: id, on: DAY}"
        what = f"the first key, {first[:64]!r}, is no kind of record that the policy declares"
        findings.add(UNDECLARED, node, what, hint)
    return kind


def _id(findings: Findings, node: Node) -> str | None:
    """Return the id of a record."""
    text = text_of(findings, node)
    if text is not None and len(text) > ID_CHARACTERS_MAX:
        findings.add(BAD_VALUE, node, "the id is too long", f"Use at most {ID_CHARACTERS_MAX}")
        return None
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """The days of a record."""

    on: date
    filed: date
    until: date | None
    notified: date | None


def _days(findings: Findings, keys: Mapping[str, Node]) -> _Days | None:
    """Return the days of a record: `filed` is `on` unless said, and notices have arrived."""
    on = day(findings, keys["on"]) if "on" in keys else None
    filed = day(findings, keys["filed"]) if "filed" in keys else on
    until = day(findings, keys["until"]) if "until" in keys else None
    notified: date | None = ALWAYS_TOLD
    if "notified" in keys:
        notified = None if keys["notified"].text == NOT_YET else day(findings, keys["notified"])
    if on is None or filed is None:
        return None
    if until is not None and until < on:
        findings.add(BAD_VALUE, keys["until"], "the act ends before it begins", "Mend a day")
        return None
    if filed < on:
        findings.add(BAD_VALUE, keys["filed"], "it is filed before it happened", "Mend a day")
        return None
    return _Days(on=on, filed=filed, until=until, notified=notified)


def _act(findings: Findings, keys: Mapping[str, Node], kind: RecordKind) -> ActId | None:
    """Return the act that several offices may report; only kinds with `act: yes` have one."""
    if "act" not in keys:
        return None
    if not kind.act:
        findings.add(
            BAD_VALUE,
            keys["act"],
            f"the kind {kind.name!r} does not declare acts",
            "Take the act out, or write `act: yes` in the kind",
        )
    text = text_of(findings, keys["act"])
    return None if text is None else ActId(text)


def _states(findings: Findings, keys: Mapping[str, Node], on: date) -> tuple[StateChange, ...]:
    """Return the states: `state: STATE` from `state on`, or from the act; or `{DAY: STATE}`."""
    if "state" not in keys:
        if "state on" in keys:
            findings.add(MISSING_KEY, keys["state on"], "no state is given", "Add `state:`")
        return ()
    node = keys["state"]
    if node.mapping is None:
        state = choice(findings, node, State)
        since = day(findings, keys["state on"]) if "state on" in keys else on
        if state is None or since is None:
            return ()
        return (StateChange(state=state, on=since),)
    if "state on" in keys:
        findings.add(BAD_VALUE, keys["state on"], "each state has its day already", "Take it out")
    changes = []
    for key, below in node.mapping.items():
        since, state = parse_day(key), choice(findings, below, State)
        if since is None:
            findings.add(
                BAD_VALUE, below, f"{key[:64]!r} is not a day", "Write {2026-11-05: under review}"
            )
        elif state is not None:
            changes.append(StateChange(state=state, on=since))
    return tuple(changes)


def _value(findings: Findings, node: Node, form: FieldType) -> FieldValue | None:
    """Return the value of a field; money in hundredths."""
    text = text_of(findings, node)
    if text is None:
        return None
    value, due = _parsed(text, form)
    if value is None:
        findings.add(BAD_VALUE, node, f"{text[:64]!r} is not {due}", "Write what a source may send")
    return value


def _parsed(text: str, form: FieldType) -> tuple[FieldValue | None, str]:
    """Return the value that a text is for a field, None where it is none, and what is due."""
    match form:
        case YesOrNo():
            return {"yes": True, "no": False}.get(text), "yes or no"
        case OneOf():
            return (text if text in form.names else None), f"one of {', '.join(form.names)}"
        case WholeNumber():
            due = f"a whole number from {form.least} to {form.most}"
            return _inside(parse_whole(text), form), due
        case Money():
            return _inside(parse_money(text), form), "an amount of money inside the declared range"
        case _:
            found = parse_day(text)
            early = found is not None and form.least is not None and found < form.least
            late = found is not None and form.most is not None and found > form.most
            return (None if early or late else found), "a day inside the declared range"


def _inside(number: int | None, form: WholeNumber | Money) -> int | None:
    """Return a number inside a range, None where it is outside."""
    return number if number is not None and form.least <= number <= form.most else None


__all__ = ["MEMBER", "place", "read_records"]
