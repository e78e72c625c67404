"""Measure a daily run: `changed_only.py [--members N] [--folder DIR] [--lines] [--back 1]`.

DIR holds the snapshot of a city, and gets one of N members where it holds none. The run before is
of a copy of it in which the digests of one member in 200 are others, as if they had had other
records. Then the day itself is scored in full, and again with `--changed-only`: both come to one
receipt, byte by byte. `--back` is how many days lie between: with 0 nobody is due beside those who
were touched, with 1 some are.
The floor, in the same run, reads the statements before and writes them again.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from goodstanding.scoring.batch.changed import Again
from goodstanding.scoring.batch.layout import read_table
from goodstanding.scoring.batch.parts import PartWriter
from goodstanding.scoring.batch.run import Run, score_snapshot
from goodstanding.scoring.batch.scored import Piece
from goodstanding.scoring.batch.snapshot import (
    MANIFEST,
    MEMBERS,
    bucket_folder,
    manifest_text,
    read_manifest,
)
from goodstanding.scoring.plan import plan
from goodstanding.scoring.receipt import Asked
from goodstanding.scoring.tables import TableName

CITY = run_path(str(Path(__file__).with_name("city.py")))
policy_of, write_snapshot = (CITY[each] for each in ("policy_of", "write_snapshot"))
AS_OF = date(2027, 3, 1)
"""Two months after the last record: an ordinary day on which some points expire."""

TOUCHED = 200
"""One member in so many has a record more than in the run before."""

SECONDS_MAX = 5.0
MEMBERS_OF_FIGURE = 10_000_000


def day_before(snapshot: Path, folder: Path) -> None:
    """Link a snapshot into a folder, with another digest for one member in `TOUCHED`."""
    shutil.copytree(snapshot, folder, copy_function=os.link)
    manifest = read_manifest(snapshot)
    files = dict(manifest.files)
    for number in range(manifest.buckets):
        path = bucket_folder(folder, number) / MEMBERS
        members = read_table(path)
        digests = members["digest"].to_numpy().copy()
        digests[::TOUCHED] += 1
        place = members.column_names.index("digest")
        path.unlink()
        pq.write_table(members.set_column(place, "digest", pa.array(digests)), path)
        name = path.relative_to(folder).as_posix()
        files[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / MANIFEST).unlink()
    text = manifest_text(replace(manifest, files=files))
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def run_of(snapshot: Path, *, back: int, lines: bool, workers: int) -> Run:
    """Return a run of a snapshot, so many days before the last."""
    policy, manifest, day = policy_of(), read_manifest(snapshot), AS_OF - timedelta(days=back)
    asked = Asked(
        policy=policy.name, edition=policy.edition, purpose=str(policy.purpose),
        policy_sha256="", legal_basis={}, engine="embedded", version="", as_of=day,
        stated_by=manifest.stated_by, levels_held=0, records=manifest.rows, refused=0, dropped=0,
        withheld=0, repeated=0, inputs=(),
    )  # fmt: skip
    return Run(
        plan=plan(policy, day), snapshot=snapshot, asked=asked, with_lines=lines, workers=workers
    )


def small_city(snapshot: Path, folder: Path) -> Path:
    """Return a snapshot of the first bucket of another alone, linked into a folder."""
    manifest = read_manifest(snapshot)
    name = bucket_folder(snapshot, 0).name
    shutil.copytree(snapshot / name, folder / name, copy_function=os.link)
    files = {each: digest for each, digest in manifest.files.items() if each.startswith(name)}
    text = manifest_text(replace(manifest, buckets=1, files=files))
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return folder


def floor(before: Path, out: Path, workers: int) -> None:
    """Read the statements of a run and write them again, part by part, and print what it took."""
    (out / TableName.STATEMENTS).mkdir(parents=True)

    def copy(path: Path) -> None:
        number = int(path.stem.partition("-")[2])
        rows = pq.read_table(path, read_dictionary=["level"], use_threads=False)
        writer = PartWriter(out, TableName.STATEMENTS, number)
        writer.write(Piece(name=TableName.STATEMENTS, rows=rows))
        writer.finish()

    first, *others = sorted((before / TableName.STATEMENTS).iterdir())
    copy(first)  # the first loads what is needed, and is measured again
    began, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(max_workers=workers) as pool:
        list(pool.map(copy, [first, *others]))
    say(time.perf_counter() - began, time.process_time() - used, "0%")


def say(seconds: float, cpu: float, share: str) -> None:
    """Print figures for the process that started this one."""
    [line] = [
        each for each in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in each
    ]
    print(f"{seconds:.2f} {cpu:.2f} {int(line.split()[1]) / 1024:.0f} {share}")


def score(run: Run, out: Path) -> None:
    """Score a day, everybody or only what changed, and print what it took."""
    told: list[Again] = []
    snapshot = run.snapshot
    with TemporaryDirectory(dir=snapshot.parent) as small:  # the first run loads what is compiled
        warm = replace(run, snapshot=small_city(snapshot, Path(small) / "s"))
        warm = replace(warm, previous=None, changed_only=False)
        score_snapshot(warm, Path(small) / "a")
        again = replace(warm, previous=Path(small) / "a", changed_only=True)
        score_snapshot(again, Path(small) / "b")
    run = replace(run, tell=told.append)
    began, used = time.perf_counter(), time.process_time()
    score_snapshot(run, out)
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    share = told[0].scored / max(1, told[0].scored + told[0].carried) if told else 1.0
    say(seconds, cpu, f"{share:.3%}")


def main() -> int:
    """Print what a day costs beside a full run; fail above the limit, or where they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=400_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--back", type=int, default=0)
    parser.add_argument("--part", choices=["full", "changed", "floor"])
    parser.add_argument("--previous", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.part == "floor":
        floor(given.previous, given.out, given.workers)
        return 0
    if given.part:
        run = run_of(given.folder, back=0, lines=given.lines, workers=given.workers)
        changed_only = given.part == "changed"
        score(replace(run, previous=given.previous, changed_only=changed_only), given.out)
        return 0
    with TemporaryDirectory() as room:
        snapshot = given.folder or Path(room) / "snapshot"
        if not (snapshot / MANIFEST).is_file():
            write_snapshot(policy_of(), given.members, 20, snapshot)
        return compare(snapshot, given)


def compare(snapshot: Path, given: argparse.Namespace) -> int:
    """Measure both over a snapshot; return 1 above the limit, or where they differ."""
    members = read_manifest(snapshot).members
    with TemporaryDirectory(dir=snapshot.parent) as name:
        base = Path(name)
        day_before(snapshot, base / "earlier")
        run = run_of(base / "earlier", back=given.back, lines=given.lines, workers=given.workers)
        score_snapshot(run, base / "before")
        shutil.rmtree(base / "earlier")
        took = {}
        for what in ("floor", "full", "changed"):
            command = [sys.executable, __file__, "--folder", str(snapshot), "--part", what]
            command += ["--out", str(base / what), "--previous", str(base / "before")]
            command += ["--workers", str(given.workers), *(["--lines"] if given.lines else [])]
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, cpu, peak, share = ran.stdout.split()
            took[what] = float(seconds), float(cpu)
            print(f"{what}: {seconds} s, {cpu} CPU s, {peak} MB, {share} of {members:,} scored")
        receipts = [(base / what / "receipt.json").read_bytes() for what in ("full", "changed")]
        print("receipts:", "the same" if receipts[0] == receipts[1] else "DIFFERENT")
    limit = SECONDS_MAX * members / MEMBERS_OF_FIGURE
    wall, used = took["changed"]
    print(
        f"limit {limit:.2f} s at this size; in CPU seconds {used / took['full'][1]:.2f} of the "
        f"full run and {used / took['floor'][1]:.2f} x the floor; in seconds "
        f"{wall / took['full'][0]:.2f} of the full run"
    )
    return int(receipts[0] != receipts[1] or (wall > limit and not given.lines))


if __name__ == "__main__":
    sys.exit(main())
