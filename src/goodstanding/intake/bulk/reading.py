"""The rows of all files of records on their way into buckets, and what becomes of them there."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from goodstanding.errors import declare
from goodstanding.intake.bulk.ahead import judged_ahead
from goodstanding.intake.bulk.cells import Block, Rest
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
from goodstanding.intake.bulk.opening import open_blocks
from goodstanding.intake.bulk.people import People
from goodstanding.intake.bulk.settle import (
    Bucket,
    Crowd,
    Settled,
    Shape,
    crowded_in,
    ids_of,
    join,
    settle_bucket,
)
from goodstanding.intake.bulk.spill import NOT_READ, SPOILED, Spill
from goodstanding.intake.bulk.stragglers import Stragglers
from goodstanding.intake.bulk.texts import Bytes, Int64s, Key, NameRows, Names
from goodstanding.intake.collected import Place, too_many_entries
from goodstanding.intake.door import Register
from goodstanding.intake.faults import Fault, Refusals, stop
from goodstanding.intake.limits import BUCKET_ROWS_MAX, ENTRIES_A_MEMBER_MAX, REFUSED_MAX
from goodstanding.intake.records import RecordReader, record_columns
from goodstanding.intake.refusals import REFUSED_AT_THE_DOOR
from goodstanding.intake.wire.sheet import Row
from goodstanding.model.policy import Policy
from goodstanding.model.record import Refusal
from goodstanding.scoring.batch.hashing import buckets_of, text_numbers
from goodstanding.scoring.batch.writer import SnapshotWriter

BUCKET_TOO_LARGE = declare(
    "intake-bucket-too-large", "One part of the members has more rows than fit into memory."
)

STRAGGLERS_HELD: Final = 65_536

Advance: TypeAlias = Callable[[int, int], None]
Judged: TypeAlias = tuple[Int64s, Int64s, Bytes]


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
        self._room = np.full(spill.buckets, ENTRIES_A_MEMBER_MAX)
        self.contests = NOTHING_CONTESTED

    def take(self, file: Path, pool: ThreadPoolExecutor, workers: int, advance: Advance) -> None:
        """Take the rows of a file; `advance` is told the rows and bytes that were taken."""
        before, done = self.total, 0
        self.rows.setdefault(file, 0)
        with open_blocks(file, record_columns(self.register.kinds)) as opened:
            source = opened.source
            self.begins.append((before, str(file), opened.first))
            reader = RecordReader(self.register, source.columns)
            rows = record_rows(self.register, source.columns, self._people(), self.key)

            def judge(block: Block) -> Judged:
                return judged(rows, block, self.spill.width)

            for found in judged_ahead(source.blocks(), judge, pool, workers):
                if isinstance(found, Rest):
                    self._take_rows(file, found.rows, reader, advance)
                    continue
                self._take_block(file, *found, reader)
                place = opened.place()
                advance(found[0].rows, place - done)
                done = place
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
        advance: Advance,
    ) -> None:
        """Take rows as the plain reader has them."""
        done = 0
        for number, cells in rows:
            self._take_one(Place(str(file), number), cells, reader, self.total)
            self.total += 1
            done += 1
            if done == STRAGGLERS_HELD:
                self._flush()
                advance(done, 0)
                done = 0
        self._flush()
        advance(done, 0)

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
        found: Judged,
        reader: RecordReader,
    ) -> None:
        """Take the rows of a block that were judged."""
        words, names, outcomes = found
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
        for bucket in np.flatnonzero(self.spill.counts > self._room).tolist():
            self._look_at(bucket)

    def _look_at(self, bucket: int) -> None:
        """Refuse a bucket that is larger than it should be for what it holds.

        Raises:
            ProblemsError: a member in it has too many records, or it has too many rows.
        """
        count = int(self.spill.counts[bucket])
        self.spill.rows.write()
        words, _, _ = self.spill.bucket(bucket, stay=True)
        crowded = crowded_in(words, join(words), ENTRIES_A_MEMBER_MAX)
        if crowded:
            raise too_many_entries(self.place(crowded))
        if count > BUCKET_ROWS_MAX:
            file, row = self.place(int(words[-1, SEQUENCE]))
            raise stop(
                BUCKET_TOO_LARGE,
                file=file,
                line=row,
                what=f"up to this row one bucket has more than {BUCKET_ROWS_MAX:,} rows",
                hint="Take out rows that say the same again, or ask for more --buckets",
            )
        self._room[bucket] = min(2 * count, max(count, BUCKET_ROWS_MAX))

    def settle(
        self,
        writer: SnapshotWriter | None,
        pool: ThreadPoolExecutor,
        advance: Callable[[Settled], None],
    ) -> list[Settled]:
        """Settle every bucket, and refuse the rows that contradict each other."""
        self.spill.rows.write()
        self.contests = find_contests(self.spill)
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
                changes=self.spill.changes(number),
            )
            return settle_bucket(writer, bucket, shape, self.contests)

        settled: list[Settled] = []
        for each in pool.map(one, range(self.spill.buckets)):
            settled.append(each)
            advance(each)
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
        at = bisect_left(self.begins, sequence, key=lambda each: each[0]) - 1
        before, file, first = self.begins[at]
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
