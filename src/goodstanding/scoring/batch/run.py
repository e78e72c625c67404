"""A snapshot scored bucket by bucket in threads, resumed where a run was stopped."""

# What a run has finished is kept in the unfinished folder of its outputs: the files of each bucket
# and, written after them, a small file with their hashes, counts and sums. A run that asks the same
# question takes up what is finished; any other begins anew.

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event, Lock
from typing import Any, Final

import numpy as np
import pyarrow as pa

from goodstanding.errors import UsageError
from goodstanding.scoring.batch.bucket import LEVEL_NOT_KNOWN, read_bucket
from goodstanding.scoring.batch.carried import Carrying, with_levels
from goodstanding.scoring.batch.changed import (
    Again,
    counted,
    reasons_of,
    takes_levels,
    why_everybody,
)
from goodstanding.scoring.batch.finished import DONE, Finished, content_of, finished_of
from goodstanding.scoring.batch.layout import read_table
from goodstanding.scoring.batch.merged import merge_csv
from goodstanding.scoring.batch.parts import PartWriter, write_digests
from goodstanding.scoring.batch.previous import (
    Previous,
    digest_files,
    read_previous,
    write_contents,
)
from goodstanding.scoring.batch.scored import Counts, Names, Piece, score_bucket
from goodstanding.scoring.batch.snapshot import (
    MEMBERS,
    Manifest,
    bucket_folder,
    check_bucket,
    check_snapshot,
    damaged,
    manifest_text,
    read_manifest,
)
from goodstanding.scoring.files import sync_folder, write_synced
from goodstanding.scoring.kernel.calendar import day_number
from goodstanding.scoring.kernel.run import Room
from goodstanding.scoring.outputs import DIGESTS, claimed, disk_errors, keeps_digests, put_in_place
from goodstanding.scoring.plan import Plan
from goodstanding.scoring.receipt import (
    RECEIPT_FILE,
    Asked,
    OutputFormat,
    Receipt,
    Written,
    parse_receipt,
    receipt_text,
)
from goodstanding.scoring.rowhash import NO_ROWS
from goodstanding.scoring.tables import TableName, columns_of, heading_sum, state_hash

ENGINE: Final = "embedded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run was asked, and how it goes about it. `advance` is told records and members.

    `schedule`, where there is one, is told the folder to finish buckets in and those that are not
    finished; what it leaves is scored here. `previous` is the folder of a run before: levels held
    come from it, and with `changed_only` so do the rows of everybody with nothing new. `tell` is
    then told at the end who was scored again.
    """

    plan: Plan
    snapshot: Path
    asked: Asked
    form: OutputFormat = OutputFormat.PARQUET
    with_lines: bool = True
    workers: int = 1
    advance: Callable[[int, int], None] = lambda _records, _members: None
    schedule: Callable[["Run", Path, Sequence[int]], None] | None = None
    previous: Path | None = None
    changed_only: bool = False
    tell: Callable[[Again], None] = lambda _again: None


def score_snapshot(run: Run, out: Path) -> Receipt:
    """Score everybody in a snapshot, and write both tables and their receipt.

    With `changed_only` the tables and the receipt are those of a run that scores everybody.

    Raises:
        ProblemsError: the snapshot is damaged, of another version, or of another policy; the run
            before is unfinished, damaged, of another policy, or of a later day.
        UsageError: the run before is not named, or lies where this one writes.
        EnvironmentUnfitError: the disk is full, rights are missing, or another run writes there.
    """
    manifest = read_manifest(run.snapshot)
    check_snapshot(run.snapshot, manifest, run.plan.policy)
    previous = previous_of(run, out)
    asked = question(run, manifest, previous)
    with disk_errors(out), claimed(out, question=asked) as inside:
        ready = inside / RECEIPT_FILE
        work = _Work(run, manifest, previous, inside)
        if ready.exists():  # a run was stopped while it put everything in place
            receipt = parse_receipt(ready.read_bytes(), file=str(ready))
            again = work.again(work.finished())
        else:
            buckets = work.all_buckets()
            receipt, again = work.finish(buckets), work.again(buckets)
            write_synced(ready.with_suffix(".part"), receipt_text(receipt).encode())
            ready.with_suffix(".part").rename(ready)
            sync_folder(inside)
        put_in_place(inside, out, receipt)
    if run.changed_only:
        run.tell(again)
    return receipt


def score_one_bucket(run: Run, manifest: Manifest, inside: Path, number: int) -> Finished:
    """Score one bucket of a snapshot, and leave its files and what is known of it in a folder.

    Raises:
        ProblemsError: the bucket is damaged.
        OSError: it cannot be read, or the files not written.
    """
    work = _Work(run, manifest, previous_of(run), inside)
    return work._scored(number)  # noqa: SLF001 - of this module


def previous_of(run: Run, out: Path | None = None) -> Previous | None:
    """Return the run before that a run takes up, None where none is named.

    Raises:
        ProblemsError: it is unfinished, damaged, of another policy, or of a later day.
        UsageError: it is not named, or lies where this one writes.
    """
    if run.previous is None:
        if run.changed_only:
            message = "--changed-only carries rows over from a run before: name its --previous."
            raise UsageError(message)
        return None
    if out is not None and out.exists() and out.samefile(run.previous):
        message = (
            f"--previous {run.previous}: this run writes there. Name another folder for --out."
        )
        raise UsageError(message)
    return read_previous(run.previous, run.asked)


def question(run: Run, manifest: Manifest, previous: Previous | None) -> str:
    """Return what has to be the same for a finished bucket to be taken up."""
    asked = {**asdict(run.asked), "as_of": run.asked.as_of.isoformat()}
    asked["snapshot"] = hashlib.sha256(manifest_text(manifest).encode()).hexdigest()
    asked["with_lines"] = run.with_lines
    asked["form"] = str(run.form)
    asked["previous"] = None if previous is None else previous.sha256
    asked["changed_only"] = run.changed_only
    return json.dumps(asked, sort_keys=True, ensure_ascii=False)


class _Work:
    """The buckets of one run."""

    def __init__(
        self, run: Run, manifest: Manifest, previous: Previous | None, inside: Path
    ) -> None:
        """Begin in the unfinished folder of the outputs."""
        self._run = run
        self._previous = previous
        self._holds = previous is not None and takes_levels(run.plan.policy)
        self._everybody = ""
        if previous is not None:
            self._everybody = why_everybody(previous, run.asked, with_lines=run.with_lines)
        self._manifest = manifest
        self._inside = inside
        self._names = Names(run.plan.policy)
        self._rooms: list[Room] = []
        self._lock = Lock()
        self._stopped = Event()
        self._tables = tuple(TableName) if run.with_lines else (TableName.STATEMENTS,)
        self._digests = (DIGESTS,) if run.form is OutputFormat.PARQUET else ()
        if not (inside / RECEIPT_FILE).exists():
            for name in (*self._tables, *self._digests, DONE):
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
        found = finished_of(json.loads(path.read_bytes()))
        whole = all((self._inside / file.name).is_file() for file in found.files)
        return found if whole else None

    def _scored(self, number: int) -> Finished:
        """Score a bucket and force what comes out to disk."""
        run = self._run
        check_bucket(run.snapshot, self._manifest, number, with_ids=run.with_lines)
        counts = Counts()
        writers = {name: PartWriter(self._inside, name, number) for name in self._tables}
        room = self._take_room()
        try:
            for piece in self._pieces(number, room, counts):
                writers[piece.name].write(piece)
            files = tuple(writer.finish() for writer in writers.values())
        finally:
            for writer in writers.values():
                writer.close()
        self._give_room(room)
        if self._digests:
            files += (write_digests(self._inside, number, self._members(number)),)
        for name in (*self._tables, *self._digests):
            sync_folder(self._inside / name)
        found = Finished(counts=counts, files=files)
        path = self._inside / DONE / f"{number:05}.json"
        write_synced(path.with_suffix(".part"), json.dumps(content_of(found)).encode())
        os.replace(path.with_suffix(".part"), path)  # noqa: PTH105 - Path.replace would do the same
        sync_folder(path.parent)
        return found

    def _members(self, number: int) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return what a bucket says of its members for comparing them."""
        path = bucket_folder(self._run.snapshot, number) / MEMBERS
        return read_table(path, columns=["digest", "latest"])

    def _pieces(self, number: int, room: Room, counts: Counts) -> Iterator[Piece]:
        """Yield the rows of a bucket: scored, or carried over from the run before."""
        run, previous = self._run, self._previous
        try:
            bucket = read_bucket(run.snapshot, number, run.plan, with_ids=run.with_lines)
            members = self._members(number) if run.changed_only else None
        except (pa.ArrowInvalid, KeyError):
            raise damaged(run.snapshot, f"bucket-{number:05}") from None
        if previous is not None and self._holds:
            names = [level.name for level in run.plan.policy.levels]
            levels = previous.levels_of(number, self._manifest.buckets, bucket.members)
            bucket = with_levels(bucket, names, levels, LEVEL_NOT_KNOWN)
            held = bucket.columns.level_held
            counts.levels_held += int(np.count_nonzero(held != LEVEL_NOT_KNOWN))
        if previous is None or members is None or self._everybody:
            yield from score_bucket(room, self._names, bucket, counts, with_lines=run.with_lines)
            return
        before = previous.rows_for(number, self._manifest.buckets, bucket.members)
        as_of = day_number(run.asked.as_of)
        again = reasons_of(members, before, previous.receipt.asked, as_of)
        carrying = Carrying(previous, before, again)
        if run.with_lines:
            carrying.look_at_lines(self._names, bucket, room)
        yield from carrying.pieces(room, self._names, bucket, counts, with_lines=run.with_lines)
        counts.again.update(counted(again))
        counts.carried += int(np.count_nonzero(again == 0))

    def _take_room(self) -> Room:
        """Return room to score in that no other thread uses."""
        with self._lock:
            return self._rooms.pop() if self._rooms else Room(self._run.plan)

    def _give_room(self, room: Room) -> None:
        """Let another bucket have the room."""
        with self._lock:
            self._rooms.append(room)

    def finished(self) -> list[Finished]:
        """Return what is known of buckets of which every one is finished."""
        paths = sorted((self._inside / DONE).glob("*.json"))
        return [finished_of(json.loads(path.read_bytes())) for path in paths]

    def again(self, buckets: Sequence[Finished]) -> Again:
        """Return who was scored again."""
        why: Counter[str] = Counter()
        for each in buckets:
            why.update(each.counts.again)
        members = sum(each.counts.members for each in buckets)
        carried = sum(each.counts.carried for each in buckets)
        return Again(
            scored=members - carried, carried=carried, why=dict(why), everybody=self._everybody
        )

    def finish(self, buckets: Sequence[Finished]) -> Receipt:
        """Return the receipt of all buckets together, and say which digests lie beside them."""
        asked = self._run.asked
        if self._holds:
            held = sum(each.counts.levels_held for each in buckets)
            asked = replace(asked, levels_held=held)
        receipt = Receipt(asked=asked, written=self._written(buckets))
        assert keeps_digests(receipt) == bool(self._digests), "what is put in place goes by that"
        if self._digests:
            digests: dict[str, str] = {}
            for each in buckets:
                digests |= digest_files(each.files)
            write_contents(self._inside, receipt, digests)
        return receipt

    def _written(self, buckets: Sequence[Finished]) -> Written:
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
