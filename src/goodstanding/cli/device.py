"""The commands on devices that show codes: set up, confirmed, and ended when lost."""

from typing import Annotated

import typer

from goodstanding.cli.acting import acting
from goodstanding.cli.desk import Document
from goodstanding.cli.folder import HERE, ProgrammeFolder
from goodstanding.cli.programme import opened


def device_command(
    *,
    confirm: Annotated[
        str, typer.Option("--confirm", metavar="CODE", help="A code that the new device shows.")
    ] = "",
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """Set up a device that shows codes; once confirmed, each of your commands asks for one."""
    with opened(programme) as found:
        from goodstanding.service.devices import begin
        from goodstanding.service.devices import confirm as confirm_device
        from goodstanding.service.looks import Role

        actor = acting(found, document, Role.OPERATOR)
        if confirm:
            confirm_device(found, actor, confirm)
            typer.echo("Confirmed. Each of your commands asks for a code from now on.")
            return 0
        device = begin(found, actor)
    import segno

    segno.make(device.link).terminal(compact=True)
    typer.echo(f"For a device that cannot read the picture: {device.secret}")
    typer.echo("Neither is shown again. Now: goodstanding operator device --confirm CODE")
    return 0


def lost_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who lost a device.")],
    *,
    document: Document,
    programme: ProgrammeFolder = HERE,
) -> int:
    """End the device of another person, who lost it and sets up a new one."""
    with opened(programme) as found:
        from goodstanding.service.devices import lost
        from goodstanding.service.looks import Role

        lost(found, acting(found, document, Role.OPERATOR), name)
    typer.echo("The device has ended. Its person acts without a code until there is a new one.")
    return 0
