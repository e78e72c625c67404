"""NDJSON a block at a time: cut in compiled code, what is unusual by the plain reader."""

import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, NamedTuple

import numpy as np

from goodstanding.intake.bulk.cells import (
    BLOCK_BYTES,
    MORE_BYTES,
    NO,
    NO_ROWS,
    NOTHING,
    NUMBER,
    TEXT,
    WHOLE_ROWS,
    YES,
    Block,
    Rest,
    Room,
)
from goodstanding.intake.bulk.comma import end_of_line
from goodstanding.intake.bulk.stream import Cutting, Lines, cut_up
from goodstanding.intake.bulk.texts import Bytes, Int64s, same_bytes
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import ROW_BYTES_MAX
from goodstanding.intake.wire.lines import BYTE_ORDER_MARK
from goodstanding.intake.wire.objects import NUMBER_DIGITS_MAX, ObjectSheet
from goodstanding.intake.wire.sheet import Cell, Columns, Row
from goodstanding.scoring.kernel.compiled import compiled, inlined

LEAST_LINE: Final = 64
"""A line of records is hardly shorter; where lines are, they are cut in several goes."""

NOT_SEEN: Final = 255
QUOTE, BACKSLASH, COLON, COMMA, MINUS, NAUGHT = (ord(sign) for sign in '"\\:,-0')
OPEN, CLOSE = ord("{"), ord("}")
WORDS: Final = np.frombuffer(b"nulltruefalse", np.uint8)


class Keys(NamedTuple):
    """The keys of objects: that of column n is `content[ends[n]:ends[n + 1]]`.

    The first `needed` columns have to be in each object.
    """

    content: Bytes
    ends: Int64s
    needed: int


@compiled
def _past_space(content: Bytes, place: int, stop: int) -> int:
    """Return the place of the first byte that is no space of JSON."""
    while place < stop:
        byte = content[place]
        if byte != 32 and byte != 9 and byte != 13:  # noqa: PLR1714 - compiled
            break
        place += 1
    return place


@compiled
def _end_of_text(content: Bytes, place: int, stop: int) -> int:
    """Return where the quote stands that ends a text; -1 where it is not plain."""
    while place < stop:
        byte = content[place]
        if byte == QUOTE:
            return place
        if byte < 32 or byte == BACKSLASH:
            return -1
        place += 1
    return -1


@inlined
def _is_key(keys: Keys, column: int, content: Bytes, begin: int, end: int) -> bool:
    """Return whether some bytes are the key of a column."""
    at = keys.ends[column]
    size = keys.ends[column + 1] - at
    return size == end - begin and same_bytes(content, begin, keys.content, at, size)


@compiled
def _column_of(keys: Keys, content: Bytes, begin: int, end: int, guess: int) -> int:
    """Return the column of a key, -1 where it has none; most objects have their keys in order."""
    count = len(keys.ends) - 1
    for step in range(count):
        column = (guess + step) % count
        if _is_key(keys, column, content, begin, end):
            return column
    return -1


@compiled
def _end_of_number(content: Bytes, place: int, stop: int) -> int:
    """Return where a whole number ends; -1 where there is none, or one with more than digits."""
    start = place
    if content[place] == MINUS:
        place += 1
    first = place
    while place < stop and 48 <= content[place] <= 57:
        place += 1
    if place == first or place - start > NUMBER_DIGITS_MAX:
        return -1
    if content[first] == NAUGHT and (place - first > 1 or first > start):
        return -1
    return place


@inlined
def _is_word(content: Bytes, place: int, stop: int, begin: int, size: int) -> bool:
    """Return whether a word of JSON stands at a place."""
    return place + size <= stop and same_bytes(content, place, WORDS, begin, size)


@compiled
def _value(content: Bytes, place: int, stop: int) -> tuple[int, int, int, int]:
    """Return a value's form, where it begins and ends, and where what follows it does; or -1."""
    byte = content[place]
    if byte == QUOTE:
        end = _end_of_text(content, place + 1, stop)
        if end < 0:
            return -1, 0, 0, 0
        return TEXT if end > place + 1 else NOTHING, place + 1, end, end + 1
    if _is_word(content, place, stop, 0, 4):
        return NOTHING, place, place, place + 4
    if _is_word(content, place, stop, 4, 4):
        return YES, place, place, place + 4
    if _is_word(content, place, stop, 8, 5):
        return NO, place, place, place + 5
    end = _end_of_number(content, place, stop)
    return NUMBER if end >= 0 else -1, place, end, end


@compiled
def _cut_object(
    keys: Keys,
    content: Bytes,
    place: int,
    stop: int,
    forms: Bytes,
    begins: Int64s,
    ends: Int64s,
    row: int,
) -> bool:
    """Cut one line into cells; return whether it surely is one flat object with all it needs."""
    width = forms.shape[1]
    for column in range(width):
        forms[row, column] = NOT_SEEN
    place = _past_space(content, place, stop)
    if place >= stop or content[place] != OPEN:
        return False
    place = _past_space(content, place + 1, stop)
    guess = 0
    while True:
        if place >= stop or content[place] != QUOTE:
            return False
        end = _end_of_text(content, place + 1, stop)
        if end < 0:
            return False
        column = _column_of(keys, content, place + 1, end, guess)
        if column < 0 or forms[row, column] != NOT_SEEN:
            return False
        guess = column + 1
        place = _past_space(content, end + 1, stop)
        if place >= stop or content[place] != COLON:
            return False
        place = _past_space(content, place + 1, stop)
        if place >= stop:
            return False
        form, begin, end, place = _value(content, place, stop)
        if form < 0:
            return False
        forms[row, column], begins[row, column], ends[row, column] = form, begin, end
        place = _past_space(content, place, stop)
        if place >= stop:
            return False
        if content[place] == CLOSE:
            break
        if content[place] != COMMA:
            return False
        place = _past_space(content, place + 1, stop)
    if _past_space(content, place + 1, stop) != stop:
        return False
    for column in range(width):
        if forms[row, column] == NOT_SEEN:
            if column < keys.needed:
                return False
            forms[row, column] = NOTHING
    return True


@compiled
def cut_lines(
    keys: Keys,
    content: Bytes,
    last: bool,
    forms: Bytes,
    begins: Int64s,
    ends: Int64s,
    odd: Bytes,
    lines: Int64s,
) -> tuple[int, int]:
    """Cut bytes into lines and cells; return how many lines, and how it ended, as `cut_rows`."""
    size, place, row = len(content), 0, 0
    while row < len(odd):
        lines[row] = start = place
        if place == size:
            return row, MORE_BYTES
        place = end_of_line(content, start, size)
        stop = place - 1
        if place < 0:
            if not last:
                return row, NO_ROWS if start == 0 and size >= BLOCK_BYTES else MORE_BYTES
            place = stop = size
        odd[row] = place - start > ROW_BYTES_MAX or not _cut_object(
            keys, content, start, stop, forms, begins, ends, row
        )
        row += 1
    lines[row] = place
    return row, WHOLE_ROWS


class ObjectBlocks:
    """One NDJSON file as blocks of lines."""

    def __init__(self, stream: BinaryIO, columns: Columns, *, sheet: ObjectSheet) -> None:
        """Begin before the first line; `sheet` is the same file as the plain reader has it."""
        self._sheet = sheet
        self.columns: Final = sheet.columns
        assert self.columns[: len(columns.needed)] == columns.needed
        names = [name.encode() for name in self.columns]
        self._keys = Keys(
            np.frombuffer(b"".join(names), np.uint8),
            np.cumsum([0, *map(len, names)], dtype=np.int64),
            len(columns.needed),
        )
        self._lines = Lines(stream)

    def blocks(self) -> Iterator[Block | Rest]:
        """Yield the lines in the order of the file."""
        cutting = Cutting(
            first=1, least=LEAST_LINE, cut=self._cut, read=self._read, mark=BYTE_ORDER_MARK
        )
        number = yield from cut_up(self._lines, len(self.columns), cutting)
        if number is not None:
            yield Rest(rows=self._rest(number))

    def _cut(self, content: Bytes, room: Room) -> tuple[int, int]:
        """Cut lines into cells; return how many, and how that ended."""
        return cut_lines(
            self._keys,
            content,
            self._lines.last,
            room.forms,
            room.begins,
            room.ends,
            room.odd,
            room.lines,
        )

    def _read(self, rows: Sequence[bytes]) -> list[Sequence[Cell] | Fault]:
        """Return the cells of some lines as the plain reader has them."""
        stream = io.BytesIO(b"".join([FIRST_LINE, *rows]))
        return list(self._sheet.cells_of(stream))[1:]

    def _rest(self, number: int) -> Iterator[Row]:
        """Yield the lines from a number on in the plain way."""
        stream = self._lines.rest(FIRST_LINE)
        for place, cells in enumerate(self._sheet.cells_of(stream), start=number - 1):
            if place >= number:
                yield place, cells


FIRST_LINE: Final = b"{}\n"
"""Stands before lines that are read again: a mark of UTF-8 is taken off a first line alone."""
