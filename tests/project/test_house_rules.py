"""The rules of STYLE.md that a program can count."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from tests.support.pages import ROOT, codes_in, committed, committed_of, page

MODULE_LINES_MAX: Final = 400
FUNCTION_LINES_MAX: Final = 60
NOT_IN_NAMES: Final = {
    "manager", "helper", "handler", "processor", "utils", "util", "data", "info", "flag",
}  # fmt: skip
OVERRIDES: Final = {
    "handle_data", "handler400", "handler403", "handler404", "handler500", "handler_class",
}  # fmt: skip
"""Methods that a library calls by these names."""

REGISTRY: Final = re.compile(r"(pypi|pythonhosted|npmjs|crates)\.(org|io|com)")
SUPPRESSION: Final = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:)")
WITH_REASON: Final = re.compile(
    r"#\s*(noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*|type:\s*ignore\[[a-z-]+(, ?[a-z-]+)*\]"
    r"|pragma: no (cover|branch|mutate)( block)?)\s*[-#] .*\w{3}"
)
OUTSIDE: Final = "../" + "shared"
MODULES: Final = [
    path
    for path in committed_of(".py")
    if path.stat().st_size and "migrations" not in path.parts  # written by the framework
]


def named(path: Path) -> str:
    """Return a path as it is written in the repository."""
    return path.relative_to(ROOT).as_posix()


COMPILED = ("src/goodstanding/scoring/kernel/", "src/goodstanding/intake/bulk/")


def faults_of_size(
    source: str, *, script: bool = False, guide: bool = False, compiled: bool = False
) -> list[str]:
    """Return what a module's text breaks of the rules of docstrings and length.

    A script says how it is run below its sentence, a chapter of the rule guide is prose, and in the
    compiled kernel a call costs more than a long function.
    """
    tree = ast.parse(source)
    found = []
    docstring = ast.get_docstring(tree) or ""
    said = docstring.partition("\n\n")[0] if script else docstring
    if not docstring or not (guide or one_sentence(said)):
        found.append("the module docstring is not one sentence")
    lines = len(source.splitlines())
    if lines > MODULE_LINES_MAX:
        found.append(f"{lines} lines")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            if length > FUNCTION_LINES_MAX and not compiled:
                found.append(f"{node.name} has {length} lines")
    return found


def one_sentence(docstring: str) -> bool:
    """Return whether a docstring is one paragraph that ends with its only full stop."""
    text = re.sub(r"`[^`]*`", "code", " ".join(docstring.split()))
    inner = re.findall(r"[.!?](?= [A-Z])", text)
    return "\n\n" not in docstring and text.endswith((".", "?", "!")) and not inner


def test_each_module_is_short_and_says_in_one_sentence_what_it_is() -> None:
    found = {}
    for path in MODULES:
        name = named(path)
        found[name] = faults_of_size(
            path.read_text(encoding="utf-8"),
            script=not name.startswith("src/"),
            guide=name.startswith("tests/spec/test_"),
            compiled=name.startswith(COMPILED),
        )
    assert len(found) > 50
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\n",
        '"""No full stop"""\n',
        '"""One. Two."""\n',
        '"""One.\n\nTwo."""\n',
        '"""One."""\n' + "x = 1\n" * MODULE_LINES_MAX,
        '"""One."""\ndef long() -> None:\n' + "    x = 1\n" * FUNCTION_LINES_MAX,
    ],
)
def test_a_module_that_is_too_long_or_says_too_much_is_found(source: str) -> None:
    assert faults_of_size(source) != []
    assert faults_of_size('"""One."""\ndef short() -> None:\n    """Do."""\n') == []
    assert faults_of_size('"""One.\n\nRun it so.\n"""\n', script=True) == []


def names_in(source: str) -> Iterator[str]:
    """Yield each name that a module makes: functions, classes, parameters, variables."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname


def unsaying(name: str) -> set[str]:
    """Return the words of a name that say nothing; two terms of the semantics keep theirs."""
    name = re.sub(r"(no|NO)_?(data|DATA)\b|(?i:data_?sheet)|NoData|no_data_", "", name)
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return {word.lower() for word in words} & (NOT_IN_NAMES | {f"{w}s" for w in NOT_IN_NAMES})


def test_no_name_uses_a_word_that_says_nothing() -> None:
    seen = 0
    found = []
    for path in MODULES:
        for name in (path.stem, *names_in(path.read_text(encoding="utf-8"))):
            seen += 1
            if unsaying(name) and name not in OVERRIDES:
                found.append(f"{named(path)}: {name}")
    assert seen > 2_000
    assert found == []


@pytest.mark.parametrize("name", ["read_data", "ErrorHandler", "UTILS", "flags", "row_info"])
def test_a_word_that_says_nothing_is_found(name: str) -> None:
    assert unsaying(name)
    assert not unsaying("database_of_updates")


def without_reason(text: str) -> list[str]:
    """Return the lines that suppress a warning without naming the rule and the reason."""
    return [
        line.strip()
        for line in text.splitlines()
        if SUPPRESSION.search(line) and not WITH_REASON.search(line)
    ]


def test_each_suppression_names_its_rule_and_its_reason() -> None:
    seen = 0
    found = []
    for path in MODULES:
        if path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        seen += sum(bool(SUPPRESSION.search(line)) for line in text.splitlines())
        found += [f"{named(path)}: {line}" for line in without_reason(text)]
    assert seen > 0
    assert found == []


@pytest.mark.parametrize("line", ["x  # noqa", "x  # noqa: S101", "x  # type: ignore[misc]"])
def test_a_suppression_without_a_reason_is_found(line: str) -> None:
    assert without_reason(line) == [line]
    assert without_reason("x  # noqa: S101 - states what cannot happen") == []


def texts() -> Iterator[tuple[str, str]]:
    """Yield every committed text with its name."""
    for path in committed():
        content = path.read_bytes()
        if b"\0" not in content:
            yield named(path), content.decode("utf-8", "replace")


def test_no_file_names_a_package_registry() -> None:
    assert REGISTRY.search("https://files.pythonhosted" + ".org/x")
    seen = dict(texts())
    assert len(seen) > 60
    assert [name for name, text in seen.items() if REGISTRY.search(text)] == []


def test_only_tests_know_of_a_folder_outside_the_repository() -> None:
    seen = {name: OUTSIDE in text for name, text in texts()}
    assert len(seen) > 60
    assert [name for name, says in seen.items() if says and not name.startswith("tests/")] == []
    assert OUTSIDE in f"control: {OUTSIDE}/x"


def dependencies() -> set[str]:
    """Return the names of what the project needs to run, extras included."""
    project = tomllib.loads(page("pyproject.toml"))["project"]
    extras = project.get("optional-dependencies", {})
    wanted = [*project["dependencies"], *(each for extra in extras.values() for each in extra)]
    return {re.split(r"[<>=!~\[ ;]", each)[0] for each in wanted}


def test_each_dependency_has_its_paragraph_and_each_paragraph_its_dependency() -> None:
    text = page("docs/decisions/2026-11-24-dependencies.md")
    paragraphs = dict(re.findall(r"^## (\S+)\n\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert set(paragraphs) == dependencies()
    for name, paragraph in paragraphs.items():
        assert "Without it:" in paragraph, name
        assert re.search(r"[0-9] MB", paragraph), f"{name}: what comes along with it"
    assert len(dependencies()) <= 25


def test_the_list_of_folders_in_the_style_names_the_folders_that_are_there() -> None:
    listed = {
        name.removeprefix("tests/")
        for line in page("STYLE.md").splitlines()
        if line.startswith("| `tests/")
        for name in codes_in(line)[:1]
    }
    assert len(listed) >= 5
    there = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert listed <= there
