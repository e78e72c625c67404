"""The `demo` command: the shipped synthetic members scored, one statement, and a report page."""

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from goodstanding.cli.output import write_text

if TYPE_CHECKING:  # what a command needs at run time is imported when it runs
    from collections.abc import Iterable, Iterator

    from goodstanding.cli.run import Given, Inputs
    from goodstanding.model.statement import Statement
    from goodstanding.present.explain import Explanation
    from goodstanding.present.report import Gathered

POLICY: Final = "event-reference"
AS_OF: Final = date(2026, 6, 30)
REPORT: Final = "report.html"
LEGAL_BASIS: Final = "none is needed: nobody in this demonstration lives"
LINES_SHOWN_MAX: Final = 16
"""The statement shown has at most so many lines, so that it fits on a screen."""


def demo_command(
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the outputs and the page go.")
    ] = Path("demo"),
    show: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page, where there is a desktop.")
    ] = True,
) -> int:
    """Score 200 synthetic members, show one statement, and open a page of counts."""
    from goodstanding.cli.run import asked, read_given, statements
    from goodstanding.cli.score import print_rows, summary
    from goodstanding.present.report import Gathered, report_page
    from goodstanding.present.text import explanation_text
    from goodstanding.scoring.outputs import check_folder, write_outputs
    from goodstanding.scoring.receipt import OutputFormat

    check_folder(out)
    inputs = _shipped()
    given = read_given(inputs, legal_basis=_legal_basis(inputs.policy))
    gathered, shown = Gathered(), _Shown()
    receipt = write_outputs(
        out,
        given.policy,
        _watched(statements(given, AS_OF), gathered, shown),
        asked=replace(asked(given, AS_OF), stated_by=_recipe(inputs)),
        form=OutputFormat.PARQUET,
    )
    explanation = _explained(given, shown.member)
    write_text(report_page(given.policy, receipt, gathered, explanation), out / REPORT)
    typer.echo(explanation_text(explanation, "en"))
    print_rows(summary(receipt, None, out), title=f"{POLICY} on {AS_OF}, synthetic members")
    typer.echo(f"the page: {(out / REPORT).resolve()}")
    if show and _desktop():
        import webbrowser

        webbrowser.open((out / REPORT).resolve().as_uri())
    return 0


def _shipped() -> "Inputs":
    """Return the files of the demonstration."""
    from goodstanding.cli.run import Inputs
    from goodstanding.cli.shipped import shipped_folder

    folder = shipped_folder() / POLICY
    return Inputs(
        policy=folder / f"{POLICY}.yaml",
        records=[folder / "demo/records.parquet"],
        members=folder / "demo/members.parquet",
        states=folder / "demo/states.parquet",
    )


def _recipe(inputs: "Inputs") -> str:
    """Return the word for who says that these members joined: the script that made them."""
    from goodstanding.scoring.files import pyarrow_or_sentence

    schema = pyarrow_or_sentence().parquet.read_schema(inputs.members)
    return f"synthetic: {schema.metadata[b'goodstanding.synthetic'].decode()}"


def _legal_basis(policy: Path) -> list[str]:
    """Return a legal basis for every kind that is off: synthetic people need none."""
    from goodstanding.rulebook import read_policy

    kinds = read_policy(policy).kinds.values()
    return [f"{kind.name}={LEGAL_BASIS}" for kind in kinds if kind.off]


class _Shown:
    """The member whose statement tells the most on a screen: gains and losses, reasons, rules."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.member = ""
        self._most = (False, -1, -1)

    def look(self, statement: "Statement") -> None:
        """Take this member, if the statement tells more than the best before."""
        reasons = {line.why for line in statement.lines}
        rules = {line.rule for line in statement.lines}
        took = any(line.counted < 0 for line in statement.lines)
        both = took and statement.total > statement.opening
        tells = (both, len(reasons), len(rules))
        if len(statement.lines) <= LINES_SHOWN_MAX and tells > self._most:
            self.member, self._most = statement.member, tells


def _watched(
    found: "Iterable[Statement]", gathered: "Gathered", shown: _Shown
) -> "Iterator[Statement]":
    """Yield the statements, and count each on the way."""
    for statement in found:
        gathered.add(statement)
        shown.look(statement)
        yield statement


def _explained(given: "Given", member: str) -> "Explanation":
    """Return a member's statement, ready to be put in words."""
    from goodstanding.present.explain import explain

    found = next(each for each in given.admitted.members if each.id == member)
    return explain(given.policy, found, given.admitted.entries[found.id], as_of=AS_OF)


def _desktop() -> bool:
    """Return whether somebody sits before this terminal and has a browser to look at."""
    if not sys.stdout.isatty():
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
