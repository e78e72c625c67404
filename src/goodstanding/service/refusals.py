"""What a source may know of its refused rows: a count for each day that is over, rounded to ten."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from goodstanding.ledger.models import SourceDay
from goodstanding.service.programme import Programme

DAYS_SHOWN: Final = 30
ROUNDED_TO: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedOn:
    """How many well-formed rows were refused on a day, rounded."""

    on: date
    refused: int


def refusals(programme: Programme, source: str) -> list[RefusedOn]:
    """Return the counts of a source, the latest day first; every day is there, today is not."""

    def act() -> list[RefusedOn]:
        today = programme.today()
        days = [today - timedelta(days=back) for back in range(1, DAYS_SHOWN + 1)]
        found = dict(
            SourceDay.objects.filter(source=source, on__gte=days[-1]).values_list("on", "refused")
        )
        return [RefusedOn(on=day, refused=rounded(found.get(day, 0))) for day in days]

    return programme.read(act)


def rounded(count: int) -> int:
    """Return a count rounded to ten, a half upwards."""
    return (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
