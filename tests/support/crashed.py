"""Cut off acts at their write calls: `... crashed FOLDER POINTS [--early | --in-pieces] ACT...`.

At each point the files are kept as they lie there, which is what a kill leaves, and at the last the
process is killed. From each of these a programme is started again. The two controls acknowledge an
act before it is committed, and do it in pieces.
"""

import shutil
import sqlite3
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from goodstanding.config import open_programme
from goodstanding.errors import EnvironmentUnfitError


def main(folder: Path, most: int, how: str, names: list[str]) -> None:
    """Print, for each act, its write calls, at how many it was cut off, and what is lost."""
    programme = open_programme(folder, new=True)
    from django.core.management import call_command
    from tests.support.crashing import ACTS, Picture, as_json, prepare_town

    call_command("migrate", verbosity=0)
    people = prepare_town(programme)
    programme.keys.close()
    town = Picture.of(folder)
    found: dict[str, Any] = {}
    for name in names or ACTS:
        town.put_back(folder)
        found[name] = _cut_off(ACTS[name](list(people), folder), most, how)
        shutil.rmtree(folder / "backups", ignore_errors=True)
    print(as_json(found))  # noqa: T201 - the parent reads it


def _cut_off(act: Any, most: int, how: str) -> dict[str, Any]:
    """Cut one act off at so many of its write calls, evenly, with the first and the last."""
    from django.db import Error, connection
    from tests.support.crash_faults import FAULTS
    from tests.support.crashing import Picture, damaged
    from tests.support.traced import run_traced

    programme = open_programme(act.folder)
    act.prepare(programme)
    programme.keys.close()
    connection.close()
    begin = Picture.of(act.folder)

    def work(say: Any) -> None:
        with FAULTS[how]():
            act.run(open_programme(act.folder, new=True), say)

    calls = run_traced(work, lambda *_: False).calls
    points = _spread(calls, most)
    pictures: Counter[tuple[Picture, tuple[str, ...]]] = Counter()

    def look(call: int, said: tuple[str, ...]) -> bool:
        if call in points:
            pictures[Picture.of(act.folder), said] += 1
        return call == points[-1]

    begin.put_back(act.folder)
    killed = run_traced(work, look).killed
    lost: list[str] = []
    for (picture, said), count in pictures.items():
        picture.put_back(act.folder)
        try:
            programme = act.start_again()
            lost += [*damaged(), *act.lost(programme, said)] * count
            programme.keys.close()
        except (Error, sqlite3.Error, EnvironmentUnfitError) as error:
            lost += [f"the ledger: {type(error).__name__}"] * count
    points_cut = pictures.total()
    return {"calls": calls, "points": points_cut, "killed": killed, "lost": dict(Counter(lost)),
            "different": len(pictures)}  # fmt: skip


def _spread(calls: int, most: int) -> list[int]:
    """Return so many of the calls' numbers, evenly, with the first and the last."""
    if most >= calls:
        return list(range(1, calls + 1))
    return sorted({1 + round(n * (calls - 1) / (most - 1)) for n in range(most)})


if __name__ == "__main__":
    options = [each for each in sys.argv[3:] if each.startswith("--")]
    acts = [each for each in sys.argv[3:] if not each.startswith("--")]
    main(Path(sys.argv[1]), int(sys.argv[2]), "".join(options), acts)
