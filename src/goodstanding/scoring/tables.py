"""The two tables of a score run, and the hash of what they say whatever file holds them."""

# The columns and their order are those of docs/semantics.md, section 7. The hash is one of cells,
# so that a table has one hash in every format, order and division into parts.

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.model.policy import IndexForm, Policy
from goodstanding.model.statement import Statement
from goodstanding.scoring.rowhash import Cell, RowSum, sum_rows

COLUMN_TAKEN = declare(
    "outputs-column-taken", "A dimension has the name of a column that every table has."
)

QUOTED: Final = frozenset(',"\r\n')
"""A cell with one of these stands between double quotes, and a double quote in it is doubled."""


class CellType(StrEnum):
    """What a column holds; every cell may also be empty."""

    TEXT = "text"
    WHOLE = "whole number"
    DAY = "day"


Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table."""

    name: str
    holds: CellType


class TableName(StrEnum):
    """The tables of a score run, in the order in which the state hash names them."""

    STATEMENTS = "statements"
    LINES = "lines"


LINE_COLUMNS: Final = (
    Column(name="member", holds=CellType.TEXT),
    Column(name="rule", holds=CellType.TEXT),
    Column(name="dimension", holds=CellType.TEXT),
    Column(name="source", holds=CellType.TEXT),
    Column(name="record", holds=CellType.TEXT),
    Column(name="records", holds=CellType.WHOLE),
    Column(name="on", holds=CellType.DAY),
    Column(name="points", holds=CellType.WHOLE),
    Column(name="counted", holds=CellType.WHOLE),
    Column(name="why", holds=CellType.TEXT),
    Column(name="next_change", holds=CellType.DAY),
)
STATEMENTS_FIRST: Final = (
    Column(name="member", holds=CellType.TEXT),
    Column(name="total", holds=CellType.WHOLE),
    Column(name="level", holds=CellType.TEXT),
    Column(name="opening", holds=CellType.WHOLE),
)
STATEMENTS_LAST: Final = (Column(name="next_change", holds=CellType.DAY),)


def statement_columns(policy: Policy) -> tuple[Column, ...]:
    """Return the columns of `statements`: one for each dimension stands before the last.

    Raises:
        ProblemsError: a dimension has the name of another column.
    """
    if not isinstance(policy.form, IndexForm):
        return (*STATEMENTS_FIRST, *STATEMENTS_LAST)
    taken = {column.name for column in (*STATEMENTS_FIRST, *STATEMENTS_LAST)}
    names = [dimension.name for dimension in policy.form.dimensions]
    problems = [
        Problem(
            code=COLUMN_TAKEN,
            path=f"dimensions.{name}",
            what=f"the table of statements has a column {name!r} of its own",
            hint="Give the dimension another name",
        )
        for name in names
        if name in taken
    ]
    if problems:
        raise ProblemsError(problems)
    dimensions = tuple(Column(name=name, holds=CellType.WHOLE) for name in names)
    return (*STATEMENTS_FIRST, *dimensions, *STATEMENTS_LAST)


def columns_of(policy: Policy) -> Mapping[TableName, tuple[Column, ...]]:
    """Return the columns of both tables under a policy."""
    return {TableName.STATEMENTS: statement_columns(policy), TableName.LINES: LINE_COLUMNS}


def statement_row(statement: Statement) -> Row:
    """Return a member's row of `statements`; dimensions stand in the order of the policy."""
    return (
        statement.member,
        statement.total,
        statement.level,
        statement.opening,
        *statement.dimensions.values(),
        statement.next_change,
    )


def line_rows(statement: Statement) -> list[Row]:
    """Return a member's rows of `lines`, in the order of the statement.

    They and the opening sum to the total: that is asserted here and checked again by `verify`.
    """
    rows: list[Row] = [
        (
            statement.member,
            line.rule,
            line.dimension,
            line.source,
            line.record,
            line.records,
            line.on,
            line.points,
            line.counted,
            str(line.why),
            line.next_change,
        )
        for line in statement.lines
    ]
    assert statement.opening + sum(line.counted for line in statement.lines) == statement.total
    return rows


def cell_text(cell: Cell) -> str:
    """Return a cell as text: whole numbers in decimals, days as YYYY-MM-DD, nothing as nothing."""
    if cell is None:
        return ""
    text = str(cell)
    if QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def row_text(row: Iterable[Cell]) -> str:
    """Return a row as one line of text, ended by a line feed."""
    return ",".join(map(cell_text, row)) + "\n"


def heading(columns: Iterable[Column]) -> str:
    """Return the first line of a table: the names of its columns."""
    return row_text(column.name for column in columns)


def heading_sum(columns: Iterable[Column]) -> RowSum:
    """Return the sum that the hash of a table begins with: its names are hashed as a row, too."""
    return sum_rows([[column.name for column in columns]])._replace(rows=0)


class TableHash:
    """The running hash of a table: its heading and its rows, in whatever order they come."""

    def __init__(self, columns: Iterable[Column]) -> None:
        """Begin with the heading."""
        self._sum = heading_sum(columns)

    @property
    def rows(self) -> int:
        """Return how many rows were added."""
        return self._sum.rows

    def add(self, rows: Iterable[Row]) -> None:
        """Take more rows."""
        self._sum = self._sum.plus(sum_rows(rows))

    def hexadecimal(self) -> str:
        """Return the hash of what was added so far, 32 digits."""
        return self._sum.hexadecimal


def state_hash(tables: Mapping[TableName, str]) -> str:
    """Return the hash of a run: SHA-256 of a line `NAME HASH` for each table it has."""
    text = "".join(f"{name} {tables[name]}\n" for name in TableName if name in tables)
    return hashlib.sha256(text.encode()).hexdigest()
