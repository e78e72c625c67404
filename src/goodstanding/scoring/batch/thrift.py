"""The headers and footers of Parquet files: the compact protocol of Thrift, read and written."""

# A struct is a dictionary from the number of a field to its type and value, in ascending order. The
# value of a list is the type of its elements and these.

from collections.abc import Sequence
from typing import Any, Final

YES, NO, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
"""Types of fields."""

WHOLE: Final = (I16, I32, I64)
FIELDS_APART_MAX: Final = 15
"""A field whose number is at most so many above the one before has both in one byte."""

ELEMENTS_MAX: Final = 15
"""A list of fewer elements has their number and type in one byte."""

Struct = dict[int, tuple[int, Any]]


def read_struct(content: bytes, at: int = 0) -> tuple[Struct, int]:
    """Return the struct that begins at a byte, and where it ends.

    Raises:
        ValueError: it holds a type that no Parquet file has.
        IndexError: it has no end.
    """
    found: Struct = {}
    number = 0
    while head := content[at]:
        at += 1
        if head >> 4:
            number += head >> 4
        else:
            number, at = _read_signed(content, at)
        value, at = _read(content, at, head & 15)
        found[number] = head & 15, value
    return found, at + 1


def _read(content: bytes, at: int, form: int) -> tuple[Any, int]:
    """Return a value of a type, and where it ends."""
    if form in (YES, NO):
        return form == YES, at
    if form in WHOLE:
        return _read_signed(content, at)
    if form == BYTE:
        return content[at], at + 1
    if form == BINARY:
        size, at = _read_number(content, at)
        return bytes(content[at : at + size]), at + size
    if form == STRUCT:
        return read_struct(content, at)
    if form != LIST:
        message = f"no Parquet file has the type {form}"
        raise ValueError(message)
    head, at = content[at], at + 1
    count, of = head >> 4, head & 15
    if count == ELEMENTS_MAX:
        count, at = _read_number(content, at)
    elements = []
    for _ in range(count):
        element, at = _read(content, at, of)
        elements.append(element)
    return (of, elements), at


def _read_number(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends."""
    number, shift = 0, 0
    while content[at] >> 7:
        number |= (content[at] & 127) << shift
        shift += 7
        at += 1
    return number | content[at] << shift, at + 1


def _read_signed(content: bytes, at: int) -> tuple[int, int]:
    """Return a number whose last bit is its sign, and where it ends."""
    number, at = _read_number(content, at)
    return (number >> 1) ^ -(number & 1), at


def written(fields: Struct) -> bytes:
    """Return a struct as bytes."""
    found = bytearray()
    _write_struct(found, fields)
    return bytes(found)


def _write_struct(found: bytearray, fields: Struct) -> None:
    """Add a struct."""
    before = 0
    for number, (form, value) in fields.items():
        own = (YES if value else NO) if form in (YES, NO) else form
        if 0 < number - before <= FIELDS_APART_MAX:
            found.append((number - before) << 4 | own)
        else:
            found.append(own)
            _write_signed(found, number)
        if form not in (YES, NO):
            _write(found, form, value)
        before = number
    found.append(0)


def _write(found: bytearray, form: int, value: Any) -> None:  # noqa: ANN401 - of any type
    """Add a value of a type."""
    if form in WHOLE:
        _write_signed(found, value)
    elif form == BYTE:
        found.append(value)
    elif form == BINARY:
        _write_number(found, len(value))
        found += value
    elif form == STRUCT:
        _write_struct(found, value)
    else:
        of, elements = value
        _write_head(found, of, elements)
        for element in elements:
            _write(found, of, element)


def _write_head(found: bytearray, of: int, elements: Sequence[Any]) -> None:
    """Add how many elements a list has, and their type."""
    if len(elements) < ELEMENTS_MAX:
        found.append(len(elements) << 4 | of)
    else:
        found.append(ELEMENTS_MAX << 4 | of)
        _write_number(found, len(elements))


def _write_number(found: bytearray, number: int) -> None:
    """Add a number of seven bits a byte."""
    while number >> 7:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)


def _write_signed(found: bytearray, number: int) -> None:
    """Add a number whose last bit is its sign; it has at most 64 bits."""
    _write_number(found, (number << 1) ^ (number >> 63))
