"""An operator scores a large city: the embedded engine, its snapshot, and what comes out."""

import json
from pathlib import Path

import pytest
from tests.support.runs import everything_in
from tests.support.timebank import LINES, MARKED, RECORDS, STATEMENTS, write_inputs

from goodstanding.cli import run

Capture = pytest.CaptureFixture[str]
EMBEDDED = ["--engine", "embedded"]


def state_hash(out: Path) -> str:
    """Return the state hash of a run."""
    return str(json.loads((out / "receipt.json").read_text(encoding="utf-8"))["state_hash"])


def test_the_embedded_engine_writes_what_the_definition_does(
    tmp_path: Path, capsys: Capture
) -> None:
    options = write_inputs(tmp_path)
    out = tmp_path / "out"
    assert run(["score", *options, "--out", str(out), *EMBEDDED, "--format", "csv"]) == 0
    said = capsys.readouterr()
    assert "engine: embedded" in said.out
    assert MARKED not in said.out + said.err
    assert (out / "statements.csv").read_text(encoding="utf-8") == STATEMENTS
    assert (out / "lines.csv").read_text(encoding="utf-8") == LINES
    assert set(everything_in(out)) == {"statements.csv", "lines.csv", "receipt.json"}
    other = tmp_path / "other"
    assert run(["score", *options, "--out", str(other), "--engine", "definition"]) == 0
    assert state_hash(other) == state_hash(out)
    ours = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    theirs = json.loads((other / "receipt.json").read_text(encoding="utf-8"))
    assert {key for key in ours if ours[key] != theirs[key]} == {
        "engine", "outputs", "receipt_sha256",
    }  # fmt: skip
    at = options.index("--as-of")
    parts = tmp_path / "parts"
    assert run(["score", *options, "--out", str(parts), *EMBEDDED, "--buckets", "3"]) == 0
    assert run(["verify", str(parts), *options[:at], *options[at + 2 :]]) == 0
    assert "The same inputs give the same lines." in capsys.readouterr().out


def test_a_snapshot_is_kept_reused_and_scored_by_itself(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path, records=RECORDS + "s-9,shift-board,anna,shift,never,3\n")
    kept = tmp_path / "kept"
    command = ["score", *options, *EMBEDDED, "--snapshot", str(kept), "--out"]
    assert run([*command, str(tmp_path / "one")]) == 1
    first = capsys.readouterr().err
    assert first.startswith(f"{tmp_path}/records.csv:10: on: ")
    stamp = (kept / "snapshot.json").stat().st_mtime_ns
    assert run([*command, str(tmp_path / "two")]) == 1
    assert capsys.readouterr().err == first
    assert (kept / "snapshot.json").stat().st_mtime_ns == stamp
    alone = ["score", "--policy", options[1], "--as-of", options[3], "--records", str(kept)]
    assert run([*alone, "--out", str(tmp_path / "three")]) == 1
    assert capsys.readouterr().err == first
    hashes = {state_hash(tmp_path / name) for name in ("one", "two", "three")}
    assert len(hashes) == 1
    write_inputs(tmp_path)
    assert run([*command, str(tmp_path / "four")]) == 0
    assert (kept / "snapshot.json").stat().st_mtime_ns != stamp
    assert state_hash(tmp_path / "four") in hashes  # the row that was refused counted for nobody


def test_inputs_that_cannot_be_used_leave_nothing(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path, members="member,joined\nanna,2027-01-01\n")
    before = sorted(tmp_path.iterdir())
    assert run(["score", *options, *EMBEDDED, "--out", str(tmp_path / "new/out")]) == 1
    assert "members.csv" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_published_totals_are_compared_by_either_engine(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    expect = tmp_path / "expect.csv"
    expect.write_text(f"member,total\nanna,36\nboris,9\n{MARKED},32\n", encoding="utf-8")
    said = []
    for engine in ("definition", "embedded"):
        out = tmp_path / engine
        command = ["score", *options, "--engine", engine, "--out", str(out), "--json"]
        assert run([*command, "--expect", str(expect)]) == 0
        said.append(json.loads(capsys.readouterr().out)["expect"])
    assert said[0] == said[1]
    assert (said[0]["all_agree"], said[0]["all_members"], said[0]["unexpected"]) == (2, 3, 1)


def test_large_inputs_are_for_the_embedded_engine(tmp_path: Path) -> None:
    from goodstanding.cli import city  # its module `run` would stand in the way of the function

    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    small.write_bytes(b"x" * 100)
    with large.open("wb") as file:
        file.truncate(city.LARGE_BYTES + 1)
    assert not city.suits([small])
    assert city.suits([small, large])
    assert city.suits([tmp_path])
