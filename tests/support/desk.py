"""Persons who work for a programme in tests, each with an account and a strong login."""

from django.contrib.auth.models import User

from goodstanding.service import persons
from goodstanding.service.looks import Role
from goodstanding.service.programme import Programme
from goodstanding.service.rights import Actor


def somebody(
    programme: Programme, name: str, *roles: Role, document: str = "", account: str = ""
) -> Actor:
    """Register a person with an account, and return who acts in the first of the roles."""
    number = persons.register(programme, name=name, document=document or f"passport {name}")
    user, _ = User.objects.get_or_create(username=account or name)
    persons.give_account(programme, number, user.pk, roles)
    return persons.actor_of(programme, user.pk, roles[0], strong=True)


def edition(text: str, number: int, published: str, in_force: str) -> str:
    """Return a policy's text as another edition of it."""
    lines = []
    for line in text.splitlines():
        key = line.partition(":")[0]
        said = {"edition": number, "published": published, "from": in_force}.get(key)
        lines.append(line if said is None else f"{key}: {said}")
    return "\n".join(lines) + "\n"
