"""A snapshot as a run reads it: no file is read that is not as it was written."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from goodstanding.scoring.batch.bucket import Bucket, read_bucket, read_some
from goodstanding.scoring.batch.decoded import Shelf
from goodstanding.scoring.batch.layout import UNREADABLE, read_table
from goodstanding.scoring.batch.people import People
from goodstanding.scoring.batch.snapshot import (
    BUCKET_FILES,
    IDS,
    MEMBERS,
    Manifest,
    bucket_files,
    bucket_folder,
    damaged,
)
from goodstanding.scoring.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A snapshot read for a plan; `with_ids` is whether the identifiers of records are wanted."""

    folder: Path
    manifest: Manifest
    plan: Plan
    with_ids: bool

    def members_sha256(self, number: int) -> str:
        """Return the hash of the file of the members of a bucket."""
        return self.manifest.files[f"{bucket_folder(Path(), number)}/{MEMBERS}"]

    def open(self, number: int, shelf: Shelf | None = None) -> "Opened":
        """Return a bucket, of which no file is read yet; its columns are to stand on a shelf."""
        return Opened(self, number, shelf or Shelf())


class Opened:
    """One bucket of a snapshot, of which each file is read and checked once."""

    def __init__(self, read: Checked, number: int, shelf: Shelf) -> None:
        """Begin with no file."""
        self._read = read
        self.number = number
        self._shelf = shelf
        self._files: dict[str, bytes] = {}

    def members(self, columns: Collection[str]) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return some columns of the members; lists of sources come as codes with a dictionary.

        Raises:
            ProblemsError: the file is damaged.
        """
        files = self._contents((MEMBERS,))
        with self._decoding():
            return read_table(files[MEMBERS], columns=columns, coded={"sources"})

    def people(self) -> People:
        """Return who the members are; whoever asks for their names finds damaged ones out.

        Raises:
            ProblemsError: the file is damaged.
        """
        return People(self._contents((MEMBERS,))[MEMBERS], self._decoding)

    def all(self) -> Bucket:
        """Return the bucket, which stands until the next one is read onto the same shelf.

        Raises:
            ProblemsError: a file of it is damaged.
        """
        files = self._contents(BUCKET_FILES)
        with self._decoding():
            return read_bucket(files, self._read.plan, self._shelf)

    def some(self, members: Any, chosen: NDArray[Any]) -> Bucket:  # noqa: ANN401 - pyarrow has no types
        """Return the bucket of some members alone, by place among `members`.

        Raises:
            ProblemsError: a file of the bucket is damaged.
        """
        files = self._contents(BUCKET_FILES)
        with self._decoding():
            return read_some(files, self._read.plan, self._shelf, members, chosen)

    def _contents(self, names: Sequence[str]) -> dict[str, bytes]:
        """Return the bytes of files, of those that there are and that are wanted."""
        read = self._read
        wanted = [
            name for name in names if name not in self._files and (read.with_ids or name != IDS)
        ]
        self._files |= bucket_files(read.folder, read.manifest, self.number, wanted)
        return self._files

    @contextmanager
    def _decoding(self) -> Iterator[None]:
        """Name the bucket whose files have the right bytes and no meaning."""
        try:
            yield
        except UNREADABLE:
            folder = self._read.folder
            raise damaged(folder, bucket_folder(folder, self.number).name) from None
