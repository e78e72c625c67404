"""Scoring tables in memory, from Python: what the command does with files."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from goodstanding.errors import Problem
from goodstanding.intake.given import read_tables
from goodstanding.intake.wire.stream import ArrowStream
from goodstanding.model.policy import Policy
from goodstanding.scoring.files import pyarrow_or_sentence
from goodstanding.scoring.score import score
from goodstanding.scoring.tables import (
    CellType,
    Column,
    Row,
    TableHash,
    TableName,
    columns_of,
    line_rows,
    state_hash,
    statement_row,
)

ROWS_HELD = 65_536
"""So many rows are held as Python values before they become a batch of an Arrow table."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scored:
    """What a table comes to on a day.

    `statements` and `lines` have the columns and the order of the files that `goodstanding score`
    writes; `lines` is None where none were asked for. They are of the library that the records came
    from where that is Polars or pandas, else pyarrow tables, which DuckDB and others take by name.
    `state_hash` is that of the command for the same rows. `refused` are rows that were not read,
    `rows` is how many there were, `dropped` those of people who did not join, `withheld` those that
    no consent reaches, `repeated` those that say again what another says. `stated_by` is on whose
    word they joined.
    """

    statements: Any
    lines: Any | None
    state_hash: str
    refused: tuple[Problem, ...]
    rows: int
    dropped: int
    withheld: int
    repeated: int
    stated_by: str


def score_table(  # noqa: PLR0913 - the same inputs as the command, by name
    policy: Policy,
    table: ArrowStream,
    *,
    as_of: date,
    members: ArrowStream | None = None,
    states: ArrowStream | None = None,
    lines: bool = True,
) -> Scored:
    """Score everybody in a table of records on a day.

    `table`, `members` and `states` hold the columns of the files of the same names, and are
    anything with the Arrow C stream interface: tables of pyarrow, Polars, DuckDB, pandas. What
    comes back is of the same kind.

    Raises:
        ProblemsError: a table cannot be used, or the edition is not in force on the day.
        EnvironmentUnfitError: pyarrow is not installed.
    """
    columns = columns_of(policy)
    admitted = read_tables(policy, table, members=members, states=states)
    statements = _Table(columns[TableName.STATEMENTS])
    all_lines = _Table(columns[TableName.LINES]) if lines else None
    for member in admitted.members:
        statement = score(policy, member, admitted.entries[member.id], as_of=as_of)
        statements.add([statement_row(statement)])
        if all_lines is not None:
            all_lines.add(line_rows(statement))
    hashes = {TableName.STATEMENTS: statements.hashed.hexadecimal()}
    if all_lines is not None:
        hashes[TableName.LINES] = all_lines.hashed.hexadecimal()
    return Scored(
        statements=_like(table, statements.finish()),
        lines=None if all_lines is None else _like(table, all_lines.finish()),
        state_hash=state_hash(hashes),
        refused=tuple(each.problem for each in admitted.refused),
        rows=admitted.rows,
        dropped=admitted.dropped,
        withheld=admitted.withheld,
        repeated=admitted.repeated,
        stated_by=admitted.stated_by,
    )


def _like(given: ArrowStream, table: Any) -> Any:  # noqa: ANN401 - of the caller's library
    """Return a table as one of the library that the caller gave a table of, and so has loaded."""
    library = type(given).__module__.partition(".")[0]
    if library == "polars":
        return sys.modules[library].from_arrow(table)
    return table.to_pandas() if library == "pandas" else table


class _Table:
    """A table while its rows come in, with the hash of what came."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        """Begin an empty table."""
        self._pa = pa = pyarrow_or_sentence()
        types = {
            CellType.TEXT: pa.string(), CellType.WHOLE: pa.int64(), CellType.DAY: pa.date32(),
        }  # fmt: skip
        self._schema = pa.schema([(each.name, types[each.holds]) for each in columns])
        self._held: list[Row] = []
        self._batches: list[Any] = []
        self.hashed = TableHash(columns)

    def add(self, rows: Iterable[Row]) -> None:
        """Take the rows of a member."""
        before = len(self._held)
        self._held += rows
        self.hashed.add(self._held[before:])
        if len(self._held) >= ROWS_HELD:
            self._put()

    def _put(self) -> None:
        """Turn the rows held into a batch."""
        arrays = [
            self._pa.array(cells, type=field.type)
            for cells, field in zip(zip(*self._held, strict=True), self._schema, strict=True)
        ]
        self._batches.append(self._pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._held = []

    def finish(self) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return the table."""
        if self._held:
            self._put()
        return self._pa.Table.from_batches(self._batches, schema=self._schema)
