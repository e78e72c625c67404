"""Kill a process that files and withdraws, many times: `... killed FOLDER POINTS SEED [--early]`.

A child is forked for each point. It acknowledges on a pipe what the ledger has made durable, and is
killed at a random moment. What was acknowledged has to be there, and nothing by halves. With
`--early` it acknowledges before the ledger has committed: that control must lose something.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from goodstanding.config import open_programme

ROWS = 5


def main(folder: Path, points: int, seed: int, *, early: bool) -> None:
    """Kill at so many points and print what was exercised and what was lost."""
    programme = open_programme(folder, new=True)
    from django.core.management import call_command
    from django.db import connection
    from tests.support.killing import Deeds, Found, check
    from tests.support.running import add_source, publish

    call_command("migrate", verbosity=0)
    publish("event-reference")
    add_source("volunteer-network", rows_per_day_max=10**9)
    random = Random(seed)
    found = Found()
    for point in range(points):
        connection.close()
        programme.keys.close()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            Deeds(open_programme(folder), writing, Random(seed * 10_000 + point), early=early).run()
            os._exit(1)
        os.close(writing)
        first = os.read(reading, 1)
        time.sleep(random.uniform(0.0, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as pipe:
            said = first + pipe.read()
        programme = open_programme(folder)
        check(programme, said.decode().splitlines(keepends=True), found)
    counts = Counter(found.counts)
    print(json.dumps({"points": points, "counts": counts, "lost": found.lost}))  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), early="--early" in sys.argv)
