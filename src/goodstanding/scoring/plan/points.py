"""The tables of a points policy."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from math import lcm
from typing import Final

import numpy as np

from goodstanding.model.days import Period
from goodstanding.model.kinds import HUNDREDTHS, FieldType, Money, OneOf, RecordKind, WholeNumber
from goodstanding.model.names import FieldName, FieldValue, KindName
from goodstanding.model.points import (
    FixedPoints,
    Group,
    Hold,
    PointsByBound,
    PointsByName,
    PointsCap,
    PointsEach,
    Rates,
    Rule,
)
from goodstanding.model.policy import PointsForm, Policy, Purpose
from goodstanding.scoring.kernel import tables
from goodstanding.scoring.kernel.calendar import FIRST_DAY, Int64s, day_number
from goodstanding.scoring.plan.products import check_product
from goodstanding.scoring.plan.spans import NO_SPAN, SpanList

PERIODS: Final = tuple(Period)
OPEN: Final = 2**62
"""Beyond any total: an open side of the bounds."""

Slots = dict[tuple[KindName, FieldName], int]


@dataclass(slots=True, kw_only=True)
class Lists:
    """Lists of unlike lengths, one after another."""

    lengths: list[int] = field(default_factory=list)
    columns: dict[str, list[int]] = field(default_factory=dict)

    def add(self, **columns: Sequence[int]) -> None:
        """Add the lists of the next one; all are of one length."""
        self.lengths.append(len(next(iter(columns.values()))))
        for name, values in columns.items():
            self.columns.setdefault(name, []).extend(values)

    @property
    def first(self) -> Int64s:
        """Return where each one's lists begin, and where the last ends."""
        return whole([0, *accumulate(self.lengths)])

    def __getitem__(self, name: str) -> Int64s:
        """Return a column."""
        return whole(self.columns.get(name, []))


def whole(values: Sequence[int]) -> Int64s:
    """Return whole numbers as an array."""
    return np.array(values, np.int64)


def value_slots(kind: RecordKind, names: Sequence[FieldName]) -> Slots:
    """Return a value column for each of the fields that anything reads of a kind."""
    read = [name for name in kind.fields if name in names]
    return {(kind.name, name): place for place, name in enumerate(read)}


def fields_read(policy: Policy) -> Slots:
    """Return the value column of each field that a policy reads."""
    slots: Slots = {}
    for kind in policy.kinds.values():
        if isinstance(policy.form, PointsForm):
            rules = policy.form.rules_by_kind.get(kind.name, ())
            names = [rule.worth.field for rule in rules if not isinstance(rule.worth, FixedPoints)]
        else:
            own = [each for each in policy.form.measures if each.record == kind.name]
            names = [each.field for each in own if each.field is not None]
        slots |= value_slots(kind, names)
    return slots


def field_code(form: FieldType, value: FieldValue) -> int:
    """Return a field's value as a whole number: names by their place, days by their number."""
    if isinstance(form, OneOf):
        assert isinstance(value, str)
        return form.names.index(value)
    if isinstance(value, date):
        return day_number(value)
    assert isinstance(value, int)
    return int(value)


def points_tables(policy: Policy, form: PointsForm, as_of: date) -> tables.PointsTables:
    """Return the tables of a points policy, seen from the day asked for."""
    spans = SpanList(as_of=as_of)
    rules = sorted(form.rules, key=lambda rule: rule.name)
    places = {rule.name: place for place, rule in enumerate(rules)}
    of_kind = Lists()
    for kind in policy.kinds:
        own = form.rules_by_kind.get(kind, ())
        of_kind.add(rule=sorted(places[rule.name] for rule in own))
    group_caps = Lists()
    for group in form.groups:
        group_caps.add(**_caps(group.caps))
    bounds = form.bounds
    floor = None if bounds is None else bounds.floor
    ceiling = None if bounds is None else bounds.ceiling
    return tables.PointsTables(
        rules=_rule_tables(policy, form, rules, spans),
        kind_first=of_kind.first,
        kind_rule=of_kind["rule"],
        act=np.array([kind.act for kind in policy.kinds.values()], np.bool_),
        group_cap_first=group_caps.first,
        group_cap_points=group_caps["points"],
        group_cap_period=group_caps["period"],
        cap_place=_cap_places(rules, form.groups),
        lines_a_pair=_lines_a_pair(form),
        opening=form.start,
        floor=-OPEN if floor is None else floor,
        ceiling=OPEN if ceiling is None else ceiling,
        running=bounds is not None and bounds.hold is Hold.AT_EVERY_RECORD,
        window=spans.place(policy.window),
        needs_notice=policy.purpose is Purpose.PROGRAMME,
        as_of=day_number(as_of),
        spans=spans.tables(),
    )


def _cap_places(rules: Sequence[Rule], groups: Sequence[Group]) -> Int64s:
    """Return the place of each rule's and then each group's name in the order of cap lines."""
    names = [*(rule.name for rule in rules), *(group.name for group in groups)]
    order = sorted(range(len(names)), key=lambda place: names[place])
    places = [0] * len(names)
    for place, name in enumerate(order):
        places[name] = place
    return whole(places)


def _lines_a_pair(form: PointsForm) -> int:
    """Return how many lines one entry under one rule makes at most: its own, caps and a limit."""
    own = max((len(rule.points_caps) for rule in form.rules), default=0)
    shared = max((len(group.caps) for group in form.groups), default=0)
    return own + shared + 2


def _caps(caps: Sequence[PointsCap]) -> dict[str, list[int]]:
    """Return caps on points as columns."""
    return {
        "points": [cap.points for cap in caps],
        "period": [PERIODS.index(cap.per) for cap in caps],
    }


def _rule_tables(
    policy: Policy, form: PointsForm, rules: Sequence[Rule], spans: SpanList
) -> tables.RuleTables:
    """Return the tables of the rules, in the order given."""
    slots = fields_read(policy)
    groups = [group.name for group in form.groups]
    worths = [_worth(policy.kinds[rule.record], rule, spans) for rule in rules]
    fades, times, caps = Lists(), Lists(), Lists()
    shares_over = []
    for rule in rules:
        over = lcm(*(step.share.denominator for step in rule.fade))
        shares_over.append(over)
        fades.add(
            span=[spans.place(step.after) for step in rule.fade],
            share=[int(step.share * over) for step in rule.fade],
        )
        times.add(
            most=[cap.times for cap in rule.times_caps],
            period=[PERIODS.index(cap.per) for cap in rule.times_caps],
        )
        caps.add(**_caps(rule.points_caps))
        _check_products(policy.kinds[rule.record], rule, over)
    repaired = [rule.repaired for rule in rules]
    plain = [None if rule.lasts is None else rule.lasts.plain for rule in rules]
    by_rule = [form.group_by_rule.get(rule.name) for rule in rules]
    return tables.RuleTables(
        form=np.array([worth.form for worth in worths], np.int8),
        slot=whole([_slot(slots, rule) for rule in rules]),
        hundredths=np.array([worth.hundredths for worth in worths], np.bool_),
        amount_first=_first([worth.amounts for worth in worths]),
        amount_day=_column([worth.amounts for worth in worths], 0),
        amount_points=_column([worth.amounts for worth in worths], 1),
        row_first=_first([worth.rows for worth in worths]),
        row_bound=_column([worth.rows for worth in worths], 0),
        row_points=_column([worth.rows for worth in worths], 1),
        row_lasts=_column([worth.rows for worth in worths], 2),
        bracket_first=_first([worth.brackets for worth in worths]),
        bracket_upper=_column([worth.brackets for worth in worths], 0),
        bracket_rate=_column([worth.brackets for worth in worths], 1),
        rate_over=whole([worth.rate_over for worth in worths]),
        share_over=whole(shares_over),
        since=whole([FIRST_DAY if r.since is None else day_number(r.since) for r in rules]),
        fade_first=fades.first,
        fade_span=fades["span"],
        fade_share=fades["share"],
        lasts=whole([spans.place(span) for span in plain]),
        lasts_by_row=np.array([r.lasts is not None and r.lasts.plain is None for r in rules]),
        repaired=np.array([each is not None for each in repaired], np.bool_),
        repaired_points=whole([0 if each is None else each.points for each in repaired]),
        repaired_lasts=whole([NO_SPAN if r is None else spans.place(r.lasts) for r in repaired]),
        times_first=times.first,
        times_most=times["most"],
        times_period=times["period"],
        cap_first=caps.first,
        cap_points=caps["points"],
        cap_period=caps["period"],
        group=whole([-1 if each is None else groups.index(each.name) for each in by_rule]),
    )


def _slot(slots: Slots, rule: Rule) -> int:
    """Return the value column that a rule reads, -1 for none."""
    if isinstance(rule.worth, FixedPoints):
        return -1
    return slots[rule.record, rule.worth.field]


Rows = list[tuple[int, ...]]


def _first(lists: Sequence[Rows]) -> Int64s:
    """Return where each list begins among all, and where the last ends."""
    return whole([0, *accumulate(len(rows) for rows in lists)])


def _column(lists: Sequence[Rows], place: int) -> Int64s:
    """Return one column of all lists, one after another."""
    return whole([row[place] for rows in lists for row in rows])


@dataclass(slots=True, kw_only=True)
class _Worth:
    """What an act is worth, as lists."""

    form: int
    hundredths: bool = False
    amounts: Rows = field(default_factory=list)
    rows: Rows = field(default_factory=list)
    brackets: Rows = field(default_factory=list)
    rate_over: int = 1


def _worth(kind: RecordKind, rule: Rule, spans: SpanList) -> _Worth:
    """Return the lists of a rule's worth."""
    worth = rule.worth
    if isinstance(worth, FixedPoints | PointsEach):
        amounts: Rows = [
            (FIRST_DAY if first is None else day_number(first), points)
            for first, points in worth.points.amounts
        ]
        if isinstance(worth, FixedPoints):
            return _Worth(form=tables.FIXED, amounts=amounts)
        money = isinstance(kind.fields[worth.field], Money)
        return _Worth(form=tables.EACH, hundredths=money, amounts=amounts)
    if isinstance(worth, Rates):
        over = lcm(*(rate.denominator for _, rate in worth.brackets))
        money = isinstance(kind.fields[worth.field], Money)
        brackets: Rows = [(upper, int(rate * over)) for upper, rate in worth.brackets]
        return _Worth(form=tables.RATES, hundredths=money, brackets=brackets, rate_over=over)
    by_row = {} if rule.lasts is None else rule.lasts.spans
    if isinstance(worth, PointsByBound):
        rows: Rows = [(bound, pts, spans.place(by_row.get(bound))) for bound, pts in worth.rows]
        return _Worth(form=tables.BY_BOUND, rows=rows)
    assert isinstance(worth, PointsByName)
    form = kind.fields[worth.field]
    named = sorted((field_code(form, name), name) for name in worth.rows)
    assert [code for code, _ in named] == list(range(len(named)))
    return _Worth(
        form=tables.BY_NAME,
        rows=[(code, worth.rows[name], spans.place(by_row.get(name))) for code, name in named],
    )


def _check_products(kind: RecordKind, rule: Rule, share_over: int) -> None:
    """Refuse a rule whose products are beyond what is counted with."""
    worth = rule.worth
    largest = 1
    if isinstance(worth, PointsEach):
        form = kind.fields[worth.field]
        assert isinstance(form, WholeNumber | Money)
        largest = max(abs(points) for _, points in worth.points.amounts) * form.most
    elif isinstance(worth, Rates):
        form = kind.fields[worth.field]
        assert isinstance(form, WholeNumber | Money)
        over = lcm(*(rate.denominator for _, rate in worth.brackets))
        most = max(upper for upper, _ in worth.brackets)
        largest = int(worth.brackets[0][1] * over) * most * HUNDREDTHS
    check_product(f"rules.{rule.name}", largest * share_over)
