"""Tries at a password or a code: counted before they are looked at, and after five a while none."""

# A try is written down, durable, before anybody learns whether it was right. So a process that is
# killed in between has used one up, and so have two that try at once.

from datetime import datetime, timedelta
from typing import Any, Final

from goodstanding.ledger.models import Setting
from goodstanding.service.programme import LOCKED_MINUTES, WRONG_TRIES_MAX, Programme

PREFIX: Final = "tries "


def take(programme: Programme, what: str) -> datetime | None:
    """Count a try at something, inside a transaction.

    `what` is a name without a value of a person: a number, or a keyed hash. Return None where it
    may be tried, else the moment from which it may be.
    """
    now = programme.now()
    rows = Setting.objects.select_for_update()
    row, _ = rows.get_or_create(name=PREFIX + what, defaults={"value": {}})
    value: dict[str, Any] = row.value
    until = None if "until" not in value else datetime.fromisoformat(value["until"])
    if until is not None and until > now:
        return until
    fresh = until is None and datetime.fromisoformat(value.get("over", now.isoformat())) > now
    tried = (value["tried"] if fresh else 0) + 1
    over = (now + timedelta(minutes=LOCKED_MINUTES)).isoformat()
    row.value = {"tried": tried, "over": over}
    if tried >= WRONG_TRIES_MAX:
        row.value["until"] = over
    row.save(update_fields=["value"])
    return None


def forget(what: str) -> None:
    """Forget the tries at something, inside a transaction: the last one was right."""
    Setting.objects.filter(name=PREFIX + what).delete()


def forget_old(programme: Programme) -> int:
    """Forget the tries whose time is over; return at how many things."""

    def act() -> int:
        now = programme.now()
        rows = Setting.objects.filter(name__startswith=PREFIX)
        over = [row.name for row in rows if datetime.fromisoformat(row.value["over"]) <= now]
        Setting.objects.filter(name__in=over).delete()
        return len(over)

    return programme.write(act)
