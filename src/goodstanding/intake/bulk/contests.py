"""One source and id with two contents, wherever the rows stand: found by their digests."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from goodstanding.intake.bulk.spill import NOT_READ, Spill
from goodstanding.intake.bulk.texts import Int64s


@dataclass(frozen=True, slots=True, kw_only=True)
class Contests:
    """Digests that stand in more than one bucket or with rows not read, and those never read."""

    low: Int64s
    high: Int64s
    not_read: frozenset[tuple[int, int]]

    def among(self, low: Int64s, high: Int64s) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Return which of some digests are contested."""
        found = np.zeros(len(low), np.bool_)
        if len(self.low):
            maybe = np.flatnonzero(np.isin(low, self.low))
            pairs = set(zip(self.low.tolist(), self.high.tolist(), strict=True))
            for place in maybe.tolist():
                found[place] = (int(low[place]), int(high[place])) in pairs
        return found


NOTHING_CONTESTED: Final = Contests(
    low=np.empty(0, np.int64), high=np.empty(0, np.int64), not_read=frozenset()
)


def find_contests(spill: Spill, asked: "frozenset[tuple[int, int]]") -> Contests:
    """Return what is contested across buckets, and which of the digests asked for were not read."""
    spill.keys.write()
    return all_of([contests_in(*spill.part(number), asked) for number in range(spill.buckets)])


def contests_in(
    low: Int64s, high: Int64s, tags: Int64s, asked: "frozenset[tuple[int, int]]"
) -> Contests:
    """Return what of a part's digests, given in order, is contested, and what was not read."""
    not_read: set[tuple[int, int]] = set()
    contested = NOTHING_CONTESTED
    wanted = np.array(sorted(low for low, _ in asked), np.int64)
    order = np.lexsort((tags, high, low)) if len(low) and (low[1:] == low[:-1]).any() else None
    if order is not None:
        low, high, tags = low[order], high[order], tags[order]
        same = (low[1:] == low[:-1]) & (high[1:] == high[:-1])
        heads = np.concatenate(([True], ~same))
        group = np.cumsum(heads) - 1
        first = tags[heads]
        last = np.append(tags[np.flatnonzero(heads)[1:] - 1], tags[-1])
        found = heads & (first != last)[group]
        contested = Contests(low=low[found], high=high[found], not_read=frozenset())
    if len(wanted):
        for place in np.flatnonzero((tags == NOT_READ) & np.isin(low, wanted)).tolist():
            not_read.add((int(low[place]), int(high[place])))
    return Contests(low=contested.low, high=contested.high, not_read=frozenset(not_read))


def all_of(parts: Sequence[Contests]) -> Contests:
    """Return what is contested in any part."""
    return Contests(
        low=np.concatenate([part.low for part in (NOTHING_CONTESTED, *parts)]),
        high=np.concatenate([part.high for part in (NOTHING_CONTESTED, *parts)]),
        not_read=frozenset().union(*(part.not_read for part in parts)),
    )
