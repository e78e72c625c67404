"""Published totals, to compare with: a file of `member` and one column of whole numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from goodstanding.errors import ProblemsError, declare
from goodstanding.intake.faults import Fault, Refusals, stop
from goodstanding.intake.files import Format, check_file, form_of
from goodstanding.intake.limits import ID_CHARACTERS_MAX, WHOLE_NUMBER_MAX
from goodstanding.intake.members import MEMBER_TWICE_FAULT
from goodstanding.intake.values import read_text, reader_of
from goodstanding.intake.wire.opening import open_sheet
from goodstanding.intake.wire.sheet import Columns
from goodstanding.model.kinds import WholeNumber
from goodstanding.model.names import MemberId

NO_TOTALS = declare("intake-no-totals", "A file of totals is not one of CSV or Parquet.")

COLUMNS: Final = Columns(
    needed=("member",), texts=frozenset({"member"}), days=frozenset(), any_others=1
)
TOTAL: Final = WholeNumber(least=-WHOLE_NUMBER_MAX, most=WHOLE_NUMBER_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Totals by member, and the name of their column."""

    column: str
    totals: Mapping[MemberId, int]


def read_totals(path: Path) -> Totals:
    """Return totals by member from a CSV or Parquet file with one column beside `member`.

    Raises:
        ProblemsError: with every bad row; totals to compare with are never guessed.
        EnvironmentUnfitError: a library that the format needs is not installed.
    """
    form = form_of(check_file(path))
    if form is None or form.format is Format.NDJSON:
        raise stop(
            NO_TOTALS,
            file=str(path),
            what="totals are not read from NDJSON",
            hint="Give them as CSV or Parquet: a column `member` and one column of totals",
        )
    refusals = Refusals()
    totals: dict[MemberId, int] = {}
    with open_sheet(path, COLUMNS) as sheet:
        place = sheet.columns.index("member")
        column = sheet.columns[1 - place]
        read = reader_of(TOTAL, "total")
        for number, cells in sheet.rows():
            if isinstance(cells, Fault):
                refusals.add(str(path), number, [cells])
                continue
            name = read_text(cells[place], "member", ID_CHARACTERS_MAX)
            total = read(cells[1 - place])
            faults = [each for each in (name, total) if isinstance(each, Fault)]
            if name in totals:
                faults.append(MEMBER_TWICE_FAULT)
            if faults:
                refusals.add(str(path), number, faults)
            else:
                assert isinstance(total, int)
                totals[MemberId(str(name))] = total
    found = refusals.sorted([str(path)])
    if found:
        raise ProblemsError([refused.problem for refused in found])
    return Totals(column=column, totals=totals)
