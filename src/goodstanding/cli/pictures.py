"""What a score run shows of everybody together: a histogram on a terminal, and the report page."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from goodstanding.cli.output import write_text
from goodstanding.errors import UsageError

if TYPE_CHECKING:  # what a command needs at run time is imported when it runs
    from goodstanding.model.policy import Policy
    from goodstanding.present.report import Beside
    from goodstanding.scoring.receipt import Receipt

ENDING: Final = ".html"
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="FILE.html", help="Write one page of counts: no person is on it."
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What is to be shown after a run: `report` is where the page goes, None where none is."""

    policy: "Policy | None"
    report: Path | None
    lang: str
    histogram: bool


def pictures(
    policy: Path, report: Path | None, lang: str, *, out: Path, histogram: bool
) -> Pictures:
    """Return what is to be shown, before the run: nobody waits for a city to hear of a wrong name.

    Raises:
        UsageError: the page has no place, or there are no words in the language.
        ProblemsError: the policy has errors.
    """
    from goodstanding.rulebook import read_policy
    from goodstanding.rulebook.words.known import language_for, language_of

    shown = histogram and sys.stdout.isatty()
    language_of(lang)
    read = None
    if report is not None:
        _check_place(report, out)
        read = read_policy(policy)
        language_for(read, lang)
    return Pictures(policy=read, report=report, lang=lang, histogram=shown)


def _check_place(report: Path, out: Path) -> None:
    """Refuse a report where it cannot be written, or would replace what is no page."""
    if report.suffix.lower() != ENDING:
        message = f"--report {report}: the page is HTML. Give it a name that ends with {ENDING}."
        raise UsageError(message)
    if report.is_dir():
        message = f"--report {report}: this is a folder. Name a file."
        raise UsageError(message)
    if not report.parent.is_dir() and report.parent.resolve() != out.resolve():
        message = f"--report {report}: its folder is not there. Make it first, or name another."
        raise UsageError(message)


def show(asked: Pictures, out: Path, receipt: "Receipt", beside: "Sequence[Beside]" = ()) -> None:
    """Show what was asked for, of a finished run in a folder.

    Raises:
        ProblemsError: a file of the run is not as it was written.
    """
    if not asked.histogram and asked.report is None:
        return
    from goodstanding.scoring.tallies import tally

    found = tally(out, receipt, asked.policy)
    if asked.histogram:
        from rich.console import Console

        from goodstanding.present.histogram import print_histogram

        print_histogram(Console(), found.totals, asked.lang)
    if asked.report is not None:
        from goodstanding.present.report import report_page

        assert asked.policy is not None, "it was read before the run"
        page = report_page(asked.policy, receipt, found, asked.lang, beside=beside)
        write_text(page, asked.report)
        typer.echo(f"the report: {asked.report}", err=True)
