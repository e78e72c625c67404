"""Signing in and out."""

from typing import Final

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.models import User
from django.http import HttpResponse

from goodstanding.config.web_settings import PASSWORD_CHARACTERS_MIN
from goodstanding.service import tries
from goodstanding.service.accounts import change_password, login_kept, member_of, tries_at
from goodstanding.service.looks import Role
from goodstanding.web.metrics import login_ended
from goodstanding.web.views.joining import is_common
from goodstanding.web.visit import Visit

THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1"})


class _LockedError(Exception):
    """Too many passwords were wrong."""


def _address(visit: Visit) -> str:
    """Return where a request comes from: what a proxy on this machine says last, if there is one.

    From elsewhere anybody could say so, and is not heard.
    """
    said: str = visit.request.META.get("HTTP_X_FORWARDED_FOR", "")
    here: str = visit.request.META["REMOTE_ADDR"]
    return said.rpartition(",")[2].strip() if said and here in THIS_MACHINE else here


def _tried(visit: Visit, kept: str, password: str) -> User | None:
    """Return whose a kept name and a password are, None for nobody's.

    Raises:
        _LockedError: too many were wrong for this name from this address, whoever's it is.
    """
    programme = visit.programme
    tried = tries_at(programme, kept, _address(visit))
    if programme.write(lambda: tries.take(programme, tried)) is not None:
        raise _LockedError
    user = authenticate(visit.request, username=kept, password=password)
    if user is not None:
        programme.write(lambda: tries.forget(tried))
    return user


def _locked(visit: Visit) -> HttpResponse:
    """Say that there were too many."""
    login_ended("locked")
    words = visit.words.sign_in
    return visit.show(
        "said.html", {"text": words.locked_text}, title=words.locked_heading, status=429
    )


def sign_in(visit: Visit) -> HttpResponse:
    """Sign a member in; a wrong name and a wrong password get the same answer."""
    words = visit.words.sign_in
    if visit.request.method != "POST":
        if visit.actor.role is Role.MEMBER:
            return visit.go("statement")
        return visit.show("sign_in.html", {"faults": {}}, title=words.heading)
    name, password = visit.said("login"), str(visit.request.POST.get("password", ""))
    try:
        user = _tried(visit, login_kept(visit.programme, name), password)
    except _LockedError:
        return _locked(visit)
    if user is None or user.pk is None:
        login_ended("wrong")
        filled = {"faults": {"login": words.wrong}, "entered": name}
        return visit.show("sign_in.html", filled, title=words.heading, status=422)
    if member_of(visit.programme, user.pk) is None:
        login_ended("wrong")
        context = {"text": words.no_member_text}
        return visit.show("said.html", context, title=words.no_member_heading, status=403)
    login(visit.request, user)
    login_ended("in")
    return visit.go("statement")


def password(visit: Visit) -> HttpResponse:
    """Let a member choose a new password, once the old one was given."""
    words, join = visit.words.sign_in, visit.words.join
    if visit.request.method != "POST":
        return visit.show("password.html", {"faults": {}}, title=words.change_heading)
    sent = visit.request.POST
    old, new, again = (str(sent.get(name, "")) for name in ("old", "password", "again"))
    faults: dict[str, str] = {}
    if len(new) < PASSWORD_CHARACTERS_MIN:
        faults["password"] = join.password_short
    elif is_common(new):
        faults["password"] = join.password_common
    elif new != again:
        faults["again"] = join.password_differs
    user = visit.request.user
    assert user.is_authenticated
    try:
        right = _tried(visit, user.get_username(), old)
    except _LockedError:
        return _locked(visit)
    if right is None:
        faults = {"old": words.old_wrong, **faults}
    if faults or right is None:
        return visit.show(
            "password.html", {"faults": faults}, title=words.change_heading, status=422
        )
    change_password(visit.programme, visit.member, new)
    right.refresh_from_db()
    update_session_auth_hash(visit.request, right)
    return visit.show("said.html", {"text": words.changed}, title=words.change_heading)


def sign_out(visit: Visit) -> HttpResponse:
    """End the session."""
    logout(visit.request)
    return visit.go("home")
