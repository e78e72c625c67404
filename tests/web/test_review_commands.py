"""A reviewer's shell: cases are listed, taken up, read and decided; records corrected by two."""

from functools import partial

import pytest
from tests.support.running import add_source, join_with, row
from tests.support.shell import Shell, open_shell

from goodstanding.ledger.models import Entry, Notice
from goodstanding.model.lifecycle import NoticeState, NoticeStep
from goodstanding.service import appeals, notices, repairs
from goodstanding.service.filing import file_records
from goodstanding.service.looks import looks
from goodstanding.service.statements import statement

VOLUNTEERS = "volunteer-network"
ANN, BEN = "EE passport AA1234567", "EE passport BB7654321"
TAX, POLICE = "tax-office", "traffic-police"


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    found = open_shell(capsys)
    for name in (TAX, VOLUNTEERS):
        add_source(name)
    found.said("operator", "person", "Ann Lee", by=ANN)
    found.said("operator", "person", "Ben Roy", by=BEN)
    return found


def owing(shell: Shell, *, told: bool = True) -> int:
    """Return a member with a deduction for arrears, and three hours of a shift."""
    programme = shell.programme
    joined = join_with(programme, TAX, VOLUNTEERS)
    today = programme.today()
    rows = {
        TAX: row(1, joined.handles[TAX], TAX, "tax-arrears", today, id="t-1"),
        VOLUNTEERS: row(2, joined.handles[VOLUNTEERS], VOLUNTEERS, "volunteer-shift", today,
                        hours=3, id="v-1"),
    }  # fmt: skip
    for source, each in rows.items():
        assert file_records(programme, source, [each]).admitted == 1
    if told:
        [notice] = notices.notices_of(programme, joined.number)
        notices.open_notice(programme, joined.number, notice.number)
    return joined.number


def total(shell: Shell, member: int) -> int:
    """Return a member's total of today."""
    return statement(shell.programme, member, as_of=shell.programme.today()).total


def test_an_appeal_and_a_repair_are_decided_at_the_shell(shell: Shell) -> None:
    programme = shell.programme
    member = owing(shell)
    before = total(shell, member)
    why = "I paid in time"
    number = str(appeals.file(programme, member, source=TAX, record="t-1", reasons=why))
    assert "1 cases wait" in shell.said("review", "queue", by=ANN)
    read = shell.said("review", "take", number, by=ANN)
    assert f"member: {why}" in read
    assert "tax-arrears" in read
    assert str(member) not in read
    assert "points" not in read
    assert ", yours" in shell.said("review", "queue", by=ANN)
    assert why in shell.said("review", "read", number, by=ANN)
    assert "nothing here for you" in shell.said("review", "read", number, by=BEN, code=1)
    decided = ("review", "decide", number, "--reasons", "the receipt is late")
    assert "yes or no" in shell.said(*decided, "--outcome", "maybe", by=ANN, code=2)
    assert "Decided" in shell.said(*decided, "--outcome", "no", by=ANN)
    assert total(shell, member) == before
    assert "0 cases wait" in shell.said("review", "queue", by=BEN)
    again = repairs.ask(programme, member, source=TAX, record="t-1", reasons="paid since")
    assert "appeal" not in shell.said("review", "queue", by=BEN)
    own = shell.said("review", "take", str(again), by=ANN, code=1)
    assert "own" in own
    shell.said("review", "take", str(again), by=BEN)
    granted = ("review", "decide", str(again), "--reasons", "seen", "--outcome", "yes")
    assert "Decided" in shell.said(*granted, by=BEN)
    assert total(shell, member) > before
    actions = [look.action for look in looks(programme, member)]
    assert actions == ["read the repair", "read the appeal", "read the appeal"]
    assert "no such" in shell.said("review", "take", "7", by=ANN, code=1)


def test_a_record_is_corrected_by_two_persons_and_struck_out(shell: Shell) -> None:
    member = owing(shell)
    before = total(shell, member)
    what = ("operator", "correct", "--source", VOLUNTEERS, "--record", "v-1", "--why", "misread")
    today = shell.programme.today().isoformat()
    better = (*what, "--kind", "volunteer-shift", "--on", today)
    assert "NAME=VALUE" in shell.said(*better, "--field", "hours", by=ANN, code=2)
    assert "Proposed" in shell.said(*better, "--field", "hours=5", by=ANN)
    assert "another" in shell.said("operator", "approve", by=ANN, code=1)
    assert "Done: correct record" in shell.said("operator", "approve", by=BEN)
    assert total(shell, member) == before + 2
    struck = ("operator", "correct", "--source", TAX, "--record", "t-1", "--why", "another's")
    assert "Proposed" in shell.said(*struck, by=BEN)
    shell.said("operator", "approve", by=ANN)
    assert total(shell, member) == 1005


def test_the_queue_says_what_was_taken_back_and_filed_again(shell: Shell) -> None:
    programme, member = shell.programme, owing(shell)
    filing = partial(appeals.file, programme, member, source=TAX, record="t-1", reasons="why")
    number = filing()
    assert "taken back" not in shell.said("review", "queue", by=ANN)
    appeals.take_back(programme, member, number)
    filing()
    assert "taken back before" in shell.said("review", "queue", by=ANN)


def test_a_letter_that_came_back_is_noted(shell: Shell) -> None:
    owing(shell, told=False)
    notice = Notice.objects.get(entry=Entry.objects.get(source=TAX))
    number = str(notice.number)
    assert "was no letter" in shell.said("operator", "returned", number, by=ANN, code=1)
    shell.programme.write(
        lambda: notices.move(shell.programme, notice, NoticeStep.SEND, channel="letter")
    )
    assert "Noted" in shell.said("operator", "returned", number, by=ANN)
    assert Notice.objects.get(number=notice.number).state == NoticeState.RETURNED.value


def test_a_reviewer_reads_money_as_its_source_filed_it(shell: Shell) -> None:
    programme = shell.programme
    add_source(POLICE)
    joined = join_with(programme, POLICE)
    fine = row(1, joined.handles[POLICE], POLICE, "traffic-fine", programme.today(),
               id="f-1", act="a-1", fine=80_050)  # fmt: skip
    assert file_records(programme, POLICE, [fine]).admitted == 1
    said = {"source": POLICE, "record": "f-1", "reasons": "it was 80"}
    number = str(appeals.file(programme, joined.number, **said))
    read = shell.said("review", "take", number, by=ANN)
    assert "fine: 800.50" in read
    assert "80050" not in read


def test_the_second_person_reads_what_was_proposed_before_approving_it(shell: Shell) -> None:
    member = owing(shell)
    proposed = shell.said(
        "operator", "correct", "--source", VOLUNTEERS, "--record", "v-1", "--why", "a slip",
        "--kind", "volunteer-shift", "--on", str(shell.programme.today()), "--field", "hours=2",
        by=ANN,
    )  # fmt: skip
    number = proposed.split("number ")[1].split(".")[0]
    assert "hours" not in shell.said("operator", "proposals", by=BEN)
    seen = len(looks(shell.programme, member))
    read = shell.said("operator", "proposal", number, by=BEN)
    for words in ("record: v-1", "hours: 2", "why: a slip"):
        assert words in read, words
    assert len(looks(shell.programme, member)) == seen + 1
    shell.said("operator", "decline", number, "--why", "it was 3", by=BEN)
    assert "it was 3" in shell.said("operator", "proposal", number, by=BEN)
    assert "no such proposal" in shell.said("operator", "proposal", "7", by=BEN, code=1)
