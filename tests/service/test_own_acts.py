"""Whoever had a hand in a correction of a record reviews no case about it."""

from dataclasses import replace
from functools import partial

import pytest
from tests.service.test_cases import WHY, refused, with_deduction
from tests.support.desk import somebody
from tests.support.running import Opened, open_fresh

from goodstanding.service import appeals, proposals
from goodstanding.service.looks import Role
from goodstanding.service.proposals import Deed


@pytest.fixture
def town() -> Opened:
    return open_fresh()


def test_whoever_had_a_hand_in_a_correction_does_not_review_it(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    both = [somebody(programme, name, Role.OPERATOR, Role.REVIEWER) for name in ("Ann", "Ben")]
    asked = {"source": source, "record": "r-1", "why": "Of another day.", "kind": "tax-arrears",
             "on": f"{programme.today()}"}  # fmt: skip
    number = proposals.propose(programme, both[0], Deed.CORRECT_RECORD, asked)
    proposals.approve(programme, both[1], number)
    contest = partial(appeals.file, programme, joined.number, source=source, reasons=WHY)
    assert refused(lambda: contest(record="r-1")) == "case-no-such-record"
    case = contest(record="r-1~2")
    for each in both:
        own = partial(appeals.open_case, programme, replace(each, role=Role.REVIEWER), case)
        assert refused(own) == "case-own-act", each.name
    dan = somebody(programme, "Dan", Role.OPERATOR, Role.REVIEWER)
    asked = {**asked, "record": "r-1~2"}
    again = partial(proposals.propose, programme, dan, Deed.CORRECT_RECORD, asked)
    assert refused(again) == "correction-under-review"
    assert appeals.open_case(programme, replace(dan, role=Role.REVIEWER), case).number == case
