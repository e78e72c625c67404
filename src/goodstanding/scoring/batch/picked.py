"""Rows of a Parquet file by their places: of the pages they stand in, only they are decoded."""

# Arrow decodes a column whole. Where one row of two hundred is wanted, that is nearly all of the
# work. The columns of a snapshot are whole numbers by the codes of a dictionary, without empty
# cells, and those lie in runs that can be skipped. Anything else Arrow reads, and rows are taken.

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from goodstanding.scoring.batch.hashing import Array, compiled

FORMS: Final[Mapping[str, np.dtype[Any]]] = {"INT32": np.dtype("<i4"), "INT64": np.dtype("<i8")}
CODECS: Final = {"UNCOMPRESSED": None, "ZSTD": "zstd"}

PAGE_OF_ROWS, PAGE_OF_NAMES = 0, 2
"""Types of pages."""

BY_CODES: Final = (2, 8)
"""Encodings of pages that hold codes of a dictionary, by its old and its new name."""

FALSE, BYTE, BINARY, STRUCT = 2, 3, 8, 12
"""Types of fields in the header of a page, in the compact protocol of Thrift; two are below."""

signed = cast("Callable[[int], int]", np.int64)
"""A number of 64 bits with a sign."""

PAGES_MAX: Final = 4_096
"""A column of a row group with more pages is read by Arrow."""


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
        column = self._file.schema.column(place)
        if column.max_definition_level or column.max_repetition_level:
            return self._by_arrow(name)
        form = FORMS.get(column.physical_type, FORMS["INT64"])
        found: NDArray[Any] = np.empty(len(self._places), form)
        first = 0
        for group in range(self._file.metadata.num_row_groups):
            rows = self._file.metadata.row_group(group)
            chunk = _chunk_of(rows.column(place))
            begin, end = np.searchsorted(self._places, [first, first + rows.num_rows])
            if chunk is None or (
                begin < end
                and not _pick(
                    chunk, self._content, self._places[begin:end] - first, found[begin:end]
                )
            ):
                return self._by_arrow(name)
            first += rows.num_rows
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


class _Chunk(NamedTuple):
    """Where the pages of a column of a row group lie, and how they are packed."""

    begin: int
    end: int
    form: np.dtype[Any]
    codec: str | None


def _chunk_of(column: Any) -> _Chunk | None:  # noqa: ANN401 - pyarrow has no types
    """Return where the pages of a column lie; None where it is not of the kind read here."""
    form = FORMS.get(column.physical_type)
    if form is None or column.compression not in CODECS:
        return None
    begin = column.dictionary_page_offset if column.has_dictionary_page else None
    begin = column.data_page_offset if begin is None else begin
    return _Chunk(begin, begin + column.total_compressed_size, form, CODECS[column.compression])


def _pick(chunk: _Chunk, content: Array, places: NDArray[np.int64], found: NDArray[Any]) -> bool:
    """Write the numbers at places of a row group; return whether all could be read."""
    pages = np.zeros((PAGES_MAX, 6), np.int64)
    held = content
    count = _pages_of(held, chunk.begin, chunk.end, pages)
    kinds, encodings = pages[: max(count, 0), 0], pages[: max(count, 0), 4]
    if count < 2 or kinds[0] != PAGE_OF_NAMES or (kinds[1:] != PAGE_OF_ROWS).any():
        return False
    if not np.isin(encodings[1:], BY_CODES).all():
        return False
    pages = pages[:count]
    if chunk.codec is not None:
        unpacked = [
            _unpacked(held[at : at + packed], size, chunk.codec)
            for _, size, packed, _, _, at in pages.tolist()
        ]
        held = np.concatenate(unpacked)
        pages[:, 5] = np.cumsum(pages[:, 1]) - pages[:, 1]
    size, at = pages[0, 1], pages[0, 5]
    codes = np.empty(len(places), np.int64)
    assert _codes_of(held, pages[1:], places, codes) == len(places), "pages hold their rows"
    found[:] = held[at : at + size].view(chunk.form)[codes]
    return True


def _unpacked(body: NDArray[np.uint8], size: int, codec: str) -> NDArray[np.uint8]:
    """Return the bytes of a page as they are without compression."""
    unpacked = pa.decompress(pa.py_buffer(body), decompressed_size=size, codec=codec)
    return np.frombuffer(unpacked, np.uint8)


@compiled
def _unsigned(content: Array, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends."""
    number, shift = signed(0), 0
    while content[at] >= 128:
        number |= (signed(content[at]) & 127) << shift
        shift += 7
        at += 1
    return number | (signed(content[at]) << shift), at + 1


@compiled
def _pages_of(content: Array, begin: int, end: int, pages: Array) -> int:  # noqa: C901 - compiled, and one loop
    """Write what the headers of pages say, and return how many there are; -1 for too many.

    That is the type, the size without and with compression, the rows, their encoding, and where the
    page begins behind its header.
    """
    count, at = 0, begin
    while at < end:
        if count == len(pages):
            return -1
        numbers, depth = np.zeros(8, np.int64), 0
        while depth >= 0:
            head = signed(content[at])
            at += 1
            if head == 0:
                depth -= 1
                continue
            kind = head & 15
            if head >> 4:
                numbers[depth] += head >> 4
            else:
                number, at = _unsigned(content, at)
                numbers[depth] = number >> 1
            if kind == STRUCT:
                depth += 1
                numbers[depth] = 0
            elif kind == BYTE:
                at += 1
            elif kind > FALSE:
                number, at = _unsigned(content, at)
                if kind == BINARY:
                    at += number
                elif depth == 0 and numbers[0] <= 3:
                    pages[count, numbers[0] - 1] = number >> 1
                elif depth == 1 and numbers[0] == 5 and numbers[1] <= 2:
                    pages[count, numbers[1] + 2] = number >> 1
        pages[count, 5] = at
        at += pages[count, 2]
        count += 1
    return count


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
        head, at = _unsigned(page, at)
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
