"""The names of columns: all that are needed, none twice and none that nobody knows."""

from collections.abc import Sequence
from difflib import get_close_matches

from goodstanding.errors import Code, Problem, ProblemsError, declare
from goodstanding.intake.limits import COLUMNS_MAX
from goodstanding.intake.wire.sheet import Columns

NO_HEADER = declare("intake-no-header", "The file is empty: it has no names of columns.")
UNKNOWN_COLUMN = declare("intake-unknown-column", "A column that this kind of file does not have.")
MISSING_COLUMN = declare("intake-missing-column", "A column that this kind of file must have.")
DUPLICATE_COLUMN = declare("intake-duplicate-column", "One column stands twice in a file.")
TOO_MANY_COLUMNS = declare("intake-too-many-columns", "The file has more columns than any may.")


def check_header(names: Sequence[str], columns: Columns, *, file: str) -> None:
    """Refuse names of columns that are not those of `columns`, each once.

    A name that is not known is never repeated: in a file without a header it is a person's value.

    Raises:
        ProblemsError: with all that is wrong with the names.
    """
    problems: list[Problem] = []

    def complain(code: Code, what: str, hint: str) -> None:
        problems.append(Problem(code=code, file=file, line=1, what=what, hint=hint))

    if len(names) > COLUMNS_MAX:
        complain(
            TOO_MANY_COLUMNS,
            f"the file has {len(names):,} columns, and at most {COLUMNS_MAX:,} are read",
            "Keep the columns that the policy reads",
        )
        raise ProblemsError(problems)
    known = columns.known
    for place, name in enumerate(names, start=1):
        if name not in known:
            near = get_close_matches(name.strip().lower()[:64], known, n=1)
            meant = f"Write {near[0]!r} if you mean that" if near else "Take it out"
            complain(
                UNKNOWN_COLUMN,
                f"the name of column {place} is not known",
                f"{meant}; known are {', '.join(known)}",
            )
        elif name in names[: place - 1]:
            complain(
                DUPLICATE_COLUMN, f"column {place} is {name!r} once more", "Keep one of the two"
            )
    for name in columns.needed:
        if name not in names:
            complain(MISSING_COLUMN, f"the column {name!r} is missing", "Add it to the file")
    if problems:
        raise ProblemsError(problems)
