"""A bucket in which nobody has anything new is linked from the run before, and not read."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.cities import City, by_kernel, city, snapshot
from tests.support.days import later
from tests.support.indexes import index_policy
from tests.support.planted import Planted, planted
from tests.support.policies import points_policy
from tests.support.runs import everything_in

from goodstanding.errors import ProblemsError
from goodstanding.scoring.batch.kept import CONTENTS
from goodstanding.scoring.batch.run import score_snapshot
from goodstanding.scoring.receipt import Receipt

BUCKETS = 6
WORLDS = (
    (4, True, 0.0), (5, True, 0.0), (29, True, 0.0), (5, False, 0.2), (18, False, 0.0),
    (36, True, 0.0), (38, True, 0.0), (33, False, 0.0),
)  # fmt: skip
"""Seeds of cities, the last three under an index, with lines or not, and who is touched."""

INDEX_FROM = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A run, a snapshot for days after it, and full runs of these days."""

    made: City
    kept: Path
    before: Path
    full: dict[date, dict[str, bytes]]
    with_lines: bool


def days_of(folder: Path, seed: int, *, with_lines: bool, share: float) -> Days:
    """Return a run, the day after it, the day on which points change first, and that before it."""
    random = Random(seed)
    policy = points_policy(random) if seed < INDEX_FROM else index_policy(random)
    made = city(seed, members=10, policy=policy)
    before = folder / "before"
    by_kernel(made, snapshot(made, folder / "s", buckets=BUCKETS), before, with_lines=with_lines)
    first = made.as_of + timedelta(days=1)
    then = later(random, made, first, share=share)
    snapshot(then, folder / "kept", buckets=BUCKETS)
    changes: set[date] = set()
    for path in sorted((before / "statements").iterdir()):
        column = pq.read_table(path)["next_change"].drop_null()
        changes |= {each for each in column.to_pylist() if each > first}
    days = {first} | {
        change - timedelta(days=back) for change in sorted(changes)[:2] for back in (0, 1)
    }
    full = {}
    for day in sorted(days):
        out = folder / "full"
        given: dict[str, Any] = {"as_of": day, "with_lines": with_lines}
        by_kernel(then, folder / "kept", out, previous=before, **given)
        full[day] = everything_in(out)
    return Days(made=then, kept=folder / "kept", before=before, full=full, with_lines=with_lines)


@pytest.fixture(scope="module")
def all_days(tmp_path_factory: pytest.TempPathFactory) -> list[Days]:
    """Return runs and days of both families, with lines and without."""
    base = tmp_path_factory.mktemp("days")
    return [
        days_of(base / str(place), seed, with_lines=with_lines, share=share)
        for place, (seed, with_lines, share) in enumerate(WORLDS)
    ]


def scored(
    days: Days, day: date, out: Path, score: Callable[..., Receipt] = score_snapshot
) -> list[str]:
    """Score a day from the run before; return the parts of statements that were linked."""
    shutil.rmtree(out, ignore_errors=True)
    given: dict[str, Any] = {"as_of": day, "with_lines": days.with_lines, "score": score}
    by_kernel(days.made, days.kept, out, previous=days.before, changed_only=True, **given)
    names = [f"statements/part-{number:05}.parquet" for number in range(BUCKETS)]
    return [name for name in names if (days.before / name).samefile(out / name)]


def test_what_is_linked_is_what_a_full_run_writes(all_days: list[Days], tmp_path: Path) -> None:
    seen: Counter[bool] = Counter()
    for days in all_days:
        before = everything_in(days.before)
        for day, full in days.full.items():
            linked = scored(days, day, tmp_path / "out")
            assert everything_in(tmp_path / "out") == full
            seen[True] += len(linked)
            seen[False] += BUCKETS - len(linked)
        assert everything_in(days.before) == before
    assert min(seen.values()) > 20


FAULTS = (
    Planted(
        name="a part stays on the day on which points change",
        module="changed",
        right="before.next_change > day",
        wrong="before.next_change >= day",
    ),
    Planted(
        name="what is known ahead is not looked for",
        module="changed",
        right="before.latest <= day_number(asked_before.as_of)",
        wrong="before.latest <= 10**9",
    ),
    Planted(
        name="lines dated by the day asked for stay",
        module="run",
        right="(before.dated or isinstance(run.plan.tables, IndexTables))",
        wrong="isinstance(run.plan.tables, IndexTables)",
    ),
    Planted(
        name="lines of measures stay",
        module="run",
        right="(before.dated or isinstance(run.plan.tables, IndexTables))",
        wrong="before.dated",
    ),
    Planted(
        name="whatever members there are, they are taken to be the same",
        module="previous",
        right="found.members_sha256 == members_sha256",
        wrong="found.members_sha256 != ''",
    ),
)


def caught(fault: Planted | None, all_days: list[Days], out: Path) -> bool:
    """Return whether the files of any day are not those of the full run."""
    with planted(fault) as score:
        for days in all_days:
            for day, full in days.full.items():
                scored(days, day, out, score)
                if everything_in(out) != full:
                    return True
    return False


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_caught(fault: Planted, all_days: list[Days], tmp_path: Path) -> None:
    assert caught(fault, all_days, tmp_path / "out")


def quiet_day(all_days: list[Days], out: Path) -> Iterator[tuple[Days, date, list[str]]]:
    """Yield days on which some parts are linked and others not."""
    for days in all_days:
        for day in days.full:
            linked = scored(days, day, out)
            if 0 < len(linked) < BUCKETS:
                yield days, day, linked


def test_a_linked_bucket_is_not_read_and_its_part_is_held_to_its_hash(
    all_days: list[Days], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    days, day, linked = next(quiet_day(all_days, out))
    number = Path(linked[0]).stem.removeprefix("part-")
    other = next(
        f"{each:05}"
        for each in range(BUCKETS)
        if f"statements/part-{each:05}.parquet" not in linked
    )
    untouched, touched = (days.kept / f"bucket-{each}" for each in (number, other))
    untouched.rename(tmp_path / "aside")
    assert linked == scored(days, day, out)
    assert everything_in(out) == days.full[day]
    (tmp_path / "aside").rename(untouched)
    touched.rename(tmp_path / "aside")
    with pytest.raises(ProblemsError) as caught_:  # the control: another bucket is read
        scored(days, day, out)
    assert [each.code.name for each in caught_.value.problems] == ["snapshot-damaged"]
    (tmp_path / "aside").rename(touched)
    part = days.before / linked[0]
    content = part.read_bytes()
    part.write_bytes(content[:-1] + b"?")
    with pytest.raises(ProblemsError) as caught_:
        scored(days, day, out)
    assert [each.code.name for each in caught_.value.problems] == ["previous-damaged"]
    part.write_bytes(content)


def test_a_part_of_another_library_is_written_anew(
    all_days: list[Days], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days, day, linked = next(quiet_day(all_days, tmp_path / "out"))
    path = days.before / "digests" / CONTENTS
    content = path.read_bytes()
    found = json.loads(content)
    assert found["arrow"] == pa.__version__
    monkeypatch.setattr(pa, "__version__", "another")
    assert scored(days, day, tmp_path / "out") == []
    monkeypatch.undo()
    assert scored(days, day, tmp_path / "out") == linked


def test_where_the_disk_has_no_links_parts_are_copied(
    all_days: list[Days], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days, day, linked = next(quiet_day(all_days, tmp_path / "out"))

    def refuse(*_paths: Any) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    assert linked
    assert scored(days, day, tmp_path / "out") == []
    assert everything_in(tmp_path / "out") == days.full[day]


def test_a_part_that_is_written_where_a_link_lies_leaves_the_run_before_alone(
    all_days: list[Days], tmp_path: Path
) -> None:
    from goodstanding.scoring.batch.parts import PartWriter
    from goodstanding.scoring.tables import TableName

    days, day, linked = next(quiet_day(all_days, tmp_path / "out"))
    before = everything_in(days.before)
    number = int(Path(linked[0]).stem.removeprefix("part-"))
    PartWriter(tmp_path / "out", TableName.STATEMENTS, number).close()
    assert (tmp_path / "out" / linked[0]).stat().st_size == 0
    assert everything_in(days.before) == before
    assert day in days.full
