"""A new edition on the pages: read before it holds, and agreed to kind by kind."""

import pytest
from tests.support.browser import Browser, joined
from tests.support.desk import edition
from tests.support.pages import ROOT
from tests.support.running import Opened, add_source, open_fresh

from goodstanding.ledger.models import Edition, Member
from goodstanding.model.names import KindName
from goodstanding.service.consents import consents
from goodstanding.service.editions import parsed
from goodstanding.web.wsgi import application

TEXT = (ROOT / "policies/event-reference/event-reference.yaml").read_text(encoding="utf-8")
SOURCE = "community-council"
KIND = """  bench-care:
    source: community-council
    means: {en: A day of care for public benches, zh: 参加一天公共座椅养护}
    basis: own service
    needs: [time]
    context: community
"""
RULE = """  bench-care:
    title: {en: Care of public benches, zh: 公共座椅养护}
    record: bench-care
    points: 2
    lasts: 1 year
"""
PARK = "  park-care:\n    "
SECOND = (
    edition(TEXT, 2, "2026-03-02", "2026-05-01")
    .replace(PARK + "source", KIND + PARK + "source", 1)
    .replace(PARK + "title", RULE + PARK + "title", 1)
)


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    add_source(SOURCE)
    return found


def publish_second(town: Opened, text: str = SECOND) -> None:
    """Publish the second edition, which does not hold yet."""
    found = parsed(text)
    Edition.objects.create(
        edition=2, text=text, sha256="", published=town.programme.today(), in_force=found.in_force
    )


def test_a_member_agrees_to_what_a_new_edition_reads_or_renews_without_it(town: Opened) -> None:
    browser = Browser(application(town.programme))
    page = browser.send(joined(browser, "river heron").form("/consents/give/"))
    asking = "Until you agree, no rule reads it"
    assert asking not in page.words
    publish_second(town)
    page = browser.get("/en/consents/")
    assert asking in page.words
    assert "public benches" in page.words
    assert "在您同意之前" in browser.get("/zh/consents/").words
    agree, plain = page.forms("/consents/renew/")
    assert (agree.fields["kind"], "kind" in plain.fields) == ("bench-care", False)
    member = Member.objects.get().number
    page = browser.send(plain)
    assert "another span from today" in page.words
    assert asking in page.words
    assert "bench-care" not in consents(town.programme, member)[0].kinds
    assert browser.send(agree, kind="traffic-fine").status == 409
    page = browser.send(page.forms("/consents/renew/")[0])
    assert "You have agreed" in page.words
    assert asking not in page.words
    assert "public benches" in page.words
    assert "bench-care" in consents(town.programme, member)[0].kinds


def test_to_renew_alone_agrees_to_no_heavier_reading_and_the_page_names_it(town: Opened) -> None:
    browser = Browser(application(town.programme))
    browser.send(joined(browser, "river heron").form("/consents/give/"))
    head, sign, tail = edition(TEXT, 2, "2026-03-02", "2026-05-01").partition(
        "  clean-up:\n    title"
    )
    text = head + sign + tail.replace("lasts: 1 year", "lasts: 4 years", 1)
    publish_second(town, text)
    page = browser.get("/en/consents/")
    agree, plain = page.forms("/consents/renew/")
    assert agree.fields["kind"] == "clean-up"
    named = parsed(text).kinds[KindName("clean-up")].means["en"]
    asking = f"neither for nor against you: {named} Agree to this too"
    assert asking in page.words
    page = browser.send(plain)
    assert "another span from today" in page.words
    assert asking in page.words
    page = browser.send(page.forms("/consents/renew/")[0])
    assert "You have agreed" in page.words
    assert asking not in page.words


def test_everybody_reads_an_edition_before_it_holds_and_after(town: Opened) -> None:
    browser = Browser(application(town.programme))
    assert "Every edition Edition 1, published on" in browser.get("/en/board/").words
    assert "What edition" not in browser.get("/en/board/").words
    publish_second(town)
    now = browser.get("/en/board/").words
    assert "Edition 1 of" in now
    assert "What edition 2 changes" in now
    assert "Care of public benches" in now.split("Where everybody starts")[1]
    coming = browser.get("/en/board/?edition=2").words
    assert "Edition 2 of" in coming
    assert "第2版的变化" in browser.get("/zh/board/?edition=2").words
    for strange in ("3", "x", "-1", ""):
        assert browser.get(f"/en/board/?edition={strange}").status == 404, strange
    town.clock.days(60)
    assert "Edition 2 of" in browser.get("/en/board/").words
    assert "What edition" not in browser.get("/en/board/").words
    assert "Edition 1 of" in browser.get("/en/board/?edition=1").words


def test_the_first_edition_is_read_before_it_holds(town: Opened) -> None:
    browser = Browser(application(town.programme))
    Edition.objects.update(in_force=town.programme.today().replace(year=2027))
    assert "Edition 1 of" in browser.get("/en/board/").words
    assert "has not begun" in browser.get("/en/join/").words
    Edition.objects.all().delete()
    assert "has not begun" in browser.get("/en/board/").words
