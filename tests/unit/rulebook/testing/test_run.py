"""Cases that pass and fail, and the words of what failed."""

from pathlib import Path
from typing import Final

import pytest
from tests.support.clubs import INDEX, POINTS, change, policy_of, suite_of, volunteers
from tests.support.pages import ROOT

from goodstanding.rulebook.testing import run_tests, suite_path
from goodstanding.rulebook.testing.run import CaseResult, run_case

WORKED: Final = ROOT.parent / ("sha" + "red") / "policies"

GOSSIP: Final = "because: gossip}\n  - {set: {rules.ticket.since"


def run(case: str, text: str = POINTS) -> CaseResult:
    """Return how a case did, the only one of its file."""
    suite, problems = suite_of(f"policy: club\ncases:\n  - name: one\n{case}", text)
    assert problems == []
    (only,) = suite.cases
    return run_case(policy_of(text), only, file="club.tests.yaml")


def words(case: str, text: str = POINTS) -> list[str]:
    """Return the problems of a case."""
    return [str(problem) for problem in run(case, text).problems]


@pytest.mark.skipif(not WORKED.is_dir(), reason="the worked policies are not beside this checkout")
def test_the_hundred_checks_of_the_worked_policies_pass_unchanged() -> None:
    reports = [
        run_tests(WORKED / f"{name}.yaml", count=60) for name in ("city-points", "city-index")
    ]
    assert [[str(problem) for problem in report.problems] for report in reports] == [[], []]
    assert [(report.passed, report.checks) for report in reports] == [(45, 45), (55, 55)]


@pytest.mark.skipif(not WORKED.is_dir(), reason="the worked policies are not beside this checkout")
@pytest.mark.parametrize(
    "old, new, said",
    [
        ("ticket: -5, city-award", "ticket: -4, city-award", "ticket is -5 on 2026-12-31 and -4"),
        ("level: honoured}", "level: thanked}", "level is honoured on 2029-09-30 and thanked is"),
        (
            "- the total stays within bounds",
            "- adding a traffic-ticket record never lowers the total",
            "the law 'adding a traffic-ticket record never lowers the total' fails: 1000 became",
        ),
        ("because: unknown}\n  - {set: {rules.ticket.since", GOSSIP, "without the word 'gossip'"),
        ("{from: 2026-09-10}", "{from: 2026-10-02}", "lets this edit pass"),
    ],
)
def test_a_worked_test_that_is_made_wrong_fails(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    policy = tmp_path / "city-points.yaml"
    policy.write_bytes((WORKED / "city-points.yaml").read_bytes())
    suite_path(policy).write_bytes((WORKED / "city-points.tests.yaml").read_bytes())
    change(suite_path(policy), (old, new))
    report = run_tests(policy, count=60)
    assert report.passed == 44
    (problem,) = report.problems
    assert said in str(problem)
    assert problem.line > 1


def test_a_failing_check_says_where_what_and_the_lines_that_make_it() -> None:
    assert words(
        """\
    on: 2027-12-31
    records:
      - {shift: s, on: 2026-12-05, hours: 4}
      - {fine: f, on: 2027-01-05, weight: 1}
    expect: {total: 100, shifts: 8, fines: no data, gifts: 0}
"""
    ) == [
        (
            "club.tests.yaml:8: one: total is 84 on 2027-12-31 and 100 is expected; its lines: "
            "opening 100, shifts s of 2026-12-05 points 8 counted 4 (faded), fines f of 2027-01-05 "
            "points -20 counted -20 (counted). Mend the rule or the expectation."
        ),
        (
            "club.tests.yaml:8: one: shifts is 4 on 2027-12-31 and 8 is expected; its lines: "
            "shifts s of 2026-12-05 points 8 counted 4 (faded). Mend the rule or the expectation."
        ),
        (
            "club.tests.yaml:8: one: fines is -20 on 2027-12-31 and no data is expected; its "
            "lines: fines f of 2027-01-05 points -20 counted -20 (counted). "
            "Mend the rule or the expectation."
        ),
        (
            "club.tests.yaml:8: one: gifts is no data on 2027-12-31 and 0 is expected; it has no "
            "lines. Mend the rule or the expectation."
        ),
    ]


def test_a_failing_check_of_many_lines_shows_the_first_eight() -> None:
    (said,) = words(
        """\
    on: 2026-12-31
    records: [{fine: f, on: 2026-11-01, weight: 1, times: 10}]
    expect: {fines: 1}
"""
    )
    assert said.count("(counted)") == 8
    assert "and 2 lines more. Mend" in said


def test_levels_bands_and_next_changes_are_checked_on_both_sides() -> None:
    case = """\
    on: 2026-12-31
    records: [{prize: p, on: 2026-11-01, class: gold, first: yes, given: 2026-11-01}]
    expect: {total: 123, level: thanked, band: low, next change: 2027-11-01}
    then:
      - {on: 2027-11-01, expect: {firsts: 0, prizes: 20, next change: 2028-11-01}}
      - {on: 2032-10-31, expect: {prizes: 0, next change: 2032-11-01}}
      - {on: 2032-11-01, expect: {prizes: no data, next change: none, level: none}}
"""
    assert run(case).passed == 12
    wrong = case.replace("thanked", "honoured").replace("band: low", "band: none")
    assert words(wrong.replace("change: none", "change: 2033-01-01")) == [
        (
            "club.tests.yaml:6: one: level is thanked on 2026-12-31 and honoured is expected; its "
            "lines: opening 100, firsts p of 2026-11-01 points 3 counted 3 (counted), prizes p of "
            "2026-11-01 points 20 counted 20 (counted). Mend the rule or the expectation."
        ),
        (
            "club.tests.yaml:6: one: band is low on 2026-12-31 and none is expected; its "
            "lines: opening 100, firsts p of 2026-11-01 points 3 counted 3 (counted), prizes p of "
            "2026-11-01 points 20 counted 20 (counted). Mend the rule or the expectation."
        ),
        (
            "club.tests.yaml:10: one: next change is none on 2032-11-01 and 2033-01-01 is "
            "expected; it has no lines. Mend the rule or the expectation."
        ),
    ]
    (said,) = words(case.replace("next change: 2028-11-01", "next change: none"))
    assert "next change is 2028-11-01 on 2027-11-01 and none is expected" in said
    assert "prizes p of 2026-11-01 points 20 counted 20 (counted) changes 2028-11-01" in said


def test_there_is_no_band_below_the_first() -> None:
    assert (
        words(
            """\
    on: 2026-12-31
    records: [{fine: f, on: 2026-11-01, weight: 1, times: 3}]
    expect: {total: 40, band: none}
"""
        )
        == []
    )


def test_a_group_is_its_rules_with_their_caps_and_its_own() -> None:
    case = """\
    on: 2026-12-31
    records:
      - {prize: p, on: 2026-11-01, class: gold, first: yes, given: 2026-11-01, times: 2}
    expect: {prizes-and-firsts: 25, prizes: 40, firsts: 6, total: 125}
"""
    assert run(case).passed == 4
    assert words(case.replace("firsts: 25", "firsts: 46")) != []


def test_a_rule_counts_with_its_own_cap_lines() -> None:
    assert (
        words(
            """\
    on: 2026-12-31
    records: [{shift: s, on: 2026-12-01, hours: 12}]
    expect: {shifts: 10}
"""
        )
        == []
    )


def test_a_dimension_says_the_lines_that_make_it() -> None:
    case = """\
    on: 2026-12-31
    records: [{course: c, on: 2026-11-01, times: 3}, {debt: d, on: 2026-11-01, amount: 200}]
    expect: {life: 59, law: 0, courses: 9, debts: -25, total: 354}
"""
    assert run(case, INDEX).passed == 5
    (said,) = words(case.replace("law: 0", "law: 1"), INDEX)
    assert "law is 0 on 2026-12-31 and 1 is expected; its lines: debts d of 2026-11-01" in said
    assert "law of 2026-12-31 points 0 counted 20 (limit)" in said


@pytest.mark.parametrize(
    "more, total",
    [
        ("", 92),
        ("filed: 2026-12-31", 92),
        ("filed: 2027-01-01", 112),
        ("state: under review", 112),
        ("state: struck out, state on: 2026-12-31", 112),
        ("state: struck out, state on: 2027-01-01", 92),
        ("state: {2026-12-01: under review, 2026-12-31: counted}", 92),
        ("state: {2026-12-01: under review, 2027-01-01: counted}", 112),
        ("state: repaired, state on: 2026-12-01", 107),
        ("notified: not yet", 112),
        ("notified: 2026-12-31", 92),
        ("notified: 2027-01-01", 112),
        ("act: a", 92),
        ("times: 2", 72),
        ("times: 2, act: a", 92),
        ("until: 2026-12-01", 92),
    ],
)
def test_a_record_says_everything_that_a_record_can_have(more: str, total: int) -> None:
    fine = "fine: f, on: 2026-11-02, weight: 1" + (f", {more}" if more else "")
    assert (
        words(
            f"""\
    on: 2026-12-31
    records: [{{{fine}}}, {{shift: s, on: 2026-12-05, hours: 6}}]
    expect: {{total: {total - 2}}}
"""
        )
        == []
    )


def test_an_act_that_ends_later_fades_later() -> None:
    assert (
        words(
            """\
    on: 2028-01-05
    records: [{shift: s, on: 2026-12-05, hours: 4, until: 2027-01-06}]
    expect: {shifts: 8}
    then: [{on: 2028-01-06, expect: {shifts: 4}}]
"""
        )
        == []
    )


@pytest.mark.parametrize(
    "who, total",
    [
        ("joined: 2026-11-02", 90),
        ("joined: 2026-11-03", 110),
        ("without: []", 90),
        ("without: [court]", 110),
        ("without: [desk]", 80),
        ("without: [court, desk]", 100),
    ],
)
def test_a_case_says_when_its_member_joined_and_what_was_not_authorised(
    who: str, total: int
) -> None:
    assert (
        words(
            f"""\
    on: 2026-12-31
    {who}
    records: [{{fine: f, on: 2026-11-02, weight: 1}}, {{shift: s, on: 2026-12-05, hours: 9}}]
    expect: {{total: {total}}}
"""
        )
        == []
    )


def test_each_adds_to_the_records_of_the_case_and_says_the_rest_anew() -> None:
    result = run(
        """\
    on: 2026-12-31
    records: [{shift: s, on: 2026-12-05, hours: 5}]
    each:
      - {expect: {total: 110}}
      - {records: [{gift: g, on: 2026-12-05, amount: 10}], expect: {total: 111}}
      - {on: 2027-12-05, expect: {total: 105}, then: [{on: 2028-12-05, expect: {total: 100}}]}
      - {joined: 2027-01-01, expect: {total: 100}}
      - {without: [desk], expect: {total: 100}}
      - {level before: thanked, expect: {total: 110, level: thanked}}
      - {level before: none, expect: {level: none}}
"""
    )
    assert result.problems == ()
    assert result.passed == 9


def test_then_keeps_the_level_before_unless_it_says_another() -> None:
    assert (
        words(
            """\
    on: 2026-12-31
    level before: thanked
    records: [{prize: p, on: 2026-11-01, class: silver, first: no, given: 2026-11-01}]
    expect: {total: 110, level: thanked}
    then:
      - {on: 2027-10-30, expect: {level: thanked}}
      - {on: 2027-10-31, level before: none, expect: {level: none}}
"""
        )
        == []
    )


def test_every_count_of_checks_is_keys_laws_and_refusals(tmp_path: Path) -> None:
    policy = volunteers(tmp_path)
    told: list[tuple[str, int, int]] = []
    report = run_tests(policy, count=5, progress=lambda *each: told.append(each))
    assert report.problems == ()
    assert report.checks == report.passed
    assert (report.checks, report.edits, report.turned_down) == (12, 3, 3)
    assert [law.tried for law in report.laws] == [5] * len(report.laws)
    assert {what for what, _, _ in told} == {"cases", "laws", "refusals"}
    assert all(done <= there_are for _, done, there_are in told)


def test_a_policy_with_errors_is_not_tested(tmp_path: Path) -> None:
    policy = volunteers(tmp_path)
    change(policy, ("from: 2027-01-01", "from: 2026-11-02"))
    report = run_tests(policy, count=5)
    assert report.checks == report.passed == 0
    assert ["notice" in str(problem) for problem in report.problems] == [True]
    assert report.gaps() == ()


def test_a_tests_file_with_problems_is_not_run(tmp_path: Path) -> None:
    policy = volunteers(tmp_path)
    change(suite_path(policy), ("expect: {total: 0, level: none}", "expect: {totl: 0}"))
    report = run_tests(policy, count=5)
    assert report.passed == 0
    assert report.coverage is None
    (problem,) = report.problems
    assert str(problem).endswith(
        "tests.yaml:5: cases[0].expect.totl: 'totl' is nothing that can be expected. "
        "Write 'total' if you mean that."
    )


def test_another_tests_file_can_be_named(tmp_path: Path) -> None:
    policy = volunteers(tmp_path)
    other = suite_path(policy).rename(tmp_path / "other.yaml")
    assert run_tests(policy, other, count=5).problems == ()
    assert run_tests(policy, count=5).problems != ()
