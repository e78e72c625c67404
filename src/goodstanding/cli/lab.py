"""The `lab` commands: synthetic cities."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer


def city_command(  # noqa: PLR0913 - one for each option
    *,
    policy: Annotated[
        Path, typer.Option("--policy", metavar="FILE", help="The policy whose kinds are drawn.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new or empty folder.")],
    members: Annotated[int, typer.Option(help="How many members.")] = 10_000,
    records_a_member: Annotated[int, typer.Option(help="How many records each, on average.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another city.")] = 1,
    until: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="The last day of acts; else a year after the policy is in force.",
        ),
    ] = None,
    years: Annotated[int, typer.Option(help="Acts lie in so many years before.")] = 5,
    dispersion: Annotated[
        float, typer.Option(help="How unlike people are: the dispersion of the counts.")
    ] = 2.0,
    csv: Annotated[bool, typer.Option("--csv", help="Write CSV instead of Parquet.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Threads.")] = 2,
) -> int:
    """Make a synthetic city for a policy: the same for the same seed, whoever makes it."""
    from goodstanding.cli.progress import progress
    from goodstanding.errors import ProblemsError
    from goodstanding.lab.city import Recipe, part_count, write_city
    from goodstanding.model.days import Span, Unit
    from goodstanding.rulebook.check import check_file

    checked = check_file(policy)
    if checked.policy is None:
        raise ProblemsError(checked.errors)
    last = Span(count=1, unit=Unit.YEARS).after(checked.policy.in_force)
    recipe = Recipe(
        policy=checked.policy,
        policy_sha256=checked.reading.sha256,
        seed=seed,
        members=members,
        records_a_member=records_a_member,
        dispersion=dispersion,
        years=years,
        until=last if until is None else until.date(),
    )
    with progress("Making the city", part_count(recipe)) as advance:
        count = write_city(recipe, out, as_csv=csv, workers=workers, advance=advance)
    typer.echo(f"{out}: {members:,} synthetic members with {count:,} records")
    return 0
