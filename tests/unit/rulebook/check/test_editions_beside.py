"""A policy file is compared with the editions published beside it."""

from pathlib import Path

import pytest
from tests.support.pages import ROOT
from tests.support.programme import TOWN

from goodstanding.rulebook.check import check_file

SECOND = (
    TOWN.replace("edition: 1", "edition: 2")
    .replace("published: 2026-08-28", "published: 2027-08-28")
    .replace("from: 2026-10-01", "from: 2027-10-01")
)
WORKED = ROOT.parent / "shared" / "policies"


def laid_out(folder: Path, text: str, *editions: str) -> Path:
    """Return a policy file beside a folder of its editions."""
    (folder / "editions").mkdir()
    for number, edition in enumerate(editions, start=1):
        path = folder / "editions" / f"town-thanks@{number}.yaml"
        path.write_text(edition, encoding="utf-8")
    path = folder / "town-thanks.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_since_is_held_to_the_edition_beside(tmp_path: Path) -> None:
    behind = SECOND.replace("since: 2026-10-01", "since: 2026-09-01")
    found = check_file(laid_out(tmp_path, behind, TOWN))
    assert [problem.code.name for problem in found.errors] == ["policy-reaches-behind"]


def test_an_edition_that_follows_passes(tmp_path: Path) -> None:
    found = check_file(laid_out(tmp_path, SECOND, TOWN))
    assert [str(problem) for problem in found.errors] == []
    # nobody published the file beside: it is history, and somebody has to know
    assert [problem.code.name for problem in found.warnings] == ["edition-not-listed"]


def test_an_edition_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    found = check_file(laid_out(tmp_path, SECOND, "policy: nothing\n"))
    assert [problem.code.name for problem in found.errors] == ["edition-unreadable"]
    assert found.policy is None


@pytest.mark.skipif(not WORKED.is_dir(), reason="the worked policies are not beside this checkout")
@pytest.mark.parametrize("name", ["city-points", "city-index"])
def test_the_worked_policies_have_no_errors(name: str) -> None:
    found = check_file(WORKED / f"{name}.yaml")
    assert [str(problem) for problem in found.errors] == []
    assert found.reach is not None
    assert all(not level.missed_without and level.without_needs for level in found.reach.levels)
