"""The `intake` commands: what of some files would be read, and what not, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from goodstanding.cli.legal import with_legal_basis
from goodstanding.cli.output import AsJson, as_json, print_json, print_problems, write_text

if TYPE_CHECKING:
    from goodstanding.intake import Admitted

SHOWN: Final = 100
"""So many problems are printed; all of them stand in the file of `--refused`."""


def intake_check_command(  # noqa: PLR0913 - one for each option that the interface promises
    *,
    policy: Annotated[Path, typer.Option("--policy", metavar="FILE", help="The policy.")],
    records: Annotated[
        list[Path],
        typer.Option(
            "--records", metavar="PATH...", help="Files of records, or directories of them."
        ),
    ],
    members: Annotated[
        Path | None, typer.Option("--members", metavar="FILE", help="Who joined.")
    ] = None,
    states: Annotated[
        Path | None,
        typer.Option("--states", metavar="FILE", help="What decisions made of records."),
    ] = None,
    refused: Annotated[
        Path | None,
        typer.Option("--refused", metavar="FILE", help="Write all problems to this CSV file."),
    ] = None,
    legal_basis: Annotated[
        list[str] | None,
        typer.Option(
            "--legal-basis",
            metavar="KIND=TEXT",
            help="Name the legal basis of a kind of offence or health record; may be repeated.",
        ),
    ] = None,
    json: AsJson = False,
) -> int:
    """Read files as `score` would, and say what is wrong with them; nothing is scored."""
    from goodstanding.intake import read_inputs
    from goodstanding.intake.listing import refused_csv
    from goodstanding.rulebook import read_policy

    read = with_legal_basis(read_policy(policy), legal_basis or [])
    admitted = read_inputs(read, records=records, members=members, states=states)
    if refused is not None:
        write_text(refused_csv(admitted.refused), refused)
    if json:
        print_json(_report(admitted))
    else:
        _print(admitted, refused)
    return int(bool(admitted.refused))


def _print(admitted: "Admitted", refused: Path | None) -> None:
    """Print the problems on stderr, up to a number, and the counts."""
    print_problems(each.problem for each in admitted.refused[:SHOWN])
    more = len(admitted.refused) - SHOWN
    if more > 0:
        where = f"all stand in {refused}" if refused else "name a file with --refused to have all"
        typer.echo(f"and {more:,} more; {where}", err=True)
    for each in admitted.inputs:
        typer.echo(f"{each.name}: {each.role}, rows: {each.rows:,}, refused: {each.refused:,}")
    for count, words in _counts(admitted).values():
        typer.echo(f"{words}: {count:,}")
    typer.echo(f"who joined is stated by: {admitted.stated_by}")


def _counts(admitted: "Admitted") -> dict[str, tuple[int, str]]:
    """Return each count with its words."""
    entries = sum(len(theirs) for theirs in admitted.entries.values())
    return {
        "members": (len(admitted.members), "members"),
        "rows": (admitted.rows, "rows of records"),
        "entries": (entries, "records admitted"),
        "repeated": (admitted.repeated, "rows that repeat another row"),
        "withheld": (admitted.withheld, "rows outside what the member authorised"),
        "dropped": (admitted.dropped, "rows of people who are not members"),
        "refused": (sum(each.refused for each in admitted.inputs), "rows refused"),
    }


def _report(admitted: "Admitted") -> dict[str, object]:
    """Return the counts and every problem as JSON values."""
    return {
        **{name: count for name, (count, _) in _counts(admitted).items()},
        "stated_by": admitted.stated_by,
        "inputs": [
            {
                "name": each.name,
                "role": str(each.role),
                "sha256": each.sha256,
                "rows": each.rows,
                "refused": each.refused,
            }
            for each in admitted.inputs
        ],
        "problems": [as_json(each.problem) for each in admitted.refused],
    }
