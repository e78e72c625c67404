"""Measure Spark on two local cores: `spark.py [--members N] [--folder DIR] [--lake CITY]`.

The same snapshot is scored by the embedded engine and by tasks of Spark, and Spark SQL does the
least that could be asked of it over the same files. `goodstanding lab city --csv --out CITY` makes
a lake. Starting the JVM, and a small run that loads what is compiled, are not in the figures.
"""

import argparse
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from goodstanding.intake.bulk import read_snapshot
from goodstanding.intake.lake import read_lake
from goodstanding.scoring.batch.run import Run, score_snapshot
from goodstanding.scoring.batch.snapshot import read_manifest
from goodstanding.scoring.plan import plan
from goodstanding.scoring.receipt import Asked, OutputFormat, Receipt
from goodstanding.scoring.spark import score_on_spark

CITY = run_path(str(Path(__file__).with_name("city.py")))
AS_OF, policy_of, write_snapshot = (CITY[each] for each in ("AS_OF", "policy_of", "write_snapshot"))
SECONDS_MAX = 30.0
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
BUCKET = "CAST(regexp_extract(_metadata.file_path, 'bucket-([0-9]+)', 1) AS INT) AS bucket"
LEAST = """SELECT bucket, member, count(*) AS records, sum(value_0) AS total
    FROM entries GROUP BY bucket, member"""

Session: TypeAlias = Any
"""A session of Spark; pyspark has no types here."""


@dataclass
class Spent:
    """Seconds of wall and of processors, the most megabytes of memory, and of Spark's own disk."""

    wall: float = 0
    cpu: float = 0
    memory: float = 0
    disk: float = 0

    def __str__(self) -> str:
        """Say them in one line."""
        disk = f", {self.disk:,.0f} MB of Spark's disk" if self.disk else ""
        return f"{self.wall:.1f} s wall, {self.cpu:.1f} CPU s, peak {self.memory:,.0f} MB{disk}"


def processes() -> list[tuple[float, float]]:
    """Return seconds and bytes of this process and of all that came of it, JVM included."""
    found: dict[int, tuple[int, float, float]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        spent = sum(int(each) for each in fields[11:15]) / TICKS
        found[int(path.parent.name)] = (int(fields[1]), spent, int(fields[21]) * PAGE)
    ours = {os.getpid()}
    while more := {number for number, (parent, _, _) in found.items() if parent in ours} - ours:
        ours |= more
    return [found[number][1:] for number in ours if number in found]


def bytes_in(folder: Path) -> int:
    """Return how many bytes the files below a folder have."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


@contextmanager
def measured(scratch: Path) -> Iterator[Spent]:
    """Measure what is done inside."""
    spent, done = Spent(), threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            spent.memory = max(spent.memory, sum(size for _, size in processes()) / 1e6)
            spent.disk = max(spent.disk, bytes_in(scratch) / 1e6)

    thread = threading.Thread(target=watch)
    began, cpu = time.perf_counter(), sum(used for used, _ in processes())
    thread.start()
    try:
        yield spent
    finally:
        done.set()
        thread.join()
        spent.wall = time.perf_counter() - began
        spent.cpu = sum(used for used, _ in processes()) - cpu


@contextmanager
def session(scratch: Path) -> Iterator[Session]:
    """Start Spark on two local cores."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.master": "local[2]",
        "spark.driver.memory": "2g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.local.dir": str(scratch),
        "spark.sql.shuffle.partitions": "32",
    }
    builder = SparkSession.builder.appName("benchmark")
    for name, value in settings.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    try:
        yield made
    finally:
        made.stop()


def asked_of(snapshot: Path, engine: str) -> Run:
    """Return a run without lines."""
    policy, manifest = policy_of(), read_manifest(snapshot)
    asked = Asked(
        policy=policy.name, edition=policy.edition, purpose=str(policy.purpose), policy_sha256="",
        legal_basis={}, engine=engine, version="", as_of=AS_OF, stated_by=manifest.stated_by,
        levels_held=0, records=manifest.rows, refused=0, dropped=0, withheld=0, repeated=0,
        inputs=(),
    )  # fmt: skip
    return Run(
        plan=plan(policy, AS_OF), snapshot=snapshot, asked=asked, form=OutputFormat.PARQUET,
        with_lines=False, workers=2,
    )  # fmt: skip


def warm(spark: Session, folder: Path) -> None:
    """Load what is compiled, here and in the workers of Spark."""
    write_snapshot(policy_of(), 200, 20, folder / "small")
    for engine in ("embedded", "spark"):
        run = asked_of(folder / "small", engine)
        if engine == "spark":
            score_on_spark(spark, run, folder / engine)
        else:
            score_snapshot(run, folder / engine)


def score_both(spark: Session, snapshot: Path, scratch: Path, runs: int) -> bool:
    """Print what both engines and Spark SQL cost, and return whether all is as asked."""
    entries = read_manifest(snapshot).entries
    print(f"{entries:,} records, --no-lines, better of {runs} by wall")
    hashes: set[str] = set()
    best: dict[str, Spent] = {}

    def take(what: str, spent: Spent) -> None:
        best[what] = min(best.get(what, spent), spent, key=lambda each: each.wall)

    for number in range(runs):
        for engine in ("embedded", "spark"):
            run = asked_of(snapshot, engine)
            with TemporaryDirectory(dir=snapshot.parent) as out, measured(scratch) as spent:
                receipt: Receipt = (
                    score_on_spark(spark, run, Path(out) / "out")
                    if engine == "spark"
                    else score_snapshot(run, Path(out) / "out")
                )
            hashes.add(receipt.written.state_hash)
            take(engine, spent)
        with TemporaryDirectory(dir=snapshot.parent) as out, measured(scratch) as spent:
            frame = spark.read.parquet(f"{snapshot}/bucket-*/entries.parquet")
            frame.selectExpr(BUCKET, "member", "value_0").createOrReplaceTempView("entries")
            spark.sql(LEAST).write.parquet(f"{out}/{number}")
        take("Spark SQL, count and sum by member", spent)
    for what, spent in best.items():
        print(f"  {what}: {spent}")
    print(f"  state hash {', '.join(hashes)}")
    return len(hashes) == 1 and best["spark"].wall <= SECONDS_MAX


def read_both(spark: Session, city: Path, scratch: Path) -> bool:
    """Print what it costs to make a snapshot of a lake, and return whether it is the same."""
    policy = policy_of()
    given: dict[str, Any] = {
        "records": [city / "records"], "members": city / "members.parquet", "states": None,
    }  # fmt: skip
    with TemporaryDirectory(dir=city.parent) as folder:
        with measured(scratch) as spent:
            alone = read_snapshot(policy, folder=Path(folder) / "embedded", workers=2, **given)
        print(f"{alone.manifest.rows:,} rows of a lake to a snapshot\n  embedded: {spent}")
        with measured(scratch) as spent:
            found = read_lake(spark, policy, folder=Path(folder) / "spark", **given)
        kept = bytes_in(Path(folder) / "spark") / 1e6
        print(f"  spark: {spent}; snapshot {kept:,.0f} MB, the same: {found == alone}")
    return found == alone


def main() -> int:
    """Print each figure; fail above a limit, or where two results differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--runs", type=int, default=2)
    given = parser.parse_args()
    try:
        import pyspark  # noqa: F401 - only whether it is there
    except ImportError:
        print("pyspark is not installed: nothing measured; see `make spark`")
        return 0
    with TemporaryDirectory() as folder:
        scratch, snapshot = Path(folder) / "scratch", given.folder or Path(folder) / "snapshot"
        scratch.mkdir()
        if not (snapshot / "snapshot.json").is_file():
            write_snapshot(policy_of(), given.members, 20, snapshot)
        with session(scratch) as spark:
            warm(spark, Path(folder))
            good = score_both(spark, snapshot, scratch, given.runs)
            if given.lake is not None:
                good &= read_both(spark, given.lake, scratch)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
