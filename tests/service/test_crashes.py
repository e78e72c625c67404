"""Whatever write call a process is killed at, nothing acknowledged is lost, and nothing is half."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.support.configured import SETTINGS
from tests.support.exercised import exercised
from tests.support.pages import ROOT
from tests.support.traced import cannot_trace

ACTS = (
    "ingest", "score run", "publication", "erasure", "recovery", "migration", "restore",
    "restore after a crash",
)  # fmt: skip

pytestmark = pytest.mark.skipif(bool(cannot_trace()), reason=f"not run: {cannot_trace()}")


def crashed(folder: Path, points: int, *more: str) -> dict[str, Any]:
    """Cut acts off at so many of their write calls and return what was found of each."""
    settings = SETTINGS.format(url="sqlite:ledger.sqlite3")
    (folder / "goodstanding.toml").write_text(settings, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.crashed", folder, str(points), *more],
        check=True, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("points", [20, pytest.param(10_000, marks=pytest.mark.night)])
def test_an_act_that_is_cut_off_was_done_or_was_not(tmp_path: Path, points: int) -> None:
    found = crashed(tmp_path, points)
    exercised("write calls", found)
    assert sorted(found) == sorted(ACTS)
    for name, each in found.items():
        assert each["lost"] == {}, (name, each)
        assert each["points"] >= min(points, each["calls"]) * 0.9, (name, each)
        assert each["calls"] >= 60, (name, each)
    assert sum(each["killed"] for each in found.values()) >= 3, found


def test_whoever_acknowledges_before_the_commit_is_found(tmp_path: Path) -> None:
    found = crashed(tmp_path, 12, "--early", "ingest", "score run", "erasure")
    for name, word in (
        ("ingest", "a batch"),
        ("score run", "a member who is due still"),
        ("erasure", "that somebody has withdrawn"),
    ):
        assert found[name]["lost"][word] >= 2, found


def test_whatever_is_done_in_pieces_is_found(tmp_path: Path) -> None:
    found = crashed(tmp_path, 12, "--in-pieces", "ingest", "migration", "restore")
    assert found["ingest"]["lost"]["half a batch"] >= 3, found
    for name in ("migration", "restore"):
        assert sum(found[name]["lost"].values()) >= 3, found
