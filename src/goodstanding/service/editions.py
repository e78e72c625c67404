"""The editions of the policy that a programme published, and which one holds on a day."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Final

from goodstanding.errors import ProblemsError, declare
from goodstanding.ledger import sql
from goodstanding.ledger.models import Edition
from goodstanding.model.names import KindName
from goodstanding.model.policy import Policy
from goodstanding.rulebook.check import check_text
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no

NO_EDITION = declare("service-no-edition", "The programme has no edition in force on this day.")


def policy_on(programme: Programme, day: date, *, known_on: date | None = None) -> Policy:
    """Return the edition in force on a day, of those published by `known_on`.

    Raises:
        ProblemsError: none is.
    """
    values = (day, date.max if known_on is None else known_on)
    found = programme.read(lambda: sql.rows(_IN_FORCE, values))
    if not found:
        raise no(
            NO_EDITION,
            f"no edition of the policy is in force on {day}",
            "Publish one, or ask for a later day",
        )
    [(edition, sha256)] = found
    return with_law(programme, _published(programme, edition, sha256))


_IN_FORCE: Final = """
SELECT edition, sha256 FROM ledger_edition WHERE in_force <= ? AND published <= ?
ORDER BY edition DESC LIMIT 1
"""
_KNOWN: Final[dict[str, Policy]] = {}
"""The policies of texts by their hash: a text is long, and the same in every act."""
_ONE_READS: Final = Lock()
"""To read and check a text takes a second: threads that need it at once wait for one of them."""
KNOWN_MAX: Final = 32
SHA256_DIGITS: Final = 64


def _published(programme: Programme, edition: int, sha256: str) -> Policy:
    """Return the policy of a published text."""
    policy = _KNOWN.get(sha256)
    if policy is not None:
        return policy
    query, values = "SELECT text FROM ledger_edition WHERE edition = ?", (edition,)
    [(text,)] = programme.read(lambda: sql.rows(query, values))
    with _ONE_READS:
        policy = _KNOWN.get(sha256) or parsed(text)
        if len(sha256) == SHA256_DIGITS:
            if len(_KNOWN) >= KNOWN_MAX:
                _KNOWN.clear()
            _KNOWN[sha256] = policy
    return policy


def policy_on_or_coming(programme: Programme, day: date) -> Policy:
    """Return the edition in force on a day; before the first, the one published last.

    Raises:
        ProblemsError: nothing was published.
    """
    try:
        return policy_on(programme, day)
    except ProblemsError:
        coming = latest_policy(programme)
        if coming is None:
            raise
        return coming


def latest_policy(programme: Programme) -> Policy | None:
    """Return the edition published last, in force or not yet."""
    found = Edition.objects.order_by("-edition").first()
    return None if found is None else with_law(programme, parsed(found.text))


@lru_cache(maxsize=32)
def parsed(text: str) -> Policy:
    """Return the policy of a published text, which was checked when it was published.

    Raises:
        ProblemsError: the text has errors after all.
    """
    checked = check_text(text.encode(), file="policy")
    if checked.policy is None:
        raise ProblemsError(checked.errors)
    return checked.policy


@lru_cache(maxsize=32)
def _with_law(policy: Policy, law: tuple[tuple[str, str], ...]) -> Policy:
    """Return a policy with the legal basis of its kinds named."""
    kinds = dict(policy.kinds)
    for name, basis in law:
        kind = kinds.get(KindName(name))
        if kind is not None:
            kinds[kind.name] = replace(kind, law=dict.fromkeys(policy.languages, basis))
    return replace(policy, kinds=kinds)


def with_law(programme: Programme, policy: Policy) -> Policy:
    """Return a policy with the legal basis that the operator named for its kinds."""
    if not programme.legal_basis:
        return policy
    return _with_law(policy, tuple(sorted(programme.legal_basis.items())))


def kinds_of(policy: Policy, source: str) -> frozenset[KindName]:
    """Return the kinds that a source files and some rule reads."""
    return frozenset(
        kind.name
        for kind in policy.kinds.values()
        if kind.source == source and policy.reads(kind.name) and not kind.off
    )
