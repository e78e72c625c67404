"""Unpacking gzip and zstd, with a bound on what comes out for what goes in."""

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from goodstanding.errors import declare
from goodstanding.intake.faults import stop
from goodstanding.intake.files import Packing
from goodstanding.intake.limits import EXPANSION_FREE_BYTES, EXPANSION_MAX, FILE_BYTES_MAX
from goodstanding.intake.wire.arrow import arrow

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BADLY_PACKED = declare("intake-badly-packed", "A packed file is damaged or cut off.")
UNPACKS_TO_TOO_MUCH = declare(
    "intake-unpacks-to-too-much", "A packed file unpacks to far more than its size."
)
PIECE: Final = 256 * 1024


class _Readable(Protocol):
    """Something that gives its next bytes."""

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end."""
        ...


def unpack(stream: BinaryIO, packing: Packing, *, file: str) -> BinaryIO:
    """Return the unpacked bytes of a stream; a damaged or monstrous one raises while it is read.

    Raises:
        EnvironmentUnfitError: zstd, and the library for it is not installed.
    """
    if packing is Packing.NONE:
        return stream
    inner: _Readable
    if packing is Packing.GZIP:
        inner = gzip.GzipFile(fileobj=stream, mode="rb")
    else:
        inner = arrow().CompressedInputStream(stream, "zstd")
    return io.BufferedReader(_Unpacked(inner, stream, file), PIECE)


class _Unpacked(io.RawIOBase):
    """Unpacked bytes, counted against the packed ones that they came from."""

    def __init__(self, inner: _Readable, packed: BinaryIO, file: str) -> None:
        """Begin with nothing unpacked."""
        super().__init__()
        self._inner = inner
        self._packed = packed
        self._file = file
        self._given = 0

    def readable(self) -> bool:
        """Return that this can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill a buffer and return how many bytes it got.

        Raises:
            ProblemsError: the packed bytes are damaged, or unpack to too much.
        """
        view = memoryview(buffer)
        try:
            piece = self._inner.read(len(view))
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise stop(
                BADLY_PACKED,
                file=self._file,
                what="the file cannot be unpacked: it is damaged, cut off, or packed otherwise",
                hint="Pack it again, or name it after what it is",
            ) from error
        view[: len(piece)] = piece
        self._given += len(piece)
        bound = max(EXPANSION_FREE_BYTES, EXPANSION_MAX * self._packed.tell())
        if self._given > min(bound, FILE_BYTES_MAX):
            raise stop(
                UNPACKS_TO_TOO_MUCH,
                file=self._file,
                what=f"the file unpacks to more than {EXPANSION_MAX} times its size",
                hint="Give it unpacked if it is meant to be like this",
            )
        return len(piece)
