"""Recalling what a source filed: from the day of the recall no statement reads it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from goodstanding.ledger.models import Entry as EntryRow
from goodstanding.ledger.models import EntryState, Notice
from goodstanding.ledger.models import Member as MemberRow
from goodstanding.model.lifecycle import NoticeState
from goodstanding.service.consents import no_more_yes
from goodstanding.service.entries import seal_of
from goodstanding.service.limits import count_recall
from goodstanding.service.people import known_all
from goodstanding.service.programme import Programme


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


def recall_all(programme: Programme, source: str) -> int:
    """Recall every record of a source; return how many stood."""

    def act() -> int:
        rows = EntryRow.objects.filter(source=source, sealed__isnull=False).order_by("sequence")
        return recall_rows(programme, list(rows))

    return programme.write(act)


def recall_rows(programme: Programme, rows: Sequence[EntryRow]) -> int:
    """Recall rows, mark their members due, and tell them; those recalled before are left."""
    before = set(
        EntryState.objects.filter(
            entry__in=[row.sequence for row in rows], state=EntryState.RECALLED
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
