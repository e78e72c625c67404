"""Appeals and repairs: absent at once, decided by another person in time, or the member wins."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from tests.support.desk import somebody
from tests.support.running import Joined, Opened, add_source, join_with, open_fresh, row

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import (
    Appeal,
    AppealMove,
    EntryState,
    Member,
    Notice,
    Repair,
)
from goodstanding.model.lifecycle import (
    APPEAL,
    CONTESTED,
    REPAIR,
    AppealState,
    AppealStep,
    RepairState,
    RepairStep,
)
from goodstanding.model.names import KindName
from goodstanding.service import appeals, entries, hearing, notices, repairs
from goodstanding.service.filing import file_records
from goodstanding.service.looks import Role, looks
from goodstanding.service.rights import Actor
from goodstanding.service.statements import statement
from goodstanding.service.working_days import Calendar

BANK = "bank"
WHY = "It was paid in time."


@pytest.fixture
def town() -> Opened:
    return open_fresh()


def refused(act: Callable[[], object]) -> str:
    """Return the code by which an act is refused."""
    with pytest.raises(ProblemsError) as caught:
        act()
    return caught.value.problems[0].code.name


def with_deduction(town: Opened, *, kind: str = "tax-arrears") -> tuple[Joined, str]:
    """Return a member who was told of a deduction, and its source."""
    from goodstanding.service.editions import policy_on

    programme = town.programme
    source = policy_on(programme, programme.today()).kinds[KindName(kind)].source
    add_source(source)
    joined = join_with(programme, source)
    handle = joined.handles[source]
    filed = file_records(programme, source, [row(1, handle, source, kind, programme.today())])
    assert filed.admitted == 1
    [notice] = notices.notices_of(programme, joined.number)
    notices.open_notice(programme, joined.number, notice.number)
    return joined, source


def total(town: Opened, joined: Joined) -> int:
    """Return the total of a member today."""
    return statement(town.programme, joined.number, as_of=town.programme.today()).total


def reviewer(town: Opened, name: str) -> Actor:
    """Return a reviewer."""
    return somebody(town.programme, name, Role.REVIEWER)


def test_a_contested_record_is_absent_the_same_second_and_counts_again_when_rejected(
    town: Opened,
) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    assert total(town, joined) == 980
    Member.objects.update(due=False)
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    assert total(town, joined) == 1000
    assert Member.objects.get().due
    again = partial(appeals.file, programme, joined.number, source=source, reasons=WHY)
    assert refused(lambda: again(record="r-1")) == "case-open-already"
    assert refused(lambda: again(record="r-2")) == "case-no-such-record"
    ann = reviewer(town, "Ann")
    [waiting] = appeals.queue(programme, ann)
    assert (waiting.number, waiting.mine) == (number, False)
    assert (waiting.answer_by, waiting.decide_by) == (date(2026, 3, 11), date(2026, 4, 1))
    found = appeals.open_case(programme, ann, number)
    assert (found.record, found.said) == ("r-1", (("member", WHY),))
    assert refused(lambda: appeals.reject(programme, ann, number, reasons=" ")) == "case-no-reasons"
    assert total(town, joined) == 1000
    appeals.reject(programme, ann, number, reasons="The office's file says so.")
    assert total(town, joined) == 980
    assert refused(lambda: again(record="r-1")) == "case-decided"
    [followed] = appeals.appeals_of(programme, joined.number)
    assert followed.said[-1] == ("Ann", "The office's file says so.")
    assert {look.name for look in looks(programme, joined.number)} == {"Ann"}
    told = [n for n in notices.notices_of(programme, joined.number) if "objection" in n.subject]
    assert len(told) == 2


def test_a_case_shows_no_member_no_score_and_no_level(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    found = appeals.open_case(programme, reviewer(town, "Ann"), number)
    names = set(found.__slots__)
    assert not names & {"member", "total", "level", "points", "statement"}
    text = repr(found)
    assert str(joined.number) not in text
    assert f"{joined.number:016x}" not in text
    assert joined.handles[source] not in text
    assert "980" not in text.replace(str(found.number), "")


def test_the_second_instance_is_another_person_and_upheld_strikes_out(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    ann, ben = reviewer(town, "Ann"), reviewer(town, "Ben")
    appeals.open_case(programme, ann, number)
    assert refused(lambda: appeals.open_case(programme, ben, number)) == "service-not-possible"
    others = partial(appeals.uphold, programme, ben, number, reasons="x")
    assert refused(others) == "rights-not-yours"
    assert refused(lambda: appeals.case(programme, ben, number)) == "rights-not-yours"
    assert appeals.case(programme, ann, number).number == number
    appeals.reject(programme, ann, number, reasons="no")
    appeals.file_again(programme, joined.number, number, reasons="Look at the receipt.")
    assert total(town, joined) == 1000
    assert refused(lambda: appeals.open_case(programme, ann, number)) == "case-own-act"
    appeals.open_case(programme, ben, number)
    appeals.uphold(programme, ben, number, reasons="The receipt is right.")
    assert total(town, joined) == 1000
    [line] = statement(programme, joined.number, as_of=programme.today()).lines
    assert line.why.value == "struck out"
    once_more = partial(
        appeals.file, programme, joined.number, source=source, record="r-1", reasons=WHY
    )
    assert refused(once_more) == "case-no-such-record"


def test_a_reviewer_reads_money_as_its_source_filed_it() -> None:
    town = open_fresh()
    programme, source = town.programme, "traffic-police"
    add_source(source)
    joined = join_with(programme, source)
    said = (joined.handles[source], source, "traffic-fine", programme.today())
    assert file_records(programme, source, [row(1, *said, fine=5_005)]).admitted == 1
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    case = appeals.open_case(programme, reviewer(town, "Ann"), number)
    assert case.fields == {"fine": "50.05"}


def test_when_the_time_is_up_the_member_was_right(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    town.clock.days(30)
    assert appeals.lapse(programme) == 0
    town.clock.days(1)
    assert appeals.lapse(programme) == 1
    assert appeals.lapse(programme) == 0
    assert Appeal.objects.get(number=number).state == "upheld"
    assert total(town, joined) == 1000
    [line] = statement(programme, joined.number, as_of=programme.today()).lines
    assert line.why.value == "struck out"


def test_an_appeal_before_the_notice_was_opened_drops_the_notice_when_upheld(
    town: Opened,
) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    Notice.objects.filter(subject="deduction").update(state="waiting", delivered=None)
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    ann = reviewer(town, "Ann")
    appeals.open_case(programme, ann, number)
    appeals.uphold(programme, ann, number, reasons="yes")
    assert Notice.objects.get(subject="deduction").state == "dropped"


def test_a_repair_becomes_what_its_rule_says_by_a_yes_or_by_silence(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    asking = partial(
        repairs.ask, programme, joined.number, source=source, record="r-1", reasons="It is paid."
    )
    first = asking()
    assert refused(asking) == "case-open-already"
    assert total(town, joined) == 980
    ann, ben = reviewer(town, "Ann"), reviewer(town, "Ben")
    [waiting] = repairs.queue(programme, ann)
    assert (waiting.answer_by, waiting.decide_by) == (date(2026, 3, 5), date(2026, 3, 16))
    repairs.open_case(programme, ann, first)
    assert repairs.case(programme, ann, first).kind == "tax-arrears"
    repairs.refuse(programme, ann, first, reasons="not yet")
    second = asking()
    assert refused(lambda: repairs.open_case(programme, ann, second)) == "case-own-act"
    repairs.open_case(programme, ben, second)
    repairs.grant(programme, ben, second, reasons="paid")
    assert total(town, joined) == 1000
    [line] = statement(programme, joined.number, as_of=programme.today()).lines
    assert line.why.value == "repaired"
    assert refused(asking) == "case-no-such-record"
    assert [each.state for each in repairs.repairs_of(programme, joined.number)].count(
        "granted"
    ) == 1


def test_a_repair_lapses_for_the_member_and_gives_way_to_an_appeal(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    asking = partial(
        repairs.ask, programme, joined.number, source=source, record="r-1", reasons="paid"
    )
    first = asking()
    number = appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    assert Repair.objects.get(number=first).state == "taken back"
    assert refused(asking) == "case-no-such-record"
    appeals.take_back(programme, joined.number, number)
    second = asking()
    repairs.take_back(programme, joined.number, second)
    assert refused(lambda: repairs.take_back(programme, joined.number, 7)) == "case-not-found"
    third = asking()
    town.clock.days(14)
    assert repairs.lapse(programme) == 0
    town.clock.days(1)
    assert repairs.lapse(programme) == 1
    assert Repair.objects.get(number=third).state == "granted"
    assert total(town, joined) == 1000
    appeals.file(programme, joined.number, source=source, record="r-1", reasons=WHY)
    assert refused(lambda: repairs.case(programme, reviewer(town, "Ann"), 7)) == "case-not-found"


def test_without_a_rule_for_it_nothing_is_repaired(town: Opened) -> None:
    programme = town.programme
    add_source("volunteer-network")
    joined = join_with(programme, "volunteer-network")
    handle = joined.handles["volunteer-network"]
    shift = row(1, handle, "volunteer-network", "volunteer-shift", programme.today(), hours=4)
    file_records(programme, "volunteer-network", [shift])
    asking = partial(
        repairs.ask,
        programme,
        joined.number,
        source="volunteer-network",
        record="r-1",
        reasons="x",
    )
    assert refused(asking) == "case-not-repairable"


def test_working_days_leave_out_weekends_and_holidays_and_count_days_worked_instead() -> None:
    calendar = Calendar(
        holidays=frozenset({date(2026, 10, 1), date(2026, 10, 2)}),
        worked=frozenset({date(2026, 10, 10)}),
    )
    assert Calendar().after(date(2026, 3, 6), 1) == date(2026, 3, 9)
    assert calendar.after(date(2026, 9, 30), 1) == date(2026, 10, 5)
    assert calendar.after(date(2026, 10, 9), 1) == date(2026, 10, 10)
    assert calendar.after(date(2026, 10, 9), 0) == date(2026, 10, 9)


def test_every_pair_of_state_and_step_of_an_appeal_is_taken_or_refused(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    filing = partial(appeals.file, programme, joined.number, source=source, record="r-1")
    number = filing(reasons=WHY)
    codes = {(state, AppealStep.FILE): "case-open-already" for state in CONTESTED}
    for state in (AppealState.REJECTED, AppealState.REJECTED_AT_LAST):
        codes[state, AppealStep.FILE] = "case-decided"
    reviewers = [reviewer(town, f"R{place}") for place in range(60)]
    seen: Counter[str] = Counter()
    for state in AppealState:
        for step in AppealStep:
            Appeal.objects.filter(number=number).update(
                state=state.value, decide_by=date(2026, 1, 1)
            )
            ann = reviewers.pop() if step is AppealStep.OPEN else reviewers[0]
            if step is not AppealStep.OPEN:
                Appeal.objects.filter(number=number).update(reviewer=ann.person)
            AppealMove.objects.filter(case=number).delete()
            act: Callable[[], object] = partial(filing, reasons="r")
            if step is AppealStep.FILE:
                EntryState.objects.all().delete()
            else:
                act = _appeal_act(programme, ann, joined.number, number, step)
            after = APPEAL.get((state, step))
            if step is AppealStep.LAPSE:
                assert act() == int(state in CONTESTED)
            elif after is None:
                assert refused(act) == codes.get((state, step), "service-not-possible")
            else:
                act()
            found = Appeal.objects.get(number=number).state
            assert found == (state if after is None else after).value
            seen["refused" if after is None else "taken"] += 1
    assert seen == {"taken": len(APPEAL), "refused": len(AppealState) * len(AppealStep) - 16}


def _appeal_act(
    programme: Any, actor: Actor, member: int, number: int, step: AppealStep
) -> Callable[[], object]:
    """Return the act that takes a step of an appeal."""
    acts: dict[AppealStep, Callable[[], object]] = {
        AppealStep.OPEN: partial(appeals.open_case, programme, actor, number),
        AppealStep.UPHOLD: partial(appeals.uphold, programme, actor, number, reasons="r"),
        AppealStep.REJECT: partial(appeals.reject, programme, actor, number, reasons="r"),
        AppealStep.FILE_AGAIN: partial(appeals.file_again, programme, member, number, reasons="r"),
        AppealStep.TAKE_BACK: partial(appeals.take_back, programme, member, number),
        AppealStep.LAPSE: partial(appeals.lapse, programme),
    }
    return acts[step]


def test_every_pair_of_state_and_step_of_a_repair_is_taken_or_refused(town: Opened) -> None:
    programme = town.programme
    joined, source = with_deduction(town)
    number = repairs.ask(programme, joined.number, source=source, record="r-1", reasons="paid")
    reviewers = [reviewer(town, f"R{place}") for place in range(60)]
    seen: Counter[str] = Counter()
    for state in RepairState:
        for step in RepairStep:
            ann = reviewers.pop() if step is RepairStep.OPEN else reviewers[0]
            Repair.objects.filter(number=number).update(
                state=state.value, decide_by=date(2026, 1, 1), reviewer=ann.person
            )
            acts: dict[RepairStep, Callable[[], object]] = {
                RepairStep.OPEN: partial(repairs.open_case, programme, ann, number),
                RepairStep.GRANT: partial(repairs.grant, programme, ann, number, reasons="r"),
                RepairStep.REFUSE: partial(repairs.refuse, programme, ann, number, reasons="r"),
                RepairStep.TAKE_BACK: partial(repairs.take_back, programme, joined.number, number),
                RepairStep.LAPSE: partial(repairs.lapse, programme),
            }
            act = acts[step]
            after = REPAIR.get((state, step))
            if step is RepairStep.LAPSE:
                assert act() == int(after is not None)
            elif after is None:
                assert refused(act) == "service-not-possible"
            else:
                act()
            found = Repair.objects.get(number=number).state
            assert found == (state if after is None else after).value
            seen["refused" if after is None else "taken"] += 1
    assert seen == {"taken": len(REPAIR), "refused": len(RepairState) * len(RepairStep) - 7}


def test_an_appeal_that_leaves_its_record_counted_is_found(
    town: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined, source = with_deduction(town)
    monkeypatch.setattr(appeals, "put", lambda *_, **__: None)
    appeals.file(town.programme, joined.number, source=source, record="r-1", reasons=WHY)
    assert total(town, joined) == 980
    monkeypatch.setattr(appeals, "put", entries.put)


def test_a_review_of_ones_own_act_that_is_let_through_is_found(
    town: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined, source = with_deduction(town)
    file = partial(appeals.file, town.programme, joined.number, source=source, record="r-1")
    number = file(reasons=WHY)
    Member.objects.update(account=User.objects.create(username="Ben"))
    ben = reviewer(town, "Ben")
    monkeypatch.setattr(hearing, "refuse_own_act", lambda *_: None)
    assert appeals.open_case(town.programme, ben, number).number == number
