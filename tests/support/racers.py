"""Threads that file, read, withdraw and join again, and write down what they saw and when."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Thread
from time import monotonic_ns
from typing import Any, Final

from django.db import connection
from tests.support.running import row

from goodstanding.errors import ProblemsError
from goodstanding.model.lifecycle import IN_FORCE
from goodstanding.service.consents import Given, consents, give, withdraw
from goodstanding.service.filing import file_records
from goodstanding.service.linking import make_slip, redeem
from goodstanding.service.programme import Programme
from goodstanding.service.statements import statement

SOURCE: Final = "volunteer-network"
CACHED_NANOSECONDS: Final = 1_000_000_000
OPERATIONS: Final = {"file": 45, "read": 40, "withdraw": 5, "join again": 10}


@dataclass
class Seen:
    """What one process did and saw. Moments are nanoseconds of the machine's monotonic clock.

    `withdrawn` is when the withdrawal of a consent was acknowledged; `looked` is when something was
    asked for in which data of a consent was then seen.
    """

    withdrawn: dict[int, int] = field(default_factory=dict)
    looked: list[tuple[int, int, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


@dataclass
class Racer:
    """One thread's view of the members: the handles that this process knows."""

    programme: Programme
    people: list[dict[str, Any]]
    random: Random
    seen: Seen
    cached: bool
    cache: dict[int, tuple[int, list[str]]]

    def run(self, operations: int) -> None:
        """Do so many operations, drawn at random."""
        names, weights = zip(*OPERATIONS.items(), strict=True)
        for name in self.random.choices(names, weights, k=operations):
            person = self.random.choice(self.people)
            getattr(self, name.replace(" ", "_"))(person)
            self.seen.counts[name] = self.seen.counts.get(name, 0) + 1
        connection.close()

    def file(self, person: dict[str, Any]) -> None:
        """File a record under a handle that was given out once."""
        consent, handle = self.random.choice(person["handles"])
        name = f"{consent}-{self.random.getrandbits(40):010x}"
        day = self.programme.today()
        began = monotonic_ns()
        record = row(1, handle, SOURCE, "volunteer-shift", day, hours=2, id=name)
        if file_records(self.programme, SOURCE, [record]).admitted:
            self.seen.looked.append((began, consent, "file"))

    def read(self, person: dict[str, Any]) -> None:
        """Read a statement; the control keeps it for a moment, as a careless cache would."""
        number = person["number"]
        began = monotonic_ns()
        when, names = self.cache.get(number, (0, []))
        if not self.cached or began - when > CACHED_NANOSECONDS:
            found = statement(self.programme, number, as_of=self.programme.today())
            names = [line.record for line in found.lines if line.record is not None]
            self.cache[number] = (began, names)
        for consent in {int(name.partition("-")[0]) for name in names}:
            self.seen.looked.append((began, consent, "read"))

    def withdraw(self, person: dict[str, Any]) -> None:
        """Withdraw what is in force, if anything is."""
        for shown in consents(self.programme, person["number"]):
            if shown.state in IN_FORCE:
                try:
                    withdraw(self.programme, person["number"], shown.number)
                except ProblemsError:
                    continue  # another thread was faster
                self.seen.withdrawn[shown.number] = monotonic_ns()

    def join_again(self, person: dict[str, Any]) -> None:
        """Authorise the source again, with a new handle."""
        try:
            given = give(self.programme, person["number"], Given(source=SOURCE))
            slip = make_slip(self.programme, person["number"], given.consent)
        except ProblemsError:
            return  # it is in force, or was withdrawn meanwhile
        [handle] = redeem(self.programme, SOURCE, [slip.code])
        if handle is not None:
            person["handles"].append((given.consent, handle))


def race(
    programme: Programme, folder: Path, *, seed: int, operations: int, threads: int, cached: bool
) -> str:
    """Run the threads and return what they saw as JSON."""
    people = json.loads((folder / "people.json").read_text(encoding="utf-8"))
    seen = Seen()
    cache: dict[int, tuple[int, list[str]]] = {}
    failed: list[BaseException] = []

    def run(racer: Racer) -> None:
        try:
            racer.run(operations // threads)
        except BaseException as error:  # noqa: BLE001 - raised again below
            failed.append(error)

    running = [
        Thread(
            target=run,
            args=(Racer(programme, people, Random(seed * 100 + n), seen, cached, cache),),
        )
        for n in range(threads)
    ]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if failed:
        raise failed[0]
    return json.dumps({"withdrawn": seen.withdrawn, "looked": seen.looked, "counts": seen.counts})
