"""What Chromium shows: axe finds nothing on any page, and nothing is wider than a telephone."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.browser import PASSWORD
from tests.support.chromium import CHROMIUM, WITHOUT, chromium, served
from tests.support.running import add_source, open_fresh, row

from goodstanding.ledger.models import Member, Partner
from goodstanding.service.filing import file_records
from goodstanding.service.linking import redeem
from goodstanding.service.looks import Looker, Role, note
from goodstanding.service.notices import Subject, make
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.web.wsgi import application

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=WITHOUT)

PICTURES = os.environ.get("GOODSTANDING_PICTURES", "")
"""Where to keep pictures of the pages, to be looked at."""

PUBLIC = (
    "", "board/", "privacy/", "receipts/check/", "join/", "join/not-now/", "join/account/",
    "sign-in/", "nowhere/", "notice/?code=ABC",
)  # fmt: skip
OWN = (
    "statement/", "statement/what-if/", "statement/certificate/", "contest/", "consents/",
    "consents/receipts/", "benefits/", "notices/", "who-looked/", "password/", "leave/",
)  # fmt: skip
WIDTHS = (1280, 390)
SOURCE = "volunteer-network"
OTHER = "community-council"


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Return Chromium."""
    with chromium() as found:
        yield found


def axe_of(page: "Page") -> list[str]:
    """Return what axe has to say about a page."""
    from axe_playwright_python.sync_playwright import Axe

    found: Any = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def wrong(page: "Page", name: str, width: int) -> list[str]:
    """Return what is wrong with a page: what axe finds, and whether it is wider than the window.

    axe is asked once a page, where there is least room. A click returns when the next page has
    begun to arrive, which is before it has anything in it: we wait until all of it is there.
    """
    page.wait_for_load_state()
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    found = axe_of(page) if width == WIDTHS[-1] else []
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{wide} wide in {width}"] if wide > width else [])]


def fill_join(page: "Page", place: str, login: str, *, send: bool = True) -> None:
    """Join through the pages."""
    page.goto(place)
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.check("#read")
    page.check("#of_age")
    if send:
        page.click("main form button")


def look(programme: Programme) -> None:
    """Let an operator look at the only member."""
    number = Member.objects.get().number
    looker = Looker(role=Role.CLERK, name="R. Lind", unit="counter")
    programme.write(lambda: note(programme, known(programme, number), looker,
                                 action="statement", why="asked at the counter"))  # fmt: skip


def tell(programme: Programme) -> None:
    """Tell the only member of records that were taken back."""
    number = Member.objects.get().number
    programme.write(lambda: make(programme, known(programme, number), Subject.RECALL,
                                 said={"source": SOURCE, "records": 2}))  # fmt: skip


def codes_and_notices(page: "Page", place: str, judge: Callable[["Page", str], None]) -> None:
    """Make a code, change where notices go, open a notice, delete a record; judge each page."""
    page.goto(f"{place}/benefits/")
    page.locator("form[action$='/benefits/code/'] button").first.click()
    judge(page, "code")
    page.goto(f"{place}/notices/")
    page.check("#channel-letter")
    page.click("form[action$='/notices/contact/'] button")
    judge(page, "notices-faults")
    page.goto(f"{place}/notices/")
    page.locator("form[action$='/notices/open/'] button").first.click()
    judge(page, "notice-opened")
    page.goto(f"{place}/contest/")
    page.locator("form[action$='/contest/delete/'] button").first.click()
    judge(page, "delete")
    page.locator("form[action$='/contest/delete/'] button").click()
    judge(page, "deleted")


def imagine(page: "Page", place: str, judge: Callable[["Page", str], None]) -> None:
    """Imagine an act, wrongly and rightly, and judge each page."""
    for source, kind in ((OTHER, "clean-up"), (SOURCE, "volunteer-shift")):
        page.goto(f"{place}/statement/what-if/")
        page.select_option("#kind", kind)
        page.click("main form button")
        page.click("main form button")
        judge(page, f"what-if-{source}")
    page.fill("#f-hours", "8")
    page.click("main form button")
    judge(page, "what-if-result")


def contest_and_leave(page: "Page", place: str, judge: Callable[["Page", str], None]) -> None:
    """Contest a record, leave, and judge each page on the way."""
    page.goto(f"{place}/contest/")
    page.locator("form[action$='/contest/file/'] button").first.click()
    page.click("main form button")
    judge(page, "reasons-faults")
    page.fill("#reasons", "I was there for three hours")
    page.click("main form button")
    judge(page, "contest-filed")
    page.goto(f"{place}/leave/")
    page.click("main form:not([action]) button")
    judge(page, "leave-faults")
    page.check("#confirm")
    page.click("main form:not([action]) button")
    judge(page, "left")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_axe_finds_nothing_on_any_page_and_all_fit_a_telephone(
    browser: "Browser", lang: str
) -> None:
    town = open_fresh()
    programme = town.programme
    add_source(SOURCE)
    add_source(OTHER)
    for partner in ("city-library", "city-museum"):
        Partner.objects.create(name=partner, title={"en": partner}, registered=programme.today())
    seen = 0
    found: dict[str, list[str]] = {}

    def judge(page: "Page", name: str) -> None:
        nonlocal seen
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            seen += 1
            faults = wrong(page, f"{lang}-{name}", width)
            if faults:
                found[f"{lang} {name} {width}"] = faults

    with served(application(programme)) as base:
        context = browser.new_context(color_scheme="light")
        page = context.new_page()
        for place in PUBLIC:
            page.goto(f"{base}/{lang}/{place}")
            judge(page, place.partition("?")[0].strip("/").replace("/", "-") or "home")
        page.goto(f"{base}/{lang}/join/account/")
        page.click("main form button")
        judge(page, "account-faults")
        fill_join(page, f"{base}/{lang}/join/account/", "river heron")
        assert page.url.endswith("/consents/")
        judge(page, "consents-none")
        page.goto(f"{base}/{lang}/statement/")
        judge(page, "statement-none")
        page.goto(f"{base}/{lang}/consents/")
        page.locator(f"form:has(input[value={SOURCE}]) button").click()
        page.locator("form[action$='/consents/slip/'] button").click()
        judge(page, "slip")
        [handle] = redeem(programme, SOURCE, [page.locator("dd.code").inner_text()])
        assert handle is not None
        today = programme.today()
        file_records(programme, SOURCE, [
            row(n, handle, SOURCE, "volunteer-shift", today, hours=n) for n in (1, 2, 3)
        ])  # fmt: skip
        look(programme)
        tell(programme)
        for place in OWN:
            page.goto(f"{base}/{lang}/{place}")
            judge(page, place.strip("/").replace("/", "-"))
        imagine(page, f"{base}/{lang}", judge)
        codes_and_notices(page, f"{base}/{lang}", judge)
        contest_and_leave(page, f"{base}/{lang}", judge)
        context.close()
    assert seen == 2 * (len(PUBLIC) + len(OWN) + 16)
    assert found == {}


def test_the_pages_work_without_scripts_and_in_the_dark(browser: "Browser") -> None:
    town = open_fresh()
    add_source(SOURCE)
    with served(application(town.programme)) as base:
        context = browser.new_context(java_script_enabled=False, color_scheme="dark")
        page = context.new_page()
        fill_join(page, f"{base}/en/join/account/", "night ferry")
        assert page.url == f"{base}/en/consents/"
        context.close()
        dark = browser.new_context(color_scheme="dark").new_page()
        for place in PUBLIC:
            dark.goto(f"{base}/en/{place}")
            assert axe_of(dark) == []


def test_axe_finds_what_is_planted(browser: "Browser") -> None:
    page = browser.new_page()
    page.set_content("<html><body><p style='color:#ccc'>pale</p><a href='#x'></a></body></html>")
    found = {each.partition(":")[0] for each in axe_of(page)}
    assert {"color-contrast", "link-name", "html-has-lang", "page-has-heading-one"} <= found
