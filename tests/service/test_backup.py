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

END: Final = """
import json, sys
from pathlib import Path
from goodstanding.config import open_programme
programme = open_programme(Path(sys.argv[1]))
from goodstanding.ledger.models import Entry, Partner, Person, Source
from goodstanding.service import keys_of_parties, own_records, persons
from goodstanding.service.halting import halt, resume, stands_still
from goodstanding.service.statements import statement
what, member, source = sys.argv[2], int(sys.argv[3]), "awards-office"
said = json.loads(sys.argv[4])
if what == "make":
    Partner.objects.create(name="p", title={}, registered=programme.today())
    said = [keys_of_parties.make_source_key(programme, source).text for _ in range(2)]
    said += [keys_of_parties.make_partner_key(programme, "p").text]
    for name in ("Ann", "Ben"):
        persons.register(programme, name=name, document=f"passport {name}")
if what == "end":
    stolen = keys_of_parties.token_of(programme, said[0])
    keys_of_parties.revoke_key(programme, stolen.hex()[:8])
    Partner.objects.update(active=False)
    persons.retire(programme, Person.objects.get(name="Ann").number)
    own_records.delete(programme, member, source=source, record=sys.argv[5])
    halt(programme, "an incident")
def party(text):
    token = keys_of_parties.token_of(programme, text)
    return keys_of_parties.party_of(programme, token) is not None
lines = statement(programme, member, as_of=programme.today()).lines
print(json.dumps([said, [programme.read(lambda: party(text)) for text in said],
    list(Person.objects.filter(active=True).values_list("name", flat=True)),
    sum(line.source == source for line in lines), stands_still(programme),
    Source.objects.filter(active=True).count()]))
if what == "look":
    resume(programme)
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
    return new_town(tmp_path_factory.mktemp("town"))


def new_town(folder: Path) -> tuple[Path, str]:
    """Return the folder of a programme with four members, and who they are as JSON."""
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


def test_what_was_ended_since_stays_ended(tmp_path: Path) -> None:
    (tmp_path / "town").mkdir()
    folder, people = new_town(tmp_path / "town")
    member = str(json.loads(people)[2]["number"])
    made = python(END, str(folder), "make", member, "[]")
    keys = json.dumps(made[0])
    before = [[True] * 3, ["Ann", "Ben"], 1, False, 2]
    assert made[1:] == before
    done = command("backup", str(tmp_path / "backups"), "--programme", str(folder))
    assert done.returncode == 0, done.stderr
    [path] = (tmp_path / "backups").glob("*.backup")
    after = python(END, str(folder), "end", member, keys, "a-2")
    assert after[1:] == [[False, True, False], ["Ben"], 0, True, 2]
    kept = folder / ".ended"
    kept.write_text(json.dumps({"keys": [], "sources": ["volunteer-network"], "partners": [],
                                "persons": [], "records": [], "halted": False}))  # fmt: skip
    done = command("restore", str(path), "--programme", str(folder))
    assert done.returncode == 0, done.stderr
    assert "ended since: 6" in done.stdout
    assert not kept.exists()
    found = python(END, str(folder), "look", member, keys)
    assert found[1:] == [*after[1:-1], 1]  # one source was ended before another restore was cut off


def test_a_ledger_that_cannot_be_read_is_said_so(town: tuple[Path, str], tmp_path: Path) -> None:
    if ADDRESS:
        pytest.skip("not run: the ledger is no file")
    folder = tmp_path / "town"
    shutil.copytree(town[0], folder)
    made = command("backup", str(tmp_path / "backups"), "--programme", str(folder))
    assert made.returncode == 0, made.stderr
    [path] = (tmp_path / "backups").glob("*.backup")
    (folder / "ledger.sqlite3").write_bytes(b"this is no database" * 100)
    done = command("restore", str(path), "--programme", str(folder))
    assert (done.returncode, "revoke again" in done.stderr) == (0, True)
    assert "ended since: 0" in done.stdout


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
