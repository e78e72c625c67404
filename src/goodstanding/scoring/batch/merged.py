"""Parts of a table, each in the order of its members, merged into one CSV file in that order."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goodstanding.scoring.files import HashedFile
from goodstanding.scoring.receipt import FileWritten
from goodstanding.scoring.tables import QUOTED, Column, TableName, heading

ROWS_AT_ONCE: Final = 1_048_576
"""So many rows of all parts together are in memory at once, or a few hundred of each part."""

LEAST_ROWS: Final = 512
NEEDS_QUOTES: Final = f"[{''.join(sorted(QUOTED))}]"


def merge_csv(inside: Path, name: TableName, columns: Sequence[Column]) -> FileWritten:
    """Write a table's parts as one CSV file, and return what was written."""
    parts = sorted((inside / name).glob("part-*.parquet"))
    path = inside / f"{name}.csv"
    file = HashedFile(path)
    count = 0
    try:
        file.write(heading(columns).encode())
        size = max(LEAST_ROWS, ROWS_AT_ONCE // max(1, len(parts)))
        for rows in _in_order([_Part(part, size) for part in parts]):
            for start in range(0, rows.num_rows, ROWS_AT_ONCE):
                file.write(_text(rows.slice(start, ROWS_AT_ONCE)))
            count += rows.num_rows
        digest = file.finish()
    finally:
        file.close()
    return FileWritten(name=path.name, sha256=digest, rows=count)


class _Part:
    """A part of a table, read a stretch at a time."""

    def __init__(self, path: Path, size: int) -> None:
        """Read the first rows."""
        self._file = pq.ParquetFile(path)
        self._batches = self._file.iter_batches(batch_size=size, use_threads=False)
        self.rows = self._next()

    def _next(self) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return the next rows, None at the end."""
        for batch in self._batches:
            if batch.num_rows:
                return pa.Table.from_batches([batch])
        self._file.close()
        return None

    @property
    def last(self) -> bytes:
        """Return the member of the last row that was read, whose rows may go on."""
        return _bytes(self.rows["member"][-1])

    def take(self, bound: bytes) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return the rows of members up to one, and read on where all that were read are taken."""
        low, high = 0, self.rows.num_rows
        members = self.rows["member"]
        while low < high:
            middle = (low + high) // 2
            if _bytes(members[middle]) <= bound:
                low = middle + 1
            else:
                high = middle
        taken = self.rows.slice(0, low)
        self.rows = self.rows.slice(low) if low < self.rows.num_rows else self._next()
        return taken


def _bytes(scalar: Any) -> bytes:  # noqa: ANN401 - pyarrow has no types
    """Return the bytes of a text: they stand in the order of its code points."""
    return str(scalar.as_py()).encode()


def _in_order(parts: list[_Part]) -> Iterator[Any]:
    """Yield the rows of all parts by member; those of one member stay in their order.

    Up to the least of the last members read, no part has more rows of anybody than were read, but
    for that member, whose other rows come next and are of the same part.
    """
    open_parts = [part for part in parts if part.rows is not None]
    while open_parts:
        bound = min(part.last for part in open_parts)
        rows = pa.concat_tables([part.take(bound) for part in open_parts])
        order = pc.sort_indices(rows["member"].combine_chunks().cast(pa.large_binary()))
        yield rows.take(order)
        open_parts = [part for part in open_parts if part.rows is not None]


def _text(rows: Any) -> bytes:  # noqa: ANN401 - pyarrow has no types
    """Return rows as lines of text, one at least."""
    cells = [_cells(column.combine_chunks()) for column in rows.columns]
    lines = pc.binary_join_element_wise(*cells, ",")
    text = pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\n")
    return f"{text[0].as_py()}\n".encode()


def _cells(column: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return a column as texts, in quotes where they need them."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    texts = column.cast(pa.string()).fill_null("")
    if not pa.types.is_string(column.type):
        return texts
    odd = pc.match_substring_regex(texts, NEEDS_QUOTES)
    if not pc.any(odd).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(odd, pc.binary_join_element_wise('"', doubled, '"', ""), texts)
