"""Files of any size into the snapshot of a city: exactly what `read_inputs` admits."""

# Files are read a block at a time. What is plainly good is kept in compiled code; every other row
# goes to the plain reader, whose verdict and words it gets. Rows are put aside by the bucket of
# their member, and a digest of each source and id by its own; then each bucket is settled alone.

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from goodstanding.intake.bulk.changes import Changes
from goodstanding.intake.bulk.judge import (
    VALUES,
)
from goodstanding.intake.bulk.people import People, read_people
from goodstanding.intake.bulk.reading import Reading
from goodstanding.intake.bulk.settle import (
    Settled,
)
from goodstanding.intake.bulk.spill import Spill
from goodstanding.intake.bulk.texts import Key
from goodstanding.intake.faults import Refused
from goodstanding.intake.files import Format, Packing, check_file, find_files, form_of, hash_of
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


def read_snapshot(
    policy: Policy,
    *,
    records: Sequence[Path],
    members: Path | None,
    states: Path | None,
    folder: Path,
    buckets: int | None = None,
    workers: int = 1,
    advance: Callable[[int], None] = lambda _rows: None,
) -> Taken:
    """Read files for a policy into a snapshot in `folder`, which is new or empty.

    What is read, refused and counted is what `read_inputs` reads, refuses and counts. `buckets` is
    how many there are, None for about a million records each. `advance` is told how many rows more
    were read. Of two reasons why an input cannot be used at all, another may be told.

    Raises:
        ProblemsError: the input as a whole cannot be used; all that is wrong with it is told.
        EnvironmentUnfitError: a library that the format of a file needs is not installed.
    """
    files = find_files(records)
    hashes = {file: hash_of(file) for file in files}
    key = _key_of(list(hashes.values()), policy)
    register, stated_by = who_is_scored(
        policy, files, hashes, members, read=lambda path, read: read_people(path, read, key)
    )
    people = register.members if isinstance(register.members, People) else None
    count = buckets or buckets_for(_rows_expected(files))
    with _unfinished(folder) as unfinished, ThreadPoolExecutor(workers) as pool:
        reading = Reading(policy, register, people, key, Spill(unfinished, count, _width(policy)))
        for file in files:
            reading.take(file, pool, workers, advance)
        changes = None if states is None else Changes(check_file(states), key)
        writer = SnapshotWriter(unfinished, policy, buckets=count)
        settled = reading.settle(writer, pool, changes)
        inputs = [
            InputFile(
                name=str(file),
                role=Role.RECORDS,
                sha256=hashes[file],
                rows=reading.rows[file],
                refused=reading.refusals.rows(str(file)),
            )
            for file in reading.rows
        ]
        if members is not None and people is not None:
            inputs.append(_input(members, Role.MEMBERS, len(people), 0))
        if states is not None and changes is not None:
            changes.judge(settled, reading.contests, reading.refusals)
            refused_states = reading.refusals.rows(str(states))
            inputs.append(_input(states, Role.STATES, changes.rows, refused_states))
        refused = reading.refusals.sorted([each.name for each in inputs])
        for name in ("rows", "keys"):
            shutil.rmtree(unfinished / name)
        counted = _counted(reading, settled, inputs, stated_by)
        manifest = writer.finish(counted, [each.problem for each in refused])
    return Taken(manifest=manifest, refused=refused, inputs=tuple(inputs))


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """Make a folder beside another, which takes its place if all goes well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.parent / f".{folder.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        yield unfinished
        unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _key_of(hashes: Sequence[str], policy: Policy) -> Key:
    """Return a key for digests that nobody knows before the last byte of the files is written."""
    text = json.dumps([kinds_sha256(policy), *hashes])
    digest = hashlib.sha256(text.encode()).digest()
    first, second = (int.from_bytes(digest[at : at + 8], "little") for at in (0, 8))
    return Key(np.uint64(first), np.uint64(second))


def _width(policy: Policy) -> int:
    """Return how many words a row has."""
    return VALUES + max((len(kind.fields) for kind in policy.kinds.values()), default=0)


def _rows_expected(files: Sequence[Path]) -> int:
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
