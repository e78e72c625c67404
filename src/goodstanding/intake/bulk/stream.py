"""A stream of bytes read a block at a time, what is left of one going before the next."""

import io
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from goodstanding.intake.bulk.cells import BLOCK_BYTES, NO_ROWS, WHOLE_ROWS, Block, Room
from goodstanding.intake.bulk.texts import Bytes
from goodstanding.intake.faults import Fault
from goodstanding.intake.wire.packed import PIECE
from goodstanding.intake.wire.sheet import Cell

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Lines:
    """The bytes of a stream that were read and not yet passed over."""

    def __init__(self, stream: BinaryIO) -> None:
        """Begin with none."""
        self._stream = stream
        self.content: Bytes = np.empty(0, np.uint8)
        self.last = False

    def fill(self) -> bool:
        """Read up to a block more; return whether any bytes are there."""
        pieces = [self.content.tobytes()]
        size = len(pieces[0])
        while size < BLOCK_BYTES and not self.last:
            piece = self._stream.read(PIECE)
            pieces.append(piece)
            size += len(piece)
            self.last = not piece
        self.content = np.frombuffer(b"".join(pieces), np.uint8)
        return size > 0

    def pass_over(self, size: int) -> None:
        """Let go of the first bytes."""
        self.content = self.content[size:]

    def starts_with(self, mark: bytes) -> bool:
        """Return whether the first bytes are these."""
        return self.content[: len(mark)].tobytes() == mark

    def rest(self, before: bytes) -> BinaryIO:
        """Return a stream of some bytes, of those read, and of those that are still to come."""
        return io.BufferedReader(_Rest(before + self.content.tobytes(), self._stream), PIECE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """How the text of one format is cut into rows.

    `first` is the number of its first row, `least` how few bytes a row has, `mark` what may stand
    before the first. `cut` returns how many rows it cut and how that ended; `read` gives the cells
    of some rows as the reader row by row has them.
    """

    first: int
    least: int
    cut: Callable[[Bytes, Room], tuple[int, int]]
    read: Callable[[Sequence[bytes]], Sequence[Sequence[Cell] | Fault]]
    mark: bytes = b""


def cut_up(lines: Lines, columns: int, cutting: Cutting) -> Generator[Block, None, int | None]:
    """Yield the rows in the order of the file as blocks.

    Returns the number of the row from which only the reader row by row goes on, None for nowhere.
    """
    number = cutting.first
    while lines.fill():
        if number == cutting.first and lines.starts_with(cutting.mark):
            lines.pass_over(len(cutting.mark))
        ended = WHOLE_ROWS
        while ended == WHOLE_ROWS:
            content = lines.content
            room = Room(1 + len(content) // cutting.least, columns)
            rows, ended = cutting.cut(content, room)
            if rows:
                yield _block(content, room, rows, number, cutting.read)
            number += rows
            lines.pass_over(int(room.lines[rows]))
        if ended == NO_ROWS:
            return number
    return None


def _block(
    content: Bytes,
    room: Room,
    rows: int,
    number: int,
    read: Callable[[Sequence[bytes]], Sequence[Sequence[Cell] | Fault]],
) -> Block:
    """Return a block of the rows that were cut."""
    starts = room.lines[: rows + 1]

    def slow(some: Sequence[int]) -> Iterator[Sequence[Cell] | Fault]:
        found = read([content[starts[row] : starts[row + 1]].tobytes() for row in some])
        assert len(found) == len(some)
        yield from found

    return Block(
        first=number,
        rows=rows,
        content=content,
        forms=room.forms[:rows],
        begins=room.begins[:rows],
        ends=room.ends[:rows],
        odd=room.odd[:rows],
        slow=slow,
    )


class _Rest(io.RawIOBase):
    """Some bytes and then a stream."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        super().__init__()
        self._first = io.BytesIO(first)
        self._stream = stream

    def readable(self) -> bool:
        """Return that this can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill a buffer and return how many bytes it got."""
        view = memoryview(buffer)
        piece = self._first.read(len(view)) or self._stream.read(len(view))
        view[: len(piece)] = piece
        return len(piece)
