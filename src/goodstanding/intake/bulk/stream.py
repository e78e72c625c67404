"""A stream of bytes read a block at a time, what is left of one going before the next."""

import io
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from goodstanding.intake.bulk.cells import BLOCK_BYTES
from goodstanding.intake.bulk.texts import Bytes
from goodstanding.intake.wire.packed import PIECE

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

    def rest(self, before: bytes) -> BinaryIO:
        """Return a stream of some bytes, of those read, and of those that are still to come."""
        return io.BufferedReader(_Rest(before + self.content.tobytes(), self._stream), PIECE)


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
