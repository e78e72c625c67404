"""Six acts that are cut off at each of their write calls, and what has to hold after each cut."""

import hashlib
import json
import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.db import connection
from tests.support.desk import edition, somebody
from tests.support.pages import ROOT
from tests.support.running import Joined, add_source, join_with, publish, row
from tests.support.traced import run_traced

from goodstanding.cli.backup import restore_command
from goodstanding.config import ready
from goodstanding.config.opening import open_programme
from goodstanding.ledger.copies import make_copy
from goodstanding.ledger.models import (
    Batch,
    Consent,
    Edition,
    Entry,
    Erased,
    LevelHeld,
    Member,
    Notice,
    Proposal,
    Setting,
    SourceDay,
)
from goodstanding.service import leaving, outbox, proposals, publishing
from goodstanding.service.consents import withdraw
from goodstanding.service.due import settle_due
from goodstanding.service.ended_keys import destroy_ended_keys
from goodstanding.service.filing import file_records
from goodstanding.service.looks import Role
from goodstanding.service.programme import Programme
from goodstanding.service.proposals import Deed
from goodstanding.service.statements import statement

FINES: Final = "traffic-police"
SHIFTS: Final = "volunteer-network"
ROWS: Final = 5
MEMBERS: Final = 4

Say = Callable[..., None]


def prepare_town(programme: Programme) -> list[Joined]:
    """Fill an empty ledger with an edition, two sources and some members with records."""
    publish("event-reference")
    people = []
    for source in (FINES, SHIFTS):
        add_source(source)
    for _ in range(MEMBERS):
        people.append(join_with(programme, FINES, SHIFTS))
        file_batch(programme, SHIFTS, [people[-1]] * 2, hours=8)
    return people


def file_batch(programme: Programme, source: str, whose: list[Joined], **fields: int) -> int:
    """File a record for each; return the batch's number."""
    day = programme.today()
    kind = "volunteer-shift" if source == SHIFTS else "traffic-fine"
    name = f"{programme.number():x}"
    rows = [
        row(n, joined.handles[source], source, kind, day, id=f"{name}-{n}", **fields)
        for n, joined in enumerate(whose)
    ]
    return file_records(programme, source, rows).batch


@dataclass
class Act(ABC):
    """Something that a programme does and acknowledges. `people` are the town's members."""

    people: list[Joined]
    folder: Path
    known: dict[str, Any] = field(default_factory=dict)

    def prepare(self, programme: Programme) -> None:
        """Bring the town to where the act begins; without more, where it is."""
        self.known["begun"] = programme.now()

    def start_again(self) -> Programme:
        """Open the programme again, and do what a server does before anything else."""
        programme = open_programme(self.folder)
        leaving.erase_again(programme)
        leaving.finish_leavings(programme)
        destroy_ended_keys(programme)
        return programme

    @abstractmethod
    def run(self, programme: Programme, say: Say) -> None:
        """Do it, in the child that is killed, and say what was acknowledged."""

    @abstractmethod
    def lost(self, programme: Programme, said: tuple[str, ...]) -> list[str]:
        """Return what is missing or stands by halves, after what a server does when it starts."""


class Ingest(Act):
    """A batch of records, each of which needs a notice."""

    def run(self, programme: Programme, say: Say) -> None:
        say(file_batch(programme, FINES, [*self.people, self.people[0]], fine=5_000))

    def lost(self, _: Programme, said: tuple[str, ...]) -> list[str]:
        there = set(Batch.objects.filter(source=FINES).values_list("number", flat=True))
        found = ["a batch" for each in said if int(each) not in there]
        for batch in there:
            if Entry.objects.filter(batch=batch).count() != ROWS:
                found.append("half a batch")
            if Notice.objects.filter(entry__batch=batch).count() != ROWS:
                found.append("half a batch's notices")
        counted = sum(SourceDay.objects.filter(source=FINES).values_list("rows", flat=True))
        return found + (["the count of rows"] if counted != ROWS * len(there) else [])


class ScoreRun(Act):
    """Bringing every member up to date."""

    def prepare(self, programme: Programme) -> None:
        Member.objects.update(due=True)
        self.known["levels"] = {
            joined.number: statement(programme, joined.number, as_of=programme.today()).level
            for joined in self.people
        }

    def run(self, programme: Programme, say: Say) -> None:
        settle_due(programme)
        say("settled")

    def lost(self, programme: Programme, said: tuple[str, ...]) -> list[str]:
        due = set(Member.objects.filter(due=True).values_list("number", flat=True))
        found = ["a member who is due still"] if said and due else []
        levels = {number: name for number, name in self.known["levels"].items() if name}
        held = list(LevelHeld.objects.values_list("member", flat=True))
        found += ["half of a member" for number in levels if (number in due) == (number in held)]
        settle_due(programme)
        held = sorted(LevelHeld.objects.values_list("member", flat=True))
        return found + (["a level, or one too many"] if held != sorted(levels) else [])


class Publication(Act):
    """The second person's yes to an edition, and telling the members of it."""

    def prepare(self, programme: Programme) -> None:
        ann = somebody(programme, "Ann", Role.PUBLISHER)
        self.known["ben"] = somebody(programme, "Ben", Role.PUBLISHER)
        text = (ROOT / "policies/event-reference/event-reference.yaml").read_text(encoding="utf-8")
        today = programme.today()
        later = today.replace(year=today.year + 1, day=1)
        text = edition(text, 2, today.isoformat(), later.isoformat())
        deed = Deed.PUBLISH_EDITION
        self.known["proposal"] = proposals.propose(programme, ann, deed, {"text": text})
        self.known["ready"] = publishing.prepare(programme, {"text": text})

    def run(self, programme: Programme, say: Say) -> None:
        way = proposals._WAYS[Deed.PUBLISH_EDITION]  # the laws were tried before the child began
        ways = {Deed.PUBLISH_EDITION: replace(way, prepare=lambda *_: self.known["ready"])}
        proposals._WAYS = ways  # type: ignore[misc] # in the child alone
        proposals.approve(programme, self.known["ben"], self.known["proposal"])
        say("published")
        publishing.start_edition(programme)
        outbox.tell_edition(programme)
        say("told")

    def lost(self, programme: Programme, said: tuple[str, ...]) -> list[str]:
        new = Edition.objects.filter(edition=2).first()
        whole = new is None or hashlib.sha256(new.text.encode()).hexdigest() == new.sha256
        decided = Proposal.objects.get(number=self.known["proposal"]).decided is not None
        marked = Setting.objects.filter(name=publishing.TELLING).exists()
        found = [] if whole and decided == (new is not None) else ["half a publication"]
        if new is None:
            return found + (["an edition"] if said else [])
        told = Notice.objects.filter(subject="edition").count()
        found += [] if marked or told == MEMBERS else ["who is to be told"]
        found += ["who was told"] if "told" in said and told != MEMBERS else []
        for _ in range(2):
            outbox.tell_edition(programme)
        told = Notice.objects.filter(subject="edition").count()
        return found + (["a notice, or one too many"] if told != MEMBERS else [])


class Erasure(Act):
    """One member withdraws a source, and another leaves."""

    def run(self, programme: Programme, say: Say) -> None:
        withdraw(programme, self.people[0].number, self.people[0].consents[SHIFTS])
        say("withdrawn")
        leaving.leave(programme, self.people[1].number)
        say("left")

    def lost(self, programme: Programme, said: tuple[str, ...]) -> list[str]:
        one, other = self.people[0].consents[SHIFTS], self.people[1].number
        found = []
        for word, number, rows in (
            ("withdrawn", one, Entry.objects.filter(consent=one)),
            ("left", other, Member.objects.filter(number=other)),
        ):
            gone = Erased.objects.filter(number=number).exists()
            if gone != (not rows.exists()):
                found.append(f"half of what was {word}")
            if word in said and not gone:
                found.append(f"that somebody has {word}")
            if gone and number in programme.keys.numbers():
                found.append("that a key is destroyed")
        return found


class Recovery(Erasure):
    """Starting again, where somebody's leaving was cut off after its first step."""

    def prepare(self, programme: Programme) -> None:
        super().prepare(programme)
        programme.keys.close()
        connection.close()
        keys, ledger = self.folder / "keys/members.sqlite3", self.folder / "ledger.sqlite3"
        stood: list[bytes] = []

        def look(_: int, said: tuple[str, ...]) -> bool:
            if not stood and "withdrawn" in said:
                stood.append(keys.read_bytes())
            if len(stood) == 1 and keys.read_bytes() != stood[0]:  # a key of who leaves is gone
                stood.append(ledger.read_bytes())
            return len(stood) == 2 and ledger.read_bytes() != stood[1]

        def work(say: Say) -> None:
            Erasure.run(self, open_programme(self.folder), say)

        assert run_traced(work, look).killed
        assert Path(f"{ledger}-journal").stat().st_size > 0

    def run(self, _: Programme, say: Say) -> None:
        self.start_again()
        say("started")

    def lost(self, programme: Programme, _: tuple[str, ...]) -> list[str]:
        return super().lost(programme, ("withdrawn", "left"))


class Migration(Act):
    """Making the tables and the keys of a programme."""

    def prepare(self, programme: Programme) -> None:
        programme.keys.close()
        for path in (self.folder / "keys").iterdir():
            path.unlink()
        connection.close()
        (self.folder / "ledger.sqlite3").unlink()
        for app in ("contenttypes", "auth", "sessions"):
            call_command("migrate", app, verbosity=0)

    def start_again(self) -> Programme:
        """Look at the tables as they are; whatever is missing is made below."""
        return open_programme(self.folder, new=True)

    def run(self, _: Programme, say: Say) -> None:
        ready.migrate(self.folder)
        say("migrated")

    def lost(self, _: Programme, said: tuple[str, ...]) -> list[str]:
        found = ["a table"] if said and ready._plan() else []
        before = self._tables()
        if before not in self.known:  # the same tables again are brought on in the same way
            connection.close()
            ready.migrate(self.folder)
            ready.open_ready(self.folder).keys.close()
            self.known[before] = self._tables()
        whole = self.known.setdefault("whole", self.known[before])
        return found + (["a part of a table"] if self.known[before] != whole else [])

    @staticmethod
    def _tables() -> str:
        """Return the tables there are, and which steps are said to be taken."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master ORDER BY name")
            tables = cursor.fetchall()
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
            return repr((tables, cursor.fetchall()))


class Restore(Act):
    """Putting an older backup back, and erasing again who has left since."""

    def prepare(self, programme: Programme) -> None:
        path = make_copy(self.folder / "backups", programme.now())
        self.known["backup"] = path
        before = set(Member.objects.values_list("number", flat=True))
        leaving.leave(programme, self.people[1].number)
        withdraw(programme, self.people[0].number, self.people[0].consents[SHIFTS])
        self.people.append(join_with(programme, FINES))
        after = set(Member.objects.values_list("number", flat=True))
        self.known |= {"before": before - {self.people[1].number}, "after": after}

    def run(self, _: Programme, say: Say) -> None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        restore_command(self.known["backup"], programme=self.folder)
        say("restored")

    def lost(self, programme: Programme, said: tuple[str, ...]) -> list[str]:
        there = set(Member.objects.values_list("number", flat=True))
        wanted = [self.known["before"], *([] if said else [self.known["after"]])]
        found = [] if there in wanted else ["the ledger"]
        consent = Consent.objects.get(number=self.people[0].consents[SHIFTS])
        if consent.state != "withdrawn" or Entry.objects.filter(consent=consent).exists():
            found.append("that a consent was withdrawn")
        for number in there:
            statement(programme, number, as_of=programme.today())
        return found


class RestoreAfterCrash(Restore):
    """The same, where the ledger was cut off in the middle of a commit before."""

    def prepare(self, programme: Programme) -> None:
        super().prepare(programme)
        programme.keys.close()
        connection.close()
        ledger = self.folder / "ledger.sqlite3"
        journal = Path(f"{ledger}-journal")
        before = ledger.read_bytes()

        def work(_: Say) -> None:
            file_batch(open_programme(self.folder), FINES, [self.people[0]] * 50, fine=5_000)

        def look(_: int, __: tuple[str, ...]) -> bool:
            return ledger.read_bytes() != before

        assert run_traced(work, look).killed
        assert journal.stat().st_size > 0


ACTS: Final[dict[str, type[Act]]] = {
    "ingest": Ingest, "score run": ScoreRun, "publication": Publication, "erasure": Erasure,
    "recovery": Recovery, "migration": Migration, "restore": Restore,
    "restore after a crash": RestoreAfterCrash,
}  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """What lies in a programme's folder at a moment, to be put back."""

    files: tuple[tuple[Path, bytes], ...]

    @classmethod
    def of(cls, folder: Path) -> "Picture":
        """Take it; whoever has the files open stands still."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        return cls(tuple((path, path.read_bytes()) for path in paths))

    def put_back(self, folder: Path) -> None:
        """Bring the folder to where it was."""
        connection.close()
        kept = dict(self.files)
        for path in folder.rglob("*"):
            if path.is_file() and path not in kept:
                path.unlink()
        for path, content in kept.items():
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_bytes(content)


def damaged() -> list[str]:
    """Return whether the ledger's file is damaged."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return [] if cursor.fetchall() == [("ok",)] else ["the file"]


def as_json(found: dict[str, Any]) -> str:
    """Return what was found, as the tests read it."""
    return json.dumps(found)
