"""Rows as nearly all of them are, read in one go; every other row is left to the full reader."""

# What is read here is read by `RecordReader` to the same record: a row is left alone as soon as
# anything about it could be said in two ways, or could be wrong. So no message is written here.

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from goodstanding.intake.characters import PLAIN_ID
from goodstanding.intake.faults import Fault
from goodstanding.intake.values import Parsed, parse_day, reader_of
from goodstanding.intake.wire.sheet import Cell, JsonNumber
from goodstanding.model.kinds import RecordKind
from goodstanding.model.names import KindName
from goodstanding.model.plain import DAY
from goodstanding.service.admission import FiledRow, sealed_text

DECODE: Final = msgspec.json.Decoder().decode
ENCODE: Final = msgspec.json.Encoder().encode
ELEMENTS: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode
UNREADABLE: Final = (msgspec.DecodeError, RecursionError)
DIGITS_END: Final = 10**15
"""Numbers below it, with their sign, have no more digits than one may have."""
KEPT_MAX: Final = 8_192
NEEDED: Final = 5
TEXTS_NEEDED: Final = 5
"""Identifier, source, member, kind and day: all of them texts."""
FURTHER: Final = frozenset({"until", "act"})
EVENT: Final = frozenset({"specversion", "id", "source", "type", "subject", "data"})
BESIDE: Final = frozenset({"time", "datacontenttype"})
VERSION, JSON = "1.0", "application/json"


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of one kind are read: what reads each field, whether acts are named, how many keys.

    The act is named beside the keys that every row of the kind has.
    """

    fields: tuple[tuple[str, Callable[[Cell], Parsed]], ...]
    act: bool
    keys: int


class _Rest(NamedTuple):
    """All that a row says but its identifier and whom it is about; much the same in many rows.

    `texts` is how many of the row's values are texts, `tail` what follows the identifier in what is
    sealed.
    """

    kind: str
    on: date
    until: date | None
    act: str | None
    fields: dict[str, Any]
    texts: int
    tail: bytes


class Ordinary:
    """Reads the ordinary rows of one source under one edition."""

    def __init__(self, kinds: Mapping[KindName, RecordKind], source: str) -> None:
        """Plan how each kind of the source is read that may be filed."""
        self._source = source
        self._rests: dict[bytes, _Rest] = {}
        self._plans = {
            str(name): _Plan(
                fields=tuple((str(each), reader_of(of, each)) for each, of in kind.fields.items()),
                act=kind.act,
                keys=NEEDED + len(kind.fields),
            )
            for name, kind in kinds.items()
            if kind.source == source and not kind.off
        }

    def row(self, number: int, text: bytes, today: date) -> FiledRow | None:
        """Return the row of an object in JSON, None where the full reader is to look at it."""
        said = _decoded(text)
        if type(said) is not dict:
            return None
        return self._row(number, said, text.count(b'"') - 2 * len(said), today)

    def event(self, number: int, text: bytes, today: date) -> FiledRow | None:
        """Return the row of an event in JSON, None where the full reader is to look at it."""
        event = _decoded(text)
        if type(event) is not dict or not EVENT.issubset(event) or event["specversion"] != VERSION:
            return None
        content, texts = event["data"], 1
        for attribute in event.keys() - EVENT:
            if attribute not in BESIDE or type(event[attribute]) is not str:
                return None
            texts += 1
        if event.get("datacontenttype", JSON) != JSON or type(content) is not dict:
            return None
        said = {
            "id": event["id"],
            "source": event["source"],
            "member": event["subject"],
            "kind": event["type"],
            **content,
        }
        if len(said) != NEEDED - 1 + len(content):
            return None
        quotes = text.count(b'"') - 2 * (len(event) + len(content) + texts)
        return self._row(number, said, quotes, today)

    def _row(self, number: int, said: dict[str, Any], quotes: int, today: date) -> FiledRow | None:
        """Return a row of plain values; `quotes` are those around its values.

        Quotes that belong to no value here belong to a key that stands twice.
        """
        name, member = said.pop("id", None), said.pop("member", None)
        if not (_is_id(name) and _is_id(member)):
            return None
        key = ENCODE(said)  # which keeps 1, 1.0 and true apart
        rest = self._rests.get(key)
        if rest is None:
            rest = self._rest(said)
            if rest is None:
                return None
            if len(self._rests) >= KEPT_MAX:
                self._rests.clear()
            if rest.act is None:  # the name of an act is of few rows, and tells them from others
                self._rests[key] = rest
        kind, on, until, act, fields, texts, tail = rest
        if on > today or quotes != 2 * texts:
            return None
        text = b'{"id":"%b",%b' % (name.encode(), tail)
        return FiledRow(number, name, member, kind, on, until, act, fields, text)

    def _rest(self, said: dict[str, Any]) -> _Rest | None:
        """Return all else that a row says, None where the full reader is to look at it."""
        kind, on = said.get("kind"), _day(said.get("on"))
        plan = self._plans.get(kind) if type(kind) is str else None
        if plan is None or on is None or said.get("source") != self._source:
            return None
        further = said.keys() & FURTHER
        until, act = _day(said.get("until")), said.get("act")
        fields = {name: _value(read, said.get(name)) for name, read in plan.fields}
        texts = sum(type(value) is str for value in said.values())
        odd = (
            len(said) != plan.keys - len(SAID_APART) + len(further)
            or None in fields.values()
            or (said.get("until") is not None and (until is None or until < on))
            or (act is not None and not (plan.act and _is_id(act)))
        )
        if odd:
            return None
        tail = sealed_text(FiledRow(0, "", "", str(kind), on, until, act, fields))
        tail = tail.removeprefix(b'{"id":"",')
        return _Rest(str(kind), on, until, act, fields, texts + len(SAID_APART), tail)


SAID_APART: Final = ("id", "member")


def _decoded(text: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the value of a text in which every quote begins or ends a text, None for others."""
    if not text.isascii() or b"\\" in text:
        return None
    try:
        return DECODE(text)
    except UNREADABLE:
        return None


def _is_id(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Return whether a value is an identifier that needs no second look."""
    return type(value) is str and PLAIN_ID.fullmatch(value) is not None


def _day(cell: Any) -> date | None:  # noqa: ANN401 - whatever JSON holds
    """Return a day, None where it is none."""
    return parse_day(cell) if type(cell) is str else None


def _value(read: Callable[[Cell], Parsed], cell: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the value of a field as it is filed, None where the full reader is to look at it."""
    if type(cell) is int and cell and -DIGITS_END < cell < DIGITS_END:
        value = read(JsonNumber(cell))
    elif type(cell) is str or type(cell) is bool:
        value = read(cell)
    else:
        return None  # nothing, a list, a fraction, or nought, which may have had a sign
    if isinstance(value, Fault):
        return None
    return {DAY: value.isoformat()} if isinstance(value, date) else value
