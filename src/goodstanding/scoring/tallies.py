"""What the tables of a run come to, counted: how totals spread, what rules gave and took."""

# The tables are gone through once, some thousand rows at a time, whatever engine wrote them. What
# is kept grows with the rules and with the values that totals have, and not with the members.

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from goodstanding.model.policy import Policy
from goodstanding.model.statement import Why
from goodstanding.scoring.receipt import Receipt
from goodstanding.scoring.stored import StoredTable, stored_tables
from goodstanding.scoring.tables import STATEMENTS_FIRST, STATEMENTS_LAST, Row, TableName

VALUES_MAX: Final = 65_536
"""So many different values are told apart; where there are more, their last digits are left out."""

LIBRARIES: Final = ("numpy", "pyarrow")


@dataclass(slots=True)
class Spread:
    """How many members have each value: `counts` by value // `step`, a power of ten.

    The step is the least at which there are at most `VALUES_MAX` of them, whatever the order in
    which they were added.
    """

    step: int = 1
    counts: Counter[int] = field(default_factory=Counter)

    @property
    def members(self) -> int:
        """Return how many values were added."""
        return self.counts.total()

    def add(self, values: Mapping[int, int]) -> None:
        """Add how many members have each of some values."""
        for value, count in values.items():
            self.counts[value // self.step] += count
            if len(self.counts) > VALUES_MAX:
                self._widen()

    def _widen(self) -> None:
        """Leave a digit out."""
        wider: Counter[int] = Counter()
        for value, count in self.counts.items():
            wider[value // 10] += count
        self.step, self.counts = self.step * 10, wider


class Key(NamedTuple):
    """What lines stand under: a rule, measure or group; or the ends of a part, or of the total."""

    rule: str | None
    dimension: str | None

    @classmethod
    def of(cls, rule: str | None, dimension: str | None) -> "Key":
        """Return the key of a line; a measure is in one dimension, and goes by its own name."""
        return cls(rule, dimension if rule is None else None)


@dataclass(slots=True)
class Points:
    """What lines under one key came to.

    `members` have a line under it, `gaining` one that gives points, `losing` one that takes some.
    A cap of a rule is taken from what the rule gave, or from what it took.
    """

    members: int = 0
    gaining: int = 0
    losing: int = 0
    given: int = 0
    taken: int = 0

    def add(self, other: "Points") -> None:
        """Add what other lines came to, of other members."""
        self.members += other.members
        self.gaining += other.gaining
        self.losing += other.losing
        self.given += other.given
        self.taken += other.taken


@dataclass(slots=True)
class Tally:
    """A run, counted. `rules` and `without_lines` are None where no lines were kept or made."""

    totals: Spread = field(default_factory=Spread)
    dimensions: dict[str, Spread] = field(default_factory=dict)
    rules: dict[Key, Points] | None = None
    without_lines: int | None = None

    @property
    def members(self) -> int:
        """Return how many members were scored."""
        return self.totals.members


def tally(
    folder: Path, receipt: Receipt, policy: Policy | None = None, *, fast: bool | None = None
) -> Tally:
    """Count what a finished run wrote to a folder; rules are counted where the policy is given.

    `fast` counts over columns, which is done where numpy and pyarrow are installed.

    Raises:
        ProblemsError: a file is no table of a run.
    """
    tables = stored_tables(folder, receipt)
    statements = tables[TableName.STATEMENTS]
    written = receipt.written
    found = Tally()
    if written.with_lines is not None:
        found.without_lines = written.members - written.with_lines
    first, last = len(STATEMENTS_FIRST), len(STATEMENTS_LAST)
    names = [column.name for column in statements.columns[first:-last]]
    found.dimensions = {name: Spread() for name in names}
    fast = all(find_spec(name) is not None for name in LIBRARIES) if fast is None else fast
    if fast:
        from goodstanding.scoring.batch.tallied import count_lines, count_statements

        count_statements(statements, found)
    else:
        _count_statements(statements, found)
    if policy is not None and TableName.LINES in tables:
        capped = frozenset(str(name) for name in policy.rule_names)
        if fast:
            found.rules = count_lines(tables[TableName.LINES], capped)
        else:
            found.rules = count_plain(_line_rows(tables[TableName.LINES]), capped)
    return found


def _count_statements(table: StoredTable, found: Tally) -> None:
    """Count totals and dimensions, row by row."""
    spreads = {"total": found.totals, **found.dimensions}
    places = [place for place, each in enumerate(table.columns) if each.name in spreads]
    names = [table.columns[place].name for place in places]
    for placed in table.rows():
        for name, place in zip(names, places, strict=True):
            value = placed.row[place]
            assert isinstance(value, int), "a total and a dimension are never empty"
            spreads[name].add({value: 1})


def _line_rows(table: StoredTable) -> Iterator[Row]:
    """Yield member, rule, dimension, counted and why of each line."""
    names = [column.name for column in table.columns]
    places = [names.index(name) for name in ("member", "rule", "dimension", "counted", "why")]
    for placed in table.rows():
        yield tuple(placed.row[place] for place in places)


def count_plain(rows: Iterable[Row], capped: frozenset[str]) -> dict[Key, Points]:
    """Count lines of `_line_rows`, a member's one after another; `capped` are names of rules."""
    found: dict[Key, Points] = {}
    own: dict[Key, Points] = {}
    before = None
    for member, rule, dimension, counted, why in rows:
        if member != before:
            _settle(found, own)
            before, own = member, {}
        assert isinstance(counted, int), "a line counts a whole number"
        named = None if rule is None else str(rule)
        key = Key.of(named, None if dimension is None else str(dimension))
        points = own.setdefault(key, Points(members=1))
        cap = why == Why.CAPPED and named in capped
        if counted > 0 and not cap:
            points.gaining = 1
        if counted < 0 and not cap:
            points.losing = 1
        if (counted > 0) is not cap:
            points.given += counted
        else:
            points.taken += counted
    _settle(found, own)
    return found


def _settle(found: dict[Key, Points], own: Mapping[Key, Points]) -> None:
    """Add what one member's lines came to."""
    for key, points in own.items():
        found.setdefault(key, Points()).add(points)
