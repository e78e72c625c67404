"""The folders in which rows wait and snapshots are made: whole, or not at all."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goodstanding.errors import EnvironmentUnfitError, declare
from goodstanding.intake.faults import stop
from goodstanding.scoring.batch.snapshot import is_snapshot
from goodstanding.scoring.outputs import locked

NOT_FOR_A_SNAPSHOT = declare(
    "snapshot-folder-not-ours", "The folder for a snapshot holds something else."
)


@contextmanager
def full_disk_told(folder: Path) -> Iterator[None]:
    """Say of a full disk that it is full, and which folder was to be written."""
    try:
        yield
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        message = f"{folder}: the records were not sorted: the disk is full. Make room, or name "
        raise EnvironmentUnfitError(f"{message}a folder on a larger disk.") from error


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """Make a folder beside another, which takes its place if all goes well.

    Raises:
        ProblemsError: the folder holds what no reading wrote.
        EnvironmentUnfitError: another reading writes there.
    """
    _check_place(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.parent / f".{folder.name}.unfinished"
    beside.mkdir(exist_ok=True)
    with full_disk_told(folder), locked(beside):
        _empty(beside)  # a reading that was stopped left it
        try:
            yield beside
            if folder.exists():
                shutil.rmtree(folder)
            beside.replace(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _empty(folder: Path) -> None:
    """Take away what is in a folder."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _check_place(folder: Path) -> None:
    """Refuse a place for a snapshot where anything else is.

    Raises:
        ProblemsError: it is a file, or a folder that holds what no reading wrote.
    """
    if not folder.exists() or is_snapshot(folder):
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise stop(
            NOT_FOR_A_SNAPSHOT,
            file=str(folder),
            what="this is a file, or a folder that holds something else than a snapshot",
            hint="Name a folder that is new, empty, or holds a snapshot",
        )
