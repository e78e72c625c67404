"""Parquet: exact types, bounded sizes, and the mark of a synthetic table."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.support.intake import every_field

from goodstanding.errors import ProblemsError
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import ROW_BYTES_MAX
from goodstanding.intake.records import record_columns
from goodstanding.intake.wire import tables
from goodstanding.intake.wire.tables import TableSheet

GOOD: Final[Mapping[str, Any]] = {
    "id": ["r-1", "r-2"],
    "source": ["volunteers", "volunteers"],
    "member": ["m-1", "m-2"],
    "kind": ["visit", "visit"],
    "on": [date(2027, 1, 10), date(2027, 1, 11)],
}


def write(path: Path, columns: Mapping[str, Any], **options: Any) -> Path:
    """Write a table and return its path."""
    mark = options.pop("mark", None)
    table = pa.table(dict(columns))
    if mark is not None:
        table = table.replace_schema_metadata({"goodstanding.synthetic": mark})
    parquet.write_table(table, path, **options)
    return path


def sheet(path: Path) -> TableSheet:
    """Return a Parquet file as a sheet."""
    return TableSheet(path, record_columns(every_field().kinds))


def read(path: Path) -> list[tuple[int, Any]]:
    """Return each row's number, and its cells or the code and column of its fault."""
    return [
        (number, f"{row.column} {row.code.name}" if isinstance(row, Fault) else list(row))
        for number, row in sheet(path).rows()
    ]


def problem(path: Path) -> str:
    """Return the problems of a file that cannot be used, without its folder."""
    with pytest.raises(ProblemsError) as caught:
        read(path)
    told = (f"{each.code.name} {each}" for each in caught.value.problems)
    return "\n".join(told).replace(f"{path.parent}/", "")


def test_rows_count_from_one_and_go_on_over_groups(tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", GOOD, row_group_size=1, compression="zstd")
    assert sheet(path).columns == ("id", "source", "member", "kind", "on")
    assert sheet(path).recipe is None
    assert read(path) == [
        (1, ["r-1", "volunteers", "m-1", "visit", date(2027, 1, 10)]),
        (2, ["r-2", "volunteers", "m-2", "visit", date(2027, 1, 11)]),
    ]
    empty = {name: pa.array([], pa.string()) for name in GOOD}
    assert read(write(tmp_path / "empty.parquet", empty)) == []
    parquet.ParquetWriter(tmp_path / "none.parquet", pa.table(empty).schema).close()
    assert read(tmp_path / "none.parquet") == []


@pytest.mark.parametrize(
    "name, values, expected",
    [
        ("member", pa.array(["张伟", "אב"]), ["张伟", "אב"]),
        ("member", pa.array(["a", "b"], pa.large_string()), ["a", "b"]),
        ("member", pa.array(["a", "a"]).dictionary_encode(), ["a", "a"]),
        ("on", pa.array(["2027-01-10", None]), ["2027-01-10", None]),
        ("hours", pa.array([1, None], pa.int8()), [1, None]),
        ("hours", pa.array([1, 2**64 - 1], pa.uint64()), [1, 2**64 - 1]),
        ("hours", pa.array(["1", "x"]), ["1", "x"]),
        ("on_time", pa.array([True, None]), [True, None]),
        ("amount", pa.array([Decimal("1.50"), None]), [Decimal("1.50"), None]),
        ("amount", pa.array([1, 2], pa.decimal256(40, 10)), [Decimal(1), Decimal(2)]),
        ("hours", pa.array([1, 1]).dictionary_encode(), [1, 1]),
        ("filed", pa.array([date(2027, 1, 1), None], pa.date64()), [date(2027, 1, 1), None]),
        ("act", pa.nulls(2), [None, None]),
        ("until", pa.nulls(2), [None, None]),
    ],
)
def test_these_types_are_read(tmp_path: Path, name: str, values: Any, expected: list[Any]) -> None:
    path = write(tmp_path / "x.parquet", {**GOOD, name: values})
    place = sheet(path).columns.index(name)
    assert [row[place] for _, row in read(path)] == expected


TIME: Final = pa.array([datetime(2027, 1, 10), None], pa.timestamp("ms"))  # noqa: DTZ001 - a column without a zone is what is refused
EXACT: Final = "whole numbers, decimals, booleans, days (date32) or text; never floats or times"
DAYS: Final = "days (date32), or text such as 2026-10-01"


@pytest.mark.parametrize(
    "name, values, due",
    [
        ("member", pa.array([1, 2]), "text (string)"),
        ("id", pa.array([b"a", b"b"]), "text (string)"),
        ("act", pa.array([date(2027, 1, 1), None]), "text (string)"),
        ("kind", pa.array([["visit"], []]), "text (string)"),
        ("on", pa.array([20_270_110, 1]), DAYS),
        ("on", TIME, DAYS),
        ("filed", pa.array([0, 1], pa.time32("s")), DAYS),
        ("hours", pa.array([1.0, 2.0]), EXACT),
        ("amount", pa.array([1.5, None], pa.float32()), EXACT),
        ("amount", TIME, EXACT),
        ("hours", pa.array([{"x": 1}, None]), EXACT),
    ],
)
def test_a_type_that_has_to_be_guessed_or_rounded_is_refused(
    tmp_path: Path, name: str, values: Any, due: str
) -> None:
    path = write(tmp_path / "x.parquet", {**GOOD, name: values})
    assert problem(path) == (
        f"intake-column-type x.parquet: {name}: the column has a type that is not read here. "
        f"Write it as {due}."
    )


def test_all_bad_types_and_names_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", {**GOOD, "on": [1.5, 2.5], "id": [1, 2]})
    assert len(problem(path).split("\n")) == 2
    unknown = write(tmp_path / "y.parquet", {"zebra": [1], "quagga": [2], "on": [3]})
    told = problem(unknown)
    assert len(told.split("\n")) == 6
    assert "zebra" not in told


def test_a_table_says_how_it_was_made(tmp_path: Path) -> None:
    mark = "version 1, preset city, seed 7"
    assert sheet(write(tmp_path / "x.parquet", GOOD, mark=mark)).recipe == mark


@pytest.mark.parametrize("mark", [b"", b"  ", b"x" * 1_025, b"seed\n7", b"\xff\xfe\x00"])
def test_a_mark_that_says_nothing_is_refused(tmp_path: Path, mark: bytes) -> None:
    assert problem(write(tmp_path / "x.parquet", GOOD, mark=mark)) == (
        "intake-bad-recipe x.parquet: the mark of a synthetic table does not say how it was made. "
        "Let goodstanding.synthetic hold the generator's version, preset and seed, in at most "
        "1,024 characters."
    )


def test_a_value_that_python_has_not_comes_back_with_its_row(tmp_path: Path) -> None:
    far = pa.array([0, 5_000_000], pa.int32()).cast(pa.date32())
    assert [row for _, row in read(write(tmp_path / "x.parquet", {**GOOD, "on": far}))][1] == (
        "on intake-unreadable-value"
    )
    torn = pa.Array.from_buffers(
        pa.string(),
        2,
        [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"a\xff")],
    )
    found = read(write(tmp_path / "y.parquet", {**GOOD, "member": torn}))
    assert found[0][1][2] == "a"
    assert found[1] == (2, "member intake-unreadable-value")


def test_a_long_text_is_refused_before_it_is_spread_out(tmp_path: Path) -> None:
    columns = {**GOOD, "act": ["x" * ROW_BYTES_MAX, "y"]}
    assert read(write(tmp_path / "x.parquet", columns))[0][1][5] == "x" * ROW_BYTES_MAX
    columns = {**GOOD, "act": ["x", "x" * (ROW_BYTES_MAX + 1)]}
    assert "a text is longer than 65,536 bytes" in problem(write(tmp_path / "y.parquet", columns))


def test_wide_texts_are_spread_out_a_few_rows_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "TEXT_BYTES_AT_ONCE", 64)
    many = {name: [*values] * 40 for name, values in GOOD.items()}
    many["act"] = ["x" * 30] * 80
    found = read(write(tmp_path / "x.parquet", many))
    assert [number for number, _ in found] == list(range(1, 81))


def test_more_rows_or_bytes_than_a_file_can_mean_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "x.parquet", GOOD)
    monkeypatch.setattr(tables, "ROWS_FREE", 1)
    monkeypatch.setattr(tables, "ROWS_A_BYTE_MAX", 0)
    assert problem(path).startswith("intake-unlikely-size x.parquet: the file declares 2 rows, ")
    monkeypatch.setattr(tables, "ROWS_FREE", 2)
    assert len(read(path)) == 2
    monkeypatch.setattr(tables, "ROW_GROUP_BYTES_MAX", 10)
    assert "for one row group" in problem(path)


BROKEN: Final = (
    "intake-not-parquet x.parquet: this cannot be read as Parquet: it is damaged, or needs too "
    "much memory. "
    "Write the file again."
)


@pytest.mark.parametrize("cut", [0, 4, 8, 100, -1, -8])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path / "x.parquet", GOOD)
    path.write_bytes(path.read_bytes()[:cut])
    assert problem(path) == BROKEN


def test_a_damaged_page_is_found_by_its_checksum(tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", GOOD, write_page_checksum=True, compression="none")
    content = path.read_bytes()
    path.write_bytes(content.replace(b"r-1", b"r-7", 1))
    assert problem(path) == BROKEN
    path.write_bytes(content)
    assert len(read(path)) == 2


def test_rows_that_are_not_what_the_file_declares_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "x.parquet", GOOD)
    found = sheet(path)
    path.write_bytes(
        write(tmp_path / "y.parquet", {k: v[:1] for k, v in GOOD.items()}).read_bytes()
    )
    with pytest.raises(ProblemsError):
        list(found.rows())
    monkeypatch.setattr(tables, "BATCH_ROWS", 1)
    assert len(read(path)) == 1


def test_a_file_whose_groups_have_other_rows_than_it_says_is_refused(tmp_path: Path) -> None:
    found = sheet(write(tmp_path / "x.parquet", GOOD))
    for rows, size, broken in ((2, 50, False), (3, 50, True), (2, -1, True)):
        group = SimpleNamespace(num_rows=2, total_byte_size=size)
        metadata = SimpleNamespace(
            num_row_groups=1, num_rows=rows, row_group={0: group}.__getitem__
        )
        if broken:
            with pytest.raises(ProblemsError, match="cannot be read as Parquet"):
                found._check_size(metadata)
        else:
            found._check_size(metadata)
