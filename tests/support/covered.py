"""What the cases of a small policy reach of it."""

from tests.support.clubs import POINTS, policy_of, suite_of

from goodstanding.rulebook.testing.coverage import Coverage, cover
from goodstanding.rulebook.testing.run import run_case


def covered(case: str, text: str = POINTS) -> Coverage:
    """Return what a case reaches; it expects something that does not matter here."""
    lines = "".join(f"    {line}\n" for line in case.splitlines())
    suite, problems = suite_of(f"policy: club\ncases:\n  - name: one\n{lines}", text)
    assert problems == []
    policy = policy_of(text)
    results = [run_case(policy, each, file="club.tests.yaml") for each in suite.cases]
    return cover(policy, (scored for result in results for scored in result.scored))


def reached(case: str, text: str = POINTS, *, under: str = "") -> set[str]:
    """Return what a case reaches below a path of the policy."""
    return {str(each) for each in covered(case, text).reached if each.path.startswith(under)}


def on(day: str, records: str, text: str = POINTS, *, under: str) -> set[str]:
    """Return what records reach on a day below a path; the path is left out."""
    case = f"on: {day}\nrecords: [{records}]\nexpect: {{total: 0}}"
    return {each.removeprefix(f"{under}.") for each in reached(case, text, under=under)}
