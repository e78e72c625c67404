"""The states file: what decisions made of records, appended and never edited."""

from collections.abc import Sequence
from typing import Final

from goodstanding.errors import declare
from goodstanding.intake.characters import empty
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import ID_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from goodstanding.intake.values import Days, read_text
from goodstanding.intake.wire.sheet import Cell, Columns, filled
from goodstanding.model.entry import State, StateChange
from goodstanding.model.names import RecordId, SourceName
from goodstanding.model.record import RecordKey

UNKNOWN_STATE = declare("intake-unknown-state", "A state that no record can have.")
UNKNOWN_RECORD = declare("intake-unknown-record", "A state of a record that is not there.")

COLUMNS: Final = Columns(
    needed=("source", "record", "state", "on", "by"),
    texts=frozenset({"source", "record", "state", "by"}),
    days=frozenset({"on"}),
)
WORDS: Final = {str(state): state for state in State}

UNKNOWN_STATE_FAULT: Final = Fault(
    code=UNKNOWN_STATE,
    column="state",
    what="this is no state of a record",
    hint=f"Write one of {', '.join(WORDS)}",
)
UNKNOWN_RECORD_FAULT: Final = Fault(
    code=UNKNOWN_RECORD,
    column="record",
    what="no record that was read has this source and id",
    hint="Correct them, give the file of the record too, or take the row out",
)


class StateReader:
    """Reads the rows of one states file."""

    def __init__(self, columns: Sequence[str]) -> None:
        """Look up where each column stands."""
        self._places = [columns.index(name) for name in COLUMNS.needed]
        self._days = Days()

    def read(self, cells: Sequence[Cell]) -> tuple[RecordKey, StateChange] | list[Fault]:
        """Return the record a row speaks of and what became of it, or all that is wrong."""
        source, record, word, on, by = (cells[place] for place in self._places)
        found = (
            read_text(source, "source", ID_CHARACTERS_MAX),
            read_text(record, "record", ID_CHARACTERS_MAX),
            WORDS.get(word, UNKNOWN_STATE_FAULT) if isinstance(word, str) else empty("state"),
            self._days.read(on, "on") if filled(on) else empty("on"),
            read_text(by, "by", TEXT_CHARACTERS_MAX) if filled(by) else "",
        )
        faults = [each for each in found if isinstance(each, Fault)]
        if faults:
            return faults
        named, numbered, state, day, whose = found
        assert isinstance(named, str)
        assert isinstance(numbered, str)
        assert isinstance(state, State)
        assert not isinstance(day, Fault)
        assert isinstance(whose, str)
        key = (SourceName(named), RecordId(numbered))
        return key, StateChange(state=state, on=day, by=whose)
