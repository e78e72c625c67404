"""The rows of both tables, their text form and their hash."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from tests.support.runs import generated, index_policy, points_policy

from goodstanding.errors import ProblemsError
from goodstanding.model.index import Dimension
from goodstanding.model.names import DimensionName
from goodstanding.model.policy import IndexForm, Policy
from goodstanding.model.statement import LineKind, Statement, Why
from goodstanding.scoring.rowhash import Cell
from goodstanding.scoring.tables import (
    LINE_COLUMNS,
    TableHash,
    TableName,
    cell_text,
    columns_of,
    heading,
    line_rows,
    row_text,
    state_hash,
    statement_row,
)

PLACE = {column.name: place for place, column in enumerate(LINE_COLUMNS)}


@pytest.fixture(scope="module")
def points() -> Policy:
    return points_policy()


@pytest.fixture(scope="module")
def index() -> Policy:
    return index_policy()


def test_the_columns_are_those_of_the_semantics(points: Policy, index: Policy) -> None:
    lines = "member,rule,dimension,source,record,records,on,points,counted,why,next_change\n"
    assert heading(columns_of(points)[TableName.LINES]) == lines
    assert heading(columns_of(index)[TableName.LINES]) == lines
    assert (
        heading(columns_of(points)[TableName.STATEMENTS])
        == "member,total,level,opening,next_change\n"
    )
    assert isinstance(index.form, IndexForm)
    names = ",".join(dimension.name for dimension in index.form.dimensions)
    assert len(index.form.dimensions) == 5
    assert (
        heading(columns_of(index)[TableName.STATEMENTS])
        == f"member,total,level,opening,{names},next_change\n"
    )


@pytest.mark.parametrize("family", [points_policy, index_policy])
def test_opening_and_counted_sum_to_the_total_and_kinds_fill_their_columns(
    family: Callable[[], Policy],
) -> None:
    policy = family()
    seen: set[LineKind] = set()
    empty = 0
    for statement in generated(policy, count=1_500):
        row, rows = statement_row(statement), line_rows(statement)
        assert row[0] == statement.member
        assert row[1] == row[3] + sum(line[PLACE["counted"]] for line in rows)  # type: ignore[operator,misc] # these cells hold numbers
        assert len(row) == len(columns_of(policy)[TableName.STATEMENTS])
        assert row[-1] == min(
            (line[PLACE["next_change"]] for line in rows if line[PLACE["next_change"]]),
            default=None,
            key=str,
        )
        empty += not rows
        for line, cells in zip(statement.lines, rows, strict=True):
            seen.add(line.kind)
            _check_line(line.kind, dict(zip(PLACE, cells, strict=True)))
    assert empty >= 150
    if isinstance(policy.form, IndexForm):
        assert seen >= {LineKind.ENTRY, LineKind.MEASURE}
    else:
        assert seen == {LineKind.ENTRY, LineKind.CAP, LineKind.LIMIT}


def _check_line(kind: LineKind, cells: dict[str, object]) -> None:
    """Hold a row to its row of the table in the semantics."""
    if kind is LineKind.CAP:
        assert cells["rule"] is not None
        assert (cells["source"], cells["record"], cells["dimension"]) == (None, None, None)
        assert (cells["points"], cells["why"], cells["records"]) == (0, "capped", 0)
        assert cells["next_change"] is None
    elif kind is LineKind.LIMIT:
        assert (cells["rule"], cells["points"], cells["why"]) == (None, 0, "limit")
        assert (cells["records"], cells["next_change"]) == (0, None)
    elif kind is LineKind.MEASURE:
        one = cells["records"] == 1
        assert (cells["source"] is not None) == one
        assert (cells["record"] is not None) == one
        assert cells["why"] in {"counted", "too few"}
    else:
        assert None not in (cells["rule"], cells["source"], cells["record"])
        assert cells["records"] == 1
    assert type(cells["why"]) is str
    assert isinstance(cells["on"], date)


def test_cap_lines_come_after_lines_of_entries_and_limit_lines_last(points: Policy) -> None:
    rank = {LineKind.ENTRY: 0, LineKind.MEASURE: 0, LineKind.CAP: 1, LineKind.LIMIT: 2}
    ranked = [
        [rank[line.kind] for line in statement.lines]
        for statement in generated(points, count=1_500)
    ]
    assert all(each == sorted(each) for each in ranked)
    assert sum(len(set(each)) > 1 for each in ranked) > 5


def test_dimensions_stand_between_the_opening_and_the_next_change(index: Policy) -> None:
    statement = next(each for each in generated(index, count=50) if each.lines)
    row = statement_row(statement)
    assert row[4:-1] == tuple(statement.dimensions.values())
    assert len(row[4:-1]) == 5


def test_a_dimension_named_like_a_column_is_refused(index: Policy) -> None:
    assert isinstance(index.form, IndexForm)
    first, *rest = index.form.dimensions
    taken: Dimension = replace(first, name=DimensionName("total"))
    form = IndexForm(
        scale=index.form.scale, dimensions=(taken, *rest), measures=index.form.measures
    )
    with pytest.raises(ProblemsError) as caught:
        columns_of(replace(index, form=form))
    assert str(caught.value) == (
        "dimensions.total: the table of statements has a column 'total' of its own. "
        "Give the dimension another name."
    )


def test_a_cell_is_quoted_only_where_it_has_to_be() -> None:
    assert cell_text(None) == ""
    assert cell_text(-12) == "-12"
    assert cell_text(date(2026, 1, 9)) == "2026-01-09"
    assert cell_text("王小明 m'1") == "王小明 m'1"
    assert cell_text("a,b") == '"a,b"'
    assert cell_text('a"b') == '"a""b"'
    assert cell_text("a\nb") == '"a\nb"'
    assert cell_text("a\rb") == '"a\rb"'
    assert row_text(("m-1", None, 5)) == "m-1,,5\n"


def test_the_hash_of_a_table_is_the_same_however_the_rows_come() -> None:
    columns = LINE_COLUMNS[:2]
    rows = [("m-1", "ticket"), ("m-2", None), ("m-3", "a,b")]
    at_once, one_by_one = TableHash(columns), TableHash(columns)
    at_once.add(rows)
    for row in reversed(rows):
        one_by_one.add([row])
    assert at_once.hexadecimal() == one_by_one.hexadecimal()
    assert at_once.rows == one_by_one.rows == 3
    other = TableHash(LINE_COLUMNS[1:3])
    other.add(rows)
    assert other.hexadecimal() != at_once.hexadecimal()


def test_the_hash_changes_with_a_cell_with_its_column_and_with_a_row_said_twice() -> None:
    def digest(*rows: tuple[Cell, ...]) -> str:
        table = TableHash(LINE_COLUMNS[:2])
        table.add(rows)
        return table.hexadecimal()

    found = [
        digest(),
        digest(("a", 1)),
        digest(("a", 2)),
        digest(("a", -1)),
        digest(("a", None)),
        digest(("a", "")),
        digest((1, "a")),
        digest(("a", date(1970, 1, 3))),
        digest(("a", 1), ("a", 1)),
        digest(("a", 1), ("b", 2)),
        digest(("a", 2), ("b", 1)),
    ]
    # Day 2 and the number 2 are one cell: a column holds the one or the other.
    assert found[7] == found[2]
    assert len(set(found)) == len(found) - 1


def test_the_state_hash_names_the_tables_there_are() -> None:
    both = {TableName.LINES: "bb", TableName.STATEMENTS: "aa"}
    assert state_hash(both) == hashlib.sha256(b"statements aa\nlines bb\n").hexdigest()
    alone = {TableName.STATEMENTS: "aa"}
    assert state_hash(alone) == hashlib.sha256(b"statements aa\n").hexdigest()


def test_a_statement_without_lines_has_a_row_of_its_opening(points: Policy) -> None:
    statement = Statement(
        member=generated(points, count=1)[0].member,
        as_of=date(2027, 1, 1),
        opening=1000,
        lines=(),
        level=points.level(1000, None),
        dimensions={},
    )
    assert statement_row(statement) == ("m-000000", 1000, "none", 1000, None)
    assert line_rows(statement) == []


def test_the_words_of_why_are_those_of_the_model() -> None:
    assert {str(why) for why in Why} >= {"counted", "faded", "capped", "limit", "too few"}
