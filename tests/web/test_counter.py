"""The counter: a clerk and a member who typed a password; every step stands in the member's log."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from tests.support.browser import PASSWORD
from tests.support.desk import edition, somebody
from tests.support.pages import ROOT
from tests.support.running import START, Opened, add_source, open_fresh, row
from tests.support.shell import open_shell

from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.ledger.models import Edition, Entry, Erased, Member, Notice, Setting
from goodstanding.model.entry import State
from goodstanding.model.lifecycle import ConsentState
from goodstanding.present.pdf import fonts_for
from goodstanding.service import appeals, counter, due, shell, tries
from goodstanding.service.accounts import login_kept
from goodstanding.service.consents import consents, receipts_of, renew
from goodstanding.service.counter import Counter, at_the_counter, join_here, with_guardian
from goodstanding.service.entries import state_of
from goodstanding.service.filing import file_records
from goodstanding.service.joining import Joining
from goodstanding.service.linking import redeem
from goodstanding.service.looks import Role, looks
from goodstanding.service.programme import Programme
from goodstanding.service.receipts import opened, public_key
from goodstanding.service.rights import Actor

POLICE = "traffic-police"
CLERK = "EE passport AA1234567"
JOINING = Joining(notice_read=True, of_age=True, language="en", channel="letter", address="1 Road")


def refused(act: Callable[[], object]) -> str:
    """Return the code by which an act is refused."""
    with pytest.raises(ProblemsError) as caught:
        act()
    return caught.value.problems[0].code.name


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    add_source(POLICE)
    return found


@pytest.fixture
def clerk(town: Opened) -> Actor:
    return somebody(town.programme, "R. Lind", Role.CLERK)


@pytest.fixture
def there(town: Opened, clerk: Actor) -> Counter:
    join_here(town.programme, clerk, "river heron", PASSWORD, JOINING)
    return at_the_counter(town.programme, clerk, " River  HERON", PASSWORD, why="came by")


def warned(town: Opened, there: Counter) -> str:
    """Authorise the police and let them file a warning; return its record."""
    programme = town.programme
    given = counter.give_here(programme, there, POLICE)
    slip = counter.slip_here(programme, there, given.consent)
    [handle] = redeem(programme, POLICE, [slip.code])
    assert handle is not None
    ticket = row(1, handle, POLICE, "traffic-warning", programme.today())
    assert file_records(programme, POLICE, [ticket]).admitted == 1
    return "r-1"


def test_each_step_of_a_clerk_is_done_and_stands_in_the_log(town: Opened, there: Counter) -> None:
    programme = town.programme
    record = warned(town, there)
    [read] = counter.hand_over_here(programme, there)
    assert "−5" in " ".join(read.paragraphs)
    assert Notice.objects.get().channel == "counter"
    assert counter.show(programme, there).statement.total == 995
    words = {"source": POLICE, "record": record, "reasons": "I was not there"}
    counter.contest_here(programme, there, **words)
    assert state_of(Entry.objects.get()) == State.UNDER_REVIEW.value
    assert json.loads(counter.export_here(programme, there))["looks"][0]["action"] == "join"
    counter.withdraw_here(programme, there, POLICE)
    assert Entry.objects.count() == 0
    log = looks(programme, there.member)
    assert [look.action for look in reversed(log)] == [
        "join", "consent", "notice", "statement", "appeal", "export", "withdrawal",
    ]  # fmt: skip
    assert {(look.role, look.name, look.unit) for look in log} == {
        (Role.CLERK, "R. Lind", "Recognition office")
    }
    assert refused(lambda: counter.withdraw_here(programme, there, POLICE)) == "consent-not-found"
    [shown] = consents(programme, there.member)
    said = [opened(each, public_key(programme))
            for each in receipts_of(programme, there.member, shown.number)]  # fmt: skip
    assert ["assisted" in json.dumps(each) for each in said] == [True, True]
    counter.leave_here(programme, there)
    assert Member.objects.count() == 0
    assert Erased.objects.filter(number=there.member).exists()


def test_nobody_is_there_but_by_name_and_password(town: Opened, clerk: Actor) -> None:
    programme = town.programme
    join_here(programme, clerk, "river heron", PASSWORD, JOINING)
    answers = set()
    for login, password in (("river heron", "another long word"), ("night ferry", PASSWORD)):
        with pytest.raises(ProblemsError) as caught:
            at_the_counter(programme, clerk, login, password, why="came by")
        answers.add(str(caught.value.problems[0]))
        assert caught.value.problems[0].code.name == "counter-not-present"
    assert len(answers) == 1
    number = Member.objects.get().number
    assert [look.action for look in looks(programme, number)] == ["join"]


def test_too_many_wrong_passwords_lock_a_name_for_a_while(town: Opened, clerk: Actor) -> None:
    programme = town.programme
    join_here(programme, clerk, "river heron", PASSWORD, JOINING)

    def typed(login: str, password: str) -> str:
        return refused(lambda: at_the_counter(programme, clerk, login, password, why="came by"))

    said = [typed("river heron", "wrong") for _ in range(6)]
    assert said == ["counter-not-present"] * 5 + ["counter-locked"]
    assert typed("nobody", "wrong") == "counter-not-present"
    with pytest.raises(ProblemsError) as caught:
        at_the_counter(programme, clerk, "River Heron", PASSWORD, why="came by")
    told = str(caught.value.problems[0])
    assert told.count("12:16") == 2, told
    assert "river" not in told.lower()
    assert due.work(programme).counts["tries forgotten"] == 0
    town.clock.minutes(16)
    assert due.work(programme).counts["tries forgotten"] == 2
    there = at_the_counter(programme, clerk, "river heron", PASSWORD, why="came by")
    assert Setting.objects.filter(name__startswith="tries").count() == 0
    kept = login_kept(programme, "river heron")
    assert [tried(programme, f"counter {kept}") for _ in range(5)] == [None] * 5
    assert typed("river heron", PASSWORD) == "counter-locked"
    shell.new_password(programme, clerk, "river heron", PASSWORD, why="forgot it")
    [last, *_] = looks(programme, there.member)
    assert (last.name, last.action, last.why) == ("R. Lind", "password", "forgot it")
    assert at_the_counter(programme, clerk, "river heron", PASSWORD, why="").member == there.member


def tried(programme: Programme, what: str) -> datetime | None:
    """Count a try, in a transaction of its own."""
    return programme.write(lambda: tries.take(programme, what))


def test_tries_are_counted_each_and_those_that_are_old_count_no_more(town: Opened) -> None:
    programme = town.programme
    assert [tried(programme, "x") for _ in range(4)] == [None] * 4
    town.clock.minutes(16)
    assert [tried(programme, "x") is None for _ in range(6)] == [True] * 5 + [False]
    assert tried(programme, "y") is None
    programme.write(lambda: tries.forget("x"))
    assert tried(programme, "x") is None


def test_a_clerk_acts_for_the_member_who_is_there_and_nobody_else_does(
    town: Opened, there: Counter
) -> None:
    programme = town.programme
    auditor = somebody(programme, "A. Vik", Role.AUDITOR)
    weak = Counter(clerk=Actor(role=Role.CLERK, name="x", person=there.clerk.person,
                               member=there.member), why="")  # fmt: skip
    other = at_the_counter(programme, auditor, "river heron", PASSWORD, why="")
    assert refused(lambda: counter.show(programme, other)) == "rights-not-yours"
    assert refused(lambda: counter.show(programme, weak)) == "rights-weak-login"
    assert refused(lambda: join_here(programme, auditor, "x y z", PASSWORD, JOINING)) == (
        "rights-not-yours"
    )
    young = Joining(notice_read=True, of_age=False, language="en")
    assert refused(lambda: join_here(programme, there.clerk, "owl", PASSWORD, young)) == (
        "join-not-of-age"
    )
    assert len(looks(programme, there.member)) == 1


def test_a_guardian_is_recorded_with_the_mandate_and_may_do_less(
    town: Opened, there: Counter
) -> None:
    programme = town.programme
    assert refused(lambda: with_guardian(there, " ")) == "counter-no-mandate"
    guardian = with_guardian(there, "order 12 of the court")
    given = counter.give_here(programme, guardian, POLICE)
    said = json.dumps(opened(given.receipt, public_key(programme)))
    assert '"guardian"' in said
    assert looks(programme, there.member)[0].why == "came by (guardian: order 12 of the court)"
    assert refused(lambda: guardian.may("contact.change")) == "rights-not-yours"
    there.may("contact.change")
    number = there.member
    by = guardian.by
    assert refused(lambda: renew(programme, number, given.consent, by=by)) == (
        "consent-guardian-renews"
    )
    assert consents(programme, number)[0].state is ConsentState.GIVEN


def test_a_clerk_renews_a_consent_and_says_what_it_does_not_reach(
    town: Opened, there: Counter
) -> None:
    programme = town.programme
    source = "community-council"
    assert refused(lambda: counter.renew_here(programme, there, source)) == "consent-not-found"
    add_source(source)
    given = counter.give_here(programme, there, source)
    town.clock.days(40)
    text = (ROOT / "policies/event-reference/event-reference.yaml").read_text(encoding="utf-8")
    head, sign, tail = edition(text, 2, "2026-03-02", "2026-05-01").partition(
        "  clean-up:\n    title"
    )
    text = head + sign + tail.replace("lasts: 1 year", "lasts: 4 years", 1)
    Edition.objects.create(
        edition=2, text=text, sha256="", published=START.date(), in_force=date(2026, 5, 1)
    )
    renewed, more = counter.renew_here(programme, there, source)
    assert given.until is not None
    assert renewed.until is not None
    assert (renewed.until - given.until).days == 40
    assert [kind.name for kind in more] == ["clean-up"]
    assert counter.renew_here(programme, there, source, ["clean-up"])[1] == ()
    said = [
        opened(each, public_key(programme))
        for each in receipts_of(programme, there.member, renewed.consent)
    ]
    assert ['"counter"' in json.dumps(each) for each in said] == [True] * 3
    assert ['"assisted"' in json.dumps(each) for each in said] == [True] * 3
    log = [look.action for look in looks(programme, there.member)]
    assert log == ["renewal", "renewal", "consent", "join"]
    guardian = with_guardian(there, "order 12 of the court")
    assert refused(lambda: counter.renew_here(programme, guardian, source)) == "rights-not-yours"
    renew(programme, there.member, renewed.consent)
    last = receipts_of(programme, there.member, renewed.consent)[-1]
    assert '"portal"' in json.dumps(opened(last, public_key(programme)))


def certificates(paper: Path, said: Callable[..., str]) -> int:
    """Print certificates, where this machine can; return how many were printed."""
    out = ("--out", str(paper))
    assert "since, level, total" in said("certificate", *out, "--show", "band", code=2)
    try:
        fonts_for("zh")
    except EnvironmentUnfitError:
        assert "no font for Chinese" in said("certificate", *out, code=3)
        return 0
    assert "delete it here" in said("certificate", *out, "--show", "level")
    assert paper.read_bytes().startswith(b"%PDF")
    return 1


def test_the_commands_of_the_counter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = open_shell(capsys)
    programme = desk.programme
    add_source(POLICE)

    def said(*arguments: str, password: str = PASSWORD, code: int = 0) -> str:
        there = ("--login", "river heron", "--password", password)
        return desk.said("member", *arguments, *there, code=code, by=CLERK)

    desk.said("operator", "person", "R. Lind", by=CLERK)
    assert "18 or older" in said("join", "--notice-read", code=1)
    assert "read first" in said("join", "--of-age", code=1)
    joining = ("join", "--notice-read", "--of-age", "--lang", "zh")
    assert "at least 12" in said(*joining, password="short", code=2)  # noqa: S106 - a test's own
    assert "Joined" in said(*joining)
    slip = said("consent", "--source", POLICE).split("slip for the source: ")[1].split()[0]
    [handle] = redeem(programme, POLICE, [slip])
    assert handle is not None
    ticket = row(1, handle, POLICE, "traffic-warning", programme.today())
    assert file_records(programme, POLICE, [ticket]).admitted == 1
    assert "1 handed over" in said("notices")
    shown = said("show")
    assert "995分" in shown
    assert f"{Member.objects.get().number:016x}" not in shown
    assert "总分" not in said("whatif", "--add", "gift amount=x", code=1)
    assert "目前：995分" in said("whatif", "--add", "volunteer-shift hours=4")
    certified = certificates(tmp_path / "certificate.pdf", said)
    out = tmp_path / "mine.json"
    assert "delete it here" in said("export", "--out", str(out))
    assert json.loads(out.read_text(encoding="utf-8"))["scored"]["total"] == 995
    what = ("--source", POLICE, "--record", "r-1", "--reasons", "I was not there")
    assert "Contested" in said("contest", *what, "--guardian", "order 12")
    assert said("renew", "--source", POLICE).startswith("The member's receipt: ")
    assert "files no such records" in said("renew", "--source", POLICE, "--agree", "x", code=1)
    assert "receipt" in said("withdraw", "--source", POLICE)
    assert len(looks(programme, Member.objects.get().number)) == 9 + certified
    assert "--erase" in said("leave", code=2)
    assert "Everything is erased" in said("leave", "--erase")
    assert Member.objects.count() == 0
    assert "nobody signs in" in said("show", code=1)


def test_a_clerk_helps_to_a_second_review_and_to_a_repair(town: Opened, there: Counter) -> None:
    programme = town.programme
    record = warned(town, there)
    counter.hand_over_here(programme, there)
    said = {"source": POLICE, "record": record, "reasons": "I was not there"}
    number = counter.contest_here(programme, there, **said)
    assert refused(lambda: counter.contest_here(programme, there, **said)) == "case-open-already"
    reviewer = somebody(programme, "Ann", Role.REVIEWER)
    appeals.open_case(programme, reviewer, number)
    appeals.reject(programme, reviewer, number, reasons="you were")
    assert counter.contest_here(programme, there, **said) == number
    [again] = appeals.appeals_of(programme, there.member)
    assert again.state == "filed again"
    seen = [look.action for look in looks(programme, there.member)].count("appeal")
    assert seen == 2
    asking = refused(lambda: counter.ask_repair_here(programme, there, **said))
    assert asking == "case-no-such-record"
