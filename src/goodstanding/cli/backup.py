"""The commands `backup` and `restore`: a copy of the ledger without its keys, and back."""

from pathlib import Path
from typing import Annotated

import typer

from goodstanding.cli.folder import HERE, ProgrammeFolder


def backup_command(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the backup is to be written.")
    ],
    *,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Copy the ledger while it is used. The keys are not in it: keep them elsewhere, apart."""
    from goodstanding.config import open_programme
    from goodstanding.config.lock import in_use

    with in_use(programme):
        opened = open_programme(programme)
        from goodstanding.ledger.copies import check_copy, make_copy

        path = make_copy(folder, opened.now())
        copy = check_copy(path)
    typer.echo(f"{path}: {sum(copy.rows.values()):,} rows, SHA-256 {copy.sha256}")
    typer.echo("The keys' folder is not in it. Without the keys nothing in it can be read.")
    return 0


def restore_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to put back.")],
    *,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Put a backup in the place of the ledger, and erase again whoever has left since."""
    from goodstanding.config import open_programme
    from goodstanding.config.lock import in_use

    with in_use(programme, alone=True):
        opened = open_programme(programme)
        from django.core.management import call_command

        from goodstanding.config.ready import check_mark, mark_of
        from goodstanding.ledger.copies import check_copy, put_back
        from goodstanding.service.leaving import erase_again

        copy = check_copy(file, mark=mark_of(opened))
        put_back(file)
        call_command("migrate", verbosity=0)
        check_mark(opened)
        erased = erase_again(opened)
    typer.echo(f"The ledger is as it was at {copy.made}.")
    typer.echo(f"Erased again, because it was erased since: {erased}.")
    return 0
