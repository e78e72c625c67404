"""A bucket of which only some members are scored, and the rows of the others are carried over."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from goodstanding.scoring.batch.bucket import Bucket
from goodstanding.scoring.batch.changed import CROSSED, DATED
from goodstanding.scoring.batch.columns import one_array, whole
from goodstanding.scoring.batch.crossed import crossed
from goodstanding.scoring.batch.people import NAME
from goodstanding.scoring.batch.previous import Before, Previous
from goodstanding.scoring.batch.scored import LineRows, Made, Names, Piece, dated, line_rows
from goodstanding.scoring.kernel.calendar import NEVER, day_number
from goodstanding.scoring.kernel.run import Room, run
from goodstanding.scoring.kernel.tables import Columns, IndexTables, Totals, make_totals
from goodstanding.scoring.tables import STATEMENTS_FIRST, STATEMENTS_LAST

LINE_CODES: Final = ("member", "rule", "dimension", "source", "why")
"""The columns of lines in which few names come often."""

COLUMNS: Final = {column.name for column in (*STATEMENTS_FIRST, *STATEMENTS_LAST)}

BY_ENTRY: Final = (
    "kind", "on", "filed", "aged", "state", "repaired_on", "told", "act", "place", "tie",
)  # fmt: skip
BY_MEMBER: Final = ("row", "since", "until", "level_held")


class Carrying:
    """The rows of the run before for one bucket, and who of it is scored again.

    `again` holds a reason by member, 0 for those whose rows are carried over. With lines, more
    members are scored again than for statements alone: see `look_at_lines`.
    """

    def __init__(self, previous: Previous, before: Before, again: NDArray[np.int8]) -> None:
        """Begin with the rows of a bucket and the reasons that its members give."""
        self.again = again
        self._previous = previous
        self._before = before
        self._lines: LineRows | None = None

    def look_at_lines(self, names: Names) -> None:
        """Read the lines of the run before, and score again whose lines a day alone changes."""
        self._lines = self._lines_before(names, len(self.again))
        old = self._lines.member[dated(names, self._lines, self._day)]
        old = old[self.again[old] == 0]
        self.again[old] = DATED

    def look_at_measures(self, tables: IndexTables, columns: Columns) -> None:
        """Score again whose measures may read other records, of the columns of all the bucket."""
        self.again[crossed(tables, columns, self._day) & (self.again == 0)] = CROSSED

    @property
    def _day(self) -> int:
        """Return the day of the run before."""
        return day_number(self._previous.receipt.asked.as_of)

    def _lines_before(self, names: Names, members: int) -> LineRows:
        """Return the lines of all parts, those of the members of the bucket alone."""
        owner = np.full(self._before.rows.num_rows, -1, np.int32)
        there = self._before.place >= 0
        owner[self._before.place[there]] = np.arange(members, dtype=np.int32)[there]
        found = []
        begin = 0
        for part in self._before.parts:
            table = self._previous.lines(part, coded=LINE_CODES)
            count = self._previous.rows_of(part)
            people = self._before.rows[NAME].slice(begin, count)
            found.append(_decoded(names, table, people, owner[begin : begin + count]))
            begin += count
        return _in_order(found)

    def pieces(
        self, room: Room, names: Names, some: Bucket | None, made: Made, *, with_lines: bool
    ) -> Iterator[Piece]:
        """Score the members who are scored again, in `some`, and yield the rows of all."""
        totals = self._totals(names)
        chosen = np.flatnonzero(self.again)
        fresh: list[LineRows] = []
        if some is not None:
            ids = some.ids.combine_chunks() if some.ids is not None else None
            part = None
            for part in run(room, some.columns, with_lines=with_lines):
                if with_lines:
                    rows = line_rows(names, part, some.columns.kind, ids)
                    fresh.append(rows._replace(member=chosen[rows.member].astype(np.int32)))
            assert part is not None
            for name, cells in totals._asdict().items():
                cells[chosen] = getattr(part.totals, name)
        if with_lines:
            assert self._lines is not None
            kept = _some(self._lines, self.again[self._lines.member] == 0)
            yield made.lines(_in_order([kept, *fresh]))
        yield made.statements(totals)

    def _totals(self, names: Names) -> Totals:
        """Return the totals of the run before; who has none is scored again."""
        before, rows = self._before, self._before.rows
        dimensions = [name for name in rows.column_names if name not in COLUMNS]
        made = Totals(*map(np.asarray, make_totals(len(before.place), len(dimensions))))
        if not rows.num_rows:
            return made
        made.total[:] = before.of_members(whole(rows["total"], np.int64))
        none = len(names.levels.names) - 1
        level = _codes(names.levels.names, rows["level"])
        made.level[:] = before.of_members(np.where(level == none, -1, level))
        days = whole(rows["next_change"], np.int32, empty=NEVER)
        made.next_change[:] = before.of_members(days)
        for place, name in enumerate(dimensions):
            made.dimensions[:, place] = before.of_members(whole(rows[name], np.int64))
        return made


def _codes(names: Sequence[str], column: Any) -> NDArray[Any]:  # noqa: ANN401 - pyarrow has no types
    """Return a column of names as their codes, -1 for none."""
    column = column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.array([], column.type)
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    known = pc.index_in(column.dictionary, pa.array(names, pa.string())).to_pylist()
    assert None not in known, "a name of the same policy"
    codes = np.array([*known, -1], np.int16)
    found: NDArray[Any] = codes[column.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)]
    return found


def _decoded(names: Names, table: Any, people: Any, owner: NDArray[np.int32]) -> LineRows:  # noqa: ANN401 - pyarrow has no types
    """Return the lines of a part as arrays; `owner` is the place of each of its members now."""
    table = table.unify_dictionaries().combine_chunks()
    member = table["member"].combine_chunks()
    member = member.chunk(0) if isinstance(member, pa.ChunkedArray) else member
    place = pc.index_in(member.dictionary, people).to_numpy(zero_copy_only=False)
    rows = LineRows(
        member=owner[place[member.indices.to_numpy()]],
        rule=_codes(names.rules.names, table["rule"]),
        dimension=_codes(names.dimensions.names, table["dimension"]).astype(np.int8),
        source=_codes(names.sources.names, table["source"]),
        record=one_array(table["record"]),
        records=whole(table["records"], np.int64),
        on=whole(table["on"], np.int32),
        points=whole(table["points"], np.int64),
        counted=whole(table["counted"], np.int64),
        why=_codes(names.reasons.names, table["why"]).astype(np.int8),
        next_change=whole(table["next_change"], np.int32, empty=NEVER),
    )
    return _some(rows, rows.member >= 0)


def _some(rows: LineRows, chosen: NDArray[np.bool_]) -> LineRows:
    """Return some lines."""
    return _taken(rows, np.flatnonzero(chosen))


def _taken(rows: LineRows, places: NDArray[np.int64]) -> LineRows:
    """Return the lines at places."""
    taken = {
        name: cells.take(pa.array(places)) if name == "record" else cells[places]
        for name, cells in rows._asdict().items()
    }
    return LineRows(**taken)


def _in_order(many: Sequence[LineRows]) -> LineRows:
    """Return lines by member; each member's are all in one of the parts, in their order."""
    columns = {name: [getattr(each, name) for each in many] for name in LineRows._fields}
    rows = LineRows(
        **{
            name: pa.concat_arrays(cells) if name == "record" else np.concatenate(cells)
            for name, cells in columns.items()
        }
    )
    if len(many) == 1 and bool((np.diff(rows.member) >= 0).all()):
        return rows
    return _taken(rows, np.argsort(rows.member, kind="stable"))


def of_members(bucket: Bucket, chosen: NDArray[np.int64]) -> Bucket:
    """Return a bucket of some of its members alone, by their places in order."""
    columns = bucket.columns
    begins, counts = columns.first[:-1][chosen], np.diff(columns.first)[chosen]
    first = np.concatenate(([0], np.cumsum(counts)))
    entries = np.arange(first[-1]) + np.repeat(begins - first[:-1], counts)
    taken: dict[str, Any] = {"first": first, "values": columns.values[:, entries]}
    for name in BY_ENTRY:
        cells = getattr(columns, name)
        taken[name] = cells[entries] if len(cells) else cells
    for name in BY_MEMBER:
        cells = getattr(columns, name)
        taken[name] = cells[chosen] if len(cells) else cells
    made: Columns = columns._replace(**taken)
    ids = None if bucket.ids is None else bucket.ids.take(pa.array(entries))
    return Bucket(ids=ids, columns=made)


def with_levels(bucket: Bucket, before: NDArray[np.int8], not_known: int) -> Bucket:
    """Return a bucket in which who holds a level by the run before holds it, unless told."""
    held = bucket.columns.level_held
    if len(held):
        before = np.where(held == not_known, before, held).astype(np.int8)
    return Bucket(ids=bucket.ids, columns=bucket.columns._replace(level_held=before))
