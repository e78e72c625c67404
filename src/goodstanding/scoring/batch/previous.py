"""The run before as a later one takes it up: checked, and found by bucket and member."""

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from goodstanding.errors import Code, Problem, ProblemsError, declare
from goodstanding.scoring.batch.bucket import LEVEL_NOT_KNOWN
from goodstanding.scoring.batch.chunks import MAGIC
from goodstanding.scoring.batch.columns import one_array
from goodstanding.scoring.batch.kept import Kept, damaged, read_kept, receipt_sha256
from goodstanding.scoring.batch.layout import UNREADABLE
from goodstanding.scoring.batch.matched import places_of
from goodstanding.scoring.batch.people import NAME, People
from goodstanding.scoring.batch.scored import Counts
from goodstanding.scoring.files import write_synced
from goodstanding.scoring.outputs import DIGESTS, keeps_digests
from goodstanding.scoring.receipt import Asked, FileWritten, Receipt
from goodstanding.scoring.stored import read_receipt, stored_tables
from goodstanding.scoring.tables import TableName

LATER = declare("previous-later", "The run before is of a later day than the one asked for.")
OTHER_POLICY = declare("previous-other-policy", "The run before is of another policy.")

HALF: Final = 32
"""A bucket is a part of the numbers that have so many bits."""


class Before(NamedTuple):
    """Rows of the run before that the members of a bucket may have.

    `place` is the row of each member, -1 for none; `parts` are the numbers of the parts whose rows
    these are, one after another.
    """

    rows: Any
    digest: NDArray[np.int64]
    place: NDArray[np.int64]
    parts: tuple[int, ...]
    same: bool
    """Whether each member has the row of their own place, and there are no others."""

    def of_members(self, cells: NDArray[Any]) -> NDArray[Any]:
        """Return cells of rows by member, any of them for a member without a row."""
        return cells if self.same else cells[np.maximum(self.place, 0)]


@dataclass(kw_only=True)
class Previous:
    """A finished run, and what it kept."""

    folder: Path
    receipt: Receipt
    kept: Kept
    _levels: dict[str, str] | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def sha256(self) -> str:
        """Return the hash of the receipt."""
        return receipt_sha256(self.receipt)

    @property
    def digests(self) -> Mapping[str, str]:
        """Return the SHA-256 of each file of digests by its name, nothing without them."""
        return self.kept.files

    def part_as_it_was(self, number: int, buckets: int, members_sha256: str) -> Counts | None:
        """Return what is known of the part with the members of a bucket, where no row can differ.

        They are the very same members with the very same records in as many buckets, and the
        library that wrote the part is that of today. Days are the caller's to look at.
        """
        if buckets != self.receipt.buckets or self.kept.arrow != pa.__version__:
            return None
        found = self.kept.parts[number] if number < len(self.kept.parts) else None
        return found if found is not None and found.members_sha256 == members_sha256 else None

    def link(self, name: str, inside: Path) -> FileWritten:
        """Put a file of this run into another folder, and return it.

        Raises:
            ProblemsError: it is not as it was written.
        """
        files = {file.name: file for file in self.receipt.written.files}
        table, _, part = name.partition("/")
        rows = files[f"{TableName.STATEMENTS}/{part}" if table == DIGESTS else name].rows
        stated = self.digests.get(name) if table == DIGESTS else files[name].sha256
        content = self._read(name, stated)
        assert stated is not None, "what is read has the hash that is stated"
        path = inside / name
        path.unlink(missing_ok=True)
        try:
            os.link(self.folder / name, path)
        except OSError:  # of another disk, or one without links
            write_synced(path, content)
        return FileWritten(name=name, sha256=stated, rows=rows)

    def rows_for(self, number: int, buckets: int, people: People, *, with_names: bool) -> Before:
        """Return the rows that the members of a bucket have here, whatever buckets there were.

        The opening, which all have, is left out; levels come as codes with a dictionary.

        Raises:
            ProblemsError: a file is not as it was written.
        """
        leave = ("opening",) if with_names else ("opening", NAME)
        return self._rows_for(number, buckets, people, leave=leave)

    def _rows_for(
        self,
        number: int,
        buckets: int,
        people: People,
        *,
        leave: Collection[str] = (),
        columns: Collection[str] | None = None,
    ) -> Before:
        """Return the rows of the members of a bucket; some columns alone come without digests."""
        tables, digests, parts = [], [], overlapping(number, buckets, self.receipt.buckets)
        place = np.full(len(people), -1, np.int64)
        rows = 0
        for part in parts:
            path = self.folder / f"{TableName.STATEMENTS}/part-{part:05}.parquet"
            content = self._stated(path)
            table = _table(path, content, leave=leave, columns=columns, coded=("level",))
            found = _places_of(people, path, content, table.num_rows)
            place[found >= 0] = found[found >= 0] + rows
            rows += table.num_rows
            tables.append(table)
            with_digests = columns is None and self.digests
            digests.append(self._digests(part) if with_digests else np.empty(0, np.int64))
        rows_of_parts = pa.concat_tables(tables).unify_dictionaries()
        same = rows == len(people) and bool((place == np.arange(rows)).all())
        return Before(rows_of_parts, np.concatenate(digests), place, parts, same)

    def lines(self, part: int, *, coded: Collection[str]) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return the lines of a part; columns `coded` come as dictionaries.

        Raises:
            ProblemsError: the file is not as it was written.
        """
        path = self.folder / f"{TableName.LINES}/part-{part:05}.parquet"
        return _table(path, self._stated(path), coded=coded)

    def _stated(self, path: Path) -> bytes:
        """Return the bytes of a file of a table, held to the receipt."""
        name = path.relative_to(self.folder).as_posix()
        stated = {file.name: file.sha256 for file in self.receipt.written.files}.get(name)
        return self._read(name, stated)

    def rows_of(self, part: int) -> int:
        """Return how many members a part has."""
        name = f"{TableName.STATEMENTS}/part-{part:05}.parquet"
        return next(file.rows for file in self.receipt.written.files if file.name == name)

    def _digests(self, part: int) -> NDArray[np.int64]:
        """Return the digests of a part's members."""
        name = f"{DIGESTS}/part-{part:05}.parquet"
        content = self._read(name, self.digests.get(name))
        found: NDArray[np.int64] = _table(self.folder / name, content)["digest"].to_numpy()
        return found

    def _read(self, name: str, stated: str | None) -> bytes:
        """Return the bytes of a file that has the hash stated."""
        try:
            content = (self.folder / name).read_bytes()
        except OSError:
            content = b""
        if stated is None or hashlib.sha256(content).hexdigest() != stated:
            raise damaged(self.folder / name)
        return content

    def levels_of(
        self,
        number: int,
        buckets: int,
        people: People,
        levels: Sequence[str],
    ) -> NDArray[np.int8]:
        """Return the place of the level that each member of a bucket reached in this run.

        It is -1 below all of `levels`, and `LEVEL_NOT_KNOWN` for who is not in the run.

        Raises:
            ProblemsError: a file is not as it was written.
        """
        if self.by_buckets:
            before = self._rows_for(number, buckets, people, columns=("level",))
            return levels_before(before, levels)
        with self._lock:
            if self._levels is None:
                self._levels = self._every_level()
        places = {name: place for place, name in enumerate(levels)}
        found = map(self._levels.get, people.column.to_pylist())
        codes = [LEVEL_NOT_KNOWN if name is None else places.get(name, -1) for name in found]
        return np.array(codes, np.int8)

    @property
    def by_buckets(self) -> bool:
        """Return whether the parts are buckets."""
        return keeps_digests(self.receipt)

    def _every_level(self) -> dict[str, str]:
        """Return the level of everybody, from files that are no buckets."""
        for file in self.receipt.written.files:
            if file.name.startswith(TableName.STATEMENTS):
                self._read(file.name, file.sha256)
        rows = stored_tables(self.folder, self.receipt)[TableName.STATEMENTS].rows()
        return {str(placed.row[0]): str(placed.row[2]) for placed in rows}


def read_previous(folder: Path, asked: Asked) -> Previous:
    """Return the run before that lies in a folder.

    Raises:
        ProblemsError: it is unfinished, damaged, of another policy, or of a later day.
    """
    _, receipt = read_receipt(folder)
    if receipt.asked.policy != asked.policy:
        raise _stop(
            OTHER_POLICY,
            folder,
            f"this run is of {receipt.asked.policy}, and {asked.policy} is asked for",
            "Name the last run of the same policy, or leave --previous out",
        )
    if receipt.asked.as_of > asked.as_of:
        raise _stop(
            LATER,
            folder,
            f"this run is of {receipt.asked.as_of}, and {asked.as_of} is asked for",
            "Name a run of the same day or an earlier one, or leave --previous out",
        )
    return Previous(folder=folder, receipt=receipt, kept=read_kept(folder, receipt))


def overlapping(number: int, buckets: int, others: int) -> tuple[int, ...]:
    """Return which of `others` buckets hold somebody that bucket `number` of `buckets` may hold."""
    first = -(-(number << HALF) // buckets)
    last = -(-((number + 1) << HALF) // buckets) - 1
    return tuple(range((first * others) >> HALF, ((last * others) >> HALF) + 1))


def levels_before(before: Before, levels: Sequence[str]) -> NDArray[np.int8]:
    """Return the place of the level of each member, -1 below all, `LEVEL_NOT_KNOWN` for no row."""
    column = before.rows["level"].combine_chunks()
    places = {name: place for place, name in enumerate(levels)}
    codes = np.array([places.get(each, -1) for each in column.dictionary.to_pylist()], np.int8)
    codes = np.append(codes, np.int8(LEVEL_NOT_KNOWN))
    rows = np.append(column.indices.to_numpy(), np.int32(-1))
    found: NDArray[np.int8] = codes[rows[before.place]]
    return found


def _table(
    path: Path,
    content: bytes,
    *,
    leave: Collection[str] = (),
    columns: Collection[str] | None = None,
    coded: Collection[str] = (),
) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the table that the bytes of a Parquet file hold, some columns alone."""
    try:
        with pq.ParquetFile(pa.BufferReader(content), read_dictionary=list(coded)) as file:
            names = [name for name in columns or file.schema_arrow.names if name not in leave]
            return file.read(columns=names, use_threads=False)
    except UNREADABLE:
        raise damaged(path) from None


def _places_of(people: People, path: Path, content: bytes, rows: int) -> NDArray[np.int64]:
    """Return where each member stands among the rows of a part, -1 for nowhere.

    Where the part begins with the very bytes that name the members, no name is looked at.
    """
    chunk = people.chunk
    names = None if chunk is None else b"".join((MAGIC, *chunk.parts))
    if names is not None and rows == len(people) and content.startswith(names):
        return np.arange(rows)
    others = one_array(_table(path, content, columns=(NAME,))[NAME])
    return places_of(people.column, others)


def _stop(code: Code, path: Path, what: str, hint: str) -> ProblemsError:
    """Return an error of one problem."""
    return ProblemsError([Problem(code=code, file=str(path), what=what, hint=hint)])
