"""How many members hold each level, as a terminal may say it."""

from collections.abc import Mapping

from goodstanding.model.names import NO_LEVEL
from goodstanding.present.cells import CELL_LEAST, groups


def levels_said(levels: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return how many members hold each level; levels of fewer than 20 are told together."""
    names = sorted(levels, key=lambda name: name != NO_LEVEL)
    if not names:
        return []
    told = groups([levels[name] for name in names])
    if not told:
        return [("levels", f"told of {CELL_LEAST} members or more")]
    return [
        (f"level {' or '.join(names[place] for place in run)}", f"{count:,}") for run, count in told
    ]
