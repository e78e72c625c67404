"""A process that is killed loses nothing that it acknowledged, and leaves nothing by halves."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.support.configured import SETTINGS, new_database
from tests.support.pages import ROOT


def killed(folder: Path, points: int, *more: str) -> dict[str, Any]:
    """Kill at so many points and return what was found."""
    settings = SETTINGS.format(url=new_database(folder))
    (folder / "goodstanding.toml").write_text(settings, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed", folder, str(points), "7", *more],
        check=True, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("points", [20, pytest.param(300, marks=pytest.mark.night)])
def test_nothing_that_was_acknowledged_is_lost(tmp_path: Path, points: int) -> None:
    found = killed(tmp_path, points)
    assert found["lost"] == []
    assert found["points"] == points
    assert min(found["counts"][word] for word in ("joined", "filed")) > points / 2, found


def test_whoever_acknowledges_too_early_is_found(tmp_path: Path) -> None:
    found = killed(tmp_path, 40, "--early")
    assert "filed, and is not there" in found["lost"], found
