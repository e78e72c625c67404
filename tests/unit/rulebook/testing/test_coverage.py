"""What cases reach of a policy: both sides of every edge, and no side more."""

from pathlib import Path

import pytest
from tests.support.clubs import POINTS, change, volunteers
from tests.support.covered import covered, on, reached

from goodstanding.rulebook.reader import read_policy_text
from goodstanding.rulebook.testing import Sort, run_tests, suite_path


def test_every_target_of_a_points_policy_is_listed() -> None:
    coverage = covered("on: 2026-12-31\nexpect: {total: 100}")
    assert coverage.reached == ()
    listed = [str(each) for each in coverage.missed]
    assert len(listed) == len(set(listed))
    assert {each.path for each in coverage.missed if each.sort is Sort.RULE} == {
        f"rules.{name}" for name in ("shifts", "gifts", "prizes", "firsts", "fines", "trips")
    }
    assert [each.path for each in coverage.missed if each.sort is Sort.ROW] == [
        "rules.shifts.points.2026-01-01",
        "rules.shifts.points.2026-12-01",
        "rules.gifts.table.0",
        "rules.gifts.table.10",
        "rules.gifts.table.50.5",
        "rules.prizes.table.gold",
        "rules.prizes.table.silver",
        "rules.firsts.table.yes",
        "rules.firsts.table.no",
        "rules.fines.repaired",
        "rules.trips.rates.5",
        "rules.trips.rates.10",
    ]
    assert coverage.of(Sort.EDGE) == (0, 52)


def test_rows_and_bounds_of_a_table() -> None:
    assert on("2026-12-31", "{gift: g, on: 2026-12-05, amount: 8.99}", under="rules.gifts") == {
        "rules.gifts",
        "table.0",
    }
    below = on("2026-12-31", "{gift: g, on: 2026-12-05, amount: 9}", under="rules.gifts.table")
    assert below == {"0", "10 (just below)"}
    at = on("2026-12-31", "{gift: g, on: 2026-12-05, amount: 10}", under="rules.gifts.table")
    assert at == {"10", "10 (at the bound)"}
    above = on("2026-12-31", "{gift: g, on: 2026-12-05, amount: 10.01}", under="rules.gifts.table")
    assert above == {"10"}
    high = on("2026-12-31", "{gift: g, on: 2026-12-05, amount: 50.50}", under="rules.gifts.table")
    assert high == {"50.5", "50.5 (at the bound)"}


def test_rows_that_no_value_can_reach_are_not_asked_for() -> None:
    text = POINTS.replace("table: {0: 0, 10: 1,", "table: {-5: -1, 0: 0, 10: 1,").replace(
        "50.50: 5}", "50.50: 5, 501: 9}"
    )
    text = text.replace("lasts: {0: 1 year, 10: 2 years, 50.5: 3 years}", "lasts: 1 year")
    assert text.count("501") == 1
    rows = [each.path for each in covered("on: 2026-12-31\nexpect: {total: 100}", text).missed]
    assert "rules.gifts.table.0" in rows
    assert "rules.gifts.table.10" in rows
    assert "rules.gifts.table.-5" not in rows
    assert "rules.gifts.table.501" not in rows
    sides = [str(each) for each in covered("on: 2026-12-31\nexpect: {total: 100}", text).missed]
    assert "rules.gifts.table.0 (just below)" not in sides


def test_names_and_dated_amounts() -> None:
    prize = "{prize: p, on: 2026-12-05, class: gold, first: no, given: 2026-12-05}"
    assert on("2026-12-31", prize, under="rules.prizes.table") == {"gold"}
    assert on("2026-12-31", prize, under="rules.firsts.table") == {"no"}
    shifts = "rules.shifts.points"
    assert on("2026-12-31", "{shift: s, on: 2025-12-31, hours: 1}", under=shifts) == {
        "2026-01-01 (the day before)"
    }
    assert on("2026-12-31", "{shift: s, on: 2026-11-30, hours: 1}", under=shifts) == {
        "2026-01-01",
        "2026-12-01 (the day before)",
    }
    assert on("2026-12-31", "{shift: s, on: 2026-12-01, hours: 1}", under=shifts) == {
        "2026-12-01",
        "2026-12-01 (on the day)",
    }


def test_an_act_from_before_any_amount_reaches_no_rule() -> None:
    shift = "{shift: s, on: 2025-12-31, hours: 1}"
    assert "rules.shifts" not in on("2026-12-31", shift, under="rules.shifts")
    assert "rules.shifts" in on("2026-12-31", shift.replace("2025", "2026"), under="rules.shifts")


@pytest.mark.parametrize("state", ["under review", "struck out"])
def test_a_record_that_is_set_aside_reaches_nothing(state: str) -> None:
    fine = f"{{fine: f, on: 2026-12-05, weight: 1, state: {state}}}"
    assert on("2026-12-31", fine, under="rules") == set()
    untold = "{fine: f, on: 2026-12-05, weight: 1, notified: not yet}"
    assert on("2026-12-31", untold, under="rules") == set()
    assert on("2026-12-31", "{fine: f, on: 2026-12-05, weight: 1}", under="rules") == {"fines"}


def test_the_day_from_which_a_rule_holds() -> None:
    before = on("2026-12-31", "{fine: f, on: 2026-09-30, weight: 1}", under="rules.fines")
    assert before == {"since (the day before)"}
    first = on("2026-12-31", "{fine: f, on: 2026-10-01, weight: 1}", under="rules.fines")
    assert first == {"rules.fines", "since (on the day)"}


def test_steps_of_a_fade_and_ends_of_a_span() -> None:
    shift = "{shift: s, on: 2026-12-05, hours: 1}"
    fade = "rules.shifts.fade"
    assert on("2027-12-04", shift, under=fade) == {"1 year (the day before)"}
    assert on("2027-12-05", shift, under=fade) == {"1 year (on the day)"}
    assert on("2027-12-06", shift, under=fade) == set()
    gift = "{gift: g, on: 2026-12-05, amount: 10}"
    assert on("2028-12-04", gift, under="rules.gifts.lasts") == {"10 (the day before)"}
    assert on("2028-12-05", gift, under="rules.gifts.lasts") == {"10 (on the day)"}
    assert on("2027-12-05", gift, under="rules.gifts.lasts") == set()
    prize = "{prize: p, on: 2026-12-05, class: silver, first: yes, given: 2026-12-05}"
    assert on("2027-12-05", prize, under="rules.prizes.lasts") == {"silver (on the day)"}
    assert on("2027-12-05", prize, under="rules.firsts.lasts") == {
        "rules.firsts.lasts (on the day)"
    }


def test_a_repair_and_its_end() -> None:
    fine = "{fine: f, on: 2026-11-02, weight: 1, state: repaired, state on: 2026-12-01}"
    assert on("2026-11-30", fine, under="rules.fines.repaired") == set()
    assert on("2026-12-01", fine, under="rules.fines.repaired") == {"rules.fines.repaired"}
    assert on("2027-11-30", fine, under="rules.fines.repaired") == {
        "rules.fines.repaired",
        "lasts (the day before)",
    }
    for_ever = POINTS.replace("{points: -5, lasts: 1 year}", "{points: -5}")
    assert on("2026-12-01", fine, for_ever, under="rules.fines.repaired") == {
        "rules.fines.repaired"
    }


def test_caps_within_and_beyond() -> None:
    shift = "{shift: s, on: 2026-12-05, hours: 5}"
    cap = "rules.shifts.cap"
    assert on("2026-12-31", shift, under=cap) == {
        f"{cap} (within 10 points per month)",
        f"{cap} (within 30 points per year)",
    }
    november = "{shift: s, on: 2026-11-05, hours: 11}"
    assert on("2026-12-31", november, under=cap) == {
        f"{cap} (beyond 10 points per month)",
        f"{cap} (within 30 points per year)",
    }
    gifts = "{gift: g, on: 2026-12-05, amount: 10, times: 2}"
    assert on("2026-12-31", gifts, under="rules.gifts.cap") == {
        "rules.gifts.cap (beyond 1 times per month)"
    }
    nothing = "{gift: g, on: 2026-12-05, amount: 9, times: 2}"
    assert on("2026-12-31", nothing, under="rules.gifts.cap") == set()
    unworthy = "{prize: p, on: 2026-12-05, class: gold, first: no, given: 2026-12-05, times: 2}"
    group = "groups.prizes-and-firsts.cap"
    assert on("2026-12-31", unworthy, under=group) == {f"{group} (beyond 25 points per year)"}
    assert on("2026-12-31", unworthy.replace(", times: 2", ""), under=group) == {
        f"{group} (within 25 points per year)"
    }
    old = unworthy.replace(", times: 2", "")
    assert on("2028-12-31", old, under=group) == set()


def test_a_cap_is_not_passed_by_what_another_takes() -> None:
    shift = "{shift: s, on: 2026-12-05, hours: 6}"
    prize = "{prize: p, on: 2026-12-05, class: gold, first: no, given: 2026-12-05}"
    group = "groups.prizes-and-firsts.cap"
    both = on("2026-12-31", f"{shift}, {prize}", under=group)
    assert both == {f"{group} (within 25 points per year)"}


def test_what_is_reached_is_counted_by_sort() -> None:
    coverage = covered(
        "on: 2026-12-31\nrecords: [{fine: f, on: 2026-10-01, weight: 1}]\nexpect: {total: 80}"
    )
    assert [coverage.of(sort) for sort in Sort] == [(1, 6), (0, 12), (1, 52)]


def test_brackets_of_rates() -> None:
    rates = "rules.trips.rates"
    assert on("2026-12-31", "{trip: t, on: 2026-12-05, days: 0}", under=rates) == set()
    assert on("2026-12-31", "{trip: t, on: 2026-12-05, days: 5}", under=rates) == {
        "5",
        "5 (within)",
    }
    assert on("2026-12-31", "{trip: t, on: 2026-12-05, days: 6}", under=rates) == {
        "5",
        "5 (beyond)",
        "10",
        "10 (within)",
    }
    two_years = "{trip: t, on: 2026-12-05, days: 5}, {trip: u, on: 2025-12-05, days: 5}"
    assert on("2026-12-31", two_years, under=rates) == {"5", "5 (within)"}


def test_bounds_levels_and_the_window() -> None:
    prize = "{prize: p, on: 2026-12-05, class: gold, first: no, given: 2026-12-05}"
    assert on("2026-12-31", prize, under="levels") == {"thanked.from (at the bound)"}
    first = prize.replace("first: no", "first: yes")
    assert on("2026-12-31", first, under="levels") == set()
    held = "on: 2026-12-31\nlevel before: honoured\nrecords: [%s]\nexpect: {total: 0}"
    enough = held.replace("%s", "{shift: s, on: 2026-12-05, hours: 5}")
    assert reached(enough, under="levels") == {"levels.thanked.keep.above (at the bound)"}
    for held_before, side in (
        ("thanked", {"levels.thanked.keep.above (at the bound)"}),
        ("none", set()),
    ):
        changed = enough.replace("honoured", held_before)
        assert reached(changed, under="levels") == side
    four = "{shift: s, on: 2026-12-05, hours: 4}, {trip: t, on: 2026-12-05, days: 1}"
    assert reached(held.replace("%s", four), under="levels") == {
        "levels.thanked.keep.above (just below)"
    }
    short = "{prize: p, on: 2026-11-05, class: silver, first: yes, given: 2026-11-05}, "
    short += "{shift: s, on: 2026-12-05, hours: 3}"
    assert on("2026-12-31", short, under="levels") == {"thanked.from (just below)"}
    fines = "{fine: f, on: 2026-12-05, weight: 1, times: 6}"
    assert on("2026-12-31", fines, under="bounds") == {"bounds (held at the floor)"}
    low = POINTS.replace("bounds: [0, 200]", "bounds: [0, 105]")
    assert on("2026-12-31", prize, low, under="bounds") == {"bounds (held at the ceiling)"}
    assert on("2026-12-31", prize, under="bounds") == set()
    assert on("2032-12-04", prize, under="window") == {"window (the day before)"}
    assert on("2032-12-05", prize, under="window") == {"window (on the day)"}


def test_open_bounds_and_a_policy_without_any_have_no_such_target() -> None:
    case = "on: 2026-12-31\nexpect: {total: 100}"
    for bounds, sides in (
        ("bounds: [none, 200]\n", {"held at the ceiling"}),
        ("bounds: [0, none]\n", {"held at the floor"}),
        ("", set()),
    ):
        text = POINTS.replace("bounds: [0, 200]\n", bounds).replace("window: 6 years\n", "")
        missed = covered(case, text).missed
        assert {each.side for each in missed if each.path == "bounds"} == sides
        assert not [each for each in missed if each.path == "window"]


def test_rules_and_rows_that_no_case_reaches_are_problems_at_their_line(tmp_path: Path) -> None:
    policy = volunteers(tmp_path)
    suite = suite_path(policy)
    assert run_tests(policy, count=5).gaps(Sort.RULE, Sort.ROW) == ()
    suite.write_text(
        "policy: time-bank\ncases:\n"
        "  - {name: a, on: 2027-06-30, expect: {total: 0}, "
        "records: [{shift: s, on: 2027-07-05, hours: 3}]}\n",
        encoding="utf-8",
    )
    report = run_tests(policy, count=5)
    assert report.problems == ()
    lines = ["", *policy.read_text(encoding="utf-8").splitlines()]
    gaps = report.gaps(Sort.RULE)
    assert [lines[gap.line].strip() for gap in gaps] == ["shifts:", "workshops:"]
    assert gaps[0].code.name == "policy-rule-not-tested"
    assert str(gaps[0]) == (
        f"{policy}:{gaps[0].line}: rules.shifts: no case reaches this rule. "
        "Add a case with a record that it reads."
    )
    assert report.gaps(Sort.ROW) == ()
    edges = report.gaps(Sort.EDGE)
    assert len(edges) == 16
    assert "fade:" in lines[edges[0].line]
    assert edges[0].code.name == "policy-edge-not-tested"
    assert str(edges[0]) == (
        f"{policy}:{edges[0].line}: rules.shifts.fade.1 year: no case reaches this edge, "
        "on the day. Add a case on this side of it."
    )
    change(suite, ("2027-07-05", "2027-06-05"))
    assert len(run_tests(policy, count=5).gaps(Sort.RULE)) == 1


def test_a_row_that_no_case_reaches_says_so() -> None:
    reading = read_policy_text(POINTS.encode(), file="club.yaml")
    coverage = covered("on: 2026-12-31\nexpect: {total: 100}")
    first = coverage.problems(reading, Sort.ROW)[0]
    assert first.code.name == "policy-row-not-tested"
    assert str(first) == (
        "club.yaml:19: rules.shifts.points.2026-01-01: no case reaches this table row. "
        "Add a case with a record that falls into it."
    )
