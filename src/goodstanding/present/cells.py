"""Counts that may be shown: a range or a rule that fewer than twenty people share is not told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

CELL_LEAST: Final = 20
"""Fewer people than this are never shown as a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many totals lie in low <= total < high; None at an end that is open.

    `count` is None where it is not told.
    """

    low: int | None
    high: int | None
    count: int | None


def cells(totals: Iterable[int], *, width: int) -> list[Cell]:
    """Return how totals are distributed over ranges of a width, from the lowest up.

    Ranges at either end are joined until they hold `CELL_LEAST` people. Between them, what holds
    fewer is not told; and where that would be one range alone, which the others and the sum give
    away, the smallest of the others is not told either. Fewer people than `CELL_LEAST` altogether
    give no ranges.
    """
    found = sorted(totals)
    if len(found) < CELL_LEAST:
        return []
    first, last = found[0] // width, found[-1] // width
    counts = [0] * (last - first + 1)
    for total in found:
        counts[total // width - first] += 1
    lower, upper = _end(counts), len(counts) - 1 - _end(counts[::-1])
    if lower >= upper:
        return [Cell(low=None, high=None, count=len(found))]
    joined = [sum(counts[: lower + 1]), *counts[lower + 1 : upper], sum(counts[upper:])]
    told = _told(joined)
    edges = [(first + place) * width for place in range(lower + 1, upper + 1)]
    return [
        Cell(low=low, high=high, count=count)
        for low, high, count in zip([None, *edges], [*edges, None], told, strict=True)
    ]


def _end(counts: Sequence[int]) -> int:
    """Return the place of the last of the first ranges that have to be joined."""
    held = 0
    for place, count in enumerate(counts):
        held += count
        if held >= CELL_LEAST:
            return place
    return len(counts) - 1


def _told(counts: Sequence[int]) -> list[int | None]:
    """Return the counts that may be told, and None for the others."""
    told: list[int | None] = [count if count >= CELL_LEAST else None for count in counts]
    if told.count(None) == 1:
        smallest = min((count, place) for place, count in enumerate(told) if count is not None)
        told[smallest[1]] = None
    return told
