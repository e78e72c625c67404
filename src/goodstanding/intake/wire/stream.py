"""A table in memory, of any library with the Arrow C stream interface, as a sheet of rows."""

from collections.abc import Iterator
from typing import Any, Protocol

from goodstanding.errors import declare
from goodstanding.intake.faults import stop
from goodstanding.intake.limits import BATCH_ROWS
from goodstanding.intake.wire.arrow import arrow
from goodstanding.intake.wire.header import check_header
from goodstanding.intake.wire.sheet import Columns
from goodstanding.intake.wire.tables import TableSheet

NOT_A_TABLE = declare("table-not-one", "What was given is no table that Arrow can read.")


class ArrowStream(Protocol):
    """What pyarrow, Polars, DuckDB, pandas and others give: a table as a stream of batches."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return a capsule of an ArrowArrayStream."""
        ...


class StreamSheet(TableSheet):
    """One table in memory as columns and rows; rows count from 1, and are read once."""

    def __init__(self, table: ArrowStream, columns: Columns, *, name: str) -> None:
        """Check the names and the types before any row is read; `name` stands in problems.

        Raises:
            ProblemsError: it is no table, or its columns are not right.
        """
        self._arrow = arrow()
        self._file = name
        try:
            reader = self._arrow.RecordBatchReader.from_stream(table)
        except self._errors():
            raise self._broken() from None
        except (TypeError, AttributeError):  # what it says names the caller's own classes
            raise self._broken() from None
        self._reader = reader
        schema = self._arrow.schema(
            [field.with_type(self._plain(field.type)) for field in reader.schema],
            metadata=reader.schema.metadata,
        )
        self._schema = schema
        self.columns = tuple(schema.names)
        check_header(self.columns, columns, file=name)
        self._check_types(schema, columns)
        self.recipe = self._recipe(schema)
        self.expected = 0

    def _plain(self, form: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return the type in which a column is read: views and long texts are texts like others."""
        types, pa = self._arrow.types, self._arrow
        if types.is_dictionary(form):
            return pa.dictionary(form.index_type, self._plain(form.value_type))
        return pa.large_string() if types.is_string_view(form) else form

    def _broken(self) -> Any:  # noqa: ANN401 - an error
        """Return the error of what is no table."""
        return stop(
            NOT_A_TABLE,
            file=self._file,
            what="this is no table that Arrow can read",
            hint="Give a table of pyarrow, Polars, DuckDB or pandas",
        )

    def batches(self) -> Iterator[Any]:
        """Yield the rows as Arrow batches with plain types; no text in them is too long."""
        number = 0
        try:
            for whole in self._reader:
                for start in range(0, whole.num_rows, BATCH_ROWS):
                    batch = self._cast(whole.slice(start, BATCH_ROWS))
                    self._check_texts(batch, number)
                    yield batch
                    number += batch.num_rows
        except self._errors() as error:
            raise self._broken() from error

    def _cast(self, batch: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return a batch with plain types."""
        columns = [
            self._column(column, field.type)
            for column, field in zip(batch.columns, self._schema, strict=True)
        ]
        return self._arrow.RecordBatch.from_arrays(columns, schema=self._schema)

    def _column(self, column: Any, form: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return a column as a type that is read."""
        if column.type == form:
            return column
        if self._arrow.types.is_dictionary(form):
            words = column.dictionary.cast(form.value_type)
            return self._arrow.DictionaryArray.from_arrays(column.indices, words)
        return column.cast(form)
