"""Nobody reviews an act of their own: what they filed, corrected, or what is about them."""

from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from django.contrib.auth.models import User
from tests.service.test_cases import WHY, refused, reviewer, with_deduction
from tests.support.desk import somebody
from tests.support.running import Opened, open_fresh

from goodstanding.ledger.models import Member
from goodstanding.service import appeals, proposals
from goodstanding.service.keys_of_parties import make_source_key
from goodstanding.service.looks import Role
from goodstanding.service.persons import number_by
from goodstanding.service.proposals import Deed


@pytest.fixture
def town() -> Opened:
    return open_fresh()


def test_nobody_reviews_their_own_act(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    ann, ben, cleo = (reviewer(town, name) for name in ("Ann", "Ben", "Cleo"))
    assert refused(lambda: number_by(programme, "passport Nobody")) == "person-not-found"
    make_source_key(programme, source, person=number_by(programme, "passport Ann"))
    Member.objects.update(account=User.objects.get(username="Ben"))
    seen = Counter[str]()
    for each in (ann, ben):
        seen[refused(partial(appeals.open_case, programme, each, number))] += 1
    assert seen == {"case-own-act": 2}
    assert appeals.open_case(programme, cleo, number).number == number
    clerk = replace(cleo, role=Role.CLERK)
    assert refused(lambda: appeals.queue(programme, clerk)) == "rights-not-yours"
    assert refused(lambda: appeals.case(programme, cleo, 7)) == "case-not-found"


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
