"""One source and id with two contents, wherever the rows stand: found by their digests."""

from dataclasses import dataclass

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


def find_contests(spill: Spill, asked: "frozenset[tuple[int, int]]") -> Contests:
    """Return what is contested across buckets, and which of the digests asked for were not read."""
    lows: list[Int64s] = [np.empty(0, np.int64)]
    highs: list[Int64s] = [np.empty(0, np.int64)]
    not_read: set[tuple[int, int]] = set()
    wanted = np.array(sorted(low for low, _ in asked), np.int64)
    spill.keys.write()
    for number in range(spill.buckets):
        low, high, tags = spill.part(number)
        order = np.lexsort((tags, high, low)) if len(low) and (low[1:] == low[:-1]).any() else None
        if order is not None:
            low, high, tags = low[order], high[order], tags[order]
            same = (low[1:] == low[:-1]) & (high[1:] == high[:-1])
            heads = np.concatenate(([True], ~same))
            group = np.cumsum(heads) - 1
            first = tags[heads]
            last = np.append(tags[np.flatnonzero(heads)[1:] - 1], tags[-1])
            found = heads & (first != last)[group]
            lows.append(low[found])
            highs.append(high[found])
        if len(wanted):
            for place in np.flatnonzero((tags == NOT_READ) & np.isin(low, wanted)).tolist():
                not_read.add((int(low[place]), int(high[place])))
    return Contests(
        low=np.concatenate(lows), high=np.concatenate(highs), not_read=frozenset(not_read)
    )
