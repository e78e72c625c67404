"""How commands print: plain text or JSON on stdout, problems on stderr."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from goodstanding.errors import Problem

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]
Language = Annotated[str, typer.Option("--lang", help="The language of the words: en or zh.")]


def print_problems(problems: Iterable[Problem], *, kind: str = "") -> None:
    """Print problems on stderr, one a line, with a word before each where `kind` is given."""
    for problem in problems:
        typer.echo(f"{kind}: {problem}" if kind else str(problem), err=True)


def print_json(content: Mapping[str, Any]) -> None:
    """Print one JSON object, in the order given, with every script readable."""
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def as_json(problem: Problem) -> dict[str, str | int]:
    """Return a problem as JSON values."""
    return {
        "code": problem.code.name,
        "file": problem.file,
        "line": problem.line,
        "path": problem.path,
        "what": problem.what,
        "hint": problem.hint,
    }


def write_text(text: str, path: Path) -> None:
    """Write a whole file in UTF-8 or nothing."""
    write_bytes(text.encode(), path)


def write_bytes(content: bytes, path: Path) -> None:
    """Write a whole file or nothing: a neighbour first, then renamed into place."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
