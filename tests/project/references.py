"""Render pages of reference from the code: `python -m tests.project.references [--check]`."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final

from tests.support.pages import ROOT, committed, committed_of

COMMANDS: Final = ROOT / "docs/reference/commands.md"
ERRORS: Final = ROOT / "docs/reference/errors.md"
INTERFACE: Final = ROOT / "docs/reference/openapi.json"
LIFECYCLES: Final = ROOT / "docs/reference/lifecycles.md"
RENDERED_BY: Final = "python -m tests.project.references"
PROGRAM: Final = "goodstanding"


def root_command() -> Any:
    """Return the tree of commands that typer builds."""
    from typer.main import get_command

    from goodstanding.cli.app import app

    return get_command(app)


def commands_of(command: Any, name: str = PROGRAM) -> Iterator[tuple[str, Any]]:
    """Yield each command that can be run with its full name, in the order of `--help`."""
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
        return
    for key, each in below.items():
        yield from commands_of(each, f"{name} {key}")


def written(parameter: Any) -> str:
    """Return how an argument or option is written on the command line."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    names = ", ".join((*parameter.opts, *parameter.secondary_opts))
    if parameter.is_flag:
        return names
    return f"{names} {parameter.metavar or kind_of(parameter)}"


def kind_of(parameter: Any) -> str:
    """Return a word for what an option takes."""
    annotation = parameter.type_descriptor.annotation
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "|".join(str(choice.value) for choice in annotation)
    words = {Path: "PATH", int: "N", str: "TEXT", datetime: "DATE"}
    return words.get(annotation, "VALUE")


def said(parameter: Any) -> str:
    """Return what a parameter does, whether it is needed, and what is meant without it."""
    text = (getattr(parameter, "help", None) or "").strip()
    notes = []
    if parameter.param_type_name == "option" and parameter.required:
        notes.append("needed")
    default = parameter.default
    shown = (
        parameter.param_type_name == "option"
        and not parameter.required
        and not parameter.is_flag
        and default not in (None, (), [], "", 0)
        and not callable(default)
    )
    if shown:
        notes.append(f"otherwise `{default}`")
    if parameter.multiple or parameter.nargs == -1:
        notes.append("may be several")
    return f"{text} ({'; '.join(notes)})" if notes else text


def cell(text: str) -> str:
    """Return a text that can stand in a table."""
    return " ".join(text.split()).replace("|", "\\|")


def command_page() -> str:
    """Return the page on commands."""
    parts = [
        "# Commands",
        f"<!-- Rendered by `{RENDERED_BY}` from the commands themselves; do not edit. -->",
        (
            "Exit codes: 0 done; 1 the input has problems, all of them on stderr as "
            "`file:line: path: what is wrong. What to do.`; 2 wrong usage; 3 the machine is not "
            "fit (disk, memory, a missing library). Outputs are written whole or not at all."
        ),
        (
            "Every command shows its own page with `--help`; `goodstanding --version` names the "
            "version."
        ),
    ]
    for name, command in commands_of(root_command()):
        parts += [f"## `{name}`", " ".join((command.help or "").split())]
        rows = [
            f"| `{cell(written(each))}` | {cell(said(each))} |"
            for each in command.params
            if each.name != "help"
        ]
        if rows:
            parts.append("\n".join(["| argument or option | what it does |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A code as the source declares it: its meaning, and the constant of a module that holds it."""

    meaning: str
    module: str
    constant: str

    def named_in(self, text: str) -> bool:
        """Return whether a test names the constant, and where it is from."""
        from_there = self.module in text or f"{self.module.rpartition('.')[2]}." in text
        return from_there and re.search(rf"\b{self.constant}\b", text) is not None


def declared_in(source: str, module: str) -> Mapping[str, Declared]:
    """Return the codes that a module declares, without running it."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        if ast.unparse(node.value.func).rpartition(".")[2] == "declare":
            name, meaning = (ast.literal_eval(argument) for argument in node.value.args)
            constant = ast.unparse(node.targets[0])
            found[name] = Declared(meaning=meaning, module=module, constant=constant)
    return found


def declared() -> Mapping[str, Declared]:
    """Return every code of the source, by name."""
    found: dict[str, Declared] = {}
    for path in committed_of(".py", under="src/goodstanding/"):
        parts = path.relative_to(ROOT / "src").with_suffix("").parts
        module = ".".join(parts).removesuffix(".__init__")
        found |= declared_in(path.read_text(encoding="utf-8"), module)
    return dict(sorted(found.items()))


def causes(codes: Mapping[str, Declared]) -> Mapping[str, list[Path]]:
    """Return for each code the test files that name it or its constant, those on errors first."""
    files = [
        path
        for path in committed()
        if path.is_relative_to(ROOT / "tests") and "tests/project/" not in path.as_posix()
    ]
    files.sort(key=lambda path: ("tests/errors/" not in path.as_posix(), path))
    texts = {path: path.read_text("utf-8", "replace") for path in files}
    words = {path: set(re.findall(r"[\w-]+", text)) for path, text in texts.items()}
    return {
        name: [path for path in files if name in words[path] or code.named_in(texts[path])]
        for name, code in codes.items()
    }


def error_page() -> str:
    """Return the page on errors."""
    codes = declared()
    areas: dict[str, list[str]] = {}
    for code, files in causes(codes).items():
        first = files[0].relative_to(ROOT).as_posix() if files else "no test yet"
        row = f"| `{code}` | {cell(codes[code].meaning)} | `{first}` |"
        areas.setdefault(code.partition("-")[0], []).append(row)
    parts = [
        "# Errors",
        f"<!-- Rendered by `{RENDERED_BY}` from the catalogue and the tests; do not edit. -->",
        (
            "A code never changes its meaning. `--json` gives the code with each problem, beside "
            "its file, line and path. The last column is a test that causes it."
        ),
    ]
    for area, rows in sorted(areas.items()):
        head = ["| code | meaning | caused in |", "|---|---|---|"]
        parts += [f"## {area}", "\n".join([*head, *rows])]
    return "\n\n".join(parts) + "\n"


def lifecycle_page() -> str:
    """Return the page on lifecycles: each table as a diagram and in rows."""
    from goodstanding.model import lifecycle

    tables: dict[str, Mapping[Any, Any]] = {
        "A consent": lifecycle.CONSENT,
        "A notice": lifecycle.NOTICE,
        "An appeal": lifecycle.APPEAL,
        "A repair": lifecycle.REPAIR,
        "An act of two persons": lifecycle.PROPOSAL,
    }
    parts = [
        "# Lifecycles",
        f"<!-- Rendered by `{RENDERED_BY}` from `model/lifecycle.py`; do not edit. -->",
        "What is not in a table is refused with `service-not-possible`; a test walks every pair.",
    ]
    for title, table in tables.items():
        arrows = "\n".join(
            f"    {mark(state)} --> {mark(after)}: {step.value}"
            for (state, step), after in table.items()
        )
        names = "\n".join(
            f"    {mark(state)}: {state.value}" for state in type(next(iter(table))[0])
        )
        rows = "\n".join(
            f"| {state.value} | {step.value} | {after.value} |"
            for (state, step), after in table.items()
        )
        parts += [
            f"## {title}",
            f"```mermaid\nstateDiagram-v2\n{names}\n{arrows}\n```",
            f"| while | step | becomes |\n|---|---|---|\n{rows}",
        ]
    return "\n\n".join(parts) + "\n"


def interface_text() -> str:
    """Return the document of the interface."""
    from tests.support.configured import set_up

    set_up()
    from goodstanding.web.lane import openapi

    return openapi.text()


def mark(state: Enum) -> str:
    """Return a state's name as a diagram can have it."""
    return str(state.value).replace(" ", "_")


def stale(pages: Mapping[Path, str]) -> list[Path]:
    """Return the pages whose file says something else."""
    return [
        path
        for path, text in pages.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` say which are stale."""
    pages = {
        COMMANDS: command_page(),
        ERRORS: error_page(),
        LIFECYCLES: lifecycle_page(),
        INTERFACE: interface_text(),
    }
    old = stale(pages)
    for path in old:
        name = path.relative_to(ROOT)
        if "--check" in arguments:
            print(f"{name} is stale. Render it with {RENDERED_BY}.", file=sys.stderr)  # noqa: T201 - a script that says what it found
        else:
            path.write_text(pages[path], encoding="utf-8")
            print(f"rendered {name}")  # noqa: T201 - a script that says what it did
    return int(bool(old) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
