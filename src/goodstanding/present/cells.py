"""Counts that may be shown: a range or a rule that fewer than twenty people share is not told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

CELL_LEAST: Final = 20
"""Fewer people than this are never shown as a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many totals lie in low <= total < high; None at an end that is open.

    `widths` is how many ranges of the width asked for it joins, 1 at an open end. `count` is None
    where it is not told.
    """

    low: int | None
    high: int | None
    widths: int
    count: int | None


def cells(totals: Iterable[int], *, width: int) -> list[Cell]:
    """Return how totals are distributed over ranges of a width, from the lowest up.

    Ranges at either end, and neighbours between that hold fewer than `CELL_LEAST` people, are
    joined until they hold so many. What cannot be joined is not told; and where that would be one
    range alone, which the others and the sum give away, the smallest of the others is not told
    either. Fewer people than `CELL_LEAST` altogether give no ranges.
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
        return [Cell(low=None, high=None, widths=1, count=len(found))]
    between = _joined(counts[lower + 1 : upper])
    told = _told([sum(counts[: lower + 1]), *(held for _, held in between), sum(counts[upper:])])
    edge = (first + lower + 1) * width
    ranges = [Cell(low=None, high=edge, widths=1, count=told[0])]
    for (widths, _), count in zip(between, told[1:-1], strict=True):
        ranges.append(Cell(low=edge, high=edge + widths * width, widths=widths, count=count))
        edge += widths * width
    return [*ranges, Cell(low=edge, high=None, widths=1, count=told[-1])]


def _joined(counts: Sequence[int]) -> list[tuple[int, int]]:
    """Return how many ranges each joined one spans and how many people it holds."""
    done: list[tuple[int, int]] = []
    small: list[tuple[int, int]] = []  # the joined ranges of a run of small ones
    for count in (*counts, CELL_LEAST):
        if count < CELL_LEAST:
            if small and small[-1][1] < CELL_LEAST:
                small[-1] = (small[-1][0] + 1, small[-1][1] + count)
            else:
                small.append((1, count))
            continue
        if len(small) > 1 and small[-1][1] < CELL_LEAST:
            (widths, held), (others, more) = small[-2:]
            small[-2:] = [(widths + others, held + more)]
        done += [*small, (1, count)]
        small = []
    return done[:-1]


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
