"""Files in any order into the snapshot of a city, on a cluster: `intake.bulk` as tasks of Spark."""

# Spark hands out the files, moves their rows to the buckets of their members, once, and starts lost
# tasks again. What is read, what is refused and what a bucket holds is decided by the code of
# `intake.bulk`, so that the snapshot is the same to the byte.

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.intake.bulk.contests import all_of
from goodstanding.intake.bulk.people import keep_people
from goodstanding.intake.bulk.places import unfinished
from goodstanding.intake.bulk.reading import Reading
from goodstanding.intake.bulk.settle import Settled
from goodstanding.intake.bulk.snapshot import (
    Given,
    Taken,
    as_found,
    finish,
    look_at,
    rows_expected,
    width_of,
)
from goodstanding.intake.bulk.spill import CHANGE_LOW, CHANGE_ROW, Spill, part_of
from goodstanding.intake.bulk.texts import Int64s
from goodstanding.intake.files import Format, find_files, form_of, hash_of
from goodstanding.intake.lake.pieces import (
    FOUND,
    KEYS,
    ORDER,
    PIECES_A_BATCH,
    REPORT,
    SCHEMA,
)
from goodstanding.intake.lake.tasks import (
    ATTEMPTS,
    FILE_BITS,
    PEOPLE,
    Lake,
    Report,
    Told,
    contesting,
    hashing,
    reading,
    settling,
)
from goodstanding.model.policy import Policy
from goodstanding.scoring.batch.snapshot import buckets_for
from goodstanding.scoring.batch.writer import SnapshotWriter
from goodstanding.scoring.sent import received, sent
from goodstanding.scoring.spark import spark_errors

BATCH_SETTING: Final = "spark.sql.execution.arrow.maxRecordsPerBatch"
READERS_MAX: Final = 4_096
"""So many tasks read files at most; where there are more files, each reads several."""

Session = Any
"""A session of Spark; pyspark is not always there."""


def read_lake(  # noqa: PLR0913 - what is to be read, each by name
    session: Session,
    policy: Policy,
    *,
    records: Sequence[Path],
    members: Path | None,
    states: Path | None,
    folder: Path,
    buckets: int | None = None,
) -> Taken:
    """Read files for a policy into a snapshot in `folder`, which is new or empty, on a cluster.

    The snapshot, what is refused and what is counted are those of `intake.bulk.read_snapshot`. A
    file is read by one task. Files and folder lie on storage that every executor sees under the
    same path. Of two reasons why an input cannot be used at all, another may be told.

    Raises:
        ProblemsError: the input as a whole cannot be used; all that is wrong with it is told.
        EnvironmentUnfitError: executors cannot read the files or write the snapshot.
    """
    files = find_files(records)
    found = as_found(files, members, states)
    with spark_errors():
        hashes = _hashes(session, files)
    given = look_at(policy, hashes, members, states)
    count = buckets or buckets_for(rows_expected(files))
    with unfinished(folder) as beside, _small_batches(session), spark_errors():
        taking = given.reading(Spill(beside, count, width_of(policy)))
        lake = _lake(given, files, beside, taking, count)
        pieces = (
            _frame(session, len(files))
            .mapInArrow(reading(lake), SCHEMA)
            .repartition(count, "number")
            .sortWithinPartitions(*ORDER)
            .persist(_on_disk())
        )
        try:
            changes = given.changes(taking.spill)
            sent_to = _first_pass(pieces, lake, files, taking)
            found.check()
            writer = SnapshotWriter(beside, policy, buckets=count)
            settled = _second_pass(pieces, lake, taking, sent_to, writer)
        finally:
            pieces.unpersist()
        for name in (PEOPLE, ATTEMPTS):
            shutil.rmtree(beside / name, ignore_errors=True)
        return finish(given, taking, changes, settled, writer)


def _frame(session: Session, count: int) -> Any:  # noqa: ANN401 - pyspark has no types here
    """Return a frame of numbers from 0, a task each."""
    return session.range(0, count, 1, min(count, READERS_MAX))


def _on_disk() -> Any:  # noqa: ANN401 - pyspark has no types here
    """Return that what was moved waits on the disks of executors."""
    from pyspark import StorageLevel

    return StorageLevel.DISK_ONLY


@contextmanager
def _small_batches(session: Session) -> Iterator[None]:
    """Let Spark hand few pieces at once to a task, for each is large."""
    before = session.conf.get(BATCH_SETTING)
    session.conf.set(BATCH_SETTING, str(PIECES_A_BATCH))
    try:
        yield
    finally:
        session.conf.set(BATCH_SETTING, before)


def _hashes(session: Session, files: Sequence[Path]) -> Mapping[Path, str]:
    """Return the hashes of files as executors see them."""
    paths = [str(file.absolute()) for file in files]
    found: dict[int, str] = {}
    for row in _frame(session, len(files)).mapInArrow(hashing(paths), SCHEMA).collect():
        told = received(row.content)
        if isinstance(told, Report):
            raise _unfit(told.unfit)
        found[row.file] = told
    return {file: found[place] for place, file in enumerate(files)}


def _lake(given: Given, files: Sequence[Path], beside: Path, taking: Reading, count: int) -> Lake:
    """Return what tasks are told, and leave who joined where they find it."""
    people = given.people
    if people is not None:
        keep_people(people, beside / PEOPLE)
        order, ends = taking.by_bucket()
        np.save(beside / PEOPLE / "order.npy", order)
        np.save(beside / PEOPLE / "ends.npy", ends)
    return Lake(
        policy=sent(given.policy),
        files=tuple((str(file.absolute()), str(file)) for file in files),
        folder=str(beside.absolute()),
        buckets=count,
        key=(int(given.key.first), int(given.key.second)),
        everybody=people is None,
        synthetic=given.register.synthetic,
        token="" if given.members is None or people is None else hash_of(given.members),
    )


def _first_pass(
    pieces: Any,  # noqa: ANN401 - pyspark has no types here
    lake: Lake,
    files: Sequence[Path],
    taking: Reading,
) -> tuple[Int64s, Int64s]:
    """Read all files, take what they came to, and return the states and their buckets.

    What is contested is known to the reading then.
    """
    taking.spill.asked.write()
    asked = np.concatenate([taking.spill.asked_of(number) for number in range(lake.buckets)])
    some = pieces.where(pieces.what.isin(KEYS, REPORT))
    rows = some.mapInArrow(contesting(lake, asked), SCHEMA).collect()
    reports = {row.file: received(row.content) for row in rows if row.what == REPORT}
    assert sorted(reports) == list(range(len(files))), "each file was read once"
    for place, file in enumerate(files):
        _take(taking, reports[place], place, file)
    found = [received(row.content) for row in rows if row.what == FOUND]
    states = np.concatenate([asked[:0], *(each.states for each in found)])
    buckets = np.concatenate([np.empty(0, np.int64), *(each.buckets for each in found)])
    contests = all_of([each.contests for each in found])
    # A part without digests has no piece: nobody has looked for its states.
    parts = part_of(np.ascontiguousarray(asked[:, CHANGE_LOW]).view(np.uint64), lake.buckets)
    lost = asked[~np.isin(parts, [part for each in found for part in each.parts]), CHANGE_ROW]
    taking.contests = replace(contests, unknown=np.concatenate((contests.unknown, lost)))
    return states, buckets


def _take(taking: Reading, report: Report, place: int, file: Path) -> None:
    """Take what a file came to."""
    if report.unfit:
        raise _unfit(report.unfit)
    if report.problems:
        raise ProblemsError(report.problems)
    form = form_of(file)
    assert form is not None
    taking.begins.append((place << FILE_BITS, str(file), 2 if form.format is Format.CSV else 1))
    taking.total += report.rows
    taking.rows[file] = taking.rows.get(file, 0) + report.rows
    taking.slow.dropped += report.dropped
    taking.slow.withheld += report.withheld
    for each in report.refused:
        taking.refusals.add(each.file, each.row, [each.fault])


def _second_pass(
    pieces: Any,  # noqa: ANN401 - pyspark has no types here
    lake: Lake,
    taking: Reading,
    sent_to: tuple[Int64s, Int64s],
    writer: SnapshotWriter,
) -> list[Settled]:
    """Settle all buckets, and refuse the rows that contradict each other."""
    some = pieces.where(~pieces.what.isin(KEYS, REPORT))
    rows = some.mapInArrow(settling(lake, taking.contests, sent_to), SCHEMA).collect()
    assert sorted(row.number for row in rows) == list(range(lake.buckets)), "each is settled once"
    settled: list[Settled] = []
    for row in sorted(rows, key=lambda row: row.number):
        told = received(row.content)
        assert isinstance(told, Told)
        if told.settled is None or told.wrote is None:
            raise _unfit(told.unfit)
        settled.append(told.settled)
        writer.take(told.wrote)
    taking.refuse(settled)
    return settled


def _unfit(said: str) -> EnvironmentUnfitError:
    """Return the error of executors that could not read or write."""
    message = (
        f"Executors of Spark could not read the records or write the snapshot: {said}. "
        "Put both on storage that each of them sees under the same path."
    )
    return EnvironmentUnfitError(message)
