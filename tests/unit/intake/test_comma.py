"""CSV as RFC 4180 has it, read as the bytes stand."""

import csv
import io
from random import Random
from typing import Final

import pytest

from goodstanding.errors import ProblemsError
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import COLUMNS_MAX, ROW_BYTES_MAX
from goodstanding.intake.wire.comma import CommaSheet
from goodstanding.intake.wire.sheet import Columns

NO_HEADER: Final = (
    "x.csv:1: the file does not begin with the names of its columns. "
    "Name them first, with commas between them in CSV: a, b."
)
COLUMNS: Final = Columns(
    needed=("a", "b"), optional=("c",), texts=frozenset({"a", "b", "c"}), days=frozenset()
)


def sheet(content: bytes) -> CommaSheet:
    """Return a CSV file as a sheet."""
    return CommaSheet(io.BytesIO(content), COLUMNS, file="x.csv")


def cells(content: bytes) -> list[tuple[int, list[str] | str]]:
    """Return each row's number, and its cells or the code of its fault."""
    return [
        (number, found.code.name if isinstance(found, Fault) else [str(cell) for cell in found])
        for number, found in sheet(content).rows()
    ]


def problem(content: bytes) -> str:
    """Return the problems of a file that cannot be used."""
    with pytest.raises(ProblemsError) as caught:
        cells(content)
    return "\n".join(f"{each.code.name} {each}" for each in caught.value.problems)


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,2\n3,4\n",
        b"a,b\n1,2\n3,4",
        b"a,b\r\n1,2\r\n3,4\r\n",
        b"\xef\xbb\xbfa,b\n1,2\n3,4\n",
        b'"a","b"\n"1","2"\n3,"4"\n',
    ],
    ids=["plain", "no last line end", "carriage returns", "byte order mark", "quoted"],
)
def test_one_table_may_be_written_in_several_ways(content: bytes) -> None:
    assert sheet(content).columns == ("a", "b")
    assert cells(content) == [(2, ["1", "2"]), (3, ["3", "4"])]


def test_columns_stand_in_any_order() -> None:
    assert sheet(b"c,b,a\n").columns == ("c", "b", "a")
    assert cells(b"a,b\n") == []


def test_a_quoted_line_break_does_not_begin_a_row() -> None:
    content = b'a,b\n"1\n1\r\n1",2\n3,4\n"",""\n"x, ""y""",5\n'
    assert cells(content) == [
        (2, ["1\n1\n1", "2"]),
        (3, ["3", "4"]),
        (4, ["", ""]),
        (5, ['x, "y"', "5"]),
    ]


def test_nothing_is_taken_for_something_else() -> None:
    assert cells(b"a,b\n007, 1e3\nNO,\xef\xbb\xbf\n;,\t\n'x',|\n") == [
        (2, ["007", " 1e3"]),
        (3, ["NO", "\ufeff"]),
        (4, [";", "\t"]),
        (5, ["'x'", "|"]),
    ]


@pytest.mark.parametrize(
    "line, code",
    [
        (b"1", "intake-wrong-width"),
        (b"1,2,3", "intake-wrong-width"),
        (b"", "intake-empty-row"),
        (b'1,a"b', "intake-bad-quotes"),
        (b'"1"x,2', "intake-bad-quotes"),
        (b'"1" ,2', "intake-bad-quotes"),
        (b'1, "2"', "intake-bad-quotes"),
        (b"1,\xff", "intake-not-utf-8"),
        (b"1,\xc0\xaf", "intake-not-utf-8"),
        (b"1,\xed\xa0\x80", "intake-not-utf-8"),
        (b'"1",\xff', "intake-not-utf-8"),
        (b'"1\n\xff",2', "intake-not-utf-8"),
        (b"1," + b"x" * ROW_BYTES_MAX, "intake-row-too-long"),
        (b"1," + b"x" * 3 * ROW_BYTES_MAX, "intake-row-too-long"),
    ],
)
def test_a_broken_row_comes_back_and_the_next_is_read(line: bytes, code: str) -> None:
    assert cells(b"a,b\n1,2\n" + line + b"\n3,4\n") == [(2, ["1", "2"]), (3, code), (4, ["3", "4"])]


def test_the_longest_row_is_read() -> None:
    for end in (b"\n", b"\r\n", b""):
        line = b"1," + b"x" * (ROW_BYTES_MAX - 2)
        assert cells(b"a,b\n" + line + end) == [(2, ["1", "x" * (ROW_BYTES_MAX - 2)])]
        assert cells(b"a,b\n" + line + b"x" + end) == [(2, "intake-row-too-long")]


@pytest.mark.parametrize(
    "rest",
    [
        b'"3,4\n5,6\n',
        b'3,"4\n',
        b'3,"4',
        b'3,"4""',
        b'"' + b"x\n" * ROW_BYTES_MAX,
        b'"x\n' + b"y" * ROW_BYTES_MAX + b'z\n",4\n',
        b'"' + b"x" * ROW_BYTES_MAX + b'",4\n5,6\n',
        b"x" * 3 * ROW_BYTES_MAX + b'",4\n5,6\n',
    ],
    ids=["first", "last", "no end", "even", "many lines", "long line", "long cell", "long row"],
)
def test_after_a_quote_that_does_not_close_nothing_of_the_file_is_used(rest: bytes) -> None:
    assert problem(b"a,b\n1,2\n" + rest) == (
        "intake-open-quote x.csv:3: a quote opens in this row and does not close. Close it; a row "
        "has at most "
        "65,536 bytes. Nothing of the file is used, because nobody can say where its next row "
        "begins."
    )


def test_a_quoted_cell_may_fill_a_row_over_many_lines() -> None:
    lines = b"\n" * (ROW_BYTES_MAX - 4)
    assert cells(b'a,b\n"' + lines + b'",2\n') == [(2, ["\n" * (ROW_BYTES_MAX - 4), "2"])]


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", NO_HEADER),
        (b"\xef\xbb\xbf", NO_HEADER),
        (b"\n1,2\n", NO_HEADER),
        (b"x" * 70_000, "x.csv:1: the row is longer than 65,536 bytes."),
        (b"a,\xff\n", "x.csv:1: the row is not UTF-8."),
        (b'a,"b"x\n', "x.csv:1: a quote stands where none may."),
        (b"a\n", "x.csv:1: the column 'b' is missing."),
        (b"a,b,A\n", "the name of column 3 is not known. Write 'a' if you mean that; known are a"),
        (b"a,b,zebra-1\n", "the name of column 3 is not known. Take it out; known are a, b, c."),
        (b"a,b,a\n", "column 3 has the name of column 1. Keep one of the two."),
        (b"a;b\n", NO_HEADER),
        (b"zebra-1,zebra-2\n", NO_HEADER),
        (
            b"a,b" * COLUMNS_MAX,
            "intake-too-many-columns x.csv:1: the file has 1,025 columns, and at most 1,024",
        ),
        ("a,b".encode("utf-16"), "x.csv:1: the row is not UTF-8."),
    ],
)
def test_a_header_is_the_one_of_its_kind_of_file(content: bytes, said: str) -> None:
    assert said in problem(content)


def test_everything_wrong_with_a_header_is_told_and_no_name_is_repeated() -> None:
    told = problem(b"zebra-1,zebra-2,c,c\n")
    assert len(told.split("\n")) == 5
    assert "zebra" not in told


def test_what_the_csv_module_writes_is_read_back() -> None:
    random = Random(4180)
    compared = 0
    for _ in range(400):
        table = [
            ["".join(random.choices('ab",\n\r 积é', k=random.randrange(6))) for _ in range(2)]
            for _ in range(random.randrange(1, 5))
        ]
        text = io.StringIO(newline="")
        csv.writer(text).writerows([["a", "b"], *table])
        expected = [[cell.replace("\r\n", "\n") for cell in row] for row in table]
        found = cells(text.getvalue().encode())
        assert [row for _, row in found] == expected
        compared += len(table)
    assert compared > 800
