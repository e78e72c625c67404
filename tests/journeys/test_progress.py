"""A long run shows records, members, rate and time left on a terminal, and nothing elsewhere."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.support.timebank import POLICY

from goodstanding.cli.progress import said_of

WAITING: Final = """
import sys, time
from goodstanding.cli import progress
progress.SECONDS_BEFORE = float(sys.argv.pop(1))
from goodstanding.intake.bulk import snapshot
whole = snapshot.Reading.take
def slowly(*given):
    whole(*given)
    time.sleep(0.6)
snapshot.Reading.take = slowly
from goodstanding.scoring.batch import run as batch
scored = batch._Work._scored
def score_slowly(self, number):
    time.sleep(0.4)
    return scored(self, number)
batch._Work._scored = score_slowly
from goodstanding.cli.app import main
main()
"""


def on_terminal(command: list[str]) -> str:
    """Return what a command shows on a terminal that it has for its stderr."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stderr=theirs, stdout=subprocess.DEVNULL, env={**os.environ, "COLUMNS": "140"}
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65_536)
        except OSError:  # Linux says so where the other end is closed
            break
        if not piece:
            break
        shown += piece
    assert process.wait() == 0
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())


def test_a_long_run_shows_both_of_its_stages(tmp_path: Path) -> None:
    lines = [f"s-{each},shift-board,m-{each % 500},shift,2027-01-10,3" for each in range(5_000)]
    text = "\n".join(["id,source,member,kind,on,hours", *lines, ""])
    (tmp_path / "records.csv").write_text(text, encoding="utf-8")
    people = [f"m-{each},2026-10-01,shift-board," for each in range(500)]
    text = "\n".join(["member,joined,sources,until", *people, ""])
    (tmp_path / "members.csv").write_text(text, encoding="utf-8")
    given = ["score", "--policy", str(POLICY), "--as-of", "2027-06-01", "--engine", "embedded"]
    given += ["--records", str(tmp_path / "records.csv"), "--workers", "1", "--buckets", "4"]
    given += ["--members", str(tmp_path / "members.csv"), "--out"]
    start = [sys.executable, "-c", WAITING]
    shown = on_terminal([*start, "0.01", *given, str(tmp_path / "one")])
    assert re.search(r"Reading the records .* 5,000 records, [0-9,]+/s", shown), shown
    assert re.search(
        r"Scoring .* [0-9]+% [0-9,]+ records, [0-9]+ members, [0-9,]+/s [0-9]:[0-9]{2}:[0-9]{2}",
        shown,
    ), shown
    assert on_terminal([*start, "60", *given, str(tmp_path / "two")]).strip() == ""
    quiet = [*start, "0.01", *given, str(tmp_path / "three")]
    ran = subprocess.run(quiet, capture_output=True, text=True, check=True)
    assert ran.stderr == ""


def test_counts_are_said_with_what_is_done_a_second() -> None:
    assert said_of(0, 0, 1.0) == ""
    assert said_of(2_000, 0, 2.0) == "2,000 records, 1,000/s"
    assert said_of(2_000, 100, 0.5) == "2,000 records, 100 members, 4,000/s"
    assert said_of(0, 100, 0.5) == "100 members, 200/s"
