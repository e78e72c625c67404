"""Backups: taken while others write, put back whole, unreadable for whoever left, checked first."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from tests.support.configured import ADDRESS, SETTINGS, new_database, postgres
from tests.support.pages import ROOT
from tests.support.running import open_fresh

from goodstanding.errors import ProblemsError
from goodstanding.ledger.copies import check_copy, make_copy

MARK: Final = "Zinnia-Quillfeather-7731"
"""A name that stands nowhere else."""

PREPARE: Final = """
import json, sys
from pathlib import Path
from goodstanding.config import open_programme
folder, mark = Path(sys.argv[1]), sys.argv[2]
programme = open_programme(folder, new=True)
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.support.running import add_source, join_with, publish, row
from goodstanding.service.filing import file_records
from goodstanding.service.joining import Joining, join
publish("event-reference")
source, other = "volunteer-network", "awards-office"
for name in (source, other):
    add_source(name)
people = []
for n in range(3):
    joined = join_with(programme, source, other)
    day = programme.today()
    file_records(programme, source, [
        row(1, joined.handles[source], source, "volunteer-shift", day, hours=2, id=f"{mark}-{n}")])
    file_records(programme, other, [
        row(1, joined.handles[other], other, "government-award", day, level="city",
            act=f"{mark}-{n}", id=f"a-{n}")])
    people.append({"number": joined.number, "consents": joined.consents})
people.append({"number": join(programme, Joining(
    notice_read=True, of_age=True, language="en", channel="e-mail", address=f"{mark}@x.example"))})
print(json.dumps(people))
"""
ACT: Final = """
import json, sys
from pathlib import Path
from goodstanding.config import open_programme
programme = open_programme(Path(sys.argv[1]))
from goodstanding.service.consents import withdraw
from goodstanding.service.leaving import leave
from goodstanding.service.statements import statement
from goodstanding.service.exports import export
from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Entry, Member
what, people = sys.argv[2], json.loads(sys.argv[3])
if what == "leave":
    leave(programme, people[0]["number"])
    leave(programme, people[3]["number"])
    withdraw(programme, people[1]["number"], people[1]["consents"]["volunteer-network"])
found = []
for person in people:
    try:
        text = export(programme, person["number"])
        lines = json.loads(text)["scored"]["lines"]
        found.append([len(lines), sys.argv[4] in text])
    except ProblemsError:
        found.append(None)
print(json.dumps([found, Member.objects.count(), Entry.objects.count()]))
"""


def python(text: str, *arguments: str) -> Any:
    """Run a program on a programme of its own and return what it says."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", text, *arguments],
        check=True, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [Path(sys.executable).parent / "goodstanding", *arguments],
        check=False, capture_output=True, text=True,
    )  # fmt: skip


def holding(folder: Path, mark: str) -> list[str]:
    """Return the files of a folder that hold a text, plain or as UTF-16."""
    wanted = (mark.encode(), mark.encode("utf-16-le"))
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(each in path.read_bytes() for each in wanted)
    ]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("town")
    (folder / "goodstanding.toml").write_text(
        SETTINGS.format(url=new_database(folder)), encoding="utf-8"
    )
    return folder, json.dumps(python(PREPARE, str(folder), MARK))


def test_whoever_left_is_erased_from_the_backups_too(
    town: tuple[Path, str], tmp_path: Path
) -> None:
    folder, people = town
    backups = tmp_path / "backups"
    before = python(ACT, str(folder), "look", people, MARK)
    assert before == [[[2, True], [2, True], [2, True], [0, True]], 4, 6]
    done = command("backup", str(backups), "--programme", str(folder))
    assert done.returncode == 0, done.stderr
    [path] = backups.glob("*.backup")
    after = python(ACT, str(folder), "leave", people, MARK)
    assert after == [[None, [1, True], [2, True], None], 2, 3]
    for place in (folder, *([Path(postgres())] if ADDRESS == "postgres" else [])):
        assert holding(place, MARK) == []
    assert holding(backups, MARK) == []
    planted = tmp_path / "planted"
    shutil.copytree(folder, planted)
    with (planted / "page").open("wb") as file:
        file.write(b"\0" * 100 + MARK.encode() + b"\0")
    assert holding(planted, MARK) == ["page"]  # the search finds what is there
    done = command("restore", str(path), "--programme", str(folder))
    assert done.returncode == 0, done.stderr
    assert "erased since: 3" in done.stdout
    assert python(ACT, str(folder), "look", people, MARK) == after


def test_a_backup_under_other_keys_erases_nobody(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
        (folder / "goodstanding.toml").write_text(
            SETTINGS.format(url=new_database(folder)), encoding="utf-8"
        )
        done = command("migrate", "--programme", str(folder))
        assert done.returncode == 0, done.stderr
    one, other = map(str, folders)
    people = json.dumps(python(PREPARE, one, MARK))
    before = python(ACT, one, "look", people, MARK)
    backups = tmp_path / "backups"
    assert command("backup", str(backups), "--programme", one).returncode == 0
    [path] = backups.glob("*.backup")
    refused = command("restore", str(path), "--programme", other)
    assert (refused.returncode, "other keys" in refused.stderr) == (1, True), refused.stderr
    described = json.loads(path.with_suffix(".json").read_bytes())
    assert described.pop("keys") != ""
    path.with_suffix(".json").write_text(json.dumps(described), encoding="utf-8")
    late = command("restore", str(path), "--programme", other)
    assert (late.returncode, "other keys" in late.stderr) == (3, True), late.stderr
    shutil.rmtree(folders[1] / "keys")
    shutil.copytree(folders[0] / "keys", folders[1] / "keys")
    done = command("restore", str(path), "--programme", other)
    assert "erased since: 0" in done.stdout, done.stderr
    assert python(ACT, other, "look", people, MARK) == before


def test_what_is_missing_of_a_backup_is_named(town: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = town
    assert command("backup", str(tmp_path), "--programme", str(folder)).returncode == 0
    [path] = tmp_path.glob("*.backup")
    for gone in (path.with_suffix(".json"), path):
        gone.unlink()
        done = command("restore", str(path), "--programme", str(folder))
        assert done.returncode == 1
        assert f"{gone}: this file is not there" in done.stderr


def test_a_damaged_backup_is_not_put_back(town: tuple[Path, str], tmp_path: Path) -> None:
    folder, people = town
    assert command("backup", str(tmp_path), "--programme", str(folder)).returncode == 0
    [path] = tmp_path.glob("*.backup")
    before = python(ACT, str(folder), "look", people, MARK)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    done = command("restore", str(path), "--programme", str(folder))
    assert done.returncode == 1
    assert "not as it was written" in done.stderr
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    beside = path.with_suffix(".json")
    said = json.loads(beside.read_text())
    for change, words in (
        ({"engine": "oracle"}, "a backup of oracle"),
        ({"migrations": ["9999_later"]}, "a later version"),
        ({"sha256": ""}, "not as it was written"),
        ({"strange": 1}, "not as it was written"),
    ):
        beside.write_text(json.dumps(said | change))
        done = command("restore", str(path), "--programme", str(folder))
        assert (done.returncode, words in done.stderr) == (1, True)
    assert python(ACT, str(folder), "look", people, MARK) == before


@pytest.mark.parametrize(
    "change, code",
    [
        ({"engine": "oracle"}, "backup-of-another-database"),
        ({"migrations": ["9999_later"]}, "backup-newer"),
        ({"format": "something"}, "backup-damaged"),
        ({"keys": "00"}, "backup-of-other-keys"),
    ],
)
def test_what_is_wrong_with_a_backup_has_a_name(
    tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    programme = open_fresh().programme
    path = make_copy(tmp_path, programme.now())
    assert check_copy(path).rows["ledger_edition"] == 1
    beside = path.with_suffix(".json")
    beside.write_text(json.dumps(json.loads(beside.read_text()) | change))
    with pytest.raises(ProblemsError) as caught:
        check_copy(path, mark="ff")
    assert [problem.code.name for problem in caught.value.problems] == [code]
    beside.unlink()
    with pytest.raises(ProblemsError) as caught:
        check_copy(path)
    assert [problem.code.name for problem in caught.value.problems] == ["backup-missing"]


def test_a_ledger_in_use_is_not_replaced(town: tuple[Path, str], tmp_path: Path) -> None:
    from goodstanding.config.lock import in_use

    folder, _ = town
    assert command("backup", str(tmp_path), "--programme", str(folder)).returncode == 0
    [path] = tmp_path.glob("*.backup")
    with in_use(folder):
        done = command("restore", str(path), "--programme", str(folder))
    assert (done.returncode, "is in use" in done.stderr) == (3, True)
    with in_use(folder, alone=True):
        done = command("backup", str(tmp_path), "--programme", str(folder))
    assert (done.returncode, "being replaced" in done.stderr) == (3, True)
