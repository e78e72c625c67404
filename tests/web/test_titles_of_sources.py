"""A source is called what it was registered as, wherever its member reads of it."""

from dataclasses import replace
from typing import Final

from tests.support.browser import Browser, joined
from tests.support.running import START, Opened, open_fresh, row

from goodstanding.ledger.models import Member, Source
from goodstanding.present.text import explanation_text
from goodstanding.rulebook.words.known import language_of
from goodstanding.service.filing import file_records
from goodstanding.service.linking import redeem
from goodstanding.service.own_statement import own_statement
from goodstanding.web.wsgi import application

POLICE: Final = "traffic-police"
TITLES: Final = {"en": "Brigade of the harbour", "zh": "交通警察"}
OTHERS: Final = {"en": "traffic police", "zh": "交警部门"}
"""What the words have for the same name, where nobody registered it."""


def fined(lang: str) -> tuple[Opened, Browser]:
    """Return a programme with a member who was fined and told of it by nobody yet."""
    town = open_fresh()
    Source.objects.create(
        name=POLICE, title=TITLES, rows_per_day_max=1_000_000, registered=START.date()
    )
    browser = Browser(application(town.programme))
    joined(browser, "river heron", lang=lang)
    browser.send(browser.get(f"/{lang}/consents/").form("/consents/give/"))
    slip = browser.send(browser.get(f"/{lang}/consents/").form("/consents/slip/"))
    before = {"en": "The slip ", "zh": "关联码 "}[lang]
    [handle] = redeem(town.programme, POLICE, [slip.words.split(before)[-1][:11]])
    assert handle is not None
    fine = row(1, handle, POLICE, "traffic-fine", town.programme.today(), fine=50_000)
    assert file_records(town.programme, POLICE, [fine]).admitted == 1
    return town, browser


def test_every_page_of_a_member_calls_a_source_what_it_was_registered_as() -> None:
    for lang, title in TITLES.items():
        assert language_of(lang).name(POLICE) == OTHERS[lang] != title
        _, browser = fined(lang)
        pages = {"notice and statement": browser.get(f"/{lang}/statement/").words}
        assert "r-1" in pages["notice and statement"]
        pages["statement"] = browser.get(f"/{lang}/statement/").words
        contest = browser.get(f"/{lang}/contest/")
        pages["contest"] = contest.words
        asked = browser.send(contest.form("/contest/file/"))
        pages["asked"] = asked.words
        pages["contested"] = browser.send(asked.form("/contest/file/"), reasons="12").words
        pages["consents"] = browser.get(f"/{lang}/consents/").words
        Source.objects.update(active=False)
        pages["consents of an ended source"] = browser.get(f"/{lang}/consents/").words
        for name, words in pages.items():
            assert title in words, (lang, name)
            assert OTHERS[lang] not in words, (lang, name)
        assert pages["notice and statement"].count(title) > pages["statement"].count(title) > 0
        assert len(pages) == 7


def test_the_statement_of_the_counter_calls_it_so_too() -> None:
    town, browser = fined("zh")
    assert browser.get("/zh/statement/").status == 200
    explanation = own_statement(town.programme, Member.objects.get().number)
    for found, (said, other) in (
        (explanation, (TITLES["zh"], OTHERS["zh"])),
        (replace(explanation, titles={}), (OTHERS["zh"], TITLES["zh"])),
    ):
        text = explanation_text(found, "zh")
        assert said in text
        assert other not in text
