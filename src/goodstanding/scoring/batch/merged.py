"""Parts of a table, each in the order of its members, merged into one CSV file in that order."""

from collections.abc import Iterator, Sequence
from heapq import merge
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from goodstanding.scoring.files import CsvPart
from goodstanding.scoring.receipt import FileWritten
from goodstanding.scoring.tables import Column, Row, TableName

ROWS_AT_ONCE: Final = 8_192


def merge_csv(inside: Path, name: TableName, columns: Sequence[Column]) -> FileWritten:
    """Write a table's parts as one CSV file, and return what was written."""
    parts = sorted((inside / name).glob("part-*.parquet"))
    path = inside / f"{name}.csv"
    file = CsvPart(path, columns)
    count = 0
    try:
        held: list[Row] = []
        # The rows of a member are in one part, in their order, which `merge` keeps.
        for row in merge(*(_rows(part) for part in parts), key=lambda row: row[0]):
            held.append(row)
            if len(held) == ROWS_AT_ONCE:
                file.write(held)
                count += len(held)
                held = []
        file.write(held)
        count += len(held)
        digest = file.finish()
    finally:
        file.close()
    return FileWritten(name=path.name, sha256=digest, rows=count)


def _rows(path: Path) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a part."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=ROWS_AT_ONCE, use_threads=False):
            yield from zip(*(cells.to_pylist() for cells in batch.columns), strict=True)
