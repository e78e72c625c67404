"""Comparing the totals of a run with published ones: how many agree, and never whose."""

import csv
import hashlib
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from goodstanding.errors import Problem, ProblemsError, declare

EXPECT_SHAPE = declare(
    "expect-shape", "A file of expected totals has other columns than member and a total."
)
EXPECT_ROW = declare("expect-row", "A row of expected totals cannot be read.")
EXPECT_TWICE = declare("expect-twice", "A member stands twice among the expected totals.")

BYTES_MAX: Final = 1024**3
PROBLEMS_MAX: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many expected totals a run reproduces, of all of them and of members with records.

    `unexpected` are members that were scored and are not in the file.
    """

    column: str
    off: int
    all_members: int
    all_agree: int
    with_records: int
    with_records_agree: int
    unexpected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Totals by member, and the name of their column."""

    column: str
    totals: Mapping[str, int]


def read_expected(path: Path) -> Expected:
    """Read a CSV file of `member` and one column of whole numbers.

    Raises:
        ProblemsError: with every row that cannot be read, without its values.
    """
    file = str(path)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise ProblemsError([_shape(file, "this is not a CSV file in UTF-8")]) from None
    names = rows[0] if rows else []
    if len(names) != 2 or names.count("member") != 1:
        what = "expected totals have two columns, member and one of whole numbers"
        raise ProblemsError([_shape(file, what)])
    key = names.index("member")
    totals: dict[str, int] = {}
    problems: list[Problem] = []
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != 2 or not row[key] or not _whole(row[1 - key]):
            what = "the row has no member, or no whole number for it"
            problems.append(_row(file, line, what=what))
        elif row[key] in totals:
            problems.append(
                Problem(
                    code=EXPECT_TWICE,
                    file=file,
                    line=line,
                    what="the member of this row stands in an earlier row too",
                    hint="Keep one row for each member",
                )
            )
        else:
            totals[row[key]] = int(row[1 - key])
    if problems:
        raise ProblemsError(problems[:PROBLEMS_MAX])
    return Expected(column=names[1 - key], totals=totals)


def hold_to_data_sheet(path: Path) -> None:
    """Refuse published totals that the data sheet beside them does not describe.

    Raises:
        ProblemsError: there is no data sheet, or the file is not one that it lists.
    """
    from goodstanding.intake.study import read_data_sheet

    read_data_sheet(path.parent, {path.name: hashlib.sha256(path.read_bytes()).hexdigest()})


def _whole(text: str) -> bool:
    """Return whether a text is a whole number as people write one, of at most 18 digits."""
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= 18


def _shape(file: str, what: str) -> Problem:
    """Return the problem of a file that is not one of totals."""
    return Problem(
        code=EXPECT_SHAPE,
        file=file,
        what=what,
        hint="Write a CSV file with the header member,total",
    )


def _row(file: str, line: int, *, what: str) -> Problem:
    """Return the problem of a row that cannot be read."""
    hint = "Write the member and a whole number without separators"
    return Problem(code=EXPECT_ROW, file=file, line=line, what=what, hint=hint)


class Comparison:
    """Expected totals and what a run gives, member by member."""

    def __init__(self, expected: Expected, *, off: int) -> None:
        """Begin with nothing compared; members without records stand at the opening."""
        self._expected = expected
        self._off = off
        self._totals: dict[str, int] = {}

    def add(self, member: str, total: int) -> None:
        """Take the total of a member that was scored."""
        self._totals[member] = total

    def agreement(self, with_records: Collection[str], *, opening: int) -> Agreement:
        """Return how many agree.

        Who is in the file and was not scored has no records, so stands at the opening.
        """
        agree = {
            member
            for member, total in self._expected.totals.items()
            if abs(total - self._totals.get(member, opening)) in {0, self._off}
        }
        listed = self._expected.totals.keys()
        recorded = listed & set(with_records)
        return Agreement(
            column=self._expected.column,
            off=self._off,
            all_members=len(listed),
            all_agree=len(agree),
            with_records=len(recorded),
            with_records_agree=len(agree & recorded),
            unexpected=len(self._totals.keys() - listed),
        )
