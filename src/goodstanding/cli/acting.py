"""Who acts at the shell: a document, and a code where the person has a device that shows them."""

import os
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from goodstanding.service.looks import Role
    from goodstanding.service.programme import Programme
    from goodstanding.service.proposals import Deed
    from goodstanding.service.rights import Actor

CODE: Final = "GOODSTANDING_CODE"
"""Where a code may stand; without it the code is asked for."""


def acting(programme: "Programme", document: str, role: "Role", *others: "Role") -> "Actor":
    """Return who acts, in the first role of theirs; asks for a code of the device, if there is one.

    Raises:
        ProblemsError: nobody with this document works here in these roles, or the code is wrong.
    """
    from goodstanding.service.shell import at_the_shell

    return at_the_shell(programme, document, role, *others, code=_code)


def at_the_desk(programme: "Programme", document: str) -> "Actor":
    """Return who acts on proposals: an operator, or a publisher.

    Raises:
        ProblemsError: as `acting` does.
    """
    from goodstanding.service.looks import Role

    return acting(programme, document, Role.OPERATOR, Role.PUBLISHER)


def deciding(programme: "Programme", actor: "Actor", deed: "Deed | None") -> "Actor":
    """Return who acts on a proposal, in the role that its deed takes; None is for no proposal.

    Raises:
        ProblemsError: the person does not work in it.
    """
    from goodstanding.service.looks import Role
    from goodstanding.service.proposals import Deed
    from goodstanding.service.shell import in_role

    if deed is None:
        return actor
    role = Role.PUBLISHER if deed is Deed.PUBLISH_EDITION else Role.OPERATOR
    return in_role(programme, actor, role)


def _code() -> str:
    """Return a code of the device of whoever acts."""
    given = os.environ.get(CODE)
    return given if given is not None else typer.prompt("A code of your device", hide_input=True)
