"""The `intake` commands: what of some files would be read, and what not, and why."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from goodstanding.cli.legal import with_legal_basis
from goodstanding.cli.output import AsJson, as_json, print_json, print_problems, write_text

if TYPE_CHECKING:
    from goodstanding.cli.run import Inputs
    from goodstanding.intake import Admitted, InputFile, Refused
    from goodstanding.model.policy import Policy
    from goodstanding.scoring.batch.writer import Counted

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
    from goodstanding.cli.city import suits
    from goodstanding.cli.run import Inputs
    from goodstanding.rulebook import read_policy
    from goodstanding.scoring.listing import refused_csv

    read = with_legal_basis(read_policy(policy), legal_basis or [])
    inputs = Inputs(policy=policy, records=records, members=members, states=states)
    looked = _in_bulk(read, inputs) if suits(records) else _row_by_row(read, inputs)
    if refused is not None:
        write_text(refused_csv(each.problem for each in looked.refused), refused)
    if json:
        print_json(_report(looked))
    else:
        _print(looked, refused)
    return int(bool(looked.refused))


class _Looked(NamedTuple):
    """What was found: the rows that came back, the files, each count with its words, and whose."""

    refused: "Sequence[Refused]"
    inputs: "Sequence[InputFile]"
    counts: "Mapping[str, tuple[int, str]]"
    stated_by: str


def _row_by_row(policy: "Policy", inputs: "Inputs") -> _Looked:
    """Read small files."""
    from goodstanding.intake import read_inputs

    admitted = read_inputs(
        policy, records=inputs.records, members=inputs.members, states=inputs.states
    )
    entries = sum(len(theirs) for theirs in admitted.entries.values())
    counts = _counts(admitted, admitted.inputs, len(admitted.members), entries)
    return _Looked(admitted.refused, admitted.inputs, counts, admitted.stated_by)


def _in_bulk(policy: "Policy", inputs: "Inputs") -> _Looked:
    """Read files of any size."""
    import os
    from tempfile import TemporaryDirectory

    from goodstanding.cli.progress import watched
    from goodstanding.intake.bulk import check_files

    with TemporaryDirectory(prefix="goodstanding-") as folder, watched() as shown:
        checked = check_files(
            policy,
            records=inputs.records,
            members=inputs.members,
            states=inputs.states,
            folder=Path(folder),
            workers=os.cpu_count() or 1,
            watch=shown,
        )
    counts = _counts(checked.counted, checked.inputs, checked.members, checked.entries)
    return _Looked(checked.refused, checked.inputs, counts, checked.counted.stated_by)


def _print(looked: _Looked, refused: Path | None) -> None:
    """Print the problems on stderr, up to a number, and the counts."""
    print_problems(each.problem for each in looked.refused[:SHOWN])
    more = len(looked.refused) - SHOWN
    if more > 0:
        where = f"all stand in {refused}" if refused else "name a file with --refused to have all"
        typer.echo(f"and {more:,} more; {where}", err=True)
    for each in looked.inputs:
        typer.echo(f"{each.name}: {each.role}, rows: {each.rows:,}, refused: {each.refused:,}")
    for count, words in looked.counts.values():
        typer.echo(f"{words}: {count:,}")
    typer.echo(f"who joined is stated by: {looked.stated_by}")


def _counts(
    counted: "Admitted | Counted", inputs: "Sequence[InputFile]", members: int, entries: int
) -> dict[str, tuple[int, str]]:
    """Return each count with its words."""
    return {
        "members": (members, "members"),
        "rows": (counted.rows, "rows of records"),
        "entries": (entries, "records admitted"),
        "repeated": (counted.repeated, "rows that repeat another row"),
        "withheld": (counted.withheld, "rows outside what the member authorised"),
        "dropped": (counted.dropped, "rows of people who are not members"),
        "refused": (sum(each.refused for each in inputs), "rows refused"),
    }


def _report(looked: _Looked) -> dict[str, object]:
    """Return the counts and every problem as JSON values."""
    return {
        **{name: count for name, (count, _) in looked.counts.items()},
        "stated_by": looked.stated_by,
        "inputs": [
            {
                "name": each.name,
                "role": str(each.role),
                "sha256": each.sha256,
                "rows": each.rows,
                "refused": each.refused,
            }
            for each in looked.inputs
        ],
        "problems": [as_json(each.problem) for each in looked.refused],
    }
