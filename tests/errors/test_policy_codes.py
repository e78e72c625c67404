"""Each error and warning of a policy's check: how to cause it, and its exact text."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.errors.policy_texts import CORPUS, SECOND, TEXTS
from tests.errors.policy_warnings import LATER, WARNINGS
from tests.support.pages import ROOT
from tests.support.programme import INDEX, TOWN, checked, policy

from goodstanding.errors import CATALOGUE, Problem
from goodstanding.rulebook import check, reader, tree
from goodstanding.rulebook.check import check_file, check_text


def only(problems: tuple[Problem, ...], name: str, text: str) -> None:
    """Assert that a problem is alone, of a code, with exactly these words."""
    assert [each.code.name for each in problems] == [name]
    assert str(problems[0]) == f"policy.yaml:{text}"


@pytest.mark.parametrize("name", CORPUS)
def test_an_error_of_the_corpus_has_its_exact_text(name: str) -> None:
    file, text = CORPUS[name]
    content = (ROOT / f"tests/corpus/policies/{file}.yaml").read_bytes()
    only(check_text(content, file="policy.yaml").errors, name, text)


@pytest.mark.parametrize("name", TEXTS)
def test_an_error_has_its_exact_text(name: str) -> None:
    content, text = TEXTS[name]
    only(check_text(content, file="policy.yaml").errors, name, text)


@pytest.mark.parametrize("name", LATER)
def test_an_error_of_a_later_edition_has_its_exact_text(name: str) -> None:
    text, said = LATER[name]
    only(checked(text, history=[policy()]).errors, name, said)
    assert checked(SECOND, history=[policy()]).errors == ()


@pytest.mark.parametrize("name", WARNINGS)
def test_a_warning_has_its_exact_text(name: str) -> None:
    text, said = WARNINGS[name]
    found = checked(text)
    assert [str(problem) for problem in found.errors] == []
    only(found.warnings, name, said)
    assert found.policy is not None


def test_the_small_programmes_are_without_warnings() -> None:
    """The control: what warns above is the change."""
    for text in (TOWN, INDEX):
        assert checked(text).warnings == ()


def missing(folder: Path) -> Path:
    """Return a path at which there is nothing."""
    return folder / "policy.yaml"


def directory(folder: Path) -> Path:
    """Return the path of a folder."""
    return folder


def pipe(folder: Path) -> Path:
    """Return the path of a pipe, on which reading would wait for ever."""
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


@pytest.mark.parametrize("make", [missing, directory, pipe])
def test_what_is_no_file_is_a_problem(make: Callable[[Path], Path], tmp_path: Path) -> None:
    path = make(tmp_path)
    found = check_file(path)
    assert [str(problem) for problem in found.errors] == [
        f"{path}: there is no such file. Name a policy file that you may read."
    ]
    assert found.errors[0].code.name == "policy-unreadable"
    assert found.policy is None
    assert found.reach is None


def test_what_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 300)
    found = check_file(path)
    assert [problem.code.name for problem in found.errors] == ["policy-unreadable"]
    assert "it cannot be read: File name too long" in found.errors[0].what


def declared_in(*modules: object) -> set[str]:
    """Return the codes that the checker's and the reader's modules declare."""
    found: set[str] = set()
    for module in modules:
        file = getattr(module, "__file__", "")
        paths = sorted(Path(file).parent.glob("*.py")) if file.endswith("__init__.py") else [file]
        for path in paths:
            text = Path(path).read_text(encoding="utf-8")
            found |= set(re.findall(r'declare\(\s*"([a-z0-9-]+)"', text))
    return found


def test_every_code_is_caused_here() -> None:
    caused = {*CORPUS, *TEXTS, *LATER, *WARNINGS, "policy-unreadable"}
    declared = declared_in(check, reader, tree)
    assert len(declared) >= 60
    assert declared - caused == set()
    assert caused <= set(CATALOGUE)
