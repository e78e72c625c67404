"""Codes for partners follow the level of who made them, and old ones go by themselves."""

import pytest
from tests.support.desk import somebody
from tests.support.running import (
    START,
    Joined,
    Opened,
    add_source,
    join_with,
    open_fresh,
    row,
)

from goodstanding.ledger.models import Check, CheckCode, Partner, YesCode
from goodstanding.service import appeals, checks, due, proposals
from goodstanding.service.checks import Asked, answer, make_code, token_of
from goodstanding.service.filing import file_records
from goodstanding.service.keys_of_parties import make_partner_key
from goodstanding.service.keys_of_parties import token_of as key_of
from goodstanding.service.looks import Role
from goodstanding.service.people import known
from goodstanding.service.proposals import Deed
from goodstanding.service.statements import settle

AWARDS, LIBRARY, LOANS = "awards-office", "city-library", "library-loans"


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    add_source(AWARDS)
    Partner.objects.create(name=LIBRARY, title={"en": "Library"}, registered=START.date())
    return found


def awarded(town: Opened, number: int = 1, *, joined: Joined | None = None) -> Joined:
    """Return a member with an award that reaches the level that opens the loans."""
    found = joined or join_with(town.programme, AWARDS)
    award = row(number, found.handles[AWARDS], AWARDS, "government-award",
                town.programme.today(), level="city", act=f"a-{number}")  # fmt: skip
    assert file_records(town.programme, AWARDS, [award]).admitted == 1
    due.work(town.programme)
    return found


def yes(town: Opened, code: str, key: str) -> bool | None:
    """Ask as the library would."""
    token = token_of(town.programme, LIBRARY, LOANS, code)
    asked = Asked(key=key_of(town.programme, key), partner=LIBRARY, token=token)
    return answer(town.programme, asked)


def test_a_code_says_yes_again_once_what_was_contested_counts_again(town: Opened) -> None:
    programme = town.programme
    member = awarded(town)
    key = make_partner_key(programme, LIBRARY).text
    code = make_code(programme, member.number, LIBRARY, LOANS).code
    assert YesCode.objects.count() == 1
    appeal = appeals.file(programme, member.number, source=AWARDS, record="r-1", reasons="not mine")
    assert YesCode.objects.count() == 0
    due.work(programme)
    assert yes(town, code, key) is False
    appeals.take_back(programme, member.number, appeal)
    assert yes(town, code, key) is False
    due.work(programme)
    assert yes(town, code, key) is True
    for _ in range(2):
        programme.write(lambda: settle(programme, known(programme, member.number)))
        assert yes(town, code, key) is False


def test_a_code_that_was_made_before_the_level_was_reached_says_yes_after_it(town: Opened) -> None:
    programme = town.programme
    member = join_with(programme, AWARDS)
    key = make_partner_key(programme, LIBRARY).text
    earlier = make_code(programme, member.number, LIBRARY, LOANS).code
    code = make_code(programme, member.number, LIBRARY, LOANS).code
    assert yes(town, code, key) is False
    awarded(town, joined=member)
    assert yes(town, earlier, key) is False
    assert yes(town, code, key) is True


def test_a_code_that_is_over_says_no_more_and_is_dropped(town: Opened) -> None:
    programme = town.programme
    member = awarded(town)
    key = make_partner_key(programme, LIBRARY).text
    make_code(programme, member.number, LIBRARY, LOANS)
    town.clock.minutes(11)
    assert yes(town, "00000000", key) is False
    town.clock.minutes(60)
    assert due.work(programme).counts["codes dropped"] == 1
    assert YesCode.objects.count() == 0
    assert (CheckCode.objects.count(), Check.objects.count()) == (0, 1)
    assert due.work(programme).counts["codes dropped"] == 0
    town.clock.days(1)
    code = make_code(programme, member.number, LIBRARY, LOANS).code
    assert yes(town, code, key) is True
    town.clock.days(2)
    due.work(programme)
    [kept] = checks.answered(programme, member.number)
    assert kept.yes
    assert Check.objects.count() == 1


def test_what_a_partner_asked_stays_in_the_log_when_the_partner_is_ended(town: Opened) -> None:
    programme = town.programme
    member = awarded(town)
    key = make_partner_key(programme, LIBRARY).text
    assert yes(town, make_code(programme, member.number, LIBRARY, LOANS).code, key) is True
    make_code(programme, member.number, LIBRARY, LOANS)
    ann, ben = (somebody(programme, name, Role.OPERATOR) for name in ("Ann", "Ben"))
    ending = proposals.propose(programme, ann, Deed.END_PARTNER, {"name": LIBRARY})
    proposals.approve(programme, ben, ending)
    assert YesCode.objects.count() == 0
    for days in (0, 2):
        town.clock.days(days)
        due.work(programme)
        [kept] = checks.answered(programme, member.number)
        assert (kept.partner, kept.benefit, kept.yes) == (LIBRARY, LOANS, True)
    assert CheckCode.objects.count() == 1  # the other one, about which nobody asked, went
    programme.write(lambda: settle(programme, known(programme, member.number)))
    assert YesCode.objects.count() == 0


def test_a_level_says_yes_for_what_it_opens_and_for_nothing_else(town: Opened) -> None:
    programme = town.programme
    parties = {LIBRARY: LOANS, "city-parks": "park-tickets"}
    Partner.objects.create(name="city-parks", title={"en": "P"}, registered=START.date())
    keys = {name: key_of(programme, make_partner_key(programme, name).text) for name in parties}
    member = join_with(programme, AWARDS)

    def said() -> dict[str, bool | None]:
        found = {}
        for partner, benefit in parties.items():
            code = make_code(programme, member.number, partner, benefit).code
            programme.write(lambda: settle(programme, known(programme, member.number)))
            token = token_of(programme, partner, benefit, code)
            found[benefit] = answer(
                programme, Asked(key=keys[partner], partner=partner, token=token)
            )
        return found

    assert said() == {LOANS: False, "park-tickets": False}
    seen = {}
    for number, level in ((1, "city"), (2, "county")):
        award = row(number, member.handles[AWARDS], AWARDS, "government-award", programme.today(),
                    level=level, act=f"b-{number}")  # fmt: skip
        assert file_records(programme, AWARDS, [award]).admitted == 1
        due.work(programme)
        seen[level] = said()
    assert seen == {
        "city": {LOANS: True, "park-tickets": False},
        "county": {LOANS: True, "park-tickets": True},
    }
