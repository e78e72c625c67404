"""Fill disks of many sizes to the last byte: `... filled FOLDER SIZES [--without]`; root only.

On each a programme takes in records until it refuses them. Then a member withdraws, one contests a
record and one leaves, and all of that has to work; what was acknowledged has to be there, and once
there is room again records are taken in. `--without` takes the reserve away: then rights fail.
"""

import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tests.support.disks import small_disk

from goodstanding.config import open_programme
from goodstanding.errors import ProblemsError

LEAST, MOST = 4 << 20, 64 << 20
PIECE_BYTES: Final = 4_096
BATCHES_MAX: Final = 200
ROWS: Final = 50
LEFT_BYTES: Final = 96 << 10


def main(folder: Path, sizes: int, *, without: bool) -> None:
    """Fill so many disks and print what was exercised and what was lost."""
    template, disk = folder / "template", folder / "disk"
    (disk / "keys").mkdir(parents=True)
    programme = open_programme(folder, new=True)
    from django.core.management import call_command
    from django.db import connection
    from tests.support.crashing import prepare_town

    call_command("migrate", verbosity=0)
    people = prepare_town(programme)
    programme.keys.close()
    connection.close()
    shutil.copytree(disk, template)
    found: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for place in range(sizes):
        size = int(LEAST * (MOST / LEAST) ** (place / (sizes - 1)))
        with small_disk(disk, size):
            shutil.copytree(template, disk, dirs_exist_ok=True)
            _on_one(folder, people, place, found, lost, without=without)
            connection.close()
    print(json.dumps({"sizes": sizes, "counts": found, "lost": +lost}))  # noqa: T201 - the parent reads it


def _on_one(
    folder: Path, people: list[Any], place: int, found: Counter[str], lost: Counter[str], *,
    without: bool,
) -> None:  # fmt: skip
    """Fill one disk, and see what still works."""
    from tests.support.crashing import SHIFTS, damaged, file_batch

    from goodstanding.ledger.models import Entry, Member
    from goodstanding.ledger.store import DirectStore, GatheringStore
    from goodstanding.service.state import programme_state

    programme = open_programme(folder)
    room = programme.room
    assert room is not None
    room.look_after()
    found["with a reserve"] += room.whole
    kept = None if without else room
    store = GatheringStore(kept) if place % 2 else DirectStore(kept)
    programme = replace(programme, store=store)
    programme.keys._room = kept
    others = folder / "disk/others"
    _fill(others, leave=LEFT_BYTES + place * 3 * PIECE_BYTES)
    acknowledged = []
    if place % 3 == 0:
        _fill(others, leave=0)
    try:
        for _ in range(BATCHES_MAX):
            acknowledged.append(file_batch(programme, SHIFTS, [people[1]] * ROWS, hours=1))  # noqa: PERF401 - until there is no room
    except ProblemsError as error:
        found[error.problems[0].code.name] += 1
    found["batches"] += len(acknowledged)
    if without:
        _fill(others, leave=0)
    _use_rights(programme, people, found, lost)
    lost.update(damaged())
    for batch in acknowledged:
        lost["a batch"] += Entry.objects.filter(batch=batch).count() != ROWS
    lost["a right"] += not without and Member.objects.filter(number=people[2].number).exists()
    if not without:
        found["full by its state"] += programme_state(programme).storage_full
        _refused_until_there_is_room(programme, people, others, found, lost)
    if isinstance(store, GatheringStore):
        store.stop()
    programme.keys.close()


def _use_rights(programme: Any, people: list[Any], found: Counter[str], lost: Counter[str]) -> None:
    """Let one member withdraw, one contest and read, and one leave."""
    from tests.support.crashing import SHIFTS

    from goodstanding.service import appeals
    from goodstanding.service.consents import withdraw
    from goodstanding.service.leaving import leave
    from goodstanding.service.statements import statement

    today, one, two, three = programme.today(), *people[:3]
    rights: dict[str, Callable[[], object]] = {
        "withdrawn": lambda: withdraw(programme, one.number, one.consents[SHIFTS]),
        "contested": lambda: appeals.file(
            programme, two.number, source=SHIFTS, record=_record(programme, two.number),
            reasons="It was not me."),
        "left": lambda: leave(programme, three.number),
        "read": lambda: statement(programme, two.number, as_of=today),
    }  # fmt: skip
    for word, right in rights.items():
        try:
            right()
            found[word] += 1
        except Exception as error:  # noqa: BLE001 - it is counted
            lost[f"not {word}: {type(error).__name__}"] += 1


def _record(programme: Any, number: int) -> str:
    """Return a record of a member."""
    from goodstanding.service.statements import statement

    lines = statement(programme, number, as_of=programme.today()).lines
    return next(str(line.record) for line in lines if line.record)


def _refused_until_there_is_room(
    programme: Any, people: list[Any], others: Path, found: Counter[str], lost: Counter[str]
) -> None:
    """Let somebody make room, and take records in again where there is enough of it."""
    from tests.support.crashing import SHIFTS, file_batch

    def takes() -> bool:
        try:
            file_batch(programme, SHIFTS, [people[1]], hours=1)
        except ProblemsError:
            return False
        return True

    lost["the reserve, to a source"] += takes()
    others.unlink()
    disk = os.statvfs(others.parent)
    again = takes()
    found["taken in again"] += again
    lost["what could be taken in again"] += not again and disk.f_bavail * disk.f_frsize > 4 << 20


def _fill(path: Path, *, leave: int) -> None:
    """Let another program write until no more than so many bytes are left, or none at all."""
    with path.open("ab", buffering=0) as file:
        disk = os.statvfs(path.parent)
        count = max(0, disk.f_bavail * disk.f_frsize - leave)
        if count:
            os.posix_fallocate(file.fileno(), path.stat().st_size, count)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), without="--without" in sys.argv)
