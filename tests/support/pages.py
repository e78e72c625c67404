"""The documents of the repository as tests read them: tables, fenced blocks, links, files."""

import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FENCE: Final = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK: Final = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a document: its header and its rows, cells as written."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fenced:
    """A fenced block: what stands behind the fence, and its text."""

    words: tuple[str, ...]
    text: str


def page(name: str) -> str:
    """Return a document of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def tables_of(text: str) -> list[Table]:
    """Return every table of a document, in order."""
    found: list[Table] = []
    block: list[tuple[str, ...]] = []
    for line in (*FENCE.sub("", text).splitlines(), ""):
        if line.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            block.append(tuple(cell.strip() for cell in cells))
        elif block:
            found.append(Table(header=block[0], rows=tuple(block[2:])))
            block = []
    return found


def table_of(text: str, first_header: str) -> Table:
    """Return the table whose first header is this."""
    [found] = [table for table in tables_of(text) if table.header[0] == first_header]
    return found


def fenced_of(text: str) -> list[Fenced]:
    """Return every fenced block of a document, in order."""
    return [Fenced(words=tuple(head.split()), text=body) for head, body in FENCE.findall(text)]


def codes_in(text: str) -> list[str]:
    """Return what stands between backticks."""
    return CODE.findall(text)


@lru_cache(maxsize=1)
def committed() -> tuple[Path, ...]:
    """Return the files that are, or are about to be, part of the repository.

    A copy without its history counts what is there, less what is installed or made.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git is there
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
    found = [ROOT / name for name in names if name] or [
        path
        for path in ROOT.rglob("*")
        if not any(
            part.startswith(".") or part == "mutants" for part in path.relative_to(ROOT).parts
        )
    ]
    return tuple(sorted(path for path in found if path.is_file()))


def committed_of(*endings: str, under: str = "") -> list[Path]:
    """Return the committed files with one of these endings, under a folder."""
    return [
        path
        for path in committed()
        if path.suffix in endings and path.relative_to(ROOT).as_posix().startswith(under)
    ]
