"""All of a source's records are recalled where two persons want it, whatever interrupts."""

from dataclasses import replace

import pytest
from tests.support.desk import somebody
from tests.support.mortal import CrashError, Life, MortalStore
from tests.support.running import Joined, Opened, add_source, join_with, open_fresh, row

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import EntryState, Member, Notice, Setting
from goodstanding.service import due, proposals, recalling
from goodstanding.service.filing import file_records
from goodstanding.service.looks import Role
from goodstanding.service.proposals import Deed
from goodstanding.service.recalling import recall
from goodstanding.service.statements import statement

SHIFTS, AWARDS = "volunteer-network", "awards-office"


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    for source in (SHIFTS, AWARDS):
        add_source(source)
    return found


def helped(town: Opened, joined: Joined, name: str) -> None:
    """Let a source file a shift."""
    on = town.programme.today()
    record = row(1, joined.handles[SHIFTS], SHIFTS, "volunteer-shift", on, hours=2, id=name)
    assert file_records(town.programme, SHIFTS, [record]).admitted == 1


def shown(town: Opened, joined: Joined) -> set[str | None]:
    """Return the records that a statement shows."""
    found = statement(town.programme, joined.number, as_of=town.programme.today())
    return {line.record for line in found.lines if line.record is not None}


def test_two_persons_recall_all_of_a_source_and_each_member_is_told_once(
    town: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme, life = town.programme, Life()
    members = [join_with(programme, SHIFTS, AWARDS) for _ in range(5)]
    for n, joined in enumerate(members):
        helped(town, joined, f"a-{n}")
        helped(town, joined, f"b-{n}")
    assert recall(programme, SHIFTS, "a-0")
    award = row(1, members[1].handles[AWARDS], AWARDS, "government-award", programme.today(),
                level="city", act="x", id="award")  # fmt: skip
    assert file_records(programme, AWARDS, [award]).admitted == 1
    due.work(programme)
    ann, ben = (somebody(programme, name, Role.OPERATOR) for name in ("Ann", "Ben"))
    number = proposals.propose(programme, ann, Deed.RECALL_SOURCE, {"name": SHIFTS})
    proposals.approve(programme, ben, number)
    helped(town, members[0], "later")
    monkeypatch.setattr(recalling, "MEMBERS_AT_ONCE", 2)
    mortal = replace(programme, store=MortalStore(programme.store, life))
    life.crash_at(2, after=True)
    with pytest.raises(CrashError):
        recalling.recall_waiting(mortal)
    assert EntryState.objects.count() in range(2, 9)
    assert due.work(programme).counts["records recalled"] in range(1, 8)
    assert EntryState.objects.count() == 10
    assert not Setting.objects.filter(name__startswith=recalling.RECALLING).exists()
    assert [shown(town, each) for each in members] == [{"later"}, {"award"}, set(), set(), set()]
    told = Notice.objects.filter(subject="recall")
    assert told.count() == 6  # one of the record that was recalled before, and one to each
    assert not Member.objects.filter(due=True).exists()
    assert due.work(programme).counts["records recalled"] == 0


def test_a_source_that_never_was_cannot_be_recalled(town: Opened) -> None:
    ann = somebody(town.programme, "Ann", Role.OPERATOR)
    with pytest.raises(ProblemsError) as caught:
        proposals.propose(town.programme, ann, Deed.RECALL_SOURCE, {"name": "nobody"})
    assert caught.value.problems[0].code.name == "source-not-registered"
