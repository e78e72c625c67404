"""The page on tests says what the reader of tests files accepts, and its example passes."""

from pathlib import Path
from typing import Final

import pytest
from tests.support.clubs import suite_of
from tests.support.pages import ROOT, Table, codes_in, fenced_of, page, table_of

from goodstanding.model.entry import State
from goodstanding.rulebook.laws import known_sentences
from goodstanding.rulebook.testing import run_tests
from goodstanding.rulebook.testing.edits import EDITS_MAX
from goodstanding.rulebook.testing.forms import NAMED_ITSELF
from goodstanding.rulebook.testing.read import CASES_MAX, LAWS_MAX, MOMENTS_MAX, SCORED_MAX, SETTING
from goodstanding.rulebook.testing.records import OWN_KEYS, RECORDS_MAX

PAGE: Final = page("docs/reference/tests.md")
EXAMPLE: Final = next(block for block in fenced_of(PAGE) if block.words == ("yaml", "tests"))


def first_cells(table: Table) -> list[str]:
    """Return what stands between backticks in the first cells of a table."""
    return [code for row in table.rows for code in codes_in(row[0])]


def test_the_example_passes(tmp_path: Path) -> None:
    suite = tmp_path / "example.yaml"
    suite.write_text(EXAMPLE.text, encoding="utf-8")
    policy = ROOT / "policies/volunteer-network/volunteer-network.yaml"
    report = run_tests(policy, suite, count=20)
    assert [str(problem) for problem in report.problems] == []
    assert report.checks == report.passed == 17


@pytest.mark.parametrize("wrong", ["no data", "twelve"])
def test_an_example_that_says_something_else_fails(tmp_path: Path, wrong: str) -> None:
    suite = tmp_path / "example.yaml"
    suite.write_text(EXAMPLE.text.replace("shifts: 6", f"shifts: {wrong}", 1), encoding="utf-8")
    policy = ROOT / "policies/volunteer-network/volunteer-network.yaml"
    assert len(run_tests(policy, suite, count=5).problems) == 1


def test_the_keys_on_the_page_are_those_that_are_read() -> None:
    case = first_cells(table_of(PAGE, "key of a case"))
    assert set(case) == {"name", *SETTING, "expect", "then", "each"}
    record = first_cells(table_of(PAGE, "key of a record"))
    assert set(record) == {"on", *OWN_KEYS}
    expected = first_cells(table_of(PAGE, "key under `expect`"))
    assert set(expected) == {str(subject) for subject in NAMED_ITSELF}
    assert first_cells(table_of(PAGE, "law")) == list(known_sentences())
    states = [row[1] for row in table_of(PAGE, "key of a record").rows if row[0] == "`state`"]
    assert set(State) <= set(codes_in(states[0]))


def test_the_limits_on_the_page_are_those_that_hold() -> None:
    words = " ".join(PAGE.split())
    assert f"at most {CASES_MAX:,} cases, a case at most {MOMENTS_MAX} entries" in words
    assert f"a list at most {RECORDS_MAX:,} records" in words
    assert f"score at most {SCORED_MAX:,} records" in words
    assert f"at most {EDITS_MAX} edits and {LAWS_MAX} laws" in words


def test_a_key_that_is_not_on_the_page_is_refused() -> None:
    case = "policy: club\ncases:\n  - {name: a, on: 2026-12-31, expect: {total: 100}, zzzz: 1}\n"
    _, problems = suite_of(case)
    assert ["unknown key 'zzzz'" in str(problem) for problem in problems] == [True]
