"""How a programme stands: counts and ages that an operator watches, none of them of a person."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from goodstanding.ledger.models import (
    Appeal,
    Batch,
    Consent,
    Edition,
    Leaving,
    Member,
    Notice,
    Partner,
    Proposal,
    Repair,
    Source,
)
from goodstanding.model.lifecycle import (
    CONTESTED,
    IN_FORCE,
    NoticeState,
    ProposalState,
    RepairState,
)
from goodstanding.service.halting import stands_still
from goodstanding.service.outbox import set_aside
from goodstanding.service.programme import Programme

REPAIR_OPEN = frozenset({RepairState.ASKED, RepairState.IN_REVIEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeState:
    """Counts on a day. `edition` is the one in force, None before the first.

    `storage_full` says that the reserve on the disk is not whole, and what is sent is not taken.
    """

    day: date
    halted: bool
    edition: int | None
    members: int
    consents: int
    sources: int
    partners: int
    due: int
    notices_waiting: int
    letters_without_a_font: int
    appeals_open: int
    appeals_overdue: int
    repairs_open: int
    repairs_overdue: int
    proposals_open: int
    leavings_open: int
    rows_today: int
    refused_today: int
    storage_full: bool


def programme_state(programme: Programme) -> ProgrammeState:
    """Return how a programme stands, from one picture of the ledger."""

    def act() -> ProgrammeState:
        today = programme.today()
        appeals = Appeal.objects.filter(state__in=[state.value for state in CONTESTED])
        repairs = Repair.objects.filter(state__in=[state.value for state in REPAIR_OPEN])
        rows = Batch.objects.filter(on=today).aggregate(rows=Sum("rows"), refused=Sum("refused"))
        return ProgrammeState(
            day=today,
            halted=stands_still(programme),
            edition=Edition.objects.filter(in_force__lte=today)
            .order_by("-edition")
            .values_list("edition", flat=True)
            .first(),
            members=Member.objects.count(),
            consents=Consent.objects.filter(state__in=list(IN_FORCE)).count(),
            sources=Source.objects.filter(active=True).count(),
            partners=Partner.objects.filter(active=True).count(),
            due=Member.objects.filter(Q(due=True) | Q(next_change__lte=today)).count(),
            notices_waiting=Notice.objects.filter(state=NoticeState.WAITING.value).count(),
            letters_without_a_font=len(set_aside(programme)),
            appeals_open=appeals.count(),
            appeals_overdue=appeals.filter(decide_by__lt=today).count(),
            repairs_open=repairs.count(),
            repairs_overdue=repairs.filter(decide_by__lt=today).count(),
            proposals_open=Proposal.objects.filter(state=ProposalState.PROPOSED.value).count(),
            leavings_open=Leaving.objects.count(),
            rows_today=rows["rows"] or 0,
            refused_today=rows["refused"] or 0,
            storage_full=programme.room is not None and not programme.room.whole,
        )

    return programme.read(act)
