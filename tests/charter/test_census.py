"""Each sentence of the charter is tested, or waits for what it speaks of."""

import ast
import re

from tests.charter.pending import PENDING
from tests.support.pages import ROOT, page

SENTENCE = re.compile(r"^- \*\*(\d+[a-z])\*\* (.+)$", re.MULTILINE)
TEST = re.compile(r"test_(\d+[a-z])_")
FIRST = "0.1"


def sentences(text: str) -> dict[str, str]:
    """Return the numbered sentences of the charter."""
    found = SENTENCE.findall(text)
    assert len(dict(found)) == len(found), "a number stands twice"
    return dict(found)


def numbers_tested() -> dict[str, set[str]]:
    """Return for each number the tests that are named after it."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "tests/charter").glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            match = TEST.match(node.name) if isinstance(node, ast.FunctionDef) else None
            if match is not None and isinstance(node, ast.FunctionDef):
                found.setdefault(match[1], set()).add(node.name)
    return found


def without_a_test(numbers: set[str], tests: set[str], pending: set[str]) -> set[str]:
    """Return the sentences that nothing holds up and nothing waits for."""
    return numbers - tests - pending


def test_each_sentence_is_tested_or_waits() -> None:
    numbers = set(sentences(page("CHARTER.md")))
    assert len(numbers) >= 40
    assert without_a_test(numbers, set(numbers_tested()), set(PENDING)) == set()
    assert without_a_test({"99z"}, set(numbers_tested()), set(PENDING)) == {"99z"}


def test_no_test_and_no_row_is_about_a_sentence_that_is_not_there() -> None:
    numbers = set(sentences(page("CHARTER.md")))
    assert set(numbers_tested()) - numbers == set()
    assert set(PENDING) - numbers == set()


def test_what_is_tested_does_not_wait() -> None:
    assert set(numbers_tested()) & set(PENDING) == set()
    for number, row in PENDING.items():
        assert row.subject, number
        assert FIRST not in row.brought_by, f"{number} waits for the version that is here"


def test_the_articles_are_twelve_and_their_letters_run_from_a() -> None:
    by_article: dict[int, str] = {}
    for number in sentences(page("CHARTER.md")):
        by_article[int(number[:-1])] = by_article.get(int(number[:-1]), "") + number[-1]
    assert list(by_article) == list(range(1, 13))
    for letters in by_article.values():
        assert letters == "abcdefgh"[: len(letters)]


def test_the_readme_names_only_sentences_that_are_there() -> None:
    numbers = set(sentences(page("CHARTER.md")))
    table = [line for line in page("README.md").splitlines() if line.startswith("| ")]
    named = {
        number for line in table for number in re.findall(r"\b\d+[a-h]\b", line.rsplit("|", 2)[-2])
    }
    assert len(named) > 20
    assert named - numbers == set()


def test_each_feature_of_the_table_is_built_changed_or_declined_for_a_sentence() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in page("README.md").split("## What the article describes", 1)[1].splitlines()
        if line.startswith("| ") and not line.startswith("| what reports")
    ]
    assert len(rows) > 50
    for feature, verdict, reason, numbers in rows:
        assert verdict.split(",")[0] in {"built", "changed", "declined"}, feature
        assert reason, feature
        assert re.search(r"\d+[a-h]", numbers), feature
