"""Columns of whole numbers decoded straight into memory that is kept from bucket to bucket."""

# Arrow decodes codes, looks up what they stand for in a second pass, and makes a third one to
# another width, each time into new memory that the system clears first. Here it is one pass.

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from goodstanding.scoring.batch.columns import whole
from goodstanding.scoring.batch.hashing import Array, UInt64s, compiled, unsigned
from goodstanding.scoring.batch.pages import BEGIN, ROWS, SIZE, number_at, pages_of, signed

ONE, WORD_BITS, LAST_BIT = unsigned(1), unsigned(6), unsigned(63)


class Shelf:
    """Memory for columns by name. What is taken stands until the same name is taken again.

    One thread uses it at a time.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._held: dict[tuple[str, np.dtype[Any]], NDArray[Any]] = {}

    def take(self, name: str, count: int, form: Any) -> NDArray[Any]:  # noqa: ANN401 - a width of numpy
        """Return an array of so many numbers, of which nothing is known."""
        key = name, np.dtype(form)
        held = self._held.get(key)
        if held is None or len(held) < count:
            held = self._held[key] = np.empty(count + count // 8, form)
        return held[:count]


class Decoded:
    """A Parquet file of which columns are read whole, into the memory of a shelf."""

    def __init__(self, file: Any, content: Array, shelf: Shelf, own: str) -> None:  # noqa: ANN401 - pyarrow has no types
        """Begin with an open file and its bytes; `own` is its name on the shelf."""
        self._file = file
        self._content = content
        self._shelf = shelf
        self._own = own
        self.decoded = 0
        """So many columns were read without Arrow."""

    @property
    def names(self) -> list[str]:
        """Return the names of the columns."""
        found: list[str] = self._file.schema_arrow.names
        return found

    def column(self, name: str, form: Any, *, empty: int | None = None) -> NDArray[Any]:  # noqa: ANN401 - a width of numpy
        """Return a column of whole numbers or days, what is empty as `empty`."""
        found = self._shelf.take(f"{self._own}.{name}", self._file.metadata.num_rows, form)
        place, first = self.names.index(name), 0
        for group in range(self._file.metadata.num_row_groups):
            end = first + self._file.metadata.row_group(group).num_rows
            pages = pages_of(self._file, self._content, group, place)
            if pages is None or not _write(
                _words(pages.content), pages.content, pages.listed, pages.names.astype(form),
                found[first:end],
            ):  # fmt: skip
                column = self._file.read(columns=[name], use_threads=False)[name]
                return whole(column, form, empty=empty)
            first = end
        self.decoded += 1
        return found


@contextmanager
def decoded(content: bytes, shelf: Shelf, own: str) -> Iterator[Decoded]:
    """Open the bytes of a Parquet file; `own` is its name on the shelf."""
    with pq.ParquetFile(pa.BufferReader(content)) as file:
        yield Decoded(file, np.frombuffer(content, np.uint8), shelf, own)


def _words(content: NDArray[np.uint8]) -> UInt64s:
    """Return bytes as numbers of 64 bits, but for the last few."""
    return content[: len(content) // 8 * 8].view(np.uint64)


@compiled
def _write(words: UInt64s, content: Array, listed: Array, names: Array, found: Array) -> bool:
    """Write the numbers of all pages of a row group; return whether the pages hold just these."""
    row = 0
    for page in range(len(listed)):
        at, last = listed[page, BEGIN], row + listed[page, ROWS]
        end, width = at + listed[page, SIZE], signed(content[at])
        at += 1
        if last > len(found) or width > 32:
            return False
        while row < last:
            if at >= end:
                return False
            head, at = number_at(content, at)
            many = head >> 1
            size = many * width if head & 1 else (width + 7) >> 3
            count = min(many * 8 if head & 1 else many, last - row)
            if count == 0 or at + size > end:
                return False
            if head & 1:
                good = _unpack(words, 8 * at, width, names, found[row : row + count])
            else:
                good = _repeat(content[at : at + size], names, found[row : row + count])
            if not good:
                return False
            at += size
            row += count
    return row == len(found)


@compiled
def _unpack(words: UInt64s, begin: int, width: int, names: Array, found: Array) -> bool:
    """Write the numbers of codes that are packed from a bit on; return whether all have one."""
    bit, step, most = unsigned(begin), unsigned(width), unsigned(len(names))
    mask = (ONE << step) - ONE
    for row in range(len(found)):
        word, shift = bit >> WORD_BITS, bit & LAST_BIT
        code = (words[word] >> shift | words[word + ONE] << ONE << (LAST_BIT - shift)) & mask
        if code >= most:
            return False
        found[row] = names[code]
        bit += step
    return True


@compiled
def _repeat(packed: Array, names: Array, found: Array) -> bool:
    """Write the number of one code; return whether it has one."""
    code = signed(0)
    for place in range(len(packed)):
        code |= signed(packed[place]) << (8 * place)
    if code >= len(names):
        return False
    found[:] = names[code]
    return True
