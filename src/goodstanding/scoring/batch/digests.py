"""A number for all that a snapshot holds of a member, so that two snapshots can be compared."""

from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from goodstanding.scoring.batch.columns import ALWAYS, UNKNOWN_DAY, whole
from goodstanding.scoring.batch.hashing import (
    Array,
    Constant,
    Days,
    Hashed,
    UInt64s,
    Whole,
    compiled,
    row_hashes,
    text_numbers,
)
from goodstanding.scoring.kernel.calendar import NEVER
from goodstanding.scoring.rowhash import EMPTY, MASK

ORDINARY: Final = ("filed", "until", "notified", "act")
"""Columns that a bucket leaves out where no entry needs them."""


@compiled
def _sum_of_members(first: NDArray[np.int64], rows: UInt64s, sums: UInt64s) -> None:
    """Add up the hashes of each member's entries."""
    for member in range(len(sums)):
        for place in range(first[member], first[member + 1]):
            sums[member] += rows[place]


@compiled
def _latest_of_members(first: NDArray[np.int64], days: Array, latest: NDArray[np.int32]) -> None:
    """Move each member's latest day up to those of their entries, but for days not known."""
    for member in range(len(latest)):
        for place in range(first[member], first[member + 1]):
            if latest[member] < days[place] < NEVER:
                latest[member] = days[place]


def digests_of(members: Any, entries: Any, states: Any | None) -> NDArray[np.int64]:  # noqa: ANN401 - pyarrow has no types
    """Return the digest of each member: consent, level, and all entries with their states.

    Members are as the bucket holds them. Of the entries every column counts but `member`; the act
    counts by its name. The order of rows counts only in `place`. A column that is left out counts
    as what an ordinary entry has, so that the entries of others change nothing.
    """
    first = firsts(members)
    columns: list[Hashed] = [
        _hashed(entries[name]) for name in entries.column_names if name not in ORDINARY
    ]
    columns += [
        _hashed(entries[name]) if name in entries.column_names else _ordinary(name, entries)
        for name in ORDINARY
    ]
    columns.append(Whole(_of_states(states, entries.num_rows)))
    rows, _ = row_hashes(columns, 0, entries.num_rows)
    sums = np.zeros(members.num_rows, np.uint64)
    _sum_of_members(first, rows, sums)
    own: list[Hashed] = [Whole(sums)]
    own += [_hashed(members[name]) for name in ("joined", "until", "sources", "level")]
    found, _ = row_hashes(own, 0, members.num_rows)
    return found.view(np.int64)


def _ordinary(name: str, entries: Any) -> Hashed:  # noqa: ANN401 - pyarrow has no types
    """Return what a column holds that no entry of a bucket needs."""
    if name == "filed":
        return _hashed(entries["on"])
    return Constant(ALWAYS & MASK if name == "notified" else EMPTY)


def latest_days(members: Any, entries: Any, states: Any | None) -> NDArray[np.int32]:  # noqa: ANN401 - pyarrow has no types
    """Return for each member the last day on which something of theirs happens that is known.

    That is an act, its end, its filing, its notice, a decision, or joining.
    """
    first = firsts(members)
    latest = whole(members["joined"], np.int32, empty=UNKNOWN_DAY)
    latest = latest.copy()
    for name in ("on", "until", "filed", "notified"):
        if name in entries.column_names:
            _latest_of_members(first, whole(entries[name], np.int32, empty=NEVER), latest)
    if states is not None and states.num_rows:
        days = np.full(entries.num_rows, UNKNOWN_DAY, np.int32)
        np.maximum.at(days, whole(states["entry"], np.int64), whole(states["on"], np.int32))
        _latest_of_members(first, days, latest)
    return latest


def firsts(members: Any) -> NDArray[np.int64]:  # noqa: ANN401 - pyarrow has no types
    """Return where each member's entries begin, and where the last one's end."""
    counts = whole(members["entries"], np.int64)
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))


def _of_states(states: Any | None, entries: int) -> UInt64s:  # noqa: ANN401 - pyarrow has no types
    """Return the sum of the hashes of each entry's states, in which their order counts."""
    sums = np.zeros(entries, np.uint64)
    if states is None or states.num_rows == 0:
        return sums
    entry = whole(states["entry"], np.int64)
    order = np.argsort(entry, kind="stable")
    ordered = entry[order]
    begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    place = np.arange(len(order)) - np.repeat(begins, np.diff(np.append(begins, len(order))))
    columns: list[Hashed] = [
        Whole(whole(states["state"], np.int64)[order]),
        Whole(whole(states["on"], np.int64)[order]),
        Whole(place),
    ]
    rows, _ = row_hashes(columns, 0, len(order))
    np.add.at(sums, ordered, rows)
    return sums


def _hashed(column: Any) -> Hashed:  # noqa: ANN401 - pyarrow has no types
    """Return a column as it is hashed."""
    form = column.type
    if pa.types.is_date32(form):
        return Days(whole(column, np.int32, empty=NEVER))
    if pa.types.is_integer(form):
        return Whole(whole(column, np.int64))
    return Whole(text_numbers(column))
