"""A snapshot scored on Apache Spark: a task a bucket, each running the embedded engine's kernel."""

# Spark schedules and starts lost tasks again, and nothing else: no rule is in Spark SQL, and no
# record goes through Spark. A task reads its bucket from the snapshot and writes its files, so
# snapshot and outputs lie on storage that every executor sees under the same path.

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.scoring.batch.finished import DONE
from goodstanding.scoring.batch.run import Run, score_one_bucket, score_snapshot
from goodstanding.scoring.batch.snapshot import read_manifest
from goodstanding.scoring.files import sync_folder
from goodstanding.scoring.plan import Plan, plan
from goodstanding.scoring.receipt import OutputFormat, Receipt
from goodstanding.scoring.sent import received, sent

ENGINE: Final = "spark"
ATTEMPTS: Final = "attempts"
"""The folder in which each attempt of a task has one of its own."""

SCHEMA: Final = "bucket long, problem string"
ERROR_LINE: Final = re.compile(r"\w+(Error|Exception|Exit): No module named '[\w.]+'$|MemoryError$")
"""A line of a traceback that says what is wrong with an executor, and names no value."""

SAID_MAX: Final = 120
REFUSED: Final = "refused"
"""Stands for problems that the driver finds again, and tells with their codes."""


def session_or_sentence() -> Any:  # noqa: ANN401 - pyspark is not always there
    """Return the Spark session of this process, made as Spark's own settings say.

    Raises:
        EnvironmentUnfitError: pyspark or Java is missing, or the cluster does not answer.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        message = "--engine spark needs pyspark, which is not installed: goodstanding[spark]."
        raise EnvironmentUnfitError(message) from None
    # Tasks run under the Python that has this package, unless something else is set.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        return SparkSession.builder.appName("goodstanding score").getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        message = (
            "Spark did not start. It needs Java 17, and its master where it is not local: "
            "see docs/spark.md."
        )
        raise EnvironmentUnfitError(message) from error


@contextmanager
def spark_errors() -> Iterator[None]:
    """Turn what Spark gives up with into a sentence.

    Raises:
        EnvironmentUnfitError: a job failed for another reason than its records.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        lines = [line.strip() for line in str(error).splitlines()]
        named = [line for line in lines if ERROR_LINE.match(line)]
        said = named[-1] if named else (lines or [""])[0][:SAID_MAX] or type(error).__name__
        message = (
            f"Spark gave up: {said.rstrip('.')}. Executors need this package, of one version with "
            "the driver, and memory for a bucket: see docs/spark.md."
        )
        raise EnvironmentUnfitError(message) from error


def score_on_spark(session: Any, run: Run, out: Path) -> Receipt:  # noqa: ANN401 - pyspark is not always there
    """Score everybody in a snapshot as tasks of a Spark session.

    What a run that was stopped has finished is taken up.

    Raises:
        ProblemsError: the snapshot is damaged, of another version, or of another policy.
        EnvironmentUnfitError: the disk is full, another run writes there, or executors do not see
            the snapshot and the outputs.
    """

    def schedule(run: Run, inside: Path, numbers: Sequence[int]) -> None:
        (inside / ATTEMPTS).mkdir(exist_ok=True)
        if numbers:
            _check_told(_scheduled(session, run, inside, numbers))

    return score_snapshot(replace(run, schedule=schedule, workers=1), out)


def done(inside: Path, number: int) -> Path:
    """Return the file that says that a bucket is finished."""
    return inside / DONE / f"{number:05}.json"


def _scheduled(session: Any, run: Run, inside: Path, numbers: Sequence[int]) -> list[str]:  # noqa: ANN401 - pyspark is not always there
    """Let Spark score buckets, one a task, and return what went wrong."""
    task = Task(
        policy=sent((run.plan.policy, run.plan.as_of)),
        snapshot=str(run.snapshot.absolute()),
        inside=str(inside.absolute()),
        with_lines=run.with_lines,
        form=str(run.form),
        previous=None if run.previous is None else str(run.previous.absolute()),
        changed_only=run.changed_only,
        asked=sent(run.asked),
        numbers=tuple(numbers),
    )
    places = session.range(0, len(numbers), 1, len(numbers))
    with spark_errors():
        rows = places.mapInArrow(_worker(task), SCHEMA).collect()
    assert sorted(row.bucket for row in rows) == sorted(numbers), "each bucket has one task"
    return [row.problem for row in rows if row.problem is not None]


def _check_told(problems: Sequence[str]) -> None:
    """Raise what executors could not do; problems of the snapshot the driver finds again."""
    others = [problem for problem in problems if problem != REFUSED]
    if others:
        message = (
            f"Executors of Spark could not read the snapshot or write the outputs: {others[0]}. "
            "Put both on storage that each of them sees under the same path."
        )
        raise EnvironmentUnfitError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a task is told: the policy with its day, both folders, and the buckets by place."""

    policy: bytes
    snapshot: str
    inside: str
    with_lines: bool
    form: str
    previous: str | None
    changed_only: bool
    asked: bytes
    numbers: tuple[int, ...]


def _worker(task: Task) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return the function that Spark runs in each task."""

    def scored(batches: Iterator[Any]) -> Iterator[Any]:
        from pyspark import TaskContext

        context = TaskContext.get()
        assert context is not None
        for batch in batches:
            numbers = [task.numbers[place] for place in batch.column(0).to_pylist()]
            told = [score_one(task, number, context.taskAttemptId()) for number in numbers]
            columns = [pa.array(numbers, pa.int64()), pa.array(told, pa.string())]
            yield pa.RecordBatch.from_arrays(columns, names=["bucket", "problem"])

    return scored


def score_one(task: Task, number: int, attempt: int) -> str | None:
    """Score a bucket in a folder of this attempt, put its files in place, and say what was wrong.

    Two attempts may run at once: a worker that was given up goes on until it notices. Each
    replaces whole files by the same bytes.
    """
    inside = Path(task.inside)
    own = inside / ATTEMPTS / f"{number:05}-{attempt}"
    try:
        own.mkdir()
        run = _run_of(task)
        found = score_one_bucket(run, read_manifest(run.snapshot), own, number)
        for file in found.files:
            (own / file.name).replace(inside / file.name)
        sync_folder(inside / DONE)
        done(own, number).replace(done(inside, number))
        sync_folder(inside / DONE)
    except ProblemsError:
        return REFUSED
    except OSError as error:
        return error.strerror or type(error).__name__
    finally:
        shutil.rmtree(own, ignore_errors=True)
    return None


def _run_of(task: Task) -> Run:
    """Return the run that a task is a part of."""
    return Run(
        plan=_plan_of(task.policy),
        snapshot=Path(task.snapshot),
        form=OutputFormat(task.form),
        asked=received(task.asked),
        with_lines=task.with_lines,
        previous=None if task.previous is None else Path(task.previous),
        changed_only=task.changed_only,
    )


@lru_cache(maxsize=2)
def _plan_of(policy: bytes) -> Plan:
    """Return the plan of a policy and a day; a worker makes it once for all its tasks."""
    return plan(*received(policy))
