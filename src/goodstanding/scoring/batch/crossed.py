"""Whose measures read other records on a later day, though their points stay."""

# The line of a measure names how many records it read, the day of the latest, and the only one.
# `next_change` of a line says when its points differ, and a record that is over or faded may leave
# all points as they are; so a day on which any record of a measure is over, or a step of its fade
# comes, is looked for here.

import numpy as np
from numpy.typing import NDArray

from goodstanding.scoring.kernel.calendar import NEVER, over_on
from goodstanding.scoring.kernel.compiled import compiled
from goodstanding.scoring.kernel.rows import Numbers, numbers
from goodstanding.scoring.kernel.shared import aged_from
from goodstanding.scoring.kernel.tables import (
    Columns,
    IndexTables,
    KernelColumns,
    kernel_columns,
)


@compiled
def _crossed(made: IndexTables, columns: KernelColumns, before: int, found: Numbers) -> None:
    """Mark each member with a record of which something is over after `before` and by the day."""
    calendar, measures, fades, window = made.calendar, made.measures, made.fades, made.window
    as_of = calendar.as_of
    for member in range(len(found)):
        for entry in range(columns.first[member], columns.first[member + 1]):
            aged, kind = aged_from(columns, entry), columns.kind[entry]
            if window >= 0 and before < over_on(calendar, window, aged) <= as_of:
                found[member] = 1
            for place in range(len(measures)):
                measure = measures[place]
                if measure.kind != kind:
                    continue
                if before < over_on(calendar, measure.over, aged) <= as_of:
                    found[member] = 1
                for step in range(measure.fade_first, measure.fade_end):
                    if before < over_on(calendar, fades[step].span, aged) <= as_of:
                        found[member] = 1


def crossed(tables: IndexTables, columns: Columns, before: int) -> NDArray[np.bool_]:
    """Return by member whether a measure may read other records than on the day `before`."""
    taken = kernel_columns(columns)
    found = np.zeros(len(taken.first) - 1, np.int64)
    assert before < NEVER
    _crossed(tables, taken, before, numbers(found))
    return found > 0
