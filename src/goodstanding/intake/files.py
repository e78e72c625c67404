"""Files by name: which there are, what format each has, and the hash of its bytes."""

import hashlib
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.intake.faults import stop
from goodstanding.intake.limits import FILE_BYTES_MAX, FILES_MAX

NO_SUCH_FILE = declare("intake-no-such-file", "A file or directory cannot be read.")
NO_FILES = declare("intake-no-files", "A directory has no file of records in it.")
UNKNOWN_FORMAT = declare("intake-unknown-format", "The name of a file says no format we read.")
FILE_TOO_LARGE = declare("intake-file-too-large", "A file has more bytes than are ever read.")
CHANGED = declare("intake-changed", "A file was changed while it was read.")
TOO_MANY_FILES = declare("intake-too-many-files", "More files are given than are ever read.")


class Format(StrEnum):
    """The wire formats."""

    CSV = "csv"
    NDJSON = "ndjson"
    PARQUET = "parquet"


class Packing(StrEnum):
    """How the bytes of a text format are packed."""

    NONE = "none"
    GZIP = "gzip"
    ZSTD = "zstd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The format of a file and its packing."""

    format: Format
    packing: Packing = Packing.NONE


FORMS: Final = {
    ".csv": Form(format=Format.CSV),
    ".csv.gz": Form(format=Format.CSV, packing=Packing.GZIP),
    ".csv.zst": Form(format=Format.CSV, packing=Packing.ZSTD),
    ".ndjson": Form(format=Format.NDJSON),
    ".ndjson.gz": Form(format=Format.NDJSON, packing=Packing.GZIP),
    ".ndjson.zst": Form(format=Format.NDJSON, packing=Packing.ZSTD),
    ".jsonl": Form(format=Format.NDJSON),
    ".jsonl.gz": Form(format=Format.NDJSON, packing=Packing.GZIP),
    ".jsonl.zst": Form(format=Format.NDJSON, packing=Packing.ZSTD),
    ".parquet": Form(format=Format.PARQUET),
}
"""The format of a file by the end of its name; what is inside is never guessed."""

CHECK_PATH: Final = "Check the path and its rights"
PIECE: Final = 1024**2


def form_of(path: Path) -> Form | None:
    """Return the format that a file's name says, None where it says none."""
    name = path.name.lower()
    for ending, form in FORMS.items():
        if name.endswith(ending) and len(name) > len(ending):
            return form
    return None


def find_files(given: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files in the order given; a directory stands for its own files by name.

    Of a directory those files count whose name says a format and begins with neither a dot nor an
    underscore; directories below it do not.

    Raises:
        ProblemsError: with every path that is not there, not readable or of no known format.
    """
    found: list[Path] = []
    problems: list[Problem] = []
    for path in given:
        try:
            found += _files_at(path)
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    if len(found) > FILES_MAX:
        raise stop(
            TOO_MANY_FILES,
            file=str(given[0]),
            what=f"{len(found):,} files are given, and at most {FILES_MAX:,} are read",
            hint="Put the records into fewer, larger files",
        )
    return tuple(found)


def _files_at(path: Path) -> list[Path]:
    """Return a file, or the files of a directory."""
    if not _is_directory(path):
        return [check_file(path)]
    try:
        found = sorted(
            below
            for below in path.iterdir()
            if form_of(below) is not None and below.name[0] not in "._" and below.is_file()
        )
    except OSError as error:
        raise _unreadable(path, error) from error
    if not found:
        raise stop(
            NO_FILES,
            file=str(path),
            what="no file in this directory has a name that says its format",
            hint=f"Known are {', '.join(FORMS)}",
        )
    return [check_file(each) for each in found]


def _is_directory(path: Path) -> bool:
    """Return whether a path is a directory; one that cannot be looked at is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def check_file(path: Path) -> Path:
    """Return the path of a file that can be read and whose name says its format.

    Raises:
        ProblemsError: it is not there, no plain file, too large, or of no known format.
    """
    said = "this is no plain file"
    size = 0
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode):  # a pipe would wait for ever
            size = status.st_size
            path.open("rb").close()
            said = ""
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if said:
        raise stop(NO_SUCH_FILE, file=str(path), what=said, hint=CHECK_PATH)
    if size > FILE_BYTES_MAX:
        raise stop(
            FILE_TOO_LARGE,
            file=str(path),
            what=f"the file has {size:,} bytes, and at most {FILE_BYTES_MAX:,} are read",
            hint="Split it",
        )
    if form_of(path) is None:
        raise stop(
            UNKNOWN_FORMAT,
            file=str(path),
            what="the name of the file does not say its format",
            hint=f"Let it end in one of {', '.join(FORMS)}",
        )
    return path


class Unchanged:
    """Holds files to what they were when it was made: a receipt names the bytes that were read."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Look at the files."""
        self._seen = {file: _marks(file) for file in files}

    def check(self) -> None:
        """Refuse every file that was changed, replaced or taken away since.

        Raises:
            ProblemsError: with each of them.
        """
        problems = [
            Problem(
                code=CHANGED,
                file=str(file),
                what="the file was changed while it was read",
                hint="Wait until it is written, or read a copy",
            )
            for file, seen in self._seen.items()
            if _marks(file) != seen
        ]
        if problems:
            raise ProblemsError(problems)


def _marks(file: Path) -> tuple[int, ...]:
    """Return what tells that a file was changed, nothing where it is not there."""
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _unreadable(path: Path, error: OSError | ValueError) -> ProblemsError:
    """Return the error of a path that cannot be read."""
    reason = error.strerror if isinstance(error, OSError) else None
    said = f"this cannot be read: {(reason or 'no such path').lower()}"
    return stop(NO_SUCH_FILE, file=str(path), what=said, hint=CHECK_PATH)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    hashed = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            hashed.update(piece)
    return hashed.hexdigest()
