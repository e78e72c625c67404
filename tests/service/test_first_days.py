"""A member's first days: joining, authorising, records, a deduction, withdrawing, leaving."""

import pytest
from tests.support.running import Opened, add_source, join_with, open_fresh, row, tell_all

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Entry, Member
from goodstanding.service.consents import withdraw
from goodstanding.service.filing import file_records
from goodstanding.service.leaving import leave
from goodstanding.service.recalling import recall
from goodstanding.service.receipts import opened, public_key
from goodstanding.service.statements import statement

VOLUNTEERS, POLICE = "volunteer-network", "traffic-police"


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    add_source(VOLUNTEERS)
    add_source(POLICE)
    return found


def test_a_record_counts_only_by_consent_and_a_deduction_only_after_its_notice(
    town: Opened,
) -> None:
    programme = town.programme
    joined = join_with(programme, VOLUNTEERS, POLICE)
    handles, today = joined.handles, programme.today()
    assert statement(programme, joined.number, as_of=today).total == 1000
    filed = file_records(
        programme,
        VOLUNTEERS,
        [
            row(1, handles[VOLUNTEERS], VOLUNTEERS, "volunteer-shift", today, hours=6),
            row(2, handles[POLICE], VOLUNTEERS, "volunteer-shift", today, hours=6),
        ],
    )
    assert (filed.admitted, filed.refused) == (1, 1)
    gained = statement(programme, joined.number, as_of=today)
    assert gained.total > 1000
    fine = row(1, handles[POLICE], POLICE, "traffic-fine", today, fine=20000, act="a-1")
    assert file_records(programme, POLICE, [fine]).admitted == 1
    before = statement(programme, joined.number, as_of=today)
    assert before.total == gained.total
    assert "not yet told" in {line.why.value for line in before.lines}
    tell_all(programme)
    assert statement(programme, joined.number, as_of=today).total < gained.total


def test_withdrawing_one_source_leaves_it_neutral_and_erases_what_it_filed(town: Opened) -> None:
    programme = town.programme
    joined = join_with(programme, VOLUNTEERS, POLICE)
    today = programme.today()
    shift = row(1, joined.handles[VOLUNTEERS], VOLUNTEERS, "volunteer-shift", today, hours=6)
    file_records(programme, VOLUNTEERS, [shift])
    assert statement(programme, joined.number, as_of=today).total > 1000
    withdraw(programme, joined.number, joined.consents[VOLUNTEERS])
    assert Entry.objects.count() == 0
    found = statement(programme, joined.number, as_of=today)
    assert (found.total, found.lines) == (1000, ())
    late = file_records(programme, VOLUNTEERS, [shift])
    assert (late.admitted, late.refused) == (0, 1)


def test_whoever_leaves_is_not_there_any_more(town: Opened) -> None:
    programme = town.programme
    joined = join_with(programme, VOLUNTEERS)
    today = programme.today()
    shift = row(1, joined.handles[VOLUNTEERS], VOLUNTEERS, "volunteer-shift", today, hours=6)
    assert file_records(programme, VOLUNTEERS, [shift]).admitted == 1
    left = leave(programme, joined.number)
    receipt = opened(left.receipt, public_key(programme))
    assert receipt is not None
    assert receipt["state"] == "terminated"
    assert opened(left.receipt, bytes(32)) is None
    with pytest.raises(ProblemsError, match="nobody here is a member"):
        statement(programme, joined.number, as_of=today)
    assert programme.keys.of(joined.number) is None
    assert (Member.objects.count(), Entry.objects.count()) == (0, 0)
    assert file_records(programme, VOLUNTEERS, [shift]).admitted == 0


def test_a_record_filed_twice_counts_once_and_a_conflict_is_refused(town: Opened) -> None:
    programme = town.programme
    handle = join_with(programme, VOLUNTEERS).handles[VOLUNTEERS]
    today = programme.today()
    first = row(1, handle, VOLUNTEERS, "volunteer-shift", today, hours=6)
    other = row(2, handle, VOLUNTEERS, "volunteer-shift", today, hours=5, id="r-1")
    assert file_records(programme, VOLUNTEERS, [first, first]).repeated == 1
    assert file_records(programme, VOLUNTEERS, [first]).repeated == 1
    assert file_records(programme, VOLUNTEERS, [other]).refused == 1


def test_a_recalled_record_is_gone_from_today_and_stood_when_it_was_known(town: Opened) -> None:
    programme = town.programme
    joined = join_with(programme, VOLUNTEERS)
    today = programme.today()
    shift = row(1, joined.handles[VOLUNTEERS], VOLUNTEERS, "volunteer-shift", today, hours=6)
    file_records(programme, VOLUNTEERS, [shift])
    town.clock.days(3)
    assert recall(programme, VOLUNTEERS, "r-1")
    assert not recall(programme, VOLUNTEERS, "r-1")
    assert statement(programme, joined.number, as_of=today).total == 1000
    assert statement(programme, joined.number, as_of=today, known_on=today).total > 1000
    assert file_records(programme, VOLUNTEERS, [shift]).admitted == 0
