"""The option that says which programme a command is about."""

from pathlib import Path
from typing import Annotated

import typer

ProgrammeFolder = Annotated[
    Path,
    typer.Option(
        "--programme",
        envvar="GOODSTANDING_PROGRAMME",
        metavar="DIR",
        help="The folder of the programme, with its goodstanding.toml.",
        show_default="the folder you are in",
    ),
]
HERE = Path()
