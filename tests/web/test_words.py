"""No page in Chinese holds an English word, but for a list of names that stay as they are."""

import re
from typing import Final

from tests.support.browser import PASSWORD, Browser, joined
from tests.support.running import Opened, add_source, open_fresh, row

from goodstanding.service.filing import file_records
from goodstanding.service.linking import redeem
from goodstanding.web.routes import READ, ROUTES
from goodstanding.web.words import PAGE_WORDS
from goodstanding.web.wsgi import application

SOURCE: Final = "volunteer-network"
STAY: Final = {
    "English",  # the name of the other language, for those who read it
    "Recognition", "office", "Harbour", "Road",  # the operator's name and address, as settled
    "Traffic", "Act", "section",  # the law that the operator named
    "SHA", "event", "reference",  # the hash of a policy, and its name
    "GDPR", "a", "Asia", "Shanghai", "PDF",  # a law and its point, a time zone, a sort of file
    "JWS", "RFC", "Ed", "ey",  # the form of a receipt, its standard, and how one begins
    "r",  # the number of a record, as its source gave it
}  # fmt: skip
SIGNED: Final = re.compile(r"ey[\w.-]{40,}")
NAME: Final = re.compile(r"https?://[\w.:/-]+|\b[a-z]+-[a-z]+(?:-[a-z]+)*\b")
"""An address, or a name that the rules have: the privacy notice says both beside their titles."""

KEY: Final = re.compile(r"\{.*\}")
HASH: Final = re.compile(r"[0-9a-f]{64}")
CODE: Final = re.compile(r"\b[0-9A-HJ-NP-TV-Z]{5} [0-9A-HJ-NP-TV-Z]{5}\b")


def english_of(words: str) -> set[str]:
    """Return the words of a page in letters of English that do not stay as they are."""
    for pattern in (SIGNED, HASH, CODE, NAME, KEY):
        words = pattern.sub(" ", words)
    return {word for word in re.findall(r"[A-Za-z]+", words) if word not in STAY}


def chinese_pages(town: Opened) -> dict[str, str]:
    """Return the words of every page in Chinese, by name."""
    programme = town.programme
    browser = Browser(application(programme))
    found = {
        route.name: browser.get(f"/zh/{route.path}").words
        for route in ROUTES.values() if route.methods >= READ
    }  # fmt: skip
    found["missing"] = browser.get("/zh/nowhere/").words
    form = browser.get("/zh/join/account/").form("/account/")
    found["faults"] = browser.send(form, login="x").words
    found["joined"] = joined(browser, "river heron", lang="zh").words
    page = browser.get("/zh/consents/")
    found["given"] = browser.send(page.form("/consents/give/")).words
    slip = browser.send(browser.get("/zh/consents/").form("/consents/slip/"))
    found["slip"] = slip.words
    [handle] = redeem(programme, SOURCE, [slip.words.split("关联码 ")[-1][:11]])
    assert handle is not None
    shift = row(1, handle, SOURCE, "volunteer-shift", programme.today(), hours=4)
    file_records(programme, SOURCE, [shift])
    for route in ROUTES.values():
        if route.methods >= READ:
            found[f"own {route.name}"] = browser.get(f"/zh/{route.path}").words
    form = browser.get("/zh/statement/what-if/").form("/what-if/")
    found["no kind"] = browser.send(form).words
    form = browser.send(form, kind="volunteer-shift").form("/what-if/")
    found["what if"] = browser.post(form.action, {**form.fields, "f-hours": "4"}).words
    found["what if wrong"] = browser.post(
        form.action, {**form.fields, "f-hours": "x", "on": "y"}
    ).words
    form = browser.get("/zh/contest/").form("/contest/file/")
    found["reasons"] = browser.send(form).words
    found["no reasons"] = browser.send(browser.send(form).form("/contest/file/")).words
    filled = browser.send(form).form("/contest/file/")
    found["contested"] = browser.send(filled, reasons="时数不对").words
    form = browser.get("/zh/leave/").form("/leave/")
    found["left"] = browser.send(form, confirm="yes").words
    form = browser.get("/zh/sign-in/").form("/sign-in/")
    found["wrong"] = browser.send(form, login="nobody", password=PASSWORD).words
    return found


def test_no_page_in_chinese_holds_an_english_word() -> None:
    town = open_fresh()
    add_source(SOURCE)
    pages = chinese_pages(town)
    assert len(pages) > 20
    found = {name: english_of(words) for name, words in pages.items()}
    assert {name: words for name, words in found.items() if words} == {}
    english = Browser(application(town.programme)).get("/en/join/").words
    assert len(english_of(english)) > 100


def test_both_languages_fill_the_same_places() -> None:
    english, chinese = PAGE_WORDS["en"], PAGE_WORDS["zh"]
    seen = 0
    for part in ("frame", "home", "join", "sign_in", "statement", "contest", "consents", "looks",
                 "benefits", "notices", "whatif", "certificate", "keys", "leave",
                 "faults"):  # fmt: skip
        for name in getattr(english, part).__slots__:
            ours, theirs = (getattr(getattr(each, part), name) for each in (english, chinese))
            seen += 1
            for left, right in zip(_texts(ours), _texts(theirs), strict=True):
                assert set(re.findall(r"\{\w+\}", left)) == set(re.findall(r"\{\w+\}", right)), name
    assert seen > 150


def _texts(found: object) -> list[str]:
    """Return the texts of a field."""
    if isinstance(found, str):
        return [found]
    if isinstance(found, tuple):
        return list(found)
    assert isinstance(found, dict)
    return [found[key] for key in sorted(found)]
