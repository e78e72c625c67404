"""Nothing is read once a withdrawal was acknowledged, however many threads and processes race."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from tests.support.configured import SETTINGS, new_database
from tests.support.pages import ROOT

PROCESSES: Final = 3
THREADS: Final = 2
MEMBERS: Final = 12
PREPARE: Final = """
import json, sys
from pathlib import Path
from goodstanding.config import open_programme
folder = Path(sys.argv[1])
programme = open_programme(folder, new=True)
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.support.racers import SOURCE
from tests.support.running import add_source, join_with, publish
publish("event-reference")
add_source(SOURCE, rows_per_day_max=10**9)
people = []
for _ in range(int(sys.argv[2])):
    joined = join_with(programme, SOURCE)
    handles = [[joined.consents[SOURCE], joined.handles[SOURCE]]]
    people.append({"number": joined.number, "handles": handles})
(folder / "people.json").write_text(json.dumps(people))
"""


def raced(folder: Path, operations: int, *more: str) -> tuple[Counter[str], list[str]]:
    """Return how often each operation was done, and what was seen after a withdrawal."""
    (folder / "goodstanding.toml").write_text(
        SETTINGS.format(url=new_database(folder)), encoding="utf-8"
    )
    python = [sys.executable, "-W", "error"]
    subprocess.run([*python, "-c", PREPARE, str(folder), str(MEMBERS)], check=True, cwd=ROOT)
    share = str(operations // PROCESSES)
    racers = [
        subprocess.Popen(
            [*python, "-m", "tests.support.racing", folder, str(seed), share, str(THREADS), *more],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(PROCESSES)
    ]
    said = [json.loads(racer.communicate(timeout=1_500)[0]) for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * PROCESSES
    withdrawn: dict[int, int] = {}
    counts: Counter[str] = Counter()
    for each in said:
        withdrawn |= {int(consent): when for consent, when in each["withdrawn"].items()}
        counts.update(each["counts"])
    counts["withdrawn"] = len(withdrawn)
    counts["seen"] = sum(len(each["looked"]) for each in said)
    late = [
        how
        for each in said
        for began, consent, how in each["looked"]
        if consent in withdrawn and began > withdrawn[consent]
    ]
    return counts, late


@pytest.mark.parametrize("operations", [6_000, pytest.param(1_000_000, marks=pytest.mark.night)])
def test_nothing_is_seen_after_a_withdrawal_was_acknowledged(
    tmp_path: Path, operations: int
) -> None:
    counts, late = raced(tmp_path, operations)
    assert late == []
    assert counts["withdrawn"] > operations / 400
    assert counts["seen"] > operations / 20


def test_a_careless_cache_is_found(tmp_path: Path) -> None:
    counts, late = raced(tmp_path, 6_000, "--cached")
    assert len(late) > 50, counts
