"""A race of processes: `... racing FOLDER MEMBERS OPERATIONS PROCESSES THREADS SEED [--careless]`.

It prepares a programme with so many members in an empty folder, forks the processes, and prints as
JSON whose the first consents are, and what each process saw. The first process writes as a server
does, which gathers the acts of its threads; the others as a worker and a command do.
"""

import faulthandler
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

from goodstanding.config import open_programme
from goodstanding.config.file import read_programme_file
from goodstanding.config.ready import server_store
from goodstanding.ledger.store import GatheringStore

SECONDS_MAX: Final = 900
"""Of a process that races longer it is said where each thread stands, and the race is lost."""


def main(folder: Path, members: int, race: dict[str, Any]) -> None:
    """Prepare, race, and print what was seen."""
    programme = open_programme(folder, new=True)
    from django.core.management import call_command
    from django.db import connection
    from tests.support.racers import prepare

    call_command("migrate", verbosity=0)
    town = prepare(programme, members)
    connection.close()
    programme.keys.close()
    race["operations"] //= race["processes"]
    pipes = [_begin(folder, town, race, n) for n in range(race.pop("processes"))]
    said = []
    for child, pipe in pipes:
        with os.fdopen(pipe, encoding="utf-8") as reading:
            text = reading.read()
        assert os.waitpid(child, 0)[1] == 0, "a racer failed"
        said.append(json.loads(text))
    first = {each["handles"][0][0]: each["number"] for each in town.people}
    print(json.dumps({"first": first, "said": said}))  # noqa: T201 - the parent reads it


def _begin(folder: Path, town: Any, race: dict[str, Any], which: int) -> tuple[int, int]:
    """Fork one process of a race; return its number, and where it says what it saw."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    from tests.support.racers import run

    faulthandler.dump_traceback_later(SECONDS_MAX, exit=True)
    asked = {name: value for name, value in race.items() if name != "processes"}
    store = None if which else server_store(read_programme_file(folder))
    programme = open_programme(folder, store=store)
    said = run(programme, town, **{**asked, "seed": race["seed"] * 100 + which})
    if isinstance(programme.store, GatheringStore):
        programme.store.stop()
    with os.fdopen(writing, "w", encoding="utf-8") as pipe:
        pipe.write(said)
    os._exit(0)


if __name__ == "__main__":
    members, operations, processes, threads, seed = map(int, sys.argv[2:7])
    main(
        Path(sys.argv[1]),
        members,
        {
            "operations": operations,
            "processes": processes,
            "threads": threads,
            "seed": seed,
            "careless": "--careless" in sys.argv,
        },
    )
