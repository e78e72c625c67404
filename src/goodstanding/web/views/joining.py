"""Joining: the notice first, then one page that makes a member of whoever says yes."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import authenticate, login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from goodstanding.config.web_settings import PASSWORD_CHARACTERS_MIN
from goodstanding.errors import ProblemsError
from goodstanding.service.accounts import (
    LOGIN_CHARACTERS_MAX,
    LOGIN_CHARACTERS_MIN,
    LOGIN_TAKEN,
    folded,
    login_kept,
    sign_up,
)
from goodstanding.service.joining import CHANNELS, Joining, can_reach
from goodstanding.service.looks import Role
from goodstanding.service.offered import Offered, checkable, offered
from goodstanding.web.visit import Visit


def notice(visit: Visit) -> HttpResponse:
    """Show what joining means, and ask: yes and not now alike."""
    words, language = visit.words.join, visit.language
    programme = visit.programme
    found = offered(programme)
    controller = programme.controller
    context = {
        "scored_note": words.scored_note.format(points=language.points(found.policy.opening)),
        "sources": [
            visit.source(source.name, source.title)
            for source in found.sources
        ],
        "records": _records(visit, found),
        "benefits": _benefits(visit, found),
        "held": [text.format(months=programme.terms.consent_months) for text in words.held],
        "controller": words.controller.format(
            name=controller.name, address=controller.address, contact=controller.contact,
            kind=words.kinds[programme.kind.value],
        ),
        "joined": visit.actor.role is Role.MEMBER,
    }  # fmt: skip
    return visit.show("join.html", context, title=words.heading)


def not_now(visit: Visit) -> HttpResponse:
    """Say that this is fine, and that nothing was kept."""
    return visit.show("not_now.html", {}, title=visit.words.join.not_now_heading)


def _records(visit: Visit, found: Offered) -> list[tuple[str, str]]:
    """Return each kind of record that a source would send, with the source."""
    language = visit.language
    return [
        (language.text(kind.means), visit.source(source.name, source.title))
        for source in found.sources
        for kind in source.kinds
    ]


def _benefits(visit: Visit, found: Offered) -> list[dict[str, str]]:
    """Return what each level opens at registered partners, with what everybody gets."""
    language, words = visit.language, visit.words.join
    by_name = {each.benefit.name: each.benefit for each in checkable(visit.programme)}
    return [
        {
            "level": words.level_from.format(
                level=language.text(level.title), points=language.points(level.reached_from)
            ),
            "benefit": language.text(by_name[name].title),
            "everyone": language.text(by_name[name].everyone),
            "member": language.text(by_name[name].member),
        }
        for level in found.policy.levels
        for name in level.opens
        if name in by_name
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entered:
    """What the page of joining was filled in with."""

    login: str
    password: str
    again: str
    channel: str
    address: str
    read: bool
    of_age: bool

    @classmethod
    def of(cls, visit: Visit) -> "_Entered":
        """Return what a form carries."""
        sent = visit.request.POST
        return cls(
            login=visit.said("login"),
            password=str(sent.get("password", "")),
            again=str(sent.get("again", "")),
            channel=visit.said("channel") or CHANNELS[0],
            address=visit.said("address"),
            read=visit.said("read") == "yes",
            of_age=visit.said("of_age") == "yes",
        )

    def faults(self, visit: Visit) -> dict[str, str]:
        """Return what has to be put right, by field."""
        words = visit.words.join
        found: dict[str, str] = {}
        if not LOGIN_CHARACTERS_MIN <= len(folded(self.login)) <= LOGIN_CHARACTERS_MAX:
            found["login"] = words.login_missing
        if len(self.password) < PASSWORD_CHARACTERS_MIN:
            found["password"] = words.password_short
        elif is_common(self.password):
            found["password"] = words.password_common
        elif self.password != self.again:
            found["again"] = words.password_differs
        if not can_reach(self.channel, self.address):
            found["address"] = words.address_missing
        if not self.read:
            found["read"] = words.not_read
        if not self.of_age:
            found["of_age"] = words.not_of_age
        return found


def is_common(password: str) -> bool:
    """Return whether a password is among the common ones."""
    try:
        validate_password(password)
    except ValidationError:
        return True
    return False


def account(visit: Visit) -> HttpResponse:
    """Ask for a name for signing in and the two statements; enrol whoever gave them."""
    offered(visit.programme)
    if visit.request.method != "POST":
        return _form(visit, {"channel": CHANNELS[0]}, {}, status=200)
    entered = _Entered.of(visit)
    faults = entered.faults(visit)
    if not faults:
        faults = _enrol(visit, entered)
    if faults:
        kept = {"login": entered.login, "channel": entered.channel, "address": entered.address,
                "read": entered.read, "of_age": entered.of_age}  # fmt: skip
        return _form(visit, kept, faults, status=422)
    return visit.go("consents")


def _enrol(visit: Visit, entered: _Entered) -> dict[str, str]:
    """Enrol and sign in; return what has to be put right."""
    programme = visit.programme
    joining = Joining(
        notice_read=entered.read,
        of_age=entered.of_age,
        language=visit.words.code,
        channel=entered.channel,
        address=entered.address,
    )
    try:
        sign_up(programme, entered.login, entered.password, joining)
    except ProblemsError as error:
        if {problem.code for problem in error.problems} == {LOGIN_TAKEN}:
            return {"login": visit.words.join.login_taken}
        raise
    user = authenticate(
        visit.request,
        username=login_kept(programme, entered.login),
        password=entered.password,
    )
    if user is not None:
        login(visit.request, user)
    return {}


def _form(
    visit: Visit, entered: dict[str, Any], faults: dict[str, str], *, status: int
) -> HttpResponse:
    """Return the page of joining, with its faults first."""
    words = visit.words.join
    context = {
        "entered": entered,
        "faults": faults,
        "channels": [
            {"value": value, "text": words.channels[value], "chosen": value == entered["channel"]}
            for value in CHANNELS
        ],
    }
    return visit.show("account.html", context, title=words.account_heading, status=status)
