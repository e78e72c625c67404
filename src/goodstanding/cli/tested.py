"""How `policy test` prints: a table of cases on a terminal, plain lines elsewhere, or JSON."""

from collections.abc import Sequence
from typing import Any, Final

import typer

from goodstanding.cli.output import as_json, print_problems
from goodstanding.rulebook.testing import CaseResult, Sort, TestReport

EDGES_SHOWN: Final = 8
"""So many sides of edges that no case reaches are named, unless all are asked for."""


def print_report(report: TestReport, *, all_edges: bool) -> None:
    """Print how the tests of one policy did; what is wrong goes to stderr."""
    typer.echo(report.checked.reading.file)
    _print_cases(report.cases)
    if report.laws:
        held = sum(law.failed is None and law.tried > 0 for law in report.laws)
        least = min(law.tried for law in report.laws)
        typer.echo(f"laws: {held} of {len(report.laws)} held, each on {least} members or more")
    if report.edits:
        typer.echo(f"refusals: {report.turned_down} of {report.edits} edits were turned down")
    _print_coverage(report, all_edges=all_edges)
    print_problems(report.problems)
    typer.echo(f"{in_words(report.passed, report.checks)}\n")


def in_words(passed: int, checks: int) -> str:
    """Return how many checks passed, in words."""
    if passed == checks and checks:
        return f"{checks:,} {'check' if checks == 1 else 'checks'} passed"
    return f"{passed:,} of {checks:,} checks passed"


def _print_cases(cases: Sequence[CaseResult]) -> None:
    """Print the cases: a table where somebody looks, else a line each."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        for each in cases:
            word = "FAILED" if each.problems else "passed"
            typer.echo(f"{word} {each.passed}/{each.case.checks} {each.case.name}")
        return
    table = Table("case", "checks", "")
    for each in cases:
        word, style = ("failed", "bold red") if each.problems else ("passed", "green")
        count = f"{each.passed}/{each.case.checks}"
        table.add_row(Text(each.case.name), Text(count), Text(word, style=style))
    console.print(table)


def _print_coverage(report: TestReport, *, all_edges: bool) -> None:
    """Print what the cases reach, and as warnings the rules and rows that they do not."""
    coverage = report.coverage
    if coverage is None:
        return
    counts = [
        f"{reached} of {there_are} {plural}"
        for (reached, there_are), plural in (
            (coverage.of(Sort.RULE), "rules"),
            (coverage.of(Sort.ROW), "table rows"),
            (coverage.of(Sort.EDGE), "sides of edges"),
        )
    ]
    typer.echo(f"reached by the cases: {', '.join(counts)}")
    print_problems(report.gaps(Sort.RULE, Sort.ROW), kind="warning")
    edges = [target for target in coverage.missed if target.sort is Sort.EDGE]
    shown = edges if all_edges else edges[:EDGES_SHOWN]
    for target in shown:
        typer.echo(f"edge not reached: {target}")
    if len(shown) < len(edges):
        typer.echo(f"and {len(edges) - len(shown)} sides of edges more: --edges names them")


def report_json(report: TestReport) -> dict[str, Any]:
    """Return how the tests of one policy did as JSON values."""
    coverage = report.coverage
    return {
        "file": report.checked.reading.file,
        "tests": report.tests_file,
        "sha256": report.checked.reading.sha256,
        "checks": report.checks,
        "passed": report.passed,
        "problems": [as_json(problem) for problem in report.problems],
        "cases": [
            {"name": each.case.name, "checks": each.case.checks, "passed": each.passed}
            for each in report.cases
        ],
        "laws": [
            {
                "law": each.law.sentence,
                "tried": each.tried,
                "held": each.failed is None and each.tried > 0,
            }
            for each in report.laws
        ],
        "refusals": {"edits": report.edits, "turned_down": report.turned_down},
        "coverage": {
            sort.replace(" ", "_"): {
                "reached": 0 if coverage is None else coverage.of(sort)[0],
                "of": 0 if coverage is None else coverage.of(sort)[1],
                "missed": []
                if coverage is None
                else [str(target) for target in coverage.missed if target.sort is sort],
            }
            for sort in Sort
        },
    }
