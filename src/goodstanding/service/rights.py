"""Who may do what: every operation of pages, lanes and commands with the roles that may ask it."""

# An operation about one member is open to the member, to a guardian of that member, and to a clerk
# while that member stands at the counter with a factor of their own. `member` of an actor says whom
# that is; the check is here and nowhere else.

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from goodstanding.errors import ProblemsError, declare
from goodstanding.service.looks import Looker, Role
from goodstanding.service.refused import no

NOT_YOURS = declare("rights-not-yours", "What was asked for is not there, or not for whoever asks.")
WEAK_LOGIN = declare(
    "rights-weak-login", "Somebody who works for the programme came with a password alone."
)

_ANYBODY: Final = frozenset(Role) - {Role.PROGRAMME}
_OWN: Final = frozenset({Role.MEMBER, Role.GUARDIAN, Role.CLERK})
_SELF: Final = frozenset({Role.MEMBER, Role.CLERK})
_ALONE: Final = frozenset({Role.MEMBER})
_STAFF: Final = frozenset({Role.CLERK, Role.REVIEWER, Role.PUBLISHER, Role.OPERATOR, Role.AUDITOR})
_DESK: Final = frozenset({Role.OPERATOR, Role.PUBLISHER})

ABOUT_A_MEMBER: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        "statement.read": _OWN,
        "whatif.read": _OWN,
        "consents.read": _OWN,
        "consent.give": _OWN,
        "consent.withdraw": _OWN,
        "consent.renew": _SELF,
        "slip.make": _OWN,
        "looks.read": _OWN,
        "notices.read": _OWN,
        "notice.open": _OWN,
        "notice.hand-over": frozenset({Role.CLERK}),
        "contact.read": _SELF,
        "contact.change": _SELF,
        "appeals.read": _OWN,
        "appeal.file": _OWN,
        "appeal.file-again": _OWN,
        "appeal.take-back": _OWN,
        "repair.ask": _OWN,
        "repair.take-back": _OWN,
        "record.delete": _SELF,
        "export.make": _OWN,
        "certificate.print": _SELF,
        "code.make": _ALONE,
        "account.password": _ALONE,
        "programme.leave": _OWN,
    }
)
"""What is about one member; who asks must stand for that very member."""

OPERATIONS: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        "board.read": _ANYBODY,
        "policies.read": _ANYBODY,
        "interface.read": _ANYBODY,
        "notice.read": _ANYBODY,
        "papers.read": _ANYBODY,
        "keys.read": _ANYBODY,
        "account.login": _ANYBODY,
        "account.logout": _ANYBODY,
        "mail.open": _ANYBODY,
        "programme.join": frozenset({Role.ANYBODY, Role.CLERK}),
        **ABOUT_A_MEMBER,
        "appeals.queue": frozenset({Role.REVIEWER}),
        "appeal.open": frozenset({Role.REVIEWER}),
        "appeal.case": frozenset({Role.REVIEWER}),
        "appeal.decide": frozenset({Role.REVIEWER}),
        "repairs.queue": frozenset({Role.REVIEWER}),
        "repair.open": frozenset({Role.REVIEWER}),
        "repair.case": frozenset({Role.REVIEWER}),
        "repair.decide": frozenset({Role.REVIEWER}),
        "notice.returned": frozenset({Role.CLERK, Role.OPERATOR}),
        "account.new-password": frozenset({Role.CLERK}),
        "proposals.read": _DESK,
        "edition.propose": frozenset({Role.PUBLISHER}),
        "edition.approve": frozenset({Role.PUBLISHER}),
        "source.propose": frozenset({Role.OPERATOR}),
        "source.approve": frozenset({Role.OPERATOR}),
        "partner.propose": frozenset({Role.OPERATOR}),
        "partner.approve": frozenset({Role.OPERATOR}),
        "correction.propose": frozenset({Role.OPERATOR}),
        "correction.approve": frozenset({Role.OPERATOR}),
        "proposal.decline": _DESK,
        "proposal.take-back": _DESK,
        "key.make": frozenset({Role.OPERATOR}),
        "key.revoke": frozenset({Role.OPERATOR}),
        "person.propose": frozenset({Role.OPERATOR}),
        "person.approve": frozenset({Role.OPERATOR}),
        "programme.halt": _DESK,
        "programme.resume": _DESK,
        "programme.status": _STAFF,
        "sample.draw": frozenset({Role.AUDITOR}),
        "counts.read": frozenset({Role.AUDITOR}),
        "records.file": frozenset({Role.SOURCE}),
        "records.validate": frozenset({Role.SOURCE}),
        "record.recall": frozenset({Role.SOURCE}),
        "refusals.read": frozenset({Role.SOURCE}),
        "slips.redeem": frozenset({Role.SOURCE}),
        "check.answer": frozenset({Role.PARTNER}),
        "health.read": frozenset({Role.PROGRAMME}),
        "metrics.read": frozenset({Role.PROGRAMME}),
    }
)
"""Every operation by name, and the roles that may ask for it; a route declares one of these."""


_OPEN_TO_ALL: Final = frozenset(name for name, roles in OPERATIONS.items() if roles == _ANYBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts: in what role, under what public name, for which unit.

    `person` is the number of the proofed person behind an account that works for the programme.
    `member` is whom the actor may act for: oneself, the person represented, or who stands at the
    counter. `strong` says that the login took more than a password.
    """

    role: Role
    name: str
    unit: str = ""
    person: int | None = None
    member: int | None = None
    strong: bool = False

    @property
    def looker(self) -> Looker:
        """Return the actor as the log of looks names it."""
        return Looker(role=self.role, name=self.name, unit=self.unit)


NOBODY: Final = Actor(role=Role.ANYBODY, name="")
"""Whoever has not logged in."""


def check(actor: Actor, operation: str, *, member: int | None = None) -> None:
    """Let an actor do an operation, about a member where it is about one.

    The answer is one and the same for a role that may not, for another's member and for nobody's.

    Raises:
        ProblemsError: the actor may not, or works for the programme with a password alone.
        KeyError: there is no operation of this name.
    """
    if actor.role not in OPERATIONS[operation]:
        raise not_yours()
    if operation in ABOUT_A_MEMBER and (member is None or actor.member != member):
        raise not_yours()
    if actor.role in _STAFF and operation not in _OPEN_TO_ALL:
        if actor.person is None:
            raise not_yours()
        if not actor.strong:
            raise no(
                WEAK_LOGIN,
                "this needs a login with more than a password",
                "Log in again with your passkey or a code of your device",
            )


def not_yours() -> ProblemsError:
    """Return the one answer to whoever asks for what is not theirs or not there."""
    return no(NOT_YOURS, "there is nothing here for you", "Log in, or ask the programme's office")
