"""Fail where the core is not covered to the last branch, or the whole project too little."""

import json
import sys
from pathlib import Path
from typing import Any, Final

REPORT: Final = Path(".coverage.json")
CORE: Final = (
    "src/goodstanding/model/",
    "src/goodstanding/scoring/score/",
    "src/goodstanding/rulebook/",
)
"""Whatever stands in these folders is covered whole."""

COMPILED: Final = (
    "src/goodstanding/scoring/kernel/",
    "src/goodstanding/scoring/batch/codes.py",
    "src/goodstanding/scoring/batch/hashing.py",
    "src/goodstanding/scoring/batch/ranks.py",
    "src/goodstanding/intake/bulk/comma.py",
    "src/goodstanding/intake/bulk/judge.py",
    "src/goodstanding/intake/bulk/numbers.py",
    "src/goodstanding/intake/bulk/objects.py",
    "src/goodstanding/intake/bulk/texts.py",
    "src/goodstanding/lab/city/draws.py",
    "src/goodstanding/scoring/spark.py",
)
"""Coverage sees nothing of compiled functions; these are held to plain code, row by row,
or to what Arrow writes.

The tasks of Spark run in other processes.
"""

PROGRAMME: Final = (
    "src/goodstanding/cli/audit.py",
    "src/goodstanding/cli/backup.py",
    "src/goodstanding/cli/desk.py",
    "src/goodstanding/cli/member.py",
    "src/goodstanding/cli/operator.py",
    "src/goodstanding/cli/people.py",
    "src/goodstanding/cli/programme.py",
    "src/goodstanding/cli/review.py",
    "src/goodstanding/config/",
    "src/goodstanding/intake/lake/",
    "src/goodstanding/ledger/",
    "src/goodstanding/present/certificate.py",
    "src/goodstanding/scoring/sent.py",
    "src/goodstanding/service/",
    "src/goodstanding/web/",
)
"""A running programme is tried by tests/service and tests/web, much of it in processes of its own.

Coverage sees nothing of those, nor of the tasks of Spark; until it does, these are not counted.
"""

WHOLE_PROJECT_PERCENT_MIN: Final = 95.0


def not_covered(files: dict[str, Any]) -> list[str]:
    """Return a sentence for each file of the core that has lines or branches nothing reached."""
    found = []
    for name, file in sorted(files.items()):
        if not name.startswith(CORE):
            continue
        lines = [str(line) for line in file["missing_lines"]]
        branches = [
            f"{first}->{'exit' if last < 0 else last}" for first, last in file["missing_branches"]
        ]
        if lines:
            found.append(f"{name}: no test reaches line {', '.join(lines)}")
        if branches:
            found.append(f"{name}: no test takes the branch {', '.join(branches)}")
    return found


def percent_of(files: dict[str, Any]) -> float:
    """Return how much of the lines and branches is reached, what is compiled left out."""
    seen = [
        file["summary"]
        for name, file in files.items()
        if not name.startswith((*COMPILED, *PROGRAMME))
    ]
    reached = sum(each["covered_lines"] + each["covered_branches"] for each in seen)
    return 100 * reached / sum(each["num_statements"] + each["num_branches"] for each in seen)


def check(report: dict[str, Any]) -> list[str]:
    """Return what is wrong with a coverage report; it has to know of every folder of the core."""
    files = report["files"]
    found = [
        f"{folder}: nothing of it was measured"
        for folder in CORE
        if not any(name.startswith(folder) for name in files)
    ]
    found += not_covered(files)
    percent = percent_of(files)
    if percent < WHOLE_PROJECT_PERCENT_MIN:
        found.append(
            f"the whole project is covered to {percent:.2f} %, "
            f"and {WHOLE_PROJECT_PERCENT_MIN:.0f} % are asked for"
        )
    return found


def control() -> None:
    """See that a gap is found: a gate that lets everything through is worse than none."""
    gap = {"missing_lines": [7], "missing_branches": [[3, -1]]}
    name = f"{CORE[0]}control.py"
    found = not_covered({name: gap, "src/goodstanding/cli/app.py": gap})
    expected = [
        f"{name}: no test reaches line 7",
        f"{name}: no test takes the branch 3->exit",
    ]
    half = {
        "covered_lines": 3,
        "covered_branches": 2,
        "num_statements": 6,
        "num_branches": 4,
    }
    files = {
        name: {"summary": half},
        f"{COMPILED[0]}x.py": {"summary": half | {"covered_lines": 0}},
    }
    if found != expected or percent_of(files) != 50:
        sys.exit("the coverage gate does not find a gap that is there")


def main() -> None:
    """Read the report, say what is missing, and exit with 1 where something is."""
    control()
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    problems = check(report)
    for problem in problems:
        print(problem, file=sys.stderr)
    core = sum(name.startswith(CORE) for name in report["files"])
    percent = percent_of(report["files"])
    print(f"   {core} files of the core; the whole project {percent:.2f} %")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
