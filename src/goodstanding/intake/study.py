"""The data sheet of a study: where published records come from, and that they are unchanged."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.intake.faults import stop
from goodstanding.intake.limits import DATA_SHEET_BYTES_MAX
from goodstanding.rulebook.reader.context import Findings
from goodstanding.rulebook.tree import Node, read_tree

NAME: Final = "published.yaml"
NO_DATA_SHEET = declare(
    "intake-no-data-sheet", "Records of a study have no data sheet of their publication."
)
BAD_DATA_SHEET = declare("intake-bad-data-sheet", "A data sheet does not say what it must.")
HASH_DIFFERS = declare(
    "intake-hash-differs", "A published file is not the one that its data sheet describes."
)
TEXTS: Final = ("title", "address", "licence", "why")
SHA256: Final = re.compile(r"[0-9a-f]{64}")


def read_data_sheet(directory: Path, hashes: Mapping[str, str]) -> str:
    """Return the title of the data sheet in a directory, holding it to the files' hashes.

    `hashes` are the SHA-256 of the files that are about to be read, by name.

    Raises:
        ProblemsError: there is no sheet, it lacks something, or a file is not the one it means.
    """
    path = directory / NAME
    findings = Findings(file=str(path))
    tree, findings.problems = read_tree(_content(path), file=str(path))
    keys = None if tree is None else findings.keys(tree, needed=(*TEXTS, "sha256"))
    for key in TEXTS if keys is not None else ():
        if keys is not None and key in keys and not keys[key].text:
            findings.add(BAD_DATA_SHEET, keys[key], "this says nothing", "Write it as a text")
    if keys is not None and "sha256" in keys:
        _check_hashes(findings, keys["sha256"], hashes)
    if findings.problems:
        raise ProblemsError(sorted(findings.problems, key=_line))
    assert keys is not None
    return str(keys["title"].value)


def _check_hashes(findings: Findings, node: Node, hashes: Mapping[str, str]) -> None:
    """Complain of hashes that are none, and of files that have another or none."""
    listed = findings.mapping(node) or {}
    for below in listed.values():
        if below.text is None or not SHA256.fullmatch(below.text):
            findings.add(
                BAD_DATA_SHEET,
                below,
                "this is not a SHA-256 in hexadecimal",
                "Write its 64 digits and small letters",
            )
    for name, found in hashes.items():
        if name not in listed:
            findings.add(
                BAD_DATA_SHEET,
                node,
                f"the file {name} is not listed",
                "A study reads only what its data sheet describes; list the file here",
            )
        elif listed[name].text != found:
            findings.add(
                HASH_DIFFERS,
                listed[name],
                f"the file {name} has another SHA-256 than this",
                "Get the published file again, or describe the new one",
            )


def _line(problem: Problem) -> int:
    """Return the line of a problem."""
    return problem.line


def _content(path: Path) -> bytes:
    """Return the bytes of a data sheet, up to one more than it may have."""
    try:
        with path.open("rb") as stream:
            content = stream.read(DATA_SHEET_BYTES_MAX + 1)
    except OSError as error:
        raise stop(
            NO_DATA_SHEET,
            file=str(path),
            what="a study reads real records only beside a data sheet, and there is none",
            hint=f"Write {NAME} with {', '.join(TEXTS)} and the sha256 of each file",
        ) from error
    if not content.strip() or len(content) > DATA_SHEET_BYTES_MAX:
        raise stop(
            BAD_DATA_SHEET,
            file=str(path),
            what=f"the data sheet is empty or larger than {DATA_SHEET_BYTES_MAX:,} bytes",
            hint=f"Say in a few sentences the {', '.join(TEXTS)} and the sha256 of each file",
        )
    return content
