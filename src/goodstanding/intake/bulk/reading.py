"""The rows of all files of records on their way into buckets, and what becomes of them there."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from goodstanding.intake.bulk.cells import Block, Rest
from goodstanding.intake.bulk.changes import Changes
from goodstanding.intake.bulk.comma import CommaBlocks
from goodstanding.intake.bulk.contests import NOTHING_CONTESTED, find_contests
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
    WITHHELD,
    judged,
    record_rows,
    source_names,
)
from goodstanding.intake.bulk.people import People
from goodstanding.intake.bulk.settle import (
    Bucket,
    Crowd,
    Settled,
    Shape,
    ids_of,
    settle_bucket,
)
from goodstanding.intake.bulk.spill import NOT_READ, SPOILED, Spill
from goodstanding.intake.bulk.stragglers import Stragglers
from goodstanding.intake.bulk.texts import Bytes, Int64s, Key, NameRows, Names
from goodstanding.intake.collected import Place, too_many_entries
from goodstanding.intake.door import Register
from goodstanding.intake.faults import Fault, Refusals
from goodstanding.intake.files import Format, form_of
from goodstanding.intake.limits import ENTRIES_A_MEMBER_MAX, REFUSED_MAX
from goodstanding.intake.records import RecordReader, record_columns
from goodstanding.intake.refusals import REFUSED_AT_THE_DOOR
from goodstanding.intake.wire.opening import open_sheet
from goodstanding.intake.wire.packed import unpack
from goodstanding.intake.wire.sheet import Row
from goodstanding.model.policy import Policy
from goodstanding.model.record import Refusal
from goodstanding.scoring.batch.hashing import buckets_of, text_numbers
from goodstanding.scoring.batch.writer import SnapshotWriter

STRAGGLERS_HELD: Final = 65_536


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


class Reading:
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
        self.contests = NOTHING_CONTESTED

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
        self, writer: SnapshotWriter, pool: ThreadPoolExecutor, changes: "Changes | None"
    ) -> list[Settled]:
        """Settle every bucket, and refuse the rows that contradict each other."""
        self.spill.rows.write()
        asked = frozenset() if changes is None else changes.keys
        self.contests = find_contests(self.spill, asked)
        shape = shape_of(self.policy)
        order, ends = self.by_bucket()

        def one(number: int) -> Settled:
            words, texts, begins = self.spill.bucket(number)
            start = 0 if number == 0 else ends[number - 1]
            bucket = Bucket(
                number=number,
                words=words,
                ids=ids_of(words, texts, begins),
                crowd=crowd_of(self.people, self.names, order[start : ends[number]]),
                most=ENTRIES_A_MEMBER_MAX,
                changes=() if changes is None else changes.good,
            )
            return settle_bucket(writer, bucket, shape, self.contests)

        settled = list(pool.map(one, range(self.spill.buckets)))
        self.refuse(settled)
        return settled

    def by_bucket(self) -> tuple[Int64s, Int64s]:
        """Return the numbers of members in the order of their buckets, and where each one ends."""
        homes = self.homes.of(np.arange(self.names.count))
        ends = np.cumsum(np.bincount(homes, minlength=self.spill.buckets))
        return np.argsort(homes, kind="stable"), np.asarray(ends)

    def refuse(self, settled: Sequence[Settled]) -> None:
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


def crowd_of(people: People | None, names: Names, places: Int64s) -> Crowd:
    """Return the members of a bucket by their numbers."""
    return Crowd(
        places=places,
        names=names.text,
        facts=None if people is None else people.facts,
        sets=() if people is None else [" ".join(some) for some in people.sets],
        levels=() if people is None else people.levels,
    )


def shape_of(policy: Policy) -> Shape:
    """Return which columns the buckets of a policy's records have."""
    kinds = list(policy.kinds.values())
    sources = sorted({kind.source for kind in kinds})
    return Shape(
        values=max((len(kind.fields) for kind in kinds), default=0),
        source_rank=np.array([sources.index(kind.source) for kind in kinds], np.int64),
    )
