"""Opening a file as a sheet, by the format that its name says."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goodstanding.intake.files import Format, form_of
from goodstanding.intake.wire.comma import CommaSheet
from goodstanding.intake.wire.objects import ObjectSheet
from goodstanding.intake.wire.packed import unpack
from goodstanding.intake.wire.sheet import Columns, Sheet
from goodstanding.intake.wire.tables import TableSheet


@contextmanager
def open_sheet(path: Path, columns: Columns) -> Iterator[Sheet]:
    """Open a file whose name says its format, check its columns, and close it in the end.

    Raises:
        ProblemsError: its columns are not those of this kind of file, or it is broken.
        EnvironmentUnfitError: a library that its format needs is not installed.
    """
    form = form_of(path)
    assert form is not None
    if form.format is Format.PARQUET:
        yield TableSheet(path, columns)
        return
    sheet = CommaSheet if form.format is Format.CSV else ObjectSheet
    with path.open("rb") as stream:
        unpacked = unpack(stream, form.packing, file=str(path))
        yield sheet(unpacked, columns, file=str(path))
