"""Appeals taken back: they may be filed again, and then are heard to their end."""

from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from tests.service.test_cases import WHY, refused, reviewer, total, with_deduction
from tests.support.running import Joined, Opened, join_with, open_fresh

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Appeal
from goodstanding.model.lifecycle import CONTESTED
from goodstanding.service import appeals, hearing, repairs
from goodstanding.service.entries import found_by
from goodstanding.service.keys_of_parties import make_source_key
from goodstanding.service.persons import number_by
from goodstanding.service.recalling import recall

APPEALS_OPEN = {state.value for state in CONTESTED}


@pytest.fixture
def town() -> Opened:
    return open_fresh()


def test_an_appeal_taken_back_lets_the_record_count_and_may_come_again(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    filing = partial(
        appeals.file, programme, joined.number, source=source, record="r-1", reasons=WHY
    )
    number = filing()
    other = join_with(programme)
    assert refused(lambda: appeals.take_back(programme, other.number, number)) == "case-not-found"
    appeals.take_back(programme, joined.number, number)
    assert total(town, joined) == 980
    assert refused(lambda: appeals.take_back(programme, joined.number, number)) == (
        "service-not-possible"
    )
    assert filing() == number
    assert total(town, joined) == 1000
    assert [each.number for each in appeals.appeals_of(programme, joined.number)] == [number]


def test_an_appeal_filed_again_after_it_was_taken_back_is_heard_to_its_end(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    ann, ben = reviewer(town, "Ann"), reviewer(town, "Ben")
    filing = partial(appeals.file, programme, joined.number, source=source, record="r-1")
    number = filing(reasons="It is not mine.")
    assert not appeals.queue(programme, ann)[0].back_before
    appeals.open_case(programme, ann, number)
    assert appeals.appeals_of(programme, joined.number)[0].back
    appeals.take_back(programme, joined.number, number)
    town.clock.days(29)
    filing(reasons=WHY)
    [waiting] = appeals.queue(programme, ben)
    assert waiting.back_before
    assert waiting.decide_by == programme.today() + timedelta(days=30)
    taking = partial(appeals.take_back, programme, joined.number, number)
    assert refused(taking) == "case-back-before"
    found = appeals.open_case(programme, ann, number)
    assert found.said == (("member", "It is not mine."), ("member", WHY))
    assert refused(taking) == "case-back-before"
    assert not appeals.appeals_of(programme, joined.number)[0].back
    assert total(town, joined) == 1000
    appeals.reject(programme, ann, number, reasons="It is.")
    assert total(town, joined) == 980
    assert refused(taking) == "service-not-possible"


def test_a_record_recalled_while_it_is_contested_stays_recalled_however_that_ends(
    town: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    ann, ben = reviewer(town, "Ann"), reviewer(town, "Ben")
    filing = partial(
        appeals.file, programme, joined.number, source=source, record="r-1", reasons=WHY
    )
    number = filing()
    assert recall(programme, source, "r-1")

    def stands() -> bool:
        return programme.write(lambda: found_by(programme, source, "r-1")) is not None

    appeals.open_case(programme, ann, number)
    appeals.reject(programme, ann, number, reasons="It was right.")
    assert not stands()
    assert refused(filing) == "case-no-such-record"
    appeals.file_again(programme, joined.number, number, reasons="Still.")
    assert not stands()
    appeals.take_back(programme, joined.number, number)
    assert not stands()
    appeals.file_again(programme, joined.number, number, reasons="Still.")
    appeals.open_case(programme, ben, number)
    monkeypatch.setattr(appeals, "GONE", frozenset())
    appeals.reject(programme, ben, number, reasons="It was.")
    assert stands(), "the control: as it was before"
    assert total(town, joined) == 1000


def test_a_second_review_taken_back_leaves_the_first_decision_with_its_reasons(
    town: Opened,
) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    ann, ben = reviewer(town, "Ann"), reviewer(town, "Ben")
    appeals.open_case(programme, ann, number)
    appeals.reject(programme, ann, number, reasons="The office's file says so.")
    again = partial(appeals.file_again, programme, joined.number, number, reasons="Still.")
    again()
    appeals.open_case(programme, ben, number)
    appeals.take_back(programme, joined.number, number)
    assert total(town, joined) == 980
    [followed] = appeals.appeals_of(programme, joined.number)
    assert (followed.state, followed.back) == ("rejected", False)
    assert ("Ann", "The office's file says so.") in followed.said
    once_more = partial(
        appeals.file, programme, joined.number, source=source, record="r-1", reasons=WHY
    )
    assert refused(once_more) == "case-decided"
    town.clock.days(60)
    assert appeals.lapse(programme) == 0
    again()
    assert total(town, joined) == 1000
    assert refused(lambda: appeals.take_back(programme, joined.number, number)) == (
        "case-back-before"
    )
    assert refused(lambda: appeals.open_case(programme, ann, number)) == "case-own-act"
    appeals.open_case(programme, ben, number)
    appeals.reject(programme, ben, number, reasons="It stands.")
    assert total(town, joined) == 980
    assert refused(again) == "service-not-possible"


def test_asking_often_enough_leaves_somebody_to_decide(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    ann, ben = reviewer(town, "Ann"), reviewer(town, "Ben")
    asking = partial(
        repairs.ask, programme, joined.number, source=source, record="r-1", reasons="It is over."
    )
    for each in (ann, ben):
        number = asking()
        repairs.open_case(programme, each, number)
        repairs.refuse(programme, each, number, reasons="Not yet.")
    third = asking()
    repairs.open_case(programme, ann, third)
    repairs.refuse(programme, ann, third, reasons="Not yet.")
    cleo = reviewer(town, "Cleo")
    fourth = asking()
    assert refused(lambda: repairs.open_case(programme, ann, fourth)) == "case-own-act"
    repairs.open_case(programme, cleo, fourth)
    repairs.refuse(programme, cleo, fourth, reasons="Not yet.")
    appeal = appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    appeals.open_case(programme, ben, appeal)
    appeals.reject(programme, ben, appeal, reasons="It is in the file.")
    appeals.file_again(programme, joined.number, appeal, reasons="Still.")
    assert refused(lambda: appeals.open_case(programme, ben, appeal)) == "case-own-act"
    make_source_key(programme, source, person=number_by(programme, "passport Cleo"))
    assert refused(lambda: appeals.open_case(programme, cleo, appeal)) == "case-own-act"
    appeals.open_case(programme, ann, appeal)


def days_absent(town: Opened, joined: Joined, source: str) -> int:
    """Return on how many of 250 days a record is absent whose member files whenever possible.

    They take it back on the last day of each term, and where that is not possible somebody rejects.
    """
    programme, absent = town.programme, 0
    reviewers = [reviewer(town, f"R{place}") for place in range(2)]
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    for _ in range(9):
        town.clock.days(29)
        absent += 29 * (total(town, joined) == 1000)
        try:
            appeals.take_back(programme, joined.number, number)
        except ProblemsError:
            if Appeal.objects.get(number=number).state not in APPEALS_OPEN:
                continue
            other = reviewers.pop()
            appeals.open_case(programme, other, number)
            appeals.reject(programme, other, number, reasons="It stands.")
        for act in (
            partial(appeals.file, programme, joined.number, source=source, record="r-1"),
            partial(appeals.file_again, programme, joined.number, number),
        ):
            with suppress(ProblemsError):
                act(reasons=WHY)
                break
    return absent


def test_a_record_is_absent_four_times_the_term_at_most(
    town: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined, source = with_deduction(town)
    assert days_absent(town, joined, source) == 4 * 29
    other = open_fresh()
    joined, source = with_deduction(other)
    monkeypatch.setattr(hearing, "may_take_back", lambda *_: True)
    assert days_absent(other, joined, source) == 9 * 29
