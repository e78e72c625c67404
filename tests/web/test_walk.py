"""A member's way through the pages, from the notice to the receipt of leaving."""

import pytest
from tests.support.browser import PASSWORD, Browser, joined
from tests.support.running import Opened, add_source, open_fresh, row

from goodstanding.ledger.models import Member, Setting
from goodstanding.service import tries
from goodstanding.service.filing import file_records
from goodstanding.service.linking import redeem
from goodstanding.service.receipts import opened, public_key
from goodstanding.service.statements import statement
from goodstanding.web.wsgi import application

SOURCE = "volunteer-network"
PUBLIC = (
    "/", "/en/", "/zh/", "/en/board/", "/zh/board/", "/en/join/", "/zh/join/",
    "/en/join/not-now/", "/zh/join/account/", "/en/sign-in/", "/style.css", "/privacy",
    "/en/privacy/", "/zh/privacy/",
)  # fmt: skip
OWN = (
    "statement",
    "statement/what-if",
    "statement/certificate",
    "consents",
    "consents/receipts",
    "who-looked",
    "leave",
)


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    add_source(SOURCE)
    return found


def test_everybody_reads_the_public_pages_and_nobody_else_a_member_s(town: Opened) -> None:
    browser = Browser(application(town.programme))
    for place in PUBLIC:
        assert browser.get(place).status == 200, place
    for place in OWN:
        assert browser.get(f"/en/{place}/", follow=False).headers["location"] == "/en/sign-in/"
    for place in ("/en/nowhere/", "/fr/", "/en", "/en/statement/1/"):
        answer = browser.get(place)
        assert (answer.status, "There is no such page" in answer.words) == (404, True), place
    again = browser.get("/en/consents/give/")
    assert (again.status, again.headers["allow"]) == (405, "POST")
    assert "Back to the start" in again.words
    assert browser.get("/", follow=False).headers["location"] == "/en/"
    chinese = Browser(application(town.programme), language="zh-CN,zh;q=0.9")
    assert chinese.get("/", follow=False).headers["location"] == "/zh/"


def test_a_member_joins_authorises_reads_the_lines_withdraws_and_leaves(town: Opened) -> None:
    programme = town.programme
    browser = Browser(application(programme))
    page = joined(browser, "river heron")
    assert "You have authorised no source" in page.words
    assert "nothing is read" in browser.get("/en/statement/").words
    page = browser.send(page.form("/consents/give/"))
    assert "The source is authorised" in page.words
    slip = browser.send(page.form("/consents/slip/"))
    code = slip.words.split("The slip ")[1][:11]
    [handle] = redeem(programme, SOURCE, [code])
    assert handle is not None
    shift = row(1, handle, SOURCE, "volunteer-shift", programme.today(), hours=4)
    assert file_records(programme, SOURCE, [shift]).admitted == 1
    told = browser.get("/en/statement/").words
    assert "1,004 points" in told
    assert "Volunteer hours 2 March 2026 +4 +4 counts in full ends on 2 March 2027" in told
    assert "1004分" in browser.get("/zh/statement/").words
    receipts = browser.get("/en/consents/receipts/").words
    said = opened(next(word for word in receipts.split() if word.startswith("ey")),
                  public_key(programme))  # fmt: skip
    assert said is not None
    assert said["source"] == SOURCE
    town.clock.days(3)
    page = browser.send(browser.get("/en/consents/").form("/consents/renew/"))
    assert "another span from today" in page.words
    page = browser.send(page.form("/consents/withdraw/"))
    assert "What came by it is erased" in page.words
    assert "1,000 points" in browser.get("/en/statement/").words
    page = browser.send(browser.get("/en/leave/").form("/leave/"))
    assert (page.status, "There is a problem" in page.words) == (422, True)
    page = browser.send(page.form("/leave/"), confirm="yes")
    assert "You have left" in page.words
    assert opened(page.words.split("The signed receipt ")[1].split()[0], public_key(programme))
    assert browser.get("/en/statement/", follow=False).status == 302
    page = browser.send(browser.get("/en/sign-in/").form("/sign-in/"),
                        login="river heron", password=PASSWORD)  # fmt: skip
    assert (page.status, "is not right" in page.words) == (422, True)


def test_a_form_says_everything_that_is_wrong_and_keeps_what_was_entered(town: Opened) -> None:
    browser = Browser(application(town.programme))
    form = browser.get("/en/join/account/").form("/join/account/")
    page = browser.send(form, login="x", password="short", channel="e-mail")  # noqa: S106 - a test's
    assert page.status == 422
    for words in ("3 to 150", "at least 12", "address that notices", "Read the notice", "18 or"):
        assert words in page.words, words
    assert 'value="x"' in page.text
    assert "short" not in page.text
    form = page.form("/join/account/")
    sure = {"login": "river heron", "read": "yes", "of_age": "yes", "channel": "portal"}
    common = browser.send(form, follow=True, **sure, password="password1234", again="password1234")  # noqa: S106 - a test's
    assert "not one of the common ones" in common.words
    other = browser.send(form, follow=True, **sure, password=PASSWORD, again=PASSWORD + "x")
    assert "the same password twice" in other.words
    assert "Consents" in joined(browser, "river heron").words
    again = joined(Browser(application(town.programme)), "  River   HERON ")
    assert "this one is taken" in again.words


def test_a_member_signs_out_and_in_and_is_locked_out_after_wrong_passwords(town: Opened) -> None:
    browser = Browser(application(town.programme))
    page = joined(browser, "night ferry")
    page = browser.send(page.form("/sign-out/"))
    assert "Join" in page.words
    kept = dict(browser.cookies)
    sign_in = browser.get("/en/sign-in/").form("/sign-in/")
    assert "My statement" in browser.send(sign_in, login="Night Ferry", password=PASSWORD).words
    assert browser.cookies != kept
    stranger = Browser(application(town.programme))
    form = stranger.get("/en/sign-in/").form("/sign-in/")
    answers = [stranger.send(form, login="night ferry", password="wrong").status for _ in range(6)]  # noqa: S106 - a test's
    assert answers == [422] * 5 + [429]
    assert stranger.send(form, login="night ferry", password=PASSWORD).status == 429
    unknown = [stranger.send(form, login="nobody", password="wrong").status for _ in range(6)]  # noqa: S106 - a test's
    assert unknown == answers
    elsewhere = Browser(application(town.programme), address="192.0.2.7")
    theirs = elsewhere.get("/en/sign-in/").form("/sign-in/")
    assert elsewhere.send(theirs, login="night ferry", password=PASSWORD).status == 200
    counted = Setting.objects.filter(name__startswith="tries ")
    assert counted.count() == 2
    said = "".join(f"{each.name} {each.value}" for each in counted)
    assert not any(word in said for word in ("ferry", "nobody", "127.0.0.1"))
    town.clock.minutes(14)
    assert stranger.send(form, login="night ferry", password=PASSWORD).status == 429
    town.clock.minutes(2)
    assert stranger.send(form, login="night ferry", password=PASSWORD).status == 200


def test_a_lock_that_counts_nothing_is_found(town: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "take", lambda *_: None)
    stranger = Browser(application(town.programme))
    form = stranger.get("/en/sign-in/").form("/sign-in/")
    answers = [stranger.send(form, login="nobody", password="wrong").status for _ in range(6)]  # noqa: S106 - a test's
    assert answers == [422] * 6


def test_behind_a_proxy_here_a_name_is_locked_for_the_address_that_tried(town: Opened) -> None:
    site = application(town.programme)
    joined(Browser(site), "night ferry")

    def tried(password: str, times: int, **whence: str) -> list[int]:
        browser = Browser(site, **whence)
        form = browser.get("/en/sign-in/").form("/sign-in/")
        return [
            browser.send(form, login="night ferry", password=password).status for _ in range(times)
        ]

    # The proxy's own word stands last; what came before it anybody may have written.
    assert tried("wrong", 6, forwarded="203.0.113.9, 192.0.2.7") == [422] * 5 + [429]
    assert tried(PASSWORD, 1, forwarded="192.0.2.7") == [429]
    assert tried(PASSWORD, 1, forwarded="203.0.113.9") == [200]
    # From elsewhere nobody is heard who says to come from where they like.
    for number, status in enumerate([422] * 5 + [429]):
        said = f"198.51.100.{number}"
        assert tried("wrong", 1, address="192.0.2.8", forwarded=said) == [status]


def test_a_new_password_is_not_found_out_by_trying_the_old_one(town: Opened) -> None:
    browser = Browser(application(town.programme))
    joined(browser, "night ferry")
    form = browser.get("/en/password/").form("/password/")
    new = "another lantern walnut"
    answers = [browser.send(form, old="wrong", password=new, again=new).status for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert browser.send(form, old=PASSWORD, password=new, again=new).status == 429


def test_a_form_that_did_not_come_from_here_is_refused(town: Opened) -> None:
    browser = Browser(application(town.programme))
    page = joined(browser, "river heron")
    form = page.form("/consents/give/")
    del form.fields["csrfmiddlewaretoken"]
    assert browser.send(form).status == 403
    assert "You have authorised no source" in browser.get("/en/consents/").words


def test_pages_carry_their_headers_and_cookies_their_marks(town: Opened) -> None:
    browser = Browser(application(town.programme))
    page = joined(browser, "river heron")
    for answer in (page, browser.get("/en/board/"), browser.get("/en/nowhere/")):
        assert answer.headers["cache-control"] == "no-store"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert "<script" not in answer.text
        assert "style=" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
    form = browser.get("/en/sign-in/", follow=False)
    assert form.status == 302
    fresh = Browser(application(town.programme))
    cookies = fresh.get("/en/sign-in/").cookies + fresh.send(
        fresh.get("/en/sign-in/").form("/sign-in/"), follow=False,
        login="river heron", password=PASSWORD,
    ).cookies  # fmt: skip
    assert {cookie.partition("=")[0].strip() for cookie in cookies} == {"form", "session"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=" in cookie


def test_a_deduction_counts_once_its_notice_was_shown(town: Opened) -> None:
    programme = town.programme
    add_source("traffic-police")
    browser = Browser(application(programme))
    page = joined(browser, "river heron")
    police = next(f for f in page.forms("/give/") if f.fields["source"] == "traffic-police")
    browser.send(police)
    slip = browser.send(browser.get("/en/consents/").form("/consents/slip/"))
    [handle] = redeem(programme, "traffic-police", [slip.words.split("The slip ")[1][:11]])
    assert handle is not None
    ticket = row(1, handle, "traffic-police", "traffic-warning", programme.today())
    assert file_records(programme, "traffic-police", [ticket]).admitted == 1
    number = Member.objects.get().number
    assert statement(programme, number, as_of=programme.today()).total == 1000
    told = browser.get("/en/statement/").words
    assert "New notices" in told
    assert "995 points" in told
    assert "New notices" not in browser.get("/zh/statement/").words
    _contest(town, browser)


def _contest(town: Opened, browser: Browser) -> None:
    """Contest the deduction, fail to take another's appeal back, and take it back."""
    page = browser.get("/en/contest/")
    assert "You have contested nothing" in page.words
    empty = browser.send(page.form("/contest/file/")).form("/contest/file/")
    page = browser.send(empty)
    assert (page.status, "Write what is wrong" in page.words) == (422, True)
    assert browser.send(empty, reasons="x" * 2001).status == 422
    page = browser.send(empty, reasons="I was not in town that day")
    for words in ("It counts as absent", "State filed", "you : I was not in town that day"):
        assert words in page.words.replace("you:", "you :"), page.words
    assert "1,000 points" in browser.get("/en/statement/").words
    assert browser.send(empty, reasons="and again").status == 409
    back = page.form("/contest/take-back/")
    other = Browser(application(town.programme))
    theirs = joined(other, "grey harbour").form("/sign-out/").fields
    assert (
        other.post("/en/contest/take-back/", {**theirs, "case": back.fields["case"]}).status == 404
    )
    page = browser.send(back)
    assert "You can contest it again whenever you want" in page.words
    assert page.forms("/contest/take-back/") == []
    assert "995 points" in browser.get("/en/statement/").words
