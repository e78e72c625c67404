"""Keys of what ended: destroyed with it, and looked after until they are, however long it takes."""

# A key goes right after the act that ends its consent is durable. A process that is cut off between
# the two leaves it; every round of the worker looks for such keys since the last round that did.

from datetime import date, timedelta
from typing import Final

from goodstanding.ledger.models import Erased, Setting
from goodstanding.service.programme import Programme

LOOKED: Final = "ended keys looked for"
"""The mark of the last day on which no key of what ended was left."""
DAYS_BEFORE: Final = 7
"""A round looks so many days further back than its mark, for clocks that were wrong."""


def destroy_ended_keys(programme: Programme) -> int:
    """Destroy the keys of what ended since they were last looked for; return how many.

    Where they never were, that is since the programme began.
    """
    today = programme.today()

    def ended() -> tuple[str | None, list[int]]:
        mark = Setting.objects.filter(name=LOOKED).values_list("value", flat=True).first()
        rows = Erased.objects.all()
        if mark is not None:
            since = date.fromisoformat(mark) - timedelta(days=DAYS_BEFORE)
            rows = rows.filter(on__gte=since)
        return mark, list(rows.values_list("number", flat=True))

    mark, numbers = programme.read(ended)
    left = programme.keys.of_all(numbers)
    for number in left:
        programme.keys.destroy(number)
    if mark != today.isoformat():
        programme.write(
            lambda: Setting.objects.update_or_create(
                name=LOOKED, defaults={"value": today.isoformat()}
            )
        )
    return len(left)
