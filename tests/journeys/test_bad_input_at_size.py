"""Inputs and disks that fail in the middle of a large run: named, nothing half, and resumed."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Final

import pytest
from tests.support.runs import everything_in
from tests.support.timebank import POLICY

from goodstanding.cli import run

Capture = pytest.CaptureFixture[str]
MEMBERS: Final = 3_000
ROWS: Final = 60_000
BAD_ROW: Final = ROWS // 2
FULL: Final = "the disk is full"
COMMAND: Final = [sys.executable, "-c", "from goodstanding.cli.app import main; main()", "score"]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with members, and many shifts in no order."""
    folder = tmp_path_factory.mktemp("town")
    lines = [f"s-{each},shift-board,m-{each % MEMBERS},shift,2027-01-10,3" for each in range(ROWS)]
    Random(1).shuffle(lines)
    text = "\n".join(["id,source,member,kind,on,hours", *lines, ""])
    (folder / "records.csv").write_text(text, encoding="utf-8")
    people = [f"m-{each},2026-10-01,shift-board," for each in range(MEMBERS)]
    text = "\n".join(["member,joined,sources,until", *people, ""])
    (folder / "members.csv").write_text(text, encoding="utf-8")
    return folder


def options(town: Path, records: Path | None = None) -> list[str]:
    """Return the options of a run."""
    given = ["--policy", str(POLICY), "--as-of", "2027-06-01"]
    given += ["--records", str(records or town / "records.csv"), "--engine", "embedded"]
    return [*given, "--members", str(town / "members.csv"), "--buckets", "8", "--workers", "2"]


def state_hash(out: Path) -> str:
    """Return the state hash of a run."""
    return str(json.loads((out / "receipt.json").read_text(encoding="utf-8"))["state_hash"])


def test_a_bad_row_in_the_middle_comes_back_by_its_number(
    town: Path, tmp_path: Path, capsys: Capture
) -> None:
    lines = (town / "records.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    lines[BAD_ROW - 1] = lines[BAD_ROW - 1].replace("2027-01-10", "2027-01-32")
    bad = tmp_path / "bad.csv"
    bad.write_text("".join(lines), encoding="utf-8")
    assert run(["score", *options(town, bad), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert said.err.startswith(f"{bad}:{BAD_ROW}: on: this is not a day. ")
    assert said.err.count("\n") == 1
    assert f"records: {ROWS:,} read, 1 refused" in said.out


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a disk of so many kilobytes, where that may be done."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    mount = [shutil.which("mount") or "false", *options]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk can be mounted by root alone")
    try:
        yield folder
    finally:
        subprocess.run([shutil.which("umount") or "", "-l", str(folder)], check=True)


def grow(folder: Path, kilobytes: int) -> None:
    """Make a disk larger."""
    command = [shutil.which("mount") or "", "-o", f"remount,size={kilobytes}k", str(folder)]
    subprocess.run(command, check=True)


@pytest.fixture(scope="module")
def whole(town: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the state hash of a run on a disk with room."""
    out = tmp_path_factory.mktemp("whole") / "out"
    assert run(["score", *options(town), "--out", str(out)]) == 0
    return state_hash(out)


@pytest.mark.parametrize("size", [64, 3_000])
def test_a_disk_that_fills_while_records_are_sorted_is_named(
    size: int, town: Path, whole: str, tmp_path: Path, capsys: Capture
) -> None:
    with small_disk(tmp_path / "disk", size) as disk:
        command = ["score", *options(town), "--out", str(disk / "out")]
        assert run(command) == 3
        said = capsys.readouterr().err
        assert FULL in said
        assert said.count("\n") == 1
        assert list(disk.iterdir()) == []
        grow(disk, 200_000)
        assert run(command) == 0
        assert state_hash(disk / "out") == whole


@pytest.mark.parametrize("size", [24, 100, 160])
def test_a_disk_that_fills_while_members_are_scored_keeps_what_is_finished(
    size: int, town: Path, whole: str, tmp_path: Path, capsys: Capture
) -> None:
    with small_disk(tmp_path / "disk", size) as disk:
        out = disk / "out"
        command = ["score", *options(town), "--snapshot", str(tmp_path / "kept"), "--out", str(out)]
        assert run(command) == 3
        assert FULL in capsys.readouterr().err
        assert not (out / "receipt.json").exists()
        done = sorted((out / ".goodstanding-unfinished" / "done").glob("*.json"))
        assert done or size < 160
        grow(disk, 200_000)
        parts = {
            f"part-{path.stem}.parquet": (
                out / ".goodstanding-unfinished" / "lines" / f"part-{path.stem}.parquet"
            )
            .stat()
            .st_mtime_ns
            for path in done
        }
        assert run(command) == 0
        assert state_hash(out) == whole
        now = {name: (out / "lines" / name).stat().st_mtime_ns for name in parts}
        assert now == parts, f"{len(done)} buckets were finished and are not written again"


def test_a_full_disk_under_the_snapshot_leaves_the_one_before(
    town: Path, whole: str, tmp_path: Path, capsys: Capture
) -> None:
    with small_disk(tmp_path / "disk", 200_000) as disk:
        kept = ["--snapshot", str(disk / "kept")]
        command = ["score", *options(town), *kept, "--out"]
        assert run([*command, str(tmp_path / "one")]) == 0
        before = everything_in(disk / "kept")
        other = tmp_path / "other.csv"
        content = (town / "records.csv").read_text(encoding="utf-8")
        other.write_text(content.replace(",3\n", ",2\n"), encoding="utf-8")
        filler = disk / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(65_536))
        capsys.readouterr()
        again = ["score", *options(town, other), *kept, "--out", str(tmp_path / "two")]
        assert run(again) == 3
        assert FULL in capsys.readouterr().err
        assert not (tmp_path / "two").exists()
        assert everything_in(disk / "kept") == before
        filler.unlink()
        assert run(again) == 0
        assert run([*command, str(tmp_path / "three")]) == 0
        assert state_hash(tmp_path / "three") == whole


def test_every_file_of_a_snapshot_is_missed_where_one_bit_of_it_is_another(
    town: Path, whole: str, tmp_path: Path, capsys: Capture
) -> None:
    random = Random(3)
    kept = tmp_path / "kept"
    given = options(town)
    assert run(["score", *given, "--snapshot", str(kept), "--out", str(tmp_path / "out")]) == 0
    alone = [*given[:4], "--records", str(kept), "--engine", "embedded", "--out"]
    tried = 0
    for path in sorted(path for path in kept.rglob("*") if path.is_file()):
        content = path.read_bytes()
        changed = bytearray(content)
        place = random.randrange(len(content))
        changed[place] ^= 1 << random.randrange(8)
        path.write_bytes(changed)
        capsys.readouterr()
        out = tmp_path / f"out-{tried}"
        code = run(["score", *alone, str(out)])
        said = capsys.readouterr().err
        assert code == 1, f"{path.name} at {place}"
        assert str(kept) in said
        assert "Traceback" not in said
        assert not (out / "receipt.json").exists()
        path.write_bytes(content)
        tried += 1
    assert tried >= 8 * 3 + 2
    assert run(["score", *alone, str(tmp_path / "last")]) == 0
    assert state_hash(tmp_path / "last") == whole


def test_killed_while_it_reads_and_sorts_the_same_command_goes_on(
    town: Path, whole: str, tmp_path: Path
) -> None:
    killed = 0
    command = [*COMMAND, *options(town), "--snapshot", str(tmp_path / "kept"), "--out"]
    for wait in ("rows", "bucket-00002"):
        process = subprocess.Popen([*command, str(tmp_path / wait)], stderr=subprocess.DEVNULL)
        until = tmp_path / ".kept.unfinished" / wait
        while not until.exists() and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        assert not (tmp_path / "kept").exists()
    assert killed == 2
    ran = subprocess.run([*command, str(tmp_path / "out")], check=True, capture_output=True)
    assert b"Traceback" not in ran.stderr
    assert state_hash(tmp_path / "out") == whole
    assert not (tmp_path / ".kept.unfinished").exists()


@pytest.mark.parametrize("cut", [10, 1_000, -1, -9])
def test_packed_files_that_are_cut_off_are_named(
    cut: int, town: Path, tmp_path: Path, capsys: Capture
) -> None:
    packed = tmp_path / "records.csv.gz"
    whole_content = gzip.compress((town / "records.csv").read_bytes())
    packed.write_bytes(whole_content[:cut])
    assert run(["score", *options(town, packed), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{packed}: the file cannot be unpacked: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records.csv.gz"]
    packed.write_bytes(whole_content)
    assert run(["score", *options(town, packed), "--out", str(tmp_path / "out")]) == 0


def test_a_pipe_is_not_waited_for(town: Path, tmp_path: Path, capsys: Capture) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for option in ("--records", "--members", "--states"):
        given = options(town)
        given = [*given, option, str(tmp_path / "pipe.csv")] if option == "--states" else [
            str(tmp_path / "pipe.csv") if given[at - 1] == option else each
            for at, each in enumerate(given)
        ]  # fmt: skip
        assert run(["score", *given, "--out", str(tmp_path / "out")]) == 1
        assert "pipe.csv: this is no plain file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_one_member_with_very_many_records_is_read_and_scored(town: Path, tmp_path: Path) -> None:
    lines = [f"x-{each},shift-board,m-1,shift,2027-01-10,3" for each in range(200_000)]
    text = "\n".join(["id,source,member,kind,on,hours", *lines, ""])
    records = tmp_path / "records.csv"
    records.write_text(text, encoding="utf-8")
    assert run(["score", *options(town, records), "--out", str(tmp_path / "out")]) == 0
    told = json.loads((tmp_path / "out" / "receipt.json").read_text(encoding="utf-8"))
    assert told["records"]["read"] == 200_000


@pytest.mark.night
def test_one_member_with_two_million_records_goes_through_the_engine(
    town: Path, tmp_path: Path
) -> None:
    lines = (
        f"x-{each},shift-board,m-1,shift,2027-01-{each % 10 + 1:02},3\n"
        for each in range(2_000_000)
    )
    records = tmp_path / "records.csv"
    with records.open("w", encoding="utf-8") as file:
        file.write("id,source,member,kind,on,hours\n")
        file.writelines(lines)
    given = [*options(town, records), "--engine", "embedded", "--out", str(tmp_path / "out")]
    assert run(["score", *given]) == 0
    told = json.loads((tmp_path / "out" / "receipt.json").read_text(encoding="utf-8"))
    assert told["engine"] == "embedded"
    assert told["records"]["read"] == 2_000_000
