"""Persons who work for a programme: proofed once, with several accounts, each with its roles."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from goodstanding.errors import declare
from goodstanding.ledger.models import Account, Person
from goodstanding.service.looks import Role
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.rights import Actor, check, not_yours

NO_PROOF = declare("person-no-proof", "A person has no name, or no document that tells them apart.")
NO_SUCH_PERSON = declare("person-not-found", "Nobody of this number works for the programme.")
TAKES_TWO = declare(
    "person-takes-two", "Somebody alone was to register a person where two operators work."
)
NO_SUCH_ROLE = declare("person-no-such-role", "Nobody works for a programme in this role.")

WORKING: Final = frozenset({Role.CLERK, Role.REVIEWER, Role.PUBLISHER, Role.OPERATOR, Role.AUDITOR})
"""The roles that a person may act in."""

NAME_CHARACTERS_MAX: Final = 128
FIRST_PERSONS: Final = 2
"""Persons are registered alone until so many operators work here; each one more takes two."""
DOCUMENT_CHARACTERS_LEAST: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """A person as the desk sees one; without roles named, it is every role."""

    number: int
    name: str
    active: bool
    roles: tuple[str, ...]


def proof_of(programme: Programme, document: str) -> bytes:
    """Return the keyed hash that is the same for each way to write a document's number.

    Raises:
        ProblemsError: nothing is left of it that could tell one person from another.
    """
    folded = unicodedata.normalize("NFKC", document).upper()
    plain = "".join(each for each in folded if unicodedata.category(each)[0] in "LN")
    if len(plain) < DOCUMENT_CHARACTERS_LEAST:
        raise no(
            NO_PROOF,
            "the document's number is missing or too short",
            "Write the country, the kind and the number of the document that was looked at",
        )
    return programme.keys.hashed("proofs", plain)


def name_of(name: str) -> str:
    """Return a name as it is kept.

    Raises:
        ProblemsError: there is none, or it is too long.
    """
    found = " ".join(name.split())
    if not found or len(found) > NAME_CHARACTERS_MAX:
        raise no(
            NO_PROOF,
            f"a name of 1 to {NAME_CHARACTERS_MAX} characters is missing",
            "Write the name that members will see in their log",
        )
    return found


def roles_given(roles: Iterable[str]) -> list[str]:
    """Return roles as they are kept, each once.

    Raises:
        ProblemsError: one of them is none that somebody works in.
    """
    given = sorted(set(roles))
    if not WORKING.issuperset(given):
        raise no(
            NO_SUCH_ROLE,
            "nobody works here in this role",
            f"Choose of {', '.join(sorted(WORKING))}",
        )
    return given


def register(programme: Programme, *, name: str, document: str) -> int:
    """Register a person whose document was looked at, and return the person's number.

    Of the document a keyed hash is kept. Whoever comes with a document that is known is the person
    who is known: nobody becomes two persons. At the shell it is `register_first`, or an act of
    `proposals`.

    Raises:
        ProblemsError: the name or the document says nothing.
    """
    return keep(programme, name=name_of(name), proof=proof_of(programme, document))


def register_first(
    programme: Programme, *, name: str, document: str, roles: Iterable[str] = ()
) -> int:
    """Register a person alone, as `register` does, while fewer than two operators work here.

    From then on it takes two persons, as an act of `proposals`: nobody makes a second one up. The
    person may act in these roles, in every one where none is named.

    Raises:
        ProblemsError: the name or the document says nothing, a role is none, or two operators work
            here.
    """
    called, proof, may = name_of(name), proof_of(programme, document), roles_given(roles)

    def act() -> int:
        here = list(Person.objects.filter(active=True))
        operators = sum(may_act(each, Role.OPERATOR) for each in here)
        known = any(bytes(each.proof) == proof and each.roles == may for each in here)
        if operators >= FIRST_PERSONS and not known:
            raise no(
                TAKES_TWO,
                "two operators work here, so it takes two to register a person or change roles",
                "Give your own document with --by, and let another person approve",
            )
        return keep(programme, name=called, proof=proof, roles=may)

    return programme.write(act)


def keep(programme: Programme, *, name: str, proof: bytes, roles: Sequence[str] = ()) -> int:
    """Keep a person by a proof, and return the number; who is known already keeps the name.

    Whoever worked here before does so again, and has still decided what was decided. The roles are
    those that are given now.
    """

    def act() -> int:
        found = Person.objects.filter(proof=proof).first()
        if found is None:
            found = Person(number=programme.number(), name=name, proof=proof)
        found.active, found.roles = True, list(roles)
        found.save()
        return found.number

    return programme.write(act)


def may_act(person: Person, role: Role) -> bool:
    """Return whether a person may act in a role."""
    return not person.roles or role.value in person.roles


def number_by(programme: Programme, document: str) -> int:
    """Return the number of the person of a document, who works here.

    Raises:
        ProblemsError: nobody with this document does.
    """
    proof = proof_of(programme, document)

    def act() -> int:
        found = Person.objects.filter(proof=proof, active=True).first()
        if found is None:
            raise no(NO_SUCH_PERSON, "nobody with this document works here", "Register the person")
        return found.number

    return programme.read(act)


def give_account(programme: Programme, person: int, account: int, roles: Iterable[Role]) -> None:
    """Let a login work for a person in some roles; the roles it had before are replaced.

    Raises:
        ProblemsError: there is no such person, a role is none that works for the programme, or the
            account is another person's.
    """
    given = roles_given(roles)
    if not given:
        raise no(NO_SUCH_ROLE, "an account has no role", f"Choose of {', '.join(sorted(WORKING))}")

    def act() -> None:
        found = Person.objects.filter(number=person, active=True).first()
        other = Account.objects.filter(account=account).exclude(person=person).exists()
        if found is None or other:
            raise no(NO_SUCH_PERSON, "nobody of this number works here", "Register the person")
        Account.objects.update_or_create(
            account_id=account,
            defaults={"person": found, "roles": given},
        )

    programme.write(act)


def retire(programme: Programme, person: int) -> None:
    """End a person's work: none of the accounts opens anything from now on.

    Raises:
        ProblemsError: there is no such person.
    """

    def act() -> None:
        if not Person.objects.filter(number=person).update(active=False):
            raise no(NO_SUCH_PERSON, "nobody of this number works here", "Look at the list")

    programme.write(act)


def gone(programme: Programme, actor: Actor, name: str) -> None:
    """End the work of another person, by the name that members see.

    Raises:
        ProblemsError: the actor may not or is that person, or no one person has the name.
    """
    check(actor, "person.approve")
    numbers = [each.number for each in working(programme) if each.active and each.name == name]
    if len(numbers) != 1:
        raise no(
            NO_SUCH_PERSON,
            f"{len(numbers)} persons of this name work here",
            "Look at `goodstanding operator people`",
        )
    if numbers[0] == actor.person:
        raise not_yours()
    retire(programme, numbers[0])


def actor_of(programme: Programme, account: int, role: Role, *, strong: bool) -> Actor:
    """Return who acts when a login works in one of its roles; `strong` is more than a password.

    Raises:
        ProblemsError: the account does not have the role, or its person works here no more.
    """

    def act() -> Actor:
        found = Account.objects.select_related("person").filter(account=account).first()
        if found is None or not found.person.active or role.value not in found.roles:
            raise not_yours()
        return Actor(
            role=role,
            name=found.person.name,
            unit=programme.controller.name,
            person=found.person.number,
            strong=strong,
        )

    return programme.read(act)


def roles_of(programme: Programme, account: int) -> tuple[Role, ...]:
    """Return the roles of a login; none where it works for nobody."""

    def act() -> tuple[Role, ...]:
        found = Account.objects.select_related("person").filter(account=account).first()
        if found is None or not found.person.active:
            return ()
        return tuple(Role(role) for role in found.roles)

    return programme.read(act)


def working(programme: Programme) -> list[Working]:
    """Return everybody who is or was working for the programme, by name."""

    def act() -> list[Working]:
        return [
            Working(
                number=each.number,
                name=each.name,
                active=each.active,
                roles=tuple(each.roles),
            )
            for each in Person.objects.order_by("name", "number")
        ]

    return programme.read(act)
