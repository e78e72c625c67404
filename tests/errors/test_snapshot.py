"""What a snapshot that cannot be used says, each code with its exact words."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.cities import city, snapshot
from tests.support.programme import INDEX, TOWN, policy

from goodstanding.errors import ProblemsError
from goodstanding.model.points import Bounds, Hold
from goodstanding.model.policy import PointsForm
from goodstanding.scoring.batch.snapshot import MANIFEST, check_snapshot, read_manifest


def only(caught: pytest.ExceptionInfo[ProblemsError]) -> tuple[str, str]:
    [problem] = caught.value.problems
    return problem.code.name, str(problem)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return snapshot(city(1, policy=policy(TOWN)), tmp_path / "kept")


def test_a_finished_snapshot_is_read(kept: Path) -> None:
    manifest = read_manifest(kept)
    assert manifest.members == 12
    check_snapshot(kept, manifest, policy(TOWN))


def test_a_folder_that_is_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_manifest(tmp_path)
    code, said = only(caught)
    assert code == "snapshot-not-one"
    assert said.startswith(f"{tmp_path}: this folder holds no finished snapshot. ")


def test_a_snapshot_of_another_version(kept: Path) -> None:
    content = json.loads((kept / MANIFEST).read_text(encoding="utf-8"))
    content["snapshot"] += 1
    (kept / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        read_manifest(kept)
    code, said = only(caught)
    assert code == "snapshot-version"
    assert "this is a snapshot of another version than 2" in said


def test_a_snapshot_of_another_policy(kept: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        check_snapshot(kept, read_manifest(kept), policy(INDEX))
    code, said = only(caught)
    assert code == "snapshot-other-policy"
    assert "town-index" in said


def test_a_snapshot_without_the_order_of_rows(kept: Path) -> None:
    town = policy(TOWN)
    assert isinstance(town.form, PointsForm)
    bounds = Bounds(floor=0, ceiling=None, hold=Hold.AT_EVERY_RECORD)
    running = replace(town, form=replace(town.form, bounds=bounds))
    with pytest.raises(ProblemsError) as caught:
        check_snapshot(kept, read_manifest(kept), running)
    assert only(caught)[0] == "snapshot-no-order"
