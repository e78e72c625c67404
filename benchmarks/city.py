"""Measure the city engine: `city.py [--members 1000000] [--records 20] [--folder DIR]`.

The same city is scored with and without lines, and a database does the least that could be asked of
it over the same files: one sum a member written out, and one plain copy of all that stands in them.
"""

import argparse
import hashlib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from goodstanding.cli.legal import with_legal_basis
from goodstanding.lab.city import Recipe
from goodstanding.lab.city.draws import Rows
from goodstanding.lab.city.tables import (
    MEMBER_DIGITS,
    MEMBERS_A_PIECE,
    NUMBERS_A_MEMBER,
    RECORD_DIGITS,
    Part,
    fixed_texts,
    numbers_of,
    people_table,
)
from goodstanding.lab.city.write import drawn
from goodstanding.model.policy import Policy
from goodstanding.rulebook import read_policy
from goodstanding.scoring.batch.run import Run, score_snapshot
from goodstanding.scoring.batch.snapshot import buckets_for, read_manifest
from goodstanding.scoring.batch.writer import BucketRows, Counted, SnapshotWriter, bucket_numbers
from goodstanding.scoring.plan import plan
from goodstanding.scoring.receipt import Asked, OutputFormat

POLICY = Path(__file__).parent.parent / "policies/event-reference/event-reference.yaml"
AS_OF = date(2026, 12, 31)
FACTOR_MAX = 2.5
CPU_SECONDS_MAX = {"statements": 2.5, "lines": 9.0}
MEGABYTES_MAX = {"statements": 1_000, "lines": 1_500}
FLOORS = {
    "statements": """COPY (SELECT member, count(*) AS records, sum(value_0) AS total
        FROM '{bucket}/entries.parquet' GROUP BY member)
        TO '{out}' (FORMAT parquet, COMPRESSION zstd)""",
    "lines": """COPY (SELECT e.member, i.record, e.kind, e.on, 1::BIGINT AS records,
        e.value_0 AS points, e.value_0 AS counted, e.on AS next_change
        FROM '{bucket}/entries.parquet' e POSITIONAL JOIN '{bucket}/ids.parquet' i)
        TO '{out}' (FORMAT parquet, COMPRESSION zstd)""",
}


def policy_of() -> Policy:
    """Return the policy with a legal basis for what is off: synthetic people need none."""
    found = read_policy(POLICY)
    return with_legal_basis(found, [f"{k.name}=synthetic" for k in found.kinds.values() if k.off])


def write_snapshot(policy: Policy, members: int, records: int, folder: Path) -> None:
    """Write a city of the generator as a snapshot, drawing one bucket's members at a time."""
    recipe = Recipe(
        policy=policy, policy_sha256=hashlib.sha256(POLICY.read_bytes()).hexdigest(), seed=1,
        members=members, records_a_member=records, dispersion=2.0, years=5, until=AS_OF,
    )  # fmt: skip
    buckets = buckets_for(members * records)
    numbers = numbers_of(recipe, Part(0, 1))
    bucket = np.empty(members, np.int32)
    for at in range(0, members, MEMBERS_A_PIECE):
        piece = fixed_texts(numbers[0, at : at + MEMBERS_A_PIECE], b"m-", MEMBER_DIGITS)
        bucket[at : at + MEMBERS_A_PIECE] = bucket_numbers(piece, buckets)
    order = np.lexsort((numbers[0], bucket))  # identifiers are in the order of their numbers
    ends = np.searchsorted(bucket[order], np.arange(buckets + 1))
    writer = SnapshotWriter(folder, policy, buckets=buckets)

    def write(number: int) -> int:
        rows = bucket_rows(recipe, order[ends[number] : ends[number + 1]], numbers)
        writer.add_bucket(number, rows)
        return len(rows.entries["kind"])

    with ThreadPoolExecutor(max_workers=2) as pool:
        entries = sum(pool.map(write, range(buckets)))
    counted = Counted(
        rows=entries, refused=0, dropped=0, withheld=0, repeated=0,
        stated_by=f"synthetic: {recipe.text}", inputs=(),
    )  # fmt: skip
    writer.finish(counted)


def bucket_rows(recipe: Recipe, own: np.ndarray, numbers: np.ndarray) -> BucketRows:
    """Return the rows of the members of one bucket, given in its order."""
    room, count = drawn(recipe, own)
    rows = Rows(**{name: values[..., :count] for name, values in room._asdict().items()})
    sorter = np.argsort(own)
    place = sorter[np.searchsorted(own, rows.member, sorter=sorter)]
    counts = np.bincount(place, minlength=len(own))
    names = sorted({kind.source for kind in recipe.policy.kinds.values()})
    sources = np.array([names.index(kind.source) for kind in recipe.policy.kinds.values()])
    record = rows.member * NUMBERS_A_MEMBER + rows.number
    order = np.lexsort((record, sources[rows.kind], rows.filed, rows.on, place))
    days = {
        name: pa.array(getattr(rows, name)[order]).cast(pa.date32()) for name in ("on", "filed")
    }
    notified, act = rows.notified[order], rows.act[order]
    acts = fixed_texts(act.astype(np.uint64), b"a", 3)
    entries = pa.table(
        {
            "record": fixed_texts(record[order].astype(np.uint64), b"r", RECORD_DIGITS),
            "kind": pa.array(rows.kind[order]),
            **days,
            "notified": pa.array(notified, mask=notified < 0).cast(pa.date32()),
            "act": pa.compute.if_else(pa.array(act > 0), acts, pa.scalar(None, pa.string())),
            **{f"value_{at}": pa.array(values[order]) for at, values in enumerate(rows.values)},
        }
    )
    members = people_table(recipe, numbers[:, own])
    members = members.append_column("entries", pa.array(counts))
    members = members.append_column("level", pa.nulls(len(own), pa.string()))
    return BucketRows(members=members, entries=entries)


def score(snapshot: Path, out: Path, *, lines: bool, workers: int) -> None:
    """Score the city, and print seconds, CPU seconds and megabytes."""
    policy = policy_of()
    manifest = read_manifest(snapshot)
    asked = Asked(
        policy=policy.name, edition=policy.edition, purpose=str(policy.purpose),
        policy_sha256="", legal_basis={}, engine="embedded", version="", as_of=AS_OF,
        stated_by=manifest.stated_by, levels_held=0, records=manifest.rows, refused=0, dropped=0,
        withheld=0, repeated=0, inputs=(),
    )  # fmt: skip
    run = Run(
        plan=plan(policy, AS_OF), snapshot=snapshot, asked=asked, form=OutputFormat.PARQUET,
        with_lines=lines, workers=workers,
    )  # fmt: skip
    with TemporaryDirectory() as small:  # the first run loads what is compiled
        write_snapshot(policy, 200, 20, Path(small) / "snapshot")
        score_snapshot(replace(run, snapshot=Path(small) / "snapshot"), Path(small) / "out")
    began, used = time.perf_counter(), time.process_time()
    receipt = score_snapshot(run, out)
    say(time.perf_counter() - began, time.process_time() - used, receipt.written.state_hash)


def floor(snapshot: Path, out: Path, *, lines: bool, workers: int) -> None:
    """Let the database do the least, bucket by bucket, and print the same."""
    import duckdb

    connection = duckdb.connect(config={"threads": workers})
    began, used = time.perf_counter(), time.process_time()
    for number in range(read_manifest(snapshot).buckets):
        text = FLOORS["lines" if lines else "statements"]
        files = {"bucket": snapshot / f"bucket-{number:05}", "out": out / f"{number:05}.parquet"}
        connection.execute(text.format(**files)).fetchall()
    say(time.perf_counter() - began, time.process_time() - used, "")


def say(seconds: float, cpu: float, digest: str) -> None:
    """Print figures for the process that started this one."""
    # what the system counts otherwise begins with the memory of the process that started this one
    [line] = [
        each for each in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in each
    ]
    peak = int(line.split()[1]) / 1024
    print(f"{seconds:.2f} {cpu:.2f} {peak:.0f} {digest or '-'}")


def measured(
    what: str, snapshot: Path, table: str, workers: int
) -> tuple[float, float, float, str]:
    """Return what a fresh process says, the better of two runs by its CPU seconds."""
    found = []
    for _ in range(2):
        with TemporaryDirectory(dir=snapshot.parent) as out:
            command = [sys.executable, __file__, "--part", what, "--table", table]
            command += ["--folder", str(snapshot), "--out", out, "--workers", str(workers)]
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, cpu, peak, digest = ran.stdout.split()
        found.append((float(cpu), float(seconds), float(peak), digest))
    return min(found)


def main() -> int:
    """Print each figure beside its limit; fail above one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--part", choices=["score", "floor"])
    parser.add_argument("--table", choices=list(FLOORS))
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.part:
        measure = score if given.part == "score" else floor
        lines = given.table == "lines"
        measure(given.folder, given.out, lines=lines, workers=given.workers)
        return 0
    with TemporaryDirectory() as folder:
        snapshot = given.folder or Path(folder) / "snapshot"
        if not (snapshot / "snapshot.json").is_file():
            write_snapshot(policy_of(), given.members, given.records, snapshot)
        entries = read_manifest(snapshot).entries
        failed = False
        for table in FLOORS:
            cpu, seconds, peak, digest = measured("score", snapshot, table, given.workers)
            least = measured("floor", snapshot, table, given.workers)
            limit = CPU_SECONDS_MAX[table] * entries / 20_000_000
            failed |= cpu > min(limit, FACTOR_MAX * least[0]) or peak > MEGABYTES_MAX[table]
            print(
                f"{entries:,} records, {table}: {cpu:.2f} CPU s (limit {limit:.2f}), "
                f"{seconds:.2f} s, {peak:.0f} MB (limit {MEGABYTES_MAX[table]}); "
                f"{cpu / least[0]:.2f} x the floor of {least[0]:.2f} CPU s "
                f"(limit {FACTOR_MAX}), {digest[:16]}"
            )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
