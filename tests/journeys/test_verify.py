"""An auditor verifies a run: unchanged, and the same inputs give the same lines."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.pages import fenced_of, page
from tests.support.timebank import MARKED, POLICY, RECORDS, write_inputs

from goodstanding.cli import run

Capture = pytest.CaptureFixture[str]
FORMATS = pytest.mark.parametrize("form", ["csv", "parquet"])


@pytest.fixture
def scored(tmp_path: Path, capsys: Capture, form: str) -> tuple[Path, list[str]]:
    """Return the folder of a run, and the options that name its inputs."""
    options = write_inputs(tmp_path)
    out = tmp_path / "out"
    assert run(["score", *options, "--out", str(out), "--format", form]) == 0
    capsys.readouterr()
    at = options.index("--as-of")
    return out, options[:at] + options[at + 2 :]


@FORMATS
def test_an_unchanged_run_verifies_by_its_folder_or_its_receipt(
    scored: tuple[Path, list[str]], capsys: Capture
) -> None:
    out, _ = scored
    for path in (out, out / "receipt.json"):
        assert run(["verify", str(path)]) == 0
        said = capsys.readouterr()
        assert said.out == (
            "The outputs are as they were written: 4 statements, 7 lines sum to the totals.\n"
            "Nothing was scored again: give --policy and --records to do that.\n"
        )
        assert said.err == ""


@FORMATS
def test_the_same_inputs_give_the_same_lines(
    scored: tuple[Path, list[str]], capsys: Capture
) -> None:
    out, options = scored
    assert run(["verify", str(out), *options]) == 0
    assert "The same inputs give the same lines." in capsys.readouterr().out
    assert run(["verify", str(out), *options, "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    assert content == {
        "state_hash": receipt["state_hash"],
        "statements": 4,
        "lines": 7,
        "scored_again": True,
        "problems": [],
    }


@FORMATS
def test_a_flipped_byte_is_found_and_nothing_is_scored_again(
    scored: tuple[Path, list[str]], capsys: Capture
) -> None:
    out, options = scored
    files = sorted(path for path in out.rglob("*") if path.is_file())
    assert len(files) == 3
    for path in files:
        content = path.read_bytes()
        for place in (0, len(content) // 2, len(content) - 1):
            changed = bytearray(content)
            changed[place] ^= 1
            path.write_bytes(changed)
            assert run(["verify", str(out), *options]) == 1
            said = capsys.readouterr()
            assert said.out == ""
            assert str(path) in said.err
            assert MARKED not in said.err
        path.write_bytes(content)
        assert run(["verify", str(out), *options]) == 0
        capsys.readouterr()


@FORMATS
def test_other_records_are_named_and_so_are_the_rows_that_differ(
    scored: tuple[Path, list[str]], tmp_path: Path, capsys: Capture
) -> None:
    out, options = scored
    records = tmp_path / "records.csv"
    records.write_text(RECORDS.replace("2027-04-01,8\nw-2", "2027-04-01,7\nw-2"), encoding="utf-8")
    assert run(["verify", str(out), *options]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("records.csv: the file is not as it was when it was scored. ")
    assert len(said) == 3
    lines, first, third = {
        "csv": ("lines.csv", 2, 4),
        "parquet": ("lines/part-00000.parquet", 1, 3),
    }[next(path.suffix[1:] for path in out.rglob("*") if path.suffix in {".csv", ".parquet"})]
    statements = lines.replace("lines", "statements")
    assert said[1].startswith(f"{out}/{statements}:{first}: scoring again gives another total. ")
    assert said[2].startswith(
        f"{out}/{lines}:{third}: scoring again gives another points, counted. "
    )
    assert "anna" not in "".join(said)


@pytest.mark.parametrize("form", ["csv"])
def test_another_edition_and_another_file_of_states_are_named(
    scored: tuple[Path, list[str]], tmp_path: Path, capsys: Capture
) -> None:
    out, options = scored
    policy = tmp_path / "volunteer-network.yaml"
    policy.write_text(POLICY.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    changed = [str(policy) if each == str(POLICY) else each for each in options]
    assert run(["verify", str(out), *changed]) == 1
    assert capsys.readouterr().err.splitlines() == [
        (
            "volunteer-network: the policy is not the one of the run. "
            "Give the files that were scored; the receipt has their hashes."
        )
    ]
    without = options[: options.index("--states")]
    assert run(["verify", str(out), *without]) == 1
    said = capsys.readouterr().err
    assert "states.csv: the run read this file, and it is not among those given." in said
    assert "scoring again gives another counted, why" in said


@pytest.mark.parametrize("form", ["csv"])
def test_half_of_the_inputs_is_wrong_usage(scored: tuple[Path, list[str]], capsys: Capture) -> None:
    out, options = scored
    for some in (options[:2], options[2:4], options[4:6]):
        assert run(["verify", str(out), *some]) == 2
        assert "--policy and --records at least" in capsys.readouterr().err


def test_what_is_no_run_is_said(tmp_path: Path, capsys: Capture) -> None:
    assert run(["verify", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        f"{tmp_path}/receipt.json: there is no receipt here, so no finished run. "
        "Give the folder that goodstanding score wrote, or score again.\n"
    )
    export = tmp_path / "export.json"
    export.write_text('{"personal copy": true}', encoding="utf-8")
    assert run(["verify", str(export)]) == 1
    assert capsys.readouterr().err == (
        f"{export}: this is not the receipt of a score run. Give the receipt.json that "
        "goodstanding score wrote, or its folder; a member's own copy is not verified by this "
        "version.\n"
    )


@pytest.mark.parametrize("form", ["parquet"])
def test_the_state_hash_comes_out_by_what_the_reference_says(
    scored: tuple[Path, list[str]],
) -> None:
    out, _ = scored
    text = page("docs/reference/outputs.md")
    [script] = [block.text for block in fenced_of(text) if block.words == ("python",)]
    command = [sys.executable, "-c", script, str(out)]
    ran = subprocess.run(command, cwd=out, capture_output=True, text=True, check=True)
    receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
    assert ran.stdout.split()[0] == receipt["state_hash"]
