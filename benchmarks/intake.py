"""Measure a city's files to statements in one command: `intake.py [--members N] [--folder DIR]`.

DIR holds a city as `goodstanding lab city --out DIR` makes it, with `--csv` or not, and gets one of
N members in CSV where it holds none. A database reads the same records, judges nothing, and writes
a sum for each member.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

SHIPPED: Final = Path(__file__).parents[1] / "policies/event-reference/event-reference.yaml"
COMMAND: Final = Path(sys.executable).parent / "goodstanding"
ROWS: Final = 20_000_000
SECONDS_MAX: Final = 120
MEGABYTES_MAX: Final = 2_000
AS_OF: Final = "2026-06-30"
PEER: Final = """
import sys, duckdb
read = "read_csv" if sys.argv[1].endswith(".csv") else "read_parquet"
duckdb.execute("SET threads = 2")
duckdb.execute(f"COPY (SELECT member, count(*) AS n, sum(hours) AS total FROM {read}(?) "
               "GROUP BY member) TO '" + sys.argv[2] + "' (FORMAT parquet)", [sys.argv[1]])
"""


def measured(name: str, command: list[str]) -> tuple[float, float, int]:
    """Run a command; print and return its seconds, its processor seconds and its exit code."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    megabytes = after.ru_maxrss / 1024  # of the largest child: the peer runs last and is smaller
    print(f"{name}: {seconds:.1f} s wall, {spent:.1f} CPU s, peak {megabytes:,.0f} MB")
    if ran.returncode:
        print(ran.stderr[-2_000:].rstrip())
    return seconds, megabytes, ran.returncode


def legal_basis(policy: Path) -> list[str]:
    """Return the options that name a legal basis for each kind that needs one."""
    from goodstanding.rulebook import read_policy

    off = [kind.name for kind in read_policy(policy).kinds.values() if kind.off]
    return [f"--legal-basis={name}=a benchmark of synthetic records" for name in off]


def main() -> int:
    """Print both beside the limits; fail above one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--members", type=int, default=50_000)
    parser.add_argument("--policy", type=Path, default=SHIPPED)
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    given = parser.parse_args()
    with TemporaryDirectory() as room:
        city = given.folder or Path(room) / "city"
        if not (city / "records").is_dir():
            make = [str(COMMAND), "lab", "city", "--policy", str(given.policy), "--csv"]
            make += ["--members", str(given.members), "--out", str(city)]
            subprocess.run(make, check=True, capture_output=True)
        return compare(city, given)


def compare(city: Path, given: argparse.Namespace) -> int:
    """Measure both over a city's files; return 1 above a limit."""
    records = city / "records"
    csv = any(path.suffix == ".csv" for path in records.iterdir())
    with TemporaryDirectory(dir=city.parent) as folder:
        out = Path(folder) / "out"
        command = [str(COMMAND), "score", "--policy", str(given.policy)]
        command += ["--records", str(records), "--members", str(city / "members.parquet")]
        command += ["--as-of", AS_OF, "--out", str(out), "--engine", "embedded"]
        command += ["--format", given.format, "--lines" if given.lines else "--no-lines"]
        command += legal_basis(given.policy)
        seconds, megabytes, code = measured("files to statements", command)
        if code not in {0, 1}:
            return 1
        receipt = json.loads((out / "receipt.json").read_text(encoding="utf-8"))
        rows, refused = receipt["records"]["read"], receipt["records"]["refused"]
        pattern = str(records / ("*.csv" if csv else "*.parquet"))
        peer = [sys.executable, "-c", PEER, pattern, str(Path(folder) / "peer.parquet")]
        measured("DuckDB, count and sum by member, written, nothing judged", peer)
    limit = SECONDS_MAX * max(1.0, rows / ROWS)
    print(f"{rows:,} rows, {refused:,} refused; limits {limit:.0f} s, {MEGABYTES_MAX:,} MB")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    return int(seconds > limit or megabytes > MEGABYTES_MAX)


if __name__ == "__main__":
    sys.exit(main())
