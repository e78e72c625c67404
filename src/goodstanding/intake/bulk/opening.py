"""Opening a file of any format as blocks of rows, by what its name says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from goodstanding.intake.bulk.cells import Blocks
from goodstanding.intake.bulk.comma import CommaBlocks
from goodstanding.intake.bulk.objects import ObjectBlocks
from goodstanding.intake.bulk.tables import TableBlocks
from goodstanding.intake.files import Format, form_of
from goodstanding.intake.wire.objects import ObjectSheet
from goodstanding.intake.wire.packed import unpack
from goodstanding.intake.wire.sheet import Columns
from goodstanding.intake.wire.tables import TableSheet

FIRST_ROWS: Final = {Format.CSV: 2, Format.NDJSON: 1, Format.PARQUET: 1}
"""The number of the first row of each format."""


class Opened(NamedTuple):
    """A file as blocks of rows, the number of its first row, and how many bytes are read so far."""

    source: Blocks
    first: int
    place: Callable[[], int]


@contextmanager
def open_blocks(path: Path, columns: Columns) -> Iterator[Opened]:
    """Open a file as blocks, as `open_sheet` opens it row by row.

    Raises:
        ProblemsError: its columns are not those of this kind of file, or it is broken.
        EnvironmentUnfitError: a library that its format needs is not installed.
    """
    form = form_of(path)
    assert form is not None
    file, first = str(path), FIRST_ROWS[form.format]
    if form.format is Format.PARQUET:
        table = TableBlocks(TableSheet(path, columns))
        size = path.stat().st_size
        yield Opened(table, first, lambda: int(size * table.share))
        return
    with path.open("rb") as stream:
        unpacked = unpack(stream, form.packing, file=file)
        if form.format is Format.CSV:
            yield Opened(CommaBlocks(unpacked, columns, file=file), first, stream.tell)
            return
        sheet = ObjectSheet(unpacked, columns, file=file)
        with path.open("rb") as again:
            lines = unpack(again, form.packing, file=file)
            yield Opened(ObjectBlocks(lines, columns, sheet=sheet), first, again.tell)
