"""What is kept, and for how long, as data: one table that is shown, tried and carried out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from django.db.models import QuerySet

from goodstanding.ledger.models import (
    Check,
    CheckCode,
    Halt,
    LinkingSlip,
    NoticeMove,
    Proposal,
    RefusedRow,
    YesCode,
)
from goodstanding.service import hourly
from goodstanding.service.programme import Programme

AT_ONCE_MAX: Final = 10_000
LOOKED: Final = "kept long enough looked for"
"""The mark of the hour in which everything that was kept long enough went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One kind of row, how many days it is kept after its time, and why.

    `rows` gives those whose time was over at a moment. `days` is None for what is kept as long as
    the member, the consent or the programme itself.
    """

    days: int | None
    why: str
    rows: Callable[[datetime], QuerySet[Any]] | None = None


RETENTION: Final[Mapping[str, Kept]] = MappingProxyType(
    {
        "records": Kept(days=None, why="until their source's consent ends"),
        "consents and receipts": Kept(days=None, why="until the member leaves"),
        "notices, appeals and repairs": Kept(
            days=None, why="until the source is withdrawn or the member leaves"
        ),
        "log of looks": Kept(days=None, why="until the member leaves"),
        "contact": Kept(days=None, why="until the member leaves"),
        "editions": Kept(days=None, why="for ever: they are public, and about nobody"),
        "erased numbers": Kept(days=None, why="for ever: a restored backup erases them again"),
        "refused rows": Kept(
            days=30,
            why="so that a source can be told what to correct",
            rows=lambda before: RefusedRow.objects.filter(batch__on__lt=before.date()),
        ),
        "linking slips": Kept(
            days=0,
            why="used or expired",
            rows=lambda before: LinkingSlip.objects.filter(expires__lt=before),
        ),
        "codes for partners": Kept(
            days=0,
            why="used or expired",
            rows=lambda before: YesCode.objects.filter(expires__lt=before),
        ),
        "codes that were made": Kept(
            days=365,
            why="so that the member sees in the log which partner asked",
            rows=lambda before: CheckCode.objects.filter(expires__lt=before),
        ),
        "checks by partners": Kept(
            days=365,
            why="so that the member sees in the log which partner asked",
            rows=lambda before: Check.objects.filter(at__lt=before),
        ),
        "steps of dropped notices": Kept(
            days=365,
            why="so that a notice that never arrived can be explained",
            rows=lambda before: NoticeMove.objects.filter(
                notice__state="dropped", on__lt=before.date()
            ).exclude(notice__moves__step="deliver"),
        ),
        "who works for the programme": Kept(
            days=None, why="for ever: who published, registered and decided stays known"
        ),
        "proposals that were done": Kept(
            days=None, why="for ever: which two persons wanted it stays known"
        ),
        "sources, partners and their counts a day": Kept(
            days=None, why="for ever: they are about nobody; of their keys a hash is kept"
        ),
        "proposals that came to nothing": Kept(
            days=730,
            why="so that two persons can be asked why",
            rows=lambda before: Proposal.objects.filter(
                state__in=("declined", "taken back"), decided__lt=before
            ),
        ),
        "tries": Kept(
            days=None, why="a quarter of an hour: so that nobody guesses passwords and codes"
        ),
        "halts": Kept(
            days=3650,
            why="so that an incident can be looked into",
            rows=lambda before: Halt.objects.filter(at__lt=before, sequence__lt=_last_halt()),
        ),
    }
)
"""Everything that a programme keeps, by name."""


def _last_halt() -> int:
    """Return the number of the row that says whether the programme stands still."""
    found = Halt.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    return found or 0


def due(programme: Programme) -> dict[str, int]:
    """Return how many rows of each kind would be deleted now: the table tried, nothing done."""

    def act() -> dict[str, int]:
        return {
            name: kept.rows(_before(programme, kept)).count()
            for name, kept in RETENTION.items()
            if kept.rows is not None
        }

    return programme.read(act)


def carry_out(programme: Programme) -> dict[str, int]:
    """Delete what has been kept long enough, and return how many rows of each kind went.

    Of a kind so many go at once; where more is left, this hour is not marked as done.
    """

    def act() -> dict[str, int]:
        found = {}
        for name, kept in RETENTION.items():
            if kept.rows is None:
                continue
            keys = list(
                kept.rows(_before(programme, kept)).values_list("pk", flat=True)[:AT_ONCE_MAX]
            )
            if keys:
                kept.rows(_before(programme, kept)).filter(pk__in=keys).delete()
            found[name] = len(keys)
        if max(found.values()) < AT_ONCE_MAX:
            hourly.note(programme, LOOKED)
        return found

    return programme.write(act)


def carry_out_hourly(programme: Programme) -> int:
    """Carry the table out unless this was done in this hour, and return how many rows went.

    It looks through whole tables, and nothing in them is kept by the minute.
    """
    if hourly.is_done(programme, LOOKED):
        return 0
    return sum(carry_out(programme).values())


def _before(programme: Programme, kept: Kept) -> datetime:
    """Return the moment before which a row's time has to have been over."""
    return programme.now() - timedelta(days=kept.days or 0)
