"""What if, certificates, receipts, the privacy notice: made when asked for, never kept."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from tests.support.browser import Answer, Browser, joined
from tests.support.desk import somebody
from tests.support.printed import is_tagged, packed, printed
from tests.support.running import START, Opened, add_source, open_fresh, row

from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.ledger.models import Edition, Member, Partner
from goodstanding.model.names import KindName
from goodstanding.present.pdf import fonts_for
from goodstanding.present.whatif import whatif_text
from goodstanding.service import counter
from goodstanding.service.certificates import Shows
from goodstanding.service.counter import Counter, with_guardian
from goodstanding.service.editions import policy_on
from goodstanding.service.filing import file_records
from goodstanding.service.imagining import imaginable, imagine_written, may_add
from goodstanding.service.linking import redeem
from goodstanding.service.looks import Role, looks
from goodstanding.service.receipts import public_key
from goodstanding.web.wsgi import application

VOLUNTEERS, POLICE, AWARDS, GIFTS = (
    "volunteer-network", "traffic-police", "awards-office", "charity-register",
)  # fmt: skip


def town_with(*sources: str, policy: str = "event-reference") -> tuple[Opened, Browser]:
    """Return a programme with sources, and the browser of its only member."""
    found = open_fresh(policy=policy)
    for name in sources:
        add_source(name)
    browser = Browser(application(found.programme))
    joined(browser, "river heron")
    return found, browser


def authorised(browser: Browser, source: str) -> Answer:
    """Authorise a source through the pages."""
    forms = browser.get("/en/consents/").forms("/give/")
    return browser.send(next(form for form in forms if form.fields["source"] == source))


def asked(browser: Browser, kind: str, lang: str = "en", **said: str) -> Answer:
    """Choose a kind and imagine an act of it."""
    page = browser.send(browser.get(f"/{lang}/statement/what-if/").form("/what-if/"), kind=kind)
    form = page.form("/what-if/")
    return browser.post(form.action, {**form.fields, **said})


def everything() -> dict[str, str]:
    """Return all that the ledger holds, by table, but for the sessions of browsers."""
    return {
        model._meta.db_table: serializers.serialize("json", model._default_manager.order_by("pk"))
        for model in apps.get_models()
        if model._meta.app_label == "ledger"
    }


def test_what_if_shows_the_statement_with_an_act_and_keeps_nothing() -> None:
    town, browser = town_with(VOLUNTEERS)
    authorised(browser, VOLUNTEERS)
    before = everything()
    page = asked(browser, "volunteer-shift", **{"f-hours": "8"})
    assert "1,000 points 1,008 points (+8)" in page.words
    assert "Volunteer hours 2 March 2026 +8 +8 counts in full" in page.words
    assert "It opens nothing more" in page.words
    chinese = asked(browser, "volunteer-shift", "zh", **{"f-hours": "8"})
    assert "1008分（+8）" in chinese.words
    later = asked(browser, "volunteer-shift", **{"f-hours": "8", "on": "2026-08-01"})
    assert "On 1 August 2026" in later.words
    assert "1,000 points" in browser.get("/en/statement/").words
    after = everything()
    assert len(after) > 20
    assert [name for name in after if after[name] != before[name]] == []
    assert "what-if" not in " ".join(before.values())
    file_a_shift(town, browser)
    assert [name for name, held in everything().items() if held != before[name]] != []


def file_a_shift(town: Opened, browser: Browser) -> None:
    """Let the volunteers file what was imagined."""
    slip = browser.send(browser.get("/en/consents/").form("/consents/slip/"))
    [handle] = redeem(town.programme, VOLUNTEERS, [slip.words.split("The slip ")[1][:11]])
    assert handle is not None
    shift = row(1, handle, VOLUNTEERS, "volunteer-shift", town.programme.today(), hours=8)
    assert file_records(town.programme, VOLUNTEERS, [shift]).admitted == 1
    assert "1,008 points" in browser.get("/en/statement/").words


def test_what_if_says_what_it_would_open_and_that_a_source_is_not_authorised() -> None:
    _, browser = town_with(VOLUNTEERS, AWARDS)
    library()
    page = asked(browser, "government-award", **{"f-level": "city"})
    assert "You have not authorised awards-office for this" in page.words
    assert "1,000 points 1,000 points, the same" in page.words
    authorised(browser, AWARDS)
    page = asked(browser, "government-award", **{"f-level": "city"})
    assert "1,030 points (+30)" in page.words
    assert "Level none Recognised" in page.words
    assert "Library books at a time: 8 books" in page.words
    assert "not authorised" not in page.words
    past = asked(browser, "government-award", **{"f-level": "city", "on": "2020-01-01"})
    assert "outside what you authorised" in past.words


def library() -> None:
    """Register the partner of the only benefit."""
    Partner.objects.create(
        name="city-library", title={"en": "City library"}, registered=START.date()
    )


def test_what_no_registered_source_files_and_no_registered_partner_gives_is_not_shown() -> None:
    town, browser = town_with(AWARDS)
    authorised(browser, AWARDS)
    opened = "Library books at a time"
    for there in (False, True):
        if there:
            library()
        page = asked(browser, "government-award", **{"f-level": "city"})
        assert "Level none Recognised" in page.words
        assert (opened in page.words) is there
        assert (opened in browser.get("/en/join/").words) is there
    number = Member.objects.get().number
    for sources in ((AWARDS,), (AWARDS, VOLUNTEERS)):
        if VOLUNTEERS in sources:
            add_source(VOLUNTEERS)
        found = imagine_written(town.programme, number, [])
        assert found.next_level is not None
        kinds = found.before.policy.kinds
        assert {kinds[each.kind].source for each in found.next_level.actions} == set(sources)
        said = whatif_text(found, "en")
        assert ("once you have authorised volunteer-network" in said) is (VOLUNTEERS in sources)
        assert said.count("once you have authorised") == len(sources) - 1


def test_what_if_tells_every_field_that_is_wrong_in_both_languages() -> None:
    _, browser = town_with(VOLUNTEERS, GIFTS, AWARDS, POLICE)
    for lang, words in (
        ("en", ("whole number from 1 to 8", "Enter a day, until 2027-03-03", "choose one")),
        ("zh", ("1至8的整数", "不晚于2027-03-03的日期", "请选择一项")),
    ):
        page = asked(browser, "volunteer-shift", lang, **{"f-hours": "9.5", "on": "2027-03-04"})
        assert page.status == 422
        assert [each for each in words[:2] if page.words.count(each) != 2] == []
        assert 'value="9.5"' in page.text
        assert asked(browser, "volunteer-shift", lang, on="31.3.").words.count(words[1]) == 2
        assert words[2] in asked(browser, "government-award", lang).words
        money = asked(browser, "gift", lang, **{"f-amount": "1.234"})
        assert (money.status, "f-amount-fault" in money.text) == (422, True)
        form = browser.get(f"/{lang}/statement/what-if/").form("/what-if/")
        for kind in ("", "gift-of-gold", "traffic-fine"):
            assert browser.send(form, kind=kind).status == 422


def test_what_if_offers_what_gives_points_by_registered_sources_and_nothing_else() -> None:
    town, _ = town_with(VOLUNTEERS, POLICE)
    number = Member.objects.get().number
    [found] = imaginable(town.programme, number)
    assert [kind.name for kind in found.kinds] == ["volunteer-shift"]
    policy = policy_on(town.programme, town.programme.today())
    adding = {name for name in policy.kinds if may_add(policy, name)}
    assert len(adding) == 16
    assert KindName("traffic-fine") not in adding
    _, browser = town_with("citizen-card", policy="index-reference")
    page = asked(browser, "utility-bill")
    assert "choose one" in page.words
    assert asked(browser, "utility-bill", **{"f-on_time": "yes"}).status == 200
    assert "No source is registered" in town_with()[1].get("/en/statement/what-if/").words


@pytest.fixture
def printing() -> None:
    try:
        fonts_for("zh")
    except EnvironmentUnfitError:
        pytest.skip("there is no font for Chinese on this machine (apt-get install fonts-noto-cjk)")


@pytest.mark.usefixtures("printing")
def test_a_certificate_says_what_the_member_chose_in_both_languages_and_no_more() -> None:
    town, browser = town_with(VOLUNTEERS)
    town.clock.days(3)
    form = browser.get("/en/statement/certificate/").form("/certificate/")
    before = everything()
    bare = browser.send(form)
    assert bare.headers["content-type"] == "application/pdf"
    assert bare.headers["content-disposition"].endswith('filename="certificate-2026-03-05.pdf"')
    assert is_tagged(bare.body)
    said = packed(printed(bare.body))
    always = ("Personal copy: it proves nothing", "Seaside thanks", "海滨致谢", "5 March 2026",
              "2026年3月5日", Edition.objects.get().sha256, "/en/board/", "/zh/board/")  # fmt: skip
    assert [each for each in always if packed(each) not in said] == []
    number = Member.objects.get().number
    chosen = {"since": ("2 March 2026", "2026年3月2日"), "level": ("Level", "等级"),
              "total": ("1,000 points", "1000分")}  # fmt: skip
    for name, words in chosen.items():
        shown = packed(printed(browser.post(form.action, {**form.fields, name: "yes"}).body))
        assert [each for each in words if packed(each) not in shown] == []
        others = [each for other in chosen if other != name for each in chosen[other]]
        assert [each for each in others if packed(each) in shown] == []
        assert [each for each in words if packed(each) in said] == []
        assert str(number) not in shown
        assert f"{number:x}" not in shown
    assert everything() == before
    assert looks(town.programme, number) == []


@pytest.mark.usefixtures("printing")
def test_a_certificate_that_no_font_can_print_is_said_so() -> None:
    town, _ = town_with()
    programme = replace(town.programme, title={"en": "Seaside \u0378", "zh": "海滨"})
    browser = Browser(application(programme))
    joined(browser, "night ferry")
    page = browser.send(browser.get("/en/statement/certificate/").form("/certificate/"))
    assert (page.status, "lacks a font" in page.words) == (503, True)


def test_a_certificate_at_the_counter_stands_in_the_log_and_is_not_for_a_guardian() -> None:
    town, _ = town_with()
    number = Member.objects.get().number
    clerk = replace(somebody(town.programme, "R. Lind", Role.CLERK), member=number)
    there = Counter(clerk=clerk, why="for the club")
    found = counter.certificate_here(town.programme, there, [Shows.TOTAL])
    assert (found.total, found.level, found.since) == (1000, None, None)
    [look] = looks(town.programme, number)
    assert (look.action, look.why, look.name) == ("certificate", "for the club", "R. Lind")

    def refused(act: Callable[[], Any]) -> None:
        with pytest.raises(ProblemsError):
            act()

    guarded = with_guardian(there, "order 12")
    refused(lambda: counter.certificate_here(town.programme, guarded, []))
    away = replace(there, clerk=replace(clerk, role=Role.AUDITOR))
    refused(lambda: counter.certificate_here(town.programme, away, []))
    assert len(looks(town.programme, number)) == 1


def test_the_privacy_notice_is_public_and_made_of_what_the_programme_runs_by() -> None:
    town = open_fresh()
    add_source(VOLUNTEERS)
    said = {"officer": {"en": "N. Rao, at the town hall", "zh": "市政厅N. Rao"}}
    programme = replace(town.programme, papers=said)
    browser = Browser(application(programme))
    page = browser.get("/en/privacy/")
    for words in ("Recognition office", VOLUNTEERS, "N. Rao, at the town hall", "12",
                  Edition.objects.get().sha256, "[the authority"):  # fmt: skip
        assert words in page.words, words
    assert "市政厅N. Rao" in browser.get("/zh/privacy/").words
    for place in ("/en/", "/en/join/", "/en/join/account/", "/en/board/"):
        assert 'href="/en/privacy/"' in browser.get(place).text, place
    chinese = Browser(application(programme), language="zh")
    assert chinese.get("/privacy", follow=False).headers["location"] == "/zh/privacy/"
    Edition.objects.all().delete()
    assert browser.get("/en/privacy/").status == 503


def test_anybody_checks_a_receipt_and_nothing_of_it_is_kept() -> None:
    town, browser = town_with(VOLUNTEERS)
    authorised(browser, VOLUNTEERS)
    receipts = browser.get("/en/consents/receipts/").words.split()
    text = next(word for word in receipts if word.startswith("ey"))
    stranger = Browser(application(town.programme))
    form = stranger.get("/en/receipts/check/").form("/check/")
    before = everything()
    page = stranger.send(form, receipt=f" {text[:80]}\n{text[80:]} ")
    assert "This programme signed this receipt" in page.words
    assert f'"source": "{VOLUNTEERS}"' in page.words
    chinese = stranger.post("/zh/receipts/check/", {**form.fields, "receipt": text})
    assert "由本项目签发，内容没有改动" in chinese.words
    head, body, signature = text.split(".")
    for wrong in (f"{head}.{body}x.{signature}", f"{head}.{body}.", "ey", "é.ü.ö", "x" * 30):
        page = stranger.send(form, receipt=wrong)
        assert (page.status, "did not sign this text" in page.words) == (200, True)
        assert VOLUNTEERS not in page.words
    assert stranger.send(form, receipt=" ").status == 422
    [key] = json.loads(stranger.get("/keys.json").body)["keys"]
    assert base64.urlsafe_b64decode(key["x"] + "=") == public_key(town.programme)
    assert key["kid"] in stranger.get("/en/receipts/check/").words
    assert everything() == before
