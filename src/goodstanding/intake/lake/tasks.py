"""What tasks of Spark do to read a lake: judge a file, look for contradictions, settle a bucket."""

# Each is what `intake.bulk` does with a file, a part of the digests and a bucket; here is only what
# lies between: pieces in, pieces out, and files put in place whole.

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from goodstanding.errors import EnvironmentUnfitError, Problem, ProblemsError
from goodstanding.intake.bulk.contests import Contests, addressed, all_of, contests_in
from goodstanding.intake.bulk.judge import MEMBER
from goodstanding.intake.bulk.people import People, found_people
from goodstanding.intake.bulk.reading import Reading, crowd_of, shape_of
from goodstanding.intake.bulk.settle import Bucket, Settled, ids_of, settle_bucket
from goodstanding.intake.bulk.snapshot import width_of
from goodstanding.intake.bulk.spill import (
    CHANGE_LOW,
    Spill,
    begins_of,
    digests_in,
    in_order,
    part_of,
    rows_in,
)
from goodstanding.intake.bulk.texts import Bytes, Int64s, Key, Names
from goodstanding.intake.door import Register
from goodstanding.intake.faults import Refused
from goodstanding.intake.files import hash_of
from goodstanding.intake.lake.pieces import (
    FOUND,
    KEYS,
    NAMES,
    REPORT,
    ROWS,
    Piece,
    by_number,
    cut,
    in_batches,
    joined,
)
from goodstanding.intake.limits import ENTRIES_A_MEMBER_MAX
from goodstanding.model.policy import Policy
from goodstanding.scoring.batch.snapshot import bucket_folder
from goodstanding.scoring.batch.writer import SnapshotWriter, Wrote
from goodstanding.scoring.files import sync_folder
from goodstanding.scoring.sent import received, sent

ATTEMPTS: Final = "attempts"
"""The folder in which each attempt to settle a bucket has one of its own."""

PEOPLE: Final = "people"
"""The folder in which the driver leaves who joined."""

FILE_BITS: Final = 40
"""A row's number among all is its number in its file, above that the place of the file."""

Work = Callable[[Iterable[Any]], Iterator[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lake:
    """What every task is told.

    `files` are absolute paths, each with the path that was given. `folder` is where the snapshot is
    made; who joined lies there, unless `everybody` is scored. `token` is of the members file.
    """

    policy: bytes
    files: tuple[tuple[str, str], ...]
    folder: str
    buckets: int
    key: tuple[int, int]
    everybody: bool
    synthetic: bool
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a file came to. With problems it cannot be used, and `unfit` is what went wrong."""

    rows: int = 0
    refused: tuple[Refused, ...] = ()
    dropped: int = 0
    withheld: int = 0
    problems: tuple[Problem, ...] = ()
    unfit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a bucket came to."""

    settled: Settled | None = None
    wrote: Wrote | None = None
    unfit: str = ""


def hashing(paths: Sequence[str]) -> Work:
    """Return the work of finding the hashes of files by their places."""

    def found(batches: Iterable[Any]) -> Iterator[Any]:
        for place in _places(batches):
            yield from in_batches([Piece(0, FOUND, place, 0, sent(_hash_of(paths[place])))])

    return found


def _hash_of(path: str) -> Report | str:
    """Return the hash of a file, or a report of why there is none."""
    try:
        return hash_of(Path(path))
    except OSError as error:
        return Report(unfit=_said(error))


def reading(lake: Lake) -> Work:
    """Return the work of reading files by their places."""

    def read(batches: Iterable[Any]) -> Iterator[Any]:
        for place in _places(batches):
            yield from in_batches(pieces_of(lake, place))

    return read


def _places(batches: Iterable[Any]) -> Iterator[int]:
    """Yield the numbers in the only column."""
    for batch in batches:
        yield from batch.column(0).to_pylist()


def pieces_of(lake: Lake, place: int) -> Iterator[Piece]:
    """Read a file and yield its report, then its digests, members and rows."""
    policy, people = _policy_of(lake.policy), _people_of(lake)
    path, given = lake.files[place]
    with tempfile.TemporaryDirectory(prefix="goodstanding-") as scratch:
        spill = Spill(Path(scratch), lake.buckets, width_of(policy))
        register = Register(kinds=policy.kinds, members=people, synthetic=lake.synthetic)
        found = Reading(policy, register, people, _key(lake), spill)
        found.total = place << FILE_BITS
        report = _report(found, Path(path), given)
        yield Piece(place % lake.buckets, REPORT, place, 0, sent(report))
        if report.problems or report.unfit:
            return
        spill.rows.write()
        spill.keys.write()
        pile = partial(cut, file=place, always=False)
        for number in range(lake.buckets):
            yield from pile(number, KEYS, content=spill.keys.take(number).tobytes())
        if people is None:
            for number, content in _names_of(found):
                yield from pile(number, NAMES, content=content)
        for number in range(lake.buckets):
            content = spill.rows.take(number).tobytes()
            # A bucket without rows is settled, too: the first file has a piece for each.
            yield from cut(number, ROWS, place, content, always=place == 0)


def _report(reading: Reading, path: Path, given: str) -> Report:
    """Read a file, and return what it came to under the name that was given."""
    try:
        with ThreadPoolExecutor(1) as pool:
            reading.take(path, pool, 1, lambda _rows, _bytes: None)
    except ProblemsError as error:
        problems = (
            replace(each, file=given) if each.file == str(path) else each for each in error.problems
        )
        return Report(problems=tuple(problems))
    except EnvironmentUnfitError as error:
        return Report(unfit=str(error))
    except OSError as error:
        return Report(unfit=_said(error))
    refused = reading.refusals.sorted([str(path)])
    return Report(
        rows=reading.rows[path],
        refused=tuple(replace(each, file=given) for each in refused),
        dropped=reading.slow.dropped,
        withheld=reading.slow.withheld,
    )


def _said(error: OSError) -> str:
    """Return what an operating system says went wrong."""
    return error.strerror or type(error).__name__


def _names_of(reading: Reading) -> Iterator[tuple[int, bytes]]:
    """Yield for each bucket the numbers and names of the members whom a file is about."""
    order, ends = reading.by_bucket()
    start = 0
    for number, end in enumerate(ends.tolist()):
        places = order[start:end]
        if len(places):
            yield number, sent((places, [reading.names.text(place) for place in places.tolist()]))
        start = end


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What parts of the digests came to: what is contested, and the states sent to buckets."""

    parts: tuple[int, ...]
    contests: Contests
    states: Int64s
    buckets: Int64s


def contesting(lake: Lake, asked: Int64s) -> Work:
    """Return the work of finding what is contested, and where the states belong that are asked for.

    It hands reports on.
    """

    def found(batches: Iterable[Any]) -> Iterator[Any]:
        low = np.ascontiguousarray(asked[:, CHANGE_LOW]).view(np.uint64)
        parts = part_of(low, lake.buckets)
        contests: list[Contests] = []
        states, buckets = [asked[:0]], [np.empty(0, np.int64)]
        numbers: list[int] = []
        for number, pieces in by_number(batches):
            yield from in_batches(piece for piece in pieces if piece.what == REPORT)
            keys = digests_in(_bytes(b"".join(joined(pieces, KEYS).values())))
            mine, homes, unknown = addressed(keys, asked[parts == number])
            contests.append(replace(contests_in(*keys), unknown=unknown))
            states.append(mine)
            buckets.append(homes)
            numbers.append(number)
        looked = Looked(
            parts=tuple(numbers),
            contests=all_of(contests),
            states=np.concatenate(states),
            buckets=np.concatenate(buckets),
        )
        yield from in_batches([Piece(0, FOUND, 0, 0, sent(looked))])

    return found


def settling(lake: Lake, contests: Contests, sent_to: tuple[Int64s, Int64s]) -> Work:
    """Return the work of settling buckets; `sent_to` are states and the buckets they belong to."""
    states, homes = sent_to

    def settled(batches: Iterable[Any]) -> Iterator[Any]:
        from pyspark import TaskContext

        context = TaskContext.get()
        assert context is not None
        attempt = context.taskAttemptId()
        for number, pieces in by_number(batches):
            words, texts, names = _rows_of(lake, pieces)
            bucket = Bucket(
                number=number,
                words=words,
                ids=ids_of(words, texts, begins_of(words)),
                crowd=crowd_of(_people_of(lake), names, _crowd_places(lake, number)),
                most=ENTRIES_A_MEMBER_MAX,
                changes=in_order(states[homes == number]),
            )
            told = settle_one(lake, bucket, contests, attempt)
            yield from in_batches([Piece(number, FOUND, 0, 0, sent(told))])

    return settled


def _rows_of(lake: Lake, pieces: Sequence[Piece]) -> tuple[Int64s, Bytes, Names]:
    """Return the rows of a bucket, the texts of their ids, and the names of members."""
    people = _people_of(lake)
    width = width_of(_policy_of(lake.policy))
    names = Names(_key(lake)) if people is None else people.names
    listed = joined(pieces, NAMES)
    every = [rows_in(_bytes(b""), width)]
    for file, content in joined(pieces, ROWS).items():
        words, texts = rows_in(_bytes(content), width)
        if people is None and len(words):
            places, theirs = received(listed[file])
            now = np.array([names.add(name) for name in theirs], np.int64)
            words[:, MEMBER] = now[np.searchsorted(places, words[:, MEMBER])]
        every.append((words, texts))
    return (
        np.concatenate([each for each, _ in every]),
        np.concatenate([each for _, each in every]),
        names,
    )


def settle_one(lake: Lake, bucket: Bucket, contests: Contests, attempt: int) -> Told:
    """Settle a bucket in a folder of this attempt, and put its files in place.

    Two attempts may run at once; each replaces whole files by the same bytes.
    """
    own = Path(lake.folder) / ATTEMPTS / f"{bucket.number:05}-{attempt}"
    try:
        own.mkdir(parents=True)
        policy = _policy_of(lake.policy)
        writer = SnapshotWriter(own, policy, buckets=lake.buckets)
        settled = settle_bucket(writer, bucket, shape_of(policy), contests)
        made, place = (
            bucket_folder(own, bucket.number),
            bucket_folder(Path(lake.folder), bucket.number),
        )
        place.mkdir(exist_ok=True)
        for file in sorted(made.iterdir()):
            file.replace(place / file.name)
        sync_folder(place)
    except OSError as error:
        return Told(unfit=_said(error))
    finally:
        shutil.rmtree(own, ignore_errors=True)
    return Told(settled=settled, wrote=writer.wrote)


def _bytes(content: bytes) -> Bytes:
    """Return bytes as an array."""
    return np.frombuffer(content, np.uint8)


def _key(lake: Lake) -> Key:
    """Return the key of the digests."""
    return Key(*(np.uint64(each) for each in lake.key))


def _crowd_places(lake: Lake, number: int) -> Int64s:
    """Return the numbers of the members of a bucket, none where everybody is scored."""
    if lake.everybody:
        return np.empty(0, np.int64)
    order, ends = _order_of(lake)
    return np.asarray(order[0 if number == 0 else ends[number - 1] : ends[number]])


@lru_cache(maxsize=1)
def _policy_of(policy: bytes) -> Policy:
    """Return the policy; a worker makes it once for all its tasks."""
    found = received(policy)
    assert isinstance(found, Policy)
    return found


@lru_cache(maxsize=1)
def _people_of(lake: Lake) -> People | None:
    """Return who joined, None where everybody in the table is scored."""
    if lake.everybody:
        return None
    return found_people(Path(lake.folder) / PEOPLE, _key(lake))


@lru_cache(maxsize=1)
def _order_of(lake: Lake) -> tuple[Int64s, Int64s]:
    """Return the numbers of members in the order of their buckets, and where each one ends."""
    folder = Path(lake.folder) / PEOPLE
    return np.load(folder / "order.npy"), np.load(folder / "ends.npy")
