"""A snapshot scored bucket by bucket in threads, resumed where a run was stopped."""

# What a run has finished is kept in the unfinished folder of its outputs: the files of each bucket
# and, written after them, a small file with their hashes, counts and sums. A run that asks the same
# question takes up what is finished; any other begins anew.

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Lock
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from goodstanding.scoring.batch.bucket import read_bucket
from goodstanding.scoring.batch.merged import merge_csv
from goodstanding.scoring.batch.scored import Counts, Names, Piece, score_bucket
from goodstanding.scoring.batch.snapshot import (
    Manifest,
    check_bucket,
    check_snapshot,
    damaged,
    manifest_text,
    read_manifest,
)
from goodstanding.scoring.files import HashedFile, sync_folder, write_synced
from goodstanding.scoring.kernel.run import Room
from goodstanding.scoring.outputs import claimed, disk_errors, put_in_place
from goodstanding.scoring.plan import Plan
from goodstanding.scoring.receipt import (
    RECEIPT_FILE,
    Asked,
    FileWritten,
    OutputFormat,
    Receipt,
    Written,
    parse_receipt,
    receipt_text,
)
from goodstanding.scoring.rowhash import NO_ROWS, RowSum
from goodstanding.scoring.tables import TableName, columns_of, heading_sum, state_hash

DONE: Final = "done"
"""The folder of what is known of finished buckets."""

ENGINE: Final = "embedded"
CODED: Final = ("records", "on", "points", "counted", "next_change", "opening", "total")
"""Columns of which few values come often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run was asked, and how it goes about it. `advance` is told records and members.

    `schedule`, where there is one, is told the folder to finish buckets in and those that are not
    finished; what it leaves is scored here.
    """

    plan: Plan
    snapshot: Path
    asked: Asked
    form: OutputFormat = OutputFormat.PARQUET
    with_lines: bool = True
    workers: int = 1
    advance: Callable[[int, int], None] = lambda _records, _members: None
    schedule: Callable[["Run", Path, Sequence[int]], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A bucket that is finished: its counts, and its files."""

    counts: Counts
    files: tuple[FileWritten, ...]


def score_snapshot(run: Run, out: Path) -> Receipt:
    """Score everybody in a snapshot, and write both tables and their receipt.

    Raises:
        ProblemsError: the snapshot is damaged, of another version, or of another policy.
        EnvironmentUnfitError: the disk is full, rights are missing, or another run writes there.
    """
    manifest = read_manifest(run.snapshot)
    check_snapshot(run.snapshot, manifest, run.plan.policy)
    with disk_errors(out), claimed(out, question=question(run, manifest)) as inside:
        ready = inside / RECEIPT_FILE
        if ready.exists():  # a run was stopped while it put everything in place
            receipt = parse_receipt(ready.read_bytes(), file=str(ready))
        else:
            work = _Work(run, manifest, inside)
            receipt = Receipt(asked=run.asked, written=work.finish(work.all_buckets()))
            write_synced(ready.with_suffix(".part"), receipt_text(receipt).encode())
            ready.with_suffix(".part").rename(ready)
            sync_folder(inside)
        put_in_place(inside, out, receipt)
    return receipt


def score_one_bucket(run: Run, manifest: Manifest, inside: Path, number: int) -> Finished:
    """Score one bucket of a snapshot, and leave its files and what is known of it in a folder.

    Raises:
        ProblemsError: the bucket is damaged.
        OSError: it cannot be read, or the files not written.
    """
    return _Work(run, manifest, inside)._scored(number)  # noqa: SLF001 - of this module


def question(run: Run, manifest: Manifest) -> str:
    """Return what has to be the same for a finished bucket to be taken up."""
    asked = {**asdict(run.asked), "as_of": run.asked.as_of.isoformat()}
    asked["snapshot"] = hashlib.sha256(manifest_text(manifest).encode()).hexdigest()
    asked["with_lines"] = run.with_lines
    return json.dumps(asked, sort_keys=True, ensure_ascii=False)


class _Work:
    """The buckets of one run."""

    def __init__(self, run: Run, manifest: Manifest, inside: Path) -> None:
        """Begin in the unfinished folder of the outputs."""
        self._run = run
        self._manifest = manifest
        self._inside = inside
        self._names = Names(run.plan.policy)
        self._rooms: list[Room] = []
        self._lock = Lock()
        self._stopped = Event()
        self._tables = tuple(TableName) if run.with_lines else (TableName.STATEMENTS,)
        for name in (*self._tables, DONE):
            (inside / name).mkdir(exist_ok=True)

    def all_buckets(self) -> list[Finished]:
        """Score every bucket that is not finished, and return all in order."""
        numbers = range(self._manifest.buckets)
        if self._run.schedule is not None:
            missing = [number for number in numbers if self._found(number) is None]
            self._run.schedule(self._run, self._inside, missing)
        with ThreadPoolExecutor(max_workers=self._run.workers) as pool:
            futures = [pool.submit(self._bucket, number) for number in numbers]
            try:
                wait(futures, return_when=FIRST_EXCEPTION)
            finally:
                self._stopped.set()
                pool.shutdown(cancel_futures=True)
            for future in futures:
                if not future.cancelled() and (error := future.exception()) is not None:
                    raise error
            return [found for future in futures if (found := future.result()) is not None]

    def _bucket(self, number: int) -> Finished | None:
        """Score a bucket, unless it is finished; None where another one has failed."""
        found = self._found(number)
        if found is None:
            if self._stopped.is_set():
                return None
            try:
                found = self._scored(number)
            except BaseException:
                self._stopped.set()
                raise
        self._run.advance(found.counts.entries, found.counts.members)
        return found

    def _found(self, number: int) -> Finished | None:
        """Return a bucket that an interrupted run has finished."""
        path = self._inside / DONE / f"{number:05}.json"
        if not path.exists():
            return None
        found = _finished(json.loads(path.read_bytes()))
        whole = all((self._inside / file.name).is_file() for file in found.files)
        return found if whole else None

    def _scored(self, number: int) -> Finished:
        """Score a bucket and force what comes out to disk."""
        run = self._run
        check_bucket(run.snapshot, self._manifest, number)
        counts = Counts()
        writers = {name: _PartWriter(self._inside, name, number) for name in self._tables}
        room = self._take_room()
        try:
            try:
                bucket = read_bucket(run.snapshot, number, run.plan, with_ids=run.with_lines)
            except (pa.ArrowInvalid, KeyError):
                raise damaged(run.snapshot, f"bucket-{number:05}") from None
            for piece in score_bucket(room, self._names, bucket, counts, with_lines=run.with_lines):
                writers[piece.name].write(piece)
            files = tuple(writer.finish() for writer in writers.values())
        finally:
            for writer in writers.values():
                writer.close()
        self._give_room(room)
        for name in self._tables:
            sync_folder(self._inside / name)
        found = Finished(counts=counts, files=files)
        path = self._inside / DONE / f"{number:05}.json"
        write_synced(path.with_suffix(".part"), json.dumps(_content(found)).encode())
        os.replace(path.with_suffix(".part"), path)  # noqa: PTH105 - Path.replace would do the same
        sync_folder(path.parent)
        return found

    def _take_room(self) -> Room:
        """Return room to score in that no other thread uses."""
        with self._lock:
            return self._rooms.pop() if self._rooms else Room(self._run.plan)

    def _give_room(self, room: Room) -> None:
        """Let another bucket have the room."""
        with self._lock:
            self._rooms.append(room)

    def finish(self, buckets: list[Finished]) -> Written:
        """Return what the receipt says of all buckets together."""
        policy, run = self._run.plan.policy, self._run
        columns = columns_of(policy)
        sums = {name: heading_sum(columns[name]) for name in self._tables}
        levels: dict[str, int] = {level.name: 0 for level in policy.levels}
        total = Counts(with_lines=0 if run.with_lines else None)
        for each in buckets:
            total.members += each.counts.members
            total.lines.update(each.counts.lines)
            if total.with_lines is not None:
                total.with_lines += each.counts.with_lines or 0
            for name in self._tables:
                sums[name] = sums[name].plus(each.counts.sums.get(name, NO_ROWS))
            for level, count in each.counts.levels.items():
                if count or level in levels:
                    levels[level] = levels.get(level, 0) + count
        digests = {name: sums[name].hexadecimal for name in self._tables}
        by_table = [
            file for name in self._tables for each in buckets for file in each.files
            if file.name.startswith(f"{name}/")
        ]  # fmt: skip
        if run.form is OutputFormat.CSV:
            by_table = [merge_csv(self._inside, name, columns[name]) for name in self._tables]
        return Written(
            members=total.members,
            with_lines=total.with_lines,
            levels=levels,
            lines=total.lines,
            format=run.form,
            tables=digests,
            files=tuple(by_table),
            state_hash=state_hash(digests),
        )


class _PartWriter:
    """The file of one table of a bucket, written piece by piece."""

    def __init__(self, inside: Path, name: TableName, number: int) -> None:
        """Begin an empty file."""
        self._name = f"{name}/part-{number:05}.parquet"
        self._file = HashedFile(inside / self._name)
        self._writer: Any | None = None
        self._rows = 0

    def write(self, piece: Piece) -> None:
        """Write some rows."""
        rows = piece.rows
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                pa.PythonFile(self._file, mode="w"),
                rows.schema,
                compression="zstd",
                compression_level=1,
                use_dictionary=[
                    column.name
                    for column in rows.schema
                    if pa.types.is_dictionary(column.type) or column.name in CODED
                ],
                dictionary_pagesize_limit=64 * 1024 * 1024,
                store_schema=False,
                write_page_checksum=True,
            )
        self._writer.write_table(rows)
        self._rows += rows.num_rows

    def finish(self) -> FileWritten:
        """Force the file to disk."""
        assert self._writer is not None, "there is a piece of every table, if an empty one"
        self._writer.close()
        return FileWritten(name=self._name, sha256=self._file.finish(), rows=self._rows)

    def close(self) -> None:
        """Let the file go, finished or not."""
        if self._writer is not None and not self._file.closed:
            self._writer.is_open = False  # or it would write its footer when it is thrown away
        self._file.close()


def _content(found: Finished) -> dict[str, Any]:
    """Return a finished bucket as JSON values."""
    counts = found.counts
    return {
        "members": counts.members,
        "entries": counts.entries,
        "with_lines": counts.with_lines,
        "levels": counts.levels,
        "lines": counts.lines,
        "sums": {str(name): list(total) for name, total in counts.sums.items()},
        "files": [asdict(file) for file in found.files],
    }


def _finished(content: Mapping[str, Any]) -> Finished:
    """Return the finished bucket of JSON values."""
    counts = Counts(
        members=content["members"], entries=content["entries"], with_lines=content["with_lines"]
    )
    counts.levels.update(content["levels"])
    counts.lines.update(content["lines"])
    counts.sums = {TableName(name): RowSum(*each) for name, each in content["sums"].items()}
    return Finished(counts=counts, files=tuple(FileWritten(**file) for file in content["files"]))
