"""The documents are true: links, commands, codes, words."""

import re
import shlex
from typing import Any, Final

import pytest
from tests.project import references
from tests.support.pages import (
    LINK,
    ROOT,
    codes_in,
    committed_of,
    fenced_of,
    page,
    table_of,
)

PAGES: Final = [path for path in committed_of(".md") if "tests/" not in path.as_posix()]
SHELL: Final = {"sh", "bash", "shell", "console", ""}


def anchors(text: str) -> set[str]:
    """Return the anchors that headings make."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)).strip().lower()
        .replace(" ", "-")
        for heading in headings
    }  # fmt: skip


def broken_links(name: str, text: str) -> list[str]:
    """Return the internal links of a page that lead nowhere."""
    found = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        if not file.exists() or (
            anchor and file.suffix == ".md" and anchor not in anchors(file.read_text("utf-8"))
        ):
            found.append(f"{name}: {target}")
    return found


def test_internal_links_lead_somewhere() -> None:
    seen = 0
    found = []
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        seen += len(LINK.findall(text))
        found += broken_links(path.relative_to(ROOT).as_posix(), text)
    assert seen > 30
    assert found == []


def test_a_link_to_nowhere_is_found() -> None:
    assert broken_links("README.md", "[x](nowhere.md)") == ["README.md: nowhere.md"]
    assert broken_links("README.md", "[x](CHARTER.md#nothing)") != []
    assert broken_links("README.md", "[x](CHARTER.md#1-joining-comes-first)") == []


def test_the_documents_that_the_source_names_are_there() -> None:
    there = {path.name for path in committed_of(".md")}
    named: dict[str, set[str]] = {}
    for path in (*committed_of(".py", under="src/"), *committed_of(".py", under="tests/"), *PAGES):
        for name in re.findall(r"[\w-]+\.md\b", path.read_text(encoding="utf-8")):
            named.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    assert len(named) > 10
    lost = {name: sorted(files) for name, files in named.items() if name not in there}
    lost.pop("nowhere.md")  # a control of the test of links
    assert lost == {}


def shell_lines(text: str) -> list[list[str]]:
    """Return the command lines of a page's shell blocks, in words; a `\\` continues a line."""
    lines = []
    for block in fenced_of(text):
        if not block.words or block.words[0] in SHELL:
            for line in block.text.replace("\\\n", " ").splitlines():
                bare = line.strip().removeprefix("$ ")
                if bare.startswith(("goodstanding ", "make ", ".venv/bin/goodstanding ")):
                    lines.append(shlex.split(bare, comments=True))
    return lines


def unknown_of(words: list[str], commands: dict[str, Any], targets: set[str]) -> list[str]:
    """Return what of a command line does not exist."""
    if words[0] == "make":
        return [word for word in words[1:] if word not in targets]
    plain = ["goodstanding", *words[1:]]
    names = [" ".join(plain[:length]) for length in (3, 2)]
    [name] = [name for name in names if name in commands][:1] or [""]
    options = [word.partition("=")[0] for word in plain if word.startswith("--")]
    if not name:
        return [] if plain[1:] in (["--help"], ["--version"]) else [" ".join(plain[:3])]
    known = {
        each for parameter in commands[name].params for each in
        (*parameter.opts, *parameter.secondary_opts)
    } | {"--help"}  # fmt: skip
    return [f"{name} {option}" for option in options if option not in known]


def test_the_commands_that_the_documents_show_exist() -> None:
    commands = dict(references.commands_of(references.root_command()))
    targets = set(re.findall(r"^([a-z]+):", page("Makefile"), re.MULTILINE))
    lines = [line for path in PAGES for line in shell_lines(path.read_text(encoding="utf-8"))]
    assert len(lines) > 10
    assert [unknown for line in lines for unknown in unknown_of(line, commands, targets)] == []
    for wrong in ("goodstanding polish", "goodstanding policy check --fast", "make tea"):
        assert unknown_of(wrong.split(), commands, targets) != []


def test_the_references_are_those_that_the_code_renders() -> None:
    pages = {
        references.COMMANDS: references.command_page(),
        references.ERRORS: references.error_page(),
        references.LIFECYCLES: references.lifecycle_page(),
        references.INTERFACE: references.interface_text(),
    }
    assert references.stale(pages) == []
    assert references.stale({references.ERRORS: "something else"}) == [references.ERRORS]


def test_each_command_and_option_is_in_the_reference() -> None:
    text = page("docs/reference/commands.md")
    seen = 0
    for name, command in references.commands_of(references.root_command()):
        assert f"## `{name}`" in text
        assert command.help, f"{name} does not say what it does"
        for parameter in command.params:
            if parameter.name == "help":
                continue
            seen += 1
            assert references.cell(references.written(parameter)) in text
            assert references.said(parameter), f"{name} {parameter.name} is not explained"
    assert seen > 30


def test_each_error_code_is_documented_and_caused_by_a_test() -> None:
    text = page("docs/reference/errors.md")
    causes = references.causes(references.declared())
    assert len(causes) > 40
    assert [code for code in causes if f"| `{code}` |" not in text] == []
    assert [code for code, files in causes.items() if not files] == []


def test_a_code_that_no_test_causes_is_found() -> None:
    source = 'NOTHING_DOES = errors.declare("control-never", "Never " "at all.")\n'
    codes = references.declared_in(source, "goodstanding.nowhere")
    [(name, code)] = codes.items()
    assert (name, code.meaning, code.constant) == ("control-never", "Never at all.", "NOTHING_DOES")
    assert references.causes(codes) == {name: []}
    assert code.named_in("from goodstanding.nowhere import NOTHING_DOES")
    assert not code.named_in("from goodstanding.elsewhere import NOTHING_DOES")


def test_each_declaration_of_the_source_is_seen() -> None:
    written = sum(
        len(re.findall(r"= (?:errors\.)?declare\(", path.read_text(encoding="utf-8")))
        for path in committed_of(".py", under="src/goodstanding/")
    )
    assert len(references.declared()) == written


@pytest.fixture(scope="module")
def source_words() -> set[str]:
    """Return every name that the source writes."""
    text = " ".join(path.read_text(encoding="utf-8") for path in committed_of(".py", under="src/"))
    return set(re.findall(r"\w+", text))


def test_the_glossary_has_one_word_a_thing_and_each_is_in_the_code(source_words: set[str]) -> None:
    rows = table_of(page("GLOSSARY.md"), "word").rows
    words = [row[0] for row in rows]
    assert len(words) > 30
    assert len(set(words)) == len(words)
    for word, meaning, where in rows:
        assert meaning, word
        names = codes_in(where)
        assert names or where in {"0.2", "0.3", "later"}, f"{word} is not in the code"
        for name in names:
            assert set(re.findall(r"\w+", name)) <= source_words, f"{word}: {name}"
    assert "zebra" not in source_words
    headings = [word for word in words if re.search(r"[A-Z]", word)]
    assert headings == []


def test_the_code_map_and_the_layers_name_each_package() -> None:
    there = {
        path.name
        for path in (ROOT / "src/goodstanding").iterdir()
        if (path / "__init__.py").is_file()
    }
    code_map = page("ARCHITECTURE.md").partition("## The code")[2]
    in_the_map = set(re.findall(r"^\*\*`(\w+)", code_map, re.MULTILINE))
    [layers] = re.findall(r"## Layers\n\n```\n(.*?)```", page("STYLE.md"), re.DOTALL)
    in_the_layers = {line.split()[0] for line in layers.splitlines()}
    assert len(there) >= 8
    assert in_the_map == there
    assert in_the_layers == there


def test_the_decisions_that_the_architecture_lists_are_those_that_are_there() -> None:
    listed = set(re.findall(r"docs/decisions/([\w.-]+\.md)", page("ARCHITECTURE.md")))
    there = {path.name for path in (ROOT / "docs/decisions").glob("*.md")}
    assert len(there) >= 8
    assert listed == there
