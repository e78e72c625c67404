"""Files of any size into the snapshot of a city: exactly what `read_inputs` admits."""

# Files are read a block at a time. What is plainly good is kept in compiled code; every other row
# goes to the plain reader, whose verdict and words it gets. Rows are put aside by the bucket of
# their member, and a digest of each source and id by its own; then each bucket is settled alone.

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import numpy as np

from goodstanding.intake.bulk.changes import Changes
from goodstanding.intake.bulk.judge import VALUES
from goodstanding.intake.bulk.people import People, read_people
from goodstanding.intake.bulk.places import full_disk_told, unfinished
from goodstanding.intake.bulk.reading import Reading
from goodstanding.intake.bulk.settle import Settled
from goodstanding.intake.bulk.spill import Spill
from goodstanding.intake.bulk.texts import Key
from goodstanding.intake.door import Register
from goodstanding.intake.faults import Refused
from goodstanding.intake.files import (
    Format,
    Packing,
    Unchanged,
    check_file,
    find_files,
    form_of,
    hash_of,
)
from goodstanding.intake.inputs import InputFile, Role
from goodstanding.intake.standing import who_is_scored
from goodstanding.model.policy import Policy
from goodstanding.scoring.batch.snapshot import Manifest, buckets_for, kinds_sha256
from goodstanding.scoring.batch.writer import Counted, SnapshotWriter
from goodstanding.scoring.receipt import InputSeen

SAMPLE_BYTES: Final = 1024**2
PACKED_TIMES: Final = 6
"""A packed file is taken to unpack to so many times its size when buckets are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A snapshot that was made: what it says of itself, the rows that came back, and the files."""

    manifest: Manifest
    refused: tuple[Refused, ...]
    inputs: tuple[InputFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What would be read of files: the counts, the rows that came back, and the files."""

    counted: Counted
    members: int
    entries: int
    refused: tuple[Refused, ...]
    inputs: tuple[InputFile, ...]


class Watch(Protocol):
    """Is told how far a reading is."""

    def begin(self, words: str, total: int) -> None:
        """Begin a stage of the work, `total` being what its steps come to."""

    def step(self, done: int, *, records: int = 0, members: int = 0) -> None:
        """Tell what was done of the total, and how many records and members that were."""


class Unwatched:
    """Takes no notice."""

    def begin(self, words: str, total: int) -> None:
        """Begin a stage of the work."""

    def step(self, done: int, *, records: int = 0, members: int = 0) -> None:
        """Tell what was done."""


def read_snapshot(
    policy: Policy,
    *,
    records: Sequence[Path],
    members: Path | None,
    states: Path | None,
    folder: Path,
    buckets: int | None = None,
    workers: int = 1,
    watch: Watch | None = None,
) -> Taken:
    """Read files for a policy into a snapshot in `folder`, which is new, empty or a snapshot.

    What is read, refused and counted is what `read_inputs` reads, refuses and counts. `buckets` is
    how many there are, None for about a million records each. `watch` is told how far it is. Of two
    reasons why an input cannot be used at all, another may be told.

    Raises:
        ProblemsError: the input as a whole cannot be used; all that is wrong with it is told.
        EnvironmentUnfitError: a library that a format needs is not installed, or the disk is full.
    """
    files = find_files(records)
    work = _Work(files, as_found(files, members, states), workers, watch or Unwatched())
    with unfinished(folder) as beside:
        given = look_at(policy, hashes_of(files, work.watch), members, states)
        count = buckets or buckets_for(rows_expected(files))
        reading = given.reading(Spill(beside, count, width_of(policy)))
        writer = SnapshotWriter(beside, policy, buckets=count)
        changes, settled = _settled(given, reading, writer, work)
        return finish(given, reading, changes, settled, writer)


def check_files(
    policy: Policy,
    *,
    records: Sequence[Path],
    members: Path | None,
    states: Path | None,
    folder: Path,
    workers: int = 1,
    watch: Watch | None = None,
) -> Checked:
    """Read files as `read_snapshot` does and keep nothing; `folder` is where rows wait meanwhile.

    Raises:
        ProblemsError: the input as a whole cannot be used; all that is wrong with it is told.
        EnvironmentUnfitError: a library that a format needs is not installed, or the disk is full.
    """
    files = find_files(records)
    work = _Work(files, as_found(files, members, states), workers, watch or Unwatched())
    with full_disk_told(folder):
        given = look_at(policy, hashes_of(files, work.watch), members, states)
        reading = given.reading(Spill(folder, buckets_for(rows_expected(files)), width_of(policy)))
        changes, settled = _settled(given, reading, None, work)
    inputs = _inputs(given, reading, changes, settled)
    return Checked(
        counted=_counted(reading, settled, inputs, given.stated_by),
        members=sum(each.members for each in settled),
        entries=sum(each.entries for each in settled),
        refused=reading.refusals.sorted([each.name for each in inputs]),
        inputs=tuple(inputs),
    )


def as_found(files: Sequence[Path], members: Path | None, states: Path | None) -> Unchanged:
    """Return what holds all files of a reading to what they are now."""
    others = [check_file(path) for path in (members, states) if path is not None]
    return Unchanged([*files, *others])


def hashes_of(files: Sequence[Path], watch: Watch) -> dict[Path, str]:
    """Return the hashes of files."""
    watch.begin("Hashing the records", sum(file.stat().st_size for file in files))
    found: dict[Path, str] = {}
    for file in files:
        found[file] = hash_of(file)
        watch.step(file.stat().st_size)
    watch.begin("Reading the members", 0)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is to be read, who is scored and on whose word; `hashes` are those of the records."""

    policy: Policy
    hashes: Mapping[Path, str]
    members: Path | None
    states: Path | None
    key: Key
    register: Register
    stated_by: str

    @property
    def people(self) -> People | None:
        """Return who joined, None where everybody in the table is scored."""
        return self.register.members if isinstance(self.register.members, People) else None

    def reading(self, spill: Spill) -> Reading:
        """Return a reading that has read nothing yet."""
        return Reading(self.policy, self.register, self.people, self.key, spill)

    def changes(self, spill: Spill) -> Changes | None:
        """Read the rows of the states file, and put them aside."""
        return None if self.states is None else Changes(check_file(self.states), self.key, spill)


class _Work(NamedTuple):
    """How a reading goes about it: the files, what they were, the threads, and who watches."""

    files: Sequence[Path]
    as_found: Unchanged
    workers: int
    watch: Watch


def _settled(
    given: Given, reading: Reading, writer: SnapshotWriter | None, work: _Work
) -> tuple[Changes | None, list[Settled]]:
    """Read the records and states, and settle every bucket."""
    files, found, workers, watch = work
    watch.begin("Reading the records", sum(file.stat().st_size for file in files))
    with ThreadPoolExecutor(workers) as pool:
        for file in files:
            reading.take(file, pool, workers, lambda rows, size: watch.step(size, records=rows))
        watch.begin("Reading the states", 0)
        changes = given.changes(reading.spill)
        found.check()
        watch.begin("Sorting the records", reading.spill.buckets)
        settled = reading.settle(
            writer,
            pool,
            lambda each: watch.step(1, records=each.entries, members=each.members),
        )
    return changes, settled


def look_at(
    policy: Policy, hashes: Mapping[Path, str], members: Path | None, states: Path | None
) -> Given:
    """Return what is to be read of files of records by their hashes, and read who joined.

    Raises:
        ProblemsError: a header or the members file is bad, or nothing says who joined.
    """
    key = _key_of(list(hashes.values()), policy)
    register, stated_by = who_is_scored(
        policy, list(hashes), hashes, members, read=lambda path, read: read_people(path, read, key)
    )
    return Given(
        policy=policy,
        hashes=hashes,
        members=members,
        states=states,
        key=key,
        register=register,
        stated_by=stated_by,
    )


def finish(
    given: Given,
    reading: Reading,
    changes: Changes | None,
    settled: Sequence[Settled],
    writer: SnapshotWriter,
) -> Taken:
    """Write what was refused and the manifest of a snapshot whose buckets are written."""
    inputs = _inputs(given, reading, changes, settled)
    refused = reading.refusals.sorted([each.name for each in inputs])
    reading.spill.remove()
    counted = _counted(reading, settled, inputs, given.stated_by)
    manifest = writer.finish(counted, [each.problem for each in refused])
    return Taken(manifest=manifest, refused=refused, inputs=tuple(inputs))


def _inputs(
    given: Given, reading: Reading, changes: Changes | None, settled: Sequence[Settled]
) -> list[InputFile]:
    """Return the files that were read, having judged the states."""
    inputs = [
        InputFile(
            name=str(file),
            role=Role.RECORDS,
            sha256=given.hashes[file],
            rows=rows,
            refused=reading.refusals.rows(str(file)),
        )
        for file, rows in reading.rows.items()
    ]
    if given.members is not None and given.people is not None:
        inputs.append(_input(given.members, Role.MEMBERS, len(given.people), 0))
    if given.states is not None and changes is not None:
        unknown = [reading.contests.unknown, *(each.unknown for each in settled)]
        changes.judge(np.concatenate(unknown).tolist(), reading.refusals)
        refused_states = reading.refusals.rows(str(given.states))
        inputs.append(_input(given.states, Role.STATES, changes.rows, refused_states))
    return inputs


def _key_of(hashes: Sequence[str], policy: Policy) -> Key:
    """Return a key for digests that nobody knows before the last byte of the files is written."""
    text = json.dumps([kinds_sha256(policy), *hashes])
    digest = hashlib.sha256(text.encode()).digest()
    first, second = (int.from_bytes(digest[at : at + 8], "little") for at in (0, 8))
    return Key(np.uint64(first), np.uint64(second))


def width_of(policy: Policy) -> int:
    """Return how many words a row has."""
    return VALUES + max((len(kind.fields) for kind in policy.kinds.values()), default=0)


def rows_expected(files: Sequence[Path]) -> int:
    """Return about how many rows files have, by their sizes and first lines."""
    rows = 0
    for file in files:
        form = form_of(file)
        assert form is not None
        size = file.stat().st_size
        if form.format is Format.PARQUET:
            rows += size // 16
            continue
        with file.open("rb") as stream:
            sample = stream.read(SAMPLE_BYTES)
        if form.packing is not Packing.NONE:
            rows += PACKED_TIMES * size // 100
        else:
            rows += size * (sample.count(b"\n") + 1) // max(1, len(sample))
    return rows


def _input(path: Path, role: Role, rows: int, refused: int) -> InputFile:
    """Return a file that was read beside the records."""
    return InputFile(name=str(path), role=role, sha256=hash_of(path), rows=rows, refused=refused)


def _counted(
    reading: Reading, settled: Sequence[Settled], inputs: Sequence[InputFile], stated_by: str
) -> Counted:
    """Return what was counted."""
    slow = reading.slow
    return Counted(
        rows=reading.total,
        refused=sum(each.refused for each in inputs),
        dropped=slow.dropped,
        withheld=slow.withheld + sum(each.withheld for each in settled),
        repeated=sum(each.repeated for each in settled),
        stated_by=stated_by,
        inputs=tuple(
            InputSeen(
                name=Path(each.name).name,
                sha256=each.sha256,
                rows=each.rows,
                refused=each.refused,
            )
            for each in inputs
        ),
    )
