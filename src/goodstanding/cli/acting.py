"""Who acts at the shell: a document, and a code where the person has a device that shows them."""

import os
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from goodstanding.service.looks import Role
    from goodstanding.service.programme import Programme
    from goodstanding.service.rights import Actor

CODE: Final = "GOODSTANDING_CODE"
"""Where a code may stand; without it the code is asked for."""


def acting(programme: "Programme", document: str, role: "Role") -> "Actor":
    """Return who acts, in a role; asks for a code of the person's device, if there is one.

    Raises:
        ProblemsError: nobody with this document works here, or the code is wrong.
    """
    from goodstanding.service.shell import at_the_shell

    return at_the_shell(programme, document, role, code=_code)


def _code() -> str:
    """Return a code of the device of whoever acts."""
    given = os.environ.get(CODE)
    return given if given is not None else typer.prompt("A code of your device", hide_input=True)
