"""Recalling what a source filed: from the day of the recall no statement reads it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Max

from goodstanding.ledger.models import Entry as EntryRow
from goodstanding.ledger.models import EntryState, Notice, Proposal, Setting, Source
from goodstanding.ledger.models import Member as MemberRow
from goodstanding.model.lifecycle import NoticeState
from goodstanding.service.consents import no_more_yes
from goodstanding.service.entries import seal_of
from goodstanding.service.limits import count_recall
from goodstanding.service.people import known_all
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.sources import NOT_REGISTERED

RECALLING: Final = "recall all of"
"""What the mark of a recall that is under way begins with."""
MEMBERS_AT_ONCE: Final = 200
PORTIONS_MAX: Final = 25
"""So many portions are recalled in one round of the worker; the others wait for the next."""

# Entries are looked for by member and not by source. At a million entries, twenty a member, that is
# a tenth of what a recall takes; an index of sources would make every row that is filed dearer.


def recall(programme: Programme, source: str, record: str) -> bool:
    """Recall one record of a source: from today no statement reads it; return whether it stood.

    A source is told the same whether it stood or not. It corrects what it filed, which is no
    member's right: a member contests in the space of the reserve, and a source waits until there
    is room.

    Raises:
        ProblemsError: the source has recalled as many today as it may, or there is no room.
    """

    def act() -> bool:
        count_recall(source, programme.today())
        token = programme.keys.hashed("records", source, record)
        row = EntryRow.objects.select_for_update().filter(token=token, source=source).first()
        if row is None or row.sealed is None:
            return False
        return recall_rows(programme, [row]) > 0

    return programme.write(act, spares_reserve=True)


def prepare_all(_: Programme, asked: Mapping[str, Any]) -> str:
    """Return the name of a source, ended or not, all of whose records are to be recalled.

    Raises:
        ProblemsError: no such source was ever registered.
    """
    name = str(asked.get("name", ""))
    if not Source.objects.filter(name=name).exists():
        raise no(NOT_REGISTERED, "no such source is registered", "Choose one from the list")
    return name


def perform_all(programme: Programme, _: Proposal, source: str) -> None:
    """Begin, in the transaction of the second person's yes."""
    begin(programme, source)


def begin(programme: Programme, source: str) -> None:
    """Let the worker recall whatever a source has filed until now."""

    def act() -> None:
        newest = EntryRow.objects.aggregate(newest=Max("sequence"))["newest"] or 0
        value = {"source": source, "newest": newest, "after": -1}
        name = f"{RECALLING} {source}"
        Setting.objects.update_or_create(name=name, defaults={"value": value})

    programme.write(act)


def recall_waiting(programme: Programme) -> int:
    """Recall for many members what two persons want recalled; return how many records were.

    How far it has come is written with what it did, so that each member is told once. It may write
    in the space of the reserve: that source may be what filled the disk.
    """
    recalled = 0
    for _ in range(PORTIONS_MAX):
        done = _recall_portion(programme)
        if done is None:
            break
        recalled += done
    return recalled


def _recall_portion(programme: Programme) -> int | None:
    """Recall for some members; return how many records, None where nothing waits."""

    def act() -> int | None:
        marks = Setting.objects.select_for_update().filter(name__startswith=RECALLING)
        mark = marks.order_by("name").first()
        if mark is None:
            return None
        source, newest, after = (mark.value[name] for name in ("source", "newest", "after"))
        numbers = list(
            MemberRow.objects.filter(number__gt=after, consent__source=source)
            .order_by("number")
            .distinct()
            .values_list("number", flat=True)[:MEMBERS_AT_ONCE]
        )
        if not numbers:
            mark.delete()
            return 0
        Setting.objects.filter(name=mark.name).update(value={**mark.value, "after": numbers[-1]})
        rows = EntryRow.objects.filter(
            member__in=numbers, source=source, sequence__lte=newest, sealed__isnull=False
        )
        return recall_rows(programme, list(rows.order_by("sequence")))

    return programme.write(act)


def recall_rows(programme: Programme, rows: Sequence[EntryRow]) -> int:
    """Recall rows, mark their members due, and tell them; those recalled before are left."""
    before = set(
        EntryState.objects.filter(
            member__in={row.member_id for row in rows}, state=EntryState.RECALLED
        ).values_list("entry_id", flat=True)
    )
    fresh = [row for row in rows if row.sequence not in before]
    people = known_all(programme, {row.member_id for row in fresh})
    today: date = programme.today()
    told: Counter[int] = Counter()
    for row in fresh:
        who = people.get(row.member_id)
        if who is None:
            continue
        EntryState.objects.create(
            entry=row,
            member=who.row,
            state=EntryState.RECALLED,
            on=today,
            known=today,
            sealed=seal_of(programme, row).close({"by": "source"}, about="entry state"),
        )
        told[row.member_id] += 1
    for number, count in told.items():
        who = people[number]
        no_more_yes(who)
        Notice.objects.create(
            number=programme.number(),
            member=who.row,
            subject="recall",
            channel="",
            state=NoticeState.WAITING.value,
            made=today,
            sealed=who.seal.close({"records": count}, about="notice"),
        )
    MemberRow.objects.filter(number__in=list(told)).update(due=True)
    return sum(told.values())
