"""NDJSON: one flat JSON object a line, no key twice, no number that has been a float."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, Final

from goodstanding.errors import declare
from goodstanding.intake.faults import Fault, stop
from goodstanding.intake.wire.lines import NOT_UTF_8_FAULT, read_lines
from goodstanding.intake.wire.sheet import Cell, Columns, JsonNumber, Row

NOT_AN_OBJECT = declare("intake-not-an-object", "A line of NDJSON is not one JSON object.")
KEY_TWICE = declare("intake-key-twice", "A line of NDJSON has one key twice.")
UNKNOWN_KEY = declare("intake-unknown-key", "A line of NDJSON has a key nobody knows.")
MISSING_KEY = declare("intake-missing-key", "A line of NDJSON lacks a key that each must have.")
NOT_A_CELL = declare("intake-not-a-cell", "A value in a line of NDJSON is not text or a number.")
NOTIFIED_LATE = declare(
    "intake-notified-not-from-the-start", "Lines begin to say `notified` in the middle of a file."
)
NOT_NDJSON = declare("intake-not-ndjson", "A file has no line of NDJSON among its first ones.")

LEADING_BAD_LINES_MAX: Final = 1_000
NUMBER_DIGITS_MAX: Final = 16
NOTIFIED: Final = "notified"

NOT_AN_OBJECT_FAULT: Final = Fault(
    code=NOT_AN_OBJECT,
    what="the line is not one JSON object",
    hint='Write one record a line, such as {"id": "r-1", ...}',
)
KEY_TWICE_FAULT: Final = Fault(
    code=KEY_TWICE, what="the line has one key twice", hint="Keep one of the two"
)
NOTIFIED_LATE_FAULT: Final = Fault(
    code=NOTIFIED_LATE,
    column=NOTIFIED,
    what="this line has `notified` and the first one has not",
    hint="Give it in every line or in none, null where the notice has not arrived",
)


class _KeyTwiceError(ValueError):
    """An object has one key twice."""


class _NotANumber:
    """Stands for a number that is refused: a fraction, an exponent, or too many digits."""


_NOT_A_NUMBER: Final = _NotANumber()


class ObjectSheet:
    """One NDJSON file as columns and rows: every known key is a column.

    `notified` is one only if the first object has it: a source that leaves out what is empty has
    not said that every notice arrived.
    """

    def __init__(self, stream: BinaryIO, columns: Columns, *, file: str) -> None:
        """Read up to the first line that is an object, to know whether notices are kept.

        Raises:
            ProblemsError: the file has too many lines before it that are no objects.
        """
        self._lines = enumerate(read_lines(stream), start=1)
        self._leading: list[tuple[int, dict[str, Any] | Fault]] = []
        self._known = frozenset(columns.known)
        self._needed = columns.needed
        self._hint = f"Take it out; known are {', '.join(columns.known)}"
        self.recipe: Final = None
        self.columns: Final = tuple(
            name for name in columns.known if name != NOTIFIED or self._keeps_notices(file)
        )

    def _keeps_notices(self, file: str) -> bool:
        """Return whether the first object of the file says when a notice arrived."""
        for number, line in self._lines:
            found = _object(line)
            self._leading.append((number, found))
            if not isinstance(found, Fault):
                return NOTIFIED in found
            if len(self._leading) == LEADING_BAD_LINES_MAX:
                raise stop(
                    NOT_NDJSON,
                    file=file,
                    line=1,
                    what=f"none of the first {LEADING_BAD_LINES_MAX:,} lines is one JSON object",
                    hint=NOT_AN_OBJECT_FAULT.hint,
                )
        return False

    def rows(self) -> Iterator[Row]:
        """Yield every line."""
        for number, found in self._leading:
            yield number, found if isinstance(found, Fault) else self.cells(found)
        for number, line in self._lines:
            found = _object(line)
            yield number, found if isinstance(found, Fault) else self.cells(found)

    def cells_of_line(self, line: bytes | Fault) -> Sequence[Cell] | Fault:
        """Return the cells of one line of another stream, or what is wrong with it."""
        found = _object(line)
        return found if isinstance(found, Fault) else self.cells(found)

    def cells_of(self, stream: BinaryIO) -> Iterator[Sequence[Cell] | Fault]:
        """Yield the cells of each line of another stream, read as if it stood in this file."""
        yield from map(self.cells_of_line, read_lines(stream))

    def cells(self, found: dict[str, Any]) -> Sequence[Cell] | Fault:
        """Return the cells of an object, or what is wrong with it."""
        if not self._known.issuperset(found):
            return Fault(code=UNKNOWN_KEY, what="a key is not known", hint=self._hint)
        for name in self._needed:
            if name not in found:
                return Fault(
                    code=MISSING_KEY,
                    column=name,
                    what="the line does not have this key",
                    hint="Give it in every line, null where there is nothing to say",
                )
        if NOTIFIED in found and NOTIFIED not in self.columns:
            return NOTIFIED_LATE_FAULT
        cells = [found.get(name) for name in self.columns]
        for column, cell in zip(self.columns, cells, strict=True):
            if not (cell is None or isinstance(cell, str | bool | JsonNumber)):
                return _not_a_cell(column, number=isinstance(cell, _NotANumber))
        return cells


def _object(line: bytes | Fault) -> dict[str, Any] | Fault:
    """Return the object of a line, or what is wrong with the line."""
    if isinstance(line, Fault):
        return line
    try:
        found = DECODER.decode(line.decode())
    except UnicodeDecodeError:
        return NOT_UTF_8_FAULT
    except _KeyTwiceError:
        return KEY_TWICE_FAULT
    except (ValueError, RecursionError):
        return NOT_AN_OBJECT_FAULT
    return found if isinstance(found, dict) else NOT_AN_OBJECT_FAULT


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, refusing a key that stands twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _KeyTwiceError
    return found


def _whole(text: str) -> JsonNumber | _NotANumber:
    """Return a whole number as JSON has it; minus nought is none."""
    if len(text) > NUMBER_DIGITS_MAX or text == "-0":
        return _NOT_A_NUMBER
    return JsonNumber(text)


def _fraction(text: str) -> _NotANumber:
    """Refuse a number with a point or an exponent: who reads it as a float changes it."""
    del text
    return _NOT_A_NUMBER


def _constant(name: str) -> None:
    """Refuse NaN and the infinities, which are not JSON."""
    raise ValueError(name)


def strict_decoder(pairs: Callable[[list[tuple[str, Any]]], Any]) -> json.JSONDecoder:
    """Return a decoder that changes no number; `pairs` makes of the pairs of an object what it is.

    Its texts, whole numbers, `true`, `false` and `null` are cells; anything else is none.
    """
    return json.JSONDecoder(
        object_pairs_hook=pairs,
        parse_int=_whole,
        parse_float=_fraction,
        parse_constant=_constant,
    )


DECODER: Final = strict_decoder(_pairs)


def _not_a_cell(column: str, *, number: bool) -> Fault:
    """Return the fault of a value that no cell can hold."""
    if number:
        return Fault(
            code=NOT_A_CELL,
            column=column,
            what="this number has a point, an exponent, a needless sign or too many digits",
            hint='Write an amount in quotes, "12.50", and any other number as whole digits',
        )
    return Fault(
        code=NOT_A_CELL,
        column=column,
        what="a list or an object stands where a value is due",
        hint="Write one value",
    )
