"""The hash of a table that depends neither on the order of its rows nor on who computed it."""

# Every cell is a number of 64 bits: a whole number as it is, a day as the days since 1970-01-01,
# text as the FNV-1a hash of its UTF-8 bytes, mixed, and an empty cell as `EMPTY`. A row is folded
# into two numbers, one for each seed, by mixing with the finaliser of MurmurHash3. A table is the
# sum of its rows, so parts can be hashed apart, in any order, and added; docs/reference/outputs.md
# has it in a few lines. It tells runs apart; that a file was not tampered with, its SHA-256 tells.

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

MASK: Final = 2**64 - 1
SEEDS: Final = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)
EMPTY: Final = 0xD6E8FEB86659FD93
FNV_OFFSET: Final = 0xCBF29CE484222325
FNV_PRIME: Final = 0x100000001B3
FIRST_MULTIPLIER: Final = 0xFF51AFD7ED558CCD
SECOND_MULTIPLIER: Final = 0xC4CEB9FE1A85EC53
SHIFT: Final = 33
EPOCH: Final = date(1970, 1, 1).toordinal()

Cell = str | int | date | None


class RowSum(NamedTuple):
    """The sum of rows in both lanes, modulo 2^64, and how many rows there are."""

    first: int
    second: int
    rows: int

    def plus(self, other: "RowSum") -> "RowSum":
        """Return the sum over the rows of both."""
        return RowSum(
            (self.first + other.first) & MASK,
            (self.second + other.second) & MASK,
            self.rows + other.rows,
        )

    @property
    def hexadecimal(self) -> str:
        """Return the sum as 32 digits."""
        return f"{self.first:016x}{self.second:016x}"


NO_ROWS: Final = RowSum(0, 0, 0)


def mix(number: int) -> int:
    """Return the finaliser of MurmurHash3 over 64 bits (Appleby, 2011)."""
    number = ((number ^ (number >> SHIFT)) * FIRST_MULTIPLIER) & MASK
    number = ((number ^ (number >> SHIFT)) * SECOND_MULTIPLIER) & MASK
    return number ^ (number >> SHIFT)


@lru_cache(maxsize=65_536)
def text_number(text: str) -> int:
    """Return the number of a text: FNV-1a over its UTF-8 bytes (Fowler, Noll and Vo), mixed."""
    number = FNV_OFFSET
    for byte in text.encode():
        number = ((number ^ byte) * FNV_PRIME) & MASK
    return mix(number)


def cell_number(cell: Cell) -> int:
    """Return the number of a cell."""
    if cell is None:
        return EMPTY
    if isinstance(cell, str):
        return text_number(cell)
    if isinstance(cell, date):
        return (cell.toordinal() - EPOCH) & MASK
    return cell & MASK


def sum_rows(rows: Iterable[Iterable[Cell]]) -> RowSum:
    """Return the sum of rows."""
    first_total, second_total, count = 0, 0, 0
    for row in rows:
        first, second = SEEDS
        for cell in row:
            number = text_number(cell) if isinstance(cell, str) else cell_number(cell)
            # `mix`, written out: two calls a cell would take most of the time of a run
            first ^= number
            first = ((first ^ (first >> SHIFT)) * FIRST_MULTIPLIER) & MASK
            first = ((first ^ (first >> SHIFT)) * SECOND_MULTIPLIER) & MASK
            first ^= first >> SHIFT
            second ^= number
            second = ((second ^ (second >> SHIFT)) * FIRST_MULTIPLIER) & MASK
            second = ((second ^ (second >> SHIFT)) * SECOND_MULTIPLIER) & MASK
            second ^= second >> SHIFT
        first_total += first
        second_total += second
        count += 1
    return RowSum(first_total & MASK, second_total & MASK, count)


def bucket_of(member: str, buckets: int) -> int:
    """Return the bucket of a member: the upper half of the number of the name, scaled."""
    return ((text_number(member) >> 32) * buckets) >> 32
