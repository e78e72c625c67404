"""Change the core in small ways and count how many changes the tests notice."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
KILLED_PERCENT_MIN: Final = 85.0
SAMPLE: Final = 1_000
SEED: Final = 20_261_124
SECONDS_MAX: Final = 4 * 3_600
SURVIVORS_SHOWN: Final = 40
NOTICED: Final = {1, 3, 24, 36, 152, 255, -24, -11, -9}
"""Exit codes of a mutant that a test noticed: a failure, a time-out or a crash."""

NOT_COUNTED: Final = {34, 37}
"""Mutants that are no programs: skipped, or refused by the types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the code to mutate, and the tests that have to notice."""

    name: str
    mutated: tuple[str, ...]
    tests: tuple[str, ...]
    sample: int | None = None


PARTS: Final = (
    Part(
        name="model and scoring.score",
        mutated=("src/goodstanding/model/*", "src/goodstanding/scoring/score/*"),
        tests=(
            "tests/unit/model", "tests/unit/scoring", "tests/spec/test_[0-9]*.py",
            "tests/spec/test_semantics.py", "tests/unit/intake/test_door.py",
        ),
    ),
    Part(
        name="rulebook",
        mutated=("src/goodstanding/rulebook/*",),
        tests=(
            "tests/unit/rulebook*", "tests/errors/test_policy*.py", "tests/errors/test_publish*.py",
            "tests/errors/test_testing*.py", "tests/charter/test_forbidden*.py",
            "tests/charter/test_rules.py", "tests/project/test_language_reference.py",
        ),
        sample=SAMPLE,
    ),
)  # fmt: skip


def copy_of_the_project(folder: Path) -> None:
    """Copy what is part of the repository: the tests run on the copy."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git is there
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        source = ROOT / name
        if name and source.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / name)


def configure(folder: Path, part: Part) -> None:
    """Write the settings of a part into the copy's pyproject.toml."""
    path = folder / "pyproject.toml"
    before, _, after = path.read_text(encoding="utf-8").partition("[tool.mutmut]")
    _, _, after = after.partition("\n[")
    tests = sorted(
        found.relative_to(folder).as_posix()
        for pattern in part.tests
        for found in folder.glob(pattern)
    )
    beside = sorted(
        path.name
        for path in folder.iterdir()
        if path.name not in {"src", "tests", "mutants", "pyproject.toml"}
    )
    settings = {
        "source_paths": ["src"],
        "only_mutate": list(part.mutated),
        "also_copy": beside,
        "pytest_add_cli_args": [
            *("-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not night"),
            *("-k", "not hostile and not a_mutant_is"),  # seconds each, and others notice before
        ],
        "pytest_add_cli_args_test_selection": tests,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    text = "\n".join(["[tool.mutmut]", *lines, "use_git_change_detection = false", ""])
    path.write_text(f"{before}{text}{'[' if after else ''}{after}", encoding="utf-8")


def run(folder: Path, names: list[str], deadline: float) -> str:
    """Run mutmut on some mutants, or on all, until it ends or is stopped; return what it printed.

    What was not tried by then is counted as not noticed.
    """
    mutmut = str(Path(sys.executable).with_name("mutmut"))
    with subprocess.Popen(
        [mutmut, "run", "--max-children", str(os.cpu_count() or 1), *names],
        cwd=folder,
        env={**os.environ, "HYPOTHESIS_PROFILE": "quick"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            printed, _ = process.communicate(timeout=max(1.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print("   the time is over before all mutants were tried", file=sys.stderr)
            os.killpg(process.pid, signal.SIGKILL)
            printed, _ = process.communicate()
    return re.sub(r"[^\n]*\r", "", printed.decode(errors="replace"))


def verdicts(folder: Path) -> dict[str, int | None]:
    """Return the exit code of each mutant, None where it was not tried."""
    found: dict[str, int | None] = {}
    for path in sorted((folder / "mutants").rglob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def judge(tried: dict[str, int | None]) -> tuple[int, list[str]]:
    """Return how many mutants count, and the names of those that no test noticed."""
    counted = {name: code for name, code in tried.items() if code not in NOT_COUNTED}
    return len(counted), sorted(name for name, code in counted.items() if code not in NOTICED)


def mutate(part: Part, deadline: float) -> bool:
    """Mutate one part; say what was found and return whether enough was noticed."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="goodstanding-mutants-") as place:
        folder = Path(place)
        copy_of_the_project(folder)
        configure(folder, part)
        if part.sample is None:
            names: list[str] = []
            printed = run(folder, names, deadline)
        else:
            # A name that no mutant has: mutmut writes all mutants down before it finds that out.
            run(folder, ["none-of-them"], deadline)
            every = sorted(verdicts(folder))
            names = Random(SEED).sample(every, min(part.sample, len(every)))  # noqa: S311 - seeded on purpose
            printed = run(folder, names, deadline) if names else "no mutants"
        found = verdicts(folder)
        tried = {name: found[name] for name in names} if names else found
    count, survived = judge(tried)
    if count == 0 or all(code is None for code in tried.values()):
        said = [
            line for line in printed.splitlines() if line.startswith(("FAILED", "ERROR", "E  "))
        ]
        print(f"{part.name}: no mutant was tried: {said or printed[-2_000:]}", file=sys.stderr)
        return False
    percent = 100 * (count - len(survived)) / count
    print(
        f"   {part.name}: {count - len(survived)} of {count} mutants noticed, {percent:.1f} %, "
        f"{time.monotonic() - began:.0f} s"
    )
    for name in survived[:SURVIVORS_SHOWN]:
        print(f"      survived: {name}")
    if len(survived) > SURVIVORS_SHOWN:
        print(f"      and {len(survived) - SURVIVORS_SHOWN} more")
    return percent >= KILLED_PERCENT_MIN


def control() -> None:
    """See that a survivor lowers the figure, and that what is no program does not count."""
    if judge({"a": 1, "b": 0, "c": 33, "d": 37, "e": None}) != (4, ["b", "c", "e"]):
        sys.exit("the count of mutants is wrong")


def main() -> None:
    """Mutate the parts named on the command line, or all, and exit with 1 where too many live."""
    control()
    wanted = sys.argv[1:]
    deadline = time.monotonic() + SECONDS_MAX
    enough = [mutate(part, deadline) for part in PARTS if not wanted or part.name in wanted]
    sys.exit(0 if enough and all(enough) else 1)


if __name__ == "__main__":
    main()
