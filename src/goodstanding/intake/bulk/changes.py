"""The rows of a states file: judged, and put aside by the digests of their records."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from goodstanding.errors import ProblemsError
from goodstanding.intake.bulk.cells import NOTHING, TEXT, Block, Rest
from goodstanding.intake.bulk.judge import HELD, ODD, day_cell, key_of
from goodstanding.intake.bulk.numbers import BAD
from goodstanding.intake.bulk.opening import open_blocks
from goodstanding.intake.bulk.spill import (
    CHANGE_HIGH,
    CHANGE_LOW,
    CHANGE_ON,
    CHANGE_ROW,
    CHANGE_STATE,
    CHANGE_WIDTH,
    Spill,
)
from goodstanding.intake.bulk.stragglers import digest_of
from goodstanding.intake.bulk.texts import (
    CHARACTERS,
    Bytes,
    Int64s,
    Key,
    NameRows,
    Names,
    find_name,
    is_plain,
)
from goodstanding.intake.faults import Fault, Refusals
from goodstanding.intake.limits import ID_CHARACTERS_MAX, REFUSED_MAX, TEXT_CHARACTERS_MAX
from goodstanding.intake.states import COLUMNS, UNKNOWN_RECORD_FAULT, StateReader
from goodstanding.intake.wire.sheet import Cell
from goodstanding.model.entry import State
from goodstanding.scoring.kernel.calendar import day_number
from goodstanding.scoring.kernel.compiled import compiled

STATE_PLACES: Final = {state: place for place, state in enumerate(State)}


class StateRows(NamedTuple):
    """How the rows of a states file are judged: where its columns stand, and the states."""

    source: int
    record: int
    state: int
    on: int
    by: int
    states: NameRows
    characters: Bytes
    key: Key


@compiled
def judge_states(
    rows: StateRows,
    content: Bytes,
    forms: Bytes,
    begins: Int64s,
    ends: Int64s,
    words: Int64s,
    outcomes: Bytes,
) -> None:
    """Judge the rows of a block, and fill in the words of those in which nothing is wrong."""
    for row in range(len(outcomes)):
        if outcomes[row] == ODD:
            continue
        outcomes[row] = ODD
        source, source_end = begins[row, rows.source], ends[row, rows.source]
        name, name_end = begins[row, rows.record], ends[row, rows.record]
        state, state_end = begins[row, rows.state], ends[row, rows.state]
        plain = (
            forms[row, rows.source] == TEXT
            and forms[row, rows.record] == TEXT
            and forms[row, rows.state] == TEXT
            and is_plain(rows.characters, content, source, source_end, ID_CHARACTERS_MAX)
            and is_plain(rows.characters, content, name, name_end, ID_CHARACTERS_MAX)
        )
        if not plain:
            continue
        found = find_name(rows.states, content, state, state_end)
        at = rows.on
        on = day_cell(forms[row, at], content, begins[row, at], ends[row, at])
        at = rows.by
        said = forms[row, at] == NOTHING or (
            forms[row, at] == TEXT
            and is_plain(
                rows.characters, content, begins[row, at], ends[row, at], TEXT_CHARACTERS_MAX
            )
        )
        if found < 0 or on == BAD or not said:
            continue
        low, high = key_of(rows.key, content, source, source_end, name, name_end)
        words[row, CHANGE_LOW], words[row, CHANGE_HIGH] = np.int64(low), np.int64(high)
        words[row, CHANGE_STATE], words[row, CHANGE_ON] = found, on
        outcomes[row] = HELD


class Changes:
    """The rows of a states file; what keeps it from being read is told after the records."""

    def __init__(self, path: Path, key: Key, spill: Spill) -> None:
        """Read the file."""
        self.path = path
        self.rows = 0
        self._key = key
        self._spill = spill
        self._bad: list[tuple[int, list[Fault]]] = []
        self._held: list[tuple[int, ...]] = []
        self._error: ProblemsError | None = None
        try:
            self._read()
        except ProblemsError as error:
            self._error = error

    def _read(self) -> None:
        """Read the rows; where more are bad than are ever listed, no more of them."""
        with open_blocks(self.path, COLUMNS) as opened:
            columns = opened.source.columns
            reader = StateReader(columns)
            names = Names(self._key, [str(state) for state in STATE_PLACES]).rows
            source, record, state, on, by = (columns.index(name) for name in COLUMNS.needed)
            rows = StateRows(source, record, state, on, by, names, CHARACTERS, self._key)
            for block in opened.source.blocks():
                if isinstance(block, Rest):
                    for number, cells in block.rows:
                        self._take_one(reader, number, cells)
                        self.rows += 1
                        if len(self._bad) > REFUSED_MAX:
                            return
                else:
                    self._take_block(rows, reader, block)
                self._flush()
                if len(self._bad) > REFUSED_MAX:
                    return

    def _take_block(self, rows: StateRows, reader: StateReader, block: Block) -> None:
        """Take the rows of a block."""
        words = np.zeros((block.rows, CHANGE_WIDTH), np.int64)
        outcomes = np.where(block.odd, ODD, HELD).astype(np.uint8)
        cells = (block.content, block.forms, block.begins, block.ends)
        judge_states(rows, *cells, words, outcomes)
        words[:, CHANGE_ROW] = block.first + np.arange(block.rows)
        self._spill.ask(words[outcomes == HELD])
        odd = np.flatnonzero(outcomes == ODD).tolist()
        for row, slow in zip(odd, block.slow(odd) if odd else (), strict=True):
            self._take_one(reader, block.first + row, slow)
        self.rows += block.rows

    def _take_one(self, reader: StateReader, number: int, cells: "Sequence[Cell] | Fault") -> None:
        """Take one row in the plain way."""
        outcome = [cells] if isinstance(cells, Fault) else reader.read(cells)
        if isinstance(outcome, list):
            self._bad.append((number, outcome))
            return
        (source, record), change = outcome
        low, high = digest_of(self._key, source, record)
        self._held.append((number, low, high, STATE_PLACES[change.state], day_number(change.on), 0))

    def _flush(self) -> None:
        """Put aside what the plain way has held."""
        if self._held:
            self._spill.ask(np.array(self._held, np.int64))
            self._held.clear()

    def judge(self, unknown: Sequence[int], refusals: Refusals) -> None:
        """Refuse the bad rows, and those whose record is neither there nor was left unread."""
        if self._error is not None:
            raise self._error
        strangers = [(row, [UNKNOWN_RECORD_FAULT]) for row in unknown]
        for row, faults in sorted([*self._bad, *strangers], key=lambda bad: bad[0]):
            refusals.add(str(self.path), row, faults)
