"""A marker goes through all that takes words about a member; leaving leaves none of it."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, Final

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import BinaryField
from tests.support.browser import PASSWORD, Browser
from tests.support.configured import ADDRESS, postgres
from tests.support.desk import somebody
from tests.support.exercised import exercised
from tests.support.printed import printed
from tests.support.running import add_source, row
from tests.support.shell import open_shell

from goodstanding.config.posts import LetterFolder
from goodstanding.ledger.copies import make_copy
from goodstanding.ledger.models import Erased, Member, Partner
from goodstanding.ledger.sealing import SealBrokenError
from goodstanding.service import appeals, checks, counter, due, notices, proposals, repairs, shell
from goodstanding.service.accounts import login_kept
from goodstanding.service.auditing import draw
from goodstanding.service.consents import Given, give
from goodstanding.service.counter import at_the_counter, with_guardian
from goodstanding.service.exports import export
from goodstanding.service.filing import file_records
from goodstanding.service.keys_of_parties import make_partner_key, token_of
from goodstanding.service.linking import make_slip, redeem
from goodstanding.service.looks import REASON, Role
from goodstanding.service.programme import Programme
from goodstanding.service.proposals import Deed
from goodstanding.web.logs import JsonLines
from goodstanding.web.wsgi import application

MARK: Final = "Zinnia-Quillfeather-7731"
TAX, SHIFTS, AWARDS = "tax-office", "volunteer-network", "awards-office"
PARTNER, BENEFIT = "city-library", "library-loans"
SECONDS_MAX: Final = 60

ABOUT: Final = (
    "contact", "entry", "entry state", "notice", "appeal", "appeal move", "repair", "repair move",
    "look", "consent", "consent move", "level held", "proposal", REASON,
)  # fmt: skip
TAGS: Final = frozenset({
    "address", "award", "shift", "appeal", "rejected", "again", "at last", "repair", "granted",
    "counter", "mandate", "correction", "declined", "password", "sample",
})  # fmt: skip
"""What the marker is followed by, of each feature that keeps words about a member."""


def said(tag: str) -> str:
    """Return the marker as one feature is told it."""
    assert tag in TAGS
    return f"{MARK} {tag}."


def text_of(row: Any) -> list[bytes]:
    """Return the bytes that stand in the columns of a row."""
    names = [f.attname for f in row._meta.fields if isinstance(f, BinaryField)]
    return [bytes(value) for name in names if (value := getattr(row, name)) is not None]


def everything() -> list[Any]:
    """Return every row of the database."""
    return [row for model in apps.get_models() for row in model._default_manager.all()]


def readable(programme: Programme, sealed: list[bytes]) -> str:
    """Return all that the keys that are left open, reasons within looks too."""
    seals = list(programme.keys.of_all(programme.keys.numbers()).values())
    found, left = [], list(sealed)
    while left:
        each = left.pop()
        for seal in seals:
            for about in ABOUT:
                try:
                    opened = seal.open(each, about=about)
                except SealBrokenError:
                    continue
                found.append(json.dumps(opened))
                left += [bytes.fromhex(opened["reason"])] if opened.get("reason") else []
    return "\n".join(found)


def tags_in(text: str) -> set[str]:
    """Return which features' marker stands in a text."""
    return {tag for tag in TAGS if said(tag) in text}


def holding(folder: Path) -> list[str]:
    """Return the files of a folder that hold the marker, plain, as UTF-16, or as an escape."""
    wanted = [MARK.encode(), MARK.encode("utf-16-le"), MARK.encode().hex().encode()]
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(each in path.read_bytes() for each in wanted)
    ]


@pytest.fixture
def log() -> Iterator[Callable[[Path], None]]:
    """Return what lets the log of this process be written to a file."""
    root, events = logging.getLogger(), logging.getLogger("goodstanding.events")
    sinks: list[logging.FileHandler] = []
    level = events.level

    def begin(path: Path) -> None:
        sinks.append(logging.FileHandler(path, mode="w", encoding="utf-8"))
        sinks[0].setFormatter(JsonLines())
        root.addHandler(sinks[0])
        events.setLevel(logging.INFO)

    yield begin
    events.setLevel(level)
    for sink in sinks:
        root.removeHandler(sink)
        sink.close()


def enrolled(browser: Browser) -> int:
    """Join through the page, with a name and an address that hold the marker."""
    form = browser.get("/en/join/account/").form("/join/account/")
    browser.send(form, login=MARK, password=PASSWORD, again=PASSWORD, channel="letter",
                 address=said("address"), read="yes", of_age="yes")  # fmt: skip
    return Member.objects.get().number


def filed(programme: Programme, number: int, source: str, kind: str, **fields: Any) -> int:
    """Authorise a source, and let it file one record; return the consent."""
    add_source(source)
    consent = give(programme, number, Given(source=source)).consent
    [handle] = redeem(programme, source, [make_slip(programme, number, consent).code])
    assert handle is not None
    record = row(1, handle, source, kind, programme.today(), **fields)
    assert file_records(programme, source, [record]).admitted == 1
    return consent


def heard(programme: Programme, number: int) -> None:
    """Contest a record twice, and ask for a repair."""
    ann, ben, cleo = (somebody(programme, name, Role.REVIEWER) for name in ("Ann", "Ben", "Cleo"))
    case = appeals.file(programme, number, source=TAX, record="t", reasons=said("appeal"))
    appeals.open_case(programme, ann, case)
    appeals.reject(programme, ann, case, reasons=said("rejected"))
    appeals.file_again(programme, number, case, reasons=said("again"))
    appeals.open_case(programme, ben, case)
    appeals.reject(programme, ben, case, reasons=said("at last"))
    asked = repairs.ask(programme, number, source=TAX, record="t", reasons=said("repair"))
    repairs.open_case(programme, cleo, asked)
    repairs.grant(programme, cleo, asked, reasons=said("granted"))


def worked(programme: Programme) -> None:
    """Let those who work for the programme look, correct, and say why."""
    dan, eve = (somebody(programme, name, Role.OPERATOR) for name in ("Dan", "Eve"))
    clerk = somebody(programme, "Fay", Role.CLERK)
    here = at_the_counter(programme, clerk, MARK, PASSWORD, why=said("counter"))
    counter.show(programme, here)
    counter.show(programme, with_guardian(here, said("mandate")))
    counter.export_here(programme, here)
    asked = {"source": SHIFTS, "record": said("shift"), "why": said("correction")}
    change = {**asked, "kind": "volunteer-shift", "on": f"{programme.today()}",
              "fields": {"hours": "5"}}  # fmt: skip
    declined = proposals.propose(programme, dan, Deed.CORRECT_RECORD, asked)
    proposals.decline(programme, eve, declined, why=said("declined"))
    proposals.approve(
        programme, eve, proposals.propose(programme, dan, Deed.CORRECT_RECORD, change)
    )
    shell.new_password(programme, clerk, MARK, PASSWORD, why=said("password"))
    auditor = somebody(programme, "Gus", Role.AUDITOR)
    assert len(draw(programme, auditor, 1, word="a word of ours", why=said("sample"))) == 1


def through_everything(programme: Programme, browser: Browser, folder: Path) -> tuple[int, int]:
    """Let the marker go through every feature; return the member and a consent."""
    number = enrolled(browser)
    filed(programme, number, TAX, "tax-arrears", id="t")
    filed(programme, number, SHIFTS, "volunteer-shift", id=said("shift"), hours=3)
    consent = filed(programme, number, AWARDS, "government-award", level="city", id="a",
                    act=said("award"))  # fmt: skip
    due.work(programme)
    letters = [printed(path.read_bytes()) for path in (folder / "letters").iterdir()]
    assert any(MARK in each for each in letters)
    for each in notices.notices_of(programme, number):
        notices.open_notice(programme, number, each.number)
    heard(programme, number)
    worked(programme)
    Partner.objects.create(name=PARTNER, title={}, registered=programme.today())
    key = token_of(programme, make_partner_key(programme, PARTNER).text)
    code = checks.make_code(programme, number, PARTNER, BENEFIT).code
    token = checks.token_of(programme, PARTNER, BENEFIT, code)
    assert checks.answer(programme, checks.Asked(key=key, partner=PARTNER, token=token))
    browser.send(
        browser.get("/en/sign-in/").form("/sign-in/"), login=MARK, password=PASSWORD
    )  # the password is new
    for place in ("statement", "contest", "consents", "notices", "who-looked", "benefits"):
        assert browser.get(f"/en/{place}/", follow=False).status == 200, place
    browser.get(f"/en/{MARK}/?q={MARK}")
    due.work(programme)
    return number, consent


def traces(numbers: set[int], names: set[str]) -> list[str]:
    """Return the tables in which a number or a name of somebody's stands still."""
    found = []
    for each in everything():
        cells = [getattr(each, field.attname) for field in each._meta.fields]
        words = " ".join(cell for cell in cells if isinstance(cell, str))
        if numbers & {c for c in cells if isinstance(c, int)} or any(n in words for n in names):
            found.append(each._meta.db_table)
    return found


def test_of_a_marker_that_went_through_every_feature_nothing_is_left(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, log: Callable[[Path], None]
) -> None:
    town = open_shell(capsys)
    Session.objects.all().delete()
    log(town.folder / "server.log")
    posts = {"letter": LetterFolder(town.folder / "letters")}
    programme = replace(town.programme, posts=posts)
    browser = Browser(application(programme))
    number, consent = through_everything(programme, browser, town.folder)
    account = User.objects.get(username=login_kept(programme, MARK)).pk
    make_copy(tmp_path, programme.now())
    backup = [each for row in everything() for each in text_of(row)]
    before = tags_in(readable(programme, backup))
    assert before == TAGS
    assert tags_in(export(programme, number)) == TAGS
    assert traces({number, consent}, set()) != []
    browser.send(browser.get("/en/leave/").form("/leave/"), confirm="yes")
    began = monotonic()
    due.work(programme)
    assert tags_in(readable(programme, backup)) == set()
    assert MARK not in readable(programme, backup)
    places = [town.folder, tmp_path, *([Path(postgres())] if ADDRESS == "postgres" else [])]
    files = sum(path.is_file() for place in places for path in place.rglob("*"))
    assert [holding(place) for place in places] == [[] for _ in places]
    assert monotonic() - began < SECONDS_MAX
    left = traces({number, consent}, {login_kept(programme, MARK), str(number)})
    assert left == [Erased._meta.db_table]
    assert not User.objects.filter(pk=account).exists()
    assert list((town.folder / "letters").iterdir()) == []
    said = {"features": len(before), "sealed": len(backup), "files": files}
    exercised("a marker", said)
    (tmp_path / "page").write_bytes(b"\0" + MARK.encode() + b"\0")
    assert holding(tmp_path) == ["page"]  # the search finds what is there
    connection.close()
