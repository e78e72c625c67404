"""What the rule guide and the laws do not reach of the definition."""

from dataclasses import replace
from datetime import date, timedelta
from time import process_time

import pytest
from tests.spec.guide import policy
from tests.spec.render import GUIDE, main, render

from goodstanding.errors import ProblemsError
from goodstanding.model.entry import Entry, Member, State, StateChange
from goodstanding.model.names import KindName, MemberId, RecordId, SourceName
from goodstanding.model.policy import Policy
from goodstanding.scoring.score import NOT_IN_FORCE, check_in_force, score
from goodstanding.scoring.whatif import whatif

SHIFTS = policy("""
    records: {shift: {}}
    rules: {shift: {points: 2, cap: {points: 3, per: year}}}
""").policy
MEMBER = Member(id=MemberId("one"))
FROM = date(2001, 1, 1)


def shift(number: int, on: date = date(2025, 5, 1)) -> Entry:
    return Entry(
        source=SourceName("office"),
        record=RecordId(f"r-{number}"),
        member=MEMBER.id,
        kind=KindName("shift"),
        on=on,
        filed=on,
        fields={},
    )


def test_the_first_day_in_force_is_scored_and_the_day_before_is_refused() -> None:
    assert score(SHIFTS, MEMBER, [], as_of=FROM).total == 0
    with pytest.raises(ProblemsError) as caught:
        score(SHIFTS, MEMBER, [], as_of=date(2000, 12, 31))
    assert [str(problem) for problem in caught.value.problems] == [
        (
            "from: example edition 1 is in force from 2001-01-01, and 2000-12-31 is before that. "
            "Ask for a later day, or use the edition that was in force then."
        )
    ]
    assert caught.value.problems[0].code is NOT_IN_FORCE


def test_a_study_is_scored_on_any_day() -> None:
    study = policy("""
        purpose: study
        records: {shift: {}}
        rules: {shift: {points: 2}}
    """).policy
    check_in_force(study, date(1999, 1, 1))
    assert score(study, MEMBER, [], as_of=date(1999, 1, 1)).total == 0


def test_an_entry_is_scored_for_its_own_member_only() -> None:
    other = replace(MEMBER, id=MemberId("other"))
    with pytest.raises(AssertionError, match="its own member"):
        score(SHIFTS, other, [shift(1)], as_of=date(2025, 6, 1))


def test_entries_may_come_from_any_iterable_once() -> None:
    assert score(SHIFTS, MEMBER, iter([shift(1)]), as_of=date(2025, 6, 1)).total == 2


def test_what_if_gives_the_statement_as_it_is_and_as_it_would_be() -> None:
    before, after = whatif(SHIFTS, MEMBER, [shift(1)], [shift(2)], as_of=date(2025, 6, 1))
    assert (before.total, after.total) == (2, 3)
    assert [line.counted for line in after.lines] == [2, 2, -1]


def test_entries_without_a_place_in_the_files_are_folded_in_the_order_of_output() -> None:
    running = policy("""
        bounds: {floor: 0, ceiling: none, hold: at every record}
        records: {up: {source: b}, down: {source: a}}
        rules: {up: {record: up, points: 2}, down: {record: down, points: -2}}
    """).policy
    up = replace(shift(1), kind=KindName("up"), source=SourceName("b"))
    down = replace(shift(2), kind=KindName("down"), source=SourceName("a"))
    for entries in ([up, down], [down, up]):
        assert score(running, MEMBER, entries, as_of=date(2025, 6, 1)).total == 2


def test_a_struck_out_repair_taken_up_again_keeps_its_first_day() -> None:
    changes = (
        StateChange(state=State.REPAIRED, on=date(2025, 6, 1)),
        StateChange(state=State.STRUCK_OUT, on=date(2025, 7, 1)),
        StateChange(state=State.REPAIRED, on=date(2025, 8, 1)),
        StateChange(state=State.COUNTED, on=date(2026, 1, 1)),
    )
    entry = replace(shift(1), states=changes)
    assert entry.repaired_on(date(2025, 9, 1)) == date(2025, 6, 1)
    assert entry.repaired_on(date(2026, 2, 1)) == date(2026, 2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "window: 10 years\nrules: {shift: {points: 2, cap: {times: 2, per: ever}}}",
        (
            "window: 10 years\nrules: {shift: {points: 2, cap: [{times: 1, per: day}, "
            "{times: 9, per: ever}]}}"
        ),
        (
            "dimensions: {all: {weight: 100%, base: 50}}\n"
            "measures: {m: {dimension: all, of: count of shift, over: 10 years, "
            "table: {0: 0, 1: 5}}}"
        ),
    ],
)
def test_years_of_records_are_settled_in_seconds(text: str) -> None:
    many: Policy = policy(f"records: {{shift: {{}}}}\n{text}").policy
    first = date(2016, 1, 1)
    entries = [shift(number, first + timedelta(days=number)) for number in range(3_000)]
    began = process_time()
    statement = score(many, MEMBER, entries, as_of=date(2025, 6, 1))
    assert process_time() - began < 10
    assert statement.next_change is not None


def test_the_rule_guide_is_not_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert GUIDE.read_text(encoding="utf-8") == render()
    assert main(["--no"]) == 2
    assert "usage" in capsys.readouterr().err
