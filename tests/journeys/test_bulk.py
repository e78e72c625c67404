"""A reading that is killed leaves no snapshot, and the next one makes it whole."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.support.bulk import in_bulk, plainly
from tests.support.intake import MEMBERS, every_field, rows, write

SCRIPT = """
import sys
from pathlib import Path
from typing import Any
from tests.support.intake import every_field
from goodstanding.intake.bulk import read_snapshot
folder = Path(sys.argv[1])
read_snapshot(every_field(), records=[folder / "x.csv"], members=folder / "m.csv", states=None,
              folder=folder / "snapshot", buckets=200)
"""


def test_a_killed_reading_leaves_no_snapshot_and_the_next_is_whole(tmp_path: Path) -> None:
    lines = [f"r-{each},volunteers,m-{each % 3 + 1},visit,2027-01-10" for each in range(2_000)]
    records = write(tmp_path / "x.csv", rows(*lines))
    members = write(tmp_path / "m.csv", MEMBERS)
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(tmp_path)])
    unfinished = tmp_path / ".snapshot.unfinished" / "bucket-00003"
    while not unfinished.exists() and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not (tmp_path / "snapshot").exists()
    given: dict[str, Any] = {"records": [records], "members": members, "states": None}
    assert in_bulk(every_field(), tmp_path / "snapshot", **given) == plainly(every_field(), **given)
    assert not (tmp_path / ".snapshot.unfinished").exists()
