"""Columns of few values as chunks of a Parquet file, byte by byte what Arrow would write."""

# Arrow looks up every cell in a table of hashes, and copies names cell by cell. Codes are here
# already, or lie so near together that they are their own places in a table.

import zlib
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from goodstanding.scoring.batch.codes import (
    NOTHING_BELOW,
    ends_of,
    span,
    split,
    sum_of,
    write_codes,
    write_names,
    write_page,
)
from goodstanding.scoring.batch.columns import whole
from goodstanding.scoring.batch.pages import PAGE_OF_NAMES, PAGE_OF_ROWS
from goodstanding.scoring.batch.thrift import (
    BINARY,
    I32,
    I64,
    LIST,
    NO,
    STRUCT,
    YES,
    Struct,
    read_struct,
    written,
)

PLAIN, RUNS, BY_CODES = 0, 3, 8
"""Encodings of pages."""

ZSTD: Final = 6
DAYS, NUMBERS, NAMES = 1, 2, 6
"""Types of columns: of 32 bits, of 64, and texts."""

PAGE_ROWS: Final = 20_000
"""Rows of a page, but for the last."""

APART_MAX: Final = 1 << 20
"""Numbers that lie further apart are left to Arrow."""

LISTED_BYTES_MAX: Final = 64 * 1024 * 1024
"""Where the names of a column take more bytes, it is left to Arrow."""

MAGIC: Final = b"PAR1"
"""A Parquet file begins and ends with it."""


class Chunk(NamedTuple):
    """A column of a row group: its bytes, and what a footer says of it.

    In `said`, places are counted from where the chunk begins.
    """

    parts: Sequence[bytes]
    said: Struct


class Packer:
    """Packs pages; one thread uses it at a time."""

    def __init__(self) -> None:
        """Begin with a codec."""
        self._codec = pa.Codec("zstd", compression_level=1)

    def page(self, kind: int, body: Any, own: tuple[int, Struct]) -> tuple[bytes, bytes, int]:  # noqa: ANN401 - any bytes
        """Return a page as its header and bytes, and its size without packing.

        `own` is the part of the header that only pages of its kind have, and its number.
        """
        packed = self._codec.compress(body, asbytes=True)
        header = page_header(kind, len(body), packed, own)
        return header, packed, len(header) + len(body)


def page_header(kind: int, size: int, packed: bytes, own: tuple[int, Struct]) -> bytes:
    """Return the header of a page of so many bytes, given them packed."""
    crc = zlib.crc32(packed)
    header: Struct = {
        1: (I32, kind),
        2: (I32, size),
        3: (I32, len(packed)),
        4: (I32, crc - (crc >> 31 << 32)),
        own[0]: (STRUCT, own[1]),
    }
    return written(header)


def rows_header(count: int, encoding: int, told: Struct) -> tuple[int, Struct]:
    """Return the part of a header that pages of rows have; `told` are their statistics."""
    own: Struct = {
        1: (I32, count), 2: (I32, encoding), 3: (I32, RUNS), 4: (I32, RUNS), 5: (STRUCT, told),
    }  # fmt: skip
    return 5, own


class _Cells(NamedTuple):
    """A column by its codes, -1 where it is empty, of which there are `empty`.

    `names` are the numbers in the order of codes, or the sizes of texts; `listed` are the names as
    a page of them holds them.
    """

    form: int
    codes: NDArray[np.int32]
    empty: int
    names: NDArray[np.int64]
    listed: bytes


def chunk_of(name: str, column: Any, packer: Packer) -> Chunk | None:  # noqa: ANN401 - pyarrow has no types
    """Return an Arrow array as a chunk; None where Arrow has to write it.

    It holds whole numbers or days, or names by a dictionary, and has one row at least.
    """
    cells = _named(column) if pa.types.is_dictionary(column.type) else _numbered(column)
    if cells is None or len(cells.listed) > LISTED_BYTES_MAX:
        return None
    count, known = len(cells.names), 0
    listed: Struct = {1: (I32, count), 2: (I32, PLAIN), 3: (NO, False)}
    bodies = [packer.page(PAGE_OF_NAMES, cells.listed, (7, listed))]
    room = np.empty(8 * PAGE_ROWS, np.uint8)
    here, marks = np.empty(PAGE_ROWS, np.int32), np.empty(PAGE_ROWS, np.int32)
    for begin in range(0, len(cells.codes), PAGE_ROWS):
        codes = cells.codes[begin : begin + PAGE_ROWS]
        there = here[: split(codes, here, marks)] if cells.empty else codes
        known = count if cells.form == NAMES else max(known, int(there.max(initial=-1)) + 1)
        width = max(1, (known - 1).bit_length()) if known else 0
        end = write_page(marks[: len(codes)], there, width, room)
        told: Struct = {}
        if cells.form != NAMES:
            told = _told(cells.form, len(codes) - len(there), *ends_of(there, cells.names))
        own = rows_header(len(codes), BY_CODES, told)
        bodies.append(packer.page(PAGE_OF_ROWS, room[:end].data, own))
    said = _said(name, cells)
    parts = [part for header, packed, _ in bodies for part in (header, packed)]
    said |= {
        6: (I64, sum(size for _, _, size in bodies)),
        7: (I64, sum(map(len, parts))),
        9: (I64, len(parts[0]) + len(parts[1])),
        11: (I64, 0),
        13: (LIST, (STRUCT, [_pages(PAGE_OF_NAMES, PLAIN, 1),
                             _pages(PAGE_OF_ROWS, BY_CODES, len(bodies) - 1)])),
    }  # fmt: skip
    return Chunk(parts, dict(sorted(said.items())))


def _pages(kind: int, encoding: int, count: int) -> Struct:
    """Return that a chunk has so many pages of a kind."""
    return {1: (I32, kind), 2: (I32, encoding), 3: (I32, count)}


def _said(name: str, cells: _Cells) -> Struct:
    """Return what a footer says of a column, but for its pages."""
    rows, empty = len(cells.codes), cells.empty
    said: Struct = {
        1: (I32, cells.form),
        2: (LIST, (I32, [PLAIN, RUNS, BY_CODES])),
        3: (LIST, (BINARY, [name.encode()])),
        4: (I32, ZSTD),
        5: (I64, rows),
    }
    sizes: Struct = {2: (LIST, (I64, [])), 3: (LIST, (I64, [empty, rows - empty]))}
    if cells.form == NAMES:
        sizes = {1: (I64, sum_of(cells.codes, cells.names)), **sizes}
    else:
        ends = ends_of(np.arange(len(cells.names), dtype=np.int32), cells.names)
        said[12] = STRUCT, _told(cells.form, empty, *ends)
    said[16] = STRUCT, sizes
    return said


def _told(form: int, empty: int, least: int, most: int) -> Struct:
    """Return statistics of numbers of which so many are empty."""
    if least == NOTHING_BELOW:
        return {3: (I64, empty)}
    size = 4 if form == DAYS else 8
    first, last = (each.to_bytes(size, "little", signed=True) for each in (least, most))
    return {
        1: (BINARY, last), 2: (BINARY, first), 3: (I64, empty), 5: (BINARY, last),
        6: (BINARY, first), 7: (YES, True), 8: (YES, True),
    }  # fmt: skip


def _named(column: Any) -> _Cells:  # noqa: ANN401 - pyarrow has no types
    """Return a column of names by a dictionary."""
    names = column.dictionary
    ends, content = np.zeros(1, np.int32), np.empty(0, np.uint8)
    if len(names):
        _, offsets, held = names.buffers()
        ends = np.frombuffer(offsets, np.int32)[names.offset : names.offset + len(names) + 1]
        content = np.frombuffer(held, np.uint8) if held is not None else content
    sizes = np.diff(ends).astype(np.int64)
    listed = np.empty(4 * len(names) + int(sizes.sum()), np.uint8)
    write_names(ends, content, listed)
    codes = whole(column.indices, np.int32, empty=-1)
    return _Cells(NAMES, codes, column.indices.null_count, sizes, listed.tobytes())


def _numbered(column: Any) -> _Cells | None:  # noqa: ANN401 - pyarrow has no types
    """Return a column of numbers or days; None where they lie far apart."""
    form, own = (DAYS, np.int32) if pa.types.is_date32(column.type) else (NUMBERS, np.int64)
    bits, content = column.buffers()
    there = np.frombuffer(bits if column.null_count else b"", np.uint8)
    cells = np.frombuffer(content, own)[column.offset : column.offset + len(column)]
    cells = cells.astype(np.int64, copy=False)
    least, most = span(cells, there, column.offset)
    apart = most - least if least < NOTHING_BELOW else 0
    if apart > APART_MAX or most == NOTHING_BELOW:
        return None
    codes = np.empty(len(cells), np.int32)
    names = np.empty(min(apart + 1, len(cells)), np.int64)
    table = np.full(apart + 1, -1, np.int32)
    count = write_codes(cells, there, column.offset, (table, least), (codes, names))
    names = names[:count]
    return _Cells(form, codes, column.null_count, names, names.astype(own, copy=False).tobytes())


def footer_of(content: bytes) -> Struct:
    """Return the footer of a Parquet file."""
    end = len(content) - len(MAGIC) - 4
    size = int.from_bytes(content[end : end + 4], "little")
    return read_struct(content, end - size)[0]
