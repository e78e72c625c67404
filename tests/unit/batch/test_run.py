"""A snapshot scored bucket by bucket comes to the rows and the state hash of the definition."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.cities import by_definition, by_kernel, city, rows_of, snapshot
from tests.support.programme import DAY, TOWN, checked
from tests.support.runs import everything_in

from goodstanding.scoring.receipt import OutputFormat, Receipt
from goodstanding.scoring.verify import check_outputs


def counts_of(receipt: Receipt) -> tuple[object, ...]:
    """Return what two engines have to agree on."""
    written = receipt.written
    lines = {why: count for why, count in written.lines.items() if count}
    return (written.members, written.with_lines, dict(written.levels), lines, written.tables,
            written.state_hash)  # fmt: skip


def test_crowded_cities_agree_with_the_definition_row_by_row(tmp_path: Path) -> None:
    lines = 0
    families: set[str] = set()
    for seed in range(60):
        made = city(seed)
        theirs, ours = tmp_path / f"d{seed}", tmp_path / f"k{seed}"
        expected = by_definition(made, theirs)
        found = by_kernel(made, snapshot(made, tmp_path / f"s{seed}"), ours)
        for name in ("statements", "lines"):
            wanted = rows_of(theirs, name)
            got = sorted(rows_of(ours, name), key=lambda row: row["member"])
            assert got == wanted, (seed, name)
            lines += len(wanted)
        assert counts_of(found) == counts_of(expected), seed
        assert check_outputs(ours).problems == ()
        families.add(type(made.policy.form).__name__)
    assert len(families) == 2
    assert lines > 1_000


def test_one_state_hash_for_any_buckets_workers_and_format(tmp_path: Path) -> None:
    made = city(7, members=60)
    expected = by_definition(made, tmp_path / "definition")
    hashes = []
    for buckets, workers, form in ((1, 1, "parquet"), (5, 1, "parquet"), (64, 2, "csv")):
        kept = snapshot(made, tmp_path / f"snapshot-{buckets}", buckets=buckets)
        out = tmp_path / f"out-{buckets}"
        receipt = by_kernel(made, kept, out, workers=workers, form=OutputFormat(form))
        hashes.append(receipt.written.state_hash)
        assert check_outputs(out).problems == ()
    assert set(hashes) == {expected.written.state_hash}
    fewer = replace(made, members=made.members[1:])
    assert by_definition(fewer, tmp_path / "fewer").written.state_hash not in hashes


def test_a_csv_file_is_that_of_the_definition_byte_for_byte(tmp_path: Path) -> None:
    made = city(11, members=40)
    by_definition(made, tmp_path / "d", form=OutputFormat.CSV)
    kept = snapshot(made, tmp_path / "s")
    by_kernel(made, kept, tmp_path / "k", form=OutputFormat.CSV)
    theirs, ours = everything_in(tmp_path / "d"), everything_in(tmp_path / "k")
    assert set(ours) == set(theirs)
    for name in ("statements.csv", "lines.csv"):
        assert ours[name] == theirs[name]
        assert len(ours[name]) > 900


def test_without_lines_the_statements_are_the_same(tmp_path: Path) -> None:
    made = city(3, members=40)
    kept = snapshot(made, tmp_path / "s")
    by_kernel(made, kept, tmp_path / "with")
    receipt = by_kernel(made, kept, tmp_path / "without", with_lines=False)
    assert rows_of(tmp_path / "without", "statements") == rows_of(tmp_path / "with", "statements")
    assert (receipt.written.with_lines, dict(receipt.written.lines)) == (None, {})
    assert not (tmp_path / "without/lines").exists()
    assert check_outputs(tmp_path / "without").problems == ()


@pytest.mark.parametrize("members", [0, 1])
def test_a_city_of_nobody_or_one_has_tables(tmp_path: Path, members: int) -> None:
    made = city(5, members=members)
    expected = by_definition(made, tmp_path / "d")
    found = by_kernel(made, snapshot(made, tmp_path / "s"), tmp_path / "k")
    assert counts_of(found) == counts_of(expected)
    assert check_outputs(tmp_path / "k").problems == ()


def test_a_field_is_read_that_stands_behind_many_that_no_rule_reads(tmp_path: Path) -> None:
    others = ", ".join(f"f{place}: whole number 1..2" for place in range(9))
    policy = checked(TOWN, ("fields: {hours:", f"fields: {{{others}, hours:")).policy
    assert policy is not None
    made = replace(city(4, members=30, policy=policy), as_of=DAY)
    expected = by_definition(made, tmp_path / "d")
    found = by_kernel(made, snapshot(made, tmp_path / "s"), tmp_path / "k")
    assert counts_of(found) == counts_of(expected)
    assert sum(found.written.lines.values()) > 0, found.written.lines
