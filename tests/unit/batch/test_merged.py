"""Parts merged into one CSV file are, byte for byte, the rows sorted by member."""

from datetime import date
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from pyarrow import parquet

from goodstanding.scoring.batch import merged
from goodstanding.scoring.batch.merged import merge_csv
from goodstanding.scoring.tables import (
    CellType,
    Column,
    Row,
    TableName,
    heading,
    row_text,
)

COLUMNS = (
    Column(name="member", holds=CellType.TEXT),
    Column(name="why", holds=CellType.TEXT),
    Column(name="points", holds=CellType.WHOLE),
    Column(name="on", holds=CellType.DAY),
)
NAMES = (
    "a",
    "b",
    "B",
    "\u00e9",
    "\uff5e",
    "\U0001f642",
    "with, comma",
    'with "quotes"',
    "a b",
    "ab",
)
WORDS = ("counted", "", None, 'said "so"', "one, two", "line\nbreak", "\u5f20")


def rows_of(random: Random, members: list[str]) -> list[Row]:
    """Return some rows of each member, by member."""
    return [
        (
            member,
            random.choice(WORDS),
            random.choice((None, 0, -7, 10**15)),
            random.choice((None, date(1, 1, 1), date(2027, 1, 10), date(9999, 12, 31))),
        )
        for member in sorted(members)
        for _ in range(random.choice((0, 1, 1, 5, 30)))
    ]


@pytest.mark.parametrize("seed", range(12))
def test_a_merged_file_is_the_rows_by_member(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    monkeypatch.setattr(merged, "LEAST_ROWS", random.choice((1, 3, 1_000)))
    monkeypatch.setattr(merged, "ROWS_AT_ONCE", random.choice((1, 7, 1_000)))
    (tmp_path / "lines").mkdir()
    names = [f"{name}{place}" for name in NAMES for place in range(9)]
    random.shuffle(names)
    types = (pa.string(), pa.string(), pa.int64(), pa.date32())
    every: list[Row] = []
    for number in range(5):
        rows = rows_of(random, names[number::5] if number else [])
        every += rows
        cells = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
        arrays = [pa.array(each, form) for each, form in zip(cells, types, strict=True)]
        table = pa.table(arrays, names=[column.name for column in COLUMNS])
        parquet.write_table(table, tmp_path / "lines" / f"part-{number:05}.parquet")
    written = merge_csv(tmp_path, TableName.LINES, COLUMNS)
    every.sort(key=lambda row: str(row[0]))
    expected = heading(COLUMNS) + "".join(map(row_text, every))
    assert (tmp_path / "lines.csv").read_bytes() == expected.encode()
    assert written.rows == len(every) > 50


def test_a_table_without_rows_has_a_heading(tmp_path: Path) -> None:
    (tmp_path / "lines").mkdir()
    assert merge_csv(tmp_path, TableName.LINES, COLUMNS).rows == 0
    assert (tmp_path / "lines.csv").read_text(encoding="utf-8") == heading(COLUMNS)
