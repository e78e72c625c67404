"""The tables of an index policy."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final

import numpy as np

from goodstanding.model.days import Span
from goodstanding.model.index import Measure, Reading
from goodstanding.model.kinds import Money, WholeNumber
from goodstanding.model.policy import IndexForm, Policy, Purpose
from goodstanding.scoring.kernel import tables
from goodstanding.scoring.kernel.calendar import FIRST_DAY, day_number
from goodstanding.scoring.plan.points import Lists, fields_read, whole
from goodstanding.scoring.plan.products import check_product
from goodstanding.scoring.plan.spans import SpanList
from goodstanding.scoring.score.index import dimension_room, dimension_scale

READINGS: Final = tuple(Reading)
SUMMED_MAX: Final = 2_000_000
"""So many entries of a member are added up at most."""


def index_tables(policy: Policy, form: IndexForm, as_of: date) -> tables.IndexTables:
    """Return the tables of an index policy, seen from the day asked for."""
    spans = SpanList(as_of=as_of)
    scales = [dimension_scale(form, dimension) for dimension in form.dimensions]
    rooms = [dimension_room(form, dimension) for dimension in form.dimensions]
    return tables.IndexTables(
        measures=_measure_tables(policy, form, spans),
        base=whole([dimension.base for dimension in form.dimensions]),
        scale=whole([scale.numerator for scale in scales]),
        scale_over=whole([scale.denominator for scale in scales]),
        room_least=whole([least for least, _ in rooms]),
        room_most=whole([most for _, most in rooms]),
        opening=form.opening,
        low=form.scale[0],
        high=form.scale[1],
        window=spans.place(policy.window),
        needs_notice=policy.purpose is Purpose.PROGRAMME,
        as_of=day_number(as_of),
        spans=spans.tables(),
    )


def _measure_tables(policy: Policy, form: IndexForm, spans: SpanList) -> tables.MeasureTables:
    """Return the tables of the measures, in the order of the policy."""
    slots = fields_read(policy)
    kinds = list(policy.kinds)
    dimensions = [dimension.name for dimension in form.dimensions]
    by_name = sorted(measure.name for measure in form.measures)
    rows, fades = Lists(), Lists()
    shares_over, bounds_over = [], []
    for measure in form.measures:
        share_over = lcm(*(step.share.denominator for step in measure.fade))
        bound_over = lcm(*(Fraction(bound).denominator for bound, _ in measure.table))
        shares_over.append(share_over)
        bounds_over.append(bound_over)
        _check_products(policy, measure, share_over * bound_over)
        unit = bound_over if _of_whole(measure) else bound_over * share_over
        rows.add(
            bound=[int(bound * unit) for bound, _ in measure.table],
            points=[points for _, points in measure.table],
        )
        fades.add(
            span=[spans.place(step.after) for step in measure.fade],
            share=[int(step.share * share_over) for step in measure.fade],
        )
    measures = form.measures
    return tables.MeasureTables(
        reading=np.array([READINGS.index(measure.reading) for measure in measures], np.int8),
        kind=whole([kinds.index(measure.record) for measure in measures]),
        slot=whole([-1 if m.field is None else slots[m.record, m.field] for m in measures]),
        dimension=whole([dimensions.index(measure.dimension) for measure in measures]),
        over=_places([measure.over for measure in measures], spans),
        least=whole([measure.least for measure in measures]),
        since=whole([FIRST_DAY if m.since is None else day_number(m.since) for m in measures]),
        falls=np.array([measure.falls for measure in measures], np.bool_),
        name_place=whole([by_name.index(measure.name) for measure in measures]),
        share_over=whole(shares_over),
        bound_over=whole(bounds_over),
        row_first=rows.first,
        row_bound=rows["bound"],
        row_points=rows["points"],
        fade_first=fades.first,
        fade_span=fades["span"],
        fade_share=fades["share"],
    )


def _of_whole(measure: Measure) -> bool:
    """Return whether what is read is no weighted quantity: a share of 1, or whole years."""
    return measure.reading in {Reading.SHARE, Reading.YEARS_SINCE}


def _places(spans_written: Sequence[Span], spans: SpanList) -> tables.Int64s:
    """Return the places of spans."""
    return whole([spans.place(span) for span in spans_written])


def _check_products(policy: Policy, measure: Measure, over: int) -> None:
    """Refuse a measure whose sums are beyond what is counted with."""
    form = None if measure.field is None else policy.kinds[measure.record].fields[measure.field]
    most = 1
    if isinstance(form, WholeNumber | Money):
        most = max(abs(form.least), abs(form.most))
    bound = max(abs(Fraction(bound)) for bound, _ in measure.table)
    largest = max(most, int(bound) + 1) * over
    summed = measure.reading in {Reading.COUNT, Reading.SUM, Reading.SUM_FIELD, Reading.SHARE}
    check_product(f"measures.{measure.name}", largest * (SUMMED_MAX if summed else 1))
