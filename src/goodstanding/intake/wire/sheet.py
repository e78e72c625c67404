"""What every wire format becomes: columns, and rows of cells with their numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeAlias

from goodstanding.intake.faults import Fault


class JsonNumber(int):
    """A whole number as JSON has it."""

    __slots__ = ()


Cell: TypeAlias = str | int | bool | date | Decimal | None
"""CSV has texts alone, an empty one for nothing; NDJSON and Parquet have None for nothing."""

Row: TypeAlias = tuple[int, "Sequence[Cell] | Fault"]
"""The number of a row as its reader is shown it, and its cells or why it has none."""


def filled(cell: Cell) -> bool:
    """Return whether anything stands in a cell."""
    return cell is not None and cell != ""


class Sheet(Protocol):
    """One file as columns and rows; the rows can be read once."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns, in the order of the cells."""
        ...

    @property
    def recipe(self) -> str | None:
        """Return how the table was generated where it is marked synthetic."""
        ...

    def rows(self) -> Iterator[Row]:
        """Yield every row once, in the order of the file."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns that a kind of file may have.

    `texts` may hold text alone and `days` days alone; what is in neither depends on its row.
    `any_others` is how many further columns the file has, whatever their names.
    """

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    texts: frozenset[str]
    days: frozenset[str]
    any_others: int = 0

    @property
    def known(self) -> tuple[str, ...]:
        """Return all columns that the file may have."""
        return (*self.needed, *self.optional)
