"""Checking a score run against its receipt, and against scoring the same inputs again."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from goodstanding.errors import Code, Problem, ProblemsError, declare
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.scoring.receipt import RECEIPT_FILE, InputSeen, Receipt
from goodstanding.scoring.rowhash import bucket_of
from goodstanding.scoring.stored import (
    FILE_MISSING,
    Placed,
    StoredTable,
    read_receipt,
    stored_tables,
)
from goodstanding.scoring.tables import (
    LINE_COLUMNS,
    Row,
    TableHash,
    TableName,
    columns_of,
    line_rows,
    state_hash,
    statement_row,
)

FILE_CHANGED = declare("verify-file-changed", "A file is not the one that the receipt names.")
FILE_UNKNOWN = declare("verify-file-unknown", "The folder holds a table that the receipt omits.")
SUM_WRONG = declare("verify-sum", "Opening and lines do not sum to the total.")
NEXT_WRONG = declare("verify-next-change", "The next change is not the first of the lines'.")
ORDER_WRONG = declare("verify-order", "Rows do not stand in the order of output.")
COUNT_WRONG = declare("verify-count", "The receipt counts something else than the files hold.")
STATE_WRONG = declare("verify-state-hash", "The hash of the tables is not that of the receipt.")
INPUT_CHANGED = declare("verify-input", "An input is not the one that was scored.")
ROW_DIFFERS = declare("verify-row", "Scoring again gives another row.")

PROBLEMS_MAX: Final = 100
"""So many problems of rows are named; more of the same say nothing new."""

HINT: Final = "Do not rely on these outputs: score again, and compare"

LINE_PLACE: Final = {column.name: place for place, column in enumerate(LINE_COLUMNS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was checked of a run, and what is wrong; `lines` is None where a run kept none."""

    receipt: Receipt
    statements: int
    lines: int | None
    problems: tuple[Problem, ...]


def check_outputs(path: Path) -> Checked:
    """Check the files of a run against its receipt: hashes, order, sums and counts.

    Raises:
        ProblemsError: there is no receipt, or it is not as it was written.
    """
    folder, receipt = read_receipt(path)
    problems = _file_problems(folder, receipt)
    if problems:  # what was changed is not read: a broken Parquet file can end the process
        return Checked(receipt=receipt, statements=0, lines=None, problems=tuple(problems))
    audit = _Audit(folder, receipt)
    try:
        audit.run()
    except ProblemsError as error:
        audit.problems += error.problems
    lines = audit.rows[TableName.LINES] if TableName.LINES in receipt.written.tables else None
    return Checked(
        receipt=receipt,
        statements=audit.rows[TableName.STATEMENTS],
        lines=lines,
        problems=tuple(audit.problems),
    )


def _file_problems(folder: Path, receipt: Receipt) -> list[Problem]:
    """Return which files are missing, changed, or there without being named."""
    problems = []
    named = {file.name for file in receipt.written.files}
    for file in receipt.written.files:
        path = folder / file.name
        if not path.is_file():
            what, code = "the receipt names this file, and it is not there", FILE_MISSING
        elif file_sha256(path) != file.sha256:
            what, code = "the file is not as it was written", FILE_CHANGED
        else:
            continue
        problems.append(Problem(code=code, file=str(path), what=what, hint=HINT))
    there = [folder / f"{name}.csv" for name in TableName]
    there += sorted(path for name in TableName for path in (folder / name).glob("*.parquet"))
    problems += [
        Problem(
            code=FILE_UNKNOWN,
            file=str(path),
            what="the receipt does not name this file, and who reads the folder would read it",
            hint=HINT,
        )
        for path in there
        if path.is_file() and path.relative_to(folder).as_posix() not in named
    ]
    return problems


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, as 64 digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Audit:
    """One walk through both tables, member by member."""

    def __init__(self, folder: Path, receipt: Receipt) -> None:
        """Begin with nothing seen."""
        self.problems: list[Problem] = []
        self.rows: Counter[TableName] = Counter()
        self._receipt_file = str(folder / RECEIPT_FILE)
        self._written = receipt.written
        self._buckets = receipt.buckets
        self._tables = stored_tables(folder, receipt)
        self._hashes = {name: TableHash(table.columns) for name, table in self._tables.items()}
        self._kept = TableName.LINES in self._tables
        self._why: Counter[str] = Counter()
        self._levels: Counter[str] = Counter()
        self._with_lines = 0

    def run(self) -> None:
        """Walk through the tables, then compare what was seen with the receipt."""
        lines = self._rows(TableName.LINES) if self._kept else iter(())
        following = next(lines, None)
        before = (0, "")
        for placed in self._rows(TableName.STATEMENTS):
            member = str(placed.row[0])
            place = place_of(member, self._buckets)
            if before >= place:
                self._say(ORDER_WRONG, placed, "the member does not come after the one before")
            before = place
            own: list[Row] = []
            while following is not None and following.row[0] == member:
                own.append(following.row)
                following = next(lines, None)
            self._take(placed, own)
        if following is not None:
            self._say(ORDER_WRONG, following, "the line has no statement in the same order")
            return
        self._compare()

    def _rows(self, name: TableName) -> Iterator[Placed]:
        """Yield the rows of a table, and take each into its hash."""
        for placed in self._tables[name].rows():
            self.rows[name] += 1
            self._hashes[name].add([placed.row])
            yield placed

    def _take(self, placed: Placed, own: Sequence[Row]) -> None:
        """Count one member's row and lines, and check the one against the others."""
        _, total, level, opening, *_, next_change = placed.row
        self._levels[str(level)] += 1
        if not self._kept:
            return
        self._with_lines += bool(own)
        self._why.update(str(row[LINE_PLACE["why"]]) for row in own)
        if total != _sum([opening, *(row[LINE_PLACE["counted"]] for row in own)]):
            self._say(SUM_WRONG, placed, "the opening and the lines do not sum to the total")
        changes = [day for row in own if (day := row[LINE_PLACE["next_change"]]) is not None]
        if next_change != min(changes, key=str, default=None):
            self._say(NEXT_WRONG, placed, "the next change is not the first of the lines'")

    def _compare(self) -> None:
        """Compare counts and hashes with the receipt."""
        written = self._written
        digests = {name: table.hexadecimal() for name, table in self._hashes.items()}
        if digests != written.tables or state_hash(digests) != written.state_hash:
            what = "the hash of the tables is not the state hash of the receipt"
            self._say(STATE_WRONG, Placed(self._receipt_file, 0, ()), what)
        seen: list[tuple[str, Any, Any]] = [
            ("members.scored", self.rows[TableName.STATEMENTS], written.members),
            ("members.levels", self._levels, Counter(written.levels)),
        ]
        if self._kept:
            seen.append(("members.with_lines", self._with_lines, written.with_lines))
            seen.append(("lines", self._why, Counter(written.lines)))
        for path, found, stated in seen:
            if found != stated:
                what = f"{path} of the receipt is not what the files hold"
                self._say(COUNT_WRONG, Placed(self._receipt_file, 0, ()), what)

    def _say(self, code: Code, placed: Placed, what: str) -> None:
        """Note what is wrong with a row, as long as there is room."""
        if len(self.problems) < PROBLEMS_MAX:
            problem = Problem(code=code, file=placed.file, line=placed.line, what=what, hint=HINT)
            self.problems.append(problem)


def _sum(cells: Iterable[Any]) -> int | None:
    """Return the sum of cells, None where one of them is empty."""
    numbers = list(cells)
    return None if None in numbers else sum(numbers)


def input_problems(
    receipt: Receipt, inputs: Sequence[InputSeen], policy_sha256: str
) -> list[Problem]:
    """Return which inputs are not the ones that a run scored, by name."""
    problems = []
    if policy_sha256 != receipt.asked.policy_sha256:
        problems.append(
            _input_problem(receipt.asked.policy, "the policy is not the one of the run")
        )
    then = {(seen.name, seen.sha256) for seen in receipt.asked.inputs}
    now = {(seen.name, seen.sha256) for seen in inputs}
    names_then, names_now = {name for name, _ in then}, {name for name, _ in now}
    for name in sorted(names_then | names_now):
        if name not in names_now:
            what = "the run read this file, and it is not among those given"
        elif name not in names_then:
            what = "the run did not read this file"
        elif {pair for pair in then ^ now if pair[0] == name}:
            what = "the file is not as it was when it was scored"
        else:
            continue
        problems.append(_input_problem(name, what))
    return problems


def _input_problem(file: str, what: str) -> Problem:
    """Return the problem of an input that is another one."""
    hint = "Give the files that were scored; the receipt has their hashes"
    return Problem(code=INPUT_CHANGED, file=file, what=what, hint=hint)


def place_of(member: str, buckets: int) -> tuple[int, str]:
    """Return what members stand in the order of: their bucket, then their code points."""
    return (bucket_of(member, buckets), member)


def row_problems(path: Path, policy: Policy, statements: Iterable[Statement]) -> list[Problem]:
    """Return where scoring again gives other rows than a run wrote, without their values.

    The statements stand in the order of `place_of`, by the buckets of the receipt.

    Raises:
        ProblemsError: there is no receipt, or a file is no table of a run.
    """
    folder, receipt = read_receipt(path)
    stored = [_Stored(table, receipt.buckets) for table in stored_tables(folder, receipt).values()]
    names = {name: [each.name for each in columns] for name, columns in columns_of(policy).items()}
    problems: list[Problem] = []
    for statement in statements:
        again = {TableName.STATEMENTS: [statement_row(statement)]}
        again[TableName.LINES] = line_rows(statement)
        for table in stored:
            name = table.table.name
            for place, row in zip_longest(table.of(statement.member), again[name]):
                problem = _row_problem(place or table.here, row, names[name])
                problems += [problem] if problem is not None else []
        if len(problems) >= PROBLEMS_MAX:
            return problems[:PROBLEMS_MAX]
    for table in stored:
        problems += table.left_over()
    return problems[:PROBLEMS_MAX]


class _Stored:
    """The rows of a stored table, taken member by member."""

    def __init__(self, table: StoredTable, buckets: int) -> None:
        """Begin at the first row."""
        self.table = table
        self._buckets = buckets
        self._rows = table.rows()
        self._following = next(self._rows, None)
        self.here = Placed(str(table.files[0]), 0, ())

    def of(self, member: str) -> Iterator[Placed]:
        """Yield the rows up to a member's last, those of others before it included."""
        here = place_of(member, self._buckets)
        while (
            self._following is not None
            and place_of(str(self._following.row[0]), self._buckets) <= here
        ):
            self.here = Placed(self._following.file, self._following.line, ())
            yield self._following
            self._following = next(self._rows, None)

    def left_over(self) -> list[Problem]:
        """Return the problem of a row that comes after the last member scored again."""
        if self._following is None:
            return []
        problem = _row_problem(self._following, None, [])
        return [problem] if problem is not None else []


def _row_problem(place: Placed, row: Row | None, names: Sequence[str]) -> Problem | None:
    """Return what is unlike between a row that a run wrote and scoring again, if anything.

    A place with an empty row stands for a row that the run did not write.
    """
    if place.row == row:
        return None
    if row is None:
        what = "scoring again gives no such row"
    elif not place.row:
        what = "scoring again gives one more row for the member at this place"
    elif len(place.row) != len(names):
        what = "scoring again gives a row with other columns"
    else:
        unlike = [n for n, was, now in zip(names, place.row, row, strict=True) if was != now]
        what = f"scoring again gives another {', '.join(unlike)}"
    return Problem(code=ROW_DIFFERS, file=place.file, line=place.line, what=what, hint=HINT)
