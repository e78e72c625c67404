"""Measure others at the same totals: `peers.py [--members N] [--folder DIR] [--python OTHER]`.

The policy `event-reference` is written by hand for DuckDB (`peers.sql`) and for Polars, and each is
asked for the total of every member and nothing else: no line, level, next change or receipt, and
nothing about repairs, which no record of the city has. Their input is laid out beforehand as one
flat table a bucket, which is not timed. Their totals are held against ours. OTHER is a Python that
has Polars; what is not installed is passed over by its name.
"""

import argparse
import json
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
    from goodstanding.model.kinds import RecordKind
    from goodstanding.model.points import Rule
    from goodstanding.model.policy import Policy

MISSING = 3
AS_OF = date(2026, 12, 31)
LARGEST = 2**31 - 1
DAYS, WORDS = {"first", "last"}, {"period_1", "period_2", "share", "rule", "source_name", "why"}
YEARS = (2025, 2026)

# times in a first and a second period, points in a part of a year and in a year, and the group
CAPS = {
    "care-visits": ("year", 1, None, 0, None, LARGEST, LARGEST, 0),
    "community-project": ("year", 1, None, 0, None, LARGEST, LARGEST, 0),
    "clean-up": ("month", 2, None, 0, None, LARGEST, 12, 1),
    "snow-clearing": ("month", 2, None, 0, None, LARGEST, 12, 1),
    "park-care": ("month", 2, None, 0, "quarter", 10, 20, 1),
    "small-help": ("day", 1, "month", 2, None, LARGEST, LARGEST, 1),
    "hazard-notice": ("year", 2, None, 0, None, LARGEST, LARGEST, 1),
    "local-training": ("year", 3, None, 0, None, LARGEST, LARGEST, 0),
    "first-aid-course": ("year", 2, None, 0, None, LARGEST, LARGEST, 0),
    "blood-donation": ("year", 2, None, 0, None, LARGEST, LARGEST, 0),
    "lost-property": ("year", 1, None, 0, None, LARGEST, LARGEST, 0),
    "waste-dumped": ("day", 1, None, 0, "month", -20, -40, 0),
    "tax-arrears": ("year", LARGEST, None, 0, None, -LARGEST, -LARGEST, 2),
    "bank-arrears": ("month", 1, None, 0, None, -LARGEST, -LARGEST, 2),
    "utility-arrears": ("year", LARGEST, None, 0, None, -LARGEST, -LARGEST, 2),
}
RATES = ("volunteer-shift", "gift")
PEERS = ("duckdb", "polars")
PLAIN, CAPPED, BY_RATES = range(3)
SQL = Path(__file__).with_suffix(".sql")
CITY = str(Path(__file__).with_name("city.py"))
LAST = (date(2200, 1, 1) - date(1970, 1, 1)).days


def lay_out(folder: Path, number: int, columns: Any, members: Any, more: Any = ({}, {})) -> None:
    """Write a bucket as two tables of a database; `more` are further columns of either."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from goodstanding.scoring.kernel.calendar import FIRST_DAY

    opened = (columns.starts == FIRST_DAY) @ (1 << np.arange(columns.starts.shape[1]))
    days = {name: pa.array(getattr(columns, name)).cast(pa.date32()) for name in ("on", "filed")}
    entries = {
        "member": np.repeat(members, np.diff(columns.first)), "kind": columns.kind, **days,
        "told": columns.told, "act": columns.act, "value": columns.values[0], **more[0],
    }  # fmt: skip
    people = {
        "member": members, "opened": opened[columns.row],
        "since": pa.array(np.minimum(columns.since, LAST)).cast(pa.date32()),
        "until": pa.array(np.minimum(columns.until, LAST)).cast(pa.date32()), **more[1],
    }  # fmt: skip
    for name, cells in (("entries", entries), ("members", people)):
        path = folder / f"{name}-{number:05}.parquet"
        pq.write_table(pa.table(cells), path, compression="zstd", compression_level=1)


def prepare(snapshot: Path, folder: Path) -> None:
    """Lay out the input of the peers, and what ours comes to, bucket by bucket."""
    from goodstanding.scoring.batch.checked import Checked
    from goodstanding.scoring.batch.snapshot import read_manifest
    from goodstanding.scoring.kernel.run import Room, run
    from goodstanding.scoring.plan import plan

    policy, manifest = run_path(CITY)["policy_of"](), read_manifest(snapshot)
    made = plan(policy, AS_OF)
    checked = Checked(folder=snapshot, manifest=manifest, plan=made, with_ids=False)
    room, sums, first_member, totals = Room(made), [0, 0], 0, []
    for number in range(manifest.buckets):
        columns = checked.open(number).all().columns
        [part] = run(room, columns, with_lines=False)
        members = first_member + np.arange(len(columns.first) - 1, dtype=np.int32)
        add_to(sums, members, part.totals.total)
        totals.append(part.totals.total)
        lay_out(folder, number, columns, members)
        first_member += len(members)
    np.save(folder / "totals.npy", np.concatenate(totals))
    kinds = list(policy.kinds)
    names = ("period_1", "most_1", "period_2", "most_2", "share", "most_share", "most_year")
    said = {
        "sums": sums, "members": first_member, "buckets": manifest.buckets, "kinds": kinds,
        "worth": list(worth_rows(policy)),
        "caps": [
            {"kind": kinds.index(name), **dict(zip((*names, "gathering"), row, strict=True))}
            for name, row in CAPS.items()
        ],
    }  # fmt: skip
    (folder / "said.json").write_text(json.dumps(said, default=str))


def add_to(sums: list[int], members: Any, totals: Any) -> None:
    """Add totals to their sum, and to one that is another when two members' totals are swapped."""
    member, total = np.asarray(members, np.int64), np.asarray(totals, np.int64)
    sums[0] += int(total.sum())
    sums[1] += int((total * (member % 1_000_003)).sum())


def worth_rows(policy: "Policy") -> Iterator[dict[str, Any]]:
    """Yield what an act of each kind is worth on the day, by ranges of its value and of its day."""
    from goodstanding.model.policy import PointsForm

    sources = sorted({kind.source for kind in policy.kinds.values()})
    for code, (name, kind) in enumerate(policy.kinds.items()):
        assert isinstance(policy.form, PointsForm)
        [rule] = policy.form.rules_by_kind[name]
        gathered = BY_RATES if name in RATES else CAPPED if name in CAPS else PLAIN
        for low, high, amounts, lasts in values_of(rule, kind):
            for first, last, points in days_of(rule, amounts, lasts):
                yield {
                    "kind": code, "source": sources.index(kind.source), "gathered": gathered,
                    "low": low, "high": high, "first": first, "last": last, "points": points,
                }  # fmt: skip


def values_of(rule: "Rule", kind: "RecordKind") -> Iterator[tuple[int, int, Any, Any]]:
    """Yield ranges of the field that a rule reads: from, to, the dated amounts, and how long."""
    from goodstanding.model.points import FixedPoints, PointsByBound, PointsByName
    from goodstanding.scoring.plan.fields import field_code

    worth, lasts = rule.worth, rule.lasts
    assert lasts is not None
    if isinstance(worth, PointsByBound):
        ends = [bound - 1 for bound, _ in worth.rows[1:]] + [LARGEST]
        for (low, points), high in zip(worth.rows, ends, strict=True):
            yield low, high, [(None, points)], lasts.plain
    elif isinstance(worth, PointsByName):
        for value, points in worth.rows.items():
            at = field_code(kind.fields[worth.field], value)
            yield at, at, [(None, points)], lasts.plain or lasts.spans[value]
    else:
        amounts = worth.points.amounts if isinstance(worth, FixedPoints) else [(None, 0)]
        yield -LARGEST, LARGEST, amounts, lasts.plain


def days_of(rule: "Rule", amounts: Any, lasts: "Span") -> Iterator[tuple[date, date, int]]:
    """Yield ranges of days of an act, and what it is worth on the day asked for."""
    day = timedelta(days=1)
    begin = max((lasts.last_over(AS_OF) or date.min) + day, rule.since or date.min)
    fades = [(step.after.last_over(AS_OF) or date.min, step.share) for step in rule.fade]
    days = {begin, *(first for first, _ in amounts if first), *(last + day for last, _ in fades)}
    edges = sorted(each for each in days if each >= begin)
    for first, after in zip(edges, [*edges[1:], AS_OF + day], strict=True):
        points = [amount for start, amount in amounts if start is None or start <= first][-1]
        shares = [share for last, share in fades if first <= last]
        yield first, after - day, ceil(points * (shares[-1] if shares else 1))


def database(said: dict[str, Any]) -> Any:
    """Return a database on two threads that knows the tables of the policy."""
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    for name in ("worth", "caps"):
        forms = {
            key: "DATE" if key in DAYS else "VARCHAR" if key in WORDS else "BIGINT"
            for key in said[name][0]
        }
        typed = ", ".join(f'"{key}" {form}' for key, form in forms.items())
        connection.execute(f"CREATE TABLE {name} ({typed})")
        marks = ", ".join("?" * len(forms))
        rows = [list(row.values()) for row in said[name]]
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    return connection


def query(second: str, folder: Path, number: int, said: dict[str, Any]) -> str:
    """Return a query over the files of a bucket."""
    parts = dict(part.split("\n", 1) for part in SQL.read_text().split("-- part ")[1:])
    files = {name: folder / f"{name}-{number:05}.parquet" for name in ("entries", "members")}
    return (parts["steps"] + parts[second]).format(
        **files, hours=said["kinds"].index("volunteer-shift")
    )


def duckdb_part(folder: Path, out: Path, said: dict[str, Any]) -> None:
    """Ask one query a bucket, on two threads."""
    connection = database(said)
    for number in range(said["buckets"]):
        asked, path = query("totals", folder, number, said), out / f"{number:05}.parquet"
        connection.execute(
            f"COPY ({asked}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        ).fetchall()


def polars_part(folder: Path, out: Path, said: dict[str, Any]) -> None:
    """Say the same in expressions, bucket by bucket."""
    import polars as pl

    worth = pl.LazyFrame(said["worth"]).with_columns(
        pl.col("first", "last").str.to_date(), pl.col("kind").cast(pl.Int16)
    )
    caps = pl.LazyFrame(said["caps"]).with_columns(pl.col("kind").cast(pl.Int16))
    for number in range(said["buckets"]):
        entries = pl.scan_parquet(folder / f"entries-{number:05}.parquet")
        people = pl.scan_parquet(folder / f"members-{number:05}.parquet")
        path = out / f"{number:05}.parquet"
        totals = polars_totals(entries, people, worth, caps, said)
        totals.collect(engine="streaming").write_parquet(path, compression="zstd")


def polars_totals(entries: Any, people: Any, worth: Any, caps: Any, said: dict[str, Any]) -> Any:
    """Return the query for one bucket."""
    import polars as pl

    col, on = pl.col, pl.col("on")
    entries = entries.with_columns(col("member").set_sorted())
    live = (
        entries.join(worth, on="kind")
        .filter(
            col("value").is_between("low", "high") & on.is_between("first", "last")
            & (col("filed") <= AS_OF) & ((col("points") >= 0) | col("told"))
        )
        .join(people, on="member")
        .filter((on >= col("since")) & (col("until") > AS_OF))
        .filter((col("opened") // pl.lit(2).pow(col("source")).cast(pl.Int64)) % 2 == 1)
        .select("member", "kind", "on", "act", "value", "points", "gathered")
    )  # fmt: skip
    plain = live.filter((col("gathered") == PLAIN) & (col("act") < 0)).select("member", "points")
    acts = (
        live.filter((col("gathered") == PLAIN) & (col("act") >= 0))
        .group_by("member", "act", col("points") > 0, maintain_order=False)
        .agg(col("points").max().alias("most"), col("points").min().alias("least"))
        .select("member", points=pl.when(col("most") > 0).then("most").otherwise("least"))
    )
    gathered, rates = polars_capped(live, caps), polars_rates(live, said["kinds"])
    parts = pl.concat([plain, acts, gathered, rates], how="vertical_relaxed")
    parts = parts.group_by("member").agg(col("points").sum())
    total = (1_000 + col("points").fill_null(0)).clip(600, 1_300)
    return (
        people.select("member").join(parts, on="member", how="left").select("member", total=total)
    )


def polars_capped(live: Any, caps: Any) -> Any:
    """Return what acts under caps come to."""
    import polars as pl

    col, on = pl.col, pl.col("on")
    first = {"day": on, "month": on.dt.truncate("1mo"), "year": on.dt.truncate("1y")}
    capped = live.filter(col("gathered") == CAPPED).join(caps, on="kind")
    capped = capped.with_columns(
        pl.coalesce(pl.when(col("period_1") == key).then(day) for key, day in first.items())
        .alias("first_key"), month=on.dt.truncate("1mo"), size=col("points").abs(),
    ).sort("size", "on", descending=True)  # fmt: skip
    counter = pl.int_range(pl.len())
    capped = capped.filter(counter.over("member", "kind", "first_key") < col("most_1"))
    capped = capped.filter(
        col("period_2").is_null() | (counter.over("member", "kind", "month") < col("most_2"))
    )
    part = (
        pl.when(col("share") == "quarter").then(on.dt.quarter())
        .when(col("share") == "month").then(on.dt.month()).otherwise(0)
    )  # fmt: skip
    sums = capped.group_by(
        "member", "kind", "gathering", "most_share", "most_year",
        year=on.dt.year(), part=part.cast(pl.Int8),
    ).agg(col("points").sum())  # fmt: skip
    for most in ("most_share", "most_year"):
        held = pl.when(col(most) >= 0).then(pl.min_horizontal("points", most))
        sums = sums.with_columns(points=held.otherwise(pl.max_horizontal("points", most)))
        keys = ["member", "kind", "gathering", "most_year", "year"]
        sums = sums.group_by(keys if most == "most_share" else ["member", "gathering", "year"])
        sums = sums.agg(col("points").sum())
    return sums.select(
        "member",
        points=pl.when(col("gathering") == 1).then(col("points").clip(upper_bound=25))
        .when(col("gathering") == 2).then(col("points").clip(lower_bound=-60)).otherwise("points"),
    )  # fmt: skip


def polars_rates(live: Any, kinds: list[str]) -> Any:
    """Return what the quantities of calendar years come to."""
    import polars as pl

    col, on = pl.col, pl.col("on")
    q = col("q")
    hours = sum(
        rate * (q - low).clip(0, high - low)
        for rate, low, high in ((12, 0, 20), (6, 20, 80), (4, 80, 200), (3, 200, 500))
    )
    return (
        live.filter(col("gathered") == BY_RATES)
        .group_by("member", "kind", year=on.dt.year())
        .agg(q=col("value").sum())
        .select(
            "member",
            points=pl.when(col("kind") == kinds.index("volunteer-shift"))
            .then((hours + 11) // 12)
            .otherwise((q.clip(0, 100_000) + 9_999) // 10_000),
        )
    )


def main() -> int:
    """Print what each took beside ours; fail where its totals are others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--part", choices=PEERS)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.part:
        return measure(given.part, given.folder, given.out)
    with TemporaryDirectory(dir=given.folder and given.folder.parent) as room:
        snapshot = city_of(given.folder, given.members, Path(room))
        return compare(snapshot, Path(room), given.python)


def city_of(folder: Path | None, members: int, room: Path) -> Path:
    """Return the snapshot of a city, made with 20 records a member where there is none."""
    city, snapshot = run_path(CITY), folder or room / "snapshot"
    if not (snapshot / "snapshot.json").is_file():
        city["write_snapshot"](city["policy_of"](), members, 20, snapshot)
    return snapshot


def measure(peer: str, folder: Path, out: Path) -> int:
    """Let one peer work, and print its seconds of CPU; it is not there is an answer of 3."""
    said = json.loads((folder / "said.json").read_text())
    try:
        __import__(peer)
    except ImportError:
        return MISSING
    began, wall = time.process_time(), time.perf_counter()
    {"duckdb": duckdb_part, "polars": polars_part}[peer](folder, out, said)
    used = time.process_time() - began
    status = Path("/proc/self/status").read_text().splitlines()
    [line] = [each for each in status if "VmHWM" in each]
    print(used, time.perf_counter() - wall, int(line.split()[1]) / 1024)
    return 0


def compare(snapshot: Path, room: Path, python: str) -> int:
    """Run all peers over a snapshot; return how many come to other totals."""
    import pyarrow.parquet as pq

    folder, wrong = room / "prepared", 0
    folder.mkdir()
    prepare(snapshot, folder)
    said = json.loads((folder / "said.json").read_text())
    ours = run_path(CITY)["measured"]("score", snapshot, "statements", 2)
    print(
        f"ours, with level, next change and hash: {ours[0]:.2f} CPU s, {ours[1]:.2f} s, "
        f"{ours[2]:.0f} MB, {said['members']:,} members"
    )
    for peer in PEERS:
        out = room / peer
        out.mkdir()
        command = [python if peer == "polars" else sys.executable, __file__, "--part", peer]
        command += ["--folder", str(folder), "--out", str(out)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode == MISSING:
            print(f"{peer}: passed over, it is not installed")
            continue
        assert ran.returncode == 0, ran.stderr
        used, wall, peak = map(float, ran.stdout.split())
        sums = [0, 0]
        for path in out.glob("*.parquet"):
            rows = pq.read_table(path)
            add_to(sums, rows["member"], rows["total"])
        wrong += sums != said["sums"]
        print(
            f"{peer}: {used:.2f} CPU s, {wall:.2f} s, {peak:.0f} MB, {used / ours[0]:.1f} x ours, "
            f"totals {'ours' if sums == said['sums'] else 'others'}"
        )
    return wrong


if __name__ == "__main__":
    sys.exit(main())
