"""One bucket: repeats joined, contradictions refused, consent held to, sorted and written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from goodstanding.intake.bulk.contests import Contests, places_of
from goodstanding.intake.bulk.judge import (
    ACT_SIZE,
    FILED,
    HIGH,
    ID_SIZE,
    KIND,
    LOW,
    MEMBER,
    NOTIFIED,
    ON,
    SEQUENCE,
    UNTIL,
    VALUES,
)
from goodstanding.intake.bulk.spill import (
    CHANGE_HIGH,
    CHANGE_LOW,
    CHANGE_NOT_READ,
    CHANGE_ON,
    CHANGE_ROW,
    CHANGE_STATE,
)
from goodstanding.intake.bulk.texts import Bytes, Int64s
from goodstanding.scoring.batch.writer import BucketRows, SnapshotWriter
from goodstanding.scoring.kernel.calendar import FIRST_DAY, NEVER
from goodstanding.scoring.kernel.compiled import compiled

RUN_MAX: Final = 64
FREE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Which columns the buckets of a snapshot have, and the rank of each kind's source by name."""

    values: int
    source_rank: Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """The members of a bucket, and what is known of all: `facts` are joined, until, set, level."""

    places: Int64s
    names: Callable[[int], bytes]
    facts: NDArray[np.int32] | None
    sets: Sequence[str]
    levels: Sequence[str]


@dataclass(slots=True, kw_only=True)
class Settled:
    """What came of a bucket. `refused` are (first row, row) of rows that contradict each other."""

    entries: int = 0
    withheld: int = 0
    repeated: int = 0
    refused: Int64s = field(default_factory=lambda: np.empty((0, 2), np.int64))
    crowded: int = 0
    members: int = 0
    unknown: Int64s = field(default_factory=lambda: np.empty(0, np.int64))


@compiled
def _join(words: Int64s, slots: Int64s, head: Int64s, earliest: Int64s, contested: Bytes) -> None:
    """Find each row's first one with its digest, the earliest filing, and who differs from it."""
    mask = len(slots) - 1
    for row in range(len(words)):
        slot = (words[row, LOW] ^ words[row, HIGH] >> 20) & mask
        while slots[slot] != FREE:
            other = slots[slot]
            if words[other, LOW] == words[row, LOW] and words[other, HIGH] == words[row, HIGH]:
                break
            slot = (slot + 1) & mask
        if slots[slot] == FREE:
            slots[slot] = row
        first = slots[slot]
        head[row] = first
        earliest[first] = min(earliest[first], words[row, FILED])
        for place in range(MEMBER, words.shape[1]):
            if place != FILED and words[row, place] != words[first, place]:
                contested[first] = 1


@compiled
def _before(
    one: int, other: int, keys: Int64s, texts: Bytes, begins: Int64s, sizes: Int64s
) -> bool:
    """Return whether a row stands before another: by its keys, then by the bytes of its id."""
    for place in range(keys.shape[1]):
        if keys[one, place] != keys[other, place]:
            return bool(keys[one, place] < keys[other, place])
    size = min(sizes[one], sizes[other])
    for place in range(size):
        a, b = texts[begins[one] + place], texts[begins[other] + place]
        if a != b:
            return bool(a < b)
    return bool(sizes[one] < sizes[other])


@compiled
def _sort_runs(
    order: Int64s,
    run: Int64s,
    keys: Int64s,
    texts: Bytes,
    begins: Int64s,
    sizes: Int64s,
    long: Int64s,
) -> int:
    """Sort the rows of each short run of equal numbers; note where the long ones begin."""
    start, noted = 0, 0
    for end in range(1, len(order) + 1):
        if end < len(order) and run[order[end]] == run[order[start]]:
            continue
        if end - start > RUN_MAX:
            long[noted] = start
            noted += 1
        else:
            for place in range(start + 1, end):
                held, at = order[place], place
                while at > start and _before(held, order[at - 1], keys, texts, begins, sizes):
                    order[at] = order[at - 1]
                    at -= 1
                order[at] = held
        start = end
    return noted


def sort_runs(order: Int64s, run: Int64s, keys: Int64s, ids: "Ids") -> None:
    """Sort rows, in order of their runs, within each by their keys and the bytes of their id."""
    long = np.empty(len(order) // RUN_MAX + 1, np.int64)
    noted = _sort_runs(order, run, keys, ids.texts, ids.begins, ids.sizes, long)
    for start in long[:noted].tolist():
        end = start + int(np.searchsorted(run[order[start:]], run[order[start]], "right"))
        rows = sorted(order[start:end].tolist(), key=lambda row: (*keys[row].tolist(), ids.id(row)))
        order[start:end] = rows


@compiled
def _gather(texts: Bytes, begins: Int64s, sizes: Int64s, rows: Int64s, found: Bytes) -> None:
    """Copy the texts of some rows one behind the other."""
    at = 0
    for row in rows:
        for place in range(sizes[row]):
            found[at + place] = texts[begins[row] + place]
        at += sizes[row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """The texts of the ids of rows."""

    texts: Bytes
    begins: Int64s
    sizes: Int64s

    def id(self, row: int) -> bytes:
        """Return the bytes of a row's id."""
        return self.texts[self.begins[row] : self.begins[row] + self.sizes[row]].tobytes()

    def column(self, rows: Int64s) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return the ids of some rows as an Arrow column."""
        import pyarrow as pa

        offsets = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(self.sizes[rows], out=offsets[1:])
        content = np.empty(int(offsets[-1]), np.uint8)
        _gather(self.texts, self.begins, self.sizes, rows, content)
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(content)]
        wide = pa.LargeStringArray.from_buffers(len(rows), *buffers[1:])
        return wide.cast(pa.string())


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """What is settled at once: a bucket's rows, who is in it, and what became of its records."""

    number: int
    words: Int64s
    ids: Ids
    crowd: Crowd
    most: int
    changes: Int64s


def settle_bucket(
    writer: SnapshotWriter | None, given: Bucket, shape: Shape, contests: Contests
) -> Settled:
    """Settle a bucket and write it, where there is a writer."""
    words, crowd = given.words, given.crowd
    joined = join(words)
    heads, first, head = joined.heads, joined.first, joined.head
    contested = joined.contested
    contested[heads[contests.among(words[heads, LOW], words[heads, HIGH])]] = 1
    settled = Settled(crowded=crowded_in(words, joined, given.most))
    bad = np.flatnonzero(contested[head])
    settled.refused = np.stack((first[head[bad]], words[bad, SEQUENCE]), axis=1)
    times = np.bincount(head, minlength=len(words))
    seen = contested[heads] == 0
    hidden = heads[:0]
    if crowd.facts is not None:
        facts = crowd.facts[words[heads, MEMBER]]
        in_time = (words[heads, ON] >= facts[:, 0]) & (joined.earliest[heads] < facts[:, 1])
        hidden = heads[seen & ~in_time]
        settled.withheld = int(times[hidden].sum())
        seen &= in_time
    kept = heads[seen]
    settled.entries = len(kept)
    settled.repeated = int(times[kept].sum()) - len(kept)
    places = _places(given.changes, words[kept])
    elsewhere = _places(given.changes, words[hidden]) >= 0
    lost = (places < 0) & ~elsewhere & (given.changes[:, CHANGE_NOT_READ] == 0)
    settled.unknown = given.changes[lost, CHANGE_ROW]
    people = crowd.places if crowd.facts is not None else np.unique(words[:, MEMBER])
    settled.members = len(people)
    if writer is not None:
        _write(writer, given, shape, people, _Kept(kept, joined.earliest, first))
    return settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Rows by the digests of their records.

    `head` is each row's first one with its digest, `heads` are all of those. By them stand the
    earliest filing, whether another row contradicts, and the first place among all rows.
    """

    heads: Int64s
    head: Int64s
    earliest: Int64s
    contested: Bytes
    first: Int64s


def join(words: Int64s) -> Joined:
    """Join the rows that say one record."""
    rows = len(words)
    head = np.empty(rows, np.int64)
    earliest = words[:, FILED].copy()
    contested = np.zeros(rows, np.uint8)
    slots = np.full(1 << max(4, (2 * rows).bit_length()), FREE, np.int64)
    _join(words, slots, head, earliest, contested)
    first = np.full(rows, np.iinfo(np.int64).max)
    np.minimum.at(first, head, words[:, SEQUENCE])
    heads = np.flatnonzero(head == np.arange(rows))
    return Joined(heads=heads, head=head, earliest=earliest, contested=contested, first=first)


def crowded_in(words: Int64s, joined: Joined, most: int) -> int:
    """Return the row with which the first member has too many records, 0 where none has."""
    heads = joined.heads
    if len(heads) <= most:
        return 0
    members = words[heads, MEMBER]
    crowded = np.flatnonzero(np.bincount(members) > most)
    found = (int(np.sort(joined.first[heads[members == member]])[most]) for member in crowded)
    return min(found, default=0)


def _places(changes: Int64s, words: Int64s) -> Int64s:
    """Return the places among rows of the records that changes are about, -1 for others."""
    if not len(changes):
        return np.empty(0, np.int64)
    low, high = (np.ascontiguousarray(words[:, place]) for place in (LOW, HIGH))
    return places_of(low, high, changes[:, CHANGE_LOW], changes[:, CHANGE_HIGH])


@dataclass(frozen=True, slots=True)
class _Kept:
    """The rows that became entries; by row, the earliest filing and the first place."""

    rows: Int64s
    earliest: Int64s
    first: Int64s


def _write(
    writer: SnapshotWriter, given: Bucket, shape: Shape, people: Int64s, kept: _Kept
) -> None:
    """Write the files of a bucket, in which these people are."""
    words, crowd = given.words, given.crowd
    texts = [crowd.names(int(place)) for place in people.tolist()]
    by_name = np.array(sorted(range(len(texts)), key=texts.__getitem__), np.int64)
    people = people[by_name]
    rank = np.zeros(1 + int(people.max(initial=-1)), np.int64)
    rank[people] = np.arange(len(people))
    mine = rank[words[:, MEMBER]] if len(words) else np.empty(0, np.int64)
    run = mine << 32 | words[:, ON] - FIRST_DAY
    sent = shape.source_rank[words[:, KIND]]
    order = kept.rows[np.argsort(run[kept.rows], kind="stable")]
    sort_runs(order, run, np.stack((kept.earliest, sent), axis=1), given.ids)
    counts = np.bincount(mine[order], minlength=len(people))
    named = [texts[place] for place in by_name.tolist()]
    rows = BucketRows(
        members=_members(crowd, people, named, counts),
        entries=_entries(given, shape, kept, order),
        states=_states(given, words[order]),
    )
    writer.add_bucket(given.number, rows)


def _days(numbers: NDArray[Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return days as an Arrow column, `NEVER` as nothing."""
    import pyarrow as pa

    return pa.array(numbers.astype(np.int32), pa.int32(), mask=numbers == NEVER).cast(pa.date32())


def _members(crowd: Crowd, people: Int64s, names: list[bytes], counts: Int64s) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the table of members."""
    import pyarrow as pa

    facts = crowd.facts
    nothing = np.full(len(people), NEVER)
    sources, levels = pa.nulls(len(people), pa.string()), pa.nulls(len(people), pa.string())
    if facts is not None:
        codes = pa.array(facts[people, 2], pa.int32())
        sources = pa.DictionaryArray.from_arrays(codes, pa.array(crowd.sets, pa.string()))
        held = facts[people, 3]
        codes = pa.array(held, pa.int32(), mask=held < 0)
        levels = pa.DictionaryArray.from_arrays(codes, pa.array(crowd.levels, pa.string()))
        levels = levels.cast(pa.string())
    return pa.table(
        {
            "member": pa.array(names, pa.binary()).cast(pa.string()),
            "entries": pa.array(counts, pa.int64()),
            "joined": _days(nothing if facts is None else facts[people, 0]),
            "until": _days(nothing if facts is None else facts[people, 1]),
            "sources": sources,
            "level": levels,
        }
    )


def _entries(given: Bucket, shape: Shape, kept: _Kept, order: Int64s) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the table of entries."""
    import pyarrow as pa

    words, ids = given.words[order], given.ids
    sizes = given.words[:, ACT_SIZE].copy()
    acts = Ids(texts=ids.texts, begins=ids.begins + ids.sizes, sizes=sizes).column(order)
    columns: dict[str, Any] = {
        "record": ids.column(order),
        "kind": pa.array(words[:, KIND].astype(np.int16)),
        "on": _days(words[:, ON]),
        "filed": _days(kept.earliest[order]),
        "until": _days(words[:, UNTIL]),
        "notified": _days(words[:, NOTIFIED]),
        "act": pc.if_else(pa.array(words[:, ACT_SIZE] > 0), acts, pa.scalar(None, pa.string())),
        "place": pa.array(kept.first[order]),
    }
    for place in range(shape.values):
        columns[f"value_{place}"] = pa.array(words[:, VALUES + place])
    return pa.table(columns)


def _states(given: Bucket, words: Int64s) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the table of what decisions made of entries, None where there are none."""
    import pyarrow as pa

    places = _places(given.changes, words)
    order = np.argsort(places, kind="stable")
    order = order[places[order] >= 0]
    if not len(order):
        return None
    found = given.changes[order]
    return pa.table(
        {
            "entry": pa.array(places[order]),
            "state": pa.array(found[:, CHANGE_STATE].astype(np.int8)),
            "on": _days(found[:, CHANGE_ON]),
        }
    )


def ids_of(words: Int64s, texts: Bytes, begins: Int64s) -> Ids:
    """Return the ids of the rows of a bucket."""
    return Ids(texts=texts, begins=begins, sizes=words[:, ID_SIZE].copy())
