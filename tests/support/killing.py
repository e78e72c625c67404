"""What a process does until it is killed, and what has to hold of the ledger afterwards."""

import os
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final, TypeVar

from django.db import Error, OperationalError, connection, transaction
from django.db.models import Count
from tests.support.running import join_with, row

from goodstanding.ledger.models import Appeal, Batch, Consent, Entry, Handle, Member
from goodstanding.ledger.store import DirectStore
from goodstanding.service import appeals
from goodstanding.service.consents import withdraw
from goodstanding.service.ended_keys import destroy_ended_keys
from goodstanding.service.filing import file_records
from goodstanding.service.leaving import erase_again, finish_leavings, leave
from goodstanding.service.programme import Programme
from goodstanding.service.statements import statement

T = TypeVar("T")

SOURCE: Final = "volunteer-network"
ROWS: Final = 5
OTHERS: Final = 5


@dataclass
class Found:
    """What was exercised, what was acknowledged by all processes so far, and what was lost."""

    counts: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    acknowledged: dict[str, set[int]] = field(
        default_factory=lambda: {word: set() for word in ("joined", "filed", "withdrawn", "left")}
    )
    contested: dict[int, int] = field(default_factory=dict)
    """The consent behind each appeal that was acknowledged."""


@dataclass(frozen=True)
class Way:
    """How a process goes about it: `early` acknowledges before the commit, which is a fault.

    `deaf` acknowledges what the database says has failed, which is another; it waits before its
    first batch until it is told to go on. `stop` ends all deeds after the first batch, `go_on`
    after an error begins with somebody else.
    """

    early: bool = False
    deaf: bool = False
    stop: bool = False
    go_on: bool = False


@dataclass
class Deeds:
    """A process that joins, files, contests, withdraws and leaves for as long as it lives."""

    programme: Programme
    pipe: int
    random: Random
    way: Way

    def say(self, *words: object) -> None:
        """Acknowledge something, in one write."""
        os.write(self.pipe, (" ".join(map(str, words)) + "\n").encode())

    def run(self) -> None:
        """Go on until killed."""
        while True:
            try:
                self.live()
            except (Error, sqlite3.Error):
                if not self.way.go_on:
                    raise
                self.say("failed", 0)

    def stop(self) -> None:
        """Wait here for the end, where that is the way."""
        if self.way.stop:
            self.say("stopped")
            signal.pause()

    def live(self) -> None:
        """Let somebody join, be filed about, and perhaps contest that, withdraw or leave."""
        joined = join_with(self.programme, SOURCE)
        self.say("joined", joined.number)
        if self.way.deaf:
            os.kill(os.getpid(), signal.SIGSTOP)  # the next sync is about the batch
        for _ in range(self.random.randint(1, 6)):
            record = self.file(joined.handles[SOURCE])
            self.stop()
        if self.random.random() < 0.5:
            reasons = "It was another day."
            appeal = appeals.file(
                self.programme, joined.number, source=SOURCE, record=record, reasons=reasons
            )
            self.say("contested", appeal, joined.consents[SOURCE])
        if self.random.random() < 0.5:
            withdraw(self.programme, joined.number, joined.consents[SOURCE])
            self.say("withdrawn", joined.consents[SOURCE])
        if self.random.random() < 0.5:
            leave(self.programme, joined.number)
            self.say("left", joined.number)

    def file(self, handle: str) -> str:
        """File a batch, and return its first record; the control says so before it is committed."""
        today = self.programme.today()
        name = f"{self.random.getrandbits(60):015x}"
        rows = [
            row(n, handle, SOURCE, "volunteer-shift", today, hours=2, id=f"{name}-{n}")
            for n in range(ROWS)
        ]
        if self.way.early:
            with transaction.atomic():
                filed = file_records(self.programme, SOURCE, rows)
                self.say("filed", filed.batch)
                self.stop()
        else:
            filed = file_records(self.programme, SOURCE, rows)
            self.say("filed", filed.batch)
        return f"{name}-0"


class DeafStore(DirectStore):
    """A store that does not hear what the database says: whatever was worked out counts as done."""

    def write(self, act: Callable[[], T], *, spares_reserve: bool = False) -> T:
        """Run an act that may write, and answer although it may have failed."""
        answers: list[T] = []

        def kept() -> T:
            answers.append(act())
            return answers[-1]

        try:
            return super().write(kept, spares_reserve=spares_reserve)
        except OperationalError:
            if not answers:
                raise
            return answers[-1]


def check(programme: Programme, said: list[str], found: Found) -> None:
    """Compare the ledger with what was acknowledged; half a last line of a process says nothing.

    Whoever came with the killed process gets a statement, and some others.
    """
    acknowledged = found.acknowledged
    before = acknowledged["joined"].copy()
    for line in said:
        word, *numbers = line.split()
        if line.endswith("\n"):
            acknowledged.get(word, set()).update(map(int, numbers))
            found.counts[word] += 1
            if word == "contested":
                found.contested[int(numbers[0])] = int(numbers[1])
    found.lost += [*_damaged(), *_people_lost(programme, acknowledged), *_rows_lost(acknowledged)]
    found.lost += _appeals_lost(found.contested)
    erase_again(programme)
    finish_leavings(programme)
    destroy_ended_keys(programme)
    in_force = set(Consent.objects.filter(state="given").values_list("number", flat=True))
    if in_force - programme.keys.numbers():
        found.lost.append("a key of a consent in force")
    there = set(Member.objects.values_list("number", flat=True))
    for member in sorted(there - before) + sorted(there & before)[:OTHERS]:
        statement(programme, member, as_of=programme.today())
        found.counts["statements"] += 1


def _damaged() -> list[str]:
    """Return whether the file itself is damaged."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return [] if cursor.fetchall() == [("ok",)] else ["the file"]


def _people_lost(programme: Programme, acknowledged: dict[str, set[int]]) -> list[str]:
    """Return who joined and is not there, or left and is; who had begun to leave may be either."""
    there = set(Member.objects.values_list("number", flat=True))
    lost = ["left, and is there" for _ in acknowledged["left"] & there]
    missing = acknowledged["joined"] - acknowledged["left"] - there
    lost += ["joined, and is not there" for number in missing if programme.keys.of(number)]
    acknowledged["joined"] -= missing
    return lost


def _appeals_lost(contested: dict[int, int]) -> list[str]:
    """Return which appeals are not there, although the consent to their source is in force."""
    there = set(Appeal.objects.values_list("number", flat=True))
    in_force = set(Consent.objects.filter(state="given").values_list("number", flat=True))
    missing = {appeal: contested[appeal] for appeal in contested.keys() - there}
    for appeal in missing:
        del contested[appeal]
    return ["contested, and is not there" for consent in missing.values() if consent in in_force]


def _rows_lost(acknowledged: dict[str, set[int]]) -> list[str]:
    """Return which batches are not there or are by halves, and what is read after a withdrawal.

    What is lost is said once.
    """
    there = set(Batch.objects.values_list("number", flat=True))
    lost = ["filed, and is not there" for _ in acknowledged["filed"] - there]
    acknowledged["filed"] &= there
    counted = Entry.objects.values("batch").annotate(rows=Count("sequence"))
    lost += ["half a batch" for each in counted if each["rows"] != ROWS]
    withdrawn = acknowledged["withdrawn"]
    for what, rows in (("a record", Entry.objects), ("a handle", Handle.objects)):
        held = set(rows.values_list("consent", flat=True).distinct())
        lost += [f"withdrawn, and {what} is there" for _ in withdrawn & held]
    return lost
