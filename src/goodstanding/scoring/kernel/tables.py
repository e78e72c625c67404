"""The integer tables of a policy, as the kernel reads them."""

# Lists of unlike lengths stand one after another: `x_first[i]` to `x_first[i + 1]` are those of i.
# Spans are places in `Spans`, -1 for none; days are numbers, fields are places of value columns.

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from goodstanding.scoring.kernel.calendar import Int32s, Int64s, Spans

Int8s = NDArray[np.int8]
Int16s = NDArray[np.int16]
Bools = NDArray[np.bool_]

FIXED, EACH, BY_BOUND, BY_NAME, RATES = range(5)
"""What an act is worth, by the forms of `model.points.Worth`."""

COUNT, SUM_FIELD, SUM, MOST, SMALLEST, LATEST, SHARE, YEARS_SINCE = range(8)
"""How a measure reads, by the place in `model.index.Reading`."""

COUNTED, UNDER_REVIEW, STRUCK_OUT, REPAIRED = range(4)
"""The states, by their place in `model.entry.State`."""


class RuleTables(NamedTuple):
    """The rules of a points policy, by their place in the order of their names."""

    form: Int8s
    slot: Int64s
    hundredths: Bools
    """Whether `each` or `rates` count money, held in hundredths."""

    amount_first: Int64s
    amount_day: Int64s
    amount_points: Int64s
    row_first: Int64s
    row_bound: Int64s
    row_points: Int64s
    row_lasts: Int64s
    bracket_first: Int64s
    bracket_upper: Int64s
    bracket_rate: Int64s
    """Points a unit, times `rate_over` of the rule."""

    rate_over: Int64s
    share_over: Int64s
    """The common denominator of the rule's fade."""

    since: Int64s
    fade_first: Int64s
    fade_span: Int64s
    fade_share: Int64s
    lasts: Int64s
    lasts_by_row: Bools
    repaired: Bools
    repaired_points: Int64s
    repaired_lasts: Int64s
    times_first: Int64s
    times_most: Int64s
    times_period: Int64s
    cap_first: Int64s
    cap_points: Int64s
    cap_period: Int64s
    group: Int64s


class PointsTables(NamedTuple):
    """What only a points policy has. `act` says by kind whether one act may come several times."""

    spans: Spans
    rules: RuleTables
    kind_first: Int64s
    kind_rule: Int64s
    act: Bools
    group_cap_first: Int64s
    group_cap_points: Int64s
    group_cap_period: Int64s
    cap_place: Int64s
    """The place of each rule's and then each group's name among all these names."""

    lines_a_pair: int
    """At most so many lines come of one entry under one rule, caps and limits included."""

    opening: int
    floor: int
    ceiling: int
    running: bool
    window: int
    needs_notice: bool
    as_of: int


class MeasureTables(NamedTuple):
    """The measures of an index policy, in the order of the policy.

    What a measure reads is counted in units of 1 / (`share_over` * `bound_over`); bounds are too,
    but for a share, where they are in units of 1 / `bound_over`, and years, which are whole.
    """

    reading: Int8s
    kind: Int64s
    slot: Int64s
    dimension: Int64s
    over: Int64s
    least: Int64s
    since: Int64s
    falls: Bools
    """Whether more of what is read is worse for the member."""

    name_place: Int64s
    share_over: Int64s
    bound_over: Int64s
    row_first: Int64s
    row_bound: Int64s
    row_points: Int64s
    fade_first: Int64s
    fade_span: Int64s
    fade_share: Int64s


class IndexTables(NamedTuple):
    """What only an index policy has.

    A point of a dimension is `scale` / `scale_over` points of the total.
    """

    spans: Spans
    measures: MeasureTables
    base: Int64s
    scale: Int64s
    scale_over: Int64s
    room_least: Int64s
    room_most: Int64s
    opening: int
    low: int
    high: int
    window: int
    needs_notice: bool
    as_of: int


class Levels(NamedTuple):
    """The levels from the lowest up."""

    reached_from: Int64s
    keep_above: Int64s


class Columns(NamedTuple):
    """Entries as columns, sorted by member, then act, filing, source and record by code point.

    `filed`, `aged`, `state`, `repaired_on`, `told`, `act`, `place`, `tie` and `level_held` may have
    no elements: then what an ordinary entry or member has holds throughout. `gate` by kind is the
    column of `starts` and `ends` that opens it: by member (one row stands for all), the first day
    an act may have, and the first day on which consent is over. `act` is -1 for none, `place` the
    order as given, `tie` the order of (source, record) within the member, which acts and measures
    need. `values` has a row a value column. `level_held` is -2 where it is not known.
    """

    first: Int64s
    kind: Int16s
    on: Int32s
    filed: Int32s
    aged: Int32s
    state: Int8s
    repaired_on: Int32s
    told: Bools
    act: Int32s
    place: Int64s
    tie: Int64s
    values: Int64s
    gate: Int64s
    starts: Int32s
    ends: Int32s
    level_held: Int8s


class Totals(NamedTuple):
    """What comes out for each member. `level` is -1 for none; `next_change` is `NEVER` for none."""

    total: Int64s
    level: Int8s
    next_change: Int32s
    dimensions: Int64s


class Lines(NamedTuple):
    """Lines, one after another, and how many each member has.

    `entry` is the place of the one record, -1 for none; `rule` is the rule or measure, for a cap
    the rule or, from the number of rules up, the group, -1 for none.
    """

    member_lines: Int64s
    kind: Int8s
    rule: Int16s
    dimension: Int8s
    entry: Int64s
    records: Int64s
    on: Int32s
    points: Int64s
    counted: Int64s
    why: Int8s
    next_change: Int32s
