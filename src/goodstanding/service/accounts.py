"""Logins of members: an account without a name, and a password hashed by Argon2."""

# The ledger holds accounts under random names. Which name for signing in opens which of them stands
# with the keys, by a keyed hash, and goes with them when a member leaves.

import unicodedata
from dataclasses import replace
from typing import Final

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from goodstanding.errors import declare
from goodstanding.ledger.models import Leaving, Member, Setting
from goodstanding.service.joining import Joining, join
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no, not_a_member

LOGIN_TAKEN = declare("account-login-taken", "Somebody else signs in by this name.")
LOGIN_WRONG = declare("account-login-wrong", "A name for signing in is too short or too long.")

ACCOUNT_BYTES: Final = 16
JOINING: Final = "accounts are made"
"""The row that whoever makes an account locks, so that of two who want one name one is refused."""
LOGIN_CHARACTERS_MIN: Final = 3
LOGIN_CHARACTERS_MAX: Final = 150


def folded(login: str) -> str:
    """Return what is the same for two ways to type one name for signing in."""
    return " ".join(unicodedata.normalize("NFKC", login).casefold().split())


def login_kept(programme: Programme, login: str) -> str:
    """Return the account that a name for signing in opens; for other names, one that there is not.

    That is a keyed hash of the name, so that wrong tries at it are counted as at any other.
    """
    token = _token(programme, login)
    return programme.keys.login(token) or token.hex()


def _token(programme: Programme, login: str) -> bytes:
    """Return the keyed hash of a name for signing in."""
    return programme.keys.hashed("logins", folded(login))


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
    token, hashed = _token(programme, login), make_password(password)

    def act() -> int:
        Setting.objects.select_for_update().get_or_create(name=JOINING, defaults={"value": True})
        if User.objects.filter(username=programme.keys.login(token)).exists():
            raise no(LOGIN_TAKEN, "somebody else signs in by this name", "Choose another one")
        kept = programme.randomness.random_bytes(ACCOUNT_BYTES).hex()
        account = User.objects.create(username=kept, password=hashed)
        number = join(programme, replace(joining, account=account.pk))
        programme.keys.keep_login(token, kept)
        return number

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
