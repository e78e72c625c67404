"""Bodies of requests into rows, strictly: NDJSON, a JSON array, or a batch of CloudEvents 1.0."""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from goodstanding.errors import Code, declare
from goodstanding.intake.door import Register
from goodstanding.intake.faults import Fault
from goodstanding.intake.records import NEEDED, RecordReader, record_columns
from goodstanding.intake.wire.objects import KEY_TWICE_FAULT, ObjectSheet, strict_decoder
from goodstanding.intake.wire.sheet import Cell, Columns
from goodstanding.model.plain import plain_fields
from goodstanding.model.policy import Policy
from goodstanding.service.admission import FiledRow
from goodstanding.service.refused import no

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
    {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"}
)
NOT_OURS: Final = Fault(
    code=NOT_YOUR_SOURCE, column="source", what="this is not the source of your key",
    hint="File with the key of that source",
)  # fmt: skip


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

    def rows(
        self, body: bytes, media: str, today: date
    ) -> tuple[int, list[FiledRow], list[tuple[int, Fault]]]:
        """Return how many rows a body has, the well-formed ones, and what is wrong with others.

        Raises:
            ProblemsError: the body as a whole cannot be read, or has too many rows or none.
        """
        good: list[FiledRow] = []
        bad: list[tuple[int, Fault]] = []
        count = 0
        for count, cells in enumerate(self._cells(body, media), start=1):
            if count > ROWS_MAX:
                raise no(TOO_MANY_ROWS, f"a request has at most {ROWS_MAX:,} rows", "Send fewer")
            found = [cells] if isinstance(cells, Fault) else self._row(count, cells, today)
            if isinstance(found, list):
                bad += [(count, fault) for fault in found]
            else:
                good.append(found)
        if not count:
            raise no(NO_ROWS, "the request has no rows", "Send at least one")
        return count, good, bad

    def _cells(self, body: bytes, media: str) -> Iterator[Sequence[Cell] | Fault]:
        """Yield the cells of each row."""
        if media == LINES:
            for _, found in ObjectSheet(io.BytesIO(body), self._columns, file="").rows():
                yield found
            return
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
    if event.get("datacontenttype", ARRAY) != ARRAY or not isinstance(event.get("data"), Mapping):
        return _bad(BAD_EVENT, "data", "the data of the event is not a JSON object", "Send one")
    return None


def _bad(code: Code, column: str, what: str, hint: str) -> Fault:
    """Return a fault of an event."""
    return Fault(code=code, column=column, what=what, hint=hint)
