"""An operator begins a policy, tests it, publishes it with a second person, and goes on from it."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from tests.support.clubs import change, volunteers

from goodstanding.cli import run
from goodstanding.rulebook.testing import suite_path

BOTH: Final = ("--by", "Li Wei", "--approved-by", "Zhao Min")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """Return a policy with tests that pass, in a folder of its own."""
    return volunteers(tmp_path)


def said(capsys: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    """Return the lines that a command printed, and those on stderr."""
    out, err = capsys.readouterr()
    return out.splitlines(), err.splitlines()


def test_a_new_policy_passes_its_tests_and_is_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "new", "my-bank", "--in", str(tmp_path)]) == 0
    policy = tmp_path / "my-bank.yaml"
    assert run(["policy", "check", str(policy)]) == 0
    assert run(["policy", "test", str(policy)]) == 0
    out, err = said(capsys)
    assert out[-2].endswith(" checks passed")
    assert err == []
    assert run(["policy", "publish", str(policy), *BOTH, "--on", "2026-11-01"]) == 0
    out, err = said(capsys)
    target = tmp_path / "editions/my-bank@1.yaml"
    assert out[0] == f"my-bank edition 1 is published: {target}"
    assert out[-1] == "There is no edition before it."
    assert target.read_bytes() == policy.read_bytes()
    assert run(["policy", "check", str(target.parent.parent / "my-bank.yaml")]) == 0


def test_the_table_of_cases_counts_what_passed(
    policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "test", str(policy), str(policy), "--members", "5"]) == 0
    out, err = said(capsys)
    assert out[:7] == [
        str(policy),
        "passed 2/2 everybody starts at nothing",
        "passed 5/5 an hour gives two points",
        "laws: 2 of 2 held, each on 5 members or more",
        "refusals: 3 of 3 edits were turned down",
        "reached by the cases: 2 of 2 rules, 0 of 0 table rows, 3 of 16 sides of edges",
        "edge not reached: rules.shifts.fade.1 year (on the day)",
    ]
    assert "and 5 sides of edges more: --edges names them" in out
    assert out.count("12 checks passed") == 2
    assert out[-1] == "24 checks passed"
    assert err == []
    assert run(["policy", "test", str(policy), "--members", "5", "--edges"]) == 0
    edges = [line for line in said(capsys)[0] if line.startswith("edge not reached: ")]
    assert len(edges) == 13


def test_what_fails_is_counted_and_said_on_stderr(
    policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(suite_path(policy), ("total: 10}", "total: 11}"), ("because: notice", "because: x"))
    change(suite_path(policy), ("      - {workshop: w, on: 2027-06-12, hours: 2}\n", ""))
    assert run(["policy", "test", str(policy), "--members", "5"]) == 1
    out, err = said(capsys)
    assert "FAILED 2/5 an hour gives two points" in out
    assert "refusals: 2 of 3 edits were turned down" in out
    assert out[-2] == "8 of 12 checks passed"
    assert len(err) == 5
    assert err[0].startswith(f"warning: {policy}:")
    assert all(line.startswith(f"{suite_path(policy)}:") for line in err[1:])


def test_machines_read_one_object(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "test", str(policy), "--members", "5", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["checks"], found["passed"]) == (12, 12)
    (one,) = found["policies"]
    assert one["file"] == str(policy)
    assert one["cases"][0] == {"name": "everybody starts at nothing", "checks": 2, "passed": 2}
    assert one["laws"][1] == {
        "law": "the order of the records does not matter",
        "tried": 5,
        "held": True,
    }
    assert one["coverage"]["rule"] == {"reached": 2, "of": 2, "missed": []}
    assert len(one["coverage"]["edge"]["missed"]) == 13
    suite_path(policy).unlink()
    assert run(["policy", "test", str(policy), "--json"]) == 1
    (one,) = json.loads(capsys.readouterr().out)["policies"]
    assert one["problems"][0]["code"] == "policy-tests-unreadable"
    assert one["coverage"]["edge"] == {"reached": 0, "of": 0, "missed": []}


def test_nothing_to_check_is_not_a_pass(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "test", str(policy.with_name("none.yaml"))]) == 1
    out, err = said(capsys)
    assert out[-2] == "0 of 0 checks passed"
    assert len(err) == 1


def test_the_next_edition_says_what_it_needs(
    policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "publish", str(policy), *BOTH, "--on", "2026-11-01"]) == 0
    change(
        policy,
        ("edition: 1", "edition: 2"),
        ("published: 2026-11-01", "published: 2027-02-01"),
        ("from: 2027-01-01", "from: 2027-04-01"),
        ("per: month}", "per: quarter}"),
    )
    change(suite_path(policy), ("{from: 2026-11-15}", "{from: 2027-02-02}"))
    arguments = ["policy", "publish", str(policy), *BOTH, "--on", "2027-02-01"]
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["edition"], found["needs"]) == (2, "notice")
    assert run(arguments) == 0
    out, _ = said(capsys)
    assert out[0].startswith("time-bank edition 2 was published already: ")
    assert any("quarter" in line for line in out[2:])


def test_a_publication_that_is_refused_writes_nothing(
    policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = ("--by", "Li Wei", "--approved-by", "LI WEI")
    assert run(["policy", "publish", str(policy), *one, "--on", "2026-11-01"]) == 1
    _, err = said(capsys)
    assert err == [
        (
            "--approved-by: the person who approves is the person who publishes. "
            "Let another person read the edition and approve it (charter 10)."
        )
    ]
    assert not (policy.parent / "editions").exists()


def test_without_a_day_it_is_published_today(
    policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    today = datetime.now().astimezone().date()
    later = today + timedelta(days=40)
    change(policy, ("published: 2026-11-01", f"published: {today + timedelta(days=1)}"))
    change(policy, ("from: 2027-01-01", f"from: {later}"))
    change(
        suite_path(policy),
        ("    on: 2027-06-30\n    expect", f"    on: {later}\n    expect"),
        ("    on: 2027-06-30\n    records", f"    on: {later}\n    records"),
        ("{shift: s, on: 2027-06-05", f"{{shift: s, on: {today}"),
        ("{workshop: w, on: 2027-06-12", f"{{workshop: w, on: {today}"),
        ("    then:\n      - {on: 2028-06-12, expect: {shifts: 3, workshops: 2}}\n", ""),
        ("{from: 2026-11-15}", f"{{from: {today}}}"),
    )
    assert run(["policy", "publish", str(policy), *BOTH]) == 0
    assert "time-bank edition 1 is published" in capsys.readouterr().out
    index = json.loads((policy.parent / "editions/index.json").read_bytes())
    assert date.fromisoformat(index["editions"][0]["published"]) in {today, today + timedelta(1)}


@pytest.mark.parametrize("day", ["2026-02-30", "20261101", "today", "2026-11-1"])
def test_a_day_is_written_one_way(
    policy: Path, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "publish", str(policy), *BOTH, "--on", day]) == 2
    assert said(capsys)[1] == [f"--on {day}: this is not a day. Write it as 2026-11-24."]


def test_both_persons_have_to_be_named(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "publish", str(policy), "--by", "Li Wei"]) == 2
    assert "--approved-by" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["My bank", "my_bank", "-x", "bank@1", "../bank"])
def test_a_new_policy_has_a_name(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "new", "--in", str(tmp_path), "--", name]) == 2
    assert "is no name for a policy" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_new_policy_begins_from_one_that_is_shipped_and_overwrites_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["policy", "new", "bank", "--in", str(tmp_path), "--like", "city"]) == 2
    assert said(capsys)[1][0].startswith("No policy 'city' is shipped. There are: event-reference")
    suite = tmp_path / "bank.tests.yaml"
    suite.write_text("mine", encoding="utf-8")
    assert run(["policy", "new", "bank", "--in", str(tmp_path)]) == 2
    assert "is there already. Choose another name or folder." in said(capsys)[1][0]
    assert suite.read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bank.tests.yaml"]
    assert run(["policy", "new", "index", "--in", str(tmp_path), "--like", "index-reference"]) == 0
    assert run(["policy", "check", str(tmp_path / "index.yaml")]) == 0
