"""The order of a member's records by source and identifier, worked out without leaving Arrow."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from goodstanding.scoring.batch.hashing import Array, compiled


@compiled
def _before(offsets: Array, content: Array, sources: Array, one: int, other: int) -> bool:
    """Return whether a record comes before another: by source, then by the bytes of its name."""
    if sources[one] != sources[other]:
        return bool(sources[one] < sources[other])
    begin, other_begin = offsets[one], offsets[other]
    length, other_length = offsets[one + 1] - begin, offsets[other + 1] - other_begin
    for place in range(min(length, other_length)):
        ours, theirs = content[begin + place], content[other_begin + place]
        if ours != theirs:
            return bool(ours < theirs)
    return bool(length < other_length)


@compiled
def _sort(
    ends: tuple[Array, Array], sources: Array, order: Array, spare: Array, own: tuple[int, int]
) -> None:
    """Sort a member's entries by merging longer and longer runs."""
    offsets, content = ends
    first, last = own
    width = 1
    while width < last - first:
        for begin in range(first, last, 2 * width):
            middle, end = min(begin + width, last), min(begin + 2 * width, last)
            left, right = begin, middle
            for place in range(begin, end):
                if left < middle and (
                    right >= end
                    or not _before(offsets, content, sources, order[right], order[left])
                ):
                    spare[place] = order[left]
                    left += 1
                else:
                    spare[place] = order[right]
                    right += 1
        for place in range(first, last):
            order[place] = spare[place]
        width *= 2


@compiled
def _ranks(
    first: Array, ends: tuple[Array, Array], sources: Array, order: Array, spare: Array
) -> None:
    """Sort each member's entries, and leave in `spare` the rank of each."""
    for member in range(len(first) - 1):
        _sort(ends, sources, order, spare, (first[member], first[member + 1]))
        for place in range(first[member], first[member + 1]):
            spare[order[place]] = place - first[member]


def name_ranks(first: NDArray[np.int64], sources: Array, records: Any) -> NDArray[np.int32]:  # noqa: ANN401 - pyarrow has no types
    """Return each entry's rank by (source, record) among those of its member.

    `first` is where each member's entries begin and the last one's end; `sources` are places in
    the order of their names.
    """
    if isinstance(records, pa.ChunkedArray):
        records = records.combine_chunks()
    records = records.cast(pa.large_string())
    count = len(records)
    if count == 0:
        return np.empty(0, np.int32)
    _, offsets, content = records.buffers()
    ends = np.frombuffer(offsets, np.int64)[records.offset : records.offset + count + 1]
    held = np.zeros(0, np.uint8) if content is None else np.frombuffer(content, np.uint8)
    order, ranks = np.arange(count, dtype=np.int32), np.empty(count, np.int32)
    _ranks(first, (ends, held), sources, order, ranks)
    return ranks


def place_ranks(first: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the rank of each entry's place as given among those of its member."""
    member = np.repeat(np.arange(len(first) - 1), np.diff(first))
    order = np.lexsort((places, member))
    ranks = np.empty(len(places), np.int32)
    ranks[order] = np.arange(len(places)) - first[member]
    return ranks
