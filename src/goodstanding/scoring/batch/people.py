"""The names of the members of a bucket: as a column, as numbers, and as they stand in its file."""

# What is written of all members begins with their names, as the snapshot has them: those bytes are
# copied page by page. The hash of what is written needs their numbers, and no column.

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from goodstanding.scoring.batch.chunks import (
    PLAIN,
    ZSTD,
    Chunk,
    footer_of,
    page_header,
    rows_header,
)
from goodstanding.scoring.batch.columns import one_array
from goodstanding.scoring.batch.hashing import (
    Array,
    UInt64s,
    compiled,
    number_texts,
    text_numbers,
)
from goodstanding.scoring.batch.layout import UNREADABLE, read_table
from goodstanding.scoring.batch.pages import PAGE_OF_ROWS, number_at, signed, unpacked
from goodstanding.scoring.batch.thrift import I64, Struct, read_struct

NAME: Final = "member"
ODD: Final = (*UNREADABLE, IndexError, TypeError)
"""What bytes are answered with that are not as Arrow writes them for a snapshot."""
HEADING_MAX: Final = 5
"""So many bytes has the number at most that a page begins with, behind its size."""
STATISTICS: Final = 12
"""The field of a footer that says the least and the greatest name, which no run asks for."""


class _Page(NamedTuple):
    """A page of names: how many there are, and its bytes without packing and packed."""

    rows: int
    body: NDArray[np.uint8]
    packed: bytes


class People:
    """The members of a bucket, by the bytes of their file in a snapshot.

    Damaged bytes are found out by `column`, which the other two come to where they find them odd.
    """

    def __init__(
        self, content: bytes, decoding: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> None:
        """Begin with the bytes, of which nothing is decoded yet; `decoding` names damaged ones."""
        self._content = content
        self._decoding = decoding

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(page.rows for page in self._pages) if self._pages else len(self.column)

    @cached_property
    def column(self) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return the names as an Arrow array.

        Raises:
            ProblemsError: the bytes hold no such column.
        """
        with self._decoding():
            return one_array(read_table(self._content, columns=(NAME,))[NAME])

    @cached_property
    def numbers(self) -> UInt64s:
        """Return the number of each name.

        Raises:
            ProblemsError: the bytes hold no such column.
        """
        pages = self._pages
        numbers = np.empty(len(self), np.uint64)
        first = 0
        for count, body, _ in pages:
            begins, ends = np.empty(count, np.int64), np.empty(count, np.int64)
            if not _find(body, begins, ends):
                return text_numbers(self.column)
            number_texts(begins, ends, body, numbers[first : first + count])
            first += count
        return numbers if pages else text_numbers(self.column)

    @cached_property
    def chunk(self) -> Chunk | None:
        """Return the names as the chunk that Arrow would write; None where that is not known."""
        if not self._pages:
            return None
        parts: list[bytes] = []
        size = 0
        for count, body, packed in self._pages:
            header = page_header(PAGE_OF_ROWS, len(body), packed, rows_header(count, PLAIN, {}))
            parts += [header, packed]
            size += len(header) + len(body)
        said = {number: each for number, each in self._said.items() if number != STATISTICS}
        said |= {6: (I64, size), 7: (I64, sum(map(len, parts))), 9: (I64, 0)}
        return Chunk(parts, said)

    @cached_property
    def _said(self) -> Struct:
        """Return what the footer says of the column, nothing where that is unlike a snapshot's."""
        footer = footer_of(self._content)
        groups = footer[4][1][1]
        if len(groups) != 1:
            return {}
        said: Struct = groups[0][1][1][1][0][3][1]
        return said if said[3][1][1] == [NAME.encode()] and said[4][1] == ZSTD else {}

    @cached_property
    def _pages(self) -> Sequence[_Page]:
        """Return the pages of names, none where they are not as Arrow writes them here."""
        try:
            return self._plain_pages()
        except ODD:
            return []

    def _plain_pages(self) -> Sequence[_Page]:
        """Return the pages of names, none where they are not plain or one of them is empty."""
        said, pages = self._said, []
        if not said or said.get(11):
            return []
        at = said[9][1]
        end = at + said[7][1]
        while at < end:
            header, begin = read_struct(self._content, at)
            at = begin + header[3][1]
            own = header.get(5, (0, {}))[1]
            if header[1][1] != PAGE_OF_ROWS or own[2][1] != PLAIN:
                return []
            packed = self._content[begin:at]
            body = unpacked(packed, header[2][1], "zstd")
            pages.append(_Page(own[1][1], body, packed))
        every: int = said[5][1]
        return pages if sum(page.rows for page in pages) == every else []


@compiled
def _find(body: Array, begins: Array, ends: Array) -> bool:
    """Write where each name of a page begins and ends; return whether it holds just so many."""
    count = len(begins)
    if len(body) < 4 + HEADING_MAX or not np.any(body[4 : 4 + HEADING_MAX] < 128):
        return False
    size, at = signed(0), 4
    for step in range(4):
        size |= signed(body[step]) << (8 * step)
    head, at = number_at(body, at)
    if head != 2 * count or body[at] != 1 or at + 1 != 4 + size:
        return False
    at += 1
    for row in range(count):
        if at + 4 > len(body):
            return False
        size = signed(0)
        for step in range(4):
            size |= signed(body[at + step]) << (8 * step)
        begins[row], ends[row] = at + 4, at + 4 + size
        at += 4 + size
        if at > len(body):
            return False
    return at == len(body)
