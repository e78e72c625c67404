"""The integer tables of a policy, the columns that the kernel reads, and those that it writes."""

# In a row, `x_first` and `x_end` are the first place of its own in the table of x and the one after
# its last. Spans are places in `Calendar.spans`, -1 for none; days are numbers; a slot is the place
# of a value column, -1 for none.

from collections.abc import Mapping
from typing import Any, Final, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from goodstanding.scoring.kernel.calendar import NEVER, Calendar
from goodstanding.scoring.kernel.rows import Grid, Numbers, Rows, numbers, room_for_grid

Array = TypeVar("Array")
Table = TypeVar("Table")

NOTHING: Final = -1
"""No place at all."""

FIXED, EACH, BY_BOUND, BY_NAME, RATES = range(5)
"""What an act is worth, by the forms of `model.points.Worth`."""

COUNT, SUM_FIELD, SUM, MOST, SMALLEST, LATEST, SHARE, YEARS_SINCE = range(8)
"""How a measure reads, by the place in `model.index.Reading`."""

COUNTED, UNDER_REVIEW, STRUCK_OUT, REPAIRED = range(4)
"""The states, by their place in `model.entry.State`."""

NOT_KNOWN: Final = -2
"""The level held before, where nobody said it."""


class RuleRow:
    """A rule of a points policy, by its place in the order of their names.

    `simple` rules have nothing that other entries or the caps have to do with: no caps on times, no
    rates, no caps on points, and no running bounds. Up to `free_times` acts meet no caps on times,
    and gains that come to `free_most` or less, and losses to `free_least` or more, none on points.
    `hundredths` says that `each` counts money. `rate_over` is what sums of faded rates are divided
    by, and `rate_over_whole` those of rates before they fade; `share_over` is the denominator that
    all shares of the fade have. `lasts_by_row` says that the rows of its table say how long an act
    counts.
    """

    form: int
    simple: bool
    hundredths: bool
    lasts_by_row: bool
    repaired: bool
    lasts: int
    since: int
    slot: int
    amount_first: int
    amount_end: int
    bound_first: int
    bound_end: int
    bracket_first: int
    bracket_end: int
    rate_over: int
    rate_over_whole: int
    share_over: int
    fade_first: int
    fade_end: int
    repaired_points: int
    repaired_lasts: int
    times_first: int
    times_end: int
    cap_first: int
    cap_end: int
    free_times: int
    free_most: int
    free_least: int
    group: int


class AmountRow:
    """Points that hold from a day on."""

    day: int
    points: int


class BoundRow:
    """A row of a rule's table: its lower bound or name, its points, and how long it lasts."""

    bound: int
    points: int
    lasts: int


class BracketRow:
    """A bracket of rates: its upper end, and the points a unit times the common denominator."""

    upper: int
    rate: int


class FadeRow:
    """A step of a fade: from which age on, and the share left in parts of the denominator."""

    span: int
    share: int


class CapRow:
    """A cap on times or on points: how many, in which period."""

    most: int
    period: int


class KindRow:
    """A kind of record under a points policy: the rules that read it, by the order of their names.

    An act whose age runs from `dead_until` or before is worth nothing for good under each of them,
    whatever else is known of it but a repair. `act` says that one act may come several times.
    """

    rule_first: int
    rule_end: int
    dead_until: int
    act: bool


class GroupRow:
    """The caps of a group of rules, and the sums of gains and of losses that meet none of them."""

    cap_first: int
    cap_end: int
    free_most: int
    free_least: int


class PointsTables(NamedTuple):
    """A points policy.

    `cap_place` is the place of each rule's and then each group's name among all these names. One
    entry makes at most `lines_an_entry` lines, those of caps and running bounds among them, and a
    member `lines_a_member` more.
    """

    calendar: Calendar
    rules: Rows[RuleRow]
    kinds: Rows[KindRow]
    kind_rules: Numbers
    amounts: Rows[AmountRow]
    bounds: Rows[BoundRow]
    brackets: Rows[BracketRow]
    fades: Rows[FadeRow]
    times: Rows[CapRow]
    caps: Rows[CapRow]
    groups: Rows[GroupRow]
    cap_place: Numbers
    opening: int
    floor: int
    ceiling: int
    running: bool
    window: int
    needs_notice: bool
    lines_an_entry: int
    lines_a_member: int


class MeasureRow:
    """A measure of an index policy, in the order of the policy.

    What it reads is counted in units of 1 / (`share_over` x `bound_over`), and so are its bounds,
    but for a share, whose bounds are in units of 1 / `bound_over`, and for whole years. `falls`
    says that more of what is read is worse for the member, `deducts` that any row takes away.
    `none_after` is the span after which nothing of an entry is left, -1 where there is none.
    """

    reading: int
    kind: int
    slot: int
    dimension: int
    over: int
    none_after: int
    least: int
    since: int
    falls: bool
    deducts: bool
    name_place: int
    share_over: int
    bound_over: int
    bound_first: int
    bound_end: int
    fade_first: int
    fade_end: int


class PointRow:
    """A row of a measure's table."""

    bound: int
    points: int


class DimensionRow:
    """A dimension; a point of it is `scale` / `scale_over` points of the total."""

    opening: int
    scale: int
    scale_over: int
    room_least: int
    room_most: int


class ReadKindRow:
    """A kind of record under an index policy: nothing reads an act aged from `dead_until`."""

    dead_until: int


class IndexTables(NamedTuple):
    """An index policy.

    One entry makes at most `lines_an_entry` lines, and a member `lines_a_member` more.
    """

    calendar: Calendar
    measures: Rows[MeasureRow]
    kinds: Rows[ReadKindRow]
    bounds: Rows[PointRow]
    fades: Rows[FadeRow]
    dimensions: Rows[DimensionRow]
    opening: int
    low: int
    high: int
    window: int
    needs_notice: bool
    lines_an_entry: int
    lines_a_member: int


class Levels(NamedTuple):
    """The levels from the lowest up."""

    reached_from: Numbers
    keep_above: Numbers


class AnyColumns(NamedTuple, Generic[Array, Table]):
    """Entries as columns, sorted by member, then act, filing, source and record by code point.

    `first` is where each member's entries begin, and where the last one's end. `filed`, `aged`,
    `state`, `repaired_on`, `told`, `act`, `place`, `tie`, `row`, `since`, `until` and `level_held`
    may have no elements: then what an ordinary entry or member has holds throughout. `gate` by kind
    is the column of `starts` and `ends` that opens it, `row` by member their row (else the member's
    own, or the one that there is): the first day an act may have, and the first day on which
    consent is over. `since` and `until` are such days of the member whatever the kind. `act` is -1
    for none, `place` the order as given, `tie` the order of (source, record) within the member,
    which acts and the lines of measures need. `values` has a row a value column. `level_held` is -2
    where it is not known.
    """

    first: Array
    kind: Array
    on: Array
    filed: Array
    aged: Array
    state: Array
    repaired_on: Array
    told: Array
    act: Array
    place: Array
    tie: Array
    values: Table
    gate: Array
    starts: Table
    ends: Table
    row: Array
    since: Array
    until: Array
    level_held: Array


class AnyTotals(NamedTuple, Generic[Array, Table]):
    """What comes out for each member. `level` is -1 for none; `next_change` is `NEVER` for none."""

    total: Array
    level: Array
    next_change: Array
    dimensions: Table


class AnyLines(NamedTuple, Generic[Array]):
    """Lines, one after another; those of member m end at `member_end[m]`.

    `entry` is the place of the one record, -1 for none; `rule` is the rule or measure, for a cap
    the rule or, from the number of rules up, the group, -1 for none.
    """

    member_end: Array
    kind: Array
    rule: Array
    dimension: Array
    entry: Array
    records: Array
    on: Array
    points: Array
    counted: Array
    why: Array
    next_change: Array


KernelColumns = AnyColumns[Numbers, Grid]
KernelTotals = AnyTotals[Numbers, Grid]
KernelLines = AnyLines[Numbers]
Columns = AnyColumns[NDArray[Any], NDArray[Any]]
Totals = AnyTotals[NDArray[Any], NDArray[Any]]
Lines = AnyLines[NDArray[Any]]

COLUMN_WIDTHS: Final[Mapping[str, type[np.generic]]] = {
    "first": np.int64,
    "kind": np.int16,
    "on": np.int32,
    "filed": np.int32,
    "aged": np.int32,
    "state": np.int8,
    "repaired_on": np.int32,
    "told": np.bool_,
    "act": np.int32,
    "place": np.int64,
    "tie": np.int32,
    "values": np.int64,
    "gate": np.int64,
    "starts": np.int32,
    "ends": np.int32,
    "row": np.int32,
    "since": np.int32,
    "until": np.int32,
    "level_held": np.int8,
}


def kernel_columns(columns: Columns) -> KernelColumns:
    """Return columns as the kernel takes them: of one width and layout, and not to be written.

    Nothing is copied where they are so already; others would be compiled for once more.
    """
    made: dict[str, Any] = {}
    for name, values in columns._asdict().items():
        made[name] = np.ascontiguousarray(values, COLUMN_WIDTHS[name]).view()
        made[name].flags.writeable = False
    return KernelColumns(**made)


def make_totals(members: int, dimensions: int) -> KernelTotals:
    """Return room for the totals of members, who have reached nothing yet."""
    return KernelTotals(
        total=numbers(np.zeros(members, np.int64)),
        level=numbers(np.full(members, NOTHING, np.int8)),
        next_change=numbers(np.full(members, NEVER, np.int32)),
        dimensions=room_for_grid(members, dimensions),
    )


def make_lines(members: int, capacity: int) -> KernelLines:
    """Return room for lines."""
    return KernelLines(
        member_end=numbers(np.zeros(members, np.int64)),
        kind=numbers(np.empty(capacity, np.int8)),
        rule=numbers(np.empty(capacity, np.int16)),
        dimension=numbers(np.empty(capacity, np.int8)),
        entry=numbers(np.empty(capacity, np.int64)),
        records=numbers(np.empty(capacity, np.int32)),
        on=numbers(np.empty(capacity, np.int32)),
        points=numbers(np.empty(capacity, np.int64)),
        counted=numbers(np.empty(capacity, np.int64)),
        why=numbers(np.empty(capacity, np.int8)),
        next_change=numbers(np.empty(capacity, np.int32)),
    )
