"""An operator scores files: tables, a receipt, a summary without people, and what is refused."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.pages import ROOT
from tests.support.timebank import LINES, MARKED, POLICY, RECORDS, STATEMENTS, write_inputs

from goodstanding.cli import run

STUDY = ROOT / "policies/stack-exchange-2018/stack-exchange-2018.yaml"
PUBLISHED = ROOT.parent / "shared/data/stack-exchange-ai-2018"
Capture = pytest.CaptureFixture[str]


def test_records_become_statements_lines_and_a_receipt(tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "out"
    options = write_inputs(tmp_path)
    assert run(["score", *options, "--out", str(out), "--format", "csv"]) == 0
    assert (out / "statements.csv").read_text(encoding="utf-8") == STATEMENTS
    assert (out / "lines.csv").read_text(encoding="utf-8") == LINES
    receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["policy"] == {
        "name": "volunteer-network",
        "edition": 1,
        "purpose": "programme",
        "sha256": hashlib.sha256(POLICY.read_bytes()).hexdigest(),
        "legal_basis": {},
    }
    assert (receipt["engine"], receipt["as_of"]) == ("definition", "2027-06-30")
    assert receipt["members"] == {
        "scored": 4,
        "with_lines": 3,
        "stated_by": "members file",
        "levels_held_before": "not given",
        "levels": {"thanked": 0, "none": 4},
    }
    assert receipt["records"] == {
        "read": 8,
        "refused": 0,
        "dropped": 1,
        "withheld": 1,
        "repeated": 0,
    }
    assert receipt["lines"] == {"capped": 1, "counted": 5, "under review": 1}
    assert [seen["name"] for seen in receipt["inputs"]] == [
        "records.csv",
        "members.csv",
        "states.csv",
    ]
    for seen in receipt["inputs"]:
        content = (tmp_path / seen["name"]).read_bytes()
        assert seen["sha256"] == hashlib.sha256(content).hexdigest()
    said = capsys.readouterr()
    assert said.err == ""
    assert "members: 4, 3 of them with lines" in said.out
    assert f"state hash: {receipt['state_hash']}" in said.out


def test_nothing_printed_holds_a_person(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path, records=RECORDS + f"z-1,shift-board,{MARKED},shift,x,1\n")
    assert run(["score", *options, "--out", str(tmp_path / "a")]) == 1
    assert run(["score", *options, "--out", str(tmp_path / "b"), "--json"]) == 1
    said = capsys.readouterr()
    assert MARKED in RECORDS
    for word in (MARKED, "anna", "s-1", "z-1"):
        assert word not in said.out
        assert word not in said.err


def test_both_formats_give_one_state_hash_and_without_lines_another(
    tmp_path: Path, capsys: Capture
) -> None:
    options = write_inputs(tmp_path)
    hashes = {}
    for name, more in (
        ("parquet", []),
        ("csv", ["--format", "csv"]),
        ("short", ["--no-lines", "--format", "csv"]),
    ):
        assert run(["score", *options, "--out", str(tmp_path / name), *more]) == 0
        receipt = json.loads((tmp_path / name / "receipt.json").read_text(encoding="utf-8"))
        hashes[name] = receipt["state_hash"]
    assert hashes["parquet"] == hashes["csv"] != hashes["short"]
    assert not (tmp_path / "short/lines.csv").exists()
    capsys.readouterr()


def test_a_bad_row_comes_back_and_the_good_rows_are_scored(tmp_path: Path, capsys: Capture) -> None:
    bad = RECORDS + "s-9,shift-board,anna,shift,2027-13-01,3\ns-10,shift-board,anna,shift,,900\n"
    options = write_inputs(tmp_path, records=bad)
    out = tmp_path / "out"
    assert run(["score", *options, "--out", str(out), "--format", "csv"]) == 1
    said = capsys.readouterr()
    assert (out / "statements.csv").read_text(encoding="utf-8") == STATEMENTS
    receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    assert (receipt["records"]["read"], receipt["records"]["refused"]) == (10, 2)
    lines = said.err.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"{tmp_path}/records.csv:10: on: ")
    assert all(line.startswith(f"{tmp_path}/records.csv:11: ") for line in lines[1:])
    assert "900" not in said.err


def test_many_bad_rows_are_listed_up_to_a_limit(tmp_path: Path, capsys: Capture) -> None:
    rows = "".join(f"b-{i},shift-board,anna,shift,never,1\n" for i in range(1_100))
    options = write_inputs(tmp_path, records=RECORDS + rows)
    assert run(["score", *options, "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1_001
    assert said[-1] == ("And 100 more: goodstanding intake check --refused FILE writes them all.")


def test_a_run_on_a_day_before_the_policy_is_in_force_writes_nothing(
    tmp_path: Path, capsys: Capture
) -> None:
    options = write_inputs(tmp_path)
    options[options.index("2027-06-30")] = "2026-12-31"
    assert run(["score", *options, "--out", str(tmp_path / "out")]) == 1
    assert "in force from 2027-01-01" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "more, code, words",
    [
        (["--engine", "definition", "--workers", "2"], 2, "--workers: the definition has none"),
        (["--workers", "2", "--buckets", "3"], 2, "--workers, --buckets: the definition has none"),
        (["--engine", "magic"], 2, "no such engine. Those that are there: definition, "),
        (["--off", "100"], 2, "--off says how totals may differ from those of --expect"),
        (["--as-of", "30.6.2027"], 2, "--as-of"),
        (["--format", "xlsx"], 2, "--format"),
        (["--legal-basis", "shift=law"], 2, "no offence or health kind"),
        (["--out", "/dev/null/out"], 3, "the outputs were not written"),
    ],
)
def test_wrong_usage_and_an_unfit_place_are_said_and_nothing_is_written(
    tmp_path: Path, capsys: Capture, more: list[str], code: int, words: str
) -> None:
    options = write_inputs(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert run(["score", *options, "--out", str(tmp_path / "out"), *more]) == code
    assert words in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_the_control_of_wrong_usage_runs(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    more = ["--engine", "definition", "--lines", "--format", "parquet"]
    assert run(["score", *options, "--out", str(tmp_path / "out"), *more]) == 0
    capsys.readouterr()


def test_missing_inputs_are_named(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    for name in ("records", "members", "states"):
        changed = [
            f"{tmp_path}/none.csv" if each.endswith(f"{name}.csv") else each for each in options
        ]
        assert run(["score", *changed, "--out", str(tmp_path / "out")]) in {1, 3}
        assert f"{tmp_path}/none.csv" in capsys.readouterr().err
        assert not (tmp_path / "out").exists()


def test_expected_totals_are_compared_by_count(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    expect = tmp_path / "expect.csv"
    expect.write_text(
        f"total,member\n36,anna\n100,boris\n{32 - 100},{MARKED}\n0,silent\n0,unknown\n",
        encoding="utf-8",
    )
    base = ["score", *options, "--out", str(tmp_path / "out"), "--expect", str(expect)]
    assert run(base) == 0
    said = capsys.readouterr().out
    assert "agree, all: 3 of 5" in said
    assert "agree, with records: 1 of 3" in said
    assert run([*base, "--off", "100"]) == 0
    said = capsys.readouterr().out
    assert "agree, all: 5 of 5" in said
    assert "agree, with records: 3 of 3" in said
    assert run([*base, "--off", "99", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["expect"] == {
        "column": "total",
        "off": 99,
        "all_members": 5,
        "all_agree": 3,
        "with_records": 3,
        "with_records_agree": 1,
        "unexpected": 0,
    }


def test_the_command_itself_ends_with_the_code(tmp_path: Path) -> None:
    options = write_inputs(tmp_path, records=RECORDS + "s-9,shift-board,anna,shift,x,3\n")
    command = [str(Path(sys.executable).with_name("goodstanding")), "score", *options]
    ran = subprocess.run(
        [*command, "--out", str(tmp_path / "out")], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert ran.stderr.startswith(f"{tmp_path}/records.csv:10: on: ")


def test_on_a_terminal_there_is_a_table_and_still_no_person(tmp_path: Path) -> None:
    options = write_inputs(tmp_path)
    command = [str(Path(sys.executable).with_name("goodstanding")), "score", *options]
    ours, theirs = os.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        [*command, "--out", str(tmp_path / "out")], stdout=theirs, stderr=theirs, env=environment
    ) as ran:
        os.close(theirs)
        text = b""
        while piece := _read(ours):
            text += piece
    os.close(ours)
    assert ran.returncode == 0
    said = text.decode()
    assert "volunteer-network on 2027-06-30" in said
    assert "┃" in said or "│" in said
    for word in (MARKED, "anna", "Traceback"):
        assert word not in said


def _read(terminal: int) -> bytes:
    """Return what stands on a terminal, nothing once its program has ended."""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""


published = pytest.mark.skipif(
    not PUBLISHED.is_dir(), reason="the published records are not at ../shared/data"
)
FLOOR = "hold: at every record"
QUESTION = "points: 5 "


def study(tmp_path: Path, changes: dict[str, str]) -> Path:
    """Return the study's policy with some of its text changed."""
    text = STUDY.read_text(encoding="utf-8")
    for before, after in changes.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    path = tmp_path / "stack-exchange-2018.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@published
@pytest.mark.parametrize(
    "changes, with_records, everybody",
    [
        ({}, 774, 7_634),
        ({FLOOR: "hold: at the end"}, 706, 7_566),
        ({QUESTION: "points: 10 "}, 219, 7_079),
    ],
    ids=["the rules of 2018", "a floor at the end", "ten for a question"],
)
def test_the_real_totals_of_stack_exchange_come_out(
    tmp_path: Path,
    capsys: Capture,
    changes: dict[str, str],
    with_records: int,
    everybody: int,
) -> None:
    command = ["score", "--policy", str(study(tmp_path, changes)), "--as-of", "2018-09-02"]
    command += ["--records", str(PUBLISHED / "records.csv"), "--out", str(tmp_path / "out")]
    command += ["--expect", str(PUBLISHED / "totals.csv"), "--off", "100", "--json"]
    assert run(command) == 0
    agreement = json.loads(capsys.readouterr().out)["expect"]
    assert (agreement["with_records_agree"], agreement["with_records"]) == (with_records, 899)
    assert (agreement["all_agree"], agreement["all_members"]) == (everybody, 7_782)


@published
def test_totals_that_the_data_sheet_does_not_describe_are_refused(
    tmp_path: Path, capsys: Capture
) -> None:
    other = tmp_path / "totals.csv"
    other.write_bytes((PUBLISHED / "totals.csv").read_bytes())
    command = ["score", "--policy", str(STUDY), "--as-of", "2018-09-02", "--expect", str(other)]
    command += ["--records", str(PUBLISHED / "records.csv"), "--out", str(tmp_path / "out")]
    assert run(command) == 1
    assert "data sheet" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
