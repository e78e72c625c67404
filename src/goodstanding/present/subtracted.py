"""What may stand on one page: no numbers that give a count of few by being subtracted."""

# Each number is large by itself (`cells`). Where one counts people who are all among those of
# another, the difference is a count, too: those of a range who have lines, or those with lines who
# have none under a rule. Where it would be of fewer than twenty, a second number is left out, as is
# done beside a blank cell (secondary suppression).

from collections.abc import Mapping
from dataclasses import dataclass

from goodstanding.model.index import DIMENSION_MAX, Dimension
from goodstanding.model.policy import IndexForm, Policy
from goodstanding.present.cells import CELL_LEAST, Cell, Distribution, distribution, tellable
from goodstanding.scoring.tallies import Key, Spread, Tally

PART_CELLS_MAX = 10
"""A part's distribution is over so many ranges at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page may show together.

    `totals` is None for fewer than twenty members. `parts` are the distributions of those parts of
    the index that are shown. `without` says whether the members without data are told. Of the rules
    in `unsaid` the members are not.
    """

    totals: Distribution | None
    parts: Mapping[str, Distribution]
    without: bool
    unsaid: frozenset[Key]


def shown(policy: Policy, tally: Tally) -> Shown:
    """Return what may be shown of a run; what is left out is left out for what is shown."""
    totals = distribution(tally.totals)
    ranges = [] if totals is None else [(totals, policy.opening)]
    parts = {}
    for part, found in _parts(policy, tally):
        if not _crosses(policy, part, found, totals):
            parts[str(part.name)] = found
            ranges.append((found, part.base))
    told = {
        key: points.members
        for key, points in (tally.rules or {}).items()
        if points.members >= CELL_LEAST
    }
    return Shown(
        totals=totals,
        parts=parts,
        without=_tells_without(tally, told, ranges),
        unsaid=_unsaid(policy, tally, told, ranges, parts),
    )


def few(count: int) -> bool:
    """Return whether a difference is a count of few people; nobody is none."""
    return 0 < count < CELL_LEAST


Ranges = list[tuple[Distribution, int]]
"""Distributions on one page, and where somebody without lines stands in each."""


def _parts(policy: Policy, tally: Tally) -> list[tuple[Dimension, Distribution]]:
    """Return the parts of an index with their distributions.

    Where one part alone differs between members, it is the total over again, and what two pictures
    of one thing cut differently could be subtracted: then the total has to do.
    """
    differing = sum(len(spread.counts) > 1 for spread in tally.dimensions.values())
    if not isinstance(policy.form, IndexForm) or differing < 2:
        return []
    found = []
    for part in policy.form.dimensions:
        spread = distribution(tally.dimensions.get(str(part.name), Spread()), most=PART_CELLS_MAX)
        if spread is not None:
            found.append((part, spread))
    return found


def _tells_without(tally: Tally, told: Mapping[Key, int], ranges: Ranges) -> bool:
    """Return whether the members without data are told."""
    without = tally.without_lines
    if without is None or not tellable(without, tally.members):
        return True  # it is in words, which tell no number
    with_lines = tally.members - without
    if any(few(cell.count - without) for cell in _holding(ranges)):
        return False
    every = len(told) == sum(points.members > 0 for points in (tally.rules or {}).values())
    both = every and len(told) == 2 and few(sum(told.values()) - with_lines)
    return not both and not any(few(with_lines - members) for members in told.values())


def _holding(ranges: Ranges) -> list[Cell]:
    """Return the range of each distribution in which those without lines stand."""
    return [cell for found, start in ranges for cell in found.cells if _holds(cell, start)]


def _holds(cell: Cell, value: int) -> bool:
    """Return whether a value lies in a range."""
    above = cell.low is None or cell.low <= value
    return above and (cell.high is None or value < cell.high)


def _unsaid(
    policy: Policy,
    tally: Tally,
    told: Mapping[Key, int],
    ranges: Ranges,
    parts: Mapping[str, Distribution],
) -> frozenset[Key]:
    """Return the rules whose members are all who can be off the start in some distribution."""
    found = set()
    for key, members in told.items():
        if len(tally.rules or {}) == 1:
            among = _holding(ranges)
        else:
            among = _holding(_alone(policy, key, parts))
        rest = tally.members - members
        if any(few(cell.count - rest) for cell in among):
            found.add(key)
    return frozenset(found)


def _alone(policy: Policy, key: Key, parts: Mapping[str, Distribution]) -> Ranges:
    """Return the distribution of the part that one measure alone moves, nothing for others."""
    if not isinstance(policy.form, IndexForm):
        return []
    found = []
    for part in policy.form.dimensions:
        names = [each.name for each in policy.form.measures if each.dimension == part.name]
        if names == [key.rule] and str(part.name) in parts:
            found.append((parts[str(part.name)], part.base))
    return found


def _crosses(
    policy: Policy, part: Dimension, found: Distribution, totals: Distribution | None
) -> bool:
    """Return whether some end of a part's range and some end of a total's enclose few members.

    Whoever stands high enough in a part stands above an end of the total, whatever the other parts
    are; then those above the one and not the other are told by subtraction.
    """
    form = policy.form
    if totals is None or not isinstance(form, IndexForm):
        return False
    low, high = form.scale
    share = float(part.weight) * (high - low) / DIMENSION_MAX
    rest = [_ends(form, other) for other in form.dimensions if other.name != part.name]
    least = sum((ends[0] for ends in rest), start=float(low))
    most = sum((ends[1] for ends in rest), start=float(low))
    rounding = len(form.measures) + len(form.dimensions) + 1
    for edge, above in _above(found):
        for total, reached in _above(totals):
            if total <= least + share * edge and few(reached - above):
                return True
            if total >= most + share * edge + rounding and few(above - reached):
                return True
    return False


def _ends(form: IndexForm, part: Dimension) -> tuple[float, float]:
    """Return the least and the most that a part gives the total, by the signs of its measures."""
    low, high = form.scale
    share = part.weight * (high - low) / DIMENSION_MAX
    tables = [each.table for each in form.measures if each.dimension == part.name]
    points = [value for table in tables for _, value in table]
    least = 0 if any(value < 0 for value in points) else part.base
    most = DIMENSION_MAX if any(value > 0 for value in points) else part.base
    return float(share * least), float(share * most)


def _above(found: Distribution) -> list[tuple[int, int]]:
    """Return each inner end of ranges with how many members stand at it or above."""
    ends, reached = [], 0
    for cell in reversed(found.cells):
        reached += cell.count
        if cell.low is not None:
            ends.append((cell.low, reached))
    return ends
