"""The README's tour can be walked: its commands run in order, and its Python does."""

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.project.test_documents import shell_lines
from tests.support.pages import ROOT, fenced_of, page

from goodstanding.cli.app import run

SCRATCH = "/tmp/"  # noqa: S108 - what the README writes, replaced by a folder of the test


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the shipped policies, as the place to stand in."""
    shutil.copytree(ROOT / "policies", tmp_path / "policies")
    (tmp_path / "scratch").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


RUNNING = {
    "operator",
    "source",
    "partner",
    "member",
    "migrate",
    "serve",
    "status",
    "halt",
    "resume",
}
"""Commands of a running programme: tests/web runs those, as processes of their own."""


def edits_of(text: str) -> list[str]:
    """Return the lines of a page's shell blocks that edit a file."""
    lines = [
        line.strip()
        for block in fenced_of(text)
        if block.words == ("sh",)
        for line in block.text.replace("\\\n", " ").splitlines()
    ]
    return [line for line in lines if line.startswith("sed ")]


def test_the_commands_of_the_tour_run_in_order(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = edits_of(page("README.md"))
    assert len(edits) == 1
    for edit in edits:
        subprocess.run(  # noqa: S602 - the README's own line, run as a reader would
            edit.replace(SCRATCH, f"{checkout}/scratch/"), shell=True, check=True
        )
    lines = [line for line in shell_lines(page("README.md")) if line[0] == "goodstanding"]
    lines = [line for line in lines if line[1] not in RUNNING]
    assert len(lines) >= 9
    for line in lines:
        arguments = [word.replace(SCRATCH, f"{checkout}/scratch/") for word in line[1:]]
        code = run(arguments)
        printed = capsys.readouterr()
        assert code == 0, f"{' '.join(line)}\n{printed.err[:2_000]}"
        assert printed.out, line
        if line[1:3] == ["policy", "diff"]:
            assert "need: notice" in printed.out
            assert "150" in printed.out


def test_a_command_that_is_not_there_does_not_run() -> None:
    assert run(["policy", "polish"]) == 2


@pytest.mark.usefixtures("checkout")
def test_the_python_of_the_tour_runs() -> None:
    blocks = [block.text for block in fenced_of(page("README.md")) if block.words == ("python",)]
    assert len(blocks) == 1
    for text in blocks:
        exec(compile(text, "README.md", "exec"), {})  # noqa: S102 - the README's own example
