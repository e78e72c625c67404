"""The `policy` commands: new, check, test, diff, board and publish."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from goodstanding.cli.output import (
    AsJson,
    Language,
    as_json,
    print_json,
    print_problems,
    write_text,
)
from goodstanding.errors import ProblemsError, UsageError

LAW_WORLDS = 60
"""So many generated members a law is tried on, unless told otherwise."""

SEED = 1
"""The seed of generated members, so that two runs of one check say the same."""

PolicyFiles = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Policy files.")]
PolicyFile = Annotated[Path, typer.Argument(metavar="FILE", help="A policy file.")]
LawMembers = Annotated[
    int, typer.Option(min=1, help="Generated members that each law is tried on.")
]
AllEdges = Annotated[
    bool, typer.Option("--edges", help="Name every side of an edge that no case reaches.")
]
LegalBasis = Annotated[
    list[str] | None,
    typer.Option(
        "--legal-basis",
        metavar="KIND=TEXT",
        help="Name the legal basis of a kind of offence or health record; may be repeated.",
    ),
]


def check_command(
    files: PolicyFiles,
    *,
    members: Annotated[
        int, typer.Option(min=0, help="Generated members that each law is tried on.")
    ] = LAW_WORLDS,
    json: AsJson = False,
) -> int:
    """Check policies: language, charter, reachability of levels, and the laws of a score."""
    from goodstanding.rulebook.check import check_file
    from goodstanding.rulebook.laws import check_laws, law_problems, standing_laws

    failed = False
    report = []
    for file in files:
        checked = check_file(file)
        errors = list(checked.errors)
        laws = []
        policy = checked.reading.policy
        if policy is not None and not errors:
            laws = check_laws(policy, standing_laws(policy), seed=SEED, count=members)
            errors += law_problems(laws, file=str(file))
        failed = failed or bool(errors)
        report.append(
            {
                "file": str(file),
                "sha256": checked.reading.sha256,
                "errors": [as_json(problem) for problem in errors],
                "warnings": [as_json(problem) for problem in checked.warnings],
                "reach": list(checked.reach.lines()) if checked.reach is not None else [],
                "laws": len(laws),
            }
        )
        if not json:
            print_problems(errors)
            print_problems(checked.warnings, kind="warning")
            if not errors:
                for line in checked.reach.lines() if checked.reach is not None else ():
                    typer.echo(line)
                typer.echo(
                    f"{file}: no errors, {_count(len(checked.warnings), 'warning')}, "
                    f"{_count(len(laws), 'law')} held on up to "
                    f"{_count(members, 'generated member')} each"
                )
    if json:
        print_json({"policies": report})
    return int(failed)


def _count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def test_command(
    files: PolicyFiles,
    *,
    members: LawMembers = LAW_WORLDS,  # noqa: PT028 - a command, not a test
    edges: AllEdges = False,  # noqa: PT028 - a command, not a test
    json: AsJson = False,  # noqa: PT028 - a command, not a test
) -> int:
    """Run the tests beside policies: NAME.tests.yaml beside NAME.yaml."""
    from goodstanding.cli.progress import progress
    from goodstanding.cli.tested import in_words, print_report, report_json
    from goodstanding.rulebook.testing import run_tests

    reports = []
    with progress("testing", len(files)) as done:
        for file in files:
            reports.append(run_tests(file, count=members))
            done(1)
    checks = sum(report.checks for report in reports)
    passed = sum(report.passed for report in reports)
    if json:
        tested = [report_json(report) for report in reports]
        print_json({"checks": checks, "passed": passed, "policies": tested})
    else:
        for report in reports:
            print_report(report, all_edges=edges)
        if len(reports) > 1:
            typer.echo(in_words(passed, checks))
    return int(any(report.problems for report in reports))


def diff_command(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The edition before.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The edition after.")],
    *,
    lang: Language = "en",
    json: AsJson = False,
) -> int:
    """Say in words what changes between two editions, and what the change needs."""
    from goodstanding.rulebook import read_policy
    from goodstanding.rulebook.diff import diff

    found = diff(read_policy(old), read_policy(new))
    if json:
        print_json(
            {
                "needs": str(found.needs),
                "changes": [
                    {
                        "path": change.path,
                        "needs": str(change.needs),
                        "words": change.in_words(lang),
                    }
                    for change in found.changes
                ],
            }
        )
        return 0
    for line in found.lines(lang):
        typer.echo(line)
    return 0


def board_command(
    file: PolicyFile,
    *,
    lang: Language = "en",
    html: Annotated[bool, typer.Option("--html", help="Write one self-contained page.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write to this file instead of printing.")
    ] = None,
    legal_basis: LegalBasis = None,
) -> int:
    """Put a policy into sentences for everybody to read."""
    from goodstanding.cli.legal import with_legal_basis
    from goodstanding.rulebook.check import check_file
    from goodstanding.rulebook.words import board, board_html, board_markdown

    checked = check_file(file)
    if checked.policy is None:
        raise ProblemsError(checked.errors)
    policy = with_legal_basis(checked.policy, legal_basis or [])
    page = board(policy, lang, reach=checked.reach, sha256=checked.reading.sha256)
    text = board_html(page) if html else board_markdown(page)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_text(text, out)
    return 0


def new_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new policy's name.")],
    *,
    like: Annotated[
        str, typer.Option("--like", help="The shipped policy to begin from.")
    ] = "volunteer-network",
    folder: Annotated[Path, typer.Option("--in", help="The folder to write to.")] = Path(),
) -> int:
    """Write a small working policy with its tests, to begin from."""
    from goodstanding.cli.shipped import begin_from

    for path in begin_from(like, name, folder):
        typer.echo(f"wrote {path}")
    typer.echo(f"Now: goodstanding policy check {folder / name}.yaml")
    return 0


def publish_command(
    file: PolicyFile,
    *,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who publishes the edition.")],
    approved_by: Annotated[
        str, typer.Option("--approved-by", metavar="NAME", help="The other person who read it.")
    ],
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day of publication; today by default.")
    ] = None,
    json: AsJson = False,
) -> int:
    """Publish an edition: check and test it, write it to editions/ and list its hash there."""
    from goodstanding.cli.progress import progress
    from goodstanding.rulebook.diff import diff
    from goodstanding.rulebook.publish import prepare, write

    day = datetime.now().astimezone().date() if on is None else _day("--on", on)
    with progress("checking"):
        publication = prepare(file, by=by, approved_by=approved_by, on=day)
    target = write(publication)
    row = publication.row
    found = None if publication.before is None else diff(publication.before, publication.policy)
    if json:
        print_json(
            {
                "policy": row.policy,
                "edition": row.edition,
                "file": str(target),
                "sha256": row.sha256,
                "published_before": publication.is_published,
                "needs": None if found is None else str(found.needs),
            }
        )
        return 0
    word = "was published already" if publication.is_published else "is published"
    typer.echo(f"{row.policy} edition {row.edition} {word}: {target}")
    typer.echo(f"sha256 {row.sha256}, in force from {row.in_force}")
    for line in found.lines("en") if found is not None else ("There is no edition before it.",):
        typer.echo(line)
    return 0


def _day(option: str, text: str) -> date:
    """Return a day given on the command line.

    Raises:
        UsageError: the text is none.
    """
    from goodstanding.rulebook.reader.values import parse_day

    found = parse_day(text)
    if found is None:
        message = f"{option} {text}: this is not a day. Write it as 2026-11-24."
        raise UsageError(message)
    return found


def sql_command(
    file: PolicyFile,
    *,
    as_of: Annotated[
        datetime,
        typer.Option("--as-of", metavar="DATE", formats=["%Y-%m-%d"], help="The day, YYYY-MM-DD."),
    ],
    dialect: Annotated[
        str, typer.Option("--dialect", help="The database: duckdb, postgres, sqlite or spark.")
    ] = "duckdb",
    out: Annotated[
        Path | None, typer.Option(help="Write to this file instead of printing.")
    ] = None,
) -> int:
    """Write a policy as one SQL query that gives everybody's total and level on a day."""
    from goodstanding.rulebook import read_policy
    from goodstanding.scoring.sql import dialect_named, policy_sql

    database = dialect_named(dialect)
    query = policy_sql(read_policy(file), as_of=as_of.date(), dialect=database)
    if out is None:
        typer.echo(query, nl=False)
    else:
        write_text(query, out)
    return 0
