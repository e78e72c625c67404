"""A block of rows as cells in one stretch of bytes, whatever the format they came in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

import numpy as np

from goodstanding.intake.bulk.texts import Bytes, Int64s
from goodstanding.intake.faults import Fault
from goodstanding.intake.wire.sheet import Cell, Row

NOTHING, TEXT, NUMBER, YES, NO, WHOLE, DAY, STRANGE, AMOUNT = range(9)
"""What a cell holds: text and numbers of JSON from its begin to its end; whole numbers, days and
AMOUNT, in hundredths, as the number in `begins`; what is STRANGE makes its row odd."""

BLOCK_BYTES: Final = 8 * 1024**2
"""So many bytes of a text file are cut into rows at once."""

WHOLE_ROWS, MORE_BYTES, NO_ROWS = range(3)
"""How cutting ended: with the room, for want of bytes, or where only the plain reader goes on."""

Slow: TypeAlias = "Callable[[Sequence[int]], Iterator[Sequence[Cell] | Fault]]"
"""Gives the cells of some rows of a block as the reader row by row has them."""


@dataclass(slots=True, kw_only=True)
class Block:
    """Rows of a file and their cells, by row and column.

    `first` is the number of the first row as its reader is shown it. A row is `odd` where its cells
    were not told apart for sure; `slow` reads those again.
    """

    first: int
    rows: int
    content: Bytes
    forms: Bytes
    begins: Int64s
    ends: Int64s
    odd: Bytes
    slow: Slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The rest of a file, which only the reader row by row can cut into rows."""

    rows: Iterator[Row]


class Blocks(Protocol):
    """A file as blocks of rows; they can be read once."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns, in the order of the cells."""
        ...

    def blocks(self) -> "Iterator[Block | Rest]":
        """Yield the rows in the order of the file."""
        ...


@dataclass(slots=True)
class Room:
    """Arrays for the cells of a block that is cut from a text."""

    rows: int
    columns: int
    forms: Bytes = field(init=False)
    begins: Int64s = field(init=False)
    ends: Int64s = field(init=False)
    odd: Bytes = field(init=False)
    lines: Int64s = field(init=False)

    def __post_init__(self) -> None:
        """Make them."""
        shape = (self.rows, self.columns)
        self.forms = np.zeros(shape, np.uint8)
        self.begins = np.zeros(shape, np.int64)
        self.ends = np.zeros(shape, np.int64)
        self.odd = np.zeros(self.rows, np.uint8)
        self.lines = np.zeros(self.rows + 1, np.int64)
