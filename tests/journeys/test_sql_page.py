"""The page on recomputing a programme is run as it is written."""

import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from tests.support.pages import fenced_of, page

from goodstanding.cli import run
from goodstanding.errors import ProblemsError
from goodstanding.rulebook import read_policy
from goodstanding.scoring.sql import Dialect, policy_sql

ROOT = Path(__file__).parents[2]


def test_the_example_of_the_page_gives_the_same_totals_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policies").symlink_to(ROOT / "policies")
    monkeypatch.chdir(tmp_path)
    shell, python = fenced_of(page("docs/reference/sql.md"))
    commands = [shlex.split(line) for line in shell.text.replace("\\\n", " ").splitlines() if line]
    assert [command[0] for command in commands] == ["goodstanding"] * 3
    for command in commands:
        assert run(command[1:]) == 0
    capsys.readouterr()
    found: dict[str, list[tuple[str, int, str]]] = {}
    exec(python.text, {}, found)  # noqa: S102 - the example of our own page
    assert len(found["totals"]) == 200
    assert len({total for _, total, _ in found["totals"]}) > 20


def test_a_dialect_that_is_not_there_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    policy = str(ROOT / "policies" / "volunteer-network" / "volunteer-network.yaml")
    asked = ["policy", "sql", policy, "--as-of", "2027-06-30", "--dialect"]
    assert run([*asked, "oracle"]) == 2
    assert capsys.readouterr().err == (
        "--dialect oracle: there is no such dialect. "
        "Those that are there: duckdb, postgres, sqlite, spark.\n"
    )
    assert run([*asked, "spark"]) == 0  # the control
    assert "SELECT * FROM VALUES" in capsys.readouterr().out


def test_the_page_says_which_shipped_policies_have_a_query() -> None:
    table = page("docs/reference/sql.md").split("| shipped policy |")[1]
    found = {}
    for name, said, why in re.findall(
        r"^\| `([\w-]+)` \| (yes|no) \| (.*)\|$", table, re.MULTILINE
    ):
        policy = read_policy(ROOT / "policies" / name / f"{name}.yaml")
        forms: set[str] = set()
        try:
            policy_sql(
                policy, as_of=max(policy.in_force, date(2026, 12, 1)), dialect=Dialect.DUCKDB
            )
        except ProblemsError as error:
            forms = {each.path.rpartition(".")[2] for each in error.problems}
        assert (said == "no") == bool(forms), name
        words = {"of": "latest", "cap": "times", "hold": "bounds"}
        assert {form for form in forms if words.get(form, form) not in why} == set(), name
        found[name] = said
    assert found.keys() == {path.name for path in (ROOT / "policies").iterdir() if path.is_dir()}
    assert set(found.values()) == {"yes", "no"}
