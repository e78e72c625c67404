"""What a programme's papers are filled from: its settings, rules, sources, partners, retention."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from goodstanding.ledger.models import Edition, Partner, Source
from goodstanding.model.kinds import RecordKind
from goodstanding.model.names import Text
from goodstanding.model.policy import Policy
from goodstanding.service.editions import policy_on_or_coming
from goodstanding.service.programme import Programme
from goodstanding.service.retention import RETENTION, Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredSource:
    """A source, with the kinds of record by which some rule reads it."""

    name: str
    title: Text
    kinds: tuple[RecordKind, ...]
    rows_per_day_max: int
    registered: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything that a programme was set up with; nothing of any member.

    `kinds` are those that some rule reads, `unregistered` the sources that they name and nobody
    registered. `retention` is what is kept, by name.
    """

    programme: Programme
    day: date
    policy: Policy
    sha256: str
    sources: tuple[RegisteredSource, ...]
    unregistered: tuple[str, ...]
    partners: tuple[tuple[str, Text], ...]
    kinds: tuple[RecordKind, ...]
    retention: Mapping[str, Kept]


def configuration(programme: Programme) -> Configuration:
    """Return what a programme was set up with, as it is today.

    Papers are asked for before anybody joins, so the rules may still wait for their first day.

    Raises:
        ProblemsError: no edition was published.
    """

    def act() -> Configuration:
        today = programme.today()
        policy = policy_on_or_coming(programme, today)
        text = Edition.objects.get(edition=policy.edition).text
        kinds = tuple(kind for kind in policy.kinds.values() if policy.reads(kind.name))
        rows = Source.objects.filter(active=True).order_by("name")
        registered = {row.name for row in rows}
        partners = Partner.objects.filter(active=True).order_by("name")
        return Configuration(
            programme=programme,
            day=today,
            policy=policy,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            sources=tuple(_source(row, kinds) for row in rows),
            unregistered=tuple(sorted({str(kind.source) for kind in kinds} - registered)),
            partners=tuple(partners.values_list("name", "title")),
            kinds=kinds,
            retention=RETENTION,
        )

    return programme.read(act)


def _source(row: Source, kinds: tuple[RecordKind, ...]) -> RegisteredSource:
    """Return a source with its kinds."""
    return RegisteredSource(
        name=row.name,
        title=row.title,
        kinds=tuple(kind for kind in kinds if kind.source == row.name),
        rows_per_day_max=row.rows_per_day_max,
        registered=row.registered,
    )
