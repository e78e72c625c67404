"""Logins of members: a name that only a keyed hash of is kept, and a password hashed by Argon2."""

import unicodedata
from dataclasses import replace
from typing import Final

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from goodstanding.errors import declare
from goodstanding.ledger.models import Leaving, Member
from goodstanding.service.joining import Joining, join
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no, not_a_member

LOGIN_TAKEN = declare("account-login-taken", "Somebody else signs in by this name.")
LOGIN_WRONG = declare("account-login-wrong", "A name for signing in is too short or too long.")

LOGIN_CHARACTERS_MIN: Final = 3
LOGIN_CHARACTERS_MAX: Final = 150


def folded(login: str) -> str:
    """Return what is the same for two ways to type one name for signing in."""
    return " ".join(unicodedata.normalize("NFKC", login).casefold().split())


def login_kept(programme: Programme, login: str) -> str:
    """Return what stands in the ledger for a name for signing in: a keyed hash, in hexadecimal."""
    return programme.keys.hashed("logins", folded(login)).hex()


def sign_up(programme: Programme, login: str, password: str, joining: Joining) -> int:
    """Make a login and enrol its owner, both or neither; return the number of the new member.

    Raises:
        ProblemsError: the name is taken, too short or too long, or joining is refused.
    """
    if not LOGIN_CHARACTERS_MIN <= len(folded(login)) <= LOGIN_CHARACTERS_MAX:
        raise no(
            LOGIN_WRONG,
            f"a login has {LOGIN_CHARACTERS_MIN} to {LOGIN_CHARACTERS_MAX} characters",
            "Choose another one",
        )
    kept, hashed = login_kept(programme, login), make_password(password)

    def act() -> int:
        if User.objects.filter(username=kept).exists():
            raise no(LOGIN_TAKEN, "somebody else signs in by this name", "Choose another one")
        account = User.objects.create(username=kept, password=hashed)
        return join(programme, replace(joining, account=account.pk))

    return programme.write(act)


def tries_at(programme: Programme, kept: str, address: str) -> str:
    """Return what tries to sign in by a kept name from an address are counted under.

    Both together, so that nobody locks a member out from elsewhere.
    """
    return f"pages {programme.keys.hashed('tries', kept, address).hex()}"


def change_password(programme: Programme, number: int, password: str) -> None:
    """Give a member a new password; what signed in with the old one is signed out.

    Raises:
        ProblemsError: nobody of this number is a member who signs in.
    """
    hashed = make_password(password)

    def act() -> None:
        who = known(programme, number)
        if not User.objects.filter(member=who.row).update(password=hashed):
            raise not_a_member()

    programme.write(act)


def member_of(programme: Programme, account: int) -> int | None:
    """Return the number of the member behind an account; None for nobody, and for who leaves."""

    def act() -> int | None:
        number = Member.objects.filter(account=account).values_list("number", flat=True).first()
        leaving = number is not None and Leaving.objects.filter(number=number).exists()
        return None if leaving else number

    return programme.read(act)
