"""Files of any size into the snapshot of a city: exactly what `read_inputs` admits."""

# Files are read a block at a time. What is plainly good is kept in compiled code; every other row
# goes to the plain reader, whose verdict and words it gets. Rows are put aside by the bucket of
# their member, and a digest of each source and id by its own; then each bucket is settled alone.

import hashlib
import json
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from goodstanding.errors import ProblemsError
from goodstanding.intake.bulk.cells import Block, Rest
from goodstanding.intake.bulk.comma import CommaBlocks
from goodstanding.intake.bulk.contests import Contests, find_contests
from goodstanding.intake.bulk.judge import (
    ACT_SIZE,
    DROPPED,
    HELD,
    HIGH,
    ID_SIZE,
    LOW,
    MEMBER,
    ODD,
    SEQUENCE,
    VALUES,
    WITHHELD,
    judged,
    record_rows,
    source_names,
)
from goodstanding.intake.bulk.people import People, read_people
from goodstanding.intake.bulk.settle import (
    Bucket,
    Change,
    Crowd,
    Settled,
    Shape,
    ids_of,
    settle_bucket,
)
from goodstanding.intake.bulk.spill import NOT_READ, SPOILED, Spill
from goodstanding.intake.bulk.stragglers import Stragglers, digest_of
from goodstanding.intake.bulk.texts import Bytes, Int64s, Key, NameRows, Names
from goodstanding.intake.collected import Place, too_many_entries
from goodstanding.intake.door import Register
from goodstanding.intake.faults import Fault, Refusals, Refused
from goodstanding.intake.files import Format, Packing, check_file, find_files, form_of, hash_of
from goodstanding.intake.inputs import InputFile, Role
from goodstanding.intake.limits import ENTRIES_A_MEMBER_MAX, REFUSED_MAX
from goodstanding.intake.records import RecordReader, record_columns
from goodstanding.intake.refusals import REFUSED_AT_THE_DOOR
from goodstanding.intake.standing import who_is_scored
from goodstanding.intake.states import COLUMNS, UNKNOWN_RECORD_FAULT, StateReader
from goodstanding.intake.wire.opening import open_sheet
from goodstanding.intake.wire.packed import unpack
from goodstanding.intake.wire.sheet import Row, Sheet
from goodstanding.model.entry import State
from goodstanding.model.policy import Policy
from goodstanding.model.record import Refusal
from goodstanding.scoring.batch.hashing import buckets_of, text_numbers
from goodstanding.scoring.batch.snapshot import Manifest, buckets_for, kinds_sha256
from goodstanding.scoring.batch.writer import Counted, SnapshotWriter
from goodstanding.scoring.kernel.calendar import day_number
from goodstanding.scoring.receipt import InputSeen

SAMPLE_BYTES: Final = 1024**2
PACKED_TIMES: Final = 6
"""A packed file is taken to unpack to so many times its size when buckets are counted."""
STRAGGLERS_HELD: Final = 65_536
STATE_PLACES: Final = {state: place for place, state in enumerate(State)}


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
        reading = _Reading(policy, register, people, key, Spill(unfinished, count, _width(policy)))
        for file in files:
            reading.take(file, pool, workers, advance)
        changes = None if states is None else _Changes(check_file(states), key)
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


@dataclass(slots=True)
class _Homes:
    """The bucket of each member, by the member's number."""

    names: Names
    buckets: int
    found: Int64s = field(default_factory=lambda: np.empty(0, np.int64))

    def of(self, members: Int64s) -> Int64s:
        """Return the buckets of some members."""
        import pyarrow as pa

        known, count = len(self.found), self.names.count
        if known < count:
            offsets = self.names.rows.offsets[known : count + 1].copy()
            end = int(offsets[-1])
            buffers = [pa.py_buffer(offsets), pa.py_buffer(self.names.rows.content[:end].copy())]
            column = pa.LargeStringArray.from_buffers(count - known, *buffers)
            more = buckets_of(text_numbers(column), self.buckets).astype(np.int64)
            self.found = np.concatenate((self.found, more))
        return self.found[members]


class _Reading:
    """The rows of all files on their way into buckets."""

    def __init__(
        self, policy: Policy, register: Register, people: People | None, key: Key, spill: Spill
    ) -> None:
        """Begin with no rows."""
        self.policy = policy
        self.register = register
        self.people = people
        self.key = key
        self.spill = spill
        self.refusals = Refusals()
        self.names = Names(key) if people is None else people.names
        self.homes = _Homes(self.names, spill.buckets)
        self.slow = Stragglers(register, self.refusals, self.names, key)
        self.total = 0
        self.rows: dict[Path, int] = {}
        self.begins: list[tuple[int, str, int]] = []
        self.contests = Contests(
            low=np.empty(0, np.int64), high=np.empty(0, np.int64), not_read=frozenset()
        )

    def take(
        self, file: Path, pool: ThreadPoolExecutor, workers: int, advance: Callable[[int], None]
    ) -> None:
        """Take the rows of a file."""
        form = form_of(file)
        assert form is not None
        columns = record_columns(self.register.kinds)
        before = self.total
        self.rows.setdefault(file, 0)
        if form.format is Format.CSV:
            self.begins.append((self.total, str(file), 2))
            with file.open("rb") as stream:
                unpacked = unpack(stream, form.packing, file=str(file))
                source = CommaBlocks(unpacked, columns, file=str(file))
                reader = RecordReader(self.register, source.columns)
                judge = record_rows(self.register, source.columns, self._people(), self.key)
                waiting: deque[tuple[Block, Future[tuple[Int64s, Int64s, Bytes]]]] = deque()
                for block in source.blocks():
                    if isinstance(block, Block):
                        waiting.append((block, pool.submit(judged, judge, block, self.spill.width)))
                    while waiting and (isinstance(block, Rest) or len(waiting) > workers):
                        self._take_block(file, *waiting.popleft(), reader, advance)
                    if isinstance(block, Rest):
                        self._take_rows(file, block.rows, reader, advance)
                while waiting:
                    self._take_block(file, *waiting.popleft(), reader, advance)
        else:
            self.begins.append((self.total, str(file), 1))
            with open_sheet(file, columns) as sheet:
                reader = RecordReader(self.register, sheet.columns)
                self._take_rows(file, sheet.rows(), reader, advance)
        self.rows[file] += self.total - before

    def _people(self) -> "tuple[NameRows, Int64s, Bytes]":
        """Return the names of members, what is known of them, and who authorised what."""
        sources = source_names(self.register)
        if self.people is None:
            return self.names.rows, np.zeros((1, 4), np.int64), np.zeros((1, 1), np.uint8)
        given = [[source in some for source in sources] for some in self.people.sets]
        facts = self.people.facts[: len(self.people)].astype(np.int64)
        shape = (max(1, len(given)), len(sources))
        return self.names.rows, facts, np.array(given, np.uint8).reshape(-1, shape[1])

    def _take_rows(
        self,
        file: Path,
        rows: Iterator[Row],
        reader: RecordReader,
        advance: Callable[[int], None],
    ) -> None:
        """Take rows as the plain reader has them."""
        done = 0
        for number, cells in rows:
            self._take_one(Place(str(file), number), cells, reader, self.total)
            self.total += 1
            done += 1
            if done == STRAGGLERS_HELD:
                self._flush()
                advance(done)
                done = 0
        self._flush()
        advance(done)

    def _take_one(
        self, place: Place, cells: "Sequence[object] | Fault", reader: RecordReader, before: int
    ) -> None:
        """Take one row in the plain way; `before` is how many rows stand before it."""
        self.slow.rows = before
        if isinstance(cells, Fault):
            self.slow.take_broken(place, cells)
        else:
            self.slow.take(place, cells, reader)  # type: ignore[arg-type]  # - cells of its sheet

    def _take_block(
        self,
        file: Path,
        block: Block,
        result: "Future[tuple[Int64s, Int64s, Bytes]]",
        reader: RecordReader,
        advance: Callable[[int], None],
    ) -> None:
        """Take the rows of a block that were judged."""
        words, names, outcomes = result.result()
        odd = np.flatnonzero(outcomes == ODD).tolist()
        for row, cells in zip(odd, block.slow(odd) if odd else (), strict=True):
            self._take_one(Place(str(file), block.first + row), cells, reader, self.total + row)
        self._flush()
        for outcome in (DROPPED, WITHHELD):
            some = words[outcomes == outcome]
            if len(some):
                self.spill.note(some[:, LOW], some[:, HIGH], np.full(len(some), NOT_READ))
        self.slow.dropped += int((outcomes == DROPPED).sum())
        self.slow.withheld += int((outcomes == WITHHELD).sum())
        held = np.flatnonzero(outcomes == HELD)
        kept = words[held]
        kept[:, SEQUENCE] = self.total + 1 + held
        where = names[held]
        if self.people is None:
            kept[:, MEMBER] = self.names.take(block.content, where[:, 2].copy(), where[:, 3].copy())
        self._hold(kept, block.content, (where[:, 0].copy(), where[:, 4].copy()))
        self.total += block.rows
        advance(block.rows)

    def _flush(self) -> None:
        """Put aside what the plain way has held."""
        words, ids = self.slow.take_held()
        if len(words):
            sizes = words[:, ID_SIZE] + words[:, ACT_SIZE]
            begins = np.cumsum(sizes) - sizes
            texts = (begins, begins + words[:, ID_SIZE])
            self._hold(words, np.frombuffer(ids, np.uint8), texts)
        for keys, tag in ((self.slow.not_read, NOT_READ), (self.slow.spoiled, SPOILED)):
            if keys:
                pairs = np.array(keys, np.int64)
                self.spill.note(pairs[:, 0].copy(), pairs[:, 1].copy(), np.full(len(pairs), tag))
                keys.clear()

    def _hold(self, words: Int64s, content: Bytes, texts: tuple[Int64s, Int64s]) -> None:
        """Put rows aside by their bucket."""
        self.spill.hold(words, content, texts, self.homes.of(words[:, MEMBER]))

    def settle(
        self, writer: SnapshotWriter, pool: ThreadPoolExecutor, changes: "_Changes | None"
    ) -> list[Settled]:
        """Settle every bucket, and refuse the rows that contradict each other."""
        self.spill.rows.write()
        asked = frozenset() if changes is None else changes.keys
        self.contests = find_contests(self.spill, asked)
        shape = self._shape()
        homes = self.homes.of(np.arange(self.names.count))
        order = np.argsort(homes, kind="stable")
        ends = np.cumsum(np.bincount(homes, minlength=self.spill.buckets))

        def one(number: int) -> Settled:
            words, texts, begins = self.spill.bucket(number)
            start = 0 if number == 0 else ends[number - 1]
            bucket = Bucket(
                number=number,
                words=words,
                ids=ids_of(words, texts, begins),
                crowd=self._crowd(order[start : ends[number]]),
                most=ENTRIES_A_MEMBER_MAX,
                changes=() if changes is None else changes.good,
            )
            return settle_bucket(writer, bucket, shape, self.contests)

        settled = list(pool.map(one, range(self.spill.buckets)))
        self._refuse(settled)
        return settled

    def _crowd(self, places: Int64s) -> Crowd:
        """Return the members of a bucket."""
        people = self.people
        return Crowd(
            places=places,
            names=self.names.text,
            facts=None if people is None else people.facts,
            sets=() if people is None else [" ".join(some) for some in people.sets],
            levels=() if people is None else people.levels,
        )

    def _shape(self) -> Shape:
        """Return which columns the buckets have."""
        kinds = list(self.policy.kinds.values())
        sources = sorted({kind.source for kind in kinds})
        return Shape(
            values=max((len(kind.fields) for kind in kinds), default=0),
            source_rank=np.array([sources.index(kind.source) for kind in kinds], np.int64),
        )

    def _refuse(self, settled: Sequence[Settled]) -> None:
        """Refuse the rows that contradict each other, in the order of the first of each."""
        crowded = min((each.crowded for each in settled if each.crowded), default=0)
        if crowded:
            raise too_many_entries(self.place(crowded))
        refused = np.concatenate([each.refused for each in settled])
        order = np.lexsort((refused[:, 1], refused[:, 0]))[: REFUSED_MAX + 1]
        fault = REFUSED_AT_THE_DOOR[Refusal.RECORD_ALREADY_FILED]
        for sequence in refused[order, 1].tolist():
            place = self.place(sequence)
            self.refusals.add(place.file, place.row, [fault])

    def place(self, sequence: int) -> Place:
        """Return where the row of a number among all rows, from 1, stands."""
        before, file, first = max(each for each in self.begins if each[0] < sequence)
        return Place(file, sequence - before - 1 + first)


class _Changes:
    """The rows of a states file; what keeps it from being read is told after the records."""

    def __init__(self, path: Path, key: Key) -> None:
        """Read the file."""
        self.path = path
        self.rows = 0
        self.good: list[Change] = []
        self._bad: list[tuple[int, list[Fault]]] = []
        self._error: ProblemsError | None = None
        try:
            with open_sheet(path, COLUMNS) as sheet:
                self._read(sheet, key)
        except ProblemsError as error:
            self._error = error
        self.keys = frozenset(each.key for each in self.good)

    def _read(self, sheet: Sheet, key: Key) -> None:
        """Read the rows."""
        reader = StateReader(sheet.columns)
        for number, cells in sheet.rows():
            self.rows += 1
            outcome = [cells] if isinstance(cells, Fault) else reader.read(cells)
            if isinstance(outcome, list):
                self._bad.append((number, outcome))
                continue
            (source, record), change = outcome
            self.good.append(
                Change(
                    row=number,
                    key=digest_of(key, source, record),
                    state=STATE_PLACES[change.state],
                    on=day_number(change.on),
                )
            )

    def judge(self, settled: Sequence[Settled], contests: Contests, refusals: Refusals) -> None:
        """Refuse the bad rows, and those whose record is neither there nor was left unread."""
        if self._error is not None:
            raise self._error
        known = {row for each in settled for row in each.known}
        unknown = [
            (each.row, [UNKNOWN_RECORD_FAULT])
            for each in self.good
            if each.row not in known and each.key not in contests.not_read
        ]
        for row, faults in sorted([*self._bad, *unknown], key=lambda bad: bad[0]):
            refusals.add(str(self.path), row, faults)


def _counted(
    reading: _Reading, settled: Sequence[Settled], inputs: Sequence[InputFile], stated_by: str
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
