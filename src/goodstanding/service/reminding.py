"""Reminding members of consents that end soon, each span once: silence lets one end."""

from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from goodstanding.ledger.models import Consent, Setting
from goodstanding.model.lifecycle import IN_FORCE
from goodstanding.service import notices
from goodstanding.service.outbox import AT_ONCE_MAX
from goodstanding.service.people import known_all
from goodstanding.service.programme import Programme

REMIND_DAYS: Final = 21
"""So many days before it ends a member is told; the shortest consent lasts longer."""

REMINDED: Final = "consents reminded of"
"""The mark of how far reminders have come: the last day of a consent, and its number."""


def remind(programme: Programme) -> int:
    """Tell members of consents that end within `REMIND_DAYS`, and return how many were told of.

    Where the mark stands is written in the transaction that tells, so nobody is told twice or not.
    The mark is made before the first round reads: of two workers one waits for the other. One that
    was renewed ends on another day, and is told of before that.
    """

    def act() -> int:
        today = programme.today()
        first = {"until": str(today), "after": 0}
        mark, _ = Setting.objects.select_for_update().get_or_create(
            name=REMINDED, defaults={"value": first}
        )
        begun, after = date.fromisoformat(mark.value["until"]), mark.value["after"]
        last = today + timedelta(days=REMIND_DAYS)
        beyond = Q(until__gt=begun) | Q(until=begun, number__gt=after)
        rows = list(
            Consent.objects.filter(beyond, until__gt=today, until__lte=last)
            .filter(state__in=list(IN_FORCE))
            .order_by("until", "number")[:AT_ONCE_MAX]
        )
        people = known_all(programme, {row.member_id for row in rows})
        told = [row for row in rows if row.member_id in people]
        for row in told:
            content = {"source": row.source, "until": str(row.until)}
            notices.make(programme, people[row.member_id], notices.Subject.CONSENT, said=content)
        if rows:
            mark.value = {"until": str(rows[-1].until), "after": rows[-1].number}
            mark.save(update_fields=["value"])
        return len(told)

    return programme.write(act)
