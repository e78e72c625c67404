"""Rows between the files and the buckets: on disk by bucket, and their digests by part."""

import shutil
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from goodstanding.intake.bulk.judge import ACT_SIZE, HIGH, ID_SIZE, LOW, TAG_BITS
from goodstanding.intake.bulk.texts import Bytes, Int64s, UInt64s
from goodstanding.scoring.kernel.compiled import compiled

NOT_READ, SPOILED = 2**17, 2**17 + 1
"""The tags of rows that were dropped or withheld, and of rows that were refused; the others have
the number of their bucket."""

CHANGE_ROW, CHANGE_LOW, CHANGE_HIGH, CHANGE_STATE, CHANGE_ON, CHANGE_NOT_READ = range(6)
CHANGE_WIDTH: Final = 6
"""The words of a row of the states file; the last says whether rows of its record were not read."""

HELD_BYTES: Final = 64 * 1024**2
"""So many bytes wait in memory before they are written."""


@compiled
def _scatter(
    words: Int64s,
    content: Bytes,
    begins: Int64s,
    acts: Int64s,
    buckets: Int64s,
    rows_to: Int64s,
    texts_to: Int64s,
    sorted_words: Int64s,
    sorted_texts: Bytes,
) -> None:
    """Put rows and the texts of their ids and acts in the order of their buckets."""
    for row in range(len(words)):
        bucket = buckets[row]
        to = rows_to[bucket]
        rows_to[bucket] += 1
        for place in range(words.shape[1]):
            sorted_words[to, place] = words[row, place]
        at = texts_to[bucket]
        for place in range(words[row, ID_SIZE]):
            sorted_texts[at + place] = content[begins[row] + place]
        at += words[row, ID_SIZE]
        for place in range(words[row, ACT_SIZE]):
            sorted_texts[at + place] = content[acts[row] + place]
        texts_to[bucket] = at + words[row, ACT_SIZE]


class Pile:
    """Files of one folder that only grow, with what waits to be written to each."""

    def __init__(self, folder: Path, count: int) -> None:
        """Begin with nothing."""
        self._folder = folder
        self._waiting: list[list[bytes]] = [[] for _ in range(count)]
        self._size = 0
        folder.mkdir()

    def add(self, number: int, content: bytes) -> None:
        """Put something at the end of a file."""
        self._waiting[number].append(content)
        self._size += len(content)
        if self._size > HELD_BYTES:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        for number, waiting in enumerate(self._waiting):
            if waiting:
                with self.path(number).open("ab") as file:
                    file.writelines(waiting)
                waiting.clear()
        self._size = 0

    def path(self, number: int) -> Path:
        """Return the path of a file."""
        return self._folder / f"{number:05}"

    def scatter(self, words: Int64s, numbers: Int64s) -> None:
        """Put rows of whole numbers at the ends of the files of their numbers."""
        order = np.argsort(numbers, kind="stable")
        words, numbers = words[order], numbers[order]
        starts = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1])))
        for start, end in pairwise([*starts.tolist(), len(numbers)] if len(numbers) else []):
            self.add(int(numbers[start]), words[start:end].tobytes())

    def take(self, number: int, *, stay: bool = False) -> Bytes:
        """Return what a file holds, and let go of it, unless it is to stay."""
        path = self.path(number)
        if not path.exists():
            return np.empty(0, np.uint8)
        found = np.fromfile(path, np.uint8)
        if not stay:
            path.unlink()
        return found


class Spill:
    """Rows that are held, by the bucket of their member, and the digests of all rows, by part."""

    def __init__(self, folder: Path, buckets: int, width: int) -> None:
        """Begin with none."""
        self._folder = folder
        self.buckets = buckets
        self.width = width
        self.rows = Pile(folder / "rows", buckets)
        self.keys = Pile(folder / "keys", buckets)
        self.asked = Pile(folder / "asked", buckets)
        self.sent = Pile(folder / "sent", buckets)
        self.counts = np.zeros(buckets, np.int64)

    def hold(
        self, words: Int64s, content: Bytes, texts: tuple[Int64s, Int64s], buckets: Int64s
    ) -> None:
        """Put rows aside; `texts` is where the id and the act of each begin."""
        if not len(words):
            return
        counts = np.bincount(buckets, minlength=self.buckets)
        self.counts += counts
        sizes = np.bincount(buckets, words[:, ID_SIZE] + words[:, ACT_SIZE], self.buckets).astype(
            np.int64
        )
        rows_end, texts_end = np.cumsum(counts), np.cumsum(sizes)
        rows_to, texts_to = rows_end - counts, texts_end - sizes
        sorted_words = np.empty_like(words)
        sorted_texts = np.empty(max(1, int(texts_end[-1])), np.uint8)
        _scatter(words, content, *texts, buckets, rows_to, texts_to, sorted_words, sorted_texts)
        for bucket in np.flatnonzero(counts):
            some = sorted_words[rows_end[bucket] - counts[bucket] : rows_end[bucket]]
            said = sorted_texts[texts_end[bucket] - sizes[bucket] : texts_end[bucket]]
            head = np.array([len(some), len(said)], np.int64)
            self.rows.add(int(bucket), b"".join((head.tobytes(), some.tobytes(), said.tobytes())))
        self.note(words[:, LOW], words[:, HIGH], buckets)

    def remove(self) -> None:
        """Remove all piles from the disk."""
        for name in ("rows", "keys", "asked", "sent"):
            shutil.rmtree(self._folder / name)

    def note(self, low: Int64s, high: Int64s, tags: Int64s) -> None:
        """Put digests aside, each with where its row went."""
        parts = part_of(low.view(np.uint64), self.buckets)
        order = np.argsort(parts, kind="stable")
        pairs = np.empty((len(low), 2), np.int64)
        pairs[:, 0], pairs[:, 1] = low[order], (high | tags)[order]
        counts = np.bincount(parts, minlength=self.buckets)
        ends = np.cumsum(counts)
        for part in np.flatnonzero(counts):
            self.keys.add(int(part), pairs[ends[part] - counts[part] : ends[part]].tobytes())

    def ask(self, words: Int64s) -> None:
        """Put rows of the states file aside by the parts of their digests."""
        low = np.ascontiguousarray(words[:, CHANGE_LOW])
        self.asked.scatter(words, part_of(low.view(np.uint64), self.buckets))

    def asked_of(self, number: int) -> Int64s:
        """Return the rows of the states file of a part."""
        return self.asked.take(number).view(np.int64).reshape(-1, CHANGE_WIDTH)

    def send(self, words: Int64s, buckets: Int64s) -> None:
        """Put rows of the states file aside by the buckets of their records."""
        self.sent.scatter(words, buckets)

    def changes(self, number: int) -> Int64s:
        """Return the rows of the states file of a bucket, in their order."""
        return in_order(self.sent.take(number).view(np.int64).reshape(-1, CHANGE_WIDTH))

    def bucket(self, number: int, *, stay: bool = False) -> tuple[Int64s, Bytes, Int64s]:
        """Return the rows of a bucket, the texts of their ids, and where each text begins.

        They are let go of, unless they are to stay.
        """
        words, texts = rows_in(self.rows.take(number, stay=stay), self.width)
        return words, texts, begins_of(words)

    def part(self, number: int) -> tuple[Int64s, Int64s, Int64s]:
        """Return the digests of a part and their tags, sorted."""
        return digests_in(self.keys.take(number))


def in_order(changes: Int64s) -> Int64s:
    """Return rows of the states file in their order."""
    return changes[np.argsort(changes[:, CHANGE_ROW], kind="stable")]


def rows_in(content: Bytes, width: int) -> tuple[Int64s, Bytes]:
    """Return the rows that a file of the pile of rows holds, and the texts of their ids."""
    words: list[Int64s] = [np.empty((0, width), np.int64)]
    texts: list[Bytes] = [np.empty(0, np.uint8)]
    place = 0
    while place < len(content):
        rows, size = np.frombuffer(content[place : place + 16].tobytes(), np.int64).tolist()
        place += 16
        end = place + rows * width * 8
        words.append(np.frombuffer(content[place:end].tobytes(), np.int64).reshape(-1, width))
        texts.append(content[end : end + size])
        place = end + size
    return np.concatenate(words), np.concatenate(texts)


def begins_of(words: Int64s) -> Int64s:
    """Return where the texts of each row begin."""
    sizes = words[:, ID_SIZE] + words[:, ACT_SIZE]
    return np.asarray(np.cumsum(sizes) - sizes)


def digests_in(content: Bytes) -> tuple[Int64s, Int64s, Int64s]:
    """Return the digests that a file of the pile of keys holds and their tags, sorted."""
    pairs = content.view(np.int64).reshape(-1, 2)
    mask = (1 << TAG_BITS) - 1
    low, high, tags = pairs[:, 0], pairs[:, 1] & ~mask, pairs[:, 1] & mask
    order = np.argsort(low, kind="stable")
    return low[order], high[order], tags[order]


def part_of(low: UInt64s, parts: int) -> Int64s:
    """Return the part of each digest."""
    return (((low >> np.uint64(32)) * np.uint64(parts)) >> np.uint64(32)).astype(np.int64)
