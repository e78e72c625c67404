"""NDJSON: one flat object a line."""

import io
import json
from typing import Any, Final

import pytest
from tests.support.intake import every_field

from goodstanding.errors import ProblemsError
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import ROW_BYTES_MAX
from goodstanding.intake.records import record_columns
from goodstanding.intake.wire.objects import LEADING_BAD_LINES_MAX, ObjectSheet
from goodstanding.intake.wire.sheet import JsonNumber

LINE: Final = '{"id":"r-1","source":"volunteers","member":"m-1","kind":"visit","on":"2027-01-10"}'


def found(content: bytes | str) -> list[tuple[int, Any]]:
    """Return each line's number, and its filled cells or the code of its fault."""
    given = content.encode() if isinstance(content, str) else content
    sheet = ObjectSheet(io.BytesIO(given), record_columns(every_field().kinds), file="x.ndjson")
    return [
        (
            number,
            row.code.name.removeprefix("intake-")
            if isinstance(row, Fault)
            else {
                name: cell
                for name, cell in zip(sheet.columns, row, strict=True)
                if cell is not None
            },
        )
        for number, row in sheet.rows()
    ]


def line(**changes: Any) -> str:
    """Return a good line with changes, `...` taking a key out."""
    whole = {**json.loads(LINE), **changes}
    return json.dumps({key: value for key, value in whole.items() if value is not ...})


def test_lines_count_from_one_and_values_keep_their_types() -> None:
    content = "\n".join([line(hours=3, on_time=True, amount="12.50", until=None), LINE])
    assert found(content) == [
        (1, {**json.loads(LINE), "hours": JsonNumber(3), "on_time": True, "amount": "12.50"}),
        (2, json.loads(LINE)),
    ]
    assert found("\ufeff" + LINE + "\r\n") == [(1, json.loads(LINE))]
    assert found(b"") == []


@pytest.mark.parametrize(
    "bad, code",
    [
        ("", "not-an-object"),
        ("[]", "not-an-object"),
        ("null", "not-an-object"),
        ("{", "not-an-object"),
        (LINE + ",", "not-an-object"),
        (LINE + LINE, "not-an-object"),
        (LINE[:-1] + ',"hours":NaN}', "not-an-object"),
        (LINE[:-1] + ',"hours":-Infinity}', "not-an-object"),
        ("{'id':'r-1'}", "not-an-object"),
        (LINE[:-1] + ',"act":"a\tb"}', "not-an-object"),
        ("[" * 60_000, "not-an-object"),
        ('{"a":' * 12_000, "not-an-object"),
        (LINE[:-1] + ',"id":"r-1"}', "key-twice"),
        (LINE[:-1] + ',"act":{"x":1,"x":1}}', "key-twice"),
        (line(colour="red"), "unknown-key"),
        (line(ID="r-1"), "unknown-key"),
        (line(member=...), "missing-key"),
        (line(act=["a"]), "not-a-cell"),
        (line(act={}), "not-a-cell"),
        (LINE[:-1] + ',"hours":3.0}', "not-a-cell"),
        (LINE[:-1] + ',"hours":3e0}', "not-a-cell"),
        (LINE[:-1] + ',"hours":-0}', "not-a-cell"),
        (LINE[:-1] + ',"hours":12345678901234567}', "not-a-cell"),
        (LINE[:-1] + ',"hours":1e400}', "not-a-cell"),
        (line(notified="2027-01-11"), "notified-not-from-the-start"),
        (LINE + " " * ROW_BYTES_MAX, "row-too-long"),
    ],
)
def test_a_bad_line_comes_back_and_the_next_is_read(bad: str, code: str) -> None:
    good = json.loads(LINE)
    assert found(f"{LINE}\n{bad}\n{LINE}") == [(1, good), (2, code), (3, good)]


def test_a_line_that_is_not_utf_8_comes_back() -> None:
    assert found(LINE.encode() + b"\n\xff\n" + LINE.encode()) == [
        (1, json.loads(LINE)),
        (2, "not-utf-8"),
        (3, json.loads(LINE)),
    ]


def test_a_source_that_says_once_when_a_notice_arrived_has_to_say_it_always() -> None:
    told = {**json.loads(LINE), "notified": "2027-01-11"}
    content = "\n".join(["x", line(notified="2027-01-11"), LINE])
    assert found(content) == [(1, "not-an-object"), (2, told), (3, json.loads(LINE))]
    columns = record_columns(every_field().kinds)
    for first, kept in ((line(notified=None), True), (LINE, False)):
        sheet = ObjectSheet(io.BytesIO(first.encode()), columns, file="x.ndjson")
        assert ("notified" in sheet.columns) is kept


def test_a_file_that_begins_with_other_things_is_no_ndjson() -> None:
    few = "x\n" * (LEADING_BAD_LINES_MAX - 1)
    assert len(found(few + LINE)) == LEADING_BAD_LINES_MAX
    with pytest.raises(ProblemsError) as caught:
        found(few + "x\n" + LINE)
    (told,) = caught.value.problems
    assert f"{told.code.name} {told}" == (
        "intake-not-ndjson x.ndjson:1: none of the first 1,000 lines is one JSON object. "
        'Write one record a line, such as {"id": "r-1", ...}.'
    )
