"""Measure a database at the same lines: `peers_lines.py [--members N] [--folder DIR]`.

The policy `event-reference` is written by hand for DuckDB (`peers_lines.sql`): a table of the shape
of ours, a line for each record with its reason and one for each cap and bound that takes something.
Left out there: when a line changes next, what of a year's hours and gifts falls on each record (the
lines of two rules of 42 stand there without points), repairs, which no record of the city has, the
order of lines, levels, hashes, and forcing files to disk. All else is held against ours, cell by
cell. Its input is laid out beforehand as one flat table a bucket, which is not timed.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from goodstanding.model.days import Span
    from goodstanding.model.points import Rule
    from goodstanding.model.policy import Policy

PEERS = run_path(str(Path(__file__).with_name("peers.py")))
SQL = Path(__file__).with_suffix(".sql")
AS_OF, LARGEST = PEERS["AS_OF"], PEERS["LARGEST"]
HELD = 'member, rule, source, record, records, "on", points, counted, why'
"""The columns that are held against ours."""

OTHERS = f"""SELECT count(*) FROM (
    (SELECT {HELD} FROM ours EXCEPT ALL SELECT {HELD} FROM theirs) UNION ALL
    (SELECT {HELD} FROM theirs EXCEPT ALL SELECT {HELD} FROM ours))"""


def prepare(snapshot: Path, folder: Path) -> "Policy":
    """Lay out the input of the database, bucket by bucket, and return the policy."""
    from goodstanding.scoring.batch.checked import Checked
    from goodstanding.scoring.batch.snapshot import read_manifest
    from goodstanding.scoring.plan import plan

    policy: Policy = run_path(PEERS["CITY"])["policy_of"]()
    manifest = read_manifest(snapshot)
    made = plan(policy, AS_OF)
    checked = Checked(folder=snapshot, manifest=manifest, plan=made, with_ids=True)
    for number in range(manifest.buckets):
        opened = checked.open(number)
        bucket = opened.all()
        members = np.arange(len(bucket.columns.first) - 1, dtype=np.int32)
        more = ({"record": bucket.ids}, {"name": opened.people().column})
        PEERS["lay_out"](folder, number, bucket.columns, members, more)
    return policy


def worth_rows(policy: "Policy") -> Iterator[dict[str, Any]]:
    """Yield the line of an act of each kind, by ranges of its value and of its day."""
    from goodstanding.model.policy import PointsForm

    sources = sorted({kind.source for kind in policy.kinds.values()})
    rates, caps = PEERS["RATES"], PEERS["CAPS"]
    for code, (name, kind) in enumerate(policy.kinds.items()):
        assert isinstance(policy.form, PointsForm)
        [rule] = policy.form.rules_by_kind[name]
        gathered = 2 if name in rates else 1 if name in caps else 0
        lowest = True
        for low, high, amounts, lasts in PEERS["values_of"](rule, kind):
            for first, last, given, counted, why in days_of(rule, amounts, lasts):
                yield {
                    "kind": code, "rule": rule.name, "source": sources.index(kind.source),
                    "source_name": kind.source, "gathered": gathered,
                    "low": -LARGEST if lowest else low, "high": high, "first": first, "last": last,
                    "given": given, "counted": counted, "why": why,
                }  # fmt: skip
            lowest = False


def days_of(
    rule: "Rule", amounts: Any, lasts: "Span"
) -> Iterator[tuple[date, date, int, int, str]]:
    """Yield ranges of days of an act: what it gives, what of that counts on the day, and why."""
    day, over = timedelta(days=1), lasts.last_over(AS_OF) or date.min
    fades = [(step.after.last_over(AS_OF) or date.min, step.share) for step in rule.fade]
    starts = {date.min, over + day, rule.since or date.min}
    starts |= {first for first, _ in amounts if first} | {last + day for last, _ in fades}
    edges = sorted(starts)
    for first, after in zip(edges, [*edges[1:], AS_OF + day], strict=True):
        given = [points for start, points in amounts if start is None or start <= first]
        shares = [share for last, share in fades if first <= last]
        if not given or (rule.since and first < rule.since):
            yield first, after - day, given[-1] if given else 0, 0, "before since"
        elif first <= over:
            yield first, after - day, given[-1], 0, "expired"
        elif shares:
            yield first, after - day, given[-1], ceil(given[-1] * shares[-1]), "faded"
        else:
            yield first, after - day, given[-1], given[-1], "counted"


def database(policy: "Policy") -> Any:
    """Return a database on two threads that knows the tables of the policy."""
    kinds = list(policy.kinds)
    names = ("period_1", "most_1", "period_2", "most_2", "share", "most_share", "most_year")
    caps = [
        {"kind": kinds.index(name), **dict(zip((*names, "gathering"), row, strict=True))}
        for name, row in PEERS["CAPS"].items()
    ]
    return PEERS["database"]({"worth": list(worth_rows(policy)), "caps": caps})


def asked(policy: "Policy", folder: Path, number: int) -> str:
    """Return the query over the files of a bucket."""
    files = {name: folder / f"{name}-{number:05}.parquet" for name in ("entries", "members")}
    return SQL.read_text().format(**files, hours=[*map(str, policy.kinds)].index("volunteer-shift"))


def others(connection: Any, ours: Path, theirs: Path) -> int:
    """Return how many lines stand in one file of a bucket and not in the other."""
    rates = ", ".join(f"'{rule}'" for rule in ("volunteering", "gift"))
    for name, path in (("ours", ours), ("theirs", theirs)):
        cells = [f"CASE WHEN rule IN ({rates}) THEN NULL ELSE {each} END AS {each}"
                 for each in ("points", "counted", "why")]  # fmt: skip
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * REPLACE ({', '.join(cells)}) "
            f"FROM read_parquet('{path}')"
        )
    [[count]] = connection.execute(OTHERS).fetchall()
    return int(count)


def main() -> int:
    """Print what both took; fail where a line is another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    try:
        import duckdb  # noqa: F401 - only whether it is there
    except ImportError:
        print("duckdb: passed over, it is not installed")
        return 0
    with TemporaryDirectory(dir=given.folder and given.folder.parent) as room:
        snapshot = PEERS["city_of"](given.folder, given.members, Path(room))
        return compare(snapshot, Path(room))


def compare(snapshot: Path, room: Path) -> int:
    """Make the lines by both, and hold them against each other; return 1 where one differs."""
    for name in ("prepared", "theirs"):
        (room / name).mkdir()
    policy = prepare(snapshot, room / "prepared")
    city = PEERS["CITY"]
    ours = run_path(city)["measured"]("score", snapshot, "lines", 2)
    command = [sys.executable, city, "--part", "score", "--table", "lines", "--workers", "2"]
    command += ["--folder", str(snapshot), "--out", str(room / "ours")]
    subprocess.run(command, check=True, capture_output=True)
    parts = sorted((room / "ours" / "lines").iterdir())
    connection = database(policy)
    began, used = time.perf_counter(), time.process_time()
    for number, part in enumerate(parts):
        query, path = asked(policy, room / "prepared", number), room / "theirs" / part.name
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        connection.fetchall()
    used, began = time.process_time() - used, time.perf_counter() - began
    wrong = sum(others(connection, part, room / "theirs" / part.name) for part in parts)
    [[lines]] = connection.execute(
        f"SELECT count(*) FROM read_parquet('{room}/theirs/*.parquet')"
    ).fetchall()
    print(f"ours, all columns, in order, hashed: {ours[0]:.2f} CPU s, {ours[1]:.2f} s")
    print(
        f"duckdb, with what is left out: {used:.2f} CPU s, {began:.2f} s, {used / ours[0]:.1f} x "
        f"ours; {lines:,} lines, {wrong:,} others"
    )
    return int(wrong > 0 or lines == 0)


if __name__ == "__main__":
    sys.exit(main())
