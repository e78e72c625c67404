"""What a run before that cannot be used says, each code with its exact words."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.support.cities import City, by_definition, by_kernel, city, snapshot
from tests.support.programme import INDEX, TOWN, policy
from tests.support.runs import asked_of, everything_in

from goodstanding.errors import ProblemsError, UsageError
from goodstanding.scoring.batch.changed import Again
from goodstanding.scoring.batch.previous import read_previous
from goodstanding.scoring.batch.run import Run, score_snapshot
from goodstanding.scoring.plan import plan
from goodstanding.scoring.receipt import OutputFormat


@pytest.fixture
def made() -> City:
    return replace(city(1, policy=policy(TOWN)), as_of=policy(TOWN).in_force + timedelta(days=90))


@pytest.fixture
def kept(made: City, tmp_path: Path) -> Path:
    return snapshot(made, tmp_path / "kept")


@pytest.fixture
def before(made: City, kept: Path, tmp_path: Path) -> Path:
    by_kernel(made, kept, tmp_path / "before")
    return tmp_path / "before"


def refused(made: City, kept: Path, before: Path, **other: Any) -> tuple[str, str]:
    """Return the code and the words with which a run refuses the one before."""
    out = before.parent / "out"
    with pytest.raises(ProblemsError) as caught:
        by_kernel(made, kept, out, previous=before, changed_only=True, **other)
    [problem] = caught.value.problems
    assert not (out / "receipt.json").exists()
    return problem.code.name, str(problem)


def test_a_folder_without_a_finished_run(made: City, kept: Path, tmp_path: Path) -> None:
    code, said = refused(made, kept, tmp_path / "nothing")
    assert code == "verify-file-missing"
    assert "there is no receipt here, so no finished run" in said


def test_a_receipt_that_was_changed(made: City, kept: Path, before: Path) -> None:
    path = before / "receipt.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"read": 12', '"read": 13'), "utf-8")
    assert refused(made, kept, before)[0] == "receipt-changed"


def test_a_run_of_a_later_day(made: City, kept: Path, before: Path) -> None:
    earlier = made.as_of - timedelta(days=1)
    code, said = refused(made, kept, before, as_of=earlier)
    assert code == "previous-later"
    assert said.startswith(f"{before}: this run is of {made.as_of}, and {earlier} is asked for. ")


def test_a_run_of_another_policy(before: Path) -> None:
    other = policy(INDEX)
    with pytest.raises(ProblemsError) as caught:
        read_previous(before, asked_of(other))
    [problem] = caught.value.problems
    assert problem.code.name == "previous-other-policy"
    assert "this run is of town-thanks, and town-index is asked for" in str(problem)


PARTS = ("statements/part-00001.parquet", "lines/part-00000.parquet", "digests/part-00002.parquet")


@pytest.mark.parametrize(
    "name, gone",
    [*((part, gone) for part in PARTS for gone in (True, False)), ("digests/digests.json", False)],
)
def test_a_file_that_is_not_as_it_was_written(
    made: City, kept: Path, before: Path, name: str, gone: bool
) -> None:
    path = before / name
    content = path.read_bytes()
    path.unlink() if gone else path.write_bytes(content[:-3] + b"x" + content[-2:])
    code, said = refused(made, kept, before)
    assert code == "previous-damaged"
    assert said.startswith(f"{path}: this file of the run before is missing or not as it was ")
    path.write_bytes(content)
    by_kernel(made, kept, before.parent / "out", previous=before, changed_only=True)


def test_the_digests_of_another_run_are_not_taken(made: City, kept: Path, before: Path) -> None:
    other = before.parent / "other"
    by_kernel(made, kept, other, as_of=made.as_of + timedelta(days=1))
    shutil.rmtree(before / "digests")
    shutil.copytree(other / "digests", before / "digests")
    assert everybody(made, kept, before) == "The run before lies there without its digests."


def everybody(made: City, kept: Path, before: Path, **other: Any) -> str:
    """Score in full and again with a run before; return why nothing was carried over."""
    asked = asked_of(made.policy, as_of=made.as_of, engine="embedded", **other.pop("asked", {}))
    run = Run(plan=plan(made.policy, made.as_of), snapshot=kept, asked=asked, previous=before)
    full, out = before.parent / "full", before.parent / "out"
    told: list[Again] = []
    score_snapshot(replace(run, **other), full)
    score_snapshot(replace(run, changed_only=True, tell=told.append, **other), out)
    assert everything_in(full) == everything_in(out)
    [again] = told
    assert (again.scored, again.carried, dict(again.why)) == (12, 0, {})
    return again.everybody


@pytest.mark.parametrize(
    "other, sentence",
    [
        (
            {"asked": {"policy_sha256": "1" * 64}},
            "The run before is under another edition or text of the policy.",
        ),
        (
            {"asked": {"legal_basis": {"fine": "a law"}}},
            "The run before names another legal basis.",
        ),
        (
            {"asked": {"version": "0.0.9"}},
            "The run before was made by another version of goodstanding.",
        ),
    ],
)
def test_everybody_is_scored_where_nothing_can_be_carried_over(
    made: City, kept: Path, before: Path, other: dict[str, Any], sentence: str
) -> None:
    assert everybody(made, kept, before, **other) == sentence


def test_everybody_is_scored_after_other_runs(made: City, kept: Path, tmp_path: Path) -> None:
    by_definition(made, tmp_path / "d")
    said = everybody(made, kept, tmp_path / "d")
    assert said == "The run before was made by the definition, which keeps nothing to compare with."
    by_kernel(made, kept, tmp_path / "c", form=OutputFormat.CSV)
    said = everybody(made, kept, tmp_path / "c")
    assert said == "The run before was written as CSV, and only Parquet files are in buckets."
    by_kernel(made, kept, tmp_path / "n", with_lines=False)
    assert everybody(made, kept, tmp_path / "n") == "The run before has no lines."
    told: list[Again] = []
    by_kernel(
        made, kept, tmp_path / "x", previous=tmp_path / "n", changed_only=True, with_lines=False,
        tell=told.append,
    )  # fmt: skip
    assert told[0].everybody == ""
    assert told[0].carried > 0
    shutil.rmtree(tmp_path / "n/digests")
    said = everybody(made, kept, tmp_path / "n", with_lines=False)
    assert said == "The run before lies there without its digests."


def test_a_run_before_that_is_not_named_or_lies_where_this_one_writes(
    made: City, kept: Path, before: Path
) -> None:
    with pytest.raises(UsageError, match="name its --previous"):
        by_kernel(made, kept, before.parent / "out", changed_only=True)
    content = everything_in(before)
    with pytest.raises(UsageError, match="this run writes there"):
        by_kernel(made, kept, before, previous=before)
    assert everything_in(before) == content
