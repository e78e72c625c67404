"""Parquet: columns of exact types, read a few thousand rows at a time."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.intake.characters import UNSEEN
from goodstanding.intake.faults import Fault, stop
from goodstanding.intake.limits import (
    BATCH_ROWS,
    PAGE_BYTES_MAX,
    RECIPE_CHARACTERS_MAX,
    ROW_BYTES_MAX,
    ROW_GROUP_BYTES_MAX,
    ROWS_A_BYTE_MAX,
    ROWS_FREE,
)
from goodstanding.intake.wire.arrow import arrow
from goodstanding.intake.wire.header import check_header
from goodstanding.intake.wire.lines import LONG_ROW
from goodstanding.intake.wire.pages import group_pages
from goodstanding.intake.wire.sheet import Cell, Columns, Row

NOT_PARQUET = declare("intake-not-parquet", "A Parquet file is damaged or is none.")
COLUMN_TYPE = declare("intake-column-type", "A column of a Parquet file has a type we refuse.")
TOO_MANY_ROWS = declare(
    "intake-unlikely-size", "A Parquet file declares far more than its bytes can mean."
)
PAGE_TOO_LARGE = declare(
    "intake-page-too-large", "A page of a Parquet file unpacks to more bytes than any may."
)
BAD_RECIPE = declare("intake-bad-recipe", "The mark of a synthetic table is not a short text.")
UNREADABLE = declare("intake-unreadable-value", "A value of a Parquet file cannot be read.")

SYNTHETIC: Final = b"goodstanding.synthetic"
"""The key of the metadata in which a generated table carries the recipe of its generator."""

TEXT_BYTES_AT_ONCE: Final = 4 * 1024**2
BATCH_BYTES: Final = 32 * 1024**2


def _rows_at_once(metadata: Any) -> int:  # noqa: ANN401 - pyarrow has no types
    """Return how many rows make a batch: fewer where they are wide."""
    groups = (metadata.row_group(place) for place in range(metadata.num_row_groups))
    widest = max((group.total_byte_size // max(1, group.num_rows) for group in groups), default=0)
    return max(1, min(BATCH_ROWS, BATCH_BYTES // max(1, widest)))


class TableSheet:
    """One Parquet file as columns and rows; rows count from 1."""

    def __init__(self, path: Path, columns: Columns) -> None:
        """Check the names, the types and the declared size before any row is read.

        Raises:
            ProblemsError: the file is none, its columns are not right, or it declares too much.
        """
        self._path = path
        self._file = str(path)
        self._arrow = arrow()
        try:
            with self._open() as table:
                metadata, schema = table.metadata, table.schema_arrow
        except self._errors() as error:
            raise self._broken() from error
        self.columns: tuple[str, ...] = tuple(schema.names)
        check_header(self.columns, columns, file=self._file)
        self._check_types(schema, columns)
        self._check_size(metadata)
        try:
            self._check_pages()
        except self._errors() as error:
            raise self._broken() from error
        self.expected = metadata.num_rows
        self.recipe: str | None = self._recipe(schema)

    def _open(self, texts: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Open the file; columns of `texts` stay dictionaries, so that repeats cost nothing."""
        return self._arrow.parquet.ParquetFile(
            self._file,
            read_dictionary=list(texts),
            buffer_size=TEXT_BYTES_AT_ONCE,
            page_checksum_verification=True,
        )

    def _errors(self) -> tuple[type[BaseException], ...]:
        """Return what the library raises for a file that is broken or needs too much memory."""
        return (self._arrow.ArrowException, OSError, ValueError, MemoryError, OverflowError)

    def _broken(self) -> ProblemsError:
        """Return the error of a file that cannot be read as Parquet."""
        return stop(
            NOT_PARQUET,
            file=self._file,
            what="this cannot be read as Parquet: it is damaged, or needs too much memory",
            hint="Write the file again",
        )

    def _check_types(self, schema: Any, columns: Columns) -> None:  # noqa: ANN401 - no types
        """Refuse columns of a type that would have to be guessed or rounded."""
        problems = []
        for field in schema:
            due = self._type_due(field, columns)
            if due:
                problems.append(
                    Problem(
                        code=COLUMN_TYPE,
                        file=self._file,
                        path=field.name,
                        what="the column has a type that is not read here",
                        hint=f"Write it as {due}",
                    )
                )
        if problems:
            raise ProblemsError(problems)

    def _type_due(self, field: Any, columns: Columns) -> str:  # noqa: ANN401 - no types
        """Return the types that a column may have where its own is none of them, else nothing."""
        types = self._arrow.types
        if self._is_text(field.type) or types.is_null(field.type):
            return ""
        if field.name in columns.texts:
            return "text (string)"
        if types.is_date32(field.type):
            return ""
        if field.name in columns.days:
            return "days (date32), or text such as 2026-10-01"
        exact = types.is_integer(field.type) or types.is_boolean(field.type)
        if exact or types.is_decimal(field.type):
            return ""
        return "whole numbers, decimals, booleans, days (date32) or text; never floats or times"

    def _is_text(self, form: Any) -> bool:  # noqa: ANN401 - no types
        """Return whether a type is text, coded by a dictionary or not."""
        types = self._arrow.types
        if types.is_dictionary(form):
            form = form.value_type
        return bool(types.is_string(form) or types.is_large_string(form))

    def _check_size(self, metadata: Any) -> None:  # noqa: ANN401 - no types
        """Refuse a file that declares more rows or bytes than it can honestly hold."""
        groups = [metadata.row_group(place) for place in range(metadata.num_row_groups)]
        rows = sum(group.num_rows for group in groups)
        bound = max(ROWS_FREE, ROWS_A_BYTE_MAX * self._path.stat().st_size)
        largest = max((group.total_byte_size for group in groups), default=0)
        least = min((min(group.num_rows, group.total_byte_size) for group in groups), default=0)
        if rows != metadata.num_rows or least < 0:
            raise self._broken()
        if rows > bound or largest > ROW_GROUP_BYTES_MAX:
            raise stop(
                TOO_MANY_ROWS,
                file=self._file,
                what=f"the file declares {rows:,} rows, and {largest:,} bytes for one row group",
                hint=f"At most {ROWS_A_BYTE_MAX} rows for each byte of the file and "
                f"{ROW_GROUP_BYTES_MAX:,} bytes a row group are read; write smaller groups",
            )

    def _check_pages(self) -> None:
        """Refuse a file whose pages unpack to more than they may, whatever its footer says."""
        with self._path.open("rb") as file:
            for pages in group_pages(file):
                total = 0
                for size in pages:
                    total += size
                    if size > PAGE_BYTES_MAX or total > ROW_GROUP_BYTES_MAX:
                        raise self._too_large_pages()

    def _too_large_pages(self) -> ProblemsError:
        """Return the error of a file with a page or a row group that is too large."""
        return stop(
            PAGE_TOO_LARGE,
            file=self._file,
            what=f"a page of the file unpacks to more than {PAGE_BYTES_MAX:,} bytes, or a row "
            f"group to more than {ROW_GROUP_BYTES_MAX:,}",
            hint="Write smaller pages and groups",
        )

    def _recipe(self, schema: Any) -> str | None:  # noqa: ANN401 - no types
        """Return the recipe of a synthetic table, None where it is not marked."""
        content = (schema.metadata or {}).get(SYNTHETIC)
        if content is None:
            return None
        text = str(content.decode(errors="replace"))
        if not text.strip() or len(text) > RECIPE_CHARACTERS_MAX or UNSEEN.search(text):
            raise stop(
                BAD_RECIPE,
                file=self._file,
                what="the mark of a synthetic table does not say how it was made",
                hint=f"Let {SYNTHETIC.decode()} hold the generator's version, preset and seed, "
                f"in at most {RECIPE_CHARACTERS_MAX:,} characters",
            )
        return text

    def batches(self) -> Iterator[Any]:
        """Yield the rows as Arrow batches; no text in them is longer than a row may be.

        Raises:
            ProblemsError: the file is damaged, or one of its texts is too long.
        """
        number = 0
        try:
            with self._open(self._texts()) as table:
                size = _rows_at_once(table.metadata)
                for batch in table.iter_batches(batch_size=size, use_threads=False):
                    self._check_texts(batch, number)
                    yield batch
                    number += batch.num_rows
        except self._errors() as error:
            raise self._broken() from error
        if number != self.expected:
            raise self._broken()

    def rows(self) -> Iterator[Row]:
        """Yield every row; at most a few megabytes of texts are spread out at once."""
        number = 0
        for batch in self.batches():
            try:
                for cells in self.cells(batch):
                    number += 1
                    yield number, cells
            except self._errors() as error:
                raise self._broken() from error

    def cells(self, batch: Any) -> Iterator[Sequence[Cell] | Fault]:  # noqa: ANN401 - no types
        """Yield the cells of each row of a batch, or why it has none."""
        size = max(1, TEXT_BYTES_AT_ONCE // self._widest(batch))
        for start in range(0, batch.num_rows, size):
            part = batch.slice(start, size)
            for cells in zip(*map(self._values, part.columns), strict=True):
                yield unreadable(self.columns, cells) or cells

    def _texts(self) -> tuple[str, ...]:
        """Return the columns that hold text."""
        with self._open() as table:
            return tuple(field.name for field in table.schema_arrow if self._is_text(field.type))

    def _widest(self, batch: Any) -> int:  # noqa: ANN401 - no types
        """Return the bytes of the longest text of a batch, at least 1."""
        from pyarrow import compute

        widest = 1
        for column in batch.columns:
            if self._is_text(column.type):
                texts = getattr(column, "dictionary", column)
                longest = compute.max(compute.binary_length(texts)).as_py() or 0
                widest = max(widest, longest)
        return widest

    def _check_texts(self, batch: Any, before: int) -> None:  # noqa: ANN401 - no types
        """Refuse a text that is longer than a row may be; so many rows stand before the batch."""
        if self._widest(batch) > ROW_BYTES_MAX:
            raise stop(
                LONG_ROW,
                file=self._file,
                line=before + 1,
                what=f"in this row or soon after it a text is longer than {ROW_BYTES_MAX:,} bytes",
                hint="Shorten it",
            )

    def _values(self, column: Any) -> list[Any]:  # noqa: ANN401 - no types
        """Return the values of a column, `UNREADABLE_CELL` for one that Python has not."""
        try:
            return list(column.to_pylist())
        except (ValueError, OverflowError):
            return [_value(scalar) for scalar in column]


class _UnreadableCell:
    """Stands for a value that cannot be read."""


UNREADABLE_CELL: Final = _UnreadableCell()


def _value(scalar: Any) -> Any:  # noqa: ANN401 - no types
    """Return the value of a scalar, `UNREADABLE_CELL` for one that Python has not."""
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return UNREADABLE_CELL


def unreadable(columns: tuple[str, ...], cells: tuple[Any, ...]) -> Fault | None:
    """Return the fault of a row with an unreadable value, None for every other."""
    if UNREADABLE_CELL not in cells:
        return None
    return Fault(
        code=UNREADABLE,
        column=columns[cells.index(UNREADABLE_CELL)],
        what="the value is no text in UTF-8, or a day outside the years 1 to 9999",
        hint="Correct it",
    )
