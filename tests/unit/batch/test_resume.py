"""A run that is killed goes on where it was: what is finished stays, and the hash is the same."""

import json
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.support.cities import by_definition, by_kernel, city, snapshot
from tests.support.pages import ROOT
from tests.support.runs import everything_in

from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.scoring.outputs import UNFINISHED
from goodstanding.scoring.verify import check_outputs

BUCKETS = 8
KILLED_AT = """
import os, random, shutil, signal, sys
from pathlib import Path
from tests.support.cities import by_kernel, city
import goodstanding.scoring.batch.run as batch
from goodstanding.scoring.verify import check_outputs

made, kept, base = city(21, members=60), Path(sys.argv[1]), Path(sys.argv[2])
workers, points = int(sys.argv[4]), [int(each) for each in sys.argv[5:]]
more = {"previous": Path(sys.argv[3]), "changed_only": True} if sys.argv[3] else {}
counting, count, point = False, 0, 0
scored = base / "scored"

def audit(event, arguments):
    global count
    if counting and event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"):
        count += 1
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(audit)
whole = batch._Work._scored

def counted(self, number):
    descriptor = os.open(scored, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{number}\\n".encode())
    os.close(descriptor)
    return whole(self, number)

batch._Work._scored = counted
by_kernel(made, kept, base / "warm", workers=1, **more)
for point in points:
    scored.unlink(missing_ok=True)
    out = base / "out"
    shutil.rmtree(out, ignore_errors=True)
    child = os.fork()
    if child == 0:
        counting = True
        by_kernel(made, kept, out, workers=workers, **more)
        os._exit(0)
    killed = os.waitpid(child, 0)[1] != 0
    receipt = by_kernel(made, kept, out, workers=workers, **more)
    assert check_outputs(out).problems == ()
    times = [int(line) for line in scored.read_text().split()]
    print(point, int(killed), len(times) - len(set(times)), receipt.written.state_hash)
"""


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(12, id="a dozen kills"),
        pytest.param(25, id="fifty kills", marks=pytest.mark.night),
    ],
)
@pytest.mark.parametrize("changed_only", [False, True])
def test_killed_at_random_points_the_same_run_goes_on(
    tmp_path: Path, kills: int, *, changed_only: bool
) -> None:
    made = city(21, members=60)
    kept = snapshot(made, tmp_path / "snapshot", buckets=BUCKETS)
    expected = by_definition(made, tmp_path / "definition").written.state_hash
    before = ""
    if changed_only:
        before = str(tmp_path / "before")
        by_kernel(made, kept, Path(before), as_of=made.as_of - timedelta(days=1))
    random = Random(5)
    killed = again = 0
    for workers in (1, 2):
        points = [str(random.randint(1, 130)) for _ in range(kills)]
        base = tmp_path / f"workers-{workers}"
        base.mkdir()
        command = [sys.executable, "-c", KILLED_AT, str(kept), str(base), before, str(workers)]
        command += points
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        lines = [line.split() for line in ran.stdout.splitlines()]
        assert len(lines) == kills
        for _, was_killed, twice, state_hash in lines:
            # After the kill of the last step the outputs are whole, and a new run scores all anew.
            assert int(twice) in {*range(workers + 1), BUCKETS}
            assert state_hash == expected
            killed += int(was_killed)
            again += int(twice) == 0 and bool(int(was_killed))
        assert sum(int(twice) == BUCKETS for _, _, twice, _ in lines) <= kills // 2
    assert killed >= kills
    assert again >= kills // 10


def test_finished_buckets_stay_after_a_damaged_one_and_are_taken_up(tmp_path: Path) -> None:
    made = city(4, members=40)
    kept, out = snapshot(made, tmp_path / "s", buckets=4), tmp_path / "out"
    bad = kept / "bucket-00002/entries.parquet"
    content = bad.read_bytes()
    bad.write_bytes(content[:-9] + b"x" + content[-8:])
    with pytest.raises(ProblemsError) as caught:
        by_kernel(made, kept, out)
    assert [each.code.name for each in caught.value.problems] == ["snapshot-damaged"]
    assert str(bad) in str(caught.value)
    done = sorted(path.name for path in (out / UNFINISHED / "done").iterdir())
    assert done == ["00000.json", "00001.json"]
    assert not (out / "receipt.json").exists()
    stamps = {
        path: path.stat().st_mtime_ns
        for path in (out / UNFINISHED).rglob("part-*.parquet")
        if path.stem in {"part-00000", "part-00001"}
    }
    bad.write_bytes(content)
    receipt = by_kernel(made, kept, out)
    assert receipt.written.state_hash == by_definition(made, tmp_path / "d").written.state_hash
    assert len(stamps) == 6
    for path, stamp in stamps.items():
        assert (out / path.relative_to(out / UNFINISHED)).stat().st_mtime_ns == stamp
    assert check_outputs(out).problems == ()
    assert not (out / UNFINISHED).exists()


def test_another_question_begins_anew(tmp_path: Path) -> None:
    made = city(4, members=40)
    kept, out = snapshot(made, tmp_path / "s", buckets=4), tmp_path / "out"
    bad = kept / "bucket-00003/members.parquet"
    content = bad.read_bytes()
    bad.unlink()
    with pytest.raises(ProblemsError):
        by_kernel(made, kept, out)
    bad.write_bytes(content)
    finished = out / UNFINISHED / "done/00000.json"
    assert finished.exists()
    found = json.loads(finished.read_text(encoding="utf-8"))
    found["members"] += 1_000
    finished.write_text(json.dumps(found), encoding="utf-8")
    # The same question would take the changed bucket up: that is the control.
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    assert by_kernel(made, kept, copy).written.members == 1_040
    assert by_kernel(made, kept, out, with_lines=False).written.members == 40


FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.support.cities import by_kernel, city
from goodstanding.errors import EnvironmentUnfitError

made = city(4, members=40)
by_kernel(made, Path(sys.argv[1]), Path(sys.argv[2]) / "warm")
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    by_kernel(made, Path(sys.argv[1]), Path(sys.argv[2]) / "out")
except EnvironmentUnfitError as error:
    print(error)
"""


@pytest.mark.parametrize("size", [0, 700, 2_000])
def test_a_disk_that_takes_no_more_is_said_and_what_is_finished_stays(
    tmp_path: Path, size: int
) -> None:
    made = city(4, members=40)
    kept = snapshot(made, tmp_path / "s", buckets=4)
    command = [sys.executable, "-W", "error", "-c", FULL_DISK, str(kept), str(tmp_path), str(size)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    out = tmp_path / "out"
    assert ran.stdout == (
        f"{out}: the outputs were not written: File too large. Check the disk and the rights.\n"
    )
    assert ran.stderr == ""
    assert not (out / "receipt.json").exists()
    receipt = by_kernel(made, kept, out)
    assert receipt.written.members == 40
    names = set(everything_in(out))
    assert {name.partition("/")[0] for name in names} == {
        "statements", "lines", "digests", "receipt.json",
    }  # fmt: skip


def test_two_runs_do_not_write_to_one_folder_at_once(tmp_path: Path) -> None:
    made = city(4, members=10)
    kept = snapshot(made, tmp_path / "s", buckets=2)
    tried: list[Any] = []

    def meanwhile(_records: int, _members: int) -> None:
        if not tried:
            tried.append(True)
            with pytest.raises(EnvironmentUnfitError, match="another run is writing there"):
                by_kernel(made, kept, tmp_path / "out")

    by_kernel(made, kept, tmp_path / "out", advance=meanwhile)
    assert tried
    assert check_outputs(tmp_path / "out").problems == ()
