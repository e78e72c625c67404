"""A snapshot as a run reads it: no file is read that is not as it was written."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from numpy.typing import NDArray

from goodstanding.scoring.batch.bucket import Bucket, read_bucket, read_some
from goodstanding.scoring.batch.layout import read_table
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

    def members(self, number: int, columns: Collection[str]) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return some columns of the members of a bucket.

        Raises:
            ProblemsError: the file is damaged.
        """
        files = self._files(number, (MEMBERS,))
        with self._decoding(number):
            return read_table(files[MEMBERS], columns=columns)

    def bucket(self, number: int) -> Bucket:
        """Return a bucket.

        Raises:
            ProblemsError: a file of it is damaged.
        """
        files = self._files(number)
        with self._decoding(number):
            return read_bucket(files, self.plan)

    def some(self, number: int, members: Any, chosen: NDArray[Any]) -> Bucket:  # noqa: ANN401 - pyarrow has no types
        """Return the bucket of some members alone, by place among `members`.

        Raises:
            ProblemsError: a file of the bucket is damaged.
        """
        files = self._files(number)
        with self._decoding(number):
            return read_some(files, self.plan, members, chosen)

    def _files(self, number: int, names: Sequence[str] = BUCKET_FILES) -> dict[str, bytes]:
        """Return the bytes of files of a bucket."""
        wanted = [name for name in names if self.with_ids or name != IDS]
        return bucket_files(self.folder, self.manifest, number, wanted)

    @contextmanager
    def _decoding(self, number: int) -> Iterator[None]:
        """Name the bucket whose files have the right bytes and no meaning."""
        try:
            yield
        except (pa.ArrowInvalid, KeyError):
            raise damaged(self.folder, bucket_folder(self.folder, number).name) from None
