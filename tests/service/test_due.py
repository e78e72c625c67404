"""The worker's round: what is sent once and never lost, what ends, and what is kept no longer."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.support.desk import edition, somebody
from tests.support.mortal import CrashError, Life, MortalKeys
from tests.support.pages import ROOT
from tests.support.printed import printed
from tests.support.running import START, Joined, Opened, add_source, join_with, open_fresh, row

from goodstanding.config.posts import LetterFolder
from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import (
    Batch,
    Edition,
    LevelHeld,
    Member,
    Notice,
    NoticeMove,
    RefusedRow,
    Setting,
)
from goodstanding.model.names import KindName
from goodstanding.service import appeals, due, hourly, notices, outbox, retention
from goodstanding.service.consents import Given, give, withdraw
from goodstanding.service.editions import policy_on
from goodstanding.service.filing import file_records
from goodstanding.service.joining import Joining, join
from goodstanding.service.leaving import leave
from goodstanding.service.linking import make_slip, redeem
from goodstanding.service.looks import Role
from goodstanding.service.ports import PostFailedError, Sending
from goodstanding.service.programme import Programme
from goodstanding.service.state import programme_state
from goodstanding.service.statements import statement


@dataclass
class Recording:
    """A post that keeps what it was given, by number, and can be cut off after the next one."""

    sent: list[Sending] = field(default_factory=list)
    cut_off: bool = False
    refusing: bool = False

    def send(self, sending: Sending) -> None:
        """Take a notice."""
        if self.refusing:
            message = "no"
            raise PostFailedError(message)
        self.sent.append(sending)
        if self.cut_off:
            self.cut_off = False
            raise KeyboardInterrupt

    def held(self) -> set[int]:
        """Return nothing."""
        return set()

    def forget(self, number: int) -> None:
        """Do nothing."""


def town_with(**posts: Recording | LetterFolder) -> Opened:
    """Return a programme with posts; `mail` stands for e-mail."""
    found = open_fresh()
    named = {"e-mail" if name == "mail" else name: post for name, post in posts.items()}
    return replace(found, programme=replace(found.programme, posts=named))


def owing(town: Opened, channel: str, address: str = "2 Harbour Road") -> Joined:
    """Return a member who chose a channel and has a deduction to be told of."""
    programme = town.programme
    source = policy_on(programme, programme.today()).kinds[KindName("tax-arrears")].source
    if not _registered(source):
        add_source(source)
    asked = Joining(notice_read=True, of_age=True, language="en", channel=channel, address=address)
    number = join(programme, asked)
    consent = give(programme, number, Given(source=source)).consent
    [handle] = redeem(programme, source, [make_slip(programme, number, consent).code])
    assert handle is not None
    filed = row(1, handle, source, "tax-arrears", programme.today(), id=f"r-{number}")
    assert file_records(programme, source, [filed]).admitted == 1
    return Joined(number, {source: consent}, {source: handle})


def _registered(source: str) -> bool:
    """Return whether a source is registered."""
    from goodstanding.ledger.models import Source

    return Source.objects.filter(name=source).exists()


def total(town: Opened, joined: Joined) -> int:
    """Return the total of a member today."""
    return statement(town.programme, joined.number, as_of=town.programme.today()).total


def test_a_letter_counts_after_its_days_and_not_when_it_came_back(tmp_path: Path) -> None:
    town = town_with(letter=LetterFolder(tmp_path / "letters"))
    programme = town.programme
    joined = owing(town, "letter")
    assert due.work(programme).counts["notices sent"] == 1
    [path] = (tmp_path / "letters").iterdir()
    page = printed(path.read_bytes())
    assert "2 Harbour Road" in page
    assert "−20" in page
    assert path.stem in page
    assert path.suffix == ".pdf"
    town.clock.days(4)
    due.work(programme)
    assert total(town, joined) == 1000
    town.clock.days(1)
    assert due.work(programme).counts["letters arrived"] == 1
    assert total(town, joined) == 980
    assert list((tmp_path / "letters").iterdir()) == []
    clerk = somebody(programme, "Ann", Role.CLERK)
    notices.came_back(programme, clerk, int(path.stem))
    assert total(town, joined) == 1000
    town.clock.days(30)
    due.work(programme)
    assert total(town, joined) == 1000


def test_a_letter_that_no_font_can_print_is_set_aside_and_its_days_do_not_run(
    tmp_path: Path,
) -> None:
    town = town_with(letter=LetterFolder(tmp_path))
    programme = town.programme
    joined = owing(town, "letter", "2 \u0378 Road")
    other = owing(town, "letter")
    counts = due.work(programme).counts
    assert (counts["letters without a font"], counts["notices sent"]) == (1, 1)
    [number] = outbox.set_aside(programme)
    assert Notice.objects.get(number=number).member_id == joined.number
    assert programme_state(programme).letters_without_a_font == 1
    town.clock.days(40)
    counts = due.work(programme).counts
    assert (counts["letters without a font"], counts["notices failed"]) == (0, 0)
    assert [total(town, each) for each in (joined, other)] == [1000, 980]
    assert outbox.try_again(programme) == 1
    assert due.work(programme).counts["letters without a font"] == 1
    notices.open_notice(programme, joined.number, number)
    assert total(town, joined) == 980
    assert outbox.set_aside(programme) == []


def test_a_letter_of_who_leaves_is_no_file_any_more_after_a_round(tmp_path: Path) -> None:
    town = town_with(letter=LetterFolder(tmp_path))
    joined = owing(town, "letter")
    due.work(town.programme)
    assert len(list(tmp_path.iterdir())) == 1
    leave(town.programme, joined.number)
    assert due.work(town.programme).counts["letters forgotten"] == 1
    assert list(tmp_path.iterdir()) == []


def test_a_letter_of_what_was_struck_out_is_no_file_any_more_after_a_round(tmp_path: Path) -> None:
    town = town_with(letter=LetterFolder(tmp_path))
    programme = town.programme
    joined, other = owing(town, "letter"), owing(town, "letter")
    due.work(programme)
    lying = {path.stem for path in tmp_path.iterdir()}
    about = Notice.objects.get(member=joined.number, subject="deduction")
    assert str(about.number) in lying
    appeal = appeals.file(
        programme,
        joined.number,
        source=next(iter(joined.consents)),
        record=f"r-{joined.number}",
        reasons="It was paid.",
    )
    reviewer = somebody(programme, "Ann", Role.REVIEWER)
    appeals.open_case(programme, reviewer, appeal)
    appeals.uphold(programme, reviewer, appeal, reasons="The receipt is right.")
    assert due.work(programme).counts["letters forgotten"] == 1
    left = {path.stem for path in tmp_path.iterdir()}
    assert lying - left == {str(about.number)}
    # The other member's letter is as it was.
    assert str(Notice.objects.get(member=other.number, subject="deduction").number) in left


def test_a_mail_says_nothing_and_has_arrived_when_its_link_is_opened() -> None:
    post = Recording()
    town = town_with(mail=post)
    programme = town.programme
    joined = owing(town, "e-mail", "m@seaside.example")
    due.work(programme)
    [mail] = post.sent
    said = " ".join((mail.subject, *mail.paragraphs))
    assert "tax" not in said.lower()
    assert "20" not in said
    town.clock.days(100)
    assert due.work(programme).counts["notices sent"] == 0
    assert total(town, joined) == 1000
    code = mail.link.rpartition("/")[2]
    with pytest.raises(ProblemsError, match="nothing here for you"):
        notices.open_link(programme, code[:-1])
    read = notices.open_link(programme, code)
    assert "−20" in " ".join(read.paragraphs)
    assert total(town, joined) == 980
    assert len(post.sent) == 1


def test_who_is_cut_off_between_sending_and_noting_it_sends_the_same_number_again() -> None:
    post = Recording(cut_off=True)
    town = town_with(letter=post)
    owing(town, "letter")
    with pytest.raises(KeyboardInterrupt):
        outbox.send_waiting(town.programme)
    assert Notice.objects.get().state == "waiting"
    assert outbox.send_waiting(town.programme).sent == 1
    assert outbox.send_waiting(town.programme).sent == 0
    assert [each.number for each in post.sent] == [Notice.objects.get().number] * 2
    assert NoticeMove.objects.filter(step="send").count() == 1


def test_a_notice_that_could_not_be_sent_waits_and_none_is_lost() -> None:
    post = Recording(refusing=True)
    town = town_with(letter=post)
    for _ in range(3):
        owing(town, "letter")
    assert outbox.send_waiting(town.programme).failed == 3
    post.refusing = False
    assert outbox.send_waiting(town.programme).sent == 3
    assert len({each.number for each in post.sent}) == 3


def test_the_portal_shows_a_notice_and_waits_until_it_is_opened() -> None:
    town = town_with()
    joined = owing(town, "portal", "")
    mailed = owing(town, "e-mail", "m@seaside.example")
    due.work(town.programme)
    town.clock.days(60)
    due.work(town.programme)
    assert total(town, joined) == total(town, mailed) == 1000
    [listed] = notices.notices_of(town.programme, joined.number)
    assert listed.state.value == "sent"
    to = notices.Reached(channel="portal", address="")
    notices.change_contact(town.programme, mailed.number, to)
    assert due.work(town.programme).counts["notices sent"] == 1


def test_what_is_struck_out_meanwhile_is_not_sent() -> None:
    post = Recording()
    town = town_with(letter=post)
    joined = owing(town, "letter")
    source = next(iter(joined.handles))
    record = f"r-{joined.number}"
    appeals.file(town.programme, joined.number, source=source, record=record, reasons="x")
    town.clock.days(31)
    counts = due.work(town.programme).counts
    assert counts["appeals lapsed"] == 1
    assert all("deduction" not in each.subject for each in post.sent)
    assert Notice.objects.get(subject="deduction").state == "dropped"


def test_each_member_is_told_of_an_edition_once_whatever_interrupts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = town_with()
    programme = town.programme
    asked = Joining(notice_read=True, of_age=True, language="zh")
    numbers = {join(programme, asked) for _ in range(7)}
    text = (ROOT / "policies/event-reference/event-reference.yaml").read_text(encoding="utf-8")
    second = edition(text, 2, "2026-03-02", "2026-05-01")
    Edition.objects.create(
        edition=2,
        text=second,
        sha256="",
        published=START.date(),
        in_force=START.date() + timedelta(days=60),
    )
    Setting.objects.create(name="edition to tell", value={"edition": 2, "after": -1})
    monkeypatch.setattr(outbox, "AT_ONCE_MAX", 3)
    told = [outbox.tell_edition(programme) for _ in range(5)]
    assert told == [3, 3, 1, 0, 0]
    assert set(Notice.objects.values_list("member_id", flat=True)) == numbers
    [listed] = notices.notices_of(programme, min(numbers))
    read = notices.open_notice(programme, min(numbers), listed.number)
    assert re.search("第2版", read.paragraphs[0])


def test_a_round_settles_whoever_is_due_and_nobody_else() -> None:
    town = town_with()
    joined = owing(town, "portal", "")
    assert due.work(town.programme).counts["members settled"] == 1
    assert LevelHeld.objects.filter(member=joined.number).count() <= 1
    again = due.work(town.programme)
    assert again.counts["members settled"] == 0
    assert not again.anything
    Member.objects.update(next_change=town.programme.today())
    assert due.settle_due(town.programme) == 1


def test_a_key_that_was_left_by_a_crash_goes_however_late_the_worker_comes() -> None:
    town, life = open_fresh(), Life()
    programme = replace(town.programme, keys=MortalKeys(town.programme.keys, life))
    add_source("volunteer-network")
    joined = join_with(programme, "volunteer-network")
    consent = joined.consents["volunteer-network"]
    due.work(programme)
    life.crash_at(1, after=False)
    with pytest.raises(CrashError):
        withdraw(programme, joined.number, consent)
    life.begin()
    assert consent in programme.keys.numbers()
    town.clock.days(40)
    assert [due.work(programme).counts["keys destroyed"] for _ in range(2)] == [1, 0]
    assert programme.keys.numbers() == {joined.number}


def test_what_was_kept_long_enough_goes_and_a_dry_run_counts_it() -> None:
    town = town_with()
    programme = town.programme
    add_source("volunteer-network")
    unknown = row(1, "x", "volunteer-network", "volunteer-shift", programme.today(), hours=1)
    assert file_records(programme, "volunteer-network", [unknown]).refused == 1
    town.clock.days(30)
    assert retention.due(programme)["refused rows"] == 0
    town.clock.days(1)
    assert retention.due(programme)["refused rows"] == 1
    assert RefusedRow.objects.count() == 1
    assert retention.carry_out(programme)["refused rows"] == 1
    assert (RefusedRow.objects.count(), Batch.objects.count()) == (0, 1)
    assert set(retention.due(programme)) == {
        name for name, kept in retention.RETENTION.items() if kept.days is not None
    }


def looks_of_a_round(programme: Programme) -> int:
    """Return how often one round of the worker asks the ledger for refused rows."""
    with CaptureQueriesContext(connection) as asked:
        due.work(programme)
    return sum("ledger_refusedrow" in each["sql"] for each in asked)


def test_what_was_kept_long_enough_is_looked_for_once_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = town_with()
    programme = town.programme
    add_source("volunteer-network")
    rows = [
        row(n, "x", "volunteer-network", "volunteer-shift", programme.today(), hours=1)
        for n in range(1, 4)
    ]
    assert file_records(programme, "volunteer-network", rows).refused == 3
    town.clock.days(30)
    assert [looks_of_a_round(programme) for _ in range(3)] == [1, 0, 0]
    town.clock.minutes(59)
    assert looks_of_a_round(programme) == 0
    town.clock.minutes(1)
    assert looks_of_a_round(programme) == 1
    town.clock.days(1)
    monkeypatch.setattr(retention, "AT_ONCE_MAX", 2)  # what is left goes in the next round
    gone = [due.work(programme).counts["rows past their time"] for _ in range(3)]
    assert (gone, RefusedRow.objects.count()) == ([2, 1, 0], 0)
    monkeypatch.setattr(hourly, "is_done", lambda *_: False)
    assert [looks_of_a_round(programme) for _ in range(2)] == [1, 1], "the control"


def test_an_outbox_that_forgets_what_failed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    post = Recording(refusing=True)
    town = town_with(letter=post)
    owing(town, "letter")
    honest = post.send

    def swallowing(sending: Sending) -> None:
        try:
            honest(sending)
        except PostFailedError:
            return

    monkeypatch.setattr(post, "send", swallowing)
    assert partial(outbox.send_waiting, town.programme)().failed == 0
    assert Notice.objects.get().state == "sent"
    assert post.sent == []
