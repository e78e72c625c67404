"""The commands `audit`: a sample that the system draws, and a table of counts."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from goodstanding.cli.acting import acting
from goodstanding.cli.desk import Document
from goodstanding.cli.folder import HERE, ProgrammeFolder
from goodstanding.cli.output import AsJson, print_json, write_text
from goodstanding.cli.programme import opened
from goodstanding.errors import UsageError


def sample_command(  # noqa: PLR0913 - one for each option
    *,
    count: Annotated[int, typer.Option("--count", metavar="N", help="How many members.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A folder to make.")],
    word: Annotated[
        str,
        typer.Option("--word", metavar="TEXT", help="A word of the auditor's, told nobody before: "
                     "the same word draws the same members."),
    ],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What members will read.")],
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:  # fmt: skip
    """Draw members by a word; `verify` works each file out again. Their logs say it."""
    if out.exists():
        message = f"{out} is there already. Choose a folder that is not."
        raise UsageError(message)
    with opened(programme) as found:
        from goodstanding.service.auditing import draw
        from goodstanding.service.looks import Role

        drawn = draw(found, acting(found, document, Role.AUDITOR), count, word=word, why=why)
    out.mkdir(parents=True, mode=0o700)
    for number, text in enumerate(drawn, start=1):
        write_text(text, out / f"sample-{number:03}.json")
    typer.echo(f"wrote {len(drawn)} files to {out}. Now: goodstanding verify FILE")
    return 0


def counts_command(
    *, json: AsJson = False, document: Document, programme: ProgrammeFolder = HERE
) -> int:
    """Say how many members hold which level, by language; never a count of fewer than 20."""
    with opened(programme) as found:
        from goodstanding.service.auditing import counts
        from goodstanding.service.looks import Role

        counted = counts(found, acting(found, document, Role.AUDITOR))
    if json:
        print_json({"counts": [asdict(each) for each in counted]})
        return 0
    for each in counted:
        typer.echo(
            f"{' or '.join(each.languages):12}{' or '.join(each.levels):32}{each.members:>12,}"
        )
    if not counted:
        typer.echo("Counts are told of 20 members or more.")
    return 0
