"""The least change that reaches the next level; every answer is verified by scoring it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from textwrap import dedent

import pytest
from tests.spec.guide import policy

from goodstanding.model.entry import Consent, Entry, Member, State, StateChange
from goodstanding.model.kinds import Day
from goodstanding.model.names import FieldName, KindName, MemberId, RecordId, SourceName
from goodstanding.model.policy import Policy
from goodstanding.scoring.counterfactual import Action, NextLevel, least_change
from goodstanding.scoring.score import score

AS_OF = date(2025, 6, 15)
MEMBER = Member(id=MemberId("one"))
LEVEL = "levels: {thanked: {from: 40}, honoured: {from: 80}}"


def written(text: str) -> Policy:
    return policy(f"{dedent(text)}\n{LEVEL}").policy


SHIFTS = written("""
records: {shift: {fields: {hours: whole number 1..12}}, ticket: {}, walk: {}}
rules:
  shift: {record: shift, each: hours, points: 2, cap: {points: 30, per: month}}
  ticket: {record: ticket, points: -30, fade: {1 year: half}, repaired: {points: -10}}
""")


def record(kind: str, on: date = AS_OF, **fields: int) -> Entry:
    return Entry(
        source=SourceName("office"),
        record=RecordId(f"{kind}-{on}"),
        member=MEMBER.id,
        kind=KindName(kind),
        on=on,
        filed=on,
        fields={FieldName(name): value for name, value in fields.items()},
    )


def acts_of(action: Action, scored: Policy) -> list[Entry]:
    kind = scored.kinds[action.kind]
    each = [*[action.fields] * (action.times - 1), action.last_fields]
    days = [AS_OF + timedelta(days=place if action.daily else 0) for place in range(len(each))]
    assert days[-1] == action.reached_on
    return [
        Entry(
            source=kind.source,
            record=RecordId(f"new-{place}"),
            member=MEMBER.id,
            kind=kind.name,
            on=day,
            filed=day,
            fields=fields,
            position=place,
        )
        for place, (day, fields) in enumerate(zip(days, each, strict=True))
    ]


def total(scored: Policy, member: Member, entries: Sequence[Entry], day: date = AS_OF) -> int:
    return score(scored, member, entries, as_of=day).total


def verified(
    scored: Policy, entries: Sequence[Entry] = (), member: Member = MEMBER, as_of: date = AS_OF
) -> NextLevel:
    """Return the answer after every part of it was tried: it is enough, one act less is not."""
    found = least_change(scored, member, entries, as_of=as_of)
    assert found is not None
    mark = found.reached_from
    assert total(scored, member, entries, as_of) == found.total
    for action in found.actions:
        willing = member if action.authorised else replace(member, consents=None)
        acts = acts_of(action, scored)
        assert total(scored, willing, [*entries, *acts], action.reached_on) >= mark
        fewer = acts[:-1]
        last = fewer[-1].on if fewer else AS_OF
        assert total(scored, willing, [*entries, *fewer], last) < mark
    for repair in found.repairs:
        change = StateChange(state=State.REPAIRED, on=repair.on)
        repaired = [
            replace(entry, states=(*entry.states, change))
            if entry.record == repair.record
            else entry
            for entry in entries
        ]
        assert total(scored, member, repaired) >= mark
    if found.by_itself_on is not None:
        assert total(scored, member, entries, found.by_itself_on) >= mark
        day_before = found.by_itself_on - timedelta(days=1)
        assert total(scored, member, entries, day_before) < mark
    return found


def test_the_fewest_acts_of_a_day_are_found_where_the_caps_allow_it() -> None:
    courses = written("""
        records: {course: {}}
        rules: {course: {points: 15}}
    """)
    found = verified(courses)
    assert (found.level, found.reached_from, found.total) == ("thanked", 40, 0)
    [action] = found.actions
    assert (action.times, action.daily, action.reached_on) == (3, False, AS_OF)


def test_where_a_month_is_capped_acts_are_done_day_by_day_until_the_next() -> None:
    [action] = verified(SHIFTS).actions
    assert action.daily
    assert action.kind == "shift"
    assert action.reached_on == date(2025, 7, 1)


def test_the_last_act_is_as_small_as_it_may_be() -> None:
    hours = written("""
        records: {shift: {fields: {hours: whole number 1..12}}}
        rules: {shift: {each: hours, points: 3}}
    """)
    [action] = verified(hours).actions
    assert (action.times, action.fields, action.last_fields) == (
        2,
        {"hours": 12},
        {"hours": 2},
    )


def test_table_bounds_say_which_values_to_try() -> None:
    gifts = written("""
        records: {gift: {fields: {amount: money 1..10000, kept: yes or no, place: 'one of a, b'}}}
        rules: {gift: {by: amount, table: {0: 0, 200: 20, 500: 40}}}
    """)
    [action] = verified(gifts).actions
    assert (action.times, action.last_fields[FieldName("amount")]) == (1, 50_000)


def test_a_field_of_days_takes_the_nearest_day_it_allows() -> None:
    courses = written("""
        records: {course: {fields: {born: 'date 2000-01-01..2010-01-01'}}}
        rules: {course: {points: 40}}
    """)
    [action] = verified(courses).actions
    assert action.fields == {"born": date(2010, 1, 1)}
    assert isinstance(courses.kinds[KindName("course")].fields[FieldName("born")], Day)


def test_an_index_is_searched_by_the_bounds_of_its_measures() -> None:
    index = policy("""
        scale: [0, 100]
        records:
          shift: {fields: {hours: whole number 1..12}}
          visit: {fields: {kept: yes or no}}
        dimensions: {helping: {weight: 100%, base: 30}}
        measures:
          hours: {dimension: helping, of: sum hours in shift, over: 1 year, table: {0: 0, 20: 10}}
          kept:
            dimension: helping
            of: share of visit where kept
            over: 1 year
            least: 3
            table: {0%: -10, 90%: 10}
        levels: {thanked: {from: 40}}
    """).policy
    found = verified(index)
    assert {action.kind: action.times for action in found.actions} == {"shift": 2, "visit": 3}
    assert {action.kind: action.last_fields for action in found.actions} == {
        "shift": {"hours": 8},
        "visit": {"kept": True},
    }


def test_a_repair_that_reaches_the_level_is_named() -> None:
    ticket = record("ticket", on=date(2025, 5, 1))
    day = date(2025, 4, 1)
    entries = [
        ticket,
        record("ticket", on=date(2023, 5, 1)),
        *(replace(record("shift", hours=12, on=day - timedelta(days=31 * i)), position=i)
          for i in range(4)),
    ]  # fmt: skip
    found = verified(SHIFTS, entries)
    assert found.total == 24 * 4 - 30 - 15
    assert found.level == "honoured"
    assert not found.repairs
    found = verified(SHIFTS, entries[:1] + entries[2:5])
    assert (found.total, found.level) == (42, "honoured")
    assert not found.repairs
    found = verified(SHIFTS, entries[:1] + entries[2:4])
    assert (found.total, found.level) == (18, "thanked")
    assert not found.repairs
    better = [*entries[:1], *entries[2:4], replace(entries[2], record=RecordId("more"))]
    found = verified(SHIFTS, better)
    assert [(repair.record, repair.on) for repair in found.repairs] == [(ticket.record, AS_OF)]


def test_the_day_on_which_time_alone_reaches_the_level_is_found() -> None:
    entries = [
        record("ticket", on=date(2025, 5, 1)),
        record("shift", on=date(2025, 5, 2), hours=12),
        record("shift", on=date(2025, 4, 2), hours=12),
        record("shift", on=date(2025, 3, 2), hours=5),
    ]
    found = verified(SHIFTS, entries)
    assert found.total == 28
    assert found.by_itself_on == date(2026, 5, 1)


def test_what_only_comes_to_light_later_is_no_change_by_itself() -> None:
    late = replace(record("shift", on=date(2025, 5, 2), hours=12), filed=date(2025, 7, 1))
    award = record("ticket", on=date(2025, 5, 1))
    cleared = replace(award, states=(StateChange(state=State.STRUCK_OUT, on=date(2025, 8, 1)),))
    found = least_change(SHIFTS, MEMBER, [late, cleared], as_of=AS_OF)
    assert found is not None
    assert found.by_itself_on is None


def test_a_source_that_is_not_authorised_is_said_to_be_so() -> None:
    for consents, authorised in (
        ({}, False),
        ({SourceName("office"): Consent(given=date(2020, 1, 1))}, True),
        (
            {
                SourceName("office"): Consent(
                    given=date(2020, 1, 1), kinds=frozenset({KindName("ticket")})
                )
            },
            False,
        ),
    ):
        member = replace(MEMBER, consents=consents)
        [action] = verified(SHIFTS, member=member).actions
        assert action.authorised is authorised


def test_what_reaches_no_level_is_no_answer() -> None:
    little = written("""
        records: {shift: {}, sickness: {class: health}}
        rules:
          shift: {record: shift, points: 1, cap: {points: 5, per: ever}}
          sickness: {record: sickness, points: 100}
    """)
    found = verified(little)
    assert found.actions == ()
    assert found.by_itself_on is None


def test_acts_that_fade_while_others_are_done_are_found_by_doubling() -> None:
    fading = written("""
        start: 39
        records: {shift: {}, award: {}}
        rules:
          shift: {record: shift, points: 1, lasts: 1 month}
          award: {record: award, points: 0}
        bounds: [0, 40]
    """)
    [action] = verified(fading).actions
    assert (action.times, action.daily) == (1, False)


def test_above_the_last_level_there_is_nothing_to_reach() -> None:
    rich = written("""
        start: 80
        records: {shift: {}}
        rules: {shift: {points: 1}}
    """)
    assert least_change(rich, MEMBER, [], as_of=AS_OF) is None
    without = policy("records: {shift: {}}\nrules: {shift: {points: 1}}").policy
    assert least_change(without, MEMBER, [], as_of=AS_OF) is None


def test_the_end_of_the_calendar_is_no_hindrance() -> None:
    assert least_change(SHIFTS, MEMBER, [], as_of=date.max) is not None


@pytest.mark.parametrize("days", [1, 210])
def test_changes_that_never_reach_the_level_are_waited_for_in_bounds(days: int) -> None:
    entries = [record("ticket", on=AS_OF - timedelta(days=place)) for place in range(days)]
    found = verified(SHIFTS, entries)
    assert found.by_itself_on is None
