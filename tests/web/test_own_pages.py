"""Pages of a member's own: benefits and codes, notices and where they go, records deleted."""

import json

import pytest
from tests.support.browser import PASSWORD, Answer, Browser, joined
from tests.support.running import START, Opened, add_source, open_fresh, row

from goodstanding.ledger.models import Check, CheckCode, Entry, Member, Notice, Partner, YesCode
from goodstanding.model.entry import State
from goodstanding.service import outbox
from goodstanding.service.checks import Asked, answer, token_of
from goodstanding.service.entries import put
from goodstanding.service.filing import file_records
from goodstanding.service.keys_of_parties import make_partner_key
from goodstanding.service.keys_of_parties import token_of as key_of
from goodstanding.service.linking import plain, redeem
from goodstanding.service.notices import Reached, change_contact, contact_of
from goodstanding.service.people import known
from goodstanding.service.ports import Sending
from goodstanding.service.statements import statement
from goodstanding.web.wsgi import application

VOLUNTEERS, POLICE = "volunteer-network", "traffic-police"
LIBRARY, HOLDS = "city-library", "library-loans"


class Kept:
    """A post that keeps what it was handed."""

    def __init__(self) -> None:
        self.sent: list[Sending] = []

    def send(self, sending: Sending) -> None:
        self.sent.append(sending)

    def held(self) -> set[int]:
        return set()

    def forget(self, number: int) -> None:
        assert number


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    for name in (VOLUNTEERS, POLICE):
        add_source(name)
    Partner.objects.create(name=LIBRARY, title={"en": "City library"}, registered=START.date())
    return found


def linked(town: Opened, browser: Browser, source: str) -> str:
    """Authorise a source through the pages, and return the handle that it got."""
    page = browser.get("/en/consents/")
    browser.send(next(f for f in page.forms("/give/") if f.fields["source"] == source))
    slip = browser.send(browser.get("/en/consents/").form("/consents/slip/"))
    [handle] = redeem(town.programme, source, [slip.words.split("The slip ")[1][:11]])
    assert handle is not None
    return handle


def filed(town: Opened, browser: Browser, source: str, kind: str, **fields: int) -> int:
    """Let a source file one record of the member; return the member's number."""
    record = row(1, linked(town, browser, source), source, kind, town.programme.today(), **fields)
    assert file_records(town.programme, source, [record]).admitted == 1
    return Member.objects.get().number


def code_of(page: Answer) -> str:
    """Return the code that a page shows."""
    return page.words.split("The code ")[1][:9]


def test_a_member_makes_a_code_and_sees_who_asked_with_it(town: Opened) -> None:
    programme = town.programme
    browser = Browser(application(programme))
    joined(browser, "river heron")
    page = browser.get("/en/benefits/")
    assert "Nobody may demand a code" in page.words
    assert [form.fields["partner"] for form in page.forms("/code/")] == [LIBRARY]
    page = browser.send(page.form("/code/"))
    code = code_of(page)
    assert "It works until 2 March 2026 12:10" in page.words
    assert "Nobody may demand a code" in page.words
    assert YesCode.objects.count() == 0
    key = make_partner_key(programme, LIBRARY).text
    token = token_of(programme, LIBRARY, HOLDS, code)
    assert CheckCode.objects.get().token == token
    asked = Asked(key=key_of(programme, key), partner=LIBRARY, token=token)
    assert answer(programme, asked) is False
    YesCode.objects.create(token=token, expires=programme.after(minutes=10))
    town.clock.minutes(1)
    assert answer(programme, asked) is True
    looked = browser.get("/en/who-looked/").words
    assert looked.index("and learnt yes") < looked.index("the one answer that is no yes")
    assert "City library partner asked about “" in looked
    whole = browser.get("/en/leave/").form("/export/")
    everything = json.loads(browser.send(whole).body)
    assert [each["yes"] for each in everything["checks"]] == [False, True]
    assert Check.objects.count() == 2
    assert plain(code) not in browser.get("/en/benefits/").text


def test_a_code_for_what_is_no_benefit_is_not_made(town: Opened) -> None:
    browser = Browser(application(town.programme))
    joined(browser, "river heron")
    form = browser.get("/en/benefits/").form("/code/")
    assert browser.send(form, benefit="free-flat").status == 404
    assert browser.send(form, partner=POLICE).status == 404
    Partner.objects.update(active=False)
    assert browser.send(form).status == 404
    assert "No partner takes codes" in browser.get("/en/benefits/").words
    assert CheckCode.objects.count() == 0


def test_the_link_of_a_mail_opens_its_notice_once_the_button_is_pressed(town: Opened) -> None:
    post = Kept()
    from dataclasses import replace

    programme = replace(town.programme, posts={"e-mail": post})
    browser = Browser(application(programme))
    joined(browser, "river heron")
    number = filed(town, browser, POLICE, "traffic-warning")
    change_contact(programme, number, Reached(channel="e-mail", address="a@b.example"))
    assert outbox.send_waiting(programme).sent == 1
    place = post.sent[0].link.removeprefix(programme.origin)
    stranger = Browser(application(programme), language="zh")
    page = stranger.get(place)
    assert "按下按钮" in page.words
    assert Notice.objects.get().delivered is None
    assert statement(programme, number, as_of=programme.today()).total == 1000
    other = stranger.get("/en" + page.place.removeprefix("/zh"))
    said = stranger.send(other.form("/notice/"))
    assert "A record that may take points away" in said.words
    assert "Reached you on 2 March 2026" in said.words
    assert 'lang="en"' in said.text
    assert Notice.objects.get().delivered == programme.today()
    assert statement(programme, number, as_of=programme.today()).total == 995
    assert stranger.get("/en/statement/", follow=False).status == 302
    unknown = stranger.get("/notice/ABC")
    assert unknown.words == page.words
    gone = stranger.send(unknown.form("/notice/"))
    assert (gone.status, "已经失效" in gone.words) == (404, True)


def test_notices_are_listed_opened_and_sent_where_the_member_says(town: Opened) -> None:
    browser = Browser(application(town.programme))
    joined(browser, "river heron")
    assert "There are no notices" in browser.get("/en/notices/").words
    number = filed(town, browser, POLICE, "traffic-warning")
    page = browser.get("/en/notices/")
    assert "not opened yet" in page.words
    assert Notice.objects.get().delivered is None
    read = browser.send(page.form("/open/"))
    assert "it changes your total by −5" in read.words
    page = browser.get("/en/notices/")
    assert "Reached you on 2 March 2026" in page.words
    assert browser.send(page.form("/open/"), notice="7").status == 404
    form = page.form("/contact/")
    faults = browser.send(form, channel="letter")
    assert (faults.status, "Enter the address" in faults.words) == (422, True)
    assert browser.send(form, channel="pigeon", address="x").status == 422
    changed = browser.send(form, channel="letter", address="1 Harbour Road")
    assert "Notices go there from now on" in changed.words
    assert contact_of(town.programme, number) == Reached(channel="letter", address="1 Harbour Road")
    assert "1 Harbour Road" in changed.text


def test_a_member_deletes_a_good_record_and_no_other(town: Opened) -> None:
    browser = Browser(application(town.programme))
    joined(browser, "river heron")
    number = filed(town, browser, VOLUNTEERS, "volunteer-shift", hours=4)
    page = browser.send(browser.get("/en/contest/").form("/contest/delete/"))
    assert "Delete this record?" in page.words
    assert Entry.objects.get().sealed is not None
    page = browser.send(page.form("/contest/delete/"))
    assert "The record is deleted" in page.words
    assert Entry.objects.get().sealed is None
    assert statement(town.programme, number, as_of=town.programme.today()).total == 1000
    assert page.forms("/contest/delete/") == []
    handle = linked(town, browser, POLICE)
    warned = row(2, handle, POLICE, "traffic-warning", town.programme.today())
    assert file_records(town.programme, POLICE, [warned]).admitted == 1
    browser.get("/en/statement/")
    page = browser.get("/en/contest/")
    assert len(page.forms("/contest/file/")) == 1
    assert page.forms("/contest/delete/") == []
    token = page.form("/contest/file/").fields
    bad = {**token, "sure": "yes"}
    assert browser.post("/en/contest/delete/", bad).status == 409
    assert browser.post("/en/contest/delete/", {**bad, "record": "none"}).status == 404


def test_a_member_chooses_a_new_password_and_is_signed_out_elsewhere(town: Opened) -> None:
    app = application(town.programme)
    browser, elsewhere = Browser(app), Browser(app)
    joined(browser, "river heron")
    there = elsewhere.get("/en/sign-in/").form("/sign-in/")
    elsewhere.send(there, login="river heron", password=PASSWORD)
    form = browser.get("/en/password/").form("/password/")
    new = "another lantern walnut"
    for sent, words in (
        ({"old": "x", "password": new, "again": new}, "you have now is not right"),
        ({"old": PASSWORD, "password": "short", "again": "short"}, "at least 12"),
        ({"old": PASSWORD, "password": "password1234", "again": "password1234"}, "common ones"),
        ({"old": PASSWORD, "password": new, "again": new + "x"}, "the same password twice"),
    ):
        page = browser.post(form.action, {**form.fields, **sent})
        assert (page.status, words in page.words) == (422, True), page.words
    page = browser.send(form, old=PASSWORD, password=new, again=new)
    assert "The new password holds" in page.words
    assert browser.get("/en/statement/", follow=False).status == 200
    assert elsewhere.get("/en/statement/", follow=False).status == 302
    sign_in = elsewhere.get("/en/sign-in/").form("/sign-in/")
    assert elsewhere.send(sign_in, login="river heron", password=PASSWORD).status == 422
    assert elsewhere.send(sign_in, login="river heron", password=new).status == 200


def test_what_cannot_be_contested_again_is_not_offered(town: Opened) -> None:
    browser = Browser(application(town.programme))
    joined(browser, "river heron")
    filed(town, browser, VOLUNTEERS, "volunteer-shift", hours=4)
    asked = browser.send(browser.get("/en/contest/").form("/contest/file/"))
    assert "r-1, volunteer-network" in asked.words
    form = asked.form("/contest/file/")
    page = browser.send(form, reasons="it was 9 hours")
    assert "You have contested the record" in page.words
    assert page.forms("/contest/file/") == []
    assert browser.send(form, reasons="again").status == 409
    page = browser.send(page.form("/contest/take-back/"))
    assert len(page.forms("/contest/file/")) == len(page.forms("/contest/delete/")) == 1
    entry = Entry.objects.get()
    who = town.programme.read(lambda: known(town.programme, entry.member_id))
    put(town.programme, who, entry, State.STRUCK_OUT, by="correction")
    page = browser.get("/en/contest/")
    assert "r-1" in page.words
    assert page.forms("/contest/file/") == page.forms("/contest/delete/") == []
