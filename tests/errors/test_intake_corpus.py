"""Malformed files: each says in a file beside it what is read of it and what it must be told."""

from pathlib import Path
from typing import Final

import pytest
from tests.support.intake import MEMBERS, STUDY, every_field, rows, write

from goodstanding.errors import Problem, ProblemsError
from goodstanding.intake import read_inputs

CORPUS: Final = Path(__file__).parents[1] / "corpus" / "records"
EXPECTED: Final = ".expected"
CASES: Final = sorted(
    path
    for path in CORPUS.rglob("*")
    if path.is_file() and path.suffix != EXPECTED and path.name != "published.yaml"
)
GOOD: Final = rows("good-1,volunteers,m-1,visit,2027-01-10")


def outcome(path: Path, folder: Path) -> str:
    """Return how many records are read with this file, and every problem with its code."""
    records, states = path, None
    policy = every_field()
    members: Path | None = write(folder / "members.csv", MEMBERS)
    match path.relative_to(CORPUS).parts[0]:
        case "members":
            records, members = write(folder / "records.csv", GOOD), path
        case "states":
            records, states = write(folder / "records.csv", GOOD), path
        case "sheets":
            policy, members = every_field(STUDY), None
    try:
        admitted = read_inputs(policy, records=[records], members=members, states=states)
    except ProblemsError as error:
        return said("nothing is read", error.problems, folder=path.parent)
    count = sum(len(theirs) for theirs in admitted.entries.values())
    problems = [each.problem for each in admitted.refused]
    return said(f"{count} read", problems, folder=path.parent)


def said(first: str, problems: "list[Problem] | tuple[Problem, ...]", *, folder: Path) -> str:
    """Return problems, one a line after the first, with files named without their folder."""
    lines = [f"{each.code.name} {str(each).removeprefix(f'{folder}/')}" for each in problems]
    return "\n".join([first, *lines, ""])


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(CORPUS)))
def test_each_file_causes_the_message_that_stands_beside_it(path: Path, tmp_path: Path) -> None:
    beside = path.with_name(path.name + EXPECTED)
    assert outcome(path, tmp_path) == beside.read_text(encoding="utf-8")


def test_the_corpus_is_whole_and_each_file_is_told_something() -> None:
    expected = set(CORPUS.rglob(f"*{EXPECTED}"))
    assert {path.with_name(path.name + EXPECTED) for path in CASES} == expected
    assert len(CASES) >= 60
    for path in expected:
        first, *problems = path.read_text(encoding="utf-8").splitlines()
        assert first == "nothing is read" or first.endswith(" read"), path
        assert problems, path
        assert all(each.split(" ", 1)[0].count("-") >= 1 for each in problems), path


def test_a_good_file_is_told_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    members = write(tmp_path / "members.csv", MEMBERS)
    path = write(folder / "good.csv", GOOD)
    admitted = read_inputs(every_field(), records=[path], members=members, states=None)
    assert admitted.refused == ()
