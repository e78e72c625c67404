"""Running the kernel over columns: room for what comes out, grown where a member needs more."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from goodstanding.scoring.kernel.index import IndexRoom, index_room, score_index
from goodstanding.scoring.kernel.points import PointsRoom, points_room, score_points
from goodstanding.scoring.kernel.rows import numbers
from goodstanding.scoring.kernel.tables import (
    NOTHING,
    Columns,
    IndexTables,
    KernelColumns,
    KernelLines,
    KernelTotals,
    Lines,
    PointsTables,
    Totals,
    kernel_columns,
    make_lines,
    make_totals,
)
from goodstanding.scoring.plan import Plan

LINES_AT_ONCE: Final = 1 << 20
"""So many lines are held at once, unless one member has more."""


class Part(NamedTuple):
    """The totals of a batch, and the lines of its members from `first` to before `last`.

    The lines of the first of them begin at 0, those of each other one where the one before ends.
    """

    totals: Totals
    first: int
    last: int
    lines: Lines


class Room:
    """What scoring under one plan needs beside the columns, kept from one batch to the next.

    It grows with the largest member seen. One thread uses it at a time.
    """

    def __init__(self, plan: Plan, *, lines_at_once: int = LINES_AT_ONCE) -> None:
        """Begin with no room at all."""
        self.plan = plan
        self._lines_at_once = lines_at_once
        self._entries = NOTHING
        self._with_lines = False
        self._lines = make_lines(0, 0)
        self._points: PointsRoom | None = None
        self._index: IndexRoom | None = None

    def lines_of(self, columns: KernelColumns, *, with_lines: bool) -> KernelLines:
        """See that there is room for each of the members, and return that for lines."""
        tables = self.plan.tables
        entries = int(np.diff(np.asarray(columns.first)).max(initial=0))
        grows = entries > self._entries or (with_lines and not self._with_lines)
        self._entries = max(entries, self._entries)
        self._with_lines = with_lines or self._with_lines
        if grows and isinstance(tables, PointsTables):
            self._points = points_room(tables, self._entries, with_lines=self._with_lines)
        elif grows and isinstance(tables, IndexTables):
            self._index = index_room(tables, self._entries, with_lines=self._with_lines)
        most = self._entries * tables.lines_an_entry + tables.lines_a_member
        if with_lines and len(self._lines.kind) < max(most, self._lines_at_once):
            self._lines = make_lines(0, max(most, self._lines_at_once))
        members = len(columns.first) - 1
        return self._lines._replace(member_end=numbers(np.zeros(members, np.int64)))

    def score(
        self,
        columns: KernelColumns,
        totals: KernelTotals,
        lines: KernelLines,
        first: int,
        *,
        with_lines: bool,
    ) -> int:
        """Score members from `first` on as far as their lines fit; return the first one left."""
        tables, levels = self.plan.tables, self.plan.levels
        if isinstance(tables, PointsTables):
            assert self._points is not None
            return score_points(
                tables, levels, columns, totals, lines, self._points, first, with_lines
            )
        assert self._index is not None
        return score_index(tables, levels, columns, totals, lines, self._index, first, with_lines)


def run(room: Room, columns: Columns, *, with_lines: bool) -> Iterator[Part]:
    """Score every member of a batch and yield the lines part by part.

    Without lines there is one part, with none. The totals stay; the lines of a part are written
    over by the next part, and by the next batch in the same room.
    """
    taken = kernel_columns(columns)
    members, dimensions = len(taken.first) - 1, room.plan.dimensions
    made = make_totals(members, dimensions)
    totals = Totals(*map(np.asarray, made))
    lines = room.lines_of(taken, with_lines=with_lines)
    first = 0
    while True:
        last = room.score(taken, made, lines, first, with_lines=with_lines)
        assert last > first or members == 0, "there is room for each member"
        yield Part(totals, first, last, _written(lines, last))
        first = last
        if first >= members:
            return


def _written(lines: KernelLines, last: int) -> Lines:
    """Return the lines that stand, up to those of the member before `last`."""
    end = lines.member_end[last - 1] if last > 0 else 0
    cut = {name: np.asarray(values)[:end] for name, values in lines._asdict().items()}
    return Lines(**cut | {"member_end": np.asarray(lines.member_end)})
