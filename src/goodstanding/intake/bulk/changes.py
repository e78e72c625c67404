"""The rows of a states file, kept by the digests of their records until all are settled."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from goodstanding.errors import ProblemsError
from goodstanding.intake.bulk.contests import Contests
from goodstanding.intake.bulk.settle import (
    Change,
    Settled,
)
from goodstanding.intake.bulk.stragglers import digest_of
from goodstanding.intake.bulk.texts import Key
from goodstanding.intake.faults import Fault, Refusals
from goodstanding.intake.states import COLUMNS, UNKNOWN_RECORD_FAULT, StateReader
from goodstanding.intake.wire.opening import open_sheet
from goodstanding.intake.wire.sheet import Sheet
from goodstanding.model.entry import State
from goodstanding.scoring.kernel.calendar import day_number

STATE_PLACES: Final = {state: place for place, state in enumerate(State)}


class Changes:
    """The rows of a states file; what keeps it from being read is told after the records."""

    def __init__(self, path: Path, key: Key) -> None:
        """Read the file."""
        self.path = path
        self.rows = 0
        self.good: list[Change] = []
        self._bad: list[tuple[int, list[Fault]]] = []
        self._error: ProblemsError | None = None
        try:
            with open_sheet(path, COLUMNS) as sheet:
                self._read(sheet, key)
        except ProblemsError as error:
            self._error = error
        self.keys = frozenset(each.key for each in self.good)

    def _read(self, sheet: Sheet, key: Key) -> None:
        """Read the rows."""
        reader = StateReader(sheet.columns)
        for number, cells in sheet.rows():
            self.rows += 1
            outcome = [cells] if isinstance(cells, Fault) else reader.read(cells)
            if isinstance(outcome, list):
                self._bad.append((number, outcome))
                continue
            (source, record), change = outcome
            self.good.append(
                Change(
                    row=number,
                    key=digest_of(key, source, record),
                    state=STATE_PLACES[change.state],
                    on=day_number(change.on),
                )
            )

    def judge(self, settled: Sequence[Settled], contests: Contests, refusals: Refusals) -> None:
        """Refuse the bad rows, and those whose record is neither there nor was left unread."""
        if self._error is not None:
            raise self._error
        known = {row for each in settled for row in each.known}
        unknown = [
            (each.row, [UNKNOWN_RECORD_FAULT])
            for each in self.good
            if each.row not in known and each.key not in contests.not_read
        ]
        for row, faults in sorted([*self._bad, *unknown], key=lambda bad: bad[0]):
            refusals.add(str(self.path), row, faults)
