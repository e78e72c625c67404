"""What a programme offers to whoever thinks of joining: its rules, and sources to choose from."""

from dataclasses import dataclass

from goodstanding.ledger.models import Edition, Partner, Source
from goodstanding.model.kinds import RecordKind
from goodstanding.model.names import Text
from goodstanding.model.policy import Benefit, Policy
from goodstanding.service.editions import kinds_of, policy_on
from goodstanding.service.programme import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedSource:
    """A registered source, with the kinds of record that it would file and some rule reads."""

    name: str
    title: Text
    kinds: tuple[RecordKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The edition in force, and the sources in the order of their names."""

    policy: Policy
    sources: tuple[OfferedSource, ...]


def offered(programme: Programme) -> Offered:
    """Return what is offered today.

    Raises:
        ProblemsError: no edition is in force.
    """

    def act() -> Offered:
        policy = policy_on(programme, programme.today())
        rows = Source.objects.filter(active=True).order_by("name")
        found = [
            OfferedSource(name=row.name, title=row.title, kinds=_kinds(policy, row.name))
            for row in rows
        ]
        return Offered(policy=policy, sources=tuple(each for each in found if each.kinds))

    return programme.read(act)


def _kinds(policy: Policy, source: str) -> tuple[RecordKind, ...]:
    """Return the kinds of a source in the order of the policy."""
    names = kinds_of(policy, source)
    return tuple(kind for kind in policy.kinds.values() if kind.name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkable:
    """A benefit for which a member can make a code, with the title of the partner that gives it."""

    benefit: Benefit
    partner: Text


def checkable(programme: Programme) -> list[Checkable]:
    """Return the benefits of registered partners, in the order of the policy.

    They are the same for every member: that one stands here says nothing about anybody's level.

    Raises:
        ProblemsError: no edition is in force.
    """

    def act() -> list[Checkable]:
        policy = policy_on(programme, programme.today())
        titles = dict(Partner.objects.filter(active=True).values_list("name", "title"))
        return [
            Checkable(benefit=each, partner=titles[each.partner])
            for each in policy.benefits
            if each.partner in titles
        ]

    return programme.read(act)


def text_in_force(programme: Programme) -> tuple[Policy, str]:
    """Return the edition in force, with the legal basis of its kinds, and its published text.

    Raises:
        ProblemsError: no edition is in force.
    """

    def act() -> tuple[Policy, str]:
        policy = policy_on(programme, programme.today())
        row = Edition.objects.filter(edition=policy.edition).order_by("-published").first()
        assert row is not None
        return policy, row.text

    return programme.read(act)
