"""An open programme: what it is, and all that its acts need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from goodstanding.ledger.keys import Keys
from goodstanding.ledger.room import Room
from goodstanding.ledger.store import Store
from goodstanding.model.names import Text
from goodstanding.service.ports import Clock, Post, Randomness
from goodstanding.service.working_days import Calendar

T = TypeVar("T")
G = TypeVar("G")

NUMBER_BITS: Final = 63

WRONG_TRIES_MAX: Final = 5
LOCKED_MINUTES: Final = 15
"""After so many wrong passwords or codes nobody may try another for so long, wherever one is."""


class OperatorKind(StrEnum):
    """What kind of operator runs a programme. Others are refused by name (charter 12)."""

    CITY_OFFICE = "city office"
    COOPERATIVE = "cooperative"
    VOLUNTEER_NETWORK = "volunteer network"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """Who answers for the programme, as receipts and notices name it."""

    name: str
    address: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the operator settled, within the charter's limits. Days and months are numbers."""

    consent_months: int = 12
    first_answer_working_days: int = 7
    decision_days: int = 30
    repair_first_answer_working_days: int = 3
    repair_decision_working_days: int = 10
    letter_days: int = 5
    slip_hours: int = 72
    code_minutes: int = 10


CONSENT_MONTHS_MAX: Final = 24
TERMS_WITHIN: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "consent_months": (1, CONSENT_MONTHS_MAX),
        "first_answer_working_days": (1, 22),
        "decision_days": (1, 90),
        "repair_first_answer_working_days": (1, 22),
        "repair_decision_working_days": (1, 66),
        "letter_days": (3, 30),
        "slip_hours": (1, 168),
        "code_minutes": (1, 60),
    }
)
"""The least and the most of each term: beyond them a time limit would be none (charter 3, 4, 7)."""

SAID_BY_OPERATOR: Final = (
    "officer",
    "representative",
    "authority",
    "processors",
    "transfers",
    "security",
)
"""What papers say and no software can know, as far as one answer serves the whole programme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Handed to every act. `legal_basis` names the law for each kind that is off without one.

    `posts` send notices, by channel; where a channel has none its notices wait. `origin` is where
    the pages are, for links in what is sent. `room` is the reserve on the disk, where there is one.
    `papers` is what the operator says in papers, by the names of `SAID_BY_OPERATOR`.
    """

    title: Text
    kind: OperatorKind
    zone: ZoneInfo
    languages: tuple[str, ...]
    controller: Controller
    terms: Terms
    clock: Clock
    randomness: Randomness
    keys: Keys
    store: Store
    legal_basis: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    posts: Mapping[str, Post] = field(default_factory=dict)
    origin: str = "http://127.0.0.1:8000"
    room: Room | None = None
    papers: Mapping[str, Text] = field(default_factory=dict)

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return self.clock.now()

    def today(self) -> date:
        """Return the day in the programme's time zone."""
        return self.now().astimezone(self.zone).date()

    def after(self, **span: int) -> datetime:
        """Return the moment a span from now, in the words of `timedelta`."""
        return self.now() + timedelta(**span)

    def number(self) -> int:
        """Return a new random number for a member, a consent or a case."""
        return int.from_bytes(self.randomness.random_bytes(8), "big") >> (64 - NUMBER_BITS)

    def write(self, act: Callable[[], T], *, spares_reserve: bool = False) -> T:
        """Run an act as one transaction, durable when it returns.

        What is sent from outside spares the reserve, and is refused while the disk is full.

        Raises:
            ProblemsError: there is no room for it.
        """
        return self.store.write(act, spares_reserve=spares_reserve)

    def write_together(
        self,
        act: Callable[["Programme", list[G]], list[T | Exception]],
        given: G,
        *,
        spares_reserve: bool = False,
    ) -> T:
        """Run an act that does for many what was asked for one, in a transaction as `write` does.

        It may be handed what others ask at the same time, and answers for each; it has written
        nothing for those for whom it answers with an exception, which is raised.
        """
        return self.store.together(act, self, given, spares_reserve=spares_reserve)

    def read(self, act: Callable[[], T]) -> T:
        """Run an act that only reads."""
        return self.store.read(act)
