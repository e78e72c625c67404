"""Notices, corrections and deleted records: what is told, from when it counts, and what stays."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from tests.support.desk import somebody
from tests.support.running import Joined, Opened, add_source, join_with, open_fresh, row

from goodstanding.errors import ProblemsError
from goodstanding.ledger.models import Entry, EntryState, Look, Notice, NoticeMove, Proposal
from goodstanding.model.lifecycle import NOTICE, NoticeState, NoticeStep
from goodstanding.rulebook.words.known import LANGUAGES
from goodstanding.service import appeals, notices, own_records, proposals
from goodstanding.service.consents import withdraw
from goodstanding.service.exports import export
from goodstanding.service.filing import Row, file_records
from goodstanding.service.looks import Role, looks
from goodstanding.service.notices import Reached
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.proposals import Deed
from goodstanding.service.recalling import recall
from goodstanding.service.rights import Actor
from goodstanding.service.statements import statement

TAX, VOLUNTEERS = "tax-office", "volunteer-network"


@pytest.fixture
def town() -> Opened:
    return open_fresh()


def refused(act: Callable[[], object]) -> str:
    """Return the code by which an act is refused."""
    with pytest.raises(ProblemsError) as caught:
        act()
    return caught.value.problems[0].code.name


def total(town: Opened, joined: Joined) -> int:
    """Return the total of a member today."""
    return statement(town.programme, joined.number, as_of=town.programme.today()).total


def owing(town: Opened) -> tuple[Joined, str]:
    """Return a member with a deduction that nobody was told of, and its source."""
    programme = town.programme
    from goodstanding.model.names import KindName
    from goodstanding.service.editions import policy_on

    source = policy_on(programme, programme.today()).kinds[KindName("tax-arrears")].source
    add_source(source)
    joined = join_with(programme, source)
    filed = row(1, joined.handles[source], source, "tax-arrears", programme.today())
    assert file_records(programme, source, [filed]).admitted == 1
    return joined, source


def helping(town: Opened, *, hours: int) -> tuple[Joined, Row]:
    """Return a member with one shift of so many hours, and the shift."""
    add_source(VOLUNTEERS)
    joined = join_with(town.programme, VOLUNTEERS)
    today = town.programme.today()
    filed = row(1, joined.handles[VOLUNTEERS], VOLUNTEERS, "volunteer-shift", today, hours=hours)
    file_records(town.programme, VOLUNTEERS, [filed])
    return joined, filed


def test_a_deduction_counts_from_the_day_its_notice_was_opened(town: Opened) -> None:
    programme = town.programme
    joined, _ = owing(town)
    [listed] = notices.notices_of(programme, joined.number)
    assert (listed.state, listed.delivered) == (NoticeState.WAITING, None)
    first = programme.today()
    town.clock.days(40)
    assert total(town, joined) == 1000
    read = notices.open_notice(programme, joined.number, listed.number)
    assert "−20" in " ".join(read.paragraphs)
    assert "not before" in " ".join(read.paragraphs)
    assert total(town, joined) == 980
    town.clock.days(1)
    again = notices.open_notice(programme, joined.number, listed.number)
    assert again.delivered == read.delivered
    assert statement(programme, joined.number, as_of=first).total == 1000
    other = join_with(programme)
    foreign = partial(notices.open_notice, programme, other.number, listed.number)
    assert refused(foreign) == "notice-not-found"


def test_a_notice_is_handed_over_at_the_counter_to_who_stands_there(town: Opened) -> None:
    programme = town.programme
    joined, _ = owing(town)
    [listed] = notices.notices_of(programme, joined.number)
    clerk = somebody(programme, "Ann", Role.CLERK)
    here = Actor(
        role=clerk.role,
        name=clerk.name,
        unit=clerk.unit,
        person=clerk.person,
        member=joined.number,
        strong=True,
    )
    elsewhere = partial(notices.hand_over, programme, clerk, joined.number, listed.number)
    assert refused(elsewhere) == "rights-not-yours"
    notices.hand_over(programme, here, joined.number, listed.number)
    assert total(town, joined) == 980
    assert [look.name for look in looks(programme, joined.number)] == ["Ann"]
    back = partial(notices.came_back, programme, clerk, listed.number)
    assert refused(back) == "notice-no-letter"
    assert refused(partial(notices.came_back, programme, clerk, 7)) == "notice-not-found"


def test_notices_of_one_day_stand_in_the_order_in_which_they_were_made(town: Opened) -> None:
    programme = town.programme
    joined, _ = owing(town)
    who = known(programme, joined.number)
    [first] = Notice.objects.values_list("number", flat=True)

    def act() -> list[int]:
        subject, said = notices.Subject.RECALL, range(1, 8)
        return [notices.make(programme, who, subject, said={"records": each}) for each in said]

    made = [first, *programme.write(act)]
    assert made != sorted(made), "the numbers say nothing about the order"
    listed = notices.notices_of(programme, joined.number)
    assert [each.number for each in reversed(listed)] == made
    told = json.loads(export(programme, joined.number))["notices"]
    assert [each.get("records", 0) for each in told] == list(range(8))


def test_every_pair_of_state_and_step_of_a_notice_is_taken_or_refused(town: Opened) -> None:
    programme = town.programme
    joined, _ = owing(town)
    taken = turned_down = 0
    for state in NoticeState:
        for step in NoticeStep:
            Notice.objects.update(state=state.value, channel="letter")
            found = Notice.objects.get()
            after = NOTICE.get((state, step))
            if after is None:
                assert refused(partial(notices.move, programme, found, step)) == (
                    "service-not-possible"
                )
                turned_down += 1
            else:
                notices.move(programme, found, step)
                assert Notice.objects.get().state == after.value
                taken += 1
    assert (taken, turned_down) == (len(NOTICE), len(NoticeState) * len(NoticeStep) - len(NOTICE))
    assert joined.number


def test_contact_is_changed_by_the_member_and_sends_again_what_came_back(town: Opened) -> None:
    programme = town.programme
    joined, _ = owing(town)
    assert notices.contact_of(programme, joined.number) == Reached(channel="portal", address="")
    wrong = partial(notices.change_contact, programme, joined.number)
    assert refused(partial(wrong, Reached(channel="letter", address=" "))) == "join-channel-unknown"
    Notice.objects.update(state="returned", channel="letter")
    to = Reached(channel="letter", address="2 Harbour Road")
    notices.change_contact(programme, joined.number, to)
    assert notices.contact_of(programme, joined.number) == to
    assert Notice.objects.get().state == "waiting"


def correction(town: Opened, source: str, **asked: Any) -> tuple[Actor, Actor, Callable[[], int]]:
    """Return two operators and the proposal of a correction."""
    ann = somebody(town.programme, "Ann", Role.OPERATOR)
    ben = somebody(town.programme, "Ben", Role.OPERATOR)
    full = {"source": source, "record": "r-1", "why": "It was another's.", **asked}
    act = partial(proposals.propose, town.programme, ann, Deed.CORRECT_RECORD, full)
    return ann, ben, act


def test_two_persons_correct_a_record_as_a_new_row_that_its_source_cannot_undo(
    town: Opened,
) -> None:
    programme = town.programme
    joined, filed = helping(town, hours=2)
    before = total(town, joined)
    said = {"kind": "volunteer-shift", "on": f"{programme.today()}", "fields": {"hours": "6"}}
    ann, ben, act = correction(town, VOLUNTEERS, **said)
    number = act()
    assert refused(partial(proposals.approve, programme, ann, number)) == "proposal-same-person"
    assert proposals.proposal(programme, ben, number).asked["fields"] == {"hours": "6"}
    [listed] = proposals.proposals(programme, ann)
    assert listed.asked == {}
    proposals.approve(programme, ben, number)
    assert total(town, joined) > before
    lines = {line.record: line.why.value for line in _lines(town, joined)}
    assert lines == {"r-1": "struck out", "r-1~2": "counted"}
    assert file_records(programme, VOLUNTEERS, [filed]).repeated == 1
    assert {look.name for look in looks(programme, joined.number)} == {"Ann", "Ben"}
    assert any("corrected" in n.subject for n in notices.notices_of(programme, joined.number))
    [told] = Notice.objects.filter(subject="correction")
    read = notices.open_notice(programme, joined.number, told.number)
    assert "r-1~2" in read.paragraphs[0]
    assert read.paragraphs[1:3] == ("Hours: 2 before, 6 now.", "The reasons: It was another's.")
    own = programme.read(lambda: known(programme, joined.number).row)
    own.language = "zh"
    own.save(update_fields=["language"])
    read = notices.open_notice(programme, joined.number, told.number)
    assert read.paragraphs[1:3] == ("时数：原为2，现为6。", "理由：It was another's.")
    held = json.loads(export(programme, joined.number))["notices"]
    [kept] = [each for each in held if each["subject"] == "correction"]
    assert (kept["why"], kept["before"]["fields"]) == ("It was another's.", {"hours": 2})
    withdraw(programme, joined.number, joined.consents[VOLUNTEERS])
    assert not Notice.objects.filter(subject="correction").exists()


def _lines(town: Opened, joined: Joined) -> Any:
    """Return the lines of a member today."""
    return statement(town.programme, joined.number, as_of=town.programme.today()).lines


def test_a_correction_is_refused_by_name_before_a_second_person_is_asked(town: Opened) -> None:
    programme = town.programme
    joined, source = owing(town)
    today = programme.today().isoformat()
    for asked, code in (
        ({"why": " "}, "correction-no-reason"),
        ({"record": "r-9"}, "correction-no-such-record"),
        ({"kind": "tax-arrears", "on": "yesterday"}, "correction-not-admitted"),
        ({"kind": "tax-arrears", "on": "2030-01-01"}, "correction-not-admitted"),
        ({"kind": "tax-arrears", "on": today, "fields": {"x": "1"}}, "correction-not-admitted"),
        ({"kind": "gift", "on": today}, "correction-not-admitted"),
    ):
        assert refused(correction(town, source, **asked)[2]) == code
    appeals.file(programme, joined.number, source=source, record="r-1", reasons="x")
    assert refused(correction(town, source)[2]) == "correction-under-review"


def test_two_persons_strike_a_record_out_and_its_notice_is_dropped(town: Opened) -> None:
    programme = town.programme
    joined, source = owing(town)
    _, ben, act = correction(town, source)
    proposals.approve(programme, ben, act())
    assert Notice.objects.get(subject="deduction").state == "dropped"
    assert [line.why.value for line in _lines(town, joined)] == ["struck out"]
    assert Entry.objects.count() == 1
    told = Notice.objects.get(subject="correction")
    read = notices.open_notice(programme, joined.number, told.number)
    day = LANGUAGES["en"].day(programme.today())
    assert read.paragraphs[1].startswith("It had said: Kind: “")
    assert f"”; Day: {day}" in read.paragraphs[1]
    assert read.paragraphs[2] == "The reasons: It was another's."


def test_every_part_of_a_record_that_was_corrected_is_told_and_no_other(town: Opened) -> None:
    programme = town.programme
    joined, _ = helping(town, hours=2)
    town.clock.days(1)
    day = f"{programme.today()}"
    said = {"kind": "volunteer-shift", "on": day, "until": day, "fields": {"hours": "2"}}
    _, ben, act = correction(town, VOLUNTEERS, **said)
    proposals.approve(programme, ben, act())
    told = Notice.objects.get(subject="correction")
    read = notices.open_notice(programme, joined.number, told.number)
    assert read.paragraphs[1:3] == (
        "Day: 2 March 2026 before, 3 March 2026 now.",
        "Until: nothing before, 3 March 2026 now.",
    )
    assert read.paragraphs[3].startswith("The reasons")


def test_the_reason_of_a_correction_goes_with_the_record_that_it_is_about(town: Opened) -> None:
    programme = town.programme
    joined, source = owing(town)
    ann, ben, act = correction(town, source)
    declined = act()
    proposals.decline(programme, ben, declined, why="It was paid in March.")
    assert proposals.proposal(programme, ben, declined).why == "It was paid in March."
    assert Proposal.objects.get().why == ""
    proposals.approve(programme, ben, act())

    def reasons() -> list[str]:
        found = json.loads(export(programme, joined.number))["looks"]
        assert [each.why for each in reversed(looks(programme, joined.number))] == [
            each["why"] for each in found
        ]
        return [each["why"] for each in found if not each["action"].startswith("read")]

    assert reasons() == ["It was another's."] * 3
    withdraw(programme, joined.number, joined.consents[source])
    assert reasons() == [""] * 3
    assert {look.name for look in looks(programme, joined.number)} == {ann.name, ben.name}
    seal = programme.keys.of(joined.number)
    assert seal is not None
    opened = [seal.open(row.sealed, about="look") for row in Look.objects.all()]
    assert "another's" not in json.dumps(opened)


def test_a_good_record_that_its_member_deleted_is_gone_and_stays_out(town: Opened) -> None:
    programme = town.programme
    joined, filed = helping(town, hours=6)
    assert total(town, joined) > 1000
    appeals.file(programme, joined.number, source=VOLUNTEERS, record="r-1", reasons="x")
    delete = partial(own_records.delete, programme, joined.number, source=VOLUNTEERS)
    assert refused(partial(delete, record="r-2")) == "record-not-there"
    delete(record="r-1")
    assert total(town, joined) == 1000
    assert Entry.objects.get().sealed is None
    assert appeals.appeals_of(programme, joined.number) == []
    assert file_records(programme, VOLUNTEERS, [filed]).admitted == 0
    assert total(town, joined) == 1000
    assert refused(partial(delete, record="r-1")) == "record-not-there"


def test_with_a_corrected_record_goes_what_it_said_before_and_what_was_said_of_it(
    town: Opened,
) -> None:
    programme = town.programme
    joined, _ = helping(town, hours=2)
    said = {"kind": "volunteer-shift", "on": f"{programme.today()}", "fields": {"hours": "6"}}
    _, ben, act = correction(town, VOLUNTEERS, **said)
    number = act()
    proposals.approve(programme, ben, number)
    again = {**said, "source": VOLUNTEERS, "record": "r-1~2", "why": "And once more."}
    other = proposals.propose(programme, ben, Deed.CORRECT_RECORD, again)
    assert _opened(programme, joined) == 2 + 2 + 1 + 3
    own_records.delete(programme, joined.number, source=VOLUNTEERS, record="r-1~2")
    assert _opened(programme, joined) == 0
    assert len(looks(programme, joined.number)) == 3
    assert proposals.proposal(programme, ben, number).asked == {}
    ann = somebody(programme, "Ann", Role.OPERATOR)
    assert refused(partial(proposals.approve, programme, ann, other)) == "correction-no-reason"
    assert total(town, joined) == 1000


def test_whoever_reads_what_is_proposed_about_a_record_stands_in_the_log(town: Opened) -> None:
    programme = town.programme
    joined, _ = helping(town, hours=2)
    _, ben, act = correction(town, VOLUNTEERS)
    number = act()
    for seen in (
        ["proposed: correct record"],
        ["read: correct record", "proposed: correct record"],
    ):
        assert [look.action for look in looks(programme, joined.number)] == seen
        assert "record" not in str([each.asked for each in proposals.proposals(programme, ben)])
        if len(seen) == 1:
            assert proposals.proposal(programme, ben, number).asked["record"] == "r-1"
    assert [look.name for look in looks(programme, joined.number)] == ["Ben", "Ann"]
    publisher = somebody(programme, "Cleo", Role.PUBLISHER)
    look = partial(proposals.proposal, programme, publisher, number)
    assert refused(look) == "rights-not-yours"


def _opened(programme: Programme, joined: Joined) -> int:
    """Return how many texts about records are left: of rows, proposals, states and looks."""
    seal = programme.keys.of(joined.consents[VOLUNTEERS])
    assert seal is not None
    found = sum(each.sealed is not None for each in Entry.objects.all())
    found += sum(each.sealed is not None for each in Proposal.objects.all())
    found += sum(
        bool(seal.open(each.sealed, about="entry state")) for each in EntryState.objects.all()
    )
    return found + sum(look.why != "" for look in looks(programme, joined.number))


def test_a_record_that_takes_points_away_is_not_deleted_by_its_member(town: Opened) -> None:
    programme = town.programme
    joined, source = owing(town)
    delete = partial(own_records.delete, programme, joined.number, source=source, record="r-1")
    assert refused(delete) == "record-not-good"


def test_a_recall_is_told_in_the_members_language(town: Opened) -> None:
    programme = town.programme
    joined, source = owing(town)
    assert recall(programme, source, "r-1")
    [told] = Notice.objects.filter(subject="recall")
    read = notices.open_notice(programme, joined.number, told.number)
    assert "took back 1" in read.paragraphs[0]


def test_a_notice_that_counts_before_it_arrived_is_found(town: Opened) -> None:
    joined, _ = owing(town)
    today, early = town.programme.today(), {"step": "deliver", "state": "delivered"}
    NoticeMove.objects.create(notice=Notice.objects.get(), on=today, known=today, **early)
    assert total(town, joined) == 980
