"""The pages of a column of a Parquet file: where they lie, and what they hold without packing."""

# Only what the files of a snapshot are made of is read here: whole numbers without empty cells, by
# the codes of a dictionary. Whatever else there is, Arrow reads.

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, cast

import numpy as np
import pyarrow as pa
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

ROWS, BEGIN, SIZE = 3, 5, 1
"""Where the number of rows of a page, its place and its bytes stand in a row of `Pages.listed`."""

PAGES_MAX: Final = 1_024
"""A column of a row group with more pages is read by Arrow."""

SPARE: Final = 16
"""So many bytes may be read, and mean nothing, behind the last page."""

signed = cast("Callable[[int], int]", np.int64)
"""A number of 64 bits with a sign."""


class Pages(NamedTuple):
    """The pages of a column of a row group.

    `content` are bytes in which the pages of codes lie, one a row of `listed`; there are at least
    `SPARE` bytes behind the last of them. `names` are the numbers that the codes stand for.
    """

    content: NDArray[np.uint8]
    listed: NDArray[np.int64]
    names: NDArray[Any]


def pages_of(file: Any, content: NDArray[np.uint8], group: int, place: int) -> Pages | None:  # noqa: ANN401 - pyarrow has no types
    """Return the pages of a column; None where it is not of the kind read here.

    `file` is an open file, `content` its bytes, `group` a row group, and `place` that of a column.
    """
    schema = file.schema.column(place)
    column = file.metadata.row_group(group).column(place)
    form, packed = FORMS.get(column.physical_type), column.compression
    if schema.max_definition_level or schema.max_repetition_level or form is None:
        return None
    if packed not in CODECS or not column.has_dictionary_page:
        return None
    begin = column.dictionary_page_offset
    end = begin + column.total_compressed_size
    listed = np.zeros((PAGES_MAX, 6), np.int64)
    count = _listed(content, begin, min(end, len(content) - SPARE), listed)
    if count < 2 or not _by_codes(listed[:count]):
        return None
    listed, held = listed[:count], content
    codec = CODECS[packed]
    if codec is not None:
        bodies = [
            unpacked(content[at : at + size_packed], size, codec)
            for _, size, size_packed, _, _, at in listed.tolist()
        ]
        held = np.concatenate([*bodies, np.zeros(SPARE, np.uint8)])
        listed[:, BEGIN] = np.cumsum(listed[:, SIZE]) - listed[:, SIZE]
    size, at = listed[0, SIZE], listed[0, BEGIN]
    return Pages(held, listed[1:], held[at : at + size].view(form))


def _by_codes(listed: NDArray[np.int64]) -> bool:
    """Return whether pages are those of a dictionary and of its codes."""
    kinds, codings = listed[1:, 0].tolist(), listed[1:, 4].tolist()
    by_rows, by_codes = {PAGE_OF_ROWS}, set(BY_CODES)
    return listed[0, 0] == PAGE_OF_NAMES and set(kinds) == by_rows and set(codings) <= by_codes


def unpacked(body: Any, size: int, codec: str) -> NDArray[np.uint8]:  # noqa: ANN401 - any bytes
    """Return the bytes of a page as they are without compression."""
    unpacked = pa.decompress(pa.py_buffer(body), decompressed_size=size, codec=codec)
    return np.frombuffer(unpacked, np.uint8)


@compiled
def number_at(content: Array, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends."""
    number, shift = signed(0), 0
    while content[at] >= 128:
        number |= (signed(content[at]) & 127) << shift
        shift += 7
        at += 1
    return number | (signed(content[at]) << shift), at + 1


@compiled
def _listed(content: Array, begin: int, end: int, pages: Array) -> int:  # noqa: C901 - compiled, and one loop
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
                number, at = number_at(content, at)
                numbers[depth] = number >> 1
            if kind == STRUCT:
                depth += 1
                numbers[depth] = 0
            elif kind == BYTE:
                at += 1
            elif kind > FALSE:
                number, at = number_at(content, at)
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
