"""What `scoring.rowhash` says in compiled code, column by column: some 5 ns a cell."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar, cast

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from goodstanding.scoring import rowhash
from goodstanding.scoring.kernel.calendar import NEVER
from goodstanding.scoring.rowhash import RowSum

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")
UInt64s = NDArray[np.uint64]
Array = NDArray[Any]

unsigned = cast("Callable[[int], int]", np.uint64)
"""A number of 64 bits without a sign, of which products wrap around."""

FIRST_MULTIPLIER: Final = unsigned(rowhash.FIRST_MULTIPLIER)
SECOND_MULTIPLIER: Final = unsigned(rowhash.SECOND_MULTIPLIER)
FNV_OFFSET: Final = unsigned(rowhash.FNV_OFFSET)
FNV_PRIME: Final = unsigned(rowhash.FNV_PRIME)
SHIFT: Final = unsigned(rowhash.SHIFT)
HALF: Final = unsigned(32)
EMPTY: Final = unsigned(rowhash.EMPTY)
BLOCK_ROWS: Final = 16_384
"""So many rows are folded at once: what is folded stays in the cache of a core."""


def compiled(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Return a function compiled on its first call and kept on disk."""
    return cast("Callable[Parameters, Returned]", njit(cache=True, nogil=True)(function))


@compiled
def _mix(number: int) -> int:
    """Return what `rowhash.mix` does."""
    number = (number ^ (number >> SHIFT)) * FIRST_MULTIPLIER
    number = (number ^ (number >> SHIFT)) * SECOND_MULTIPLIER
    return number ^ (number >> SHIFT)


@compiled
def number_texts(begins: Array, ends: Array, content: Array, numbers: UInt64s) -> None:
    """Write the number of each text, given where it begins and ends."""
    for row in range(len(numbers)):
        number = FNV_OFFSET
        for place in range(begins[row], ends[row]):
            number = (number ^ unsigned(content[place])) * FNV_PRIME
        numbers[row] = _mix(number)


@compiled
def _fold_whole(first: UInt64s, second: UInt64s, cells: Array) -> None:
    """Fold whole numbers or numbers of texts into both lanes."""
    for row in range(len(first)):
        number = unsigned(cells[row])
        first[row] = _mix(first[row] ^ number)
        second[row] = _mix(second[row] ^ number)


@compiled
def _fold_days(first: UInt64s, second: UInt64s, cells: Array) -> None:
    """Fold days, empty where they are `NEVER`, into both lanes."""
    for row in range(len(first)):
        number = EMPTY if cells[row] >= NEVER else unsigned(cells[row])
        first[row] = _mix(first[row] ^ number)
        second[row] = _mix(second[row] ^ number)


@compiled
def _fold_coded(first: UInt64s, second: UInt64s, cells: Array, names: UInt64s) -> None:
    """Fold names by their codes into both lanes; -1 is the last of them."""
    for row in range(len(first)):
        number = names[cells[row]]
        first[row] = _mix(first[row] ^ number)
        second[row] = _mix(second[row] ^ number)


@compiled
def _fold_constant(first: UInt64s, second: UInt64s, number: int) -> None:
    """Fold one number into every row of both lanes."""
    for row in range(len(first)):
        first[row] = _mix(first[row] ^ number)
        second[row] = _mix(second[row] ^ number)


class Whole(NamedTuple):
    """A column of whole numbers, or of numbers of texts."""

    cells: Array


class Days(NamedTuple):
    """A column of days, empty where they are `NEVER`."""

    cells: Array


class Coded(NamedTuple):
    """A column of codes of names; the last of `names` is found by -1."""

    cells: Array
    names: UInt64s


class Constant(NamedTuple):
    """A column with the same number in every row."""

    number: int


Hashed = Whole | Days | Coded | Constant


def row_hashes(columns: Sequence[Hashed], begin: int, end: int) -> tuple[UInt64s, UInt64s]:
    """Return the hash of each row from `begin` to `end` in both lanes."""
    first = np.full(end - begin, rowhash.SEEDS[0], np.uint64)
    second = np.full(end - begin, rowhash.SEEDS[1], np.uint64)
    for column in columns:
        match column:
            case Whole(cells):
                _fold_whole(first, second, cells[begin:end])
            case Days(cells):
                _fold_days(first, second, cells[begin:end])
            case Coded(cells, names):
                _fold_coded(first, second, cells[begin:end], names)
            case Constant(number):
                _fold_constant(first, second, unsigned(number))
    return first, second


def sum_columns(columns: Sequence[Hashed], rows: int) -> RowSum:
    """Return the sum of the rows of a table, given column by column in order."""
    total = rowhash.NO_ROWS
    for begin in range(0, rows, BLOCK_ROWS):
        end = min(begin + BLOCK_ROWS, rows)
        first, second = row_hashes(columns, begin, end)
        total = total.plus(RowSum(int(first.sum()), int(second.sum()), end - begin))
    return total


def text_numbers(column: Any) -> UInt64s:  # noqa: ANN401 - pyarrow has no types
    """Return the number of each text of an Arrow column; an empty cell has that of `EMPTY`."""
    if isinstance(column, pa.ChunkedArray):
        parts = [text_numbers(chunk) for chunk in column.chunks]
        return np.concatenate(parts) if parts else np.empty(0, np.uint64)
    if pa.types.is_dictionary(column.type):
        names: UInt64s = np.append(text_numbers(column.dictionary), np.uint64(EMPTY))
        coded: UInt64s = names[column.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
        return coded
    numbers = np.empty(len(column), np.uint64)
    if pa.types.is_null(column.type) or len(column) == 0:
        numbers.fill(EMPTY)
        return numbers
    wide = np.int64 if pa.types.is_large_string(column.type) else np.int32
    _, offsets, content = column.buffers()
    ends = np.frombuffer(offsets, wide)[column.offset : column.offset + len(column) + 1]
    held = np.zeros(0, np.uint8) if content is None else np.frombuffer(content, np.uint8)
    number_texts(ends[:-1], ends[1:], held, numbers)
    if column.null_count:
        numbers[column.is_null().to_numpy(zero_copy_only=False)] = EMPTY
    return numbers


def name_numbers(names: Iterable[str]) -> UInt64s:
    """Return the numbers of a few names, and of an empty cell behind them, where -1 finds it."""
    found = [rowhash.text_number(str(name)) for name in names]
    return np.array([*found, rowhash.EMPTY], np.uint64)


def sum_table(table: Any) -> RowSum:  # noqa: ANN401 - pyarrow has no types
    """Return the sum of the rows of an Arrow table of texts, whole numbers and days."""
    table = table.combine_chunks()
    return sum_columns([_hashed(column) for column in table.columns], table.num_rows)


def _hashed(column: Any) -> Hashed:  # noqa: ANN401 - pyarrow has no types
    """Return an Arrow column as it is hashed."""
    if pa.types.is_date32(column.type):
        return Days(column.cast(pa.int32()).fill_null(NEVER).to_numpy())
    if pa.types.is_integer(column.type):
        cells = column.fill_null(0).to_numpy()
        if not column.null_count:
            return Whole(cells)
        numbers = cells.astype(np.int64).view(np.uint64)
        return Whole(np.where(column.is_null().to_numpy(), np.uint64(EMPTY), numbers))
    return Whole(text_numbers(column))


@compiled
def _buckets(numbers: UInt64s, count: int, found: Array) -> None:
    """Write the bucket of each number."""
    for row in range(len(numbers)):
        found[row] = ((numbers[row] >> HALF) * count) >> HALF


def buckets_of(numbers: UInt64s, count: int) -> NDArray[np.int32]:
    """Return the bucket, of `count`, of each member's number: the upper half, scaled."""
    found = np.empty(len(numbers), np.int32)
    _buckets(numbers, unsigned(count), found)
    return found
