"""The files of a table: one CSV file, or Parquet parts of bounded size, forced to disk."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

from goodstanding.errors import EnvironmentUnfitError
from goodstanding.scoring.receipt import FileWritten, OutputFormat
from goodstanding.scoring.tables import (
    CellType,
    Column,
    Row,
    TableHash,
    TableName,
    heading,
    row_text,
)

ROWS_HELD: Final = 65_536
"""So many rows of a table are held in memory before they are written."""


def pyarrow_or_sentence() -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the Arrow library with its Parquet part.

    Raises:
        EnvironmentUnfitError: it is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError:
        message = (
            "Parquet files need the library pyarrow, which is not installed. "
            "Install goodstanding[city], or ask for --format csv."
        )
        raise EnvironmentUnfitError(message) from None
    return pa


def write_synced(path: Path, content: bytes) -> None:
    """Write a file and force it to disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class HashedFile:
    """A file that is only written to; it knows the hash of what went in."""

    def __init__(self, path: Path) -> None:
        """Begin an empty file."""
        self._file: BinaryIO = path.open("wb")
        self._hash = hashlib.sha256()

    @property
    def closed(self) -> bool:
        """Return whether the file was let go."""
        return self._file.closed

    def write(self, content: bytes) -> int:
        """Write all of the content."""
        view = memoryview(content)
        self._hash.update(view)
        self._file.write(view)
        return view.nbytes

    def tell(self) -> int:
        """Return how many bytes went in."""
        return self._file.tell()

    def flush(self) -> None:
        """Hand what was written to the system."""
        self._file.flush()

    def finish(self) -> str:
        """Force the file to disk, let it go, and return its hash."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.hexdigest()

    def close(self) -> None:
        """Let the file go, finished or not."""
        self._file.close()


class Part(Protocol):
    """One file of a table while it is written."""

    def write(self, rows: Sequence[Row]) -> None:
        """Write rows."""

    def finish(self) -> str:
        """Force the file to disk and return the hash of its bytes."""

    def close(self) -> None:
        """Let the file go, finished or not."""


class CsvPart:
    """A CSV file: the text form of the table, byte for byte."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        """Begin the file with its heading."""
        self._file = HashedFile(path)
        self._file.write(heading(columns).encode())

    def write(self, rows: Sequence[Row]) -> None:
        """Write rows."""
        self._file.write("".join(map(row_text, rows)).encode())

    def finish(self) -> str:
        """Force the file to disk and return the hash of its bytes."""
        return self._file.finish()

    def close(self) -> None:
        """Let the file go, finished or not."""
        self._file.close()


class ParquetPart:
    """A Parquet file: text as strings, whole numbers as int64, days as date32; empty is null."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        """Begin the file with its schema."""
        self._pa = pyarrow_or_sentence()
        types = {
            CellType.TEXT: self._pa.string(),
            CellType.WHOLE: self._pa.int64(),
            CellType.DAY: self._pa.date32(),
        }
        self._schema = self._pa.schema([(each.name, types[each.holds]) for each in columns])
        self._file = HashedFile(path)
        self._writer = self._pa.parquet.ParquetWriter(
            self._file, self._schema, compression="zstd", write_page_checksum=True
        )

    def write(self, rows: Sequence[Row]) -> None:
        """Write rows as a row group."""
        if not rows:
            return
        arrays = [
            self._pa.array(cells, type=field.type)
            for cells, field in zip(zip(*rows, strict=True), self._schema, strict=True)
        ]
        self._writer.write_table(self._pa.Table.from_arrays(arrays, schema=self._schema))

    def finish(self) -> str:
        """Write the footer, force the file to disk and return the hash of its bytes."""
        self._writer.close()
        return self._file.finish()

    def close(self) -> None:
        """Let the file go, finished or not."""
        # A writer that is still open writes its footer when it is thrown away: after this, to a
        # closed file, with a traceback on stderr.
        with suppress(OSError, ValueError):
            self._writer.close()
        self._writer.is_open = False
        self._file.close()


class TableFiles:
    """A table while it is written: rows go in in the order of output, files come out."""

    def __init__(
        self,
        folder: Path,
        name: TableName,
        columns: Sequence[Column],
        *,
        form: OutputFormat,
        part_rows: int,
    ) -> None:
        """Begin an empty table; a Parquet part is ended once it has `part_rows` rows."""
        self.hashed = TableHash(columns)
        self._folder = folder
        self._name = name
        self._columns = columns
        self._form = form
        self._part_rows = part_rows
        self._held: list[Row] = []
        self._part: Part | None = None
        self._rows_of_part = 0
        self._files: list[FileWritten] = []

    def add(self, rows: Iterable[Row]) -> None:
        """Add the rows of one member."""
        self._held += rows
        full = self._rows_of_part + len(self._held) >= self._part_rows
        if len(self._held) >= ROWS_HELD or full:
            self._write_held()
        if full and self._form is OutputFormat.PARQUET:
            self._end_part()

    def finish(self) -> tuple[FileWritten, ...]:
        """Force everything to disk and return the files; an empty table has one, too."""
        if self._held or self._part is not None or not self._files:
            self._write_held()
            self._end_part()
        if self._form is OutputFormat.PARQUET:
            sync_folder(self._folder / self._name)
        return tuple(self._files)

    def close(self) -> None:
        """Let the file go, finished or not."""
        if self._part is not None:
            self._part.close()

    def _write_held(self) -> None:
        """Write the rows held in memory, into a new part where none is open."""
        if self._part is None:
            path = self._folder / self._next_name()
            path.parent.mkdir(exist_ok=True)
            kind = ParquetPart if self._form is OutputFormat.PARQUET else CsvPart
            self._part = kind(path, self._columns)
        self.hashed.add(self._held)
        self._part.write(self._held)
        self._rows_of_part += len(self._held)
        self._held = []

    def _end_part(self) -> None:
        """Force the open part to disk."""
        assert self._part is not None
        digest = self._part.finish()
        written = FileWritten(name=self._next_name(), sha256=digest, rows=self._rows_of_part)
        self._files.append(written)
        self._part = None
        self._rows_of_part = 0

    def _next_name(self) -> str:
        """Return the path, below the folder, of the part that is open or comes next."""
        if self._form is OutputFormat.CSV:
            return f"{self._name}.csv"
        return f"{self._name}/part-{len(self._files):05}.parquet"
