"""Room on the disk: a reserve that is let go when the disk is full, so that rights go on."""

# A file of some megabytes lies beside the ledger, and beside the keys where they lie on another
# disk. Whoever finds the disk full takes it away and tries again: a member withdraws, contests and
# leaves in the space that becomes free. What sources and partners send does not use it, and is not
# taken until there is room for the whole reserve again.

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.scoring.files import sync_folder

STORAGE_FULL = declare("storage-full", "The disk is full; what is sent is not taken meanwhile.")

RESERVE: Final = ".reserve"
NEARLY_FULL: Final = 8
"""Less than this part of the reserve is free: it is let go before somebody runs into the end."""
ROOM_FOR_MORE: Final = 2
"""So many times the reserve have to be free before it is set aside again."""
FULL_ON_POSTGRES: Final = "53100"


class Room:
    """The reserve of one programme. Several threads and processes may look after the same."""

    def __init__(self, folders: Iterable[Path], reserve_bytes: int) -> None:
        """Take the folders that are written to; one reserve lies on each of their disks."""
        self._folders = tuple(dict.fromkeys(folders))
        self._bytes = reserve_bytes

    @property
    def whole(self) -> bool:
        """Return whether the reserve is set aside, on every disk."""
        return all(_size(path) >= self._bytes for path in self._files())

    @property
    def free(self) -> int:
        """Return how many bytes may still be written on the fullest of the disks."""
        return min(map(_free, self._folders))

    def look_after(self) -> bool:
        """Set the reserve aside where there is room, let it go where there is hardly any.

        Returns whether it is whole.
        """
        for path in self._files():
            size = _size(path)
            free = _free(path.parent)
            if size and free < self._bytes // NEARLY_FULL:
                _remove(path)
            elif size < self._bytes and free + size >= self._bytes * ROOM_FOR_MORE:
                _set_aside(path, self._bytes)
        return self.whole

    def let_go(self) -> bool:
        """Let the reserve go, and return whether there was any."""
        return sum(_remove(path) for path in self._files()) > 0

    def _files(self) -> Iterator[Path]:
        """Yield where the reserve lies on each disk."""
        disks: set[int] = set()
        for folder in self._folders:
            with suppress(OSError):
                disk = folder.stat().st_dev
                if disk not in disks:
                    disks.add(disk)
                    yield folder / RESERVE


def is_full(error: BaseException | None) -> bool:
    """Return whether an error of a database says that its disk is full."""
    while error is not None:
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & 0xFF == sqlite3.SQLITE_FULL:
            return True
        if getattr(error, "sqlstate", None) == FULL_ON_POSTGRES:
            return True
        error = error.__cause__
    return False


def storage_full() -> ProblemsError:
    """Return the refusal of what is sent while there is no room, to be raised."""
    return ProblemsError(
        [Problem(code=STORAGE_FULL, what="there is no room for this now", hint="Send it later")]
    )


def _free(folder: Path) -> int:
    """Return how many bytes may still be written in a folder."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def _size(path: Path) -> int:
    """Return the size of a file, nothing where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _remove(path: Path) -> bool:
    """Take a reserve away, and return whether it was there."""
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _set_aside(path: Path, count: int) -> None:
    """Set so many bytes aside; where that is not possible there is no reserve."""
    part = path.with_suffix(f".{os.getpid()}")
    try:
        with part.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, count)
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError:
        _remove(part)
