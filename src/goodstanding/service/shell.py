"""Who acts at the shell: a registered person, known by the document that was looked at."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from goodstanding.errors import ProblemsError, declare
from goodstanding.ledger.models import Member, Person
from goodstanding.service import devices, tries
from goodstanding.service.accounts import login_kept
from goodstanding.service.looks import Role, note
from goodstanding.service.people import known
from goodstanding.service.persons import may_act, proof_of
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no, not_a_member
from goodstanding.service.rights import Actor, check

UNKNOWN_PERSON = declare("shell-unknown-person", "Nobody with this document works here.")
OTHER_ROLE = declare("shell-other-role", "The person of this document works in other roles.")


def at_the_shell(
    programme: Programme, document: str, role: Role, *others: Role, code: Callable[[], str] = str
) -> Actor:
    """Return who acts: the person of a document. Whoever reaches the shell holds the machine.

    The person acts in the first of the roles that is one of theirs. `code` is called for a code of
    the person's device, if there is one.

    Raises:
        ProblemsError: nobody with this document works here, or in other roles alone, or the code is
            wrong.
    """
    proof = proof_of(programme, document)

    def act() -> Actor:
        found = Person.objects.filter(proof=proof, active=True).first()
        if found is None:
            raise no(
                UNKNOWN_PERSON,
                "nobody with this document works here",
                "Register the person with `goodstanding operator person`",
            )
        theirs = [each for each in (role, *others) if may_act(found, each)]
        if not theirs:
            raise _other_role(role)
        return Actor(
            role=theirs[0],
            name=found.name,
            unit=programme.controller.name,
            person=found.number,
            strong=True,
        )

    actor = programme.read(act)
    if actor.person is not None and devices.required(programme, actor.person):
        devices.prove(programme, actor.person, code())
    return actor


def in_role(programme: Programme, actor: Actor, role: Role) -> Actor:
    """Return who acts at the shell, in another role of that person.

    Raises:
        ProblemsError: the person works in other roles alone.
    """
    number = actor.person
    assert number is not None, "whoever acts at the shell is a person"
    if not may_act(programme.read(lambda: Person.objects.get(number=number)), role):
        raise _other_role(role)
    return replace(actor, role=role)


def _other_role(role: Role) -> ProblemsError:
    """Return the refusal of a person who does not work in a role."""
    return no(
        OTHER_ROLE,
        f"this takes somebody who works as {role.value}",
        "Ask one who does; `goodstanding operator people` lists who works in which roles",
    )


def new_password(
    programme: Programme, actor: Actor, login: str, password: str, *, why: str
) -> None:
    """Give a member who stands at the counter a new password; the member's log shows it.

    Raises:
        ProblemsError: the actor may not, or nobody signs in by this name as a member.
    """
    check(actor, "account.new-password")
    kept, hashed = login_kept(programme, login), make_password(password)

    def act() -> None:
        member = Member.objects.filter(account__username=kept).first()
        if member is None:
            raise not_a_member()
        note(programme, known(programme, member.number), actor.looker, action="password", why=why)
        User.objects.filter(username=kept).update(password=hashed)
        tries.forget(f"counter {kept}")

    programme.write(act)
