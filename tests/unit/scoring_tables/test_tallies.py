"""What a run comes to, counted over columns and row by row, in both formats and by both engines."""

from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.cities import by_definition, by_kernel, city, rows_of, snapshot
from tests.support.runs import generated, index_policy, points_policy, written

from goodstanding.errors import ProblemsError
from goodstanding.model.policy import Policy
from goodstanding.scoring.batch import tallied
from goodstanding.scoring.receipt import OutputFormat
from goodstanding.scoring.stored import StoredTable, stored_tables
from goodstanding.scoring.tables import LINE_COLUMNS, TableName
from goodstanding.scoring.tallies import Key, Points, Spread, count_plain, tally


def plainly(out: Path, policy: Policy) -> dict[Key, Points]:
    """Return what rules came to, counted here in the most obvious way."""
    names = {str(name) for name in policy.rule_names}
    found: dict[Key, Points] = defaultdict(Points)
    for place, mark in enumerate(("members", "gaining", "losing")):
        seen = set()
        for row in rows_of(out, "lines"):
            cap = row["why"] == "capped" and row["rule"] in names
            counts = (True, row["counted"] > 0 and not cap, row["counted"] < 0 and not cap)[place]
            key = Key.of(row["rule"], row["dimension"])
            if counts:
                seen.add((key, row["member"]))
        for key, many in Counter(key for key, _ in seen).items():
            setattr(found[key], mark, many)
    for row in rows_of(out, "lines"):
        cap = row["why"] == "capped" and row["rule"] in names
        points = found[Key.of(row["rule"], row["dimension"])]
        if (row["counted"] > 0) != cap:
            points.given += row["counted"]
        else:
            points.taken += row["counted"]
    return dict(found)


@pytest.mark.parametrize("seed", range(12))
def test_both_ways_of_counting_agree_on_crowded_cities(seed: int, tmp_path: Path) -> None:
    made = city(seed, members=40)
    receipt = by_definition(made, tmp_path / "parquet")
    comma = by_definition(made, tmp_path / "csv", form=OutputFormat.CSV)
    kernel = by_kernel(made, snapshot(made, tmp_path / "snapshot"), tmp_path / "kernel")
    found = tally(tmp_path / "parquet", receipt, made.policy)
    assert found == tally(tmp_path / "csv", comma, made.policy)
    assert found == tally(tmp_path / "kernel", kernel, made.policy)
    assert found == tally(tmp_path / "csv", comma, made.policy, fast=False)
    assert found.rules == plainly(tmp_path / "parquet", made.policy)
    assert found.members == 40
    totals = Counter(row["total"] for row in rows_of(tmp_path / "parquet", "statements"))
    assert found.totals.counts == totals
    with_lines = {row["member"] for row in rows_of(tmp_path / "parquet", "lines")}
    assert found.without_lines == 40 - len(with_lines)
    assert found.rules


def test_the_cities_have_gains_losses_caps_and_parts(tmp_path: Path) -> None:
    """What the comparison is worth: every kind of count occurs in it."""
    whole = Points()
    keys = set()
    for seed in range(12):
        made = city(seed, members=40)
        receipt = by_definition(made, tmp_path / str(seed))
        for key, points in (tally(tmp_path / str(seed), receipt, made.policy).rules or {}).items():
            whole.add(points)
            keys.add((key.rule is None, key.dimension is None))
    assert min(whole.members, whole.gaining, whole.losing, whole.given, -whole.taken) > 0
    assert keys == {(False, True), (True, False), (True, True)}


@pytest.mark.parametrize("form", OutputFormat)
@pytest.mark.parametrize("rows_at_once", [1, 2, 3, 7, 100_000])
def test_a_member_on_both_sides_of_a_batch_counts_once(
    rows_at_once: int, form: OutputFormat, tmp_path: Path
) -> None:
    for policy in (points_policy(), index_policy()):
        statements = generated(policy, count=60)
        names = frozenset(str(name) for name in policy.rule_names)
        receipt = written(tmp_path / form, policy, statements, form=form)
        table = stored_tables(tmp_path / form, receipt)[TableName.LINES]
        found = tallied.count_lines(table, names, rows_at_once=rows_at_once)
        written(tmp_path / "rows", policy, statements, form=OutputFormat.PARQUET)
        assert found == plainly(tmp_path / "rows", policy)
        assert max(points.members for points in found.values()) > 1


def test_a_cap_is_taken_from_what_its_rule_gave_and_a_group_stands_alone() -> None:
    rows: list[tuple[str, str | None, str | None, int, str]] = [
        ("a", "shift", None, 5, "counted"),
        ("a", "shift", None, 5, "counted"),
        ("a", "fine", None, -8, "counted"),
        ("a", "shift", None, -4, "capped"),
        ("a", "fine", None, 3, "capped"),
        ("a", "both", None, -1, "capped"),
        ("a", None, None, -2, "limit"),
        ("b", "shift", None, 0, "expired"),
    ]
    assert count_plain(rows, frozenset({"shift", "fine"})) == {
        Key("shift", None): Points(members=2, gaining=1, losing=0, given=6, taken=0),
        Key("fine", None): Points(members=1, gaining=0, losing=1, given=0, taken=-5),
        Key("both", None): Points(members=1, gaining=0, losing=1, given=0, taken=-1),
        Key(None, None): Points(members=1, gaining=0, losing=1, given=0, taken=-2),
    }


def test_without_lines_rules_are_not_known(tmp_path: Path) -> None:
    made = city(3)
    kernel = by_kernel(
        made, snapshot(made, tmp_path / "snapshot"), tmp_path / "out", with_lines=False
    )
    found = tally(tmp_path / "out", kernel, made.policy)
    assert (found.rules, found.without_lines, found.members) == (None, None, 12)
    kept = by_definition(made, tmp_path / "two", with_lines=False)
    found = tally(tmp_path / "two", kept, made.policy)
    assert found.rules is None
    assert found.without_lines is not None


def test_a_table_that_was_changed_is_named(tmp_path: Path) -> None:
    policy = points_policy()
    receipt = written(tmp_path, policy, generated(policy, count=12), form=OutputFormat.PARQUET)
    path = tmp_path / "lines/part-00000.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ProblemsError) as caught:
        tally(tmp_path, receipt, policy)
    assert [problem.code.name for problem in caught.value.problems] == ["verify-file-unreadable"]


def test_memory_does_not_grow_with_the_members(tmp_path: Path) -> None:
    """Two parts of many members: what is kept is counts by rule and by value."""
    count = 200_000
    rows = pa.table(
        {
            "member": [f"m-{place:07}" for place in range(count)],
            "rule": pa.array(["shift", "fine"] * (count // 2)),
            "dimension": pa.array([None] * count, pa.string()),
            "source": ["s"] * count,
            "record": [f"r{place}" for place in range(count)],
            "records": [1] * count,
            "on": pa.array([0] * count, pa.int32()).cast(pa.date32()),
            "points": [1] * count,
            "counted": [Random(1).choice([1, 2])] * count,
            "why": ["counted"] * count,
            "next_change": pa.array([None] * count, pa.date32()),
        }
    )
    pq.write_table(rows, tmp_path / "part-00000.parquet")
    table = StoredTable(
        name=TableName.LINES,
        format=OutputFormat.PARQUET,
        columns=LINE_COLUMNS,
        files=(tmp_path / "part-00000.parquet",),
    )
    import tracemalloc

    tracemalloc.start()
    found = tallied.count_lines(table, frozenset({"shift", "fine"}))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {key.rule: points.members for key, points in found.items()} == {
        "shift": count // 2,
        "fine": count // 2,
    }
    assert peak < 32 * 1024 * 1024


def test_the_tables_of_a_run_are_those_of_its_receipt(tmp_path: Path) -> None:
    policy = points_policy()
    receipt = written(tmp_path, policy, generated(policy, count=5), form=OutputFormat.CSV)
    assert list(stored_tables(tmp_path, receipt)) == [TableName.STATEMENTS, TableName.LINES]
    assert isinstance(tally(tmp_path, receipt).totals, Spread)
    assert tally(tmp_path, receipt).rules is None
