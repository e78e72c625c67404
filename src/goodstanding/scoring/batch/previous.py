"""The run before as a later one takes it up: checked, and found by bucket and member."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from goodstanding.errors import Code, Problem, ProblemsError, declare
from goodstanding.scoring.batch.hashing import Array, compiled
from goodstanding.scoring.files import write_synced
from goodstanding.scoring.outputs import DIGESTS, keeps_digests
from goodstanding.scoring.receipt import Asked, FileWritten, Receipt, receipt_text
from goodstanding.scoring.stored import read_receipt, stored_tables
from goodstanding.scoring.tables import TableName

LATER = declare("previous-later", "The run before is of a later day than the one asked for.")
OTHER_POLICY = declare("previous-other-policy", "The run before is of another policy.")
DAMAGED = declare("previous-damaged", "A file of the run before is missing or was changed.")

CONTENTS: Final = "digests.json"
"""Which digests there are, of which receipt: it lies beside them."""

DIGESTS_VERSION: Final = 1
CONTENTS_BYTES_MAX: Final = 16 * 1024 * 1024
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


@dataclass(kw_only=True)
class Previous:
    """A finished run. `digests` holds the SHA-256 of each file of digests, nothing without them."""

    folder: Path
    receipt: Receipt
    digests: Mapping[str, str]
    _levels: dict[str, str] | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def sha256(self) -> str:
        """Return the hash of the receipt."""
        return receipt_sha256(self.receipt)

    def rows_for(self, number: int, buckets: int, people: Any) -> Before:  # noqa: ANN401 - pyarrow has no types
        """Return the rows that the members of a bucket have here, whatever buckets there were.

        Raises:
            ProblemsError: a file is not as it was written.
        """
        tables, digests, parts = [], [], overlapping(number, buckets, self.receipt.buckets)
        place = np.full(len(people), -1, np.int64)
        rows = 0
        for part in parts:
            table = self.table(TableName.STATEMENTS, part)
            found = places_of(people, table["member"])
            place[found >= 0] = found[found >= 0] + rows
            rows += table.num_rows
            tables.append(table)
            digests.append(self._digests(part) if self.digests else np.empty(0, np.int64))
        return Before(pa.concat_tables(tables), np.concatenate(digests), place, parts)

    def table(self, name: TableName, part: int, *, coded: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return a part of a table, held to its receipt; columns `coded` come as dictionaries."""
        wanted = f"{name}/part-{part:05}.parquet"
        stated = {file.name: file.sha256 for file in self.receipt.written.files}.get(wanted)
        content = self._read(wanted, stated)
        return _table(self.folder / wanted, content, coded)

    def rows_of(self, part: int) -> int:
        """Return how many members a part has."""
        name = f"{TableName.STATEMENTS}/part-{part:05}.parquet"
        return next(file.rows for file in self.receipt.written.files if file.name == name)

    def _digests(self, part: int) -> NDArray[np.int64]:
        """Return the digests of a part's members."""
        name = f"{DIGESTS}/part-{part:05}.parquet"
        content = self._read(name, self.digests.get(name))
        found: NDArray[np.int64] = _table(self.folder / name, content, ())["digest"].to_numpy()
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

    def levels_of(self, number: int, buckets: int, people: Any) -> list[str | None]:  # noqa: ANN401 - pyarrow has no types
        """Return the level that each member of a bucket reached in this run, None for others."""
        if self.by_buckets:
            before = self.rows_for(number, buckets, people)
            names = before.rows["level"].to_pylist()
            return [names[row] if row >= 0 else None for row in before.place.tolist()]
        with self._lock:
            if self._levels is None:
                self._levels = self._every_level()
        return [self._levels.get(name) for name in people.to_pylist()]

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
    return Previous(folder=folder, receipt=receipt, digests=_read_contents(folder, receipt))


def _read_contents(folder: Path, receipt: Receipt) -> Mapping[str, str]:
    """Return the hashes of the files of digests; nothing where there are none of this receipt."""
    path = folder / DIGESTS / CONTENTS
    if not keeps_digests(receipt) or not path.is_file():
        return {}
    try:
        found = json.loads(path.read_bytes()[: CONTENTS_BYTES_MAX + 1])
        stated = found.pop("sha256")
        own = hashlib.sha256(_dump(found)).hexdigest()
        files: dict[str, str] = dict(found["files"])
        version, of = found["version"], found["receipt_sha256"]
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise damaged(path) from None
    if own != stated:
        raise damaged(path)
    return files if (version, of) == (DIGESTS_VERSION, receipt_sha256(receipt)) else {}


def write_contents(inside: Path, receipt: Receipt, files: Mapping[str, str]) -> None:
    """Write down which digests lie in a folder, and of which run they are."""
    content: dict[str, Any] = {
        "of": "digests of a score run",
        "version": DIGESTS_VERSION,
        "receipt_sha256": receipt_sha256(receipt),
        "files": dict(files),
    }
    content["sha256"] = hashlib.sha256(_dump(content)).hexdigest()
    write_synced(inside / DIGESTS / CONTENTS, _dump(content))


def _dump(content: Mapping[str, Any]) -> bytes:
    """Return JSON as it is hashed and written."""
    return (json.dumps(content, sort_keys=True, indent=1) + "\n").encode()


def receipt_sha256(receipt: Receipt) -> str:
    """Return the hash of a receipt's text."""
    return hashlib.sha256(receipt_text(receipt).encode()).hexdigest()


def overlapping(number: int, buckets: int, others: int) -> tuple[int, ...]:
    """Return which of `others` buckets hold somebody that bucket `number` of `buckets` may hold."""
    first = -(-(number << HALF) // buckets)
    last = -(-((number + 1) << HALF) // buckets) - 1
    return tuple(range((first * others) >> HALF, ((last * others) >> HALF) + 1))


@compiled
def _walk(
    ends: Array, content: Array, other_ends: Array, other_content: Array, found: Array
) -> None:
    """Walk two columns of texts in order, and write where each of the first is in the other."""
    other, count = 0, len(other_ends) - 1
    for place in range(len(found)):
        begin, end = ends[place], ends[place + 1]
        while other < count:
            there, there_end = other_ends[other], other_ends[other + 1]
            step = 0
            while (
                begin + step < end
                and there + step < there_end
                and content[begin + step] == other_content[there + step]
            ):
                step += 1
            if begin + step == end and there + step == there_end:
                found[place] = other
                break
            if begin + step == end or (
                there + step < there_end and content[begin + step] < other_content[there + step]
            ):
                break
            other += 1


def places_of(people: Any, others: Any) -> NDArray[np.int64]:  # noqa: ANN401 - pyarrow has no types
    """Return where each text of a column stands in another, -1 for nowhere.

    Both columns stand by code point, and hold each text once.
    """
    found = np.full(len(people), -1, np.int64)
    _walk(*_buffers(people), *_buffers(others), found)
    return found


def _buffers(column: Any) -> tuple[Array, Array]:  # noqa: ANN401 - pyarrow has no types
    """Return where the texts of a column end, and their bytes."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    column = column.cast(pa.large_string())
    if len(column) == 0:
        return np.zeros(1, np.int64), np.zeros(0, np.uint8)
    _, offsets, content = column.buffers()
    ends = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    return ends, np.zeros(0, np.uint8) if content is None else np.frombuffer(content, np.uint8)


def _table(path: Path, content: bytes, coded: tuple[str, ...]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the table that the bytes of a Parquet file hold."""
    try:
        with pq.ParquetFile(pa.BufferReader(content), read_dictionary=list(coded)) as file:
            return file.read(use_threads=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
        raise damaged(path) from None


def damaged(path: Path) -> ProblemsError:
    """Return the error of a file of the run before that is not as it was written."""
    return _stop(
        DAMAGED,
        path,
        "this file of the run before is missing or not as it was written",
        "Leave --previous out to score everybody, or name a run that is whole",
    )


def _stop(code: Code, path: Path, what: str, hint: str) -> ProblemsError:
    """Return an error of one problem."""
    return ProblemsError([Problem(code=code, file=str(path), what=what, hint=hint)])


def digest_files(files: tuple[FileWritten, ...]) -> dict[str, str]:
    """Return the hash of each file of digests among the files of a bucket."""
    return {file.name: file.sha256 for file in files if file.name.startswith(f"{DIGESTS}/")}
