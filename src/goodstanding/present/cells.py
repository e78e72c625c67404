"""Counts that may be shown: fewer than twenty people are never a number, or the rest of one."""

# Ranges are joined and never blanked, so there is no blank that the other ranges and their sum
# would give away. A number beside its whole is told only where the rest of the whole is as large.

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from goodstanding.scoring.tallies import Spread

CELL_LEAST: Final = 20
"""Fewer people than this are never shown as a number."""

CELLS_MAX: Final = 20
"""No more ranges than this stand in one distribution."""

CELLS_LEAST: Final = 5
"""With fewer ranges than this a shape is not seen, and ranges of uneven width are taken."""

SPAN_MAX: Final = 40
"""Bars on one scale are together at most so many times as wide as the narrowest."""

WIDTHS: Final = tuple(digits * 10**power for power in range(13) for digits in (1, 2, 5))
"""The widths of ranges, from the narrowest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many values lie in low <= value < high; None at an end that is open.

    `widths` is how many ranges of the width asked for it joins, 1 at an open end.
    """

    low: int | None
    high: int | None
    widths: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Ranges from the lowest up that hold at least `CELL_LEAST` members each.

    `even` says that they can stand on one scale, each as wide as it is; else there are so few
    values apart from one another that only their order is shown.
    """

    cells: tuple[Cell, ...]
    even: bool


def tellable(count: int, whole: int) -> bool:
    """Return whether a count out of a whole may be told: it and the rest are large enough.

    A rest of nobody says that all are meant, and of everybody nothing is told that way either.
    """
    return count >= CELL_LEAST and whole - count >= CELL_LEAST


def distribution(spread: Spread, *, most: int = CELLS_MAX) -> Distribution | None:
    """Return how values are distributed, over the narrowest round width that suits.

    None where there are fewer than `CELL_LEAST` members altogether.
    """
    if spread.members < CELL_LEAST:
        return None
    tried = [cells(spread, width=width) for width in WIDTHS if width % spread.step == 0]
    few = [each for each in tried if len(each) <= most]
    even = next(each for each in few if sum(cell.widths for cell in each) <= SPAN_MAX)
    richer = max(few, key=len)
    if len(even) < min(CELLS_LEAST, len(richer)):
        return Distribution(cells=tuple(richer), even=False)
    return Distribution(cells=tuple(even), even=True)


def cells(spread: Spread, *, width: int) -> list[Cell]:
    """Return how values are distributed over ranges of a width, from the lowest up.

    `width` is a multiple of the spread's step. Ranges that hold fewer than `CELL_LEAST` members are
    joined with their neighbours until they hold so many: at either end with what follows, between
    with one another, and what is still too few with the smaller of the two ranges beside it.
    Fewer members than `CELL_LEAST` altogether give no ranges.
    """
    if spread.members < CELL_LEAST:
        return []
    counts: Counter[int] = Counter()
    for value, count in spread.counts.items():
        counts[value * spread.step // width] += count
    joined = _joined(sorted(counts.items()))
    if len(joined) == 1:
        return [Cell(low=None, high=None, widths=1, count=joined[0].count)]
    found = []
    for place, run in enumerate(joined):
        low = None if place == 0 else run.first * width
        high = None if place == len(joined) - 1 else run.end * width
        widths = 1 if low is None or high is None else run.end - run.first
        found.append(Cell(low=low, high=high, widths=widths, count=run.count))
    return found


def groups(counts: Sequence[int]) -> list[tuple[range, int]]:
    """Return counts that stand side by side, joined until each holds `CELL_LEAST` or more.

    Each group says which places of `counts` it joins. Fewer than `CELL_LEAST` altogether give none.
    """
    if sum(counts) < CELL_LEAST:
        return []
    return [(range(run.first, run.end), run.count) for run in _joined(list(enumerate(counts)))]


@dataclass(slots=True)
class _Run:
    """Ranges beside one another: from `first` to before `end`, with how many members in all."""

    first: int
    end: int
    count: int

    def take(self, other: "_Run") -> None:
        """Join the ranges that follow."""
        self.end, self.count = other.end, self.count + other.count


def _joined(counts: Sequence[tuple[int, int]]) -> list[_Run]:
    """Return ranges from the lowest up, each of `CELL_LEAST` members or more, without a gap."""
    runs: list[_Run] = []
    for place, count in counts:
        if runs and runs[-1].end < place:
            _follow(runs, _Run(runs[-1].end, place, 0))
        _follow(runs, _Run(place, place + 1, count))
    return _large(runs)


def _follow(runs: list[_Run], run: _Run) -> None:
    """Add a range, to the last one where both hold too few."""
    if runs and runs[-1].count < CELL_LEAST and run.count < CELL_LEAST:
        runs[-1].take(run)
    else:
        runs.append(run)


def _large(runs: list[_Run]) -> list[_Run]:
    """Return runs of which each that was too small is joined to the smaller of its neighbours."""
    done: list[_Run] = []
    for place, run in enumerate(runs):
        following = runs[place + 1].count if place + 1 < len(runs) else None
        small = run.count < CELL_LEAST
        before = done[-1].count if done else None
        nearer = small and (following is None or (before or 0) <= following)
        if before is not None and (before < CELL_LEAST or nearer):
            done[-1].take(run)
        else:
            done.append(run)
    if len(done) > 1 and done[-1].count < CELL_LEAST:
        last = done.pop()
        done[-1].take(last)
    return done
