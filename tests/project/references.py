"""Render the pages on commands and errors: `python -m tests.project.references [--check]`."""

import re
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final

from tests.support.pages import ROOT, committed_of

import goodstanding
from goodstanding.errors import CATALOGUE, Code

COMMANDS: Final = ROOT / "docs/reference/commands.md"
ERRORS: Final = ROOT / "docs/reference/errors.md"
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


def load_everything() -> None:
    """Import every module, so that each has declared its codes."""
    for module in walk_packages(goodstanding.__path__, "goodstanding."):
        import_module(module.name)


def constants() -> Mapping[str, set[str]]:
    """Return for each code the names of the constants that hold it."""
    load_everything()
    found: dict[str, set[str]] = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("goodstanding"):
            for key, value in vars(module).items():
                if isinstance(value, Code):
                    found.setdefault(value.name, set()).add(key)
    return found


def causes() -> Mapping[str, list[Path]]:
    """Return for each code the test files that name it or its constant, those on errors first."""
    names = constants()
    files = [
        path
        for path in committed_of(".py", ".yaml", ".json", ".csv", ".txt", under="tests/")
        if "tests/project/" not in path.as_posix()
    ]
    files.sort(key=lambda path: ("tests/errors/" not in path.as_posix(), path))
    words = {path: set(re.findall(r"[\w-]+", path.read_text("utf-8", "replace"))) for path in files}
    return {
        code: [path for path in files if words[path] & {code, *names.get(code, ())}]
        for code in sorted(CATALOGUE)
    }


def error_page() -> str:
    """Return the page on errors."""
    load_everything()
    areas: dict[str, list[str]] = {}
    for code, files in causes().items():
        first = files[0].relative_to(ROOT).as_posix() if files else "no test yet"
        row = f"| `{code}` | {cell(CATALOGUE[code].meaning)} | `{first}` |"
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


def stale(pages: Mapping[Path, str]) -> list[Path]:
    """Return the pages whose file says something else."""
    return [
        path
        for path, text in pages.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` say which are stale."""
    pages = {COMMANDS: command_page(), ERRORS: error_page()}
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
