"""One bucket scored: the kernel's arrays as the rows of both tables, with their sums and counts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from goodstanding.model.names import NO_LEVEL
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.scoring import rowhash
from goodstanding.scoring.batch.bucket import Bucket
from goodstanding.scoring.batch.hashing import (
    Coded,
    Constant,
    Days,
    Hashed,
    UInt64s,
    Whole,
    name_numbers,
    sum_columns,
    text_numbers,
)
from goodstanding.scoring.kernel import reasons
from goodstanding.scoring.kernel.calendar import NEVER
from goodstanding.scoring.kernel.run import Part, Room, run
from goodstanding.scoring.kernel.tables import Lines, Totals
from goodstanding.scoring.rowhash import NO_ROWS, RowSum
from goodstanding.scoring.tables import LINE_COLUMNS, TableName, statement_columns


@dataclass(slots=True)
class Counts:
    """What a receipt says of a bucket; `with_lines` is None where no lines were made."""

    members: int = 0
    entries: int = 0
    with_lines: int | None = None
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
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), self._arrow)

    def hashed(self, codes: NDArray[Any]) -> Coded:
        """Return codes as a column that is hashed."""
        return Coded(codes, self.numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Rows of one table, as an Arrow table."""

    name: TableName
    rows: Any


def score_bucket(
    room: Room, names: Names, bucket: Bucket, counts: Counts, *, with_lines: bool
) -> Iterator[Piece]:
    """Score a bucket: yield pieces of its lines in their order, then its statements.

    `counts` are added to on the way.
    """
    people = bucket.members.combine_chunks()
    counts.entries += len(bucket.columns.kind)
    made = _Made(names, people, text_numbers(people), counts)
    totals: Totals | None = None
    if with_lines:
        counts.with_lines = 0
        counts.sums[TableName.LINES] = NO_ROWS
        assert bucket.ids is not None
        ids = bucket.ids.combine_chunks()
        records = np.append(text_numbers(ids), np.uint64(rowhash.EMPTY))
        for part in run(room, bucket.columns, with_lines=True):
            totals = part.totals
            yield made.lines(part, bucket.columns.kind, ids, records)
    else:
        for part in run(room, bucket.columns, with_lines=False):
            totals = part.totals
    assert totals is not None
    yield made.statements(totals)


class _Made:
    """Makes rows of one bucket's arrays."""

    def __init__(self, names: Names, people: Any, numbers: UInt64s, counts: Counts) -> None:  # noqa: ANN401 - pyarrow has no types
        """Begin with the members of a bucket."""
        self._names = names
        self._people = people
        self._numbers = numbers
        self._counts = counts

    def lines(self, part: Part, kind: NDArray[Any], ids: Any, records: UInt64s) -> Piece:  # noqa: ANN401 - pyarrow has no types
        """Return the lines of a part."""
        lines, names = part.lines, self._names
        ends = lines.member_end[part.first : part.last]
        each = np.diff(ends, prepend=0)
        member = np.repeat(np.arange(part.first, part.last, dtype=np.int32), each)
        has = lines.entry >= 0
        source = np.where(has, names.source_of_kind[kind[lines.entry]], -1) if len(kind) else (
            np.full(len(has), -1, np.int16)
        )  # fmt: skip
        self._count(lines, int(np.count_nonzero(each)))
        hashed: list[Hashed] = [
            Coded(member, self._numbers),
            names.rules.hashed(lines.rule),
            names.dimensions.hashed(lines.dimension),
            names.sources.hashed(source),
            Coded(lines.entry, records),
            Whole(lines.records),
            Days(lines.on),
            Whole(lines.points),
            Whole(lines.counted),
            names.reasons.hashed(lines.why),
            Days(lines.next_change),
        ]
        self._add(TableName.LINES, hashed, len(member))
        columns = [
            pa.DictionaryArray.from_arrays(pa.array(member), self._people),
            names.rules.column(lines.rule),
            names.dimensions.column(lines.dimension),
            names.sources.column(source),
            ids.take(pa.array(lines.entry, mask=~has)),
            pa.array(lines.records.astype(np.int64)),
            pa.array(lines.on.copy()).cast(pa.date32()),
            pa.array(lines.points.copy()),
            pa.array(lines.counted.copy()),
            names.reasons.column(lines.why.copy()),
            _days(lines.next_change),
        ]
        rows = pa.table(columns, names=[column.name for column in LINE_COLUMNS])
        return Piece(name=TableName.LINES, rows=rows)

    def _count(self, lines: Lines, members: int) -> None:
        """Count lines by their reason, and members who have some."""
        counts = self._counts
        counts.with_lines = (counts.with_lines or 0) + members
        found = np.bincount(lines.why, minlength=len(reasons.REASONS)).tolist()
        for why, count in zip(reasons.REASONS, found, strict=True):
            if count:
                counts.lines[str(why)] += count

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
        dimensions: list[NDArray[Any]] = []
        if isinstance(policy.form, IndexForm):
            dimensions = list(np.ascontiguousarray(totals.dimensions.T))
        hashed: list[Hashed] = [
            Whole(self._numbers),
            Whole(totals.total),
            levels.hashed(level),
            Constant(policy.opening & rowhash.MASK),
            *(Whole(each) for each in dimensions),
            Days(totals.next_change),
        ]
        self._add(TableName.STATEMENTS, hashed, count)
        columns = [
            self._people,
            pa.array(totals.total),
            levels.column(level),
            pa.array(np.full(count, policy.opening, np.int64)),
            *(pa.array(each) for each in dimensions),
            _days(totals.next_change),
        ]
        names = [column.name for column in statement_columns(policy)]
        return Piece(name=TableName.STATEMENTS, rows=pa.table(columns, names=names))


def _days(numbers: NDArray[Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return days as an Arrow column, empty where they are never."""
    return pa.array(numbers, mask=numbers >= NEVER).cast(pa.date32())
