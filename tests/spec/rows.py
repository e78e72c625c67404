"""The table notation of the rule guide: a row is an act or a total, a column a day asked for."""

import re
from dataclasses import dataclass, field
from datetime import date

from goodstanding.model.entry import Consent, Entry, Member, State, StateChange
from goodstanding.model.kinds import FieldType, Money, RecordKind, WholeNumber, YesOrNo
from goodstanding.model.names import (
    ActId,
    FieldName,
    FieldValue,
    KindName,
    LevelName,
    MemberId,
    RecordId,
    SourceName,
)
from goodstanding.model.policy import Policy

MEMBER = MemberId("member")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STATES = {
    "under review": State.UNDER_REVIEW,
    "struck out": State.STRUCK_OUT,
    "repaired": State.REPAIRED,
    "counted again": State.COUNTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: what stands on the left, and a cell for each day asked for."""

    left: str
    cells: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Table:
    """What a table says: a member with records, and what each day's statement has to hold."""

    days: tuple[date, ...]
    rows: list[Row]
    joined: date = date.min
    held: LevelName | None = None
    consents: dict[SourceName, Consent] | None = None
    entries: dict[int, Entry] = field(default_factory=dict)

    @property
    def member(self) -> Member:
        """Return the member the table speaks of."""
        return Member(id=MEMBER, joined=self.joined, consents=self.consents, level_held=self.held)


def read_table(policy: Policy, text: str) -> Table:
    """Return what a table says; the day asked for is the latest it names where none is given."""
    rows = []
    for line in text.strip().splitlines():
        left, *cells = (part.strip() for part in line.split("|"))
        rows.append(Row(left=left, cells=tuple(cells)))
    if rows[0].left == "as of":
        days = tuple(date.fromisoformat(cell) for cell in rows.pop(0).cells)
    else:
        named = [match[0] for row in rows if (match := DAY.match(row.left))]
        days = (date.fromisoformat(max(named)),)
    assert all(len(row.cells) in {0, len(days)} for row in rows), "a row has a cell for each day"
    table = Table(days=days, rows=rows)
    for place, row in enumerate(rows):
        _read_row(policy, table, place, row.left)
    return table


def _read_row(policy: Policy, table: Table, place: int, left: str) -> None:
    """Take in what a row says of the member or an act; all others only expect."""
    words = left.split()
    if words[0] == "joined":
        table.joined = date.fromisoformat(words[1])
    elif words[0] == "held":
        table.held = LevelName(words[1])
    elif left == "authorised nobody":
        table.consents = {}
    elif words[0] == "authorised":
        source = SourceName(words[1].rstrip(","))
        table.consents = {**(table.consents or {}), source: _consent(table, left)}
    elif DAY.fullmatch(words[0]) and words[1] not in {"cap", "limit"}:
        table.entries[place] = _entry(policy, left, place)


def _consent(table: Table, left: str) -> Consent:
    """Return the consent of `authorised SOURCE, until DAY, only KIND, records from DAY`."""
    says = {}
    for part in left.split(", ")[1:]:
        key, _, value = part.rpartition(" ")
        says[key] = value
    return Consent(
        given=date.fromisoformat(says["given"]) if "given" in says else table.joined,
        until=date.fromisoformat(says["until"]) if "until" in says else None,
        kinds=frozenset({KindName(says["only"])}) if "only" in says else None,
        records_from=date.fromisoformat(says["records from"]) if "records from" in says else None,
    )


def _entry(policy: Policy, left: str, place: int) -> Entry:
    """Return the record of `DAY KIND FIELD VALUE..., filed DAY, until DAY, act ID, ...`."""
    said, *extras = left.split(", ")
    day, kind_name, *pairs = said.split()
    kind = policy.kinds[KindName(kind_name)]
    on = date.fromisoformat(day)
    filed, until, act, notified = on, None, None, date.min
    told: date | None = notified
    changes: list[StateChange] = []
    for extra in extras:
        key, _, value = extra.rpartition(" ")
        if key == "filed":
            filed = date.fromisoformat(value)
        elif key == "until":
            until = date.fromisoformat(value)
        elif key == "act":
            act = ActId(value)
        elif extra == "not told":
            told = None
        elif key == "told":
            told = date.fromisoformat(value)
        else:
            changes.append(_state(extra, on))
    return Entry(
        source=kind.source,
        record=RecordId(f"row-{place + 1:02d}"),
        member=MEMBER,
        kind=kind.name,
        on=on,
        filed=filed,
        until=until,
        act=act,
        notified=told,
        position=place,
        fields=_fields(kind, pairs),
        states=tuple(changes),
    )


def _state(extra: str, on: date) -> StateChange:
    """Return the change of `under review`, `struck out from DAY` and the like."""
    word, _, day = extra.partition(" from ")
    return StateChange(state=STATES[word], on=date.fromisoformat(day) if day else on)


def _fields(kind: RecordKind, pairs: list[str]) -> dict[FieldName, FieldValue]:
    """Return the fields given as `name value`."""
    given = dict(zip(pairs[::2], pairs[1::2], strict=True))
    return {name: _value(form, given[name]) for name, form in kind.fields.items()}


def _value(form: FieldType, text: str) -> FieldValue:
    """Return the value of a field; money is written in whole units."""
    if isinstance(form, Money):
        return round(float(text) * 100)
    if isinstance(form, WholeNumber):
        return int(text)
    if isinstance(form, YesOrNo):
        return {"yes": True, "no": False}[text]
    return text
