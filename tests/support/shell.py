"""Commands of an operator's shell, run in this process on the programme of its folder."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.configured import set_up
from tests.support.running import clear, publish

from goodstanding.cli.app import run
from goodstanding.config.ready import migrate, open_ready
from goodstanding.service.programme import Programme


@dataclass(frozen=True)
class Shell:
    """A shell on a fresh programme with one edition, and what its commands print."""

    folder: Path
    programme: Programme
    printed: pytest.CaptureFixture[str]

    def said(self, *arguments: str, code: int = 0, by: str = "") -> str:
        """Run a command and return what it printed; `by` is the document of whoever acts."""
        document = ("--document", by) if by else ()
        assert run([*arguments, *document, "--programme", str(self.folder)]) == code
        found = self.printed.readouterr()
        return found.out + found.err


def open_shell(printed: pytest.CaptureFixture[str]) -> Shell:
    """Return a shell on a fresh programme."""
    folder = set_up()
    clear()
    migrate(folder)
    publish("event-reference")
    return Shell(folder, open_ready(folder), printed)
