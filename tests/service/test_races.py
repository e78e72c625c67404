"""Nothing is read once a withdrawal was acknowledged, however many threads and processes race."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any, Final

import pytest
from django.db import OperationalError, connection
from tests.support.configured import ADDRESS, SETTINGS, new_database
from tests.support.exercised import exercised
from tests.support.pages import ROOT
from tests.support.racers import OPERATIONS
from tests.support.running import join_with, open_fresh

from goodstanding.ledger import store
from goodstanding.service.people import known

PROCESSES: Final = 3
THREADS: Final = 2
MEMBERS: Final = 12
TOWNS_AT_ONCE: Final = 2
ONE_TOWN: Final = 5_000 if ADDRESS else 10_000
SMALL: Final = 2 if ADDRESS else 5
LARGE: Final = 20 if ADDRESS else 100
"""So many towns race, two at once: of SQLite's writers each waits for the others of its town."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder in memory where there is one: what races here are acts, not disks."""
    memory = Path("/dev/shm")  # noqa: S108 - a disk in memory
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def raced(
    folder: Path, operations: int, *more: str, seed: int = 1
) -> tuple[Counter[str], Counter[str]]:
    """Return how often each operation was done, and what was seen after a withdrawal."""
    (folder / "goodstanding.toml").write_text(
        SETTINGS.format(url=new_database(folder)), encoding="utf-8"
    )
    asked = map(str, (MEMBERS, operations, PROCESSES, THREADS, seed))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.support.racing", folder, *asked, *more],
        check=True, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    given = {int(consent): (number, 0) for consent, number in found["first"].items()}
    return judged(found["said"], given)


def judged(
    said: list[dict[str, Any]], given: dict[int, tuple[int, int]]
) -> tuple[Counter[str], Counter[str]]:
    """Return counts, and what was seen although it was asked for after an acknowledgement."""
    withdrawn: dict[int, int] = {}
    counts: Counter[str] = Counter()
    for each in said:
        withdrawn |= {int(consent): when for consent, when in each["withdrawn"].items()}
        given |= {int(consent): tuple(whose) for consent, whose in each["given"].items()}
        counts.update(each["counts"])
    consents: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for consent, (number, since) in given.items():
        consents[number].append((since, withdrawn.get(consent, 1 << 62)))
    late: Counter[str] = Counter()
    for each in said:
        for began, consent, how in each["looked"]:
            counts[f"seen by {how}"] += 1
            late[how] += consent in withdrawn and began > withdrawn[consent]
        for number, began, ended in each["yes"]:
            counts["seen by ask"] += 1
            late["ask"] += not any(
                since < ended and began < until for since, until in consents[number]
            )
    counts["withdrawn"] = len(withdrawn)
    return counts, +late


def raced_towns(
    folder: Path, operations: int, towns: int
) -> Iterator[tuple[Counter[str], Counter[str]]]:
    """Yield of each town what `raced` does; each has a seed of its own."""
    folders = [folder / str(seed) for seed in range(towns)]
    for each in folders:
        each.mkdir()

    def one(seed: int) -> tuple[Counter[str], Counter[str]]:
        found = raced(folders[seed], operations, seed=seed)
        shutil.rmtree(folders[seed])
        return found

    with ThreadPoolExecutor(TOWNS_AT_ONCE) as threads:
        yield from threads.map(one, range(towns))


@pytest.mark.parametrize("towns", [SMALL, pytest.param(LARGE, marks=pytest.mark.night)])
def test_nothing_is_seen_after_a_withdrawal_was_acknowledged(folder: Path, towns: int) -> None:
    counts: Counter[str] = Counter()
    for seed, (found, late) in enumerate(raced_towns(folder, ONE_TOWN, towns)):
        assert late == {}, seed
        counts += found
    exercised("a race", counts)
    operations = ONE_TOWN * towns
    assert sum(counts[each] for each in OPERATIONS) >= operations * 0.99
    assert counts["withdrawn"] > operations / 400
    for how in ("file", "read", "score", "export", "ask"):
        assert counts[f"seen by {how}"] > operations / 1_000, counts


def test_whoever_keeps_what_was_read_is_found(folder: Path) -> None:
    counts, late = raced(folder, 900, "--careless")
    assert late["read"] > 100, (counts, late)


def test_a_yes_after_every_consent_ended_is_found() -> None:
    said = {"withdrawn": {"7": 100}, "given": {}, "looked": [], "counts": {}}
    late = [judged([{**said, "yes": [[1, began, 200]]}], {7: (1, 0)})[1] for began in (99, 101)]
    assert late == [{}, {"ask": 1}]


def waiting_for_each_other() -> int:
    """Lock two members in either order at once and return how often an act was begun."""
    programme = open_fresh().programme
    first, second = (join_with(programme).number for _ in range(2))
    both, begun = Barrier(2), Counter[int]()

    def lock(one: int, other: int) -> None:
        def act() -> None:
            begun[one] += 1
            known(programme, one)
            if begun[one] == 1:
                both.wait(timeout=60)
            known(programme, other)

        try:
            programme.write(act)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lock, (first, second), (second, first)))
    return begun.total()


@pytest.mark.skipif(not ADDRESS, reason="not run: of SQLite's writers each waits for the other")
def test_acts_that_wait_for_each_other_are_both_done(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waiting_for_each_other() == 3
    monkeypatch.setattr(store, "TRIES", 1)
    with pytest.raises(OperationalError):
        waiting_for_each_other()
