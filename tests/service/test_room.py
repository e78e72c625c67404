"""A full disk: nothing acknowledged is lost, sources wait, and what members may do goes on."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection
from tests.support.configured import ADDRESS, SETTINGS, set_up
from tests.support.disks import cannot_mount, small_disk
from tests.support.exercised import exercised
from tests.support.pages import ROOT
from tests.support.running import add_source, join_with, open_fresh, row

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Entry, Setting
from goodstanding.ledger.room import RESERVE, Room
from goodstanding.ledger.store import DirectStore, GatheringStore
from goodstanding.service.consents import withdraw
from goodstanding.service.filing import file_records

SOURCE = "volunteer-network"
SIZES = 24
DISK = 'reserve_mib = 1\n[keys]\nfolder = "disk/keys"\n[legal_basis]'

NOT_RUN = cannot_mount() or ("the ledger on these disks is a file" if ADDRESS else "")
with_small_disks = pytest.mark.skipif(bool(NOT_RUN), reason=f"not run: {NOT_RUN}")


def filled(folder: Path, sizes: int, *more: str) -> dict[str, Any]:
    """Fill so many small disks and return what was found."""
    settings = SETTINGS.format(url="sqlite:disk/ledger.sqlite3").replace("[legal_basis]", DISK)
    (folder / "goodstanding.toml").write_text(settings, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.filled", folder, str(sizes), *more],
        check=True, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@with_small_disks
def test_rights_go_on_where_the_disk_is_full_and_nothing_is_lost(tmp_path: Path) -> None:
    found = filled(tmp_path, SIZES)
    assert found["lost"] == {}
    counts = found["counts"]
    exercised("full disks", counts)
    for word in ("with a reserve", "storage-full", "full by its state", "withdrawn", "contested",
                 "left", "read"):  # fmt: skip
        assert counts[word] == SIZES, (word, found)
    assert counts["batches"] > SIZES
    assert counts["taken in again"] > SIZES / 2


@with_small_disks
def test_without_a_reserve_rights_would_fail(tmp_path: Path) -> None:
    found = filled(tmp_path, 2, "--without")
    assert found["lost"] == {
        f"not {word}: ProblemsError": 2 for word in ("withdrawn", "contested", "left")
    }, found


def test_a_source_is_refused_by_name_while_there_is_no_room(tmp_path: Path) -> None:
    programme = open_fresh().programme
    add_source(SOURCE)
    joined = join_with(programme, SOURCE)
    room = Room([tmp_path], 1 << 60)
    programme = replace(programme, store=DirectStore(room), room=room)
    record = row(1, joined.handles[SOURCE], SOURCE, "volunteer-shift", programme.today(), hours=2)
    with pytest.raises(ProblemsError) as caught:
        file_records(programme, SOURCE, [record])
    assert [problem.code.name for problem in caught.value.problems] == ["storage-full"]
    assert Entry.objects.count() == 0
    withdraw(programme, joined.number, joined.consents[SOURCE])
    assert not (tmp_path / RESERVE).exists()


def test_a_reserve_is_set_aside_let_go_and_set_aside_again(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    room = Room([tmp_path, tmp_path / "keys"], 1 << 20)
    assert not room.whole
    assert room.look_after()
    assert (tmp_path / RESERVE).stat().st_size == 1 << 20
    assert (tmp_path / RESERVE).stat().st_blocks * 512 >= 1 << 20
    assert not (tmp_path / "keys" / RESERVE).exists()  # one reserve a disk
    assert room.let_go()
    assert not room.whole
    assert not room.let_go()
    assert room.look_after()


@pytest.mark.skipif(bool(ADDRESS), reason="not run: the server gathers acts on SQLite alone")
@pytest.mark.parametrize("error", [OperationalError("disk I/O error"), ValueError("no")])
def test_acts_that_came_together_are_answered_only_if_they_stand(error: Exception) -> None:
    set_up()
    open_fresh()
    store = GatheringStore()
    begun, go_on = Event(), Event()

    def first() -> None:
        begun.set()
        assert go_on.wait(20)

    def breaking() -> None:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")  # as the database does by itself where a disk fails
        raise error

    def keep(name: str) -> None:
        Setting.objects.create(name=name, value=1)

    names = [f"together {n}" for n in range(6)]
    with ThreadPoolExecutor(8) as pool:
        held = pool.submit(store.write, first)
        assert begun.wait(20)
        acts = [pool.submit(store.write, lambda name=name: keep(name)) for name in names[:3]]
        broken = pool.submit(store.write, breaking)
        acts += [pool.submit(store.write, lambda name=name: keep(name)) for name in names[3:]]
        go_on.set()
        for each in (held, *acts):
            each.result(20)
        assert broken.exception(20) is not None
    store.stop()
    assert store.acts == 8
    assert sorted(Setting.objects.filter(name__in=names).values_list("name", flat=True)) == names


@with_small_disks
def test_a_disk_that_others_fill_gets_its_reserve_back_once_they_are_gone(tmp_path: Path) -> None:
    with small_disk(tmp_path, 4 << 20):
        room, others = Room([tmp_path], 1 << 20), tmp_path / "others"
        assert room.look_after()
        others.write_bytes(bytes(2 << 20))
        assert room.look_after()  # there is room enough beside it
        others.write_bytes(bytes((3 << 20) - 8_192))
        assert not room.look_after()
        assert not (tmp_path / RESERVE).exists()
        assert not room.look_after()  # not at once again
        others.unlink()
        assert room.look_after()
