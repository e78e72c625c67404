"""A running programme for tests: a real ledger, a clock that is set by hand, seeded randomness."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connection, transaction
from tests.support.configured import set_up
from tests.support.pages import ROOT

from goodstanding.config.city import HandClock, SeededRandomness
from goodstanding.config.file import read_programme_file
from goodstanding.ledger.keys import Keys
from goodstanding.ledger.models import Edition, Notice, Source
from goodstanding.ledger.store import DirectStore
from goodstanding.model.lifecycle import NoticeState, NoticeStep
from goodstanding.model.names import ActId, FieldName, KindName, MemberId, RecordId, SourceName
from goodstanding.model.record import Record
from goodstanding.service import notices
from goodstanding.service.consents import Given, give
from goodstanding.service.editions import parsed
from goodstanding.service.filing import Row
from goodstanding.service.joining import Joining, join
from goodstanding.service.linking import make_slip, redeem
from goodstanding.service.programme import Controller, OperatorKind, Programme, Terms

START: Final = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""Noon of a Monday in the programme's time zone."""


def clear() -> None:
    """Empty every table."""
    tables = [m._meta.db_table for m in apps.get_models(include_auto_created=True)]
    keep = {"django_content_type", "auth_permission"}
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            for table in tables:
                if table not in keep:
                    cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own tables
        else:
            named = ", ".join(f'"{t}"' for t in tables if t not in keep)
            cursor.execute(f"TRUNCATE {named} CASCADE")


@dataclass(frozen=True)
class Opened:
    """A programme with the clock that its tests move."""

    programme: Programme
    clock: HandClock


def open_fresh(seed: int = 1, *, policy: str = "event-reference") -> Opened:
    """Return a programme without members, on an empty ledger, with one published edition."""
    folder = set_up()
    clear()
    randomness = SeededRandomness(seed)
    clock = HandClock(START)
    programme = Programme(
        title={"en": "Seaside thanks", "zh": "海滨致谢"},
        kind=OperatorKind.CITY_OFFICE,
        zone=ZoneInfo("Asia/Shanghai"),
        languages=("en", "zh"),
        controller=Controller(name="Recognition office", address="1 Harbour Road", contact="-"),
        terms=Terms(),
        clock=clock,
        randomness=randomness,
        keys=Keys(None, randomness.random_bytes),
        store=DirectStore(),
        legal_basis=read_programme_file(folder).legal_basis,
    )
    publish(policy)
    return Opened(programme, clock)


def publish(policy: str) -> None:
    """Put a shipped policy in force, as two persons would have."""
    text = (ROOT / f"policies/{policy}/{policy}.yaml").read_text(encoding="utf-8")
    found = parsed(text)
    Edition.objects.create(
        edition=found.edition,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        published=found.published,
        in_force=found.in_force,
    )


def add_source(name: str, *, rows_per_day_max: int = 1_000_000) -> None:
    """Register a source, as two persons would have."""
    Source.objects.create(
        name=name, title={"en": name}, rows_per_day_max=rows_per_day_max, registered=START.date()
    )


@dataclass(frozen=True)
class Joined:
    """A member with the consent and the handle of each source."""

    number: int
    consents: dict[str, int]
    handles: dict[str, str]


def join_with(programme: Programme, *sources: str) -> Joined:
    """Enrol a member who authorises sources and links each."""
    number = join(programme, Joining(notice_read=True, of_age=True, language="en"))
    consents: dict[str, int] = {}
    handles: dict[str, str] = {}
    for source in sources:
        consents[source] = give(programme, number, Given(source=source)).consent
        slip = make_slip(programme, number, consents[source])
        [handle] = redeem(programme, source, [slip.code])
        assert handle is not None
        handles[source] = handle
    return Joined(number, consents, handles)


def tell_all(programme: Programme) -> None:
    """Let every notice arrive that has not."""
    on_their_way = Notice.objects.exclude(state=NoticeState.DROPPED.value)
    for notice in on_their_way.filter(delivered__isnull=True).order_by("number"):
        notices.move(programme, notice, NoticeStep.DELIVER)


def row(
    number: int, handle: str, source: str, kind: str, on: date, **fields: int | bool | str
) -> Row:
    """Return a row of a batch; `id` and `act` among the fields where they matter."""
    name = str(fields.pop("id", f"r-{number}"))
    act = fields.pop("act", None)
    record = Record(
        source=SourceName(source),
        id=RecordId(name),
        member=MemberId(handle),
        kind=KindName(kind),
        on=on,
        act=None if act is None else ActId(str(act)),
        fields={FieldName(key): value for key, value in fields.items()},
    )
    return Row(number=number, record=record)
