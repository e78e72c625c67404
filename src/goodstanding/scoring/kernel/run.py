"""Running the kernel over columns: room for what comes out, grown where a member needs more."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from goodstanding.scoring.kernel.calendar import NEVER
from goodstanding.scoring.kernel.index import index_room, score_index
from goodstanding.scoring.kernel.points import points_room, score_points
from goodstanding.scoring.kernel.tables import Columns, IndexTables, Lines, PointsTables, Totals
from goodstanding.scoring.plan import Plan

LINES_AT_ONCE: Final = 1 << 20
"""So many lines are held at once, unless one member has more."""


def make_totals(members: int, dimensions: int) -> Totals:
    """Return room for the totals of members."""
    return Totals(
        total=np.zeros(members, np.int64),
        level=np.full(members, -1, np.int8),
        next_change=np.full(members, NEVER, np.int32),
        dimensions=np.zeros((members, dimensions), np.int64),
    )


def make_lines(members: int, capacity: int) -> Lines:
    """Return room for lines."""
    return Lines(
        member_lines=np.zeros(members + 1, np.int64),
        kind=np.empty(capacity, np.int8),
        rule=np.empty(capacity, np.int16),
        dimension=np.empty(capacity, np.int8),
        entry=np.empty(capacity, np.int64),
        records=np.empty(capacity, np.int64),
        on=np.empty(capacity, np.int32),
        points=np.empty(capacity, np.int64),
        counted=np.empty(capacity, np.int64),
        why=np.empty(capacity, np.int8),
        next_change=np.empty(capacity, np.int32),
    )


def run(
    plan: Plan, columns: Columns, *, with_lines: bool, lines_at_once: int = LINES_AT_ONCE
) -> Iterator[tuple[Totals, int, int, Lines]]:
    """Score every member of a batch and yield the lines part by part.

    Each part is the totals of all members so far, the first member of the part, the one after its
    last, and its lines: those of member m begin at `lines.member_lines[m]`, and for the first
    member of a part at 0. Without lines there is one part, with none.
    """
    members = len(columns.first) - 1
    tables = plan.tables
    dimensions = 0 if isinstance(tables, PointsTables) else len(tables.base)
    totals = make_totals(members, dimensions)
    entries = int(np.diff(columns.first).max(initial=0))
    capacity = lines_at_once if with_lines else 0
    points = points_room(tables, entries) if isinstance(tables, PointsTables) else None
    index = None
    if isinstance(tables, IndexTables):
        index = index_room(tables, len(columns.gate), entries, with_lines=with_lines)
    member = 0
    while True:
        lines = make_lines(members, capacity)
        if isinstance(tables, PointsTables):
            then, _ = score_points(
                tables, plan.levels, columns, totals, lines, points, member, with_lines
            )
        else:
            then, _ = score_index(
                tables, plan.levels, columns, totals, lines, index, member, with_lines
            )
        if then > member or members == 0:
            lines.member_lines[member] = 0
            yield totals, member, then, lines
        else:
            capacity *= 2
        member = then
        if member >= members:
            return
