"""One source and id with two contents, wherever the rows stand: found by their digests."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from goodstanding.intake.bulk.spill import (
    CHANGE_HIGH,
    CHANGE_LOW,
    CHANGE_NOT_READ,
    CHANGE_ROW,
    NOT_READ,
    Spill,
)
from goodstanding.intake.bulk.texts import Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Contests:
    """Digests that stand in more than one bucket or with rows not read.

    `unknown` are rows of the states file whose record is in no bucket and was not left unread.
    """

    low: Int64s
    high: Int64s
    unknown: Int64s = field(default_factory=lambda: np.empty(0, np.int64))

    def among(self, low: Int64s, high: Int64s) -> NDArray[np.bool_]:
        """Return which of some digests are contested."""
        return places_of(self.low, self.high, low, high) >= 0


def places_of(low: Int64s, high: Int64s, asked_low: Int64s, asked_high: Int64s) -> Int64s:
    """Return by digest asked for one of the places where it stands among others, else -1."""
    if not len(low) or not len(asked_low):
        return np.full(len(asked_low), -1, np.int64)
    maybe = np.flatnonzero(np.isin(low, asked_low))
    group, ours = _groups(low[maybe], high[maybe], asked_low, asked_high)
    place = np.full(int(group.max()) + 1, -1, np.int64)
    place[group[:ours]] = maybe
    return place[group[ours:]]


def _groups(low: Int64s, high: Int64s, other_low: Int64s, other_high: Int64s) -> tuple[Int64s, int]:
    """Return a number for each digest of two lists, the same for equal ones."""
    lows, highs = np.concatenate((low, other_low)), np.concatenate((high, other_high))
    order = np.lexsort((highs, lows))
    lows, highs = lows[order], highs[order]
    heads = np.concatenate(([True], (lows[1:] != lows[:-1]) | (highs[1:] != highs[:-1])))
    group = np.empty(len(order), np.int64)
    group[order] = np.cumsum(heads) - 1
    return group, len(low)


NOTHING_CONTESTED: Final = Contests(low=np.empty(0, np.int64), high=np.empty(0, np.int64))


def find_contests(spill: Spill) -> Contests:
    """Return what is contested across buckets, and send the states asked for to their buckets."""
    spill.keys.write()
    spill.asked.write()
    found: list[Contests] = []
    for number in range(spill.buckets):
        keys = spill.part(number)
        asked, buckets, unknown = addressed(keys, spill.asked_of(number))
        spill.send(asked, buckets)
        found.append(replace(contests_in(*keys), unknown=unknown))
    spill.sent.write()
    return all_of(found)


def contests_in(low: Int64s, high: Int64s, tags: Int64s) -> Contests:
    """Return what of a part's digests, given in order, is contested."""
    if not len(low) or not (low[1:] == low[:-1]).any():
        return NOTHING_CONTESTED
    order = np.lexsort((tags, high, low))
    low, high, tags = low[order], high[order], tags[order]
    same = (low[1:] == low[:-1]) & (high[1:] == high[:-1])
    heads = np.concatenate(([True], ~same))
    group = np.cumsum(heads) - 1
    first = tags[heads]
    last = np.append(tags[np.flatnonzero(heads)[1:] - 1], tags[-1])
    found = heads & (first != last)[group]
    return Contests(low=low[found], high=high[found])


def all_of(parts: Sequence[Contests]) -> Contests:
    """Return what is contested, and unknown, in any part."""
    every = (NOTHING_CONTESTED, *parts)
    return Contests(
        low=np.concatenate([part.low for part in every]),
        high=np.concatenate([part.high for part in every]),
        unknown=np.concatenate([part.unknown for part in every]),
    )


def addressed(keys: tuple[Int64s, Int64s, Int64s], asked: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """Return a part's rows of states whose record is in a bucket, each with its bucket.

    Then the numbers of the rows whose record is in none and was not left unread.
    """
    low, high, tags = keys
    if not len(asked):
        return asked, np.empty(0, np.int64), np.empty(0, np.int64)
    maybe = np.isin(low, asked[:, CHANGE_LOW])
    group, ours = _groups(low[maybe], high[maybe], asked[:, CHANGE_LOW], asked[:, CHANGE_HIGH])
    tags = tags[maybe]
    bucket = np.full(int(group.max()) + 1, -1, np.int64)
    in_bucket = tags < NOT_READ
    bucket[group[:ours][in_bucket]] = tags[in_bucket]
    not_read = np.zeros(len(bucket), np.int64)
    not_read[group[:ours][tags == NOT_READ]] = 1
    wanted = group[ours:]
    asked[:, CHANGE_NOT_READ] = not_read[wanted]
    there = bucket[wanted] >= 0
    lost = ~there & (not_read[wanted] == 0)
    return asked[there], bucket[wanted][there], asked[lost, CHANGE_ROW]
