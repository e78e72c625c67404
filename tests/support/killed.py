"""Kill a process that files and withdraws, many times: `... killed FOLDER POINTS SEED [WORDS]`.

A child is forked for each point. It acknowledges on a pipe what the ledger has made durable, and is
killed at a random moment. What was acknowledged has to be there, and nothing by halves. The words:

- `early`: it acknowledges its first batch before the ledger has committed, and stops there; that
  control must lose one at each kill;
- `cut`: everything lies on a disk that forgets at a power cut, and with each kill the power is cut;
- `normal`: the ledger is forced to disk less often, and a child stops after its first record; that
  control must lose one to each cut;
- `eio`: of the first forty syncs one fails, each in its turn, and what it was about is lost;
  children go on after an error;
- `deaf`: the sync that fails is the first one of a child's first batch, and the child acknowledges
  what has failed, and stops there; that control must lose one at each cut.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.support.disks import LossyDisk, lossy_disk

from goodstanding.config import django_settings, open_programme

ROWS = 5
SYNCS, STRIDE = 40, 7
"""In so many points each of so many syncs fails once, in an order that soon meets all kinds."""


def main(folder: Path, points: int, seed: int, words: frozenset[str]) -> None:
    """Kill at so many points and print what was exercised and what was lost."""
    with ExitStack() as stack:
        disk = None
        if words & {"cut", "eio", "deaf"}:
            disk = stack.enter_context(lossy_disk(folder / "disk"))
        if "normal" in words:
            less = django_settings.SQLITE_PRAGMAS.replace(
                "synchronous = FULL", "synchronous = NORMAL"
            )
            django_settings.SQLITE_PRAGMAS = less  # type: ignore[misc] # the fault
        _kill(folder, points, seed, words, disk)


def _kill(
    folder: Path, points: int, seed: int, words: frozenset[str], disk: LossyDisk | None
) -> None:
    """Prepare a programme, and kill its children."""
    programme = open_programme(folder, new=True)
    from django.core.management import call_command
    from django.db import connection
    from tests.support.killing import DeafStore, Deeds, Found, Way, check
    from tests.support.running import add_source, publish

    call_command("migrate", verbosity=0)
    publish("event-reference")
    add_source("volunteer-network", rows_per_day_max=10**9)
    random = Random(seed)
    found = Found()
    deaf = "deaf" in words
    stop = bool(words & {"early", "normal", "deaf"})
    way = Way(early="early" in words, stop=stop, deaf=deaf, go_on="eio" in words)
    syncs = 0
    for point in range(points):
        connection.close()
        programme.keys.close()
        if disk is not None and way.go_on:
            syncs = disk.fail(1 + point * STRIDE % SYNCS)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            own = open_programme(folder, store=DeafStore() if deaf else None)
            Deeds(own, writing, Random(seed * 10_000 + point), way).run()
            os._exit(1)
        os.close(writing)
        if disk is not None and deaf:
            os.waitpid(child, os.WUNTRACED)
            disk.fail(1)
            os.kill(child, signal.SIGCONT)
        first, awaited = b"", b"stopped" if way.stop else b"filed"
        while awaited not in first and (more := os.read(reading, 100)):
            first += more
        time.sleep(random.uniform(0.0, 0.4 if way.go_on else 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as pipe:
            said = first + pipe.read()
        if disk is not None:
            after = disk.cut(0 if way.stop or point % 2 else point + 1)
            found.counts["syncs"] += after - syncs
            syncs = after
        programme = open_programme(folder)
        check(programme, said.decode().splitlines(keepends=True), found)
    connection.close()
    programme.keys.close()
    counts = Counter(found.counts)
    print(json.dumps({"points": points, "counts": counts, "lost": Counter(found.lost)}))  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), frozenset(sys.argv[4:]))
