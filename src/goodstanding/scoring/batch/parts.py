"""The file of one table of a bucket, in row groups whose size does not depend on who made them."""

from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from goodstanding.scoring.batch.scored import Piece
from goodstanding.scoring.files import HashedFile
from goodstanding.scoring.outputs import DIGESTS
from goodstanding.scoring.receipt import FileWritten
from goodstanding.scoring.tables import TableName

CODED: Final = ("records", "on", "points", "counted", "next_change", "opening", "total")
"""Columns of which few values come often. They alone get statistics.

Those of names say nothing: each name is in every group of rows, and to find that out costs as much
as writing them.
"""

GROUP_ROWS: Final = 1 << 20
"""Rows of a row group, but for the last: so the same rows are the same bytes."""


class PartWriter:
    """The file of one table of a bucket, written piece by piece."""

    def __init__(self, inside: Path, name: TableName, number: int) -> None:
        """Begin an empty file."""
        self._name = f"{name}/part-{number:05}.parquet"
        self._file = _begun(inside / self._name)
        self._writer: Any | None = None
        self._rows = 0
        self._held: list[Any] = []
        self._rows_held = 0

    def write(self, piece: Piece) -> None:
        """Take some rows, and write those of full groups."""
        self._held.append(piece.rows)
        self._rows_held += piece.rows.num_rows
        if self._rows_held > GROUP_ROWS:
            rows = pa.concat_tables(self._held)
            full = rows.num_rows // GROUP_ROWS * GROUP_ROWS
            self._held = [rows.slice(full)]
            self._rows_held = rows.num_rows - full
            for begin in range(0, full, GROUP_ROWS):
                self._write_group(rows.slice(begin, GROUP_ROWS))

    def _write_group(self, rows: Any) -> None:  # noqa: ANN401 - pyarrow has no types
        """Write rows as one group."""
        rows = rows.combine_chunks()  # pages would end where chunks do
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                pa.PythonFile(self._file, mode="w"),
                rows.schema,
                compression="zstd",
                compression_level=1,
                use_dictionary=[
                    column.name
                    for column in rows.schema
                    if pa.types.is_dictionary(column.type) or column.name in CODED
                ],
                dictionary_pagesize_limit=64 * 1024 * 1024,
                write_statistics=[name for name in rows.schema.names if name in CODED],
                store_schema=False,
                write_page_checksum=True,
            )
        self._writer.write_table(rows, row_group_size=GROUP_ROWS)
        self._rows += rows.num_rows

    def finish(self) -> FileWritten:
        """Force the file to disk."""
        assert self._held, "there is a piece of every table, if an empty one"
        self._write_group(pa.concat_tables(self._held))
        assert self._writer is not None
        self._writer.close()
        return FileWritten(name=self._name, sha256=self._file.finish(), rows=self._rows)

    def close(self) -> None:
        """Let the file go, finished or not."""
        if self._writer is not None and not self._file.closed:
            self._writer.is_open = False  # or it would write its footer when it is thrown away
        with suppress(OSError):  # what the disk did not take is said already
            self._file.close()


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
