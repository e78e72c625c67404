"""CSV as RFC 4180 has it, in UTF-8: no guessing of separators, quotes or types."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from goodstanding.errors import ProblemsError, declare
from goodstanding.intake.faults import Fault, stop
from goodstanding.intake.limits import ROW_BYTES_MAX
from goodstanding.intake.wire.header import check_header
from goodstanding.intake.wire.lines import NOT_UTF_8_FAULT, QUOTED_ROW_TOO_LONG, read_lines
from goodstanding.intake.wire.sheet import Columns, Row

BAD_QUOTES = declare("intake-bad-quotes", "Quotes in a row of CSV are not as RFC 4180 has them.")
OPEN_QUOTE = declare(
    "intake-open-quote", "A quote opens and does not close: where the next row begins is not known."
)
WRONG_WIDTH = declare("intake-wrong-width", "A row has more or fewer cells than the header.")
EMPTY_ROW = declare("intake-empty-row", "A row has nothing in it.")

QUOTED: Final = re.compile(r'"([^"]*(?:""[^"]*)*)"(?!")')
BARE: Final = re.compile(r'[^,"]*')

EMPTY_ROW_FAULT: Final = Fault(
    code=EMPTY_ROW, what="the row is empty", hint="Take it out of the file"
)
BAD_QUOTES_FAULT: Final = Fault(
    code=BAD_QUOTES,
    what="a quote stands where none may",
    hint="Put the whole cell in quotes and write each quote in it twice",
)


class CommaSheet:
    """One CSV file as columns and rows."""

    def __init__(self, stream: BinaryIO, columns: Columns, *, file: str, before: int = 0) -> None:
        """Read and check the header; `before` is how many rows were read from the file already.

        Raises:
            ProblemsError: there is no header, or it is not the one of this kind of file.
        """
        self._file = file
        self._before = before
        self._lines = read_lines(stream)
        first = next(self._lines, b"")
        if isinstance(first, Fault):
            raise stop(first.code, file=file, line=1, what=first.what, hint=first.hint)
        cells = self._cells(first, 1)
        if isinstance(cells, Fault):
            raise stop(cells.code, file=file, line=1, what=cells.what, hint=cells.hint)
        check_header(cells, columns, file=file)
        self.columns: Final = tuple(cells)
        self.recipe: Final = None

    def rows(self) -> Iterator[Row]:
        """Yield every row after the header; a quoted line break does not begin one."""
        width = len(self.columns)
        number = 1 + self._before
        for line in self._lines:
            number += 1
            cells: list[str] | Fault
            if isinstance(line, Fault):
                if line is QUOTED_ROW_TOO_LONG:
                    raise self._open_quote(number)
                cells = line
            elif b'"' in line:
                cells = self._cells(line, number)
            else:
                try:
                    cells = line.decode().split(",")
                except UnicodeDecodeError:
                    cells = NOT_UTF_8_FAULT
            if not isinstance(cells, Fault) and len(cells) != width:
                cells = _wrong_width(cells, width)
            yield number, cells

    def _cells(self, line: bytes, number: int) -> list[str] | Fault:
        """Return the cells of the row that begins with a line, reading on where quotes ask it."""
        row = _Row()
        size = len(line)
        while row.take(line):
            following = next(self._lines, None)
            if following is None or isinstance(following, Fault):
                raise self._open_quote(number)
            line = following
            size += len(line) + 1
            if size > ROW_BYTES_MAX:
                raise self._open_quote(number)
        return row.result

    def _open_quote(self, number: int) -> ProblemsError:
        """Return the error of a file whose rows cannot be told apart any more."""
        return stop(
            OPEN_QUOTE,
            file=self._file,
            line=number,
            what="a quote opens in this row and does not close",
            hint=f"Close it; a row has at most {ROW_BYTES_MAX:,} bytes. Nothing of the file is "
            "used, because nobody can say where its next row begins",
        )


class _Row:
    """Takes the lines of one row until its quotes are closed."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._cells: list[str] = []
        self._open: list[str] = []
        self._odd = False
        self._broken = False
        self._not_utf_8 = False

    @property
    def result(self) -> list[str] | Fault:
        """Return the cells, or what is wrong with them."""
        if self._not_utf_8:
            return NOT_UTF_8_FAULT
        return BAD_QUOTES_FAULT if self._broken else self._cells

    def take(self, line: bytes) -> bool:
        """Take a line and return whether the row goes on in the next."""
        try:
            text = line.decode()
        except UnicodeDecodeError:
            self._not_utf_8 = True
            text = line.decode(errors="replace")
        if self._open:
            self._open.append(text)
            self._odd ^= text.count('"') % 2 == 1
            if self._odd:
                return True
            text = "\n".join(self._open)
            self._open = []
        return self._parse(text)

    def _parse(self, text: str) -> bool:
        """Take cells off a text and return whether the last of them is still open."""
        place = 0
        while True:
            if text.startswith('"', place):
                match = QUOTED.match(text, place)
                if match is None:
                    self._open = [text[place:]]
                    self._odd = True
                    return True
                self._cells.append(match[1].replace('""', '"'))
            else:
                match = BARE.match(text, place)
                assert match is not None
                self._cells.append(match[0])
            place = match.end()
            if place == len(text):
                return False
            if text[place] != ",":
                self._broken = True
                return False
            place += 1


def _wrong_width(cells: list[str], width: int) -> Fault:
    """Return the fault of a row with too many or too few cells."""
    if cells == [""]:
        return EMPTY_ROW_FAULT
    return Fault(
        code=WRONG_WIDTH,
        what=f"the row has {len(cells):,} cells and the header {width}",
        hint="Give every row as many cells as the header; put a cell with a comma in quotes",
    )
