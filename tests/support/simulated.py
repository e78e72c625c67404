"""A city moved day by day by a seed, with faults, and held to the laws of a programme each day."""

# The model of what happened stands beside the ledger and knows nothing of it: members, consents,
# records with their states and days of notice. From it the definition gives every statement anew.

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from tests.support.harbour import HARBOUR, LAW, READ_MORE, following, reading_more
from tests.support.mortal import CrashError, Life, MortalKeys, MortalStore

from goodstanding.config.city import City, Enrolled
from goodstanding.errors import ProblemsError
from goodstanding.model.entry import ALWAYS_TOLD, Consent, Entry, Member, State, StateChange
from goodstanding.model.names import LevelName, SourceName
from goodstanding.model.record import Record
from goodstanding.model.statement import Statement

KINDS: Final = {"quay": "shift", "hall": "workshop", "harbour-office": "fine"}
PARTNER: Final = "quay-office"
TITLE: Final = {"en": "Quay office", "zh": "码头处"}
DECISION_DAYS: Final = 30
LETTER_DAYS: Final = 5
FIRST: Final = 3
"""So many join on the first day."""


@dataclass
class Given:
    """A consent as the model knows it.

    `ended` is the day on which it was withdrawn or expired, `agreed` the newest edition that was
    published when it was given, or agreed to when it was renewed.
    """

    number: int
    source: str
    handle: str
    given: date
    until: date
    ended: date | None = None
    agreed: int = 1


@dataclass
class Filed:
    """A record that was admitted; `told` is the day its notice arrived, None while it has not."""

    record: Record
    consent: Given
    filed: date
    told: date | None
    sent: date | None = None
    states: list[StateChange] = field(default_factory=list)
    recalled: bool = False

    @property
    def state(self) -> State:
        """Return the last state."""
        return self.states[-1].state if self.states else State.COUNTED

    @property
    def stands(self) -> bool:
        """Return whether something can still be done about it."""
        return not self.recalled and self.state is not State.STRUCK_OUT

    def put(self, state: State, on: date) -> None:
        """Give it a state from a day."""
        self.states.append(StateChange(state=state, on=on))


@dataclass
class Someone:
    """A member as the model knows one."""

    enrolled: Enrolled
    joined: date
    letters: bool
    consents: list[Given] = field(default_factory=list)
    records: dict[str, Filed] = field(default_factory=dict)
    appeals: dict[str, tuple[int, date]] = field(default_factory=dict)
    repairs: dict[str, tuple[int, date]] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)
    rejected: dict[str, int] = field(default_factory=dict)
    backs: set[tuple[str, bool]] = field(default_factory=set)
    erased: date = date.min

    def in_force(self, source: str) -> Given | None:
        """Return the consent of a source that has not ended."""
        return next((c for c in self.consents if c.source == source and c.ended is None), None)

    def end(self, consent: Given, on: date) -> None:
        """End a consent, and forget what came by it."""
        consent.ended, self.erased = on, on
        for name in [name for name, each in self.records.items() if each.consent is consent]:
            del self.records[name]
            self.appeals.pop(name, None)
            self.repairs.pop(name, None)


class LawBrokenError(AssertionError):
    """A law of a programme does not hold."""


def law(name: str, holds: object) -> None:
    """Say which law is broken where one is."""
    if not holds:
        raise LawBrokenError(name)


@dataclass
class Trip:
    """What a run did and found; `trace` is the same for the same seed."""

    counts: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)

    @property
    def trace(self) -> str:
        """Return the hash of all that was said."""
        return hashlib.sha256("\n".join(self.said).encode()).hexdigest()

    def say(self, what: str, *about: object) -> None:
        """Note something that happened, by name and numbers."""
        self.counts[what] += 1
        self.said.append(" ".join([what, *map(str, about)]))


class Simulated:
    """One run: `people` at most, and a fault now and then."""

    def __init__(self, city: City, seed: int, *, people: int, trip: Trip) -> None:
        """Begin with nobody."""
        self.city, self.random, self.people, self.trip = city, Random(seed), people, trip
        self.members: list[Someone] = []
        self.queue: list[list[Record]] = []
        self.shown: list[tuple[Someone, date, date, Statement]] = []
        self.touched: set[int] = set()
        self.gone: set[str] = set()
        self.left: list[tuple[int, list[int]]] = []
        self.begun, self.minutes = city.today, 0
        self.life = Life()
        keys = MortalKeys(city.programme.keys, self.life)
        city.programme = replace(
            city.programme, keys=keys, store=MortalStore(city.programme.store, self.life)
        )
        self.reviewers = [city.somebody(name, "reviewer") for name in ("Rae", "Sol", "Tam")]
        self.clerk = city.somebody("Kit", "clerk")
        self.edition, self.second = 1, date.max
        city.agree("register partner", {"name": PARTNER, "title": TITLE})
        self.key_until, self.partner_key = date.min, b""

    @property
    def today(self) -> date:
        """Return the city's day."""
        return self.city.today

    def run(self, days: int) -> None:
        """Let so many days pass, and hold each to the laws."""
        from tests.support import city_acts, city_laws

        begun = self.begun
        for _ in range(FIRST):
            city_acts.join(self)
        while (self.today - begun).days < days:
            worked = self._pass()
            city_laws.morning(self, worked=worked)
            for _ in range(self.random.randint(2, 5)):
                name = self.random.choice(city_acts.CHOICES)
                city_acts.ACTS[name](self)
            if self.edition == 1 and (self.today - begun).days >= days // 20:
                self.edition, self.second = 2, self.today + timedelta(days=30)
                self.city.publish(reading_more(following(HARBOUR, 2, self.today, self.second)))
                self.trip.say("published")
            city_laws.evening(self)
        city_laws.replay(self)

    def _pass(self) -> bool:
        """Let time pass, mostly a day with a round of the worker; return whether it came by."""
        jump = self.random.random()
        self.city.clock.days(1 if jump < 0.9 else self.random.randint(2, 12))
        if jump >= 0.9:
            self.trip.say("jumped")
        if self.random.random() < 0.15:
            return False
        minutes = self.random.choice([-90, 0, 90])
        self.city.clock.minutes(minutes - self.minutes)
        self.minutes = minutes
        self.worker()
        return True

    def worker(self) -> None:
        """Let the worker do a round, however often it is cut off."""
        self.until_done(self.city.work, writes=16)
        today = self.today
        for who in self.members:
            self._ended(who, today)
        self.trip.say("worked", self.today)

    def _ended(self, who: Someone, today: date) -> None:
        """Let the model do for a member what the worker does on a day."""
        for consent in who.consents:
            if consent.ended is None and consent.until <= today:
                who.end(consent, today)
                self.touch(who, "expired")
        for each in who.records.values():
            if who.letters and each.record.kind == "fine" and each.told is None:
                self._letter(who, each, today)
        for cases, state in ((who.appeals, State.STRUCK_OUT), (who.repairs, State.REPAIRED)):
            for name, (_, decide_by) in list(cases.items()):
                if decide_by < today:
                    del cases[name]
                    who.records[name].put(state, today)
                    self.touch(who, "lapsed")

    def _letter(self, who: Someone, each: Filed, today: date) -> None:
        """Let a letter go out, or arrive after the days that letters take."""
        if each.sent is None:
            each.sent = today if each.stands else None
        elif each.sent + timedelta(days=LETTER_DAYS) <= today:
            each.told = today
            self.touch(who, "letter arrived")

    def until_done(self, act: Callable[[], Any], *, writes: int = 3, done: str = "") -> Any:
        """Do an act until it is acknowledged; a crash may come at one of its first writes.

        `done` is the code by which an act says that it was done, which is believed after a crash.
        """
        crashed = False
        if self.random.random() < 0.3:
            self.life.crash_at(self.random.randint(1, writes), after=self.random.random() < 0.5)
        while True:
            try:
                found = act()
            except CrashError:
                crashed = True
                self.trip.say("crashed")
                self.life.begin()
            except ProblemsError as error:
                if crashed and error.problems[0].code.name == done:
                    return None
                raise
            else:
                self.life.begin()
                return found

    def touch(self, who: Someone, what: str, *about: object) -> None:
        """Note that something happened to a member."""
        self.touched.add(who.enrolled.number)
        self.trip.say(what, *about)

    def some(self, wanted: Callable[[Someone], bool] = lambda _: True) -> Someone | None:
        """Return some member, of those wanted."""
        found = [who for who in self.members if wanted(who)]
        return self.random.choice(found) if found else None

    def scored(
        self, who: Someone, as_of: date, held: LevelName | None
    ) -> tuple[Member, list[Entry]]:
        """Return what the definition takes, from the model alone."""
        consents: dict[SourceName, Consent] = {}
        for each in sorted(who.consents, key=lambda c: (c.given, c.number)):
            source, before = SourceName(each.source), consents.get(SourceName(each.source))
            until = each.until if each.ended is None else min(each.ended, each.until)
            if before is None or not before.given <= as_of < (before.until or date.max):
                kinds = frozenset({_kind(each.source)})
                if as_of >= self.second and each.agreed == 1:
                    kinds -= READ_MORE
                    self.trip.counts["narrowed"] += not kinds
                consents[source] = Consent(given=each.given, until=until, kinds=kinds)
        from goodstanding.service.people import member_id

        number = who.enrolled.number
        member = Member(id=member_id(number), joined=who.joined, consents=consents, level_held=held)
        return member, [
            self._entry(place, member, each)
            for place, each in enumerate(who.records.values())
            if not each.recalled
        ]

    @staticmethod
    def _entry(place: int, member: Member, filed: Filed) -> Entry:
        """Return an entry of the model."""
        record = filed.record
        return Entry(
            source=record.source,
            record=record.id,
            member=member.id,
            kind=record.kind,
            on=record.on,
            filed=filed.filed,
            act=record.act,
            notified=filed.told if record.kind == "fine" else ALWAYS_TOLD,
            position=place,
            fields=record.fields,
            states=tuple(filed.states),
        )


def _kind(source: str) -> Any:
    """Return the kind of record of a source."""
    return KINDS[source]


def simulate(seed: int, *, days: int, people: int) -> Trip:
    """Run a city by a seed.

    Raises:
        LawBrokenError: a law of a programme does not hold.
    """
    trip = Trip()
    post = Letters()
    with City(HARBOUR, seed=seed, legal_basis=LAW, posts={"letter": post}) as city:
        Simulated(city, seed, people=people, trip=trip).run(days)
    return trip


class Letters:
    """A post that takes letters."""

    def __init__(self) -> None:
        """Begin with none."""
        self.sent: set[int] = set()

    def send(self, sending: Any) -> None:
        """Take a letter; the same one again is the same."""
        self.sent.add(sending.number)

    def held(self) -> set[int]:
        """Return the letters that lie here."""
        return set(self.sent)

    def forget(self, number: int) -> None:
        """Take a letter away."""
        self.sent.discard(number)
