"""Print what it costs to read a city's CSV into a snapshot, and DuckDB to read and sum it.

The city is made by `goodstanding lab city --csv --policy POLICY --out CITY`.
"""

import argparse
import os
import resource
import shutil
import tempfile
import time
from pathlib import Path

import duckdb

from goodstanding.intake.bulk import read_snapshot
from goodstanding.rulebook import read_policy


def told(name: str, rows: int, began: tuple[float, float]) -> None:
    """Print the seconds of wall and of processors since it began, and the most memory so far."""
    wall, spent = time.perf_counter() - began[0], sum(os.times()[:2]) - began[1]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name}: {rows:,} rows, {wall:.1f} s wall, {spent:.1f} CPU s, peak {most:,} MB")


def now() -> tuple[float, float]:
    """Return the clock and what was spent of the processors."""
    return time.perf_counter(), sum(os.times()[:2])


def main() -> None:
    """Run both, the reader first, so that its peak of memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("policy", type=Path)
    parser.add_argument("city", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    plain = read_policy(asked.policy)
    law = {
        kind.name: dict.fromkeys(plain.languages, "a benchmark of synthetic records")
        for kind in plain.kinds.values()
        if kind.off
    }
    policy = read_policy(asked.policy, law=law)
    folder = Path(tempfile.mkdtemp(dir=asked.city.parent))
    try:
        began = now()
        taken = read_snapshot(
            policy,
            records=[asked.city / "records"],
            members=asked.city / "members.parquet",
            states=None,
            folder=folder / "snapshot",
            workers=asked.workers,
        )
        told("records and members to a snapshot", taken.manifest.rows, began)
        print(f"refused {taken.manifest.refused:,}, withheld {taken.manifest.withheld:,}")
    finally:
        shutil.rmtree(folder)
    began = now()
    files = str(asked.city / "records" / "*.csv")
    query = "SELECT sum(n) FROM (SELECT member, count(*) AS n, sum(hours) AS total FROM read_csv(?)"
    found = duckdb.execute(f"{query} GROUP BY member)", [files]).fetchone()
    told("DuckDB read_csv, sum by member", int(found[0]) if found else 0, began)


if __name__ == "__main__":
    main()
