"""What the pages of a Parquet file unpack to, by their headers alone, before any is unpacked."""

# Footer and page headers are structs of Thrift's compact protocol. They are read here because the
# library, asked for the places of pages in a damaged footer, may end the process.

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

HEADER_BYTES: Final = (512, 64 * 1024, 4 * 1024**2)
"""So many bytes are looked at to find the end of a header, the next number where one was short."""

FOOTER_BYTES_MAX: Final = 256 * 1024**2
ENDING_BYTES: Final = 8
NESTING_MAX: Final = 16
VARINT_BYTES_MAX: Final = 10
STOP, YES, NO, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(13)

GROUPS: Final = 4
COLUMNS, ROWS = 1, 3
META: Final = 3
PACKED_OF_ALL, FIRST_PAGE, NAMES_PAGE = 7, 9, 11
UNPACKED, PACKED = 2, 3
"""Fields by their numbers: of the footer, of a group in it, of a column in that, of what is known
of the column, and of a page header."""


class PageError(ValueError):
    """A footer or a page header is none."""


def group_pages(file: BinaryIO) -> Iterator[Iterator[int]]:
    """Yield for each row group that has rows what each of its pages says it unpacks to, in bytes.

    Raises:
        PageError: the footer or a header is none, or a page lies where none may.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - ENDING_BYTES))
    length = int.from_bytes(file.read(ENDING_BYTES)[:4], "little")
    if not 0 < length <= min(FOOTER_BYTES_MAX, size - ENDING_BYTES):
        raise PageError
    file.seek(size - ENDING_BYTES - length)
    try:
        footer = _Thrift(file.read(length)).struct()
    except IndexError:
        raise PageError from None
    for group in _structs(footer.get(GROUPS)):
        if group.get(ROWS):
            yield _pages(file, _structs(group.get(COLUMNS)), size - ENDING_BYTES - length)


def _pages(file: BinaryIO, columns: list[dict[int, Any]], end: int) -> Iterator[int]:
    """Yield what each page of a row group unpacks to."""
    for column in columns:
        known = column.get(META)
        if not isinstance(known, dict):
            raise PageError
        begin, names, packed = (known.get(key) for key in (FIRST_PAGE, NAMES_PAGE, PACKED_OF_ALL))
        if not isinstance(begin, int) or not isinstance(packed, int):
            raise PageError
        if isinstance(names, int) and 0 < names < begin:
            begin = names
        if begin < 0 or packed < 0 or begin + packed > end:
            raise PageError
        yield from page_sizes(file, begin, begin + packed)


def _structs(value: object) -> list[dict[int, Any]]:
    """Return a list of structs."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise PageError
    return value


def page_sizes(file: BinaryIO, begin: int, end: int) -> Iterator[int]:
    """Yield how many bytes each page between two places of a file says it unpacks to.

    Raises:
        PageError: a header is none, or a page goes beyond the end.
    """
    place = begin
    while place < end:
        length, header = _header_at(file, place)
        unpacked, packed = header.get(UNPACKED), header.get(PACKED)
        if not isinstance(unpacked, int) or not isinstance(packed, int):
            raise PageError
        if unpacked < 0 or packed < 0 or place + length + packed > end:
            raise PageError
        yield unpacked
        place += length + packed


def _header_at(file: BinaryIO, place: int) -> tuple[int, dict[int, Any]]:
    """Return the length of the header at a place, and what it holds."""
    for size in HEADER_BYTES:
        file.seek(place)
        content = file.read(size)
        thrift = _Thrift(content)
        try:
            found = thrift.struct()
        except IndexError:
            if len(content) < size:
                break
            continue
        return thrift.place, found
    raise PageError


class _Thrift:
    """Reads a struct from the first of some bytes; beyond their end is an `IndexError`."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.place = 0

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Return the fields of a struct by their numbers; texts are left out."""
        if depth > NESTING_MAX:
            raise PageError
        found: dict[int, Any] = {}
        field = 0
        while (head := self._byte()) & 0x0F != STOP:
            field = field + (head >> 4) if head >> 4 else self._whole()
            found[field] = self._value(head & 0x0F, depth)
        return found

    def _value(self, form: int, depth: int) -> Any:  # noqa: ANN401 - what stands there
        """Return a value of a struct."""
        if form in (I16, I32, I64):
            return self._whole()
        if form == STRUCT:
            return self.struct(depth + 1)
        if form in (LIST, SET):
            return self._list(depth + 1)
        if form == BINARY:
            self._move(self._varint())
        elif form in (BYTE, DOUBLE):
            self._move(1 if form == BYTE else 8)
        elif form not in (YES, NO):  # there is no map in either
            raise PageError
        return None

    def _list(self, depth: int) -> list[Any]:
        """Return the values of a list."""
        if depth > NESTING_MAX:
            raise PageError
        head = self._byte()
        count, form = head >> 4, head & 0x0F
        if count == 0x0F:
            count = self._varint()
        if count > len(self._content) - self.place:
            raise IndexError
        if form in (YES, NO):
            self._move(count)
            return []
        return [self._value(form, depth) for _ in range(count)]

    def _byte(self) -> int:
        """Return the next byte."""
        byte = self._content[self.place]
        self.place += 1
        return byte

    def _varint(self) -> int:
        """Return a number of seven bits a byte."""
        number = 0
        for place in range(VARINT_BYTES_MAX):
            byte = self._byte()
            number |= (byte & 0x7F) << (7 * place)
            if byte < 0x80:
                return number
        raise PageError

    def _whole(self) -> int:
        """Return a number with its sign in the last bit."""
        number = self._varint()
        return number >> 1 ^ -(number & 1)

    def _move(self, size: int) -> None:
        """Pass over some bytes."""
        self.place += size
        if self.place > len(self._content):
            raise IndexError
