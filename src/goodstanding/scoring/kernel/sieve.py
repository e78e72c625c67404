"""The entries of a member that are worth something on some day, apart from the others."""

# Most entries of a city are too old for every rule. Without lines they matter for one thing: when
# they are seen no more, which is known at once where that is one day for all of a member's.

from goodstanding.scoring.kernel import tables
from goodstanding.scoring.kernel.calendar import NEVER
from goodstanding.scoring.kernel.compiled import compiled, inlined
from goodstanding.scoring.kernel.rows import Numbers
from goodstanding.scoring.kernel.shared import aged_from, seen_until, state_of
from goodstanding.scoring.kernel.tables import KernelColumns, KindRow, PointsTables


@inlined
def gone_together(columns: KernelColumns, row: int, until: int) -> bool:
    """Return whether all entries that are seen are gone on the day on which the consent is over.

    `row` is that of a member's gates. A window is not looked at.
    """
    together = True
    if len(columns.ends) > 0:
        for kind in range(len(columns.gate)):
            together = together and columns.ends[row, columns.gate[kind]] >= until
    return together


@inlined
def is_dead(columns: KernelColumns, kind: KindRow, entry: int, aged: int) -> bool:
    """Return whether an entry is worth nothing for good, on whatever day it is seen."""
    return aged <= kind.dead_until and state_of(columns, entry) != tables.REPAIRED


@inlined
def list_alive(
    made: PointsTables, columns: KernelColumns, first: int, last: int, alive: Numbers
) -> int:
    """List the entries of a member that are not dead, and return how many there are."""
    count = 0
    for entry in range(first, last):
        alive[count] = entry
        kind = made.kinds[columns.kind[entry]]
        count += 0 if is_dead(columns, kind, entry, aged_from(columns, entry)) else 1
    return count


@compiled
def change_of_dead(
    made: PointsTables, columns: KernelColumns, member: int, gates: int, since: int, until: int
) -> int:
    """Return the day on which dead entries are gone, all of them together; NEVER if none is seen.

    Of entries that count for something it is known already.
    """
    for entry in range(columns.first[member], columns.first[member + 1]):
        kind = made.kinds[columns.kind[entry]]
        dead = is_dead(columns, kind, entry, aged_from(columns, entry))
        if dead and kind.rule_first < kind.rule_end:
            gone = seen_until(columns, made.calendar, made.window, gates, since, until, entry)
            if gone > made.calendar.as_of:
                return gone
    return NEVER
