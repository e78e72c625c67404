"""Reading the tables of a finished run back, row by row, each with its place."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.scoring.files import pyarrow_or_sentence
from goodstanding.scoring.receipt import RECEIPT_FILE, OutputFormat, Receipt, parse_receipt
from goodstanding.scoring.tables import (
    LINE_COLUMNS,
    STATEMENTS_FIRST,
    STATEMENTS_LAST,
    CellType,
    Column,
    Row,
    TableName,
)

FILE_MISSING = declare("verify-file-missing", "A file that the receipt names is not there.")
FILE_UNREADABLE = declare("verify-file-unreadable", "A file of the outputs is no table of a run.")

PARSED: Final[Mapping[CellType, Callable[[str], str | int | date]]] = {
    CellType.TEXT: str,
    CellType.WHOLE: int,
    CellType.DAY: date.fromisoformat,
}


class Placed(NamedTuple):
    """A row and where it stands: a line of a CSV file as a spreadsheet shows it, or a Parquet row.

    Both count from 1; the first line of a CSV file is its heading.
    """

    file: str
    line: int
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTable:
    """A table of a finished run: its columns, and its files in order."""

    name: TableName
    format: OutputFormat
    columns: tuple[Column, ...]
    files: tuple[Path, ...]

    def rows(self) -> Iterator[Placed]:
        """Yield the rows in the order of the files.

        Raises:
            ProblemsError: a file is no such table.
        """
        read = _parquet_rows if self.format is OutputFormat.PARQUET else _csv_rows
        for path in self.files:
            try:
                yield from read(path, self.columns)
            except (ValueError, csv.Error):  # pyarrow's errors of content are ValueErrors too
                raise ProblemsError([unreadable_table(path, self.name)]) from None


def read_receipt(path: Path) -> tuple[Path, Receipt]:
    """Return the folder of a run and its receipt, given either.

    Raises:
        ProblemsError: there is none, or it is not as it was written.
    """
    file = path / RECEIPT_FILE if path.is_dir() else path
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        problem = Problem(
            code=FILE_MISSING,
            file=str(file),
            what="there is no receipt here, so no finished run",
            hint="Give the folder that goodstanding score wrote, or score again",
        )
        raise ProblemsError([problem]) from None
    return file.parent, parse_receipt(content, file=str(file))


def stored_tables(folder: Path, receipt: Receipt) -> dict[TableName, StoredTable]:
    """Return the tables of a run, in the order of the state hash.

    Raises:
        ProblemsError: a file is no such table.
    """
    found = {}
    for name in receipt.written.tables:
        beginnings = (f"{name}.", f"{name}/")
        names = [file.name for file in receipt.written.files if file.name.startswith(beginnings)]
        files = tuple(folder / file for file in names)
        try:
            headings = _heading(files[0], receipt.written.format) if files else []
            columns = _columns(headings, name)
        except (ValueError, csv.Error):
            where = files[0] if files else folder / name
            raise ProblemsError([unreadable_table(where, name)]) from None
        found[name] = StoredTable(
            name=name, format=receipt.written.format, columns=columns, files=files
        )
    return found


def unreadable_table(path: Path, name: TableName) -> Problem:
    """Return the problem of a file that is no such table."""
    return Problem(
        code=FILE_UNREADABLE,
        file=str(path),
        what=f"this is no table of {name} as a run writes it",
        hint="Score again",
    )


def _heading(path: Path, form: OutputFormat) -> Sequence[str]:
    """Return the names of the columns of a file."""
    if form is OutputFormat.CSV:
        with path.open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file, strict=True), [])
    names: list[str] = pyarrow_or_sentence().parquet.read_schema(path).names
    return names


def _columns(names: Sequence[str], table: TableName) -> tuple[Column, ...]:
    """Return the columns of a table with these names; raises ValueError where they are not."""
    columns: tuple[Column, ...] = LINE_COLUMNS
    if table is TableName.STATEMENTS:
        between = names[len(STATEMENTS_FIRST) : -len(STATEMENTS_LAST)]
        dimensions = tuple(Column(name=name, holds=CellType.WHOLE) for name in between)
        columns = (*STATEMENTS_FIRST, *dimensions, *STATEMENTS_LAST)
    if [column.name for column in columns] != list(names):
        raise ValueError
    return columns


def _csv_rows(path: Path, columns: Sequence[Column]) -> Iterator[Placed]:
    """Yield the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        next(reader)
        for line, cells in enumerate(reader, start=2):
            row = tuple(
                PARSED[column.holds](cell) if cell else None
                for column, cell in zip(columns, cells, strict=True)
            )
            yield Placed(str(path), line, row)


def _parquet_rows(path: Path, columns: Sequence[Column]) -> Iterator[Placed]:
    """Yield the rows of a Parquet file."""
    pa = pyarrow_or_sentence()
    types = {CellType.TEXT: pa.string(), CellType.WHOLE: pa.int64(), CellType.DAY: pa.date32()}
    wanted = pa.schema([(column.name, types[column.holds]) for column in columns])
    line = 0
    with pa.parquet.ParquetFile(path, page_checksum_verification=True) as file:
        if not file.schema_arrow.equals(wanted):
            raise ValueError
        for batch in file.iter_batches():
            for row in zip(*(cells.to_pylist() for cells in batch.columns), strict=True):
                line += 1
                yield Placed(str(path), line, row)
