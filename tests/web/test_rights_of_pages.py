"""The matrix of rights over the pages: each role, each page, one's own and everybody else's."""

from dataclasses import dataclass, replace
from typing import Final

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.urls import get_resolver
from tests.support.browser import PASSWORD, Browser, Form, joined
from tests.support.exercised import exercised
from tests.support.running import START, Opened, add_source, open_fresh, row

from goodstanding.ledger.models import Account, Consent, Member, Notice, Partner, Person
from goodstanding.model.lifecycle import ConsentState, NoticeState
from goodstanding.service import consents
from goodstanding.service.accounts import login_kept
from goodstanding.service.consents import Given, give
from goodstanding.service.filing import file_records
from goodstanding.service.linking import make_slip, redeem
from goodstanding.service.looks import Role
from goodstanding.service.notices import Subject, make
from goodstanding.service.people import known
from goodstanding.service.rights import ABOUT_A_MEMBER, NOBODY, OPERATIONS, Actor
from goodstanding.web import routes, visit
from goodstanding.web.admin import ADMIN_ROUTES
from goodstanding.web.routes import ROUTES, Route
from goodstanding.web.wsgi import application

SOURCE: Final = "volunteer-network"
NAMELESS: Final = {"begin", "style", "mail_link", "privacy_link", "key_file"}
"""Addresses that lead on, or hold the style or the public key; they read nothing of anybody."""

WHOSE: Final = ("own", "another's", "missing", "withdrawn")
NAMING: Final = {
    "consent_withdraw": "consent", "consent_renew": "consent", "slip": "consent",
    "notice_open": "notice", "record_delete": "record",
}  # fmt: skip
"""The pages whose form names one thing of a member, and the field that names it."""
PARTNER, BENEFIT = "city-library", "library-loans"


@dataclass
class Town:
    """A programme with two members, somebody who left, and somebody who works for it."""

    opened: Opened
    browsers: dict[str, Browser]
    consents: dict[str, int]
    notices: dict[str, int]
    records: dict[str, str]

    def named(self, page: str, whose: str) -> str:
        """Return what the form of a page names, of whom."""
        field = NAMING.get(page, "consent")
        every: dict[str, dict[str, int] | dict[str, str]] = {
            "consent": self.consents, "notice": self.notices, "record": self.records
        }  # fmt: skip
        return str(every[field][whose])


def signed_in(browser: Browser, login: str) -> Browser:
    """Sign in, and return the browser."""
    browser.send(browser.get("/en/sign-in/").form("/sign-in/"), login=login, password=PASSWORD)
    return browser


def members_consent(number: int, opened: Opened) -> int:
    """Authorise the source for a member; return the consent."""
    return give(opened.programme, number, Given(source=SOURCE)).consent


def filed(opened: Opened, number: int, consent: int, name: str) -> None:
    """File a good record of a member by a consent."""
    programme = opened.programme
    [handle] = redeem(programme, SOURCE, [make_slip(programme, number, consent).code])
    assert handle is not None
    shift = row(1, handle, SOURCE, "volunteer-shift", programme.today(), hours=1, id=name)
    assert file_records(programme, SOURCE, [shift]).admitted == 1


def noticed(opened: Opened, number: int, *, dropped: bool = False) -> int:
    """Make a notice for a member; return its number."""
    programme = opened.programme

    def act() -> int:
        who = known(programme, number)
        made = make(programme, who, Subject.RECALL, said={"source": SOURCE, "records": 1})
        if dropped:
            Notice.objects.filter(number=made).update(state=NoticeState.DROPPED.value)
        return made

    return programme.write(act)


@pytest.fixture
def town() -> Town:
    opened = open_fresh()
    add_source(SOURCE)
    programme = opened.programme
    app = application(programme)
    browsers = {name: Browser(app) for name in ("nobody", "member", "left", "staff")}
    joined(browsers["member"], "river heron")
    member = Member.objects.get().number
    another = Browser(app)
    joined(another, "night ferry")
    other = Member.objects.exclude(number=member).get().number
    joined(browsers["left"], "lost lantern")
    kept = dict(browsers["left"].cookies)
    form = browsers["left"].get("/en/leave/").form("/leave/")
    browsers["left"].send(form, confirm="yes")
    browsers["left"].cookies = kept
    account = User.objects.create(
        username=login_kept(programme, "desk"), password=make_password(PASSWORD)
    )
    person = Person.objects.create(number=1, name="R. Lind", proof=b"p" * 16)
    Account.objects.create(account=account, person=person, roles=["operator", "reviewer"])
    signed_in(browsers["staff"], "desk")
    Partner.objects.create(name=PARTNER, title={"en": "Library"}, registered=START.date())
    withdrawn = members_consent(member, opened)
    filed(opened, member, withdrawn, "r-withdrawn")
    form = next(f for f in browsers["member"].get("/en/consents/").forms("/consents/withdraw/"))
    browsers["member"].send(form)
    named = {
        "own": members_consent(member, opened),
        "another's": members_consent(other, opened),
        "missing": 1,
        "withdrawn": withdrawn,
    }
    filed(opened, member, named["own"], "r-own")
    filed(opened, other, named["another's"], "r-another's")
    told = {
        "own": noticed(opened, member), "another's": noticed(opened, other),
        "missing": 1, "withdrawn": noticed(opened, member, dropped=True),
    }  # fmt: skip
    return Town(opened, browsers, named, told, {whose: f"r-{whose}" for whose in WHOSE})


def wanted(route: Route, who: str, whose: str) -> set[int]:
    """Return the statuses that are right for a cell: by the table of rights alone."""
    role = Role.MEMBER if who == "member" else Role.ANYBODY
    if role not in OPERATIONS[route.operation]:
        return {302} if role is Role.ANYBODY else {404}
    if route.name in {"appeal_back", "repair_back"}:
        return {404}  # nobody in this town has contested anything
    if whose != "own" and route.name in NAMING:
        gone = whose == "withdrawn" and NAMING[route.name] == "consent"
        return {404, 409} if gone else {404}
    return {200, 302, 422}


def asked(town: Town, route: Route, who: str, whose: str) -> tuple[int, str]:
    """Ask for a page, and return the status and where it leads."""
    browser = town.browsers[who]
    place = f"/en/{route.path}"
    if "GET" in route.methods:
        answer = browser.get(place, follow=False)
    else:
        page = browser.get("/en/leave/" if who == "member" else "/en/sign-in/")
        token = page.forms("/")[-1].fields["csrfmiddlewaretoken"]
        fields = {"csrfmiddlewaretoken": token}
        fields |= {"source": SOURCE, "partner": PARTNER, "benefit": BENEFIT, "sure": "yes"}
        fields[NAMING.get(route.name, "consent")] = town.named(route.name, whose)
        answer = browser.send(Form(place, fields), follow=False)
    return answer.status, answer.headers.get("location", "")


def wrong_cells(town: Town) -> tuple[int, list[str]]:
    """Return how many cells were asked, and those that were answered wrongly."""
    found = []
    cells = 0
    last = ("sign_out",)
    every = sorted(ROUTES.values(), key=lambda route: route.name in last)
    for who in town.browsers:
        for route in every:
            for whose in WHOSE if route.name in NAMING else WHOSE[:1]:
                if whose == "own":
                    _authorise_again(town)
                status, leads = asked(town, route, who, whose)
                cells += 1
                into = status == 302 and leads == "/en/sign-in/"
                right = wanted(route, who, whose)
                closed = right == {302}
                if status not in right or (closed and not into):
                    found.append(f"{who} {route.name} {whose}: {status} {leads}")
    return cells, found


def _authorise_again(town: Town) -> None:
    """Let the member's own consent be in force, whatever was done before."""
    row = Consent.objects.filter(number=town.consents["own"]).first()
    assert row is not None
    if row.state == ConsentState.WITHDRAWN.value:
        town.consents["own"] = members_consent(row.member_id, town.opened)


def test_each_cell_of_the_matrix_is_answered_as_the_table_of_rights_says(town: Town) -> None:
    cells, found = wrong_cells(town)
    exercised("rights over pages", {"cells": cells})
    assert cells == len(town.browsers) * (len(ROUTES) + len(NAMING) * (len(WHOSE) - 1))
    assert found == []


def test_missing_and_another_s_get_the_same_bytes(town: Town) -> None:
    browser = town.browsers["member"]
    token = browser.get("/en/leave/").form("/leave/").fields["csrfmiddlewaretoken"]
    answers = {
        whose: browser.send(
            Form(f"/en/{ROUTES[page].path}",
                 {"csrfmiddlewaretoken": token, "source": SOURCE, "sure": "yes",
                  NAMING[page]: town.named(page, whose)})
        ).body
        for page in NAMING for whose in ("another's", "missing")
    }  # fmt: skip
    assert len(set(answers.values())) == 1


def _the_first_member(_request: object, _programme: object) -> Actor:
    """Plant: whoever asks is taken for the member who joined first."""
    number = Member.objects.order_by("joined", "number").values_list("number", flat=True).first()
    return Actor(role=Role.MEMBER, name="", member=number)


def _no_check(_actor: Actor, _operation: str, **_named: int | None) -> None:
    """Plant: nobody's right is looked at."""


def _anybodys(_who: object, consent: int) -> Consent:
    """Plant: a consent is found by its number, whosoever it is."""
    return Consent.objects.get(number=consent)


@pytest.mark.parametrize(
    "place, plant, cell",
    [
        ((visit, "actor_of"), _the_first_member, "nobody looks"),
        ((routes, "check"), _no_check, "left consents"),
        ((consents, "_own"), _anybodys, "member consent_renew another's"),
    ],
)
def test_a_planted_fault_is_found(
    town: Town, monkeypatch: pytest.MonkeyPatch, place: tuple[object, str], plant: object, cell: str
) -> None:
    monkeypatch.setattr(*place, plant)
    _, found = wrong_cells(town)
    assert [each for each in found if each.startswith(cell)] != [], found


def undeclared(names: set[str]) -> set[str]:
    """Return the addresses of the framework that no route declares."""
    return names - set(ROUTES) - NAMELESS


def test_every_address_is_a_route_with_an_operation_of_the_table() -> None:
    names = {str(getattr(pattern, "name", "")) for pattern in get_resolver().url_patterns}
    assert len(names) >= 18
    assert undeclared(names) == set()
    assert undeclared({*names, "secret"}) == {"secret"}
    declared = [route.operation for route in ROUTES.values()]
    declared += [each.operation for each in ADMIN_ROUTES]
    assert [operation for operation in declared if operation not in OPERATIONS] == []
    about = {route.name for route in ROUTES.values() if route.operation in ABOUT_A_MEMBER}
    assert len(about) >= 9
    assert NOBODY.member is None
    assert replace(NOBODY, member=1).member == 1
