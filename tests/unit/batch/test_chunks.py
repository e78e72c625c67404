"""A part is, byte by byte, the file that Arrow writes of the same rows."""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from goodstanding.scoring.batch import chunks, codes
from goodstanding.scoring.batch.chunks import Packer, chunk_of
from goodstanding.scoring.batch.parts import PartWriter, by_arrow
from goodstanding.scoring.batch.scored import Piece
from goodstanding.scoring.tables import TableName

ROWS = (1, 2, 7, 8, 9, 16, 17, 63, 504, 505, 511, 512, 513, 1000, 19_999, 20_000, 20_001, 40_007)
"""Around a group of eight codes, a run of groups, and a page."""

TABLES = 90
NAMES = ("a", "bb", "", "dddd", "é")


def written(rows: Any, folder: Path) -> bytes:
    """Return rows as the file of a part."""
    (folder / TableName.LINES).mkdir(exist_ok=True)
    writer = PartWriter(folder, TableName.LINES, 0)
    writer.write(Piece(name=TableName.LINES, rows=rows))
    return (folder / writer.finish().name).read_bytes()


def runs(random: Random, rows: int, apart: int) -> NDArray[np.int64]:
    """Return numbers in runs of many lengths."""
    each = random.choice([1, 2, 9, 100])
    found: list[int] = []
    while len(found) < rows:
        found += [random.randint(-apart, apart)] * random.randint(1, each)
    return np.array(found[:rows], np.int64)


def table_of(random: Random, rows: int) -> Any:
    """Return rows with columns of each form, in some of which cells are empty."""
    names = NAMES[: random.randint(0, len(NAMES))]
    places = runs(random, rows, 50) % max(1, len(names))
    gone = runs(random, rows, random.choice([0, 1, 40])) > random.choice([-1, 0, 30])
    rule = pa.array(places.astype(np.int16), mask=gone | (not names))
    days = runs(random, rows, 900).astype(np.int32)
    none = random.choice([gone, np.zeros(rows, np.bool_), np.ones(rows, np.bool_)])
    return pa.table(
        {
            "rule": pa.DictionaryArray.from_arrays(rule, pa.array(names, pa.string())),
            "record": pa.array([f"r{each}" if each % 7 else None for each in range(rows)]),
            "points": pa.array(runs(random, rows, random.choice([0, 3, 10**5, 10**6, 2**62]))),
            "on": pa.array(days).cast(pa.date32()),
            "next_change": pa.array(days[::-1].copy(), mask=none).cast(pa.date32()),
        }
    )


def test_a_part_is_what_arrow_writes(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in range(TABLES):
        random = Random(seed)
        table = table_of(random, ROWS[seed % len(ROWS)])
        assert written(table, tmp_path) == by_arrow(table), seed
        for name in ("rule", "points", "on", "next_change"):
            column = table[name].chunk(0)
            seen[name] += chunk_of(name, column, Packer()) is not None
            seen["empty"] += 0 < column.null_count < len(column)
            seen["none"] += column.null_count == len(column)
    # Numbers that lie far apart are left to Arrow, in some of the tables and not in all.
    assert seen["rule"] == seen["on"] == seen["next_change"] == TABLES
    assert TABLES // 2 < seen["points"] < TABLES
    assert min(seen["empty"], seen["none"]) > TABLES // 5


@pytest.mark.parametrize("name", ["PAGE_ROWS", "GROUPS_MAX"])
def test_a_part_with_other_pages_or_runs_is_found_to_differ(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_of(Random(1), 700)
    assert written(table, tmp_path) == by_arrow(table)
    # The control: as if written by another rule, in functions that are not compiled.
    monkeypatch.setattr(codes if name == "GROUPS_MAX" else chunks, name, 13)
    for module, function in ((codes, "_runs"), (chunks, "write_page")):
        made = getattr(module, function)
        monkeypatch.setattr(module, function, getattr(made, "py_func", made))
    assert written(table, tmp_path) != by_arrow(table)


def test_a_part_without_rows_is_what_arrow_writes(tmp_path: Path) -> None:
    table = table_of(Random(0), 1).slice(0, 0)
    assert written(table, tmp_path) == by_arrow(table)


def test_slices_of_arrow_arrays_are_read_from_where_they_begin(tmp_path: Path) -> None:
    table = table_of(Random(3), 1000).slice(13, 900)
    assert written(table, tmp_path) == by_arrow(table.combine_chunks())


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63)])
def test_the_largest_and_the_smallest_number_come_back(number: int, tmp_path: Path) -> None:
    table = pa.table({"points": pa.array([number] * 9)})
    assert written(table, tmp_path) == by_arrow(table)
