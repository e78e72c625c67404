"""The names of columns: all that are needed, none twice and none that nobody knows."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import TypeAlias

from goodstanding.errors import Code, Problem, ProblemsError, declare
from goodstanding.intake.faults import stop
from goodstanding.intake.limits import COLUMNS_MAX
from goodstanding.intake.wire.sheet import Columns

NO_HEADER = declare("intake-no-header", "A file does not begin with the names of its columns.")
UNKNOWN_COLUMN = declare("intake-unknown-column", "A column that this kind of file does not have.")
MISSING_COLUMN = declare("intake-missing-column", "A column that this kind of file must have.")
DUPLICATE_COLUMN = declare("intake-duplicate-column", "One column stands twice in a file.")
TOO_MANY_COLUMNS = declare("intake-too-many-columns", "The file has more columns than any may.")

Wrong: TypeAlias = tuple[Code, str, str]
"""A code, what is wrong, and what to do."""


def check_header(names: Sequence[str], columns: Columns, *, file: str) -> None:
    """Refuse names of columns that are not those of `columns`, each once.

    A name that is not known is never repeated: in a file without a header it is a person's value.

    Raises:
        ProblemsError: with all that is wrong with the names.
    """
    if len(names) > COLUMNS_MAX:
        raise stop(
            TOO_MANY_COLUMNS,
            file=file,
            line=1,
            what=f"the file has {len(names):,} columns, and at most {COLUMNS_MAX:,} are read",
            hint="Keep the columns that the policy reads",
        )
    if not any(name in columns.known for name in names):
        raise stop(
            NO_HEADER,
            file=file,
            line=1,
            what="the file does not begin with the names of its columns",
            hint=f"Name them first, with commas between them in CSV: {', '.join(columns.needed)}",
        )
    wrong = [
        *(_others(names, columns) if columns.any_others else _unknown(names, columns.known)),
        *_twice(names),
        *_missing(names, columns.needed),
    ]
    if wrong:
        raise ProblemsError(
            Problem(code=code, file=file, line=1, what=what, hint=hint)
            for code, what, hint in wrong
        )


def _unknown(names: Sequence[str], known: Sequence[str]) -> Iterator[Wrong]:
    """Yield the names that nobody knows, each by its place."""
    for place, name in enumerate(names, start=1):
        if name not in known:
            near = get_close_matches(name.strip().lower()[:64], known, n=1)
            meant = f"Write {near[0]!r} if you mean that" if near else "Take it out"
            yield (
                UNKNOWN_COLUMN,
                f"the name of column {place} is not known",
                f"{meant}; known are {', '.join(known)}",
            )


def _others(names: Sequence[str], columns: Columns) -> Iterator[Wrong]:
    """Yield what is wrong with how many columns stand beside the known ones."""
    others = sum(name not in columns.known for name in names)
    if others != columns.any_others:
        yield (
            UNKNOWN_COLUMN,
            f"beside {', '.join(columns.known)} the file has {others} columns",
            f"Give it {columns.any_others}",
        )


def _twice(names: Sequence[str]) -> Iterator[Wrong]:
    """Yield the names that stand there already."""
    for place, name in enumerate(names, start=1):
        before = names.index(name) + 1
        if before < place:
            yield (
                DUPLICATE_COLUMN,
                f"column {place} has the name of column {before}",
                "Keep one of the two",
            )


def _missing(names: Sequence[str], needed: Sequence[str]) -> Iterator[Wrong]:
    """Yield the names that are needed and not there."""
    for name in needed:
        if name not in names:
            yield MISSING_COLUMN, f"the column {name!r} is missing", "Add it to the file"
