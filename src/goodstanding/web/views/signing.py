"""Signing in and out."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponse

from goodstanding.service.accounts import login_kept, member_of
from goodstanding.service.looks import Role
from goodstanding.web.metrics import login_ended
from goodstanding.web.visit import Visit


def sign_in(visit: Visit) -> HttpResponse:
    """Sign a member in; a wrong name and a wrong password get the same answer."""
    words = visit.words.sign_in
    if visit.request.method != "POST":
        if visit.actor.role is Role.MEMBER:
            return visit.go("statement")
        return visit.show("sign_in.html", {"faults": {}}, title=words.heading)
    name, password = visit.said("login"), str(visit.request.POST.get("password", ""))
    kept = login_kept(visit.programme, name)
    user = authenticate(visit.request, username=kept, password=password)
    if getattr(visit.request, "axes_locked_out", False):
        login_ended("locked")
        context = {"text": words.locked_text}
        return visit.show("said.html", context, title=words.locked_heading, status=429)
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


def sign_out(visit: Visit) -> HttpResponse:
    """End the session."""
    logout(visit.request)
    return visit.go("home")
