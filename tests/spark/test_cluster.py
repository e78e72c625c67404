"""A cluster that loses workers reads a lake and scores it as one machine does."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pyarrow import parquet
from tests.support.runs import asked_of
from tests.support.spark import (
    MISSING,
    cluster,
    end_shared_session,
    session,
    wait_for_executors,
)

from goodstanding.intake.bulk import read_snapshot
from goodstanding.intake.lake import read_lake
from goodstanding.lab.city import Recipe, write_city
from goodstanding.rulebook import read_policy
from goodstanding.scoring.batch.finished import DONE
from goodstanding.scoring.batch.run import Run, score_snapshot
from goodstanding.scoring.outputs import UNFINISHED
from goodstanding.scoring.plan import plan
from goodstanding.scoring.spark import score_on_spark
from goodstanding.scoring.verify import check_outputs

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

POLICY = Path(__file__).parents[2] / "policies" / "event-reference" / "event-reference.yaml"
UNTIL = date(2027, 6, 30)
FILES, BUCKETS = 4, 20


def lake_of(folder: Path) -> Path:
    """Write a city as files of rows in no order, some of them bad, and return their folder."""
    recipe = Recipe(
        policy=read_policy(POLICY),
        policy_sha256="0" * 64,
        seed=3,
        members=1_000,
        records_a_member=10,
        dispersion=2.0,
        years=2,
        until=UNTIL,
    )
    write_city(recipe, folder / "city", workers=1)
    table = parquet.read_table(folder / "city" / "records")
    order = list(range(table.num_rows))
    Random(5).shuffle(order)
    lake = folder / "lake"
    lake.mkdir()
    for part in range(FILES):
        rows = table.take(order[part::FILES])
        again = table.slice(0, 9)  # the same few in every file
        path = lake / f"part-{part}.parquet"
        with parquet.ParquetWriter(path, table.schema) as writer:
            writer.write_table(rows)
            writer.write_table(again)
    return lake


def test_a_cluster_that_loses_a_worker_twice_comes_to_the_same(tmp_path: Path) -> None:
    policy = read_policy(POLICY)
    lake, members = lake_of(tmp_path), tmp_path / "city" / "members.parquet"
    given: Any = {"records": [lake], "members": members, "states": None, "buckets": BUCKETS}
    alone = read_snapshot(policy, folder=tmp_path / "alone", **given)
    assert alone.manifest.repeated > FILES
    run = Run(
        plan=plan(policy, UNTIL),
        snapshot=tmp_path / "alone",
        asked=asked_of(policy, as_of=UNTIL, engine="embedded"),
    )
    expected = score_snapshot(run, tmp_path / "embedded")
    kept, out = tmp_path / "s", tmp_path / "spark"
    end_shared_session()
    with cluster(tmp_path) as started, session(started.master) as spark:
        wait_for_executors(spark, 2)
        killing = started.kill_when(0, tmp_path / ".s.unfinished", "bucket-*", least=3)
        taken = read_lake(spark, policy, folder=kept, **given)
        killing.join()
        assert 3 <= killing.found < BUCKETS, "the worker died while buckets were settled"
        assert taken == alone
        started.add_worker()
        wait_for_executors(spark, 2)
        killing = started.kill_when(1, out / UNFINISHED / DONE, "*.json", least=3)
        asked = asked_of(policy, as_of=UNTIL, engine="spark")
        found = score_on_spark(spark, Run(plan=run.plan, snapshot=kept, asked=asked), out)
        killing.join()
        assert 3 <= killing.found < BUCKETS, "the worker died while buckets were scored"
    assert found.written == expected.written
    assert check_outputs(out).problems == ()
