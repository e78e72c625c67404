"""The list of rows that came back, as a CSV file for whoever sent them."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from goodstanding.errors import Problem

FORMULA_SIGNS: Final = ("=", "+", "-", "@")
"""A spreadsheet takes a cell that begins with one of these for a formula."""
HERE: Final = "./"


def refused_csv(refused: Iterable[Problem]) -> str:
    """Return a CSV file of rows that were refused and why; no value of theirs is in it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("file", "row", "column", "code", "what", "hint"))
    for each in refused:
        file = f"{HERE}{each.file}" if each.file.startswith(FORMULA_SIGNS) else each.file
        writer.writerow((file, each.line, each.path, each.code.name, each.what, each.hint))
    return text.getvalue()


def file_listed(cell: str) -> str:
    """Return the file that a cell of such a list names."""
    name = cell.removeprefix(HERE)
    return name if name.startswith(FORMULA_SIGNS) else cell
