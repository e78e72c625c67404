"""Arrow batches, of a Parquet file or of a table in memory, as blocks of cells."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from goodstanding.intake.bulk.cells import (
    AMOUNT,
    BLOCK_BYTES,
    DAY,
    NO,
    NOTHING,
    STRANGE,
    TEXT,
    WHOLE,
    YES,
    Block,
    Rest,
)
from goodstanding.intake.bulk.texts import Bytes, Int64s
from goodstanding.intake.faults import Fault
from goodstanding.intake.wire.sheet import Cell
from goodstanding.scoring.kernel.calendar import FIRST_DAY, LAST_DAY

BLOCK_ROWS: Final = 65_536
WORDS_OF_DECIMAL: Final = 2


class Batches(Protocol):
    """What a sheet of Arrow batches gives."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""

    @property
    def expected(self) -> int:
        """Return how many rows there are, 0 where that is not known."""

    def batches(self) -> Iterator[Any]:
        """Yield the rows as Arrow batches whose texts are no longer than a row may be."""

    def cells(self, batch: Any) -> Iterator[Sequence[Cell] | Fault]:  # noqa: ANN401 - pyarrow has no types
        """Yield the cells of each row of a batch as the plain reader has them."""


class TableBlocks:
    """A sheet of Arrow batches as blocks of rows, which count from 1."""

    def __init__(self, sheet: Batches) -> None:
        """Begin before the first row."""
        self._sheet = sheet
        self.columns: Final = sheet.columns
        self._before = 0

    @property
    def share(self) -> float:
        """Return which share of the rows was read."""
        return self._before / max(1, self._sheet.expected)

    def blocks(self) -> Iterator[Block | Rest]:
        """Yield the rows in the order of the table."""
        held: list[Any] = []
        rows = size = 0
        for batch in self._sheet.batches():
            held.append(batch)
            rows += batch.num_rows
            size += sum(column.nbytes for column in batch.columns if not _is_coded(column))
            if rows >= BLOCK_ROWS or size >= BLOCK_BYTES:
                yield block_of(held, self._sheet.cells, self._before + 1)
                self._before += rows
                held, rows, size = [], 0, 0
        if rows:
            yield block_of(held, self._sheet.cells, self._before + 1)
            self._before += rows


def block_of(
    batches: Sequence[Any],
    cells: Callable[[Any], Iterator[Sequence[Cell] | Fault]],
    first: int,
) -> Block:
    """Return Arrow batches of one schema as a block; `cells` gives rows in the plain way."""
    counts = [batch.num_rows for batch in batches]
    shape = (sum(counts), batches[0].num_columns)
    forms = np.empty(shape, np.uint8)
    begins, ends = np.empty(shape, np.int64), np.empty(shape, np.int64)
    pieces = [NO_BYTES]
    start = size = 0
    for batch in batches:
        rows = slice(start, start + batch.num_rows)
        for place, column in enumerate(batch.columns):
            found = _cells_of(column)
            moved = size if found.is_text else 0
            forms[rows, place] = found.forms
            begins[rows, place], ends[rows, place] = found.begins + moved, found.ends + moved
            pieces.append(found.content)
            size += len(found.content)
        start = rows.stop
    content = np.concatenate(pieces)
    content.setflags(write=False)  # as the bytes of a file are: compiled code is made for one kind

    def slow(some: Sequence[int]) -> Iterator[Sequence[Cell] | Fault]:
        odd = np.array(some, np.int64)
        before = 0
        for batch in batches:
            mine = odd[(odd >= before) & (odd < before + batch.num_rows)] - before
            before += batch.num_rows
            if len(mine):
                yield from cells(batch.take(pa.array(mine)))

    return Block(
        first=first,
        rows=shape[0],
        content=content,
        forms=forms,
        begins=begins,
        ends=ends,
        odd=(forms == STRANGE).any(axis=1).astype(np.uint8),
        slow=slow,
    )


def _is_coded(column: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    """Return whether a column is coded by a dictionary."""
    return bool(pa.types.is_dictionary(column.type))


class _Cells(NamedTuple):
    """The cells of a column: where texts stand in `content`, or numbers in `begins`."""

    forms: Bytes
    begins: Int64s
    ends: Int64s
    content: Bytes
    is_text: bool


NO_BYTES: Final = np.empty(0, np.uint8)


def _cells_of(column: Any) -> _Cells:  # noqa: ANN401 - pyarrow has no types
    """Return the cells of a column."""
    form = column.type
    types = pa.types
    if types.is_dictionary(form):
        return _coded(column)
    if types.is_string(form) or types.is_large_string(form):
        return _texts(column)
    there = column.is_valid().to_numpy(zero_copy_only=False)
    if types.is_date32(form):
        days = _numbers(column.cast(pa.int32()))
        return _plain(DAY, days, there, (days >= FIRST_DAY) & (days <= LAST_DAY))
    if types.is_uint64(form):
        numbers = column.fill_null(0).to_numpy()
        return _plain(WHOLE, numbers.view(np.int64), there, numbers < 2**63)
    if types.is_integer(form):
        return _plain(WHOLE, _numbers(column), there)
    if types.is_boolean(form):
        said = column.fill_null(False).to_numpy(zero_copy_only=False)
        none = np.zeros(len(column), np.int64)
        forms = np.where(there, np.where(said, YES, NO), NOTHING).astype(np.uint8)
        return _Cells(forms, none, none, NO_BYTES, is_text=False)
    if types.is_decimal128(form):
        return _amounts(column, there)
    strange = np.zeros(len(column), np.bool_)
    return _plain(STRANGE, np.zeros(len(column), np.int64), there, strange)


def _numbers(column: Any) -> Int64s:  # noqa: ANN401 - pyarrow has no types
    """Return a column of whole numbers, 0 for nothing."""
    numbers: Int64s = column.fill_null(0).to_numpy().astype(np.int64)
    return numbers


def _plain(
    form: int,
    numbers: Int64s,
    there: NDArray[np.bool_],
    known: NDArray[np.bool_] | None = None,
) -> _Cells:
    """Return cells of numbers; those that are not `known` are strange."""
    forms = np.where(there, form, NOTHING).astype(np.uint8)
    if known is not None:
        forms[there & ~known] = STRANGE
    return _Cells(forms, numbers, numbers, NO_BYTES, is_text=False)


def _amounts(column: Any, there: NDArray[np.bool_]) -> _Cells:  # noqa: ANN401 - pyarrow has no types
    """Return decimals in hundredths; what is more than that, or very large, is strange."""
    scale = column.type.scale
    begin = WORDS_OF_DECIMAL * column.offset
    end = begin + WORDS_OF_DECIMAL * len(column)
    words = np.frombuffer(column.buffers()[1], np.int64)[begin:end].reshape(-1, WORDS_OF_DECIMAL)
    low, high = words[:, 0].copy(), words[:, 1]
    known = high == low >> 63
    if 2 <= scale <= AMOUNT_DIGITS_MAX:
        unit = 10 ** (scale - 2)
        known &= low % unit == 0
        return _plain(AMOUNT, low // unit, there, known)
    if scale in (0, 1):
        unit = 10 ** (2 - scale)
        known &= np.abs(low) < 2**62 // unit
        return _plain(AMOUNT, np.where(known, low, 0) * unit, there, known)
    return _plain(STRANGE, low, there, np.zeros(len(column), np.bool_))


AMOUNT_DIGITS_MAX: Final = 18


def _texts(column: Any) -> _Cells:  # noqa: ANN401 - pyarrow has no types
    """Return the cells of a column of texts."""
    form = np.int32 if pa.types.is_string(column.type) else np.int64
    _, offsets, content = column.buffers()
    if not len(column) or offsets is None:
        none = np.zeros(len(column), np.int64)
        return _Cells(np.full(len(column), NOTHING, np.uint8), none, none, NO_BYTES, is_text=True)
    stretch = slice(column.offset, column.offset + len(column) + 1)
    places: Int64s = np.frombuffer(offsets, form)[stretch].astype(np.int64)
    start, end = int(places[0]), int(places[-1])
    piece = NO_BYTES if content is None else np.frombuffer(content, np.uint8)[start:end]
    places -= start
    begins, ends = places[:-1], places[1:]
    there = column.is_valid().to_numpy(zero_copy_only=False)
    forms = np.where(there & (ends > begins), TEXT, NOTHING).astype(np.uint8)
    return _Cells(forms, begins, ends, piece, is_text=True)


def _coded(column: Any) -> _Cells:  # noqa: ANN401 - pyarrow has no types
    """Return the cells of a column of texts that are coded by a dictionary."""
    names = column.dictionary
    there = column.indices.is_valid().to_numpy(zero_copy_only=False)
    codes = np.where(there, _numbers(column.indices), len(names))
    if len(names) > len(column):  # a file has one dictionary for many batches: what is used of it
        used, codes = np.unique(codes, return_inverse=True)
        used = used[used < len(names)]
        names = names.take(pa.array(used))
    words = _texts(names)
    forms, begins, ends = (
        np.append(each, end)[codes]
        for each, end in ((words.forms, NOTHING), (words.begins, 0), (words.ends, 0))
    )
    return _Cells(forms, begins, ends, words.content, is_text=True)
