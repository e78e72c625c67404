"""The list of rows that came back, as a CSV file for whoever sent them."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from goodstanding.intake.faults import Refused

FORMULA_SIGNS: Final = ("=", "+", "-", "@")


def refused_csv(refused: Sequence[Refused]) -> str:
    """Return a CSV file of rows that were refused and why; no value of theirs is in it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("file", "row", "column", "code", "what", "hint"))
    for each in refused:
        file = f"./{each.file}" if each.file.startswith(FORMULA_SIGNS) else each.file
        writer.writerow((file, each.row, each.column, each.code, each.what, each.hint))
    return text.getvalue()
