"""Lifecycles as tables: what a consent, a notice, an appeal, a repair or a proposal may become."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

StateT = TypeVar("StateT", bound=StrEnum)
StepT = TypeVar("StepT", bound=StrEnum)


class StepNotPossibleError(Exception):
    """A step was asked for that does not lead on from the state."""


def moved(table: Mapping[tuple[StateT, StepT], StateT], state: StateT, step: StepT) -> StateT:
    """Return the state that a step leads to.

    Raises:
        StepNotPossibleError: the table has no such step from this state.
    """
    found = table.get((state, step))
    if found is None:
        message = f"{step.value} is not possible while {state.value}"
        raise StepNotPossibleError(message)
    return found


class ConsentState(StrEnum):
    """The states of a consent, named as the Data Privacy Vocabulary names them."""

    REQUESTED = "requested"
    GIVEN = "given"
    RENEWED = "renewed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    INVALIDATED = "invalidated"


class ConsentStep(StrEnum):
    """What can be done with a consent."""

    GIVE = "give"
    REFUSE = "refuse"
    RENEW = "renew"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    END = "end"
    INVALIDATE = "invalidate"


IN_FORCE: Final = frozenset({ConsentState.GIVEN, ConsentState.RENEWED})
"""The only states of a consent in which anything is read."""

CONSENT: Final[Mapping[tuple[ConsentState, ConsentStep], ConsentState]] = MappingProxyType(
    {
        (ConsentState.REQUESTED, ConsentStep.GIVE): ConsentState.GIVEN,
        (ConsentState.REQUESTED, ConsentStep.REFUSE): ConsentState.REFUSED,
        **{
            (state, step): after
            for state in sorted(IN_FORCE)
            for step, after in {
                ConsentStep.RENEW: ConsentState.RENEWED,
                ConsentStep.WITHDRAW: ConsentState.WITHDRAWN,
                ConsentStep.EXPIRE: ConsentState.EXPIRED,
                ConsentStep.END: ConsentState.TERMINATED,
                ConsentStep.INVALIDATE: ConsentState.INVALIDATED,
            }.items()
        },
    }
)
"""Whoever withdrew and comes back gives a new consent: no state leads back into force."""


class NoticeState(StrEnum):
    """How far a notice has come."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    RETURNED = "returned"
    DROPPED = "dropped"


class NoticeStep(StrEnum):
    """What happens to a notice."""

    SEND = "send"
    DELIVER = "deliver"
    RETURN = "return"
    SEND_AGAIN = "send again"
    DROP = "drop"


NOTICE: Final[Mapping[tuple[NoticeState, NoticeStep], NoticeState]] = MappingProxyType(
    {
        (NoticeState.WAITING, NoticeStep.SEND): NoticeState.SENT,
        (NoticeState.WAITING, NoticeStep.DELIVER): NoticeState.DELIVERED,
        (NoticeState.WAITING, NoticeStep.DROP): NoticeState.DROPPED,
        (NoticeState.SENT, NoticeStep.DELIVER): NoticeState.DELIVERED,
        (NoticeState.SENT, NoticeStep.RETURN): NoticeState.RETURNED,
        (NoticeState.SENT, NoticeStep.DROP): NoticeState.DROPPED,
        (NoticeState.DELIVERED, NoticeStep.RETURN): NoticeState.RETURNED,
        (NoticeState.RETURNED, NoticeStep.SEND_AGAIN): NoticeState.WAITING,
        (NoticeState.RETURNED, NoticeStep.DELIVER): NoticeState.DELIVERED,
        (NoticeState.RETURNED, NoticeStep.DROP): NoticeState.DROPPED,
    }
)
"""Delivered from any state: who opens the portal, or is handed the letter, has been told.

A letter that comes back after the days in which letters arrive has not arrived after all.
"""


class AppealState(StrEnum):
    """How far an appeal has come; upheld means that the member was right."""

    FILED = "filed"
    IN_REVIEW = "in review"
    UPHELD = "upheld"
    REJECTED = "rejected"
    FILED_AGAIN = "filed again"
    IN_SECOND_REVIEW = "in second review"
    REJECTED_AT_LAST = "rejected at last"
    TAKEN_BACK = "taken back"


class AppealStep(StrEnum):
    """What can be done with an appeal."""

    FILE = "file"
    OPEN = "open"
    UPHOLD = "uphold"
    REJECT = "reject"
    FILE_AGAIN = "file again"
    TAKE_BACK = "take back"
    LAPSE = "lapse"


APPEAL: Final[Mapping[tuple[AppealState, AppealStep], AppealState]] = MappingProxyType(
    {
        (AppealState.FILED, AppealStep.OPEN): AppealState.IN_REVIEW,
        (AppealState.FILED, AppealStep.TAKE_BACK): AppealState.TAKEN_BACK,
        (AppealState.FILED, AppealStep.LAPSE): AppealState.UPHELD,
        (AppealState.IN_REVIEW, AppealStep.UPHOLD): AppealState.UPHELD,
        (AppealState.IN_REVIEW, AppealStep.REJECT): AppealState.REJECTED,
        (AppealState.IN_REVIEW, AppealStep.TAKE_BACK): AppealState.TAKEN_BACK,
        (AppealState.IN_REVIEW, AppealStep.LAPSE): AppealState.UPHELD,
        (AppealState.REJECTED, AppealStep.FILE_AGAIN): AppealState.FILED_AGAIN,
        (AppealState.FILED_AGAIN, AppealStep.OPEN): AppealState.IN_SECOND_REVIEW,
        (AppealState.FILED_AGAIN, AppealStep.TAKE_BACK): AppealState.REJECTED,
        (AppealState.FILED_AGAIN, AppealStep.LAPSE): AppealState.UPHELD,
        (AppealState.IN_SECOND_REVIEW, AppealStep.UPHOLD): AppealState.UPHELD,
        (AppealState.IN_SECOND_REVIEW, AppealStep.REJECT): AppealState.REJECTED_AT_LAST,
        (AppealState.IN_SECOND_REVIEW, AppealStep.TAKE_BACK): AppealState.REJECTED,
        (AppealState.IN_SECOND_REVIEW, AppealStep.LAPSE): AppealState.UPHELD,
        (AppealState.TAKEN_BACK, AppealStep.FILE): AppealState.FILED,
    }
)
"""Nobody heard it in time: the member wins.

What was taken back may be filed again. Of a second review that is taken back the first decision
stands. A step back to the same state is taken once (`service.hearing.may_take_back`).
"""

CONTESTED: Final = frozenset(
    {
        AppealState.FILED,
        AppealState.IN_REVIEW,
        AppealState.FILED_AGAIN,
        AppealState.IN_SECOND_REVIEW,
    }
)
"""The states of an appeal in which its entry counts as absent."""


class RepairState(StrEnum):
    """How far a request for repair has come."""

    ASKED = "asked"
    IN_REVIEW = "in review"
    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken back"


class RepairStep(StrEnum):
    """What can be done with a request for repair."""

    OPEN = "open"
    GRANT = "grant"
    REFUSE = "refuse"
    TAKE_BACK = "take back"
    LAPSE = "lapse"


REPAIR: Final[Mapping[tuple[RepairState, RepairStep], RepairState]] = MappingProxyType(
    {
        (RepairState.ASKED, RepairStep.OPEN): RepairState.IN_REVIEW,
        (RepairState.ASKED, RepairStep.TAKE_BACK): RepairState.TAKEN_BACK,
        (RepairState.ASKED, RepairStep.LAPSE): RepairState.GRANTED,
        (RepairState.IN_REVIEW, RepairStep.GRANT): RepairState.GRANTED,
        (RepairState.IN_REVIEW, RepairStep.REFUSE): RepairState.REFUSED,
        (RepairState.IN_REVIEW, RepairStep.TAKE_BACK): RepairState.TAKEN_BACK,
        (RepairState.IN_REVIEW, RepairStep.LAPSE): RepairState.GRANTED,
    }
)


class ProposalState(StrEnum):
    """How far an act that needs two persons has come."""

    PROPOSED = "proposed"
    DONE = "done"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"


class ProposalStep(StrEnum):
    """What can be done with a proposal."""

    APPROVE = "approve"
    DECLINE = "decline"
    TAKE_BACK = "take back"


PROPOSAL: Final[Mapping[tuple[ProposalState, ProposalStep], ProposalState]] = MappingProxyType(
    {
        (ProposalState.PROPOSED, ProposalStep.APPROVE): ProposalState.DONE,
        (ProposalState.PROPOSED, ProposalStep.DECLINE): ProposalState.DECLINED,
        (ProposalState.PROPOSED, ProposalStep.TAKE_BACK): ProposalState.TAKEN_BACK,
    }
)


class LeavingStep(StrEnum):
    """The steps of leaving, in their order; each may be repeated."""

    FROZEN = "frozen"
    KEY_DESTROYED = "key destroyed"
    ROWS_ERASED = "rows erased"
    FILES_ERASED = "files erased"
    DONE = "done"
