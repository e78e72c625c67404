"""The codes that get a yes, kept in step with the level of the member who made them."""

from collections.abc import Collection

from goodstanding.ledger.models import Check, CheckCode, YesCode
from goodstanding.model.names import BenefitName, LevelName
from goodstanding.model.policy import Policy
from goodstanding.service.people import Known
from goodstanding.service.programme import Programme


def opened_by(policy: Policy, level: LevelName) -> frozenset[BenefitName]:
    """Return the benefits that a level opens."""
    return frozenset(name for each in policy.levels if each.name == level for name in each.opens)


def refresh(programme: Programme, who: Known, opens: Collection[BenefitName]) -> None:
    """Let those codes get a yes that the level opens, inside the transaction that worked it out.

    A code that got its yes before gets none again.
    """
    live = list(CheckCode.objects.filter(member=who.row, expires__gt=programme.now()))
    if not live:
        return
    every = [bytes(code.token) for code in live]
    used = Check.objects.filter(token__in=every, yes=True).values_list("token", flat=True)
    gone = {bytes(token) for token in used}
    YesCode.objects.filter(token__in=every).delete()
    YesCode.objects.bulk_create(
        YesCode(token=code.token, expires=code.expires)
        for code in live
        if BenefitName(code.benefit) in opens and bytes(code.token) not in gone
    )
