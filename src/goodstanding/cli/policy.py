"""The `policy` commands: new, check, test, diff, board and publish."""

from datetime import date
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

LAW_WORLDS = 60
"""So many generated members a law is tried on, unless told otherwise."""

SEED = 1
"""The seed of generated members, so that two runs of one check say the same."""

PolicyFiles = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Policy files.")]
PolicyFile = Annotated[Path, typer.Argument(metavar="FILE", help="A policy file.")]
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
                    f"{_count(len(laws), 'law')} held on {_count(members, 'generated member')} each"
                )
    if json:
        print_json({"policies": report})
    return int(failed)


def _count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


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
                    {"path": change.path, "needs": str(change.needs), "words": change.words[lang]}
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
    from goodstanding.rulebook import read_policy
    from goodstanding.rulebook.words import board, board_html, board_markdown

    policy = with_legal_basis(read_policy(file), legal_basis or [])
    page = board(policy, lang)
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
