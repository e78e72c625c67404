"""One bucket scored: the kernel's arrays as the rows of both tables, with their sums and counts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from goodstanding.model.names import NO_LEVEL
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.scoring import rowhash
from goodstanding.scoring.batch.bucket import Bucket
from goodstanding.scoring.batch.chunks import Chunk
from goodstanding.scoring.batch.columns import UNKNOWN_DAY
from goodstanding.scoring.batch.hashing import (
    Array,
    Coded,
    Constant,
    Days,
    Hashed,
    Whole,
    compiled,
    name_numbers,
    sum_columns,
    text_numbers,
)
from goodstanding.scoring.batch.people import People
from goodstanding.scoring.kernel import reasons
from goodstanding.scoring.kernel.calendar import NEVER
from goodstanding.scoring.kernel.run import Part, Room, run
from goodstanding.scoring.kernel.tables import Totals
from goodstanding.scoring.rowhash import NO_ROWS, RowSum
from goodstanding.scoring.tables import LINE_COLUMNS, TableName, statement_columns


@dataclass(slots=True)
class Counts:
    """What a receipt says of a bucket; `with_lines` is None where no lines were made.

    Not in the receipt: `again`, the members scored again by reason, and those `carried` over. For
    the next run, which may find that nobody is scored again: the hash of the snapshot's file of
    members, the first day on which points change, the last day of anything known, and how many
    lines of caps and limits are `dated` by the day asked for; days are numbers.
    """

    members: int = 0
    entries: int = 0
    with_lines: int | None = None
    levels_held: int = 0
    carried: int = 0
    members_sha256: str = ""
    next_change: int = NEVER
    latest: int = UNKNOWN_DAY
    dated: int = 0
    again: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    sums: dict[TableName, RowSum] = field(default_factory=dict)


class Names:
    """The names that a policy gives to the codes of the kernel, as Arrow columns and numbers."""

    def __init__(self, policy: Policy) -> None:
        """Look up the names of a policy."""
        form = policy.form
        dimensions: Sequence[str] = ()
        if isinstance(form, PointsForm):
            rules = [*sorted(rule.name for rule in form.rules), *(g.name for g in form.groups)]
        else:
            rules = [measure.name for measure in form.measures]
            dimensions = [dimension.name for dimension in form.dimensions]
        sources = sorted({kind.source for kind in policy.kinds.values()})
        self.policy = policy
        self.rules = _Named(rules)
        self.dimensions = _Named(dimensions)
        self.sources = _Named(sources)
        self.reasons = _Named([str(why) for why in reasons.REASONS])
        self.levels = _Named([*(level.name for level in policy.levels), NO_LEVEL])
        self.source_of_kind = np.array(
            [sources.index(kind.source) for kind in policy.kinds.values()], np.int16
        )


class _Named:
    """A few names by their codes; -1 is an empty cell."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take the names in the order of their codes."""
        self.names = list(names)
        self.numbers = name_numbers(names)
        self._arrow = pa.array(self.names, pa.string())

    def column(self, codes: NDArray[Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
        """Return codes as an Arrow column of names."""
        return pa.DictionaryArray.from_arrays(_without(codes, codes < 0), self._arrow)

    def hashed(self, codes: NDArray[Any]) -> Coded:
        """Return codes as a column that is hashed."""
        return Coded(codes, self.numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Rows of one table, as an Arrow table.

    With `names` the members are left out of it: they stand before it, as this chunk.
    """

    name: TableName
    rows: Any
    names: Chunk | None = None


def score_bucket(
    room: Room, names: Names, bucket: Bucket, made: "Made", *, with_lines: bool
) -> Iterator[Piece]:
    """Score a bucket: yield pieces of its lines in their order, then its statements."""
    totals: Totals | None = None
    if with_lines:
        made.begin_lines()
        assert bucket.ids is not None
        ids = bucket.ids.combine_chunks()
        for part in run(room, bucket.columns, with_lines=True):
            totals = part.totals
            yield made.lines(line_rows(names, part, bucket.columns.kind, ids))
    else:
        for part in run(room, bucket.columns, with_lines=False):
            totals = part.totals
    assert totals is not None
    yield made.statements(totals)


class LineRows(NamedTuple):
    """Lines of members of a bucket as arrays, in the order of output.

    `member` is the place in the bucket; `rule`, `dimension`, `source` and `why` are codes of
    `Names`, -1 for none; `record` is an Arrow column. Days are numbers, `NEVER` for none.
    """

    member: NDArray[np.int32]
    rule: NDArray[Any]
    dimension: NDArray[Any]
    source: NDArray[Any]
    record: Any
    records: NDArray[np.int64]
    on: NDArray[np.int32]
    points: NDArray[np.int64]
    counted: NDArray[np.int64]
    why: NDArray[Any]
    next_change: NDArray[np.int32]


def line_rows(names: Names, part: Part, kind: NDArray[Any], ids: Any) -> LineRows:  # noqa: ANN401 - pyarrow has no types
    """Return the lines of a part of the kernel; nothing is shared with it."""
    lines = part.lines
    each = np.diff(lines.member_end[part.first : part.last], prepend=0)
    source = np.empty(len(lines.entry), np.int16)
    _write_sources(lines.entry, kind, names.source_of_kind, source)
    return LineRows(
        member=np.repeat(np.arange(part.first, part.last, dtype=np.int32), each),
        rule=lines.rule.copy(),
        dimension=lines.dimension.copy(),
        source=source,
        record=ids.take(pa.array(lines.entry, mask=lines.entry < 0)),
        records=lines.records.astype(np.int64),
        on=lines.on.copy(),
        points=lines.points.copy(),
        counted=lines.counted.copy(),
        why=lines.why.copy(),
        next_change=lines.next_change.copy(),
    )


@compiled
def _write_sources(entry: Array, kind: Array, source_of_kind: Array, source: Array) -> None:
    """Write the source of the kind of each line's entry, -1 where it has none."""
    for row in range(len(source)):
        source[row] = source_of_kind[kind[entry[row]]] if entry[row] >= 0 else -1


def dated(names: Names, lines: LineRows, day: int) -> NDArray[np.int64]:
    """Return the places of lines of caps and limits that are dated by a day that was asked for."""
    whys = [names.reasons.names.index(why) for why in ("capped", "limit")]
    found = np.flatnonzero(lines.on == day)
    found = found[np.isin(lines.why[found], whys)]
    alone = lines.record.take(pa.array(found)).is_null()
    places: NDArray[np.int64] = found[alone.to_numpy(zero_copy_only=False)]
    return places


class Made:
    """Makes rows of one bucket's arrays, adding to its counts."""

    def __init__(self, names: Names, people: People, counts: Counts, as_of: int) -> None:
        """Begin with the members of a bucket, and the day asked for."""
        self._as_of = as_of
        self._names = names
        self._people = people
        self._counts = counts

    def begin_lines(self) -> None:
        """Count no lines, where there may be none."""
        self._counts.with_lines = 0
        self._counts.sums[TableName.LINES] = NO_ROWS

    def lines(self, rows: LineRows) -> Piece:
        """Return lines as rows of their table."""
        names = self._names
        self._count(rows)
        hashed: list[Hashed] = [
            Coded(rows.member, self._people.numbers),
            names.rules.hashed(rows.rule),
            names.dimensions.hashed(rows.dimension),
            names.sources.hashed(rows.source),
            Whole(text_numbers(rows.record)),
            Whole(rows.records),
            Days(rows.on),
            Whole(rows.points),
            Whole(rows.counted),
            names.reasons.hashed(rows.why),
            Days(rows.next_change),
        ]
        self._add(TableName.LINES, hashed, len(rows.member))
        columns = [
            pa.DictionaryArray.from_arrays(pa.array(rows.member), self._people.column),
            names.rules.column(rows.rule),
            names.dimensions.column(rows.dimension),
            names.sources.column(rows.source),
            rows.record,
            pa.array(rows.records),
            pa.array(rows.on).cast(pa.date32()),
            pa.array(rows.points),
            pa.array(rows.counted),
            names.reasons.column(rows.why),
            _days(rows.next_change),
        ]
        table = pa.table(columns, names=[column.name for column in LINE_COLUMNS])
        return Piece(name=TableName.LINES, rows=table)

    def _count(self, rows: LineRows) -> None:
        """Count lines by their reason, and members who have some."""
        counts = self._counts
        others = int(np.count_nonzero(rows.member[1:] != rows.member[:-1]))
        counts.with_lines = (counts.with_lines or 0) + others + (len(rows.member) > 0)
        found = np.bincount(rows.why, minlength=len(reasons.REASONS)).tolist()
        for why, count in zip(reasons.REASONS, found, strict=True):
            if count:
                counts.lines[str(why)] += count
        counts.dated += len(dated(self._names, rows, self._as_of))

    def _add(self, name: TableName, hashed: Sequence[Hashed], rows: int) -> None:
        """Add the sum of rows."""
        before = self._counts.sums.get(name, NO_ROWS)
        self._counts.sums[name] = before.plus(sum_columns(hashed, rows))

    def statements(self, totals: Totals) -> Piece:
        """Return the rows of all members."""
        policy, counts = self._names.policy, self._counts
        levels = self._names.levels
        none = len(levels.names) - 1
        level = np.where(totals.level < 0, none, totals.level).astype(np.int8)
        for name, count in zip(
            levels.names, np.bincount(level, minlength=none + 1).tolist(), strict=True
        ):
            counts.levels[name] += count
        count = len(totals.total)
        counts.members += count
        counts.next_change = int(totals.next_change.min(initial=counts.next_change))
        dimensions: list[NDArray[Any]] = []
        if isinstance(policy.form, IndexForm):
            dimensions = list(np.ascontiguousarray(totals.dimensions.T))
        hashed: list[Hashed] = [
            Whole(self._people.numbers),
            Whole(totals.total),
            levels.hashed(level),
            Constant(policy.opening & rowhash.MASK),
            *(Whole(each) for each in dimensions),
            Days(totals.next_change),
        ]
        self._add(TableName.STATEMENTS, hashed, count)
        copied = self._people.chunk
        columns = [
            *([] if copied is not None else [self._people.column]),
            pa.array(totals.total),
            levels.column(level),
            pa.array(np.full(count, policy.opening, np.int64)),
            *(pa.array(each) for each in dimensions),
            _days(totals.next_change),
        ]
        names = [column.name for column in statement_columns(policy)][-len(columns) :]
        rows = pa.table(columns, names=names)
        return Piece(name=TableName.STATEMENTS, rows=rows, names=copied)


def _days(numbers: NDArray[Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return days as an Arrow column, empty where they are never."""
    return _without(numbers, numbers >= NEVER).cast(pa.date32())


def _without(cells: NDArray[Any], gone: NDArray[np.bool_]) -> Any:  # noqa: ANN401 - no types
    """Return cells as an Arrow column, some of them empty."""
    return pa.array(cells, mask=gone) if gone.any() else pa.array(cells)
