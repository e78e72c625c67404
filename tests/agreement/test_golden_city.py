"""Two golden cities: no score of 100,000 members changes but with an edition or a decision."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.support.golden import EXPECTED, RECIPES, UNTIL, Golden, expected, golden, scored
from tests.support.pages import ROOT

from goodstanding.model.names import MemberId
from goodstanding.rulebook import read_policy
from goodstanding.scoring.receipt import Receipt

HOW = f"""
Scores that were published must not change by themselves. If this change is meant, either publish
the policy as a new edition, or write a page in docs/decisions/ that gives the reason, numbers
before and after, and the new hash. Then put hash, edition, date and page into
{EXPECTED.name}, and a line under Scores in CHANGELOG.md.
If it is not meant, the change has a bug."""


def difference(name: str, wanted: dict[str, Any], receipt: Receipt, city_sha256: str) -> str:
    """Return a sentence on what is not as the repository says, nothing where all is."""
    found = receipt.written.state_hash
    if city_sha256 != wanted["city_sha256"]:
        return (
            f"{name}: the generator drew another city ({city_sha256}), so its hash says nothing. "
            "Look at lab/city, at its VERSION, and at the versions of numpy and pyarrow."
        )
    if receipt.asked.edition != wanted["edition"]:
        return (
            f"{name}: edition {receipt.asked.edition} is not the {wanted['edition']} that the hash "
            f"is of. With it the hash is {found}.{HOW}"
        )
    if found != wanted["state_hash"]:
        return (
            f"{name}, edition {wanted['edition']}: the state hash is {found}, and "
            f"{wanted['state_hash']} stands since {wanted['date']}, by {wanted['decision']}.{HOW}"
        )
    return ""


@pytest.fixture(scope="module", params=RECIPES)
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Golden:
    return golden(request.param, tmp_path_factory.mktemp(request.param))


def test_a_golden_city_has_the_state_hash_that_was_decided(city: Golden, tmp_path: Path) -> None:
    name = city.policy.name
    receipt = scored(city, tmp_path / "out")
    wanted = expected()[name]
    assert difference(name, wanted, receipt, city.city_sha256) == ""
    assert (receipt.written.members, sum(receipt.written.lines.values())) == (
        100_000,
        wanted["lines"],
    )
    assert (receipt.written.with_lines or 0) > 50_000
    counted = {why for why, lines in receipt.written.lines.items() if lines}
    assert len(counted) >= wanted["reasons"]
    changed = with_one_value_changed(city, tmp_path)
    said = difference(name, wanted, scored(city, tmp_path / "other", policy=changed), "")
    assert "the generator drew another city" in said
    other = scored(city, tmp_path / "other", policy=changed)
    said = difference(name, wanted, other, city.city_sha256)
    assert wanted["state_hash"] in said
    assert other.written.state_hash in said
    assert "If it is not meant, the change has a bug." in said
    older = replace(receipt, asked=replace(receipt.asked, edition=wanted["edition"] + 1))
    assert "is not the" in difference(name, wanted, older, city.city_sha256)


CHANGED = {
    "event-reference": ("    points: 5\n", "    points: 6\n"),
    "index-reference": ("{0: 0, 1: 5, 2: 10, 3: 15}", "{0: 0, 1: 5, 2: 10, 3: 16}"),
}
"""The control, by policy: one value of the file, and another in its place."""


def with_one_value_changed(city: Golden, folder: Path) -> Any:
    """Return the policy with one value of its text changed."""
    before, after = CHANGED[city.policy.name]
    text = city.path.read_text(encoding="utf-8")
    assert before in text
    path = folder / city.path.name
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return replace(read_policy(path), kinds=city.policy.kinds)


@pytest.mark.parametrize("name", RECIPES)
def test_each_hash_stands_on_a_page_that_says_why(name: str) -> None:
    wanted = expected()[name]
    page = (ROOT / wanted["decision"]).read_text(encoding="utf-8")
    assert wanted["decision"].startswith("docs/decisions/")
    assert wanted["state_hash"] in page
    assert wanted["date"] in page
    assert date.fromisoformat(wanted["date"]) >= date(2026, 11, 28)
    assert date.fromisoformat(wanted["as_of"]) == UNTIL
    assert read_policy(ROOT / f"policies/{name}/{name}.yaml").edition == wanted["edition"]


def test_nobody_in_a_golden_city_is_named_in_the_repository() -> None:
    assert MemberId("m-") not in EXPECTED.read_text(encoding="utf-8")
    assert set(expected()) == set(RECIPES)
