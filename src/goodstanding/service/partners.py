"""Registering a partner and ending one: acts that two persons have to want."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goodstanding.errors import declare
from goodstanding.ledger.models import CheckCode, Partner, PartnerKey, Proposal, YesCode
from goodstanding.service.editions import latest_policy
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.sources import registered, title_in_each

NOT_IN_POLICY = declare("partner-not-in-policy", "No benefit of any edition is this partner's.")
REGISTERED = declare("partner-registered", "A partner of this name is registered already.")
NOT_REGISTERED = declare("partner-not-registered", "No partner of this name is registered.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPartner:
    """A partner that two persons are to register; its benefits are those of the policy."""

    name: str
    title: dict[str, str]


def prepare(programme: Programme, asked: Mapping[str, Any]) -> AskedPartner:
    """Return what is asked for, once nothing is wrong with it.

    Raises:
        ProblemsError: the policy has no such partner, it is registered, or a title is missing.
    """
    name = str(asked.get("name", ""))
    policy = latest_policy(programme)
    if policy is None or name not in {each.partner for each in policy.benefits}:
        raise no(NOT_IN_POLICY, "no benefit is this partner's", "Publish an edition first")
    if Partner.objects.filter(name=name, active=True).exists():
        raise no(REGISTERED, "this partner is registered already", "Choose another")
    return AskedPartner(name=name, title=title_in_each(programme, asked.get("title")))


def perform(programme: Programme, _: Proposal, asked: AskedPartner) -> None:
    """Register the partner, in the transaction of the second person's yes."""
    Partner.objects.update_or_create(
        name=asked.name,
        defaults={"title": asked.title, "active": True, "registered": programme.today()},
    )


def prepare_end(_: Programme, asked: Mapping[str, Any]) -> str:
    """Return the name of a partner that is to be ended.

    Raises:
        ProblemsError: no such partner is registered.
    """
    return registered(Partner, asked, NOT_REGISTERED)


def perform_end(programme: Programme, _: Proposal, name: str) -> None:
    """End a partner: its keys and the codes made for it open nothing more.

    By its codes each member's log says what the partner asked, and so they stay as long as others.
    """
    now = programme.now()
    Partner.objects.filter(name=name).update(active=False)
    PartnerKey.objects.filter(partner=name).update(revoked=True)
    codes = CheckCode.objects.filter(partner=name)
    YesCode.objects.filter(token__in=codes.values("token")).delete()
    codes.filter(expires__gt=now).update(expires=now)
