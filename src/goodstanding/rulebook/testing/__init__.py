"""Tests as policy authors write them: `NAME.tests.yaml` beside a policy, run and counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Final

from goodstanding.errors import Problem, declare
from goodstanding.model.policy import Policy
from goodstanding.rulebook.check import Checked, check_file, check_text
from goodstanding.rulebook.laws import LawResult, check_laws, law_problems, untried_problems
from goodstanding.rulebook.testing.coverage import Coverage, cover
from goodstanding.rulebook.testing.edits import edit_problem, edited
from goodstanding.rulebook.testing.forms import Edit, Suite
from goodstanding.rulebook.testing.read import read_suite
from goodstanding.rulebook.testing.run import CaseResult, run_case
from goodstanding.rulebook.testing.targets import Sort, Target
from goodstanding.rulebook.tree import FILE_BYTES_MAX, Node

SEED: Final = 1
"""The seed of generated members unless another is given, so that two runs say the same."""

NO_TESTS = declare("policy-tests-unreadable", "The tests file is not there or cannot be read.")

Progress = Callable[[str, int, int], None]
"""Told what is being run, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestReport:
    """How the tests of one policy did.

    `problems` is empty only where every check passed; `checks` are the keys under `expect`, the
    laws and the refusals: `edits`, of which `turned_down` were. `coverage` is None where the cases
    could not be run.
    """

    __test__: ClassVar[bool] = False  # no test of this project, whatever its name

    checked: Checked
    tests_file: str
    cases: tuple[CaseResult, ...] = ()
    laws: tuple[LawResult, ...] = ()
    edits: int = 0
    turned_down: int = 0
    checks: int = 0
    passed: int = 0
    problems: tuple[Problem, ...] = ()
    coverage: Coverage | None = None

    def gaps(self, *sorts: Sort) -> tuple[Problem, ...]:
        """Return a problem for each rule, row or edge that no case reaches, of the sorts asked for.

        Rules and rows that nothing reaches keep a policy from being published; edges do not.
        """
        if self.coverage is None:
            return ()
        return self.coverage.problems(self.checked.reading, *sorts)


def suite_path(policy_path: Path) -> Path:
    """Return where the tests of a policy are: `NAME.tests.yaml` beside `NAME.yaml`."""
    return policy_path.with_name(f"{policy_path.stem}.tests.yaml")


def run_tests(
    policy_path: Path,
    tests_path: Path | None = None,
    *,
    count: int,
    seed: int = SEED,
    progress: Progress | None = None,
) -> TestReport:
    """Check a policy and run its tests, each law on `count` generated members.

    Where the policy has errors they are the problems, and nothing is run.
    """
    return run_tests_of(
        check_file(policy_path),
        tests_path or suite_path(policy_path),
        count=count,
        seed=seed,
        progress=progress,
    )


def run_tests_of(
    checked: Checked,
    tests_path: Path,
    *,
    count: int,
    seed: int = SEED,
    progress: Progress | None = None,
) -> TestReport:
    """Run the tests of a policy that was checked."""
    assert count > 0, "a law that is tried on nobody proves nothing"
    file = str(tests_path)
    report = TestReport(checked=checked, tests_file=file)
    policy = checked.policy
    if policy is None:
        return replace(report, problems=checked.errors)
    content = read_tests(tests_path)
    if isinstance(content, Problem):
        return replace(report, problems=(content,))
    suite, problems = read_suite(content, file=file, policy=policy)
    if problems:
        return replace(report, problems=tuple(problems), checks=suite.checks)
    told = progress or _silent
    cases = _cases(policy, suite, file=file, told=told)
    laws = check_laws(
        policy,
        [always.law for always in suite.always],
        seed=seed,
        count=count,
        progress=lambda done: told("laws", done, len(suite.always)),
    )
    tree = checked.reading.tree
    assert tree is not None
    refusals = _refusals(policy, tree, suite.edits, file=file, told=told)
    found = [problem for case in cases for problem in case.problems]
    found += _law_problems(suite, laws, file=file)
    found += refusals
    return replace(
        report,
        cases=tuple(cases),
        laws=tuple(laws),
        edits=len(suite.edits),
        turned_down=len(suite.edits) - len(refusals),
        checks=suite.checks,
        passed=suite.checks - len(found),
        problems=tuple(found),
        coverage=cover(policy, (scored for case in cases for scored in case.scored)),
    )


def _silent(what: str, done: int, there_are: int) -> None:
    """Tell nobody."""


def read_tests(path: Path) -> bytes | Problem:
    """Return the bytes of a tests file, one more than a file may have where it is too large."""
    what = "there is no such file"
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
    return Problem(
        code=NO_TESTS,
        file=str(path),
        what=what,
        hint="Write the policy's tests there: cases, laws, and edits to refuse",
    )


def _cases(policy: Policy, suite: Suite, *, file: str, told: Progress) -> list[CaseResult]:
    """Run every case."""
    found = []
    for done, case in enumerate(suite.cases, start=1):
        found.append(run_case(policy, case, file=file))
        told("cases", done, len(suite.cases))
    return found


def _law_problems(suite: Suite, laws: Sequence[LawResult], *, file: str) -> list[Problem]:
    """Return a problem for each law that failed or was never tried, at its line."""
    lines = {always.law.sentence: always.line for always in suite.always}
    found = []
    for result in laws:
        problems = law_problems([result], file=file) or untried_problems([result], file=file)
        found += [replace(each, line=lines[result.law.sentence]) for each in problems]
    return found


def _refusals(
    policy: Policy, tree: Node, edits: Sequence[Edit], *, file: str, told: Progress
) -> list[Problem]:
    """Return a problem for each edit that the checker does not turn down in the right words.

    The unedited policy is the published history, so a `since` moved back reaches behind it.
    """
    found = []
    for done, edit in enumerate(edits, start=1):
        text = edited(tree, edit)
        said: Sequence[Problem] | str = text if isinstance(text, str) else ()
        if isinstance(text, bytes):
            said = check_text(text, file=file, history=[policy]).errors
        problem = edit_problem(edit, said, file=file)
        if problem is not None:
            found.append(problem)
        told("refusals", done, len(edits))
    return found


__all__ = [
    "NO_TESTS",
    "CaseResult",
    "Coverage",
    "Sort",
    "Target",
    "TestReport",
    "run_tests",
    "run_tests_of",
    "suite_path",
]
