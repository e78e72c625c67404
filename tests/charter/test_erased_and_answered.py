"""Articles 2 and 7 in a running programme: what leaving leaves, and what a partner learns."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from tests.support.asking import ask
from tests.support.desk import somebody
from tests.support.running import Joined, Opened, add_source, join_with, open_fresh, row

from goodstanding.ledger.copies import make_copy
from goodstanding.ledger.models import Check, Partner
from goodstanding.ledger.sealing import SealBrokenError
from goodstanding.service import appeals, checks
from goodstanding.service.consents import withdraw
from goodstanding.service.exports import export
from goodstanding.service.filing import file_records
from goodstanding.service.halting import halt, resume
from goodstanding.service.joining import Joining, join
from goodstanding.service.keys_of_parties import make_partner_key
from goodstanding.service.leaving import leave
from goodstanding.service.looks import Role
from goodstanding.web.lane import Lane

AWARDS: Final = "awards-office"
PARTNER, BENEFIT = "city-library", "library-loans"
MARK: Final = "Zinnia-Quillfeather-7731"
"""A name that stands nowhere else."""

ABOUT: Final = (
    "contact", "entry", "entry state", "notice", "appeal", "appeal move", "repair", "repair move",
    "look", "consent", "consent move", "level held",
)  # fmt: skip
"""The names under which rows about members are sealed."""


@pytest.fixture
def town() -> Opened:
    opened = open_fresh()
    add_source(AWARDS)
    Partner.objects.create(name=PARTNER, title={"en": "L"}, registered=opened.programme.today())
    return opened


def awarded(town: Opened) -> Joined:
    """Return a member whose award reaches the first level."""
    joined = join_with(town.programme, AWARDS)
    day = town.programme.today()
    handle = joined.handles[AWARDS]
    award = row(1, handle, AWARDS, "government-award", day, level="city", act="a", id=handle)
    assert file_records(town.programme, AWARDS, [award]).admitted == 1
    return joined


def blobs(copy: Path) -> list[bytes]:
    """Return everything that stands sealed in a copy of the ledger."""
    with closing(sqlite3.connect(copy)) as ledger:
        named = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = [name for (name,) in ledger.execute(named)]
        return [
            value
            for table in tables
            for each in ledger.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            for value in each
            if isinstance(value, bytes)
        ]


def opened_by(town: Opened, sealed: list[bytes]) -> list[str]:
    """Return what the keys that are left open, whatever it is about."""
    seals = town.programme.keys.of_all(town.programme.keys.numbers()).values()
    found = []
    for each in sealed:
        for seal in seals:
            for about in ABOUT:
                try:
                    found.append(json.dumps(seal.open(each, about=about)))
                except SealBrokenError:
                    continue
    return found


def test_2b_leaving_erases_what_is_held_the_copies_included(town: Opened, tmp_path: Path) -> None:
    programme = town.programme
    told = Joining(
        notice_read=True, of_age=True, language="en", channel="e-mail", address=f"{MARK}@x.example"
    )
    leaving, staying = join(programme, told), awarded(town)
    copy = make_copy(tmp_path, programme.now())
    assert MARK.encode() not in copy.read_bytes()
    sealed = blobs(copy)
    assert any(MARK in each for each in opened_by(town, sealed))  # while there is a key
    leave(programme, leaving)
    left = opened_by(town, sealed)
    assert left
    assert not any(MARK in each for each in left)
    assert programme.keys.of(leaving) is None
    assert programme.keys.of(staying.number) is not None


def test_2b_a_source_that_is_withdrawn_takes_along_what_was_said_about_its_records(
    town: Opened, tmp_path: Path
) -> None:
    programme = town.programme
    joined = awarded(town)
    reviewer = somebody(programme, "Ann", Role.REVIEWER)
    case = appeals.file(
        programme,
        joined.number,
        source=AWARDS,
        record=joined.handles[AWARDS],
        reasons=f"{MARK} got it",
    )
    appeals.open_case(programme, reviewer, case)
    appeals.reject(programme, reviewer, case, reasons=f"it was not {MARK}")
    assert [len(each.said) for each in appeals.appeals_of(programme, joined.number)] == [2]
    assert MARK in export(programme, joined.number)
    sealed = blobs(make_copy(tmp_path, programme.now()))
    before = opened_by(town, sealed)
    assert sum(MARK in each for each in before) == 3  # two steps, and the notice of the second
    withdraw(programme, joined.number, joined.consents[AWARDS])
    left = opened_by(town, sealed)
    assert left  # the member is there still
    assert not any(MARK in each for each in left)


def test_7a_a_partner_learns_one_yes_and_only_from_a_code_of_the_member(town: Opened) -> None:
    joined = awarded(town)
    lane = Lane(town.programme)
    key = make_partner_key(town.programme, PARTNER).text
    code = checks.make_code(town.programme, joined.number, PARTNER, BENEFIT).code

    def answer(code: str, benefit: str = BENEFIT) -> tuple[int, bytes]:
        body = json.dumps({"code": code, "benefit": benefit}).encode()
        return ask(lane, "POST", "checks", body, key=key)

    number = str(joined.number)
    for guess in (number, joined.handles[AWARDS], number[-8:].rjust(8, "0")):
        assert answer(guess) == (200, b'{"yes":false}')
    assert answer(code, "museum-tours") == (200, b'{"yes":false}')
    assert answer(code) == (200, b'{"yes":true}')
    assert answer(code) == (200, b'{"yes":false}')  # once
    assert [each.yes for each in checks.answered(town.programme, joined.number)].count(True) == 1


def test_7b_every_no_is_one_answer_to_the_byte(town: Opened) -> None:
    programme = town.programme
    lane = Lane(programme)
    key = make_partner_key(programme, PARTNER).text
    codes: dict[str, str] = {"nobody": "00000000"}

    def code_of(joined: Joined) -> str:
        return checks.make_code(programme, joined.number, PARTNER, BENEFIT).code

    codes["not reached"] = code_of(join_with(programme, AWARDS))
    contested, withdrawn, gone = awarded(town), awarded(town), awarded(town)
    appeals.file(
        programme,
        contested.number,
        source=AWARDS,
        record=contested.handles[AWARDS],
        reasons="not mine",
    )
    codes["under review"] = code_of(contested)
    withdraw(programme, withdrawn.number, withdrawn.consents[AWARDS])
    codes["withdrawn"] = code_of(withdrawn)
    codes["left"] = code_of(gone)
    leave(programme, gone.number)
    codes["over"] = code_of(awarded(town))
    town.clock.minutes(11)
    standing = awarded(town)
    codes["stands still"] = code_of(standing)

    def answer(code: str) -> tuple[int, bytes]:
        body = json.dumps({"code": code, "benefit": BENEFIT}).encode()
        return ask(lane, "POST", "checks", body, key=key)

    halt(programme, "drill")
    nos = [answer(code) for code in codes.values()]
    resume(programme)
    nos += [answer(code) for kind, code in codes.items() if kind != "stands still"]
    assert set(nos) == {(200, b'{"yes":false}')}
    assert len(nos) == 2 * len(codes) - 1 == Check.objects.count()
    assert answer(codes["stands still"]) == (200, b'{"yes":true}')  # the control
