"""What goes through Spark while a lake is read: pieces of rows and digests, each for a number."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

SCHEMA: Final = "number int, what string, file int, chunk int, content binary"
ORDER: Final = ("number", "what", "file", "chunk")

KEYS, NAMES, REPORT, ROWS = "keys", "names", "report", "rows"
"""What a piece is of: digests by part, members by bucket, what a file came to, rows by bucket."""

FOUND: Final = "found"
"""What a task sends back to the driver."""

PIECE_BYTES: Final = 1024**2
PIECES_A_BATCH: Final = 16


class Piece(NamedTuple):
    """A piece of what tasks hand to each other, by bucket or part, file and place in the file."""

    number: int
    what: str
    file: int
    chunk: int
    content: bytes


def cut(number: int, what: str, file: int, content: bytes, *, always: bool) -> Iterator[Piece]:
    """Yield content in pieces; of none there is one where there is `always` to be one."""
    for chunk, at in enumerate(range(0, len(content) or int(always), PIECE_BYTES)):
        yield Piece(number, what, file, chunk, content[at : at + PIECE_BYTES])


def in_batches(pieces: Iterable[Piece]) -> Iterator[Any]:
    """Yield pieces as Arrow batches of a few megabytes."""
    waiting: list[Piece] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece.content)
        if size >= PIECE_BYTES:
            yield _batch(waiting)
            waiting, size = [], 0
    if waiting:
        yield _batch(waiting)


def _batch(pieces: list[Piece]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return pieces as an Arrow batch."""
    import pyarrow as pa

    types = (pa.int32(), pa.string(), pa.int32(), pa.int32(), pa.binary())
    columns = [
        pa.array(each, form) for each, form in zip(zip(*pieces, strict=True), types, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, names=list(Piece._fields))


def by_number(batches: Iterable[Any]) -> Iterator[tuple[int, list[Piece]]]:
    """Yield the pieces of each number, which stand together and in order in Arrow batches."""
    number, found = -1, list[Piece]()
    for batch in batches:
        columns = [batch.column(name).to_pylist() for name in Piece._fields]
        for each in zip(*columns, strict=True):
            piece = Piece(*each)
            if piece.number != number and found:
                yield number, found
                found = []
            number = piece.number
            found.append(piece)
    if found:
        yield number, found


def joined(pieces: Iterable[Piece], what: str) -> dict[int, bytes]:
    """Return by file the content of the pieces of something."""
    found: dict[int, list[bytes]] = {}
    for piece in pieces:
        if piece.what == what:
            found.setdefault(piece.file, []).append(piece.content)
    return {file: b"".join(contents) for file, contents in sorted(found.items())}
