"""Spark's tasks come to the state hash of the embedded engine and of the definition."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.cities import by_definition, by_kernel, city, rows_of, snapshot
from tests.support.increments import Choice, Pair, pair_of
from tests.support.runs import asked_of, everything_in
from tests.support.spark import MISSING

from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.scoring.batch.changed import Again, takes_levels
from goodstanding.scoring.batch.finished import DONE
from goodstanding.scoring.batch.run import Run
from goodstanding.scoring.outputs import UNFINISHED
from goodstanding.scoring.plan import plan
from goodstanding.scoring.receipt import OutputFormat, Receipt
from goodstanding.scoring.spark import score_on_spark
from goodstanding.scoring.tallies import tally
from goodstanding.scoring.verify import check_outputs

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


def by_spark(spark: Any, made: Any, kept: Path, out: Path, **other: Any) -> Receipt:
    asked = asked_of(made.policy, as_of=made.as_of, engine="spark")
    run = Run(plan=plan(made.policy, made.as_of), snapshot=kept, asked=asked, **other)
    return score_on_spark(spark, run, out)


def test_two_local_cores_come_to_the_same_and_refuse_the_same(spark: Any, tmp_path: Path) -> None:
    for seed in (7, 8):
        made = city(seed, members=40)
        kept = snapshot(made, tmp_path / f"s{seed}", buckets=5)
        out = tmp_path / f"spark-{seed}"
        expected = by_definition(made, tmp_path / f"d{seed}")
        embedded = by_kernel(made, kept, tmp_path / f"k{seed}")
        found = by_spark(spark, made, kept, out)
        assert found.written == embedded.written
        assert found.written.state_hash == expected.written.state_hash
        assert found.asked.engine == "spark"
        assert check_outputs(out).problems == ()
        assert rows_of(out, "lines") == rows_of(tmp_path / f"k{seed}", "lines")
        assert not (out / UNFINISHED).exists()
        counted = tally(out, found, made.policy)
        assert counted == tally(tmp_path / f"k{seed}", embedded, made.policy)
    csv = by_spark(spark, made, kept, tmp_path / "csv", form=OutputFormat.CSV)
    assert csv.written.state_hash == expected.written.state_hash
    _refused(spark, made, kept, tmp_path / "refused")


def test_a_day_after_is_scored_from_the_day_before(spark: Any, tmp_path: Path) -> None:
    choice = Choice(gap=1, share=0.3, buckets=4)
    pair = next(
        each
        for each in (pair_of(seed, tmp_path / str(seed), choice) for seed in range(30, 60))
        if takes_levels(each.city.policy)
    )
    told: list[Again] = []
    out = tmp_path / "spark"
    given: Any = {"previous": pair.before, "changed_only": True, "tell": told.append}
    found = by_spark(spark, pair.city, pair.snapshot, out, **given)
    expected = {name: text for name, text in pair.full.items() if name.startswith(("s", "l"))}
    ours = everything_in(out)
    assert {name: ours[name] for name in expected} == expected
    assert min(told[0].scored, told[0].carried) > 0
    assert found.asked.levels_held > 0
    # The day after that nothing has happened: from the tables of Spark, all are carried over.
    again = by_spark(
        spark, pair.city, pair.snapshot, tmp_path / "again", **given | {"previous": out}
    )
    assert again.written == found.written
    assert told[1].carried > told[0].carried
    _damaged_before(spark, pair, out, tmp_path / "refused")


def _damaged_before(spark: Any, pair: Pair, before: Path, out: Path) -> None:
    """A damaged file of the run before is named by its path, whichever executor met it."""
    path = before / "statements/part-00002.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(ProblemsError) as caught:
        by_spark(spark, pair.city, pair.snapshot, out, previous=before, changed_only=True)
    assert [each.code.name for each in caught.value.problems] == ["previous-damaged"]
    assert str(caught.value).startswith(f"{path}: ")


def _refused(spark: Any, made: Any, kept: Path, out: Path) -> None:
    """A damaged bucket is named, and what was finished stays for the run that resumes."""
    path = kept / "bucket-00003/members.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"?")
    with pytest.raises(ProblemsError) as caught:
        by_spark(spark, made, kept, out)
    assert [each.code.name for each in caught.value.problems] == ["snapshot-damaged"]
    finished = sorted(each.name for each in (out / UNFINISHED / DONE).glob("*.json"))
    assert finished == [f"{number:05}.json" for number in (0, 1, 2, 4)]
    path.write_bytes(content)
    stamps = {each: (out / UNFINISHED / DONE / each).stat().st_mtime_ns for each in finished}
    assert len(set(stamps.values())) > 1
    resumed = by_spark(spark, made, kept, out)
    assert resumed.written.state_hash == by_kernel(made, kept, out.parent / "k").written.state_hash


def test_without_spark_a_sentence_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from goodstanding.scoring.spark import session_or_sentence

    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(EnvironmentUnfitError) as caught:
        session_or_sentence()
    assert str(caught.value) == (
        "--engine spark needs pyspark, which is not installed: goodstanding[spark]."
    )


def test_what_spark_gives_up_with_is_a_sentence_without_values() -> None:
    from pyspark.errors import PySparkException

    from goodstanding.scoring.spark import spark_errors

    missing = "ModuleNotFoundError: No module named 'numba'"
    said = f"Traceback:\n  File x\nValueError: m-17 has 3\n{missing}\n"
    with pytest.raises(EnvironmentUnfitError) as caught, spark_errors():
        raise PySparkException(said)
    assert str(caught.value) == (
        "Spark gave up: ModuleNotFoundError: No module named 'numba'. Executors need this package, "
        "of one version with the driver, and memory for a bucket: see docs/spark.md."
    )
    with spark_errors():  # the control
        pass
