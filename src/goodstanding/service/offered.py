"""What a programme offers to whoever thinks of joining: its rules, and sources to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from goodstanding.ledger.models import Edition, Partner, Source
from goodstanding.model.kinds import RecordKind
from goodstanding.model.names import Text
from goodstanding.model.policy import Benefit, Policy
from goodstanding.rulebook.diff import diff
from goodstanding.service.editions import kinds_of, parsed, policy_on, with_law
from goodstanding.service.programme import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedSource:
    """A registered source, with the kinds of record that it would file and some rule reads."""

    name: str
    title: Text
    kinds: tuple[RecordKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The edition in force, and the sources in the order of their names.

    `titles` are those of every source that was registered, also of one that has ended.
    """

    policy: Policy
    sources: tuple[OfferedSource, ...]
    titles: Mapping[str, Text]


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
        return Offered(
            policy=policy,
            sources=tuple(each for each in found if each.kinds),
            titles=source_titles(programme),
        )

    return programme.read(act)


def _kinds(policy: Policy, source: str) -> tuple[RecordKind, ...]:
    """Return the kinds of a source in the order of the policy."""
    names = kinds_of(policy, source)
    return tuple(kind for kind in policy.kinds.values() if kind.name in names)


def source_titles(programme: Programme) -> dict[str, Text]:
    """Return what sources were registered as, by name; those that have ended among them."""
    return programme.read(lambda: dict(Source.objects.values_list("name", "title")))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """An edition of the rules by its number: when it was published, and from when it holds."""

    edition: int
    published: date
    in_force: date


def announced(programme: Programme) -> list[Announced]:
    """Return every published edition, the newest first; one that does not hold yet among them."""
    rows = programme.read(
        lambda: list(
            Edition.objects.order_by("-edition").values_list("edition", "published", "in_force")
        )
    )
    return [Announced(edition=e, published=p, in_force=f) for e, p, f in rows]


def published(programme: Programme, edition: int) -> tuple[Policy, str]:
    """Return a published edition, with the legal basis of its kinds, and its text.

    Raises:
        KeyError: there is no such edition.
    """
    found = Edition.objects.filter(edition=edition).values_list("text", flat=True)
    text = programme.read(found.first)
    if text is None:
        raise KeyError(edition)
    return with_law(programme, parsed(text)), text


def changes_of(programme: Programme, edition: int, language: str) -> tuple[str, ...]:
    """Return what an edition changes in words; nothing for the first.

    Raises:
        KeyError: there is no such edition.
    """
    new, _ = published(programme, edition)
    before = [each.edition for each in announced(programme) if each.edition < edition]
    if not before:
        return ()
    return diff(published(programme, before[0])[0], new).lines(language)
