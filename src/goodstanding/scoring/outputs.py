"""Writing the outputs of a score run to a folder: whole, or not at all."""

# The steps, each safe to repeat by a run that finds them half done: claim the folder, write every
# file into a folder inside it and force it to disk, take away the receipt of the run before, put
# the tables in place, and the receipt last. A folder without a receipt holds no finished run.

import errno
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from goodstanding.errors import EnvironmentUnfitError, Problem, ProblemsError, declare
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.scoring.files import TableFiles, sync_folder, write_synced
from goodstanding.scoring.receipt import (
    DEFINITION,
    RECEIPT_FILE,
    Asked,
    OutputFormat,
    Receipt,
    Written,
    parse_receipt,
    receipt_text,
)
from goodstanding.scoring.tables import (
    TableName,
    columns_of,
    line_rows,
    state_hash,
    statement_row,
)

NOT_OURS = declare("outputs-folder-not-ours", "The output folder holds other files.")
NOT_A_FOLDER = declare("outputs-not-a-folder", "The output path is a file.")

UNFINISHED: Final = ".goodstanding-unfinished"
"""The folder inside the output folder in which a run writes; found there, a run did not finish."""

QUESTION: Final = "question.json"
"""What a run that can be resumed was asked."""

SNAPSHOT: Final = "snapshot"
"""The snapshot that a run makes of its inputs for itself."""

DIGESTS: Final = "digests"
"""What a later run compares its members with; it lies beside the parts of buckets."""

TABLES: Final = (*(f"{name}{ending}" for name in TableName for ending in ("", ".csv")), DIGESTS)
"""What a run puts into the folder beside its receipt, in either format."""

PART_ROWS: Final = 2_000_000
"""A Parquet part is ended by the member whose lines bring it to so many rows."""


def write_outputs(  # noqa: PLR0913 - what a run needs to know, each by name
    folder: Path,
    policy: Policy,
    statements: Iterable[Statement],
    *,
    asked: Asked,
    form: OutputFormat,
    with_lines: bool = True,
    part_rows: int = PART_ROWS,
) -> Receipt:
    """Write the tables of statements, given in the order of output, and their receipt.

    Nothing is in the folder afterwards, or everything is: errors of the caller's iterator included.

    Raises:
        ProblemsError: the folder is a file, or holds what no run of ours wrote.
        EnvironmentUnfitError: the disk is full, rights are missing, or another run writes there.
    """
    with disk_errors(folder), claimed(folder) as inside:
        tables = _Tables(inside, policy, form=form, with_lines=with_lines, part_rows=part_rows)
        try:
            for statement in statements:
                tables.add(statement)
            receipt = Receipt(asked=asked, written=tables.finish())
        finally:
            tables.close()
        write_synced(inside / RECEIPT_FILE, receipt_text(receipt).encode())
        sync_folder(inside)
        put_in_place(inside, folder, receipt)
    return receipt


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence that names the output folder."""
    try:
        yield
    except OSError as error:
        why = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or str(error)
        message = f"{folder}: the outputs were not written: {why}. Check the disk and the rights."
        raise EnvironmentUnfitError(message) from error


@contextmanager
def claimed(folder: Path, *, question: str = "") -> Iterator[Path]:
    """Make the folder and one inside it to write in, and take both away where the work fails.

    With a question, what a run has finished stays, and the next run that asks the same finds it.
    Under any other question the inner folder is empty, but for a snapshot of the inputs.
    """
    check_folder(folder)
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    inside = folder / UNFINISHED
    try:
        with locked(folder):
            _begin(inside, question)
            finished = False
            try:
                yield inside
                finished = True
            finally:
                if finished or not question:
                    (inside / QUESTION).unlink(missing_ok=True)  # half of it answers nothing
                    shutil.rmtree(inside, ignore_errors=True)
    except BaseException:
        with suppress(OSError):  # where something else is in one by now, it stays
            for path in made:
                path.rmdir()
        raise


def _begin(inside: Path, question: str) -> None:
    """Make the folder to write in, or take up the one in which the same question was asked."""
    asked = inside / QUESTION
    if question and asked.is_file() and asked.read_text(encoding="utf-8") == question:
        return
    if question and inside.is_dir():
        for path in inside.iterdir():
            if path.name != SNAPSHOT:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    else:
        shutil.rmtree(inside, ignore_errors=True)
        inside.mkdir()
    if question:
        write_synced(asked, question.encode())


def check_folder(folder: Path) -> None:
    """Refuse a folder for outputs that is neither new, nor empty, nor holds a run of ours.

    Raises:
        ProblemsError: it is a file, or holds what no run of ours wrote.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        problem = Problem(
            code=NOT_A_FOLDER,
            file=str(folder),
            what="this is a file, and outputs need a folder",
            hint="Name a folder that is new, empty, or holds a receipt of a run before",
        )
        raise ProblemsError([problem])
    names = {path.name for path in folder.iterdir()}
    if not names or UNFINISHED in names or (RECEIPT_FILE in names and _ours(folder)):
        return
    problem = Problem(
        code=NOT_OURS,
        file=str(folder),
        what="the folder holds files that no score run wrote",
        hint="Name a folder that is new, empty, or holds a receipt of a run before",
    )
    raise ProblemsError([problem])


def _ours(folder: Path) -> bool:
    """Return whether the receipt in a folder is one of ours."""
    try:
        parse_receipt((folder / RECEIPT_FILE).read_bytes(), file=RECEIPT_FILE)
    except (ProblemsError, OSError):
        return False
    return True


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of the folder; a lock ends with its process, however that ends.

    Raises:
        EnvironmentUnfitError: another run writes there.
    """
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Some network disks lock no folders: there the operator sees to it.
            if error.errno == errno.EWOULDBLOCK:
                message = (
                    f"{folder}: another run is writing there. Wait for it, or name another folder."
                )
                raise EnvironmentUnfitError(message) from None
        yield
    finally:
        os.close(descriptor)


def put_in_place(inside: Path, folder: Path, receipt: Receipt) -> None:
    """Replace the outputs of the run before: its receipt goes first, the new one comes last.

    A run that was stopped on the way may do it again: what is there no more is in place already.
    """
    before = inside / "before"
    before.mkdir(exist_ok=True)
    written = {file.name.partition("/")[0] for file in receipt.written.files}
    written |= {DIGESTS} if keeps_digests(receipt) else set()
    if (folder / RECEIPT_FILE).exists():
        (folder / RECEIPT_FILE).rename(before / RECEIPT_FILE)
        sync_folder(folder)
    for name in TABLES:
        moves = name in written and (inside / name).exists()
        if os.path.lexists(folder / name) and (moves or name not in written):
            (folder / name).rename(before / name)
        if moves:
            (inside / name).rename(folder / name)
    sync_folder(folder)
    (inside / RECEIPT_FILE).rename(folder / RECEIPT_FILE)
    sync_folder(folder)


def keeps_digests(receipt: Receipt) -> bool:
    """Return whether a run keeps digests of its members: where its parts are buckets."""
    return receipt.asked.engine != DEFINITION and receipt.written.format is OutputFormat.PARQUET


class _Tables:
    """Both tables while they are written, with what a receipt says of them."""

    def __init__(
        self, folder: Path, policy: Policy, *, form: OutputFormat, with_lines: bool, part_rows: int
    ) -> None:
        """Begin empty tables in a folder."""
        names = tuple(TableName) if with_lines else (TableName.STATEMENTS,)
        columns = columns_of(policy)
        self._form = form
        self._tables = {
            name: TableFiles(folder, name, columns[name], form=form, part_rows=part_rows)
            for name in names
        }
        self._members = 0
        self._with_lines = 0
        self._levels: Counter[str] = Counter({level.name: 0 for level in policy.levels})
        self._lines: Counter[str] = Counter()

    def add(self, statement: Statement) -> None:
        """Add a member's statement and lines."""
        self._members += 1
        self._with_lines += bool(statement.lines)
        self._levels[statement.level] += 1
        self._lines.update(str(line.why) for line in statement.lines)
        rows = line_rows(statement)
        self._tables[TableName.STATEMENTS].add([statement_row(statement)])
        if TableName.LINES in self._tables:
            self._tables[TableName.LINES].add(rows)

    def finish(self) -> Written:
        """Force the last rows to disk and return what was written, for the receipt."""
        files = tuple(file for table in self._tables.values() for file in table.finish())
        digests = {name: table.hashed.hexadecimal() for name, table in self._tables.items()}
        return Written(
            members=self._members,
            with_lines=self._with_lines,
            levels=self._levels,
            lines=self._lines,
            format=self._form,
            tables=digests,
            files=files,
            state_hash=state_hash(digests),
        )

    def close(self) -> None:
        """Let go of the files, finished or not."""
        for table in self._tables.values():
            table.close()
