"""Threads that do all that a programme does about records, and note what they saw, and when."""

import json
from dataclasses import asdict, dataclass, field, replace
from random import Random
from threading import Thread
from time import monotonic_ns
from typing import Any, Final

from django.db import connection
from tests.support.running import add_source, join_with, publish, row

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Partner
from goodstanding.model.lifecycle import IN_FORCE
from goodstanding.service import checks
from goodstanding.service.consents import Given, consents, give, withdraw
from goodstanding.service.exports import export
from goodstanding.service.filing import file_records
from goodstanding.service.keys_of_parties import make_partner_key, token_of
from goodstanding.service.linking import make_slip, redeem
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.statements import settle, statement

SOURCE: Final = "awards-office"
PARTNER, BENEFIT = "city-library", "library-loans"
OPERATIONS: Final = {
    "file": 43, "read": 15, "score": 5, "export": 2, "code": 8, "ask": 16, "withdraw": 4,
    "join again": 7,
}  # fmt: skip
"""Of a hundred acts so many are of each sort; what takes long is done seldom."""
CARELESS: Final = {"file": 25, "read": 55, "withdraw": 10, "join again": 10}
"""The same for whoever reads once and keeps it."""


@dataclass
class Town:
    """The members of a race, each with number and handles, and the key of the partner who asks."""

    people: list[dict[str, Any]]
    key: bytes


@dataclass
class Seen:
    """What one process did and saw. Moments are nanoseconds of the machine's monotonic clock.

    `withdrawn` is when the withdrawal of a consent was acknowledged, and `given` of whom and from
    when on a consent may have been in force. `looked` is when something was asked for in which data
    of a consent was then seen; `yes` is of whom, when a partner's question began and when it was
    answered with yes.
    """

    withdrawn: dict[int, int] = field(default_factory=dict)
    given: dict[int, tuple[int, int]] = field(default_factory=dict)
    looked: list[tuple[int, int, str]] = field(default_factory=list)
    yes: list[tuple[int, int, int]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


@dataclass
class Racer:
    """One thread's view: the handles that its process knows, and the codes that it made."""

    programme: Programme
    people: list[dict[str, Any]]
    key: bytes
    random: Random
    seen: Seen
    careless: bool
    kept: dict[int, list[str]]
    codes: dict[int, str] = field(default_factory=dict)

    def run(self, operations: int) -> None:
        """Do so many operations, drawn at random."""
        names, weights = zip(*(CARELESS if self.careless else OPERATIONS).items(), strict=True)
        for name in self.random.choices(names, weights, k=operations):
            person = self.random.choice(self.people)
            getattr(self, name.replace(" ", "_"))(person)
            self.seen.counts[name] = self.seen.counts.get(name, 0) + 1
        connection.close()

    def file(self, person: dict[str, Any]) -> None:
        """File a record under a handle that was given out once."""
        consent, handle = self.random.choice(person["handles"][-2:])
        name = f"{consent}-{self.random.getrandbits(40):010x}"
        day = self.programme.today()
        began = monotonic_ns()
        record = row(1, handle, SOURCE, "government-award", day, level="city", act=name, id=name)
        if file_records(self.programme, SOURCE, [record]).admitted:
            self.seen.looked.append((began, consent, "file"))

    def read(self, person: dict[str, Any]) -> None:
        """Read a statement; whoever is careless keeps the first one for ever."""
        number = person["number"]
        began = monotonic_ns()
        names = self.kept.get(number, []) if self.careless else []
        if not names:
            found = statement(self.programme, number, as_of=self.programme.today())
            names = [line.record for line in found.lines if line.record is not None]
            self.kept[number] = names
        self._saw(began, names, "read")

    def score(self, person: dict[str, Any]) -> None:
        """Bring a member up to date, as the worker does."""
        number = person["number"]
        began = monotonic_ns()
        found = self.programme.write(lambda: settle(self.programme, known(self.programme, number)))
        self._saw(began, [str(each.record) for each in found.lines if each.record], "score")

    def export(self, person: dict[str, Any]) -> None:
        """Export everything about a member."""
        began = monotonic_ns()
        found = json.loads(export(self.programme, person["number"]))["scored"]
        place = found["line_columns"].index("record")
        names = [line[place] for line in found["lines"] if line[place]]
        self._saw(began, names, "export")

    def code(self, person: dict[str, Any]) -> None:
        """Let a member make a code."""
        number = person["number"]
        self.codes[number] = checks.make_code(self.programme, number, PARTNER, BENEFIT).code

    def ask(self, person: dict[str, Any]) -> None:
        """Answer a partner about the last code that a member made here, used or not."""
        number = person["number"]
        code = self.codes.get(number, "00000000")
        token = checks.token_of(self.programme, PARTNER, BENEFIT, code)
        asked = checks.Asked(key=self.key, partner=PARTNER, token=token, a_minute=10**9)
        began = monotonic_ns()
        if checks.answer(self.programme, asked):
            self.seen.yes.append((number, began, monotonic_ns()))

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
        began = monotonic_ns()
        try:
            given = give(self.programme, person["number"], Given(source=SOURCE))
            self.seen.given[given.consent] = (person["number"], began)
            slip = make_slip(self.programme, person["number"], given.consent)
        except ProblemsError:
            return  # it is in force, or was withdrawn meanwhile
        [handle] = redeem(self.programme, SOURCE, [slip.code])
        if handle is not None:
            person["handles"].append((given.consent, handle))

    def _saw(self, began: int, names: list[str], how: str) -> None:
        """Note of which consents data was seen; a record's name begins with its consent."""
        for consent in {int(name.partition("-")[0]) for name in names}:
            self.seen.looked.append((began, consent, how))


def prepare(programme: Programme, members: int) -> Town:
    """Fill an empty ledger with an edition, a source, a partner, and members who authorise it."""
    publish("event-reference")
    add_source(SOURCE, rows_per_day_max=10**9)
    Partner.objects.create(name=PARTNER, title={"en": "L"}, registered=programme.today())
    key = token_of(programme, make_partner_key(programme, PARTNER).text)
    people = []
    for _ in range(members):
        joined = join_with(programme, SOURCE)
        handles = [[joined.consents[SOURCE], joined.handles[SOURCE]]]
        people.append({"number": joined.number, "handles": handles})
    return Town(people, key)


def run(
    programme: Programme, town: Town, *, seed: int, operations: int, threads: int, careless: bool
) -> str:
    """Run the threads and return what they saw as JSON."""
    first = Racer(programme, town.people, town.key, Random(seed), Seen(), careless, {})
    failed: list[BaseException] = []

    def one(racer: Racer) -> None:
        try:
            racer.run(operations // threads)
        except BaseException as error:  # noqa: BLE001 - raised again below
            failed.append(error)

    running = [
        Thread(target=one, args=(replace(first, random=Random(seed * 100 + n), codes={}),))
        for n in range(threads)
    ]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if failed:
        raise failed[0]
    return json.dumps(asdict(first.seen))
