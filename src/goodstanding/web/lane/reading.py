"""Bodies of requests into rows, strictly: NDJSON, a JSON array, or a batch of CloudEvents 1.0."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from goodstanding.errors import Code, declare
from goodstanding.intake.door import Register
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import ROW_BYTES_MAX
from goodstanding.intake.records import NEEDED, RecordReader, record_columns
from goodstanding.intake.refusals import REFUSED_AT_THE_DOOR
from goodstanding.intake.wire.lines import BYTE_ORDER_MARK, NOT_UTF_8, read_lines
from goodstanding.intake.wire.objects import KEY_TWICE_FAULT, ObjectSheet, strict_decoder
from goodstanding.intake.wire.sheet import Cell, Columns
from goodstanding.model.plain import plain_fields
from goodstanding.model.policy import Policy
from goodstanding.model.record import Refusal
from goodstanding.service.admission import FiledRow
from goodstanding.service.refused import no
from goodstanding.web.lane.ordinary import ELEMENTS, UNREADABLE, Ordinary

NOT_JSON = declare("lane-not-json", "A body is not the JSON that its content type says.")
NO_ROWS = declare("lane-no-rows", "A request has no rows.")
TOO_MANY_ROWS = declare("lane-too-many-rows", "A request has more rows than one may have.")
NOT_YOUR_SOURCE = declare("lane-not-your-source", "A row names another source than its key.")
BAD_EVENT = declare("lane-bad-event", "An event is not one of CloudEvents 1.0 as it is taken here.")
EVENT_WITHOUT_ID = declare("lane-event-without-id", "An event has no id, so it could count twice.")

ROWS_MAX: Final = 10_000
LINES: Final = "application/x-ndjson"
ARRAY: Final = "application/json"
EVENTS: Final = "application/cloudevents-batch+json"
ATTRIBUTES: Final = frozenset(
    {
        "specversion",
        "id",
        "source",
        "type",
        "subject",
        "time",
        "datacontenttype",
        "dataschema",
        "data",
    }
)
TO_A_SOURCE: Final[Mapping[Code, Mapping[str, Any]]] = {
    NOT_UTF_8: {"hint": "Send it in UTF-8"},
    REFUSED_AT_THE_DOOR[Refusal.HAPPENED_AFTER_FILING].code: {
        "column": "on",
        "what": "the day of the act has not come yet in the programme's time zone",
        "hint": "Correct `on`, or send it on that day",
    },
    REFUSED_AT_THE_DOOR[Refusal.KIND_WITHOUT_LEGAL_BASIS].code: {
        "hint": "Take the row out; only the operator can name the basis",
    },
}
"""What a source is told instead where files say what only whoever keeps the file can do."""
NOT_OURS: Final = Fault(
    code=NOT_YOUR_SOURCE, column="source", what="this is not the source of your key",
    hint="File with the key of that source",
)  # fmt: skip

_Row = FiledRow | list[Fault]
"""A well-formed row, or everything that is wrong with it."""


class Form:
    """What the rows of one source look like under one edition."""

    def __init__(self, policy: Policy, source: str) -> None:
        """Look up the columns. A day of filing and a day of notice are not a source's to say."""
        own = {name: kind for name, kind in policy.kinds.items() if kind.source == source}
        known = record_columns(own)
        kept = tuple(name for name in known.optional if name not in {"filed", "notified"})
        self._columns = Columns(
            needed=NEEDED, optional=kept, texts=known.texts, days=known.days - {"filed", "notified"}
        )
        self._sheet = ObjectSheet(io.BytesIO(), self._columns, file="")
        register = Register(kinds=policy.kinds, members=None)
        self._reader = RecordReader(register, (*self._sheet.columns, "filed"))
        self._source = source
        self.ordinary = Ordinary(policy.kinds, source)

    def rows(
        self, body: bytes, media: str, today: date
    ) -> tuple[int, list[FiledRow], list[tuple[int, Fault]]]:
        """Return how many rows a body has, the well-formed ones, and what is wrong with others.

        Raises:
            ProblemsError: the body as a whole cannot be read, or has too many rows or none.
        """
        found = self._quick(body, media, today) if media != LINES else None
        rows: Sequence[_Row] = self._read(body, media, today) if found is None else found
        if len(rows) > ROWS_MAX:
            raise no(TOO_MANY_ROWS, f"a request has at most {ROWS_MAX:,} rows", "Send fewer")
        if not rows:
            raise no(NO_ROWS, "the request has no rows", "Send at least one")
        good = [row for row in rows if isinstance(row, FiledRow)]
        bad = [
            (number, replace(fault, **TO_A_SOURCE.get(fault.code, {})))
            for number, row in enumerate(rows, start=1)
            if isinstance(row, list)
            for fault in row
        ]
        return len(rows), good, bad

    def _quick(self, body: bytes, media: str, today: date) -> list[FiledRow] | None:
        """Return the rows of an array where every one is ordinary."""
        try:
            elements = ELEMENTS(body)
        except UNREADABLE:
            return None
        if len(elements) > ROWS_MAX:
            return None
        read = self.ordinary.event if media == EVENTS else self.ordinary.row
        found = []
        for number, element in enumerate(elements, start=1):
            row = read(number, bytes(element), today)
            if row is None:
                return None
            found.append(row)
        return found

    def _read(self, body: bytes, media: str, today: date) -> list[_Row]:
        """Return every row, or everything that is wrong with it; not many more than there may be.

        A line that is ordinary is read at once; elements of an array come here where one is not.
        """
        quick = self.ordinary.row
        found: list[_Row] = []
        given = lines_of(body) if media == LINES else self._cells(body, media)
        for number, each in enumerate(given, start=1):
            if number > ROWS_MAX + 1:
                break
            row = quick(number, each, today) if isinstance(each, bytes) else None
            if row is not None:
                found.append(row)
                continue
            cells = self._sheet.cells_of_line(each) if isinstance(each, bytes) else each
            found.append([cells] if isinstance(cells, Fault) else self._row(number, cells, today))
        return found

    def _cells(self, body: bytes, media: str) -> Iterator[Sequence[Cell] | Fault]:
        """Yield the cells of each element of an array."""
        for each in _elements(body):
            mapped = _of_event(each) if media == EVENTS else each
            if isinstance(mapped, Fault):
                yield mapped
            elif isinstance(mapped, dict):
                yield self._sheet.cells(mapped)
            else:
                yield KEY_TWICE_FAULT if mapped is TWICE else NOT_A_ROW

    def _row(self, number: int, cells: Sequence[Cell], today: date) -> FiledRow | list[Fault]:
        """Return a row, or everything that is wrong with it."""
        cells = [*cells, today]
        member, source = self._reader.member_of(cells), self._reader.source_of(cells)
        faults = [each for each in (member, source) if isinstance(each, Fault)]
        if isinstance(source, str) and source != self._source:
            faults.append(NOT_OURS)
        if faults:
            return faults
        record = self._reader.read(cells, str(member), str(source))
        if isinstance(record, list):
            return record
        return FiledRow(
            number, record.id, record.member, record.kind, record.on, record.until, record.act,
            plain_fields(record.fields),
        )  # fmt: skip


def lines_of(body: bytes) -> Iterable[bytes | Fault]:
    """Return the lines of a body as `read_lines` reads them."""
    if b"\r" in body or body.startswith(BYTE_ORDER_MARK):
        return read_lines(io.BytesIO(body))
    found = body.split(b"\n")
    if not found[-1]:
        found.pop()
    if max(map(len, found), default=0) > ROW_BYTES_MAX:
        return read_lines(io.BytesIO(body))
    return found


class _Twice:
    """Stands for an object that has one key twice."""


TWICE: Final = _Twice()
NOT_A_ROW: Final = Fault(code=NOT_JSON, what="this is not one JSON object", hint="Send objects")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Twice:
    """Return an object, unless a key stands twice."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else TWICE


DECODER: Final = strict_decoder(_pairs)


def read_json(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the value of a body.

    Raises:
        ProblemsError: it is not JSON in UTF-8.
    """
    try:
        return DECODER.decode(body.decode())
    except (ValueError, RecursionError):
        raise no(NOT_JSON, "the body is not JSON in UTF-8", "Send the type that you name") from None


def _elements(body: bytes) -> list[Any]:
    """Return the elements of an array."""
    found = read_json(body)
    if not isinstance(found, list):
        raise no(NOT_JSON, "the body is not a JSON array", "Send an array of objects")
    return found


def _of_event(event: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the row that an event says, or what is wrong with the event."""
    if not isinstance(event, Mapping):
        return event
    fault = _envelope_fault(event)
    if fault is not None:
        return fault
    content = event["data"]
    row = {"id": event["id"]}
    for column, name in (("source", "source"), ("member", "subject"), ("kind", "type")):
        if name in event:
            row[column] = event[name]
    if row.keys() & content.keys():
        return _bad(BAD_EVENT, "data", "the data repeats what an attribute says", "Take it out")
    return {**row, **content}


def _envelope_fault(event: Mapping[str, Any]) -> Fault | None:
    """Return what is wrong with the attributes of an event, None where nothing is."""
    if event.get("id") in (None, ""):
        return _bad(EVENT_WITHOUT_ID, "id", "the event has no id", "Give each event its own id")
    if event.get("specversion") != "1.0":
        return _bad(BAD_EVENT, "specversion", "this is not version 1.0", 'Write "1.0"')
    if not ATTRIBUTES.issuperset(event):
        hint = f"Known are {', '.join(sorted(ATTRIBUTES))}"
        return _bad(BAD_EVENT, "", "the event has an attribute that nothing reads", hint)
    media = event.get("datacontenttype", ARRAY)
    if not isinstance(media, str) or media.partition(";")[0].strip().lower() != ARRAY:
        what, hint = "the data is said to be no JSON", f"Write {ARRAY}, or leave it out"
        return _bad(BAD_EVENT, "datacontenttype", what, hint)
    if not isinstance(event.get("data"), Mapping):
        return _bad(BAD_EVENT, "data", "the data of the event is not a JSON object", "Send one")
    return None


def _bad(code: Code, column: str, what: str, hint: str) -> Fault:
    """Return a fault of an event."""
    return Fault(code=code, column=column, what=what, hint=hint)
