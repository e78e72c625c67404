"""A process that is killed loses nothing that it acknowledged, and leaves nothing by halves."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from tests.support.configured import SETTINGS, new_database
from tests.support.disks import cannot_mount_lossy
from tests.support.exercised import exercised
from tests.support.pages import ROOT
from tests.support.running import add_source, join_with, open_fresh, row

from goodstanding.service import appeals
from goodstanding.service.consents import withdraw
from goodstanding.service.filing import file_records

SOURCE: Final = "volunteer-network"


def killed(folder: Path, points: int, *more: str) -> dict[str, Any]:
    """Kill at so many points and return what was found."""
    settings = SETTINGS.format(url=new_database(folder))
    if {"cut", "eio", "deaf"} & set(more):
        (folder / "disk").mkdir()
        settings = SETTINGS.format(url="sqlite:disk/ledger.sqlite3")
        settings += '[keys]\nfolder = "disk/keys"\n'
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
    exercised("kills", {"points": found["points"], **found["counts"]})
    assert found["lost"] == {}
    assert found["points"] == points
    assert min(found["counts"][word] for word in ("joined", "filed")) >= points, found


def test_whoever_acknowledges_too_early_is_found(tmp_path: Path) -> None:
    found = killed(tmp_path, 3, "early")
    assert found["lost"]["filed, and is not there"] == 3, found


without_a_lossy_disk = pytest.mark.skipif(
    bool(cannot_mount_lossy()), reason=f"not run: {cannot_mount_lossy()}"
)


@without_a_lossy_disk
@pytest.mark.parametrize("points", [10, pytest.param(100, marks=pytest.mark.night)])
def test_nothing_that_was_acknowledged_is_lost_to_a_power_cut(tmp_path: Path, points: int) -> None:
    found = killed(tmp_path, points, "cut")
    exercised("power cuts", found["counts"])
    assert found["lost"] == {}
    assert found["points"] == points
    assert min(found["counts"][word] for word in ("joined", "filed")) >= points, found
    assert found["counts"]["syncs"] > points * 10


@without_a_lossy_disk
def test_whoever_forces_less_to_the_disk_loses_to_every_power_cut(tmp_path: Path) -> None:
    found = killed(tmp_path, 3, "cut", "normal")
    assert found["lost"]["filed, and is not there"] == 3, found


@without_a_lossy_disk
@pytest.mark.parametrize("points", [10, pytest.param(100, marks=pytest.mark.night)])
def test_a_sync_that_fails_loses_nothing_that_was_acknowledged(tmp_path: Path, points: int) -> None:
    found = killed(tmp_path, points, "eio")
    exercised("syncs that fail", found["counts"])
    assert found["lost"] == {}
    assert found["counts"]["failed"] > points / 4, found
    assert found["counts"]["filed"] >= points, found
    assert min(found["counts"][right] for right in ("withdrawn", "contested")) > 0, found


@without_a_lossy_disk
def test_whoever_acknowledges_although_a_sync_failed_is_found(tmp_path: Path) -> None:
    found = killed(tmp_path, 3, "deaf")
    assert found["lost"]["filed, and is not there"] == 3, found
    assert found["counts"]["filed"] == 3, found


def test_an_appeal_that_is_not_there_is_found() -> None:
    from tests.support.killing import _appeals_lost

    programme = open_fresh(policy="event-reference").programme
    add_source(SOURCE)
    joined = join_with(programme, SOURCE)
    consent, handle = joined.consents[SOURCE], joined.handles[SOURCE]
    shift = row(1, handle, SOURCE, "volunteer-shift", programme.today(), hours=2)
    assert file_records(programme, SOURCE, [shift]).admitted == 1
    appeal = appeals.file(programme, joined.number, source=SOURCE, record="r-1", reasons="No.")
    assert _appeals_lost({appeal: consent}) == []
    assert _appeals_lost({appeal + 1: consent}) == ["contested, and is not there"]
    withdraw(programme, joined.number, consent)
    assert _appeals_lost({appeal: consent}) == []
