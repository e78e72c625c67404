"""What can be wrong with a row, and the row that comes back for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from goodstanding.errors import Code, Problem, ProblemsError, declare
from goodstanding.intake.limits import REFUSED_MAX

TOO_MANY_REFUSED = declare(
    "intake-too-many-refused", "More rows are bad than are worth listing: this is another file."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a row, wherever it stands; never with a value in it.

    `column` is empty where the whole row is meant.
    """

    code: Code
    what: str
    hint: str
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that was not read, where it stands, and why; a row may come back for several reasons.

    Rows count as a spreadsheet shows them: the header of a CSV file is row 1, and a quoted line
    break does not begin a row. Lines of NDJSON and rows of Parquet count from 1.
    """

    file: str
    row: int
    fault: Fault

    @property
    def code(self) -> str:
        """Return the stable name of the reason."""
        return self.fault.code.name

    @property
    def column(self) -> str:
        """Return the column at fault, empty where it is the whole row."""
        return self.fault.column

    @property
    def what(self) -> str:
        """Return what is wrong."""
        return self.fault.what

    @property
    def hint(self) -> str:
        """Return what to do about it."""
        return self.fault.hint

    @property
    def problem(self) -> Problem:
        """Return the same as a problem."""
        return Problem(
            code=self.fault.code,
            file=self.file,
            line=self.row,
            path=self.fault.column,
            what=self.fault.what,
            hint=self.fault.hint,
        )


class Refusals:
    """The rows refused so far, of all files; more than the limit end the reading."""

    def __init__(self) -> None:
        """Begin with none."""
        self._found: list[Refused] = []
        self._rows: dict[str, set[int]] = {}

    def add(self, file: str, row: int, faults: Iterable[Fault]) -> None:
        """Add a row with everything that is wrong with it.

        Raises:
            ProblemsError: there are more than is worth listing.
        """
        self._found.extend(Refused(file=file, row=row, fault=fault) for fault in faults)
        self._rows.setdefault(file, set()).add(row)
        if len(self._found) > REFUSED_MAX:
            first = [refused.problem for refused in self._found[:SHOWN_OF_TOO_MANY]]
            raise ProblemsError([*first, _too_many(file)])

    def rows(self, file: str) -> int:
        """Return how many rows of a file were refused."""
        return len(self._rows.get(file, ()))

    def sorted(self, files: Iterable[str]) -> tuple[Refused, ...]:
        """Return what was refused by file, in the order of `files`, and row."""
        order = {file: place for place, file in enumerate(files)}
        return tuple(sorted(self._found, key=lambda refused: (order[refused.file], refused.row)))


SHOWN_OF_TOO_MANY: Final = 20


def _too_many(file: str) -> Problem:
    """Return the problem of a file with too many bad rows."""
    return Problem(
        code=TOO_MANY_REFUSED,
        file=file,
        what=f"more than {REFUSED_MAX:,} things are wrong, and {SHOWN_OF_TOO_MANY} are shown",
        hint="Check that this file belongs to this policy",
    )


def stop(code: Code, *, file: str, what: str, hint: str, line: int = 0) -> ProblemsError:
    """Return the error of a file that cannot be used at all."""
    return ProblemsError([Problem(code=code, file=file, line=line, what=what, hint=hint)])
