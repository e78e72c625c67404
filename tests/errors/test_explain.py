"""What `explain` and `whatif` refuse, each code with its exact words."""

from pathlib import Path

import pytest

from goodstanding.cli import run

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "policies" / "volunteer-network" / "volunteer-network.yaml"
DAY = "2027-02-01"


@pytest.fixture
def given(tmp_path: Path) -> list[str]:
    records, members = tmp_path / "records.csv", tmp_path / "members.csv"
    records.write_text("id,source,member,kind,on,hours\n")
    members.write_text("member,joined,sources,until\nm-1,2027-01-01,,\n")
    files = ["--policy", str(POLICY), "--records", str(records), "--members", str(members)]
    return [*files, "--as-of", DAY]


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run(arguments) == 1
    return capsys.readouterr().err.strip()


def test_explain_no_such_member(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", *given, "--member", "m-1"]) == 0  # the control
    capsys.readouterr()
    assert said(["explain", *given, "--member", "m-2"], capsys) == (
        "--member: nobody who joined has this identifier. Give it as the members file does, or as "
        "the records do where there is none."
    )


def test_whatif_bad_record(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["whatif", *given, "--member", "m-1", "--add"]
    assert run([*asked, f"shift on={DAY} hours=2"]) == 0  # the control
    capsys.readouterr()
    assert said([*asked, f"shift on={DAY} hours=two"], capsys).startswith("--add: ")


def test_whatif_later(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["whatif", *given, "--member", "m-1", "--add", "shift on=2027-02-02 hours=2"]
    assert said(asked, capsys) == (
        "--add: the act is on 2027-02-02, after the day asked for. Ask for that day or a later one "
        "with --as-of."
    )


NAMED = ("explain-no-such-member", "whatif-bad-record", "whatif-later")


def test_these_codes_are_in_the_reference() -> None:
    page = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    assert [code for code in NAMED if f"`{code}`" not in page] == []
