"""A whole programme in memory, moved day by day, for trying a policy out and for tests."""

# The database is SQLite in memory, on a connection of its own, so that a process may open several
# cities, one after another. Everything else is the programme's own: whatever happens in a city
# happens by the acts that the pages and commands call.

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from goodstanding.config.django_settings import database_settings
from goodstanding.config.file import ProgrammeFile
from goodstanding.config.opening import IN_MEMORY, set_up
from goodstanding.errors import ProblemsError
from goodstanding.ledger.keys import Keys
from goodstanding.ledger.store import DirectStore
from goodstanding.model.names import ActId, FieldName, KindName, MemberId, RecordId, SourceName
from goodstanding.model.policy import Policy
from goodstanding.model.record import Record
from goodstanding.model.statement import Statement
from goodstanding.rulebook.check import check_text
from goodstanding.service.ports import Post
from goodstanding.service.programme import Controller, OperatorKind, Programme, Terms
from goodstanding.service.working_days import Calendar

if TYPE_CHECKING:  # tables can be imported only once the framework is set up
    from goodstanding.service.admission import Filed
    from goodstanding.service.due import Done
    from goodstanding.service.rights import Actor

NOON: Final = time(12)
ROWS_PER_DAY_MAX: Final = 1_000_000
PROPOSER, APPROVER = "Ada", "Ben"


@dataclass
class HandClock:
    """A clock that moves when it is told to."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment it stands at, in UTC."""
        return self.moment

    def days(self, count: int) -> None:
        """Move on by whole days."""
        self.moment += timedelta(days=count)

    def minutes(self, count: int) -> None:
        """Move on by minutes; fewer than none go back."""
        self.moment += timedelta(minutes=count)


@dataclass
class SeededRandomness:
    """The same bytes for the same seed; never for people."""

    seed: int = 1
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        """Begin."""
        self.random = Random(self.seed)  # noqa: S311 - a city is to be the same again

    def random_bytes(self, count: int) -> bytes:
        """Return the next bytes."""
        return self.random.randbytes(count)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A member, with the consent and the handle of each source that was authorised."""

    number: int
    consents: dict[str, int] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)


class City:
    """A programme in memory, as a context: `with City(text) as city:`.

    `text` is a policy. The city opens at noon of the first day on which the policy is in force: two
    persons have published it and registered its sources. `programme` is what every act of
    `goodstanding.service` takes; the methods here are the acts that most trials need. The same seed
    and the same calls give the same city. One thread uses it.
    """

    programme: Programme
    clock: HandClock

    def __init__(
        self,
        text: str,
        *,
        seed: int = 1,
        zone: str = "UTC",
        legal_basis: Mapping[str, str] | None = None,
        posts: Mapping[str, Post] | None = None,
    ) -> None:
        """Take what the city is to be.

        `legal_basis` names the law for kinds that are off without one; `posts` send notices by
        channel, as `service.ports` says. The portal needs none.
        """
        self._text, self._seed, self._zone = text, seed, ZoneInfo(zone)
        self._legal_basis = legal_basis or {}
        self._posts = posts or {}
        self._count = 0

    def __enter__(self) -> Self:
        """Open the city.

        Raises:
            ProblemsError: the policy has errors, or a law of policies does not hold.
            EnvironmentUnfitError: this process holds a programme that was opened otherwise.
        """
        policy = _policy(self._text)
        randomness = SeededRandomness(self._seed)
        keys = Keys(None, randomness.random_bytes)
        file = _settings(policy, self._zone, self._legal_basis)
        set_up(file, keys)
        self._before = connections["default"]
        self._own = _copied(_template())
        connections["default"] = self._own
        self.clock = HandClock(_noon(policy.published, self._zone))
        self.programme = Programme(
            title=file.title,
            kind=file.kind,
            zone=file.zone,
            languages=file.languages,
            controller=file.controller,
            terms=file.terms,
            clock=self.clock,
            randomness=randomness,
            keys=keys,
            store=DirectStore(),
            legal_basis=file.legal_basis,
            posts=self._posts,
        )
        try:
            self._begin(policy)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Forget the city, and put back the connection that was there before."""
        self._close()

    def _close(self) -> None:
        """Let the connection and the keys go."""
        connections["default"] = self._before
        self._own.connection.close()
        self.programme.keys.close()

    def _begin(self, policy: Policy) -> None:
        """Do what two persons do before anybody can join."""
        self.publish(self._text)
        for source in sorted({kind.source for kind in policy.kinds.values()}):
            self.agree(
                "register source",
                {
                    "name": source,
                    "title": dict.fromkeys(self.programme.languages, source),
                    "rows_per_day_max": ROWS_PER_DAY_MAX,
                },
            )
        self.clock.moment = _noon(policy.in_force, self._zone)
        self.work()

    @property
    def today(self) -> date:
        """Return the city's day."""
        return self.programme.today()

    def somebody(self, name: str, role: str) -> "Actor":
        """Return who works for the programme under a name in a role, registered where new."""
        from django.contrib.auth.models import User

        from goodstanding.service import persons
        from goodstanding.service.looks import Role

        number = persons.register(self.programme, name=name, document=f"passport {name}")
        user, _ = User.objects.get_or_create(username=f"{name} {role}")
        persons.give_account(self.programme, number, user.pk, [Role(role)])
        return persons.actor_of(self.programme, user.pk, Role(role), strong=True)

    def agree(self, deed: str, asked: Mapping[str, Any], *, role: str = "operator") -> None:
        """Let one person propose an act of `service.proposals`, and another one approve it.

        Raises:
            ProblemsError: what is asked is not possible.
        """
        from goodstanding.service.proposals import Deed, approve, propose

        number = propose(self.programme, self.somebody(PROPOSER, role), Deed(deed), asked)
        approve(self.programme, self.somebody(APPROVER, role), number)

    def publish(self, text: str) -> None:
        """Publish an edition; it comes into force on its day.

        Raises:
            ProblemsError: everything that keeps it from being published today.
        """
        self.agree("publish edition", {"text": text}, role="publisher")

    def join(self, *sources: str, channel: str = "portal", address: str = "") -> Enrolled:
        """Let somebody join who authorises these sources, each of which links its customer.

        Raises:
            ProblemsError: the policy has no such source, or nothing can be sent to the address.
        """
        from goodstanding.service.joining import Joining, join

        asked = Joining(
            notice_read=True,
            of_age=True,
            language=self.programme.languages[0],
            channel=channel,
            address=address,
        )
        member = Enrolled(join(self.programme, asked))
        for source in sources:
            self.authorise(member, source)
        return member

    def authorise(self, member: Enrolled, source: str, *, months: int | None = None) -> None:
        """Let a member authorise a source, which redeems the member's slip for a handle.

        Raises:
            ProblemsError: the policy has no such source, or it is authorised already.
        """
        from goodstanding.service.consents import Given, give
        from goodstanding.service.linking import make_slip, redeem

        given = give(self.programme, member.number, Given(source=source, months=months))
        slip = make_slip(self.programme, member.number, given.consent)
        [handle] = redeem(self.programme, source, [slip.code])
        assert handle is not None, "the slip was made for this source a moment ago"
        member.consents[source] = given.consent
        member.handles[source] = handle

    def record(self, member: Enrolled, kind: str, /, **fields: Any) -> Record:  # noqa: ANN401 - of any kind
        """Return a record of a kind about a member, as its source sends it.

        `source`, `id`, `on`, `until` and `act` may be among the fields; the source is that of the
        kind, the identifier a new one, and the day is today where they are left out.

        Raises:
            KeyError: the policy has no such kind, or the source has no handle of the member.
        """
        source = str(fields.pop("source", _policy(self._text).kinds[KindName(kind)].source))
        self._count += 1
        act = fields.pop("act", None)
        return Record(
            source=SourceName(source),
            id=RecordId(str(fields.pop("id", f"r-{self._count}"))),
            member=MemberId(member.handles[source]),
            kind=KindName(kind),
            on=fields.pop("on", self.today),
            until=fields.pop("until", None),
            act=None if act is None else ActId(str(act)),
            fields={FieldName(name): value for name, value in fields.items()},
        )

    def send(self, *records: Record) -> "Filed":
        """Let a source file records as one batch.

        Raises:
            ValueError: there are none, or they are of several sources.
        """
        from goodstanding.service.filing import Row, file_records

        [source] = {record.source for record in records}
        rows = [Row(number=place, record=each) for place, each in enumerate(records, 1)]
        return file_records(self.programme, source, rows)

    def file(self, member: Enrolled, kind: str, /, **fields: Any) -> "Filed":  # noqa: ANN401 - of any kind
        """Let a source file one record; the arguments are those of `record`."""
        return self.send(self.record(member, kind, **fields))

    def read_notices(self, member: Enrolled) -> int:
        """Let a member open every notice that has not arrived, and return how many there were."""
        from goodstanding.service.notices import notices_of, open_notice

        waiting = [n for n in notices_of(self.programme, member.number) if n.delivered is None]
        for notice in reversed(waiting):
            open_notice(self.programme, member.number, notice.number)
        return len(waiting)

    def statement(
        self, member: Enrolled, *, as_of: date | None = None, known_on: date | None = None
    ) -> Statement:
        """Return a member's statement of a day, today where None, as it was known on another.

        Raises:
            ProblemsError: the member left.
        """
        from goodstanding.service.statements import statement

        day = self.today if as_of is None else as_of
        return statement(self.programme, member.number, as_of=day, known_on=known_on)

    def work(self) -> "Done":
        """Let the worker do one round."""
        from goodstanding.service.due import work

        return work(self.programme)

    def pass_days(self, count: int) -> None:
        """Let so many days pass, with a round of the worker on each."""
        for _ in range(count):
            self.clock.days(1)
            self.work()


@cache
def _policy(text: str) -> Policy:
    """Return the policy of a text."""
    checked = check_text(text.encode(), file="policy")
    if checked.policy is None:
        raise ProblemsError(checked.errors)
    return checked.policy


def _noon(day: date, zone: ZoneInfo) -> datetime:
    """Return noon of a day in a zone, in UTC."""
    return datetime.combine(day, NOON, tzinfo=zone).astimezone(UTC)


def _settings(policy: Policy, zone: ZoneInfo, legal_basis: Mapping[str, str]) -> ProgrammeFile:
    """Return the settings of a city; nothing in it is read from a file or listens anywhere."""
    nowhere = Path()
    return ProgrammeFile(
        title=policy.title,
        kind=OperatorKind.COMMUNITY,
        zone=zone,
        languages=tuple(policy.languages),
        controller=Controller(name="City", address="In memory", contact="nobody"),
        database_url=IN_MEMORY,
        reserve_mib=0,
        keys_folder=nowhere,
        address="127.0.0.1:8000",
        admin_address="127.0.0.1:8001",
        origin="http://127.0.0.1:8000",
        terms=Terms(),
        legal_basis=legal_basis,
        calendar=Calendar(),
        letters_folder=None,
        mail={},
        papers={},
    )


def _memory() -> BaseDatabaseWrapper:
    """Return a connection to a new database in memory."""
    from django.db.backends.sqlite3.base import DatabaseWrapper

    settings = {**connections.settings["default"], **database_settings(IN_MEMORY)}
    return DatabaseWrapper(settings, alias="default")


@cache
def _template() -> BaseDatabaseWrapper:
    """Return a database with empty tables, made once for the process."""
    before = connections["default"]
    found = _memory()
    connections["default"] = found
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connections["default"] = before
    return found


def _copied(template: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """Return a copy of a database in memory."""
    found = _memory()
    found.ensure_connection()
    template.connection.backup(found.connection)
    return found
