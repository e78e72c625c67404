"""Where the members of one column stand in another."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from goodstanding.scoring.batch.hashing import Array, compiled


@compiled
def _walk(
    ends: Array, content: Array, other_ends: Array, other_content: Array, found: Array
) -> None:
    """Walk two columns of texts in order, and write where each of the first is in the other."""
    other, count = 0, len(other_ends) - 1
    for place in range(len(found)):
        begin, end = ends[place], ends[place + 1]
        while other < count:
            there, there_end = other_ends[other], other_ends[other + 1]
            step = 0
            while (
                begin + step < end
                and there + step < there_end
                and content[begin + step] == other_content[there + step]
            ):
                step += 1
            if begin + step == end and there + step == there_end:
                found[place] = other
                break
            if begin + step == end or (
                there + step < there_end and content[begin + step] < other_content[there + step]
            ):
                break
            other += 1


def places_of(people: Any, others: Any) -> NDArray[np.int64]:  # noqa: ANN401 - pyarrow has no types
    """Return where each text of an array stands in another, -1 for nowhere.

    Both stand by code point, and hold each text once.
    """
    if people.equals(others):
        return np.arange(len(people))
    found = np.full(len(people), -1, np.int64)
    _walk(*_buffers(people), *_buffers(others), found)
    return found


def _buffers(column: Any) -> tuple[Array, Array]:  # noqa: ANN401 - pyarrow has no types
    """Return where the texts of an array end, and their bytes."""
    column = column.cast(pa.large_string())
    if len(column) == 0:
        return np.zeros(1, np.int64), np.zeros(0, np.uint8)
    _, offsets, content = column.buffers()
    ends = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    return ends, np.zeros(0, np.uint8) if content is None else np.frombuffer(content, np.uint8)
