"""The same counts as `scoring.tallies`, over columns of a table instead of row by row."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from goodstanding.errors import ProblemsError
from goodstanding.model.statement import Why
from goodstanding.scoring.receipt import OutputFormat
from goodstanding.scoring.stored import StoredTable, unreadable_table
from goodstanding.scoring.tables import CellType
from goodstanding.scoring.tallies import Key, Points, Spread, Tally

ROWS_AT_ONCE: Final = 32_768
LINE_CELLS: Final = ("member", "rule", "dimension", "counted", "why")

Codes = NDArray[np.int64]
Marks = NDArray[np.bool_]


def count_statements(table: StoredTable, found: Tally) -> None:
    """Count totals and dimensions.

    Raises:
        ProblemsError: a file is no table of a run.
    """
    spreads = {"total": found.totals, **found.dimensions}
    for batches in _parts(table, list(spreads), ROWS_AT_ONCE):
        for batch in batches:
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                _add(spreads[name], column)


def _add(spread: Spread, column: Any) -> None:  # noqa: ANN401 - pyarrow has no types
    """Add a column of whole numbers."""
    values, counts = np.unique(column.to_numpy(), return_counts=True)
    spread.add(dict(zip(values.tolist(), counts.tolist(), strict=True)))


def count_lines(
    table: StoredTable, capped: frozenset[str], *, rows_at_once: int = ROWS_AT_ONCE
) -> dict[Key, Points]:
    """Count lines, a member's one after another in one file; `capped` are names of rules.

    Raises:
        ProblemsError: a file is no table of a run.
    """
    found = _Lines(capped)
    for batches in _parts(table, LINE_CELLS, rows_at_once):
        found.begin()
        for batch in batches:
            found.add(batch)
    return found.points


def _parts(table: StoredTable, names: Sequence[str], rows: int) -> Iterator[Iterator[Any]]:
    """Yield the batches of each file, with some of its columns."""
    for path in table.files:
        yield _batches(table, path, names, rows)


def _batches(table: StoredTable, path: Path, names: Sequence[str], rows: int) -> Iterator[Any]:
    """Yield the batches of a file."""
    try:
        if table.format is OutputFormat.PARQUET:
            with pq.ParquetFile(path) as file:
                yield from file.iter_batches(rows, columns=list(names), use_threads=False)
        else:
            yield from _comma_batches(table, path, names, rows)
    except (ValueError, KeyError):  # pyarrow's errors of content are ValueErrors too
        raise ProblemsError([unreadable_table(path, table.name)]) from None


def _comma_batches(
    table: StoredTable, path: Path, names: Sequence[str], rows: int
) -> Iterator[Any]:
    """Yield the batches of a CSV file."""
    types = {CellType.TEXT: pa.string(), CellType.WHOLE: pa.int64(), CellType.DAY: pa.date32()}
    options = pa_csv.ConvertOptions(
        include_columns=list(names),
        column_types={each.name: types[each.holds] for each in table.columns},
        null_values=[""],
        strings_can_be_null=True,
    )
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    with pa_csv.open_csv(path, parse_options=parse, convert_options=options) as reader:
        for batch in reader:
            for start in range(0, batch.num_rows, rows):
                yield batch.slice(start, rows)


class _Lines:
    """Lines while they are counted; rules and dimensions have codes in the order they come."""

    def __init__(self, capped: frozenset[str]) -> None:
        """Begin with none."""
        self.points: dict[Key, Points] = {}
        self._capped = capped
        self._codes: dict[Key, int] = {}
        self._last: str | None = None
        self._seen: list[Marks] = []

    def begin(self) -> None:
        """Begin a file: no member is in two of them."""
        self._last, self._seen = None, []

    def add(self, batch: Any) -> None:  # noqa: ANN401 - pyarrow has no types
        """Count the lines of a batch."""
        if batch.num_rows == 0:
            return
        columns = dict(zip(batch.schema.names, batch.columns, strict=True))
        counted: Codes = columns["counted"].to_numpy()
        key, names = self._keys(columns["rule"], columns["dimension"])
        is_rule = np.array([each.rule in self._capped for each in names], np.bool_)
        is_cap = pa.compute.equal(columns["why"], str(Why.CAPPED)).to_numpy(zero_copy_only=False)
        cap = is_cap.astype(np.bool_) & is_rule[key]
        gain, loss = (counted > 0) & ~cap, (counted < 0) & ~cap
        given = (counted > 0) != cap
        member, first = self._members(columns["member"])
        marks = [self._marked(member, key, rows, len(names)) for rows in (None, gain, loss)]
        reached = [self._fresh(each, place, first=first) for place, each in enumerate(marks)]
        self._seen = [each[-1] for each in marks]
        whole = np.zeros((2, len(names)), np.int64)
        np.add.at(whole[0], key, np.where(given, counted, 0))
        np.add.at(whole[1], key, np.where(given, 0, counted))
        for code, name in enumerate(names):
            members, gaining, losing = (int(each[code]) for each in reached)
            added = Points(
                members=members,
                gaining=gaining,
                losing=losing,
                given=int(whole[0, code]),
                taken=int(whole[1, code]),
            )
            self.points.setdefault(name, Points()).add(added)

    def _keys(self, rule: Any, dimension: Any) -> tuple[Codes, list[Key]]:  # noqa: ANN401 - pyarrow has no types
        """Return the code of each line's key, and the keys in the order of their codes."""
        rules, dimensions = _coded(rule), _coded(dimension)
        pair = rules[0] * (len(dimensions[1]) + 1) + dimensions[0]
        pairs, places = np.unique(pair, return_inverse=True)
        codes = []
        for each in pairs.tolist():
            one, other = divmod(each, len(dimensions[1]) + 1)
            key = Key.of([*rules[1], None][one], [*dimensions[1], None][other])
            codes.append(self._codes.setdefault(key, len(self._codes)))
        return np.array(codes, np.int64)[places], list(self._codes)

    def _members(self, column: Any) -> tuple[Codes, bool]:  # noqa: ANN401 - pyarrow has no types
        """Return which member of the batch a line is of, and whether the first went on from before.

        A member's lines stand one after another.
        """
        codes, names = _coded(column)
        other = np.diff(codes, prepend=codes[0]) != 0
        goes_on = names[codes[0]] == self._last
        self._last = names[codes[-1]]
        return np.cumsum(other), goes_on

    @staticmethod
    def _marked(member: Codes, key: Codes, rows: Marks | None, keys: int) -> Marks:
        """Return for each member whether a line of theirs stands under each key."""
        marks = np.zeros((int(member[-1]) + 1, keys), np.bool_)
        marks[(member, key) if rows is None else (member[rows], key[rows])] = True
        return marks

    def _fresh(self, marks: Marks, place: int, *, first: bool) -> Codes:
        """Return how many members are marked under each key, those counted before left out."""
        reached: Codes = marks.sum(axis=0, dtype=np.int64)
        if first:
            before = self._seen[place]
            known = np.zeros(marks.shape[1], np.bool_)
            known[: len(before)] = before
            reached -= known & marks[0]
            if len(marks) == 1:
                marks[0] |= known
        return reached


def _coded(column: Any) -> tuple[Codes, list[str]]:  # noqa: ANN401 - pyarrow has no types
    """Return texts as codes and their words; an empty cell has the code after the last word."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words: list[str] = coded.dictionary.to_pylist()
    return coded.indices.fill_null(len(words)).to_numpy().astype(np.int64), words
