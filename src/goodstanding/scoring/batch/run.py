"""A snapshot scored bucket by bucket in threads, resumed where a run was stopped."""

# What a run has finished is kept in the unfinished folder of its outputs: the files of each bucket
# and, written after them, a small file with their hashes, counts and sums. A run that asks the same
# question takes up what is finished; any other begins anew.

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event, Lock
from typing import Any, Final

import numpy as np

from goodstanding.errors import UsageError
from goodstanding.scoring.batch.bucket import CONSENT, LEVEL_NOT_KNOWN
from goodstanding.scoring.batch.carried import Carrying, of_members, with_levels
from goodstanding.scoring.batch.changed import (
    Again,
    counted,
    is_as_it_was,
    reasons_of,
    takes_levels,
    why_everybody,
)
from goodstanding.scoring.batch.checked import Checked, Opened
from goodstanding.scoring.batch.columns import UNKNOWN_DAY, whole
from goodstanding.scoring.batch.decoded import Shelf
from goodstanding.scoring.batch.finished import (
    DONE,
    Finished,
    content_of,
    known_of,
    read_finished,
    without_lines,
    written_of,
)
from goodstanding.scoring.batch.kept import write_kept
from goodstanding.scoring.batch.parts import PartWriter, write_digests
from goodstanding.scoring.batch.previous import Previous, levels_before, read_previous
from goodstanding.scoring.batch.scored import Counts, Made, Names, Piece, score_bucket
from goodstanding.scoring.batch.snapshot import (
    Manifest,
    check_snapshot,
    manifest_text,
    read_manifest,
)
from goodstanding.scoring.files import sync_folder, write_synced
from goodstanding.scoring.kernel.calendar import day_number
from goodstanding.scoring.kernel.run import Room
from goodstanding.scoring.kernel.tables import IndexTables
from goodstanding.scoring.outputs import DIGESTS, claimed, disk_errors, keeps_digests, put_in_place
from goodstanding.scoring.plan import Plan
from goodstanding.scoring.receipt import (
    RECEIPT_FILE,
    Asked,
    OutputFormat,
    Receipt,
    parse_receipt,
    receipt_text,
)
from goodstanding.scoring.tables import TableName

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
        self._read = Checked(
            folder=run.snapshot, manifest=manifest, plan=run.plan, with_ids=run.with_lines
        )
        self._inside = inside
        self._names = Names(run.plan.policy)
        self._levels = [level.name for level in run.plan.policy.levels]
        self._rooms: list[tuple[Room, Shelf]] = []
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
        return read_finished(self._inside, number)

    def _scored(self, number: int) -> Finished:
        """Score a bucket, or take it as it was, and leave its files and what is known of it."""
        found = self._as_it_was(number) or self._scored_anew(number)
        path = self._inside / DONE / f"{number:05}.json"
        path.with_suffix(".part").write_text(json.dumps(content_of(found)), encoding="utf-8")
        path.with_suffix(".part").replace(path)
        return found

    def _as_it_was(self, number: int) -> Finished | None:
        """Link the parts of a bucket from the run before, where nobody in it has anything new."""
        run, previous = self._run, self._previous
        if not run.changed_only or previous is None or self._everybody or not self._digests:
            return None
        buckets, members = self._manifest.buckets, self._read.members_sha256(number)
        before = previous.part_as_it_was(number, buckets, members)
        if before is None or not is_as_it_was(before, previous.receipt.asked, run.asked.as_of):
            return None
        if run.with_lines and (before.dated or isinstance(run.plan.tables, IndexTables)):
            return None
        names = [f"{name}/part-{number:05}.parquet" for name in (*self._tables, *self._digests)]
        files = tuple(previous.link(name, self._inside) for name in names)
        counts = without_lines(before) if not run.with_lines else before
        held = before.members if self._holds else 0
        return Finished(
            counts=replace(counts, carried=before.members, levels_held=held), files=files
        )

    def _scored_anew(self, number: int) -> Finished:
        """Score a bucket, and force its files to disk: of their names the end sees to it."""
        compared = self._run.changed_only and not self._everybody
        columns = ["digest", "latest", "entries", *(["level", *CONSENT] if compared else [])]
        room, shelf = self._take_room()
        opened = self._read.open(number, shelf)
        members = opened.members(columns)
        latest = whole(members["latest"], np.int32, empty=UNKNOWN_DAY)
        counts = Counts(
            entries=int(whole(members["entries"], np.int64).sum()),
            members_sha256=self._read.members_sha256(number),
            latest=int(latest.max(initial=UNKNOWN_DAY)),
        )
        writers = {name: PartWriter(self._inside, name, number) for name in self._tables}
        try:
            for piece in self._pieces(number, room, opened, members, counts):
                writers[piece.name].write(piece)
            files = tuple(writer.finish() for writer in writers.values())
        finally:
            for writer in writers.values():
                writer.close()
        self._give_room(room, shelf)
        if self._digests:
            files += (write_digests(self._inside, number, members),)
        return Finished(counts=counts, files=files)

    def _pieces(
        self,
        number: int,
        room: Room,
        opened: Opened,
        members: Any,  # noqa: ANN401 - pyarrow has no types
        counts: Counts,
    ) -> Iterator[Piece]:
        """Yield the rows of a bucket: scored, or carried over from the run before."""
        run, previous = self._run, self._previous
        if previous is not None and run.changed_only and not self._everybody:
            yield from self._changed(room, opened, previous, members, counts)
            return
        bucket, people = opened.all(), opened.people()
        if previous is not None and self._holds:
            buckets = self._manifest.buckets
            levels = previous.levels_of(number, buckets, people, self._levels)
            bucket = with_levels(bucket, levels, LEVEL_NOT_KNOWN)
            held = bucket.columns.level_held
            counts.levels_held += int(np.count_nonzero(held != LEVEL_NOT_KNOWN))
        made = Made(self._names, people, counts, day_number(run.asked.as_of))
        yield from score_bucket(room, self._names, bucket, made, with_lines=run.with_lines)

    def _changed(
        self,
        room: Room,
        opened: Opened,
        previous: Previous,
        members: Any,  # noqa: ANN401 - pyarrow has no types
        counts: Counts,
    ) -> Iterator[Piece]:
        """Yield the rows of a bucket of which no entries are read but those of who is scored."""
        run, tables = self._run, self._run.plan.tables
        people, buckets = opened.people(), self._manifest.buckets
        before = previous.rows_for(opened.number, buckets, people, with_names=run.with_lines)
        as_of = day_number(run.asked.as_of)
        again = reasons_of(members, before, previous.receipt.asked, as_of)
        carrying = Carrying(previous, before, again)
        if run.with_lines:
            carrying.look_at_lines(self._names)
        bucket = None
        if run.with_lines and isinstance(tables, IndexTables):
            bucket = opened.all()
            carrying.look_at_measures(tables, bucket.columns)
        chosen = np.flatnonzero(again)
        some = None
        if len(chosen) and bucket is not None:
            some = of_members(bucket, chosen)
        elif len(chosen):
            some = opened.some(members, chosen)
        if self._holds:
            told = members["level"].is_valid().to_numpy()
            counts.levels_held += int(np.count_nonzero(told | (before.place >= 0)))
            if some is not None:
                levels = levels_before(before, self._levels)[chosen]
                some = with_levels(some, levels, LEVEL_NOT_KNOWN)
        made = Made(self._names, people, counts, as_of)
        yield from carrying.pieces(room, self._names, some, made, with_lines=run.with_lines)
        counts.again.update(counted(again))
        counts.carried += int(np.count_nonzero(again == 0))

    def _take_room(self) -> tuple[Room, Shelf]:
        """Return room to score in, and memory for columns, that no other thread uses."""
        with self._lock:
            return self._rooms.pop() if self._rooms else (Room(self._run.plan), Shelf())

    def _give_room(self, room: Room, shelf: Shelf) -> None:
        """Let another bucket have both."""
        with self._lock:
            self._rooms.append((room, shelf))

    def finished(self) -> list[Finished]:
        """Return what is known of buckets of which every one is finished."""
        numbers = range(self._manifest.buckets)
        return [found for number in numbers if (found := known_of(self._inside, number))]

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
        policy, form = self._run.plan.policy, self._run.form
        written = written_of(policy, self._inside, form, self._tables, buckets)
        receipt = Receipt(asked=asked, written=written)
        assert keeps_digests(receipt) == bool(self._digests), "what is put in place goes by that"
        if self._digests:
            write_kept(self._inside, receipt, buckets)
        for name in (*self._tables, *self._digests):
            sync_folder(self._inside / name)
        return receipt
