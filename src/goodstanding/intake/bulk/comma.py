"""CSV a block at a time: cut into cells in compiled code, what is unusual by the plain reader."""

import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from goodstanding.intake.bulk.cells import (
    BLOCK_BYTES,
    MORE_BYTES,
    NO_ROWS,
    NOTHING,
    TEXT,
    WHOLE_ROWS,
    Block,
    Rest,
    Room,
)
from goodstanding.intake.bulk.stream import Cutting, Lines, cut_up
from goodstanding.intake.bulk.texts import Bytes, Int64s
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import ROW_BYTES_MAX
from goodstanding.intake.wire.comma import CommaSheet
from goodstanding.intake.wire.sheet import Cell, Columns
from goodstanding.scoring.kernel.compiled import compiled

COMMA, QUOTE, FEED, RETURN = (ord(sign) for sign in ',"\n\r')
LEAST_ROW: Final = 24
"""A row of records is hardly shorter; where rows are, they are cut in several goes."""


@compiled
def _end_of_quoted(content: Bytes, place: int, size: int) -> tuple[int, bool]:
    """Return where the quote stands that closes a cell, -1 for nowhere, and if it is plain."""
    plain = True
    while place < size:
        byte = content[place]
        if byte == QUOTE:
            if place + 1 < size and content[place + 1] == QUOTE:
                plain = False
                place += 1
            else:
                return place, plain
        elif byte == FEED:
            plain = False
        place += 1
    return -1, plain


@compiled
def end_of_line(content: Bytes, place: int, size: int) -> int:
    """Return where the line ends, behind its end, -1 where it does not."""
    while place < size:
        if content[place] == FEED:
            return place + 1
        place += 1
    return -1


@compiled
def cut_rows(
    content: Bytes,
    size: int,
    last: bool,
    forms: Bytes,
    begins: Int64s,
    ends: Int64s,
    odd: Bytes,
    lines: Int64s,
) -> tuple[int, int]:
    """Cut bytes into rows and cells; return how many rows, and how it ended.

    `lines` gets where each row begins, and behind the last where it ends. `last` says that no more
    bytes come.
    """
    width = begins.shape[1]
    place, row = 0, 0
    while row < len(odd):
        lines[row] = start = place
        if place == size:
            return row, MORE_BYTES
        column, strange, quoted, broken, several = 0, False, False, False, False
        while True:
            if place < size and content[place] == QUOTE:
                quoted = True
                begin = place + 1
                end, plain = _end_of_quoted(content, begin, size)
                if end < 0 or (end + 2 >= size and not last):
                    if last or size - start > 2 * ROW_BYTES_MAX:
                        return row, NO_ROWS
                    return row, MORE_BYTES
                if not plain:
                    strange = True
                    several = True
                place = end + 1
                if place + 1 < size and content[place] == RETURN and content[place + 1] == FEED:
                    place += 1
            else:
                begin = place
                while place < size:
                    byte = content[place]
                    if byte in (COMMA, FEED, QUOTE):
                        break
                    place += 1
                end = place
                if place == size and not last:
                    return row, NO_ROWS if start == 0 and size >= BLOCK_BYTES else MORE_BYTES
                if place < size and content[place] == FEED and end > begin:
                    end -= content[end - 1] == RETURN
            if column < width:
                forms[row, column] = TEXT if end > begin else NOTHING
                begins[row, column], ends[row, column] = begin, end
            column += 1
            if place == size:
                break
            if content[place] == COMMA:
                place += 1
                continue
            if content[place] == FEED:
                place += 1
                break
            broken = quoted = True
            place = end_of_line(content, place, size)
            if place < 0 and not last:
                return row, NO_ROWS if size - start > 2 * ROW_BYTES_MAX else MORE_BYTES
            if place < 0:
                place = size
            break
        if quoted and ((broken and several) or place - start > ROW_BYTES_MAX):
            return row, NO_ROWS
        odd[row] = strange or broken or column != width or place - start > ROW_BYTES_MAX
        row += 1
    lines[row] = place
    return row, WHOLE_ROWS


class CommaBlocks:
    """One CSV file as blocks of rows."""

    def __init__(self, stream: BinaryIO, columns: Columns, *, file: str) -> None:
        """Read and check the header, as the plain reader does."""
        self._known = columns
        self._file = file
        self.columns: Final = CommaSheet(stream, columns, file=file).columns
        self._header = ",".join(self.columns).encode() + b"\n"
        self._lines = Lines(stream)

    def blocks(self) -> Iterator[Block | Rest]:
        """Yield the rows in the order of the file."""
        cutting = Cutting(first=2, least=LEAST_ROW, cut=self._cut, read=self._read)
        number = yield from cut_up(self._lines, len(self.columns), cutting)
        if number is not None:
            stream = self._lines.rest(self._header)
            sheet = CommaSheet(stream, self._known, file=self._file, before=number - 2)
            yield Rest(rows=sheet.rows())

    def _cut(self, content: Bytes, room: Room) -> tuple[int, int]:
        """Cut rows into cells; return how many, and how that ended."""
        return cut_rows(
            content,
            len(content),
            self._lines.last,
            room.forms,
            room.begins,
            room.ends,
            room.odd,
            room.lines,
        )

    def _read(self, rows: Sequence[bytes]) -> list[Sequence[Cell] | Fault]:
        """Return the cells of some rows as the plain reader has them."""
        stream = io.BytesIO(b"".join([self._header, *rows]))
        sheet = CommaSheet(stream, self._known, file=self._file)
        return [cells for _, cells in sheet.rows()]
