"""The commands `backup` and `restore`: a copy of the ledger without its keys, and back."""

from pathlib import Path
from typing import Annotated, Final

import typer

from goodstanding.cli.folder import HERE, ProgrammeFolder

KEPT: Final = ".ended"
"""The file in the programme's folder that says, while a restore goes on, what was ended before."""


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
    """Put a backup in the place of the ledger; what was erased or ended since is so again."""
    from goodstanding.config import open_programme
    from goodstanding.config.lock import in_use

    with in_use(programme, alone=True):
        opened = open_programme(programme)
        from django.core.management import call_command

        from goodstanding.config.ready import check_mark, mark_of
        from goodstanding.ledger.copies import check_copy, put_back
        from goodstanding.service.leaving import erase_again
        from goodstanding.service.restoring import Ended, end_again, ended

        copy = check_copy(file, mark=mark_of(opened))
        kept, found = programme / KEPT, ended(opened)
        gone = found or Ended()
        if kept.exists():
            gone = gone.and_of(kept.read_bytes())
        _keep(kept, gone.text())
        put_back(file)
        call_command("migrate", verbosity=0)
        check_mark(opened)
        erased = erase_again(opened)
        again = end_again(opened, gone)
        kept.unlink()
    typer.echo(f"The ledger is as it was at {copy.made}.")
    typer.echo(f"Erased again, because it was erased since: {erased}.")
    typer.echo(f"Ended again, because it was ended since: {again}.")
    if found is None:
        typer.echo(
            "The ledger before could not be read: revoke again whatever keys were revoked since, "
            "and end sources, partners and persons. Records that members deleted are back.",
            err=True,
        )
    return 0


def _keep(path: Path, content: bytes) -> None:
    """Keep what was ended until the restore is done; the next finishes one that is cut off."""
    from goodstanding.scoring.files import sync_folder, write_synced

    part = path.with_suffix(".part")
    write_synced(part, content)
    part.replace(path)
    sync_folder(path.parent)
