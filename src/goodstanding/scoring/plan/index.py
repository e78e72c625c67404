"""The tables of an index policy."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final

from goodstanding.errors import Problem
from goodstanding.model.index import Dimension, Measure, Reading
from goodstanding.model.kinds import Money, WholeNumber
from goodstanding.model.policy import IndexForm, Policy, Purpose
from goodstanding.scoring.kernel import tables
from goodstanding.scoring.kernel.calendar import FIRST_DAY, LAST_DAY, day_number
from goodstanding.scoring.kernel.rows import table
from goodstanding.scoring.plan.fields import fields_read
from goodstanding.scoring.plan.products import (
    ENTRIES_A_MEMBER_MAX,
    clamped,
    refuse,
    too_large,
)
from goodstanding.scoring.plan.spans import SpanList
from goodstanding.scoring.score.index import dimension_room, dimension_scale

READINGS: Final = tuple(Reading)
NOT_WEIGHTED: Final = frozenset({Reading.SHARE, Reading.YEARS_SINCE})
"""The readings whose numbers are no sums of weights: a share of 1, and whole years."""

Row = Mapping[str, int]


def index_tables(policy: Policy, form: IndexForm, as_of: date) -> tables.IndexTables:
    """Return the tables of an index policy, seen from the day asked for.

    Raises:
        ProblemsError: numbers of a measure are beyond what is counted with.
    """
    refuse([each for measure in form.measures for each in _products(policy, form, measure)])
    spans = SpanList(as_of=as_of)
    bounds: list[Row] = []
    fades: list[Row] = []
    measures = [_measure(policy, form, each, spans, (bounds, fades)) for each in form.measures]
    window = spans.place(policy.window)  # before the spans are made tables
    read = [measure.record for measure in form.measures]
    return tables.IndexTables(
        calendar=spans.calendar(),
        measures=table(tables.MeasureRow, measures),
        kinds=table(
            tables.ReadKindRow,
            [
                {
                    "dead_until": min(
                        (_dead_until(m, spans) for m in form.measures if m.record == kind),
                        default=LAST_DAY,
                    )
                }
                for kind in policy.kinds
            ],
        ),
        bounds=table(tables.PointRow, bounds),
        fades=table(tables.FadeRow, fades),
        dimensions=table(tables.DimensionRow, [_dimension(form, each) for each in form.dimensions]),
        opening=form.opening,
        low=form.scale[0],
        high=form.scale[1],
        window=window,
        needs_notice=policy.purpose is Purpose.PROGRAMME,
        lines_an_entry=max(read.count(kind) for kind in read) if read else 0,
        lines_a_member=len(form.measures) + len(form.dimensions) + 1,
    )


def _dead_until(measure: Measure, spans: SpanList) -> int:
    """Return the last day from which a measure does not read an act on the day asked for."""
    none_after = [step.after for step in measure.fade if step.share == 0]
    return max(spans.cut(span) for span in (measure.over, *none_after))


def _dimension(form: IndexForm, dimension: Dimension) -> Row:
    """Return the row of a dimension."""
    scale = dimension_scale(form, dimension)
    least, most = dimension_room(form, dimension)
    return {
        "opening": dimension.base,
        "scale": scale.numerator,
        "scale_over": scale.denominator,
        "room_least": least,
        "room_most": most,
    }


def _measure(
    policy: Policy,
    form: IndexForm,
    measure: Measure,
    spans: SpanList,
    lists: tuple[list[Row], list[Row]],
) -> Row:
    """Return the row of a measure, adding the rows of its table and of its fade to the lists."""
    bounds, fades = lists
    share_over, bound_over = _share_over(measure), _bound_over(measure)
    unit = bound_over if measure.reading in NOT_WEIGHTED else bound_over * share_over
    bound_first, fade_first = len(bounds), len(fades)
    bounds += [{"bound": clamped(int(b * unit)), "points": points} for b, points in measure.table]
    fades += [
        {"span": spans.place(step.after), "share": int(step.share * share_over)}
        for step in measure.fade
    ]
    none_after = [step.after for step in measure.fade if step.share == 0]
    names = sorted(each.name for each in form.measures)
    return {
        "reading": READINGS.index(measure.reading),
        "kind": list(policy.kinds).index(measure.record),
        "slot": -1 if measure.field is None else fields_read(policy)[measure.record, measure.field],
        "dimension": [each.name for each in form.dimensions].index(measure.dimension),
        "over": spans.place(measure.over),
        "none_after": spans.place(none_after[0] if none_after else None),
        "least": measure.least,
        "since": FIRST_DAY if measure.since is None else day_number(measure.since),
        "falls": measure.falls,
        "deducts": measure.deducts,
        "name_place": names.index(measure.name),
        "share_over": share_over,
        "bound_over": bound_over,
        "bound_first": bound_first,
        "bound_end": len(bounds),
        "fade_first": fade_first,
        "fade_end": len(fades),
    }


def _share_over(measure: Measure) -> int:
    """Return the common denominator of a measure's fade."""
    return lcm(*(step.share.denominator for step in measure.fade))


def _bound_over(measure: Measure) -> int:
    """Return the common denominator of the bounds of a measure's table."""
    return lcm(*(Fraction(bound).denominator for bound, _ in measure.table))


def _products(policy: Policy, form: IndexForm, measure: Measure) -> list[Problem]:
    """Return a problem where the sums of a measure could be beyond what is counted with."""
    bound_over = _bound_over(measure)
    largest = max(int(bound * bound_over) for bound, _ in measure.table)
    quantity = 1
    if measure.field is not None and measure.reading is not Reading.SHARE:
        type_ = policy.kinds[measure.record].fields[measure.field]
        assert isinstance(type_, WholeNumber | Money)
        quantity = type_.most
    if measure.reading is not Reading.MOST:
        quantity *= ENTRIES_A_MEMBER_MAX
    low, high = form.scale
    weighted = max(abs(points) for _, points in measure.table) * (high - low)
    product = max(quantity * bound_over * _share_over(measure), largest, weighted)
    return too_large(f"measures.{measure.name}", product)
