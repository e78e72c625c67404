"""One round of the worker: everything that time alone makes due, each step safe to repeat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Leaving, Member
from goodstanding.service import appeals, outbox, repairs, retention, tries
from goodstanding.service.checks import drop_old_codes
from goodstanding.service.consents import expire
from goodstanding.service.ended_keys import destroy_ended_keys
from goodstanding.service.leaving import finish_leavings
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.publishing import start_edition
from goodstanding.service.recalling import recall_waiting
from goodstanding.service.reminding import remind
from goodstanding.service.statements import settle

SETTLED_AT_ONCE: Final = 200
SETTLED_MAX: Final = 5_000
"""So many members are brought up to date in one round; the others wait for the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a round did, as counts by step; nobody is named."""

    counts: Mapping[str, int]

    @property
    def anything(self) -> bool:
        """Return whether the round did anything."""
        return any(self.counts.values())


def work(programme: Programme) -> Done:
    """Do one round: leavings first, then what ends, what is told, and who is to be brought up."""
    if programme.room is not None:
        programme.room.look_after()
    counts = {
        "leavings finished": finish_leavings(programme),
        "consents expired": expire(programme),
        "keys destroyed": destroy_ended_keys(programme),
        "appeals lapsed": appeals.lapse(programme),
        "repairs lapsed": repairs.lapse(programme),
        "edition begun": int(start_edition(programme)),
        "members told of an edition": outbox.tell_edition(programme),
        "consents reminded of": remind(programme),
        "letters arrived": outbox.letters_arrived(programme),
    }
    counts["records recalled"] = recall_waiting(programme)
    posted = outbox.send_waiting(programme)
    counts |= {
        "notices sent": posted.sent,
        "notices dropped": posted.dropped,
        "notices failed": posted.failed,
        "letters without a font": posted.unsendable,
        "letters forgotten": outbox.forget_letters(programme),
        "members settled": settle_due(programme),
        "codes dropped": drop_old_codes(programme),
        "tries forgotten": tries.forget_old(programme),
        "rows past their time": retention.carry_out_hourly(programme),
    }
    return Done(counts=counts)


def settle_due(programme: Programme) -> int:
    """Bring up to date whoever is due, or whose statement changes by today; return how many."""
    settled = 0
    while settled < SETTLED_MAX:
        numbers = programme.read(
            lambda: list(
                Member.objects.filter(Q(due=True) | Q(next_change__lte=programme.today()))
                .exclude(number__in=Leaving.objects.values("number"))
                .order_by("number")
                .values_list("number", flat=True)[:SETTLED_AT_ONCE]
            )
        )
        done = sum(_settled(programme, number) for number in numbers)
        settled += done
        if done == 0:
            break
    return settled


def _settled(programme: Programme, number: int) -> bool:
    """Bring one member up to date; whoever left meanwhile is left alone."""

    def act() -> bool:
        settle(programme, known(programme, number))
        return True

    try:
        return programme.write(act)
    except ProblemsError:
        return False
