"""Who works on a programme's ledger: many servers and commands, or one that replaces it."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from typing import Final

from goodstanding.errors import EnvironmentUnfitError

LOCK_FILE: Final = ".in-use"


@contextmanager
def in_use(folder: Path, *, alone: bool = False) -> Iterator[None]:
    """Hold a programme's folder: together with others, or `alone` while the ledger is replaced.

    Raises:
        EnvironmentUnfitError: somebody else holds it, or the folder cannot be written.
    """
    try:
        file = (folder / LOCK_FILE).open("a", encoding="utf-8")
    except OSError as error:
        message = f"the programme's folder {folder} cannot be written: {error.strerror}"
        raise EnvironmentUnfitError(message) from None
    with file:
        try:
            flock(file, (LOCK_EX if alone else LOCK_SH) | LOCK_NB)
        except OSError:
            message = (
                f"{folder} is in use. Stop `serve` and `worker` first."
                if alone
                else f"the ledger in {folder} is being replaced. Wait until that is done."
            )
            raise EnvironmentUnfitError(message) from None
        yield
