"""Outputs appear whole or not at all, in both formats, and `verify` finds what was changed."""

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.support.pages import ROOT
from tests.support.runs import everything_in, generated, index_policy, points_policy, written

from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.scoring.outputs import UNFINISHED
from goodstanding.scoring.receipt import OutputFormat, parse_receipt
from goodstanding.scoring.verify import check_outputs

FORMS = pytest.mark.parametrize("form", list(OutputFormat))


@pytest.fixture(scope="module")
def policy() -> Policy:
    return points_policy()


@pytest.fixture(scope="module")
def statements(policy: Policy) -> list[Statement]:
    return generated(policy, count=120)


@FORMS
def test_a_run_writes_its_tables_and_its_receipt_and_nothing_else(
    tmp_path: Path, policy: Policy, statements: list[Statement], form: OutputFormat
) -> None:
    receipt = written(tmp_path / "new/out", policy, statements, form=form)
    tables = {
        OutputFormat.CSV: {"statements.csv", "lines.csv"},
        OutputFormat.PARQUET: {"statements/part-00000.parquet", "lines/part-00000.parquet"},
    }[form]
    assert set(everything_in(tmp_path / "new/out")) == {*tables, "receipt.json"}
    text = (tmp_path / "new/out/receipt.json").read_bytes()
    assert parse_receipt(text, file="receipt.json") == receipt
    assert receipt.written.members == 120
    assert receipt.written.with_lines == sum(bool(each.lines) for each in statements) < 120
    checked = check_outputs(tmp_path / "new/out")
    assert checked.problems == ()
    assert (checked.statements, checked.lines) == (120, sum(len(s.lines) for s in statements))


@pytest.mark.parametrize("family", [points_policy, index_policy])
def test_both_formats_and_any_parts_give_one_state_hash(tmp_path: Path, family: object) -> None:
    assert callable(family)
    policy: Policy = family()
    found = generated(policy, count=150)
    hashes = {
        written(tmp_path / "csv", policy, found, form=OutputFormat.CSV).written.state_hash,
        written(tmp_path / "one", policy, found, form=OutputFormat.PARQUET).written.state_hash,
    }
    for rows in (1, 7, 100):
        out = tmp_path / f"parts-{rows}"
        receipt = written(out, policy, found, form=OutputFormat.PARQUET, part_rows=rows)
        hashes.add(receipt.written.state_hash)
        assert len(list((out / "statements").iterdir())) == -(-150 // rows)
        assert check_outputs(out).problems == ()
    assert len(hashes) == 1
    other = written(tmp_path / "fewer", policy, found[1:], form=OutputFormat.CSV)
    assert other.written.state_hash not in hashes


def test_parquet_holds_int64_date32_and_null_where_csv_holds_nothing(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    written(tmp_path / "p", policy, statements, form=OutputFormat.PARQUET)
    written(tmp_path / "c", policy, statements, form=OutputFormat.CSV)
    seen_empty = 0
    for name in ("statements", "lines"):
        table = pq.read_table(tmp_path / f"p/{name}/part-00000.parquet")
        types = {field.name: str(field.type) for field in table.schema}
        assert set(types.values()) == {"string", "int64", "date32[day]"}
        with (tmp_path / f"c/{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == table.num_rows > 0
        for ours, theirs in zip(table.to_pylist(), rows, strict=True):
            assert list(ours) == list(theirs)
            for key, cell in ours.items():
                seen_empty += cell is None
                assert theirs[key] == ("" if cell is None else str(cell))
    assert seen_empty > 100


def test_without_lines_there_is_one_table_and_lines_are_counted_all_the_same(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    receipt = written(tmp_path, policy, statements, form=OutputFormat.CSV, with_lines=False)
    assert set(everything_in(tmp_path)) == {"statements.csv", "receipt.json"}
    assert sum(receipt.written.lines.values()) == sum(len(each.lines) for each in statements)
    checked = check_outputs(tmp_path)
    assert (checked.problems, checked.lines) == ((), None)


@FORMS
def test_a_run_of_nobody_has_empty_tables(
    tmp_path: Path, policy: Policy, form: OutputFormat
) -> None:
    receipt = written(tmp_path, policy, [], form=form)
    assert receipt.written.members == 0
    assert [file.rows for file in receipt.written.files] == [0, 0]
    assert check_outputs(tmp_path).problems == ()


def test_a_second_run_replaces_the_first_whole_and_leaves_other_files_alone(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    written(tmp_path, policy, statements, form=OutputFormat.PARQUET, part_rows=10)
    (tmp_path / "report.html").write_text("mine", encoding="utf-8")
    written(tmp_path, policy, statements[:5], form=OutputFormat.CSV)
    assert set(everything_in(tmp_path)) == {
        "statements.csv",
        "lines.csv",
        "receipt.json",
        "report.html",
    }
    assert check_outputs(tmp_path).statements == 5


def test_the_same_inputs_give_the_same_bytes(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    for form in OutputFormat:
        written(tmp_path / f"{form}-1", policy, statements, form=form)
        written(tmp_path / f"elsewhere/{form}-2", policy, statements, form=form)
        one, two = tmp_path / f"{form}-1", tmp_path / f"elsewhere/{form}-2"
        assert everything_in(one) == everything_in(two)
        assert str(tmp_path) not in (one / "receipt.json").read_text(encoding="utf-8")


def test_an_error_on_the_way_leaves_nothing_of_a_new_folder(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    def failing() -> Iterator[Statement]:
        yield from statements[:50]
        raise RuntimeError

    for form in OutputFormat:
        with pytest.raises(RuntimeError):
            written(tmp_path / "a/b", policy, failing(), form=form, part_rows=10)  # type: ignore[arg-type] # an iterator will do
        assert list(tmp_path.iterdir()) == []


def test_an_error_on_the_way_leaves_the_run_before_as_it_was(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    def failing() -> Iterator[Statement]:
        yield from statements[:50]
        raise RuntimeError

    written(tmp_path, policy, statements, form=OutputFormat.CSV)
    before = everything_in(tmp_path)
    with pytest.raises(RuntimeError):
        written(tmp_path, policy, failing(), form=OutputFormat.CSV)  # type: ignore[arg-type] # an iterator will do
    assert everything_in(tmp_path) == before


def test_a_folder_with_other_files_is_refused_and_untouched(tmp_path: Path, policy: Policy) -> None:
    for name, content in (("notes.txt", "mine"), ("receipt.json", '{"of": "a shop"}')):
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_text(content, encoding="utf-8")
        with pytest.raises(ProblemsError) as caught:
            written(folder, policy, [], form=OutputFormat.CSV)
        assert str(caught.value) == (
            f"{folder}: the folder holds files that no score run wrote. "
            "Name a folder that is new, empty, or holds a receipt of a run before."
        )
        assert everything_in(folder) == {name: content.encode()}


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, policy: Policy) -> None:
    file = tmp_path / "out"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        written(file, policy, [], form=OutputFormat.CSV)
    assert str(caught.value) == (
        f"{file}: this is a file, and outputs need a folder. "
        "Name a folder that is new, empty, or holds a receipt of a run before."
    )
    assert file.read_text(encoding="utf-8") == "mine"


def test_what_a_killed_run_left_is_cleared_by_the_next(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    (tmp_path / UNFINISHED).mkdir()
    (tmp_path / UNFINISHED / "lines.csv").write_text("half", encoding="utf-8")
    (tmp_path / "statements.csv").write_text("half", encoding="utf-8")
    written(tmp_path, policy, statements, form=OutputFormat.PARQUET)
    assert check_outputs(tmp_path).problems == ()
    assert not (tmp_path / UNFINISHED).exists()
    assert not (tmp_path / "statements.csv").exists()


def test_two_runs_do_not_write_to_one_folder_at_once(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    def meanwhile() -> Iterator[Statement]:
        with pytest.raises(EnvironmentUnfitError, match="another run is writing there"):
            written(tmp_path, policy, statements, form=OutputFormat.CSV)
        yield from statements

    written(tmp_path, policy, meanwhile(), form=OutputFormat.CSV)  # type: ignore[arg-type] # an iterator will do
    assert check_outputs(tmp_path).statements == 120


FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.support.runs import everything_in, generated, points_policy, written
from goodstanding.errors import EnvironmentUnfitError
from goodstanding.scoring.receipt import OutputFormat

policy = points_policy()
found = generated(policy, count=400)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    written(Path(sys.argv[1]), policy, found, form=OutputFormat(sys.argv[3]))
except EnvironmentUnfitError as error:
    print(error)
"""


@FORMS
@pytest.mark.parametrize("size", [0, 100, 4_000])
def test_a_disk_that_takes_no_more_is_said_and_leaves_nothing(
    tmp_path: Path, form: OutputFormat, size: int
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-W", "error", "-c", FULL_DISK, str(out), str(size), str(form)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == (
        f"{out}: the outputs were not written: File too large. Check the disk and the rights.\n"
    )
    assert ran.stderr == ""
    assert not out.exists()


KILLED_AT = """
import os, sys, signal
from pathlib import Path
from tests.support.runs import everything_in, generated, points_policy, written
from goodstanding.scoring.receipt import OutputFormat

policy = points_policy()
old, new = generated(policy, count=30), generated(policy, count=40, seed=2)
out = Path(sys.argv[1])
point, count, counting = 0, 0, False

def audit(event, arguments):
    global count
    if counting and event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"):
        count += 1
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(audit)
written(out, policy, old, form=OutputFormat.CSV)
ended = False
while not ended:
    point += 1
    child = os.fork()
    if child == 0:
        counting = True
        written(out, policy, new, form=OutputFormat.CSV)
        os._exit(0)
    ended = os.waitpid(child, 0)[1] == 0
    names = sorted(path.name for path in out.iterdir())
    kept = Path(sys.argv[2]) / str(point)
    import shutil
    shutil.copytree(out, kept)
    if not ended:
        written(out, policy, old, form=OutputFormat.CSV)
print(point - 1)
"""


def test_a_run_killed_at_any_point_leaves_whole_outputs_or_none(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED_AT, str(tmp_path / "out"), str(tmp_path / "kept")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    points = int(ran.stdout)
    assert points >= 20
    old = new = none = 0
    for point in range(1, points + 1):
        folder = tmp_path / "kept" / str(point)
        if not (folder / "receipt.json").exists():
            none += 1
            continue
        checked = check_outputs(folder)
        assert checked.problems == ()
        old += checked.statements == 30
        new += checked.statements == 40
    assert old + new + none == points
    assert min(old, new, none) >= 1
    assert check_outputs(tmp_path / "kept" / str(points + 1)).statements == 40


def test_a_file_in_the_place_of_the_unfinished_folder_is_said(
    tmp_path: Path, policy: Policy
) -> None:
    (tmp_path / UNFINISHED).write_text("a file, where a folder belongs", encoding="utf-8")
    with pytest.raises(EnvironmentUnfitError, match="the outputs were not written: File exists"):
        written(tmp_path, policy, [], form=OutputFormat.CSV)
