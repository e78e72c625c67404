"""What a tests file that is well formed can still get wrong, in its exact words."""

from pathlib import Path

import pytest
from tests.support.clubs import change, volunteers

from goodstanding.rulebook.testing import run_tests, suite_path


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """Return a shipped policy with tests that pass."""
    return volunteers(tmp_path)


def only(policy: Path) -> str:
    """Return code and words of the only problem of a policy's tests, its place left out."""
    report = run_tests(policy, count=20)
    (problem,) = report.problems
    assert report.passed == max(report.checks - 1, 0)
    assert report.turned_down == report.edits - problem.path.startswith("refuse")
    assert problem.file == str(suite_path(policy))
    words = str(problem).removeprefix(f"{problem.file}:{problem.line}: ")
    return f"{problem.code.name}: {words}"


def test_a_case_that_expects_something_else(policy: Path) -> None:
    change(suite_path(policy), ("expect: {total: 0, level: none}", "expect: {total: 1}"))
    assert only(policy) == (
        "policy-test-failed: everybody starts at nothing: total is 0 on "
        "2027-06-30 and 1 is expected; "
        "its lines: opening 0. Mend the rule or the expectation."
    )


def test_a_law_that_fails_names_the_smallest_member(policy: Path) -> None:
    costs = "{record: shift, points: -1, since: 2027-01-01, lasts: 1 year, title: {en: L, zh: 晚}}"
    change(policy, ("levels:\n", f"  late: {costs}\nlevels:\n"))
    change(policy, ("    points: 2\n    cap: {points: 20", "    points: 1\n    cap: {points: 20"))
    change(suite_path(policy), ("shifts: 6, ", "shifts: 3, "), ("total: 10", "total: 6"))
    change(suite_path(policy), ("shifts: 3, workshops: 2}}", "shifts: 2, workshops: 2}}"))
    said = only(policy)
    assert said.startswith(
        "policy-law-broken: always: the law 'adding a shift record never lowers the total' fails: "
    )
    assert " with {shift: added, on: " in said
    assert ", besides {shift: r-" in said
    assert said.endswith("Change the rules until it holds, and keep that member as a test.")


def test_a_law_that_is_tried_on_nobody_proves_nothing(policy: Path) -> None:
    change(
        suite_path(policy),
        (
            "  - the order of",
            "  - the total stays within bounds\n  - the order of",
        ),
    )
    assert only(policy) == (
        "policy-law-not-tried: always: the law 'the total stays within bounds' "
        "was tried on no generated member. "
        "Take it out, or let a rule read what it speaks about."
    )


def test_an_edit_that_the_checker_lets_pass(policy: Path) -> None:
    change(
        suite_path(policy),
        ("{set: {from: 2026-11-15}, because", "{set: {from: 2027-02-01}, because"),
    )
    assert only(policy) == (
        "policy-test-edit-passed: refuse[0]: the checker lets this edit pass. "
        "Take it out of refuse, or change it into what must be refused."
    )


def test_an_edit_that_is_refused_for_another_reason(policy: Path) -> None:
    change(suite_path(policy), ("because: notice", "because: gossip"))
    assert only(policy) == (
        "policy-test-other-reason: refuse[0]: the edit is refused without the "
        "word 'gossip': from: 2026-11-15 gives less "
        "than the notice of 30 days after 2026-11-01. "
        "Write under because a word of the right reason."
    )


def test_the_word_of_a_refusal_may_be_in_capitals(policy: Path) -> None:
    change(suite_path(policy), ("because: notice", "because: NOTICE"))
    assert run_tests(policy, count=5).problems == ()


def test_an_edit_of_a_place_that_is_not_there(policy: Path) -> None:
    change(suite_path(policy), ("{set: {rules.shifts.ponts", "{set: {rules.shift.ponts"))
    assert only(policy) == (
        "policy-test-no-such-place: refuse[1]: the policy has no place 'rules.shift.ponts'. "
        "Write a dotted path such as rules.ticket.since."
    )


def test_tests_that_are_not_there(policy: Path) -> None:
    suite_path(policy).unlink()
    (problem,) = run_tests(policy, count=5).problems
    assert problem.code.name == "policy-tests-unreadable"
    assert str(problem) == (
        f"{suite_path(policy)}: there is no such file. "
        "Write the policy's tests there: cases, laws, and edits to refuse."
    )


def test_tests_that_are_a_folder(policy: Path) -> None:
    suite_path(policy).unlink()
    suite_path(policy).mkdir()
    assert "there is no such file" in str(run_tests(policy, count=5).problems[0])


def test_tests_that_may_not_be_read(policy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = run_tests(policy, count=5)
    assert report.problems == ()
    opened = Path.open

    def refused(path: Path, *arguments: str, **named: str) -> object:
        if path == suite_path(policy):
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **named)  # type: ignore[call-overload] # passed on

    monkeypatch.setattr(Path, "open", refused)
    (problem,) = run_tests(policy, count=5).problems
    assert "the file cannot be read: Permission denied. Write the policy's tests" in str(problem)


def test_tests_that_are_larger_than_a_policy_may_be(policy: Path) -> None:
    with suite_path(policy).open("a", encoding="utf-8") as file:
        file.write("# more\n" * 100_000)
    (problem,) = run_tests(policy, count=5).problems
    assert "a policy at most 524,288" in str(problem)
