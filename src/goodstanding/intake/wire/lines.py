"""Bytes into lines, none of them longer than a row may be."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from goodstanding.errors import declare
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import ROW_BYTES_MAX

NOT_UTF_8 = declare("intake-not-utf-8", "A row or a header is not UTF-8 text.")
LONG_ROW = declare("intake-row-too-long", "A row has more bytes than any may.")

NOT_UTF_8_FAULT: Final = Fault(
    code=NOT_UTF_8, what="the row is not UTF-8", hint="Save the file as UTF-8"
)
ROW_TOO_LONG: Final = Fault(
    code=LONG_ROW,
    what=f"the row is longer than {ROW_BYTES_MAX:,} bytes",
    hint="Check that the file has one record a row",
)
QUOTED_ROW_TOO_LONG: Final = Fault(
    code=LONG_ROW, what=f"{ROW_TOO_LONG.what} and has quotes", hint=ROW_TOO_LONG.hint
)
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
PIECE: Final = ROW_BYTES_MAX + len("\r\n")


def read_lines(stream: BinaryIO) -> Iterator[bytes | Fault]:
    """Yield the lines of a stream without their ends and without a mark of UTF-8 before them.

    A line that is too long is read to its end, and its fault stands in its place.
    """
    line = stream.readline(PIECE).removeprefix(BYTE_ORDER_MARK)
    while line:
        text = line.removesuffix(b"\n")
        if len(text) < len(line):
            text = text.removesuffix(b"\r")
        if len(text) <= ROW_BYTES_MAX:
            yield text
        else:
            quoted = b'"' in line
            while line and not line.endswith(b"\n"):
                line = stream.readline(PIECE)
                quoted = quoted or b'"' in line
            yield QUOTED_ROW_TOO_LONG if quoted else ROW_TOO_LONG
        line = stream.readline(PIECE)
