"""Every way in which a tests file can be wrong, and the words that say so."""

from typing import Final

import pytest
from tests.support.clubs import POINTS, suite_of

CASE: Final = "policy: club\ncases:\n  - name: one\n    on: 2026-12-31\n"
GOOD: Final = f"{CASE}    expect: {{total: 100}}\n"


def case(*lines: str) -> str:
    """Return a tests file with one case that has these lines besides its name and day."""
    return CASE + "".join(f"    {line}\n" for line in lines)


def record(text: str) -> str:
    """Return a tests file with one case of one record."""
    return case(f"records: [{{{text}}}]", "expect: {total: 100}")


def edit(text: str) -> str:
    """Return a tests file with one refused edit."""
    return f"{GOOD}refuse:\n  - {text}\n"


MANY_TIMES: Final = ", ".join(
    f"{{shift: s{i}, on: 2026-11-01, hours: 1, times: 1000}}" for i in range(3)
)

MALFORMED: Final = {
    "nothing": ("", "club.tests.yaml:1: the file says nothing"),
    "not a mapping": ("- a\n", "1: this is not a mapping of keys to values"),
    "no policy": (GOOD.removeprefix("policy: club\n"), "'policy' is missing"),
    "another policy": (
        GOOD.replace("policy: club", "policy: pub"),
        ("club.tests.yaml:1: policy: these are tests of 'pub', and the policy is 'club'. "
        "Name the policy beside this file."),
    ),
    "no cases": ("policy: club\ncases: []\n", "2: cases: no cases are listed"),
    "an unknown key": (GOOD + "alway: []\n", "6: alway: unknown key 'alway'. Write 'always' if"),
    "a case without a name": (
        "policy: club\ncases:\n  - {on: 2026-12-31, expect: {total: 1}}\n",
        "3: cases[0]: the key 'name' is missing. Add `name:` here.",
    ),
    "a case that is a text": ("policy: club\ncases: [a]\n", "cases[0]: this is not a mapping"),
    "a name that is a list": (
        "policy: club\ncases:\n  - {name: [a], on: 2026-12-31, expect: {total: 1}}\n",
        "cases[0].name: a mapping or a list stands where a value is due",
    ),
    "two cases of one name": (
        "policy: club\ncases:\n"
        + "  - {name: a, on: 2026-12-31, expect: {total: 100}}\n" * 2,
        "4: cases[1].name: another case has this name. Say the difference.",
    ),
    "a case that expects nothing": (
        case("records: []"),
        "3: cases[0]: the case expects nothing. Add `expect:`.",
    ),
    "an empty expect": (case("expect: {}"), "5: cases[0].expect: nothing is expected"),
    "an expect that is a list": (case("expect: [total]"), "expect: this is not a mapping of keys"),
    "a slip in an expected name": (
        case("expect: {shfts: 1}"),
        ("club.tests.yaml:5: cases[0].expect.shfts: 'shfts' is nothing that can be expected. "
        "Write 'shifts' if you mean that."),
    ),
    "a name like nothing": (
        case("expect: {qqqq: 1}"),
        ("Known here are total, level, band, next change, shifts, gifts, prizes, firsts, fines, "
        "trips, prizes-and-firsts."),
    ),
    "a total in words": (case("expect: {total: many}"), "'many' is not a whole number"),
    "points with decimals": (case("expect: {shifts: 1.5}"), "'1.5' is not a whole number"),
    "a total without data": (case("expect: {total: no data}"), "'no data' is not a whole number"),
    "a slip in no data": (
        case("expect: {shifts: nodata}"),
        "5: cases[0].expect.shifts: 'nodata' is not points. Write no data.",
    ),
    "an unknown level": (
        case("expect: {level: thankd}"),
        ("expect.level: 'thankd' is not declared. Write one of none, thanked, honoured, perhaps "
        "'thanked'."),
    ),
    "a level that is a list": (case("expect: {level: [a]}"), "expect.level: a mapping or a list"),
    "an unknown band": (
        case("expect: {band: x}"),
        "expect.band: 'x' is not declared. Write one of none, low.",
    ),
    "a next change that is no day": (case("expect: {next change: soon}"), "'soon' is not a day"),
    "a day that is none": (GOOD.replace("2026-12-31", "2026-02-30"), "'2026-02-30' is not a day"),
    "a day before the edition": (
        GOOD.replace("2026-12-31", "2026-09-30"),
        ("club.tests.yaml:4: cases[0].on: the edition is in force from 2026-10-01, and 2026-09-30 "
        "is before that. Ask for a later day."),
    ),
    "joined on no day": (case("joined: early", "expect: {total: 1}"), "joined: 'early' is not a"),
    "an unknown level before": (
        case("level before: silver", "expect: {total: 1}"),
        "level before: there is no level 'silver'. Write one of none, thanked, honoured.",
    ),
    "a level before that is a list": (
        case("level before: [a]", "expect: {total: 1}"),
        "level before: a mapping or a list stands where a value is due",
    ),
    "without no list": (
        case("without: desk", "expect: {total: 1}"),
        "without: this is not a list of sources. Write [one, another].",
    ),
    "without an unknown source": (
        case("without: [dsk, [a]]", "expect: {total: 1}"),
        "without[0]: there is no source 'dsk'. Write one of court, desk, jury, till.",
    ),
    "then that is empty": (case("then: []"), "then: this is not a list of cases"),
    "then that is endless": (
        case("then: [" + ", ".join(["{on: 2027-01-01}"] * 101) + "]"),
        "then: there are 101 here. Use 100.",
    ),
    "then without a day": (
        case("then: [{expect: {total: 100}}]"),
        "then[0]: the key 'on' is missing",
    ),
    "then that expects nothing": (
        case("then: [{on: 2027-01-01}]"),
        "then[0]: the key 'expect' is missing",
    ),
    "then that goes back": (
        case("then: [{on: 2026-12-31, expect: {total: 100}}]"),
        "then[0].on: the day is not after 2026-12-31. Let the days of then rise.",
    ),
    "then on no day": (case("then: [{on: never, expect: {total: 100}}]"), "'never' is not a day"),
    "each without expect": (case("each: [{records: []}]"), "each[0]: the key 'expect' is missing"),
    "each that is a text": (case("each: [a]"), "each[0]: this is not a mapping"),
    "too many cases": (
        "policy: club\ncases: [" + ", ".join(["a"] * 1001) + "]\n",
        "cases: there are 1001 cases. Use 1000.",
    ),
    "records that are no list": (
        case("records: {shift: a}", "expect: {total: 1}"),
        "records: the records are not a list. Write [] or a list of {...}.",
    ),
    "a record that is a text": (
        case("records: [shift]", "expect: {total: 1}"),
        "records[0]: this is not a mapping",
    ),
    "too many records": (
        case(f"records: [{MANY_TIMES}]", "expect: {total: 1}"),
        "records: there are more than 2,000 records in one list",
    ),
    "too much to score": (
        case(
            "records: [{shift: s, on: 2026-11-01, hours: 1, times: 1000}, "
            "{note: n, on: 2026-11-01, times: 1000}]",
            "then: ["
            + ", ".join(f"{{on: {year}-01-01, expect: {{total: 1}}}}" for year in range(2027, 2127))
            + "]",
            "expect: {total: 1}",
        ),
        ("cases: the cases score 202,000 records in all, at most 200,000 are. "
        "Use fewer records on fewer days."),
    ),
    "a slip in a kind": (
        record("shft: s, on: 2026-11-01, hours: 1"),
        ("records[0]: the first key, 'shft', is no kind of record that the policy declares. "
        "Write 'shift' if you mean that."),
    ),
    "a record that begins with its day": (
        record("on: 2026-11-01, shift: s, hours: 1"),
        ("the first key, 'on', is no kind of record that the policy declares. "
        "Begin with {KIND: id, on: DAY}."),
    ),
    "an empty record": (record(""), "the first key, '', is no kind of record"),
    "a record without a day": (record("shift: s, hours: 1"), "records[0]: the key 'on' is missing"),
    "a record without an id": (
        record("shift: '', on: 2026-11-01, hours: 1"),
        "records[0].shift: the value is empty",
    ),
    "an id that is too long": (
        record(f"shift: {'s' * 65}, on: 2026-11-01, hours: 1"),
        "records[0].shift: the id is too long. Use at most 64.",
    ),
    "one id twice": (
        case(
            "records: [{shift: s, on: 2026-11-01, hours: 1}, {note: s, on: 2026-11-02}]",
            "expect: {total: 1}",
        ),
        ("5: cases[0].records: desk sends the record 's' twice. Give each record of a source its "
        "own id."),
    ),
    "a missing field": (record("shift: s, on: 2026-11-01"), "the key 'hours' is missing"),
    "an unknown field": (
        record("shift: s, on: 2026-11-01, hours: 1, minutes: 3"),
        "records[0].minutes: unknown key 'minutes'",
    ),
    "hours out of range": (
        record("shift: s, on: 2026-11-01, hours: 13"),
        "records[0].hours: '13' is not a whole number from 1 to 12. Write what a source may send.",
    ),
    "hours in words": (record("shift: s, on: 2026-11-01, hours: two"), "'two' is not a whole"),
    "hours that are a list": (record("shift: s, on: 2026-11-01, hours: [2]"), "a mapping or a"),
    "money out of range": (
        record("gift: g, on: 2026-11-01, amount: 500.01"),
        "'500.01' is not an amount of money inside the declared range",
    ),
    "a name that is not one of them": (
        record("prize: p, on: 2026-11-01, class: bronze, first: yes, given: 2026-11-01"),
        "'bronze' is not one of gold, silver",
    ),
    "true for yes": (
        record("prize: p, on: 2026-11-01, class: gold, first: true, given: 2026-11-01"),
        "'true' is not yes or no",
    ),
    "a field that is no day": (
        record("prize: p, on: 2026-11-01, class: gold, first: yes, given: today"),
        "'today' is not a day inside the declared range",
    ),
    "an act that ends before it begins": (
        record("shift: s, on: 2026-11-02, hours: 1, until: 2026-11-01"),
        "until: the act ends before it begins. Mend a day.",
    ),
    "filed before it happened": (
        record("shift: s, on: 2026-11-02, hours: 1, filed: 2026-11-01"),
        "filed: it is filed before it happened. Mend a day.",
    ),
    "filed on no day": (
        record("shift: s, on: 2026-11-02, hours: 1, filed: late"),
        "filed: 'late' is not a day",
    ),
    "notified on no day": (
        record("fine: f, on: 2026-11-02, weight: 1, notified: no"),
        "notified: 'no' is not a day",
    ),
    "an act of a kind that has none": (
        record("shift: s, on: 2026-11-02, hours: 1, act: a"),
        ("act: the kind 'shift' does not declare acts. Take the act out, or write `act: yes` in "
        "the kind."),
    ),
    "an act that is a list": (
        record("fine: f, on: 2026-11-02, weight: 1, act: [a]"),
        "act: a mapping or a list stands where a value is due",
    ),
    "no times at all": (
        record("shift: s, on: 2026-11-02, hours: 1, times: 0"),
        "times: '0' is not between 1 and 1000",
    ),
    "an unknown state": (
        record("shift: s, on: 2026-11-02, hours: 1, state: contested"),
        "state: 'contested' is none of the words known here",
    ),
    "a day of no state": (
        record("shift: s, on: 2026-11-02, hours: 1, state on: 2026-11-03"),
        "state on: no state is given. Add `state:`.",
    ),
    "a state on no day": (
        record("shift: s, on: 2026-11-02, hours: 1, state: counted, state on: x"),
        "state on: 'x' is not a day",
    ),
    "states on days and a day": (
        record(
            "shift: s, on: 2026-11-02, hours: 1, state: {2026-11-03: counted}, "
            "state on: 2026-11-03"
        ),
        "state on: each state has its day already. Take it out.",
    ),
    "states on no days": (
        record("shift: s, on: 2026-11-02, hours: 1, state: {soon: counted}"),
        "state.soon: 'soon' is not a day. Write {2026-11-05: under review}.",
    ),
    "an unknown state of a day": (
        record("shift: s, on: 2026-11-02, hours: 1, state: {2026-11-03: x}"),
        "state.2026-11-03: 'x' is none of the words known here",
    ),
    "no laws": (GOOD + "always: []\n", "always: no laws are listed. Write a list of sentences."),
    "too many laws": (
        GOOD + "always: [" + ", ".join(["a"] * 101) + "]\n",
        "always: there are 101 laws. Use 100.",
    ),
    "a law that is a list": (GOOD + "always: [[a]]\n", "always[0]: a mapping or a list stands"),
    "a slip in a law": (
        GOOD + "always: [the order of records does not matter]\n",
        ("club.tests.yaml:6: always[0]: no law is written 'the order of records does not matter'. "
        "The nearest is: the order of the records does not matter."),
    ),
    "a law about a slip": (
        GOOD + "always: [adding a shft record never lowers the total]\n",
        "always[0]: no rule reads a kind of record 'shft'. Write 'shift' if you mean that.",
    ),
    "a law about a kind that nothing reads": (
        GOOD + "always: [adding a note record never lowers the total]\n",
        ("no rule reads a kind of record 'note'. "
        "Read are shift, gift, prize, fine, trip."),
    ),
    "a law about an unknown field": (
        GOOD + "always: [adding a prize record with class never lowers the total]\n",
        "'prize' has no yes-or-no field 'class'. It has: first.",
    ),
    "a law about a field of none": (
        GOOD + "always: [adding a shift record with hours never lowers the total]\n",
        "'shift' has no yes-or-no field 'hours'. It has: none.",
    ),
    "a law twice": (
        GOOD + "always: [nobody's records make the opening, nobody's records make the opening]\n",
        "always: a law is stated twice. State each law once.",
    ),
    "no edits": (GOOD + "refuse: []\n", "refuse: no edits are listed"),
    "too many edits": (
        GOOD + "refuse: [" + ", ".join(["a"] * 201) + "]\n",
        "refuse: there are 201 edits. Use 200.",
    ),
    "an edit that is a text": (edit("a"), "refuse[0]: this is not a mapping"),
    "an edit without a reason": (edit("{set: {start: 1}}"), "the key 'because' is missing"),
    "an edit that changes nothing": (
        edit("{because: x}"),
        "refuse[0]: the edit changes nothing. Add `set: {PATH: value}`.",
    ),
    "a set that is a list": (edit("{set: [start], because: x}"), "set: this is not a mapping"),
    "an unset that is a text": (
        edit("{unset: start, because: x}"),
        "unset: this is not a list. Write [PATH].",
    ),
    "an unset of a list": (edit("{unset: [[a]], because: x}"), "unset[0]: a mapping or a list"),
    "a reason that is a list": (edit("{set: {start: 1}, because: [x]}"), "because: a mapping or"),
    "an alias": (GOOD + "always: &a [x]\n", "the anchor &a names this place"),
    "a case key twice": (
        case("expect: {total: 100}", "expect: {total: 100}"),
        "'expect' stands here and in line 5: a duplicate key",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_tests_file_says_what_is_wrong(name: str) -> None:
    text, words = MALFORMED[name]
    suite, problems = suite_of(text, POINTS)
    assert [str(problem) for problem in problems if words in str(problem)], problems
    assert 0 <= suite.checks <= 101
    assert all(problem.file == "club.tests.yaml" and problem.line for problem in problems)


def test_a_good_file_has_no_problem_so_the_messages_come_from_the_faults() -> None:
    suite, problems = suite_of(GOOD)
    assert problems == []
    assert suite.checks == 1
    assert len(MALFORMED) > 80


def test_all_problems_of_a_file_are_said_at_once_in_the_order_of_its_lines() -> None:
    text = case(
        "records: [{shft: a}, {shift: b, on: 2026-11-01, hours: 99}]",
        "expect: {totl: 1, level: x}",
        "thn: []",
    )
    _, problems = suite_of(text + "always: [x]\nrefuse: [{because: y}]\n")
    assert [problem.line for problem in problems] == [5, 5, 6, 6, 7, 8, 9]
