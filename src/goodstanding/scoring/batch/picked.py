"""Rows of a Parquet file by their places: of the pages they stand in, only they are decoded."""

# Arrow decodes a column whole. Where one row of two hundred is wanted, that is nearly all of the
# work. The codes of a dictionary lie in runs that can be skipped.

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from goodstanding.scoring.batch.hashing import Array, compiled
from goodstanding.scoring.batch.pages import FORMS, Pages, number_at, pages_of, signed


class Picked:
    """A Parquet file of which the rows at some places, in ascending order, are read."""

    def __init__(self, file: Any, content: Array, places: NDArray[np.int64]) -> None:  # noqa: ANN401 - pyarrow has no types
        """Begin with an open file, its bytes, and places in it."""
        self._file = file
        self._content = content
        self._places = places
        self.decoded = 0
        """So many columns were read without decoding all of their rows."""

    @property
    def names(self) -> list[str]:
        """Return the names of the columns."""
        found: list[str] = self._file.schema_arrow.names
        return found

    def column(self, name: str) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return the rows of a column as an Arrow array, days and short numbers as whole ones."""
        place = self.names.index(name)
        schema = self._file.schema.column(place)
        found: NDArray[Any] = np.empty(
            len(self._places), FORMS.get(schema.physical_type, FORMS["INT64"])
        )
        first = 0
        for group in range(self._file.metadata.num_row_groups):
            rows = self._file.metadata.row_group(group).num_rows
            begin, end = np.searchsorted(self._places, [first, first + rows])
            if begin < end:
                pages = pages_of(self._file, self._content, group, place)
                if pages is None:
                    return self._by_arrow(name)
                _pick(pages, self._places[begin:end] - first, found[begin:end])
            first += rows
        self.decoded += 1
        return pa.array(found)

    def _by_arrow(self, name: str) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return the rows of a column that Arrow reads."""
        column = self._file.read(columns=[name], use_threads=False)[name]
        return column.combine_chunks().take(pa.array(self._places))


@contextmanager
def picked(content: bytes, places: NDArray[np.int64]) -> Iterator[Picked]:
    """Open the bytes of a Parquet file of which rows at places, in ascending order, are read."""
    with pq.ParquetFile(pa.BufferReader(content)) as file:
        yield Picked(file, np.frombuffer(content, np.uint8), places)


def _pick(pages: Pages, places: NDArray[np.int64], found: NDArray[Any]) -> None:
    """Write the numbers at places of a row group."""
    codes = np.empty(len(places), np.int64)
    read = _codes_of(pages.content, pages.listed, places, codes)
    assert read == len(places), "pages hold their rows"
    found[:] = pages.names[codes]


@compiled
def _codes_of(content: Array, pages: Array, places: Array, codes: Array) -> int:
    """Write the codes at places of pages, and return how many were found."""
    found, row = 0, 0
    for page in range(len(pages)):
        at = pages[page, 5]
        end = found
        while end < len(places) and places[end] < row + pages[page, 3]:
            end += 1
        if end > found:
            body = content[at : at + pages[page, 1]]
            found += _codes_at(body, row, places[found:end], codes[found:end])
        row += pages[page, 3]
    return found


@compiled
def _codes_at(page: Array, first: int, places: Array, codes: Array) -> int:
    """Write the codes at places of a page whose first row is `first`; return how many were found.

    The page begins with the bits of a code. Then come runs: of one code, or of codes packed by bits
    in groups of eight; a run begins with its count and its kind.
    """
    width = signed(page[0])
    mask = (signed(1) << width) - 1
    at, row, found = 1, first, 0
    while found < len(places) and at < len(page):
        head, at = number_at(page, at)
        count = head >> 1
        packed = head & 1 == 1
        rows = count * 8 if packed else count
        while found < len(places) and places[found] < row + rows:
            bit = (places[found] - row) * width if packed else 0
            begin = at + (bit >> 3)
            number = signed(0)
            for step in range(5):
                if begin + step < len(page):
                    number |= signed(page[begin + step]) << (8 * step)
            codes[found] = (number >> (bit & 7)) & mask
            found += 1
        at += count * width if packed else (width + 7) >> 3
        row += rows
    return found
