"""Halting: publication and answers to partners stand still, what members may do does not."""

from datetime import datetime

from goodstanding.errors import declare
from goodstanding.ledger.models import Halt
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no

NO_REASON = declare("halt-no-reason", "A halt or its end was asked for without a reason.")
STANDS_STILL = declare("halt-stands-still", "The programme is halted, and this waits.")


def halt(programme: Programme, why: str) -> bool:
    """Let publication and answers stand still; return whether they moved before.

    It holds for every process as soon as this returns, because each asks `stands_still`.

    Raises:
        ProblemsError: no reason is given.
    """
    return _turn(programme, halted=True, why=why)


def resume(programme: Programme, why: str = "resumed") -> bool:
    """Let the programme go on; return whether it stood still before.

    Raises:
        ProblemsError: the reason is empty.
    """
    return _turn(programme, halted=False, why=why)


def stands_still(programme: Programme) -> bool:
    """Return whether the programme is halted: one row, read by its key."""

    def act() -> bool:
        found = Halt.objects.order_by("-sequence").values_list("halted", flat=True).first()
        return bool(found)

    return programme.read(act)


def halted_since(programme: Programme) -> tuple[datetime, str] | None:
    """Return since when and why the programme is halted, None where it is not."""

    def act() -> tuple[datetime, str] | None:
        found = Halt.objects.order_by("-sequence").first()
        return (found.at, found.why) if found is not None and found.halted else None

    return programme.read(act)


def refuse_if_halted(programme: Programme) -> None:
    """Refuse what waits while the programme is halted.

    Raises:
        ProblemsError: it is.
    """
    if stands_still(programme):
        raise no(STANDS_STILL, "the programme is halted", "Try again when it has been resumed")


def _turn(programme: Programme, *, halted: bool, why: str) -> bool:
    """Append a row where the state changes."""
    if not why.strip():
        raise no(NO_REASON, "a reason is missing", "Say why, for whoever reads the log")

    def act() -> bool:
        if stands_still(programme) is halted:
            return False
        Halt.objects.create(halted=halted, at=programme.now(), why=why.strip())
        return True

    return programme.write(act)
