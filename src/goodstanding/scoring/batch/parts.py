"""The file of one table of a bucket, in row groups whose size does not depend on who made them."""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from goodstanding.scoring.batch.chunks import (
    LISTED_BYTES_MAX,
    MAGIC,
    Chunk,
    Packer,
    chunk_of,
    footer_of,
)
from goodstanding.scoring.batch.scored import Piece
from goodstanding.scoring.batch.thrift import I64, LIST, STRUCT, Struct, written
from goodstanding.scoring.files import HashedFile
from goodstanding.scoring.outputs import DIGESTS
from goodstanding.scoring.receipt import FileWritten
from goodstanding.scoring.tables import TableName

CODED: Final = ("records", "on", "points", "counted", "next_change", "opening", "total")
"""Columns of which few values come often. They alone get statistics.

Those of names say nothing: each name is in every group of rows, and to find that out costs as much
as writing them.
"""

PLACES: Final = {9, 11}
"""What a footer says of a column by these numbers are places in the file."""

GROUP_ROWS: Final = 1 << 20
"""Rows of a row group, but for the last: so the same rows are the same bytes."""


class PartWriter:
    """The file of one table of a bucket, written piece by piece.

    Its bytes are those that Arrow would write.
    """

    def __init__(self, inside: Path, name: TableName, number: int) -> None:
        """Begin an empty file."""
        self._name = f"{name}/part-{number:05}.parquet"
        self._file = _begun(inside / self._name)
        self._packer = Packer()
        self._at = 0
        self._rows = 0
        self._groups: list[Struct] = []
        self._copied: Chunk | None = None
        self._held: list[Any] = []
        self._rows_held = 0

    def write(self, piece: Piece) -> None:
        """Take some rows, and write those of full groups."""
        self._held.append(piece.rows)
        self._copied = piece.names
        self._rows_held += piece.rows.num_rows
        assert piece.names is None or self._rows_held <= GROUP_ROWS, "names are those of one group"
        if self._rows_held > GROUP_ROWS:
            rows = pa.concat_tables(self._held)
            full = (rows.num_rows - 1) // GROUP_ROWS * GROUP_ROWS
            self._held = [rows.slice(full)]
            self._rows_held = rows.num_rows - full
            for begin in range(0, full, GROUP_ROWS):
                self._write_group(rows.slice(begin, GROUP_ROWS))

    def _write_group(self, rows: Any) -> None:  # noqa: ANN401 - pyarrow has no types
        """Write rows as one group."""
        rows = rows.combine_chunks()  # pages would end where chunks do
        if not self._groups:
            self._put(MAGIC)
        chunks = [] if self._copied is None else [self._copied]
        chunks += [self._chunk(rows.select([name])) for name in rows.column_names]
        begin, size, columns = self._at, 0, []
        for chunk in chunks:
            said = dict(chunk.said)
            for place in PLACES & said.keys():
                said[place] = I64, said[place][1] + self._at
            size += said[6][1]
            columns.append({2: (I64, 0), 3: (STRUCT, said)})
            for part in chunk.parts:
                self._put(part)
        group: Struct = {
            1: (LIST, (STRUCT, columns)), 2: (I64, size), 3: (I64, rows.num_rows),
            5: (I64, begin), 6: (I64, self._at - begin),
        }  # fmt: skip
        self._groups.append(group)
        self._rows += rows.num_rows

    def _chunk(self, column: Any) -> Chunk:  # noqa: ANN401 - pyarrow has no types
        """Return a table of one column as a chunk."""
        [name] = column.column_names
        cells, found = column[name], None
        if cells.num_chunks == 1 and (name in CODED or pa.types.is_dictionary(cells.type)):
            found = chunk_of(name, cells.chunk(0), self._packer)
        return found or chunk_by_arrow(column)

    def _put(self, content: bytes) -> None:
        """Write bytes."""
        self._at += self._file.write(content)

    def finish(self) -> FileWritten:
        """Force the file to disk."""
        assert self._held, "there is a piece of every table, if an empty one"
        rows = pa.concat_tables(self._held)
        schema = rows.schema
        if self._copied is not None:
            schema = schema.insert(0, pa.field("member", pa.string()))
        empty = _without_rows(schema)
        if not rows.num_rows:
            self._put(empty.content)
        else:
            self._write_group(rows)
            said: Struct = {3: (I64, self._rows), 4: (LIST, (STRUCT, self._groups))}
            content = written({**empty.footer, **said})
            for part in (content, len(content).to_bytes(4, "little"), MAGIC):
                self._put(part)
        return FileWritten(name=self._name, sha256=self._file.finish(), rows=self._rows)

    def close(self) -> None:
        """Let the file go, finished or not."""
        with suppress(OSError):  # what the disk did not take is said already
            self._file.close()


def by_arrow(rows: Any) -> bytes:  # noqa: ANN401 - pyarrow has no types
    """Return rows as the Parquet file that Arrow writes: of one group, if of any."""
    found = pa.BufferOutputStream()
    coded = [c.name for c in rows.schema if pa.types.is_dictionary(c.type) or c.name in CODED]
    pq.write_table(
        rows,
        found,
        compression="zstd",
        compression_level=1,
        use_dictionary=coded,
        dictionary_pagesize_limit=LISTED_BYTES_MAX,
        write_statistics=[name for name in rows.schema.names if name in CODED],
        store_schema=False,
        write_page_checksum=True,
        row_group_size=GROUP_ROWS,
    )
    return bytes(found.getvalue())


class _Empty(NamedTuple):
    """A file of no rows, and its footer."""

    content: bytes
    footer: Struct


@lru_cache(maxsize=8)
def _without_rows(schema: Any) -> _Empty:  # noqa: ANN401 - pyarrow has no types
    """Return what Arrow writes of no rows."""
    content = by_arrow(schema.empty_table())
    return _Empty(content, footer_of(content))


def chunk_by_arrow(column: Any) -> Chunk:  # noqa: ANN401 - pyarrow has no types
    """Return a table of one column as a chunk that Arrow writes."""
    content = by_arrow(column)
    [group] = footer_of(content)[4][1][1]
    [found] = group[1][1][1]
    said: Struct = found[3][1]
    begin = len(MAGIC)
    for place in PLACES & said.keys():
        said[place] = I64, said[place][1] - begin
    return Chunk([content[begin : begin + said[7][1]]], said)


def _begun(path: Path) -> HashedFile:
    """Begin a file; one that lies there may be one with a part of the run before, and stays it."""
    path.unlink(missing_ok=True)
    return HashedFile(path)


def write_digests(inside: Path, number: int, members: Any) -> FileWritten:  # noqa: ANN401 - pyarrow has no types
    """Write the digests of a bucket's members, in their order, and force them to disk."""
    name = f"{DIGESTS}/part-{number:05}.parquet"
    file = _begun(inside / name)
    try:
        table = members.select(["digest"])
        pq.write_table(
            table,
            pa.PythonFile(file, mode="w"),
            compression="none",
            use_dictionary=False,
            write_statistics=False,
            store_schema=False,
        )
        return FileWritten(name=name, sha256=file.finish(), rows=table.num_rows)
    finally:
        file.close()
