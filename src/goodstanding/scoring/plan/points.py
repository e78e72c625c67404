"""The tables of a points policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from goodstanding.errors import Problem
from goodstanding.model.days import Period
from goodstanding.model.kinds import HUNDREDTHS, Money, RecordKind, WholeNumber
from goodstanding.model.names import FieldValue
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
    TimesCap,
)
from goodstanding.model.policy import PointsForm, Policy, Purpose
from goodstanding.scoring.kernel import tables
from goodstanding.scoring.kernel.calendar import FIRST_DAY, LAST_DAY, day_number
from goodstanding.scoring.kernel.rows import table, whole
from goodstanding.scoring.plan.fields import Slots, field_code, fields_read
from goodstanding.scoring.plan.products import (
    ENTRIES_A_MEMBER_MAX,
    clamped,
    refuse,
    too_large,
)
from goodstanding.scoring.plan.spans import SpanList

PERIODS: Final = tuple(Period)
OPEN: Final = 2**62
"""Beyond any total: an open side of the bounds."""

Row = Mapping[str, int]


@dataclass(slots=True, kw_only=True)
class _Lists:
    """The lists of all rules, each list one after another."""

    amounts: list[Row] = field(default_factory=list)
    bounds: list[Row] = field(default_factory=list)
    brackets: list[Row] = field(default_factory=list)
    fades: list[Row] = field(default_factory=list)
    times: list[Row] = field(default_factory=list)
    caps: list[Row] = field(default_factory=list)

    def add(self, name: str, rows: Sequence[Row]) -> dict[str, int]:
        """Add the rows of one rule or group; return where they begin and end."""
        of_all: list[Row] = getattr(self, f"{name}s" if name != "times" else name)
        first = len(of_all)
        of_all += rows
        return {f"{name}_first": first, f"{name}_end": len(of_all)}


class _Scene(NamedTuple):
    """What every rule of a plan is seen with."""

    policy: Policy
    form: PointsForm
    slots: Slots
    spans: SpanList
    lists: _Lists


def points_tables(policy: Policy, form: PointsForm, as_of: date) -> tables.PointsTables:
    """Return the tables of a points policy, seen from the day asked for.

    Raises:
        ProblemsError: numbers of a rule are beyond what is counted with.
    """
    refuse([each for rule in form.rules for each in _products(policy.kinds[rule.record], rule)])
    scene = _Scene(policy, form, fields_read(policy), SpanList(as_of=as_of), _Lists())
    ordered = sorted(form.rules, key=lambda rule: rule.name)
    rules = [_rule(scene, rule) for rule in ordered]
    groups = [_group(scene, group) for group in form.groups]
    lists, bounds = scene.lists, form.bounds
    floor = None if bounds is None else bounds.floor
    ceiling = None if bounds is None else bounds.ceiling
    assert bounds is None or not bounds.bite(form.start), "a member starts inside the bounds"
    kinds, kind_rules = _kinds(scene, ordered)
    window = scene.spans.place(policy.window)  # before the spans are made tables
    return tables.PointsTables(
        calendar=scene.spans.calendar(),
        rules=table(tables.RuleRow, rules),
        kinds=table(tables.KindRow, kinds),
        kind_rules=whole(kind_rules),
        amounts=table(tables.AmountRow, lists.amounts),
        bounds=table(tables.BoundRow, lists.bounds),
        brackets=table(tables.BracketRow, lists.brackets),
        fades=table(tables.FadeRow, lists.fades),
        times=table(tables.CapRow, lists.times),
        caps=table(tables.CapRow, lists.caps),
        groups=table(tables.GroupRow, groups),
        cap_place=whole(_places([*(r.name for r in ordered), *(g.name for g in form.groups)])),
        opening=form.start,
        floor=-OPEN if floor is None else floor,
        ceiling=OPEN if ceiling is None else ceiling,
        running=_running(form),
        window=window,
        needs_notice=policy.purpose is Purpose.PROGRAMME,
        lines_an_entry=_lines_an_entry(form),
        lines_a_member=1,
    )


def _running(form: PointsForm) -> bool:
    """Return whether the bounds hold at every record."""
    return form.bounds is not None and form.bounds.hold is Hold.AT_EVERY_RECORD


def _places(names: Sequence[str]) -> list[int]:
    """Return the place of each name in the order of all."""
    order = sorted(range(len(names)), key=lambda place: names[place])
    places = [0] * len(names)
    for place, name in enumerate(order):
        places[name] = place
    return places


def _lines_an_entry(form: PointsForm) -> int:
    """Return how many lines one entry makes at most: its own, and caps and a limit a rule."""
    own = max((len(rule.points_caps) for rule in form.rules), default=0)
    shared = max((len(group.caps) for group in form.groups), default=0)
    rules = max((len(rules) for rules in form.rules_by_kind.values()), default=0)
    return rules * (2 + own + shared)


def _kinds(scene: _Scene, rules: Sequence[Rule]) -> tuple[list[Row], list[int]]:
    """Return the kinds of record with the rules that read each, in the order of their names."""
    kinds: list[Row] = []
    kind_rules: list[int] = []
    for kind in scene.policy.kinds.values():
        first = len(kind_rules)
        own = [place for place, rule in enumerate(rules) if rule.record == kind.name]
        kind_rules += own
        kinds.append(
            {
                "rule_first": first,
                "rule_end": len(kind_rules),
                "dead_until": min((_dead_until(scene, rules[i]) for i in own), default=LAST_DAY),
                "act": kind.act,
            }
        )
    return kinds, kind_rules


def _dead_until(scene: _Scene, rule: Rule) -> int:
    """Return the last day from which an act is worth nothing for good, whatever else is known."""
    if rule.lasts is not None:
        return min(scene.spans.cut(span) for span in rule.lasts.spans.values())
    if rule.fade and rule.fade[-1].share == 0:
        return scene.spans.cut(rule.fade[-1].after)
    return FIRST_DAY - 1


def _caps(caps: Sequence[PointsCap]) -> list[Row]:
    """Return caps on points."""
    return [{"most": cap.points, "period": PERIODS.index(cap.per)} for cap in caps]


def _free(caps: Sequence[PointsCap], *, rates: bool) -> Row:
    """Return the sums of gains and losses that meet no cap; those of rates are not known ahead."""
    gains = min((cap.points for cap in caps if cap.points >= 0), default=OPEN)
    losses = max((cap.points for cap in caps if cap.points < 0), default=-OPEN)
    return {"free_most": -1 if rates and caps else gains, "free_least": losses}


def _group(scene: _Scene, group: Group) -> Row:
    """Return the row of a group."""
    own = [rule for rule in scene.form.rules if rule.name in group.rules]
    rates = any(isinstance(rule.worth, Rates) for rule in own)
    return {**_free(group.caps, rates=rates), **scene.lists.add("cap", _caps(group.caps))}


def _free_times(rule: Rule) -> int:
    """Return how many acts of a rule meet no cap on times; under rates none is settled alone."""
    if isinstance(rule.worth, Rates):
        return 0
    return min((cap.times for cap in rule.times_caps), default=OPEN)


def _times(caps: Sequence[TimesCap]) -> list[Row]:
    """Return caps on times."""
    return [{"most": cap.times, "period": PERIODS.index(cap.per)} for cap in caps]


def _rule(scene: _Scene, rule: Rule) -> Row:
    """Return the row of a rule."""
    form, spans, lists = scene.form, scene.spans, scene.lists
    kind, worth = scene.policy.kinds[rule.record], rule.worth
    group = form.group_by_rule.get(rule.name)
    names = [each.name for each in form.groups]
    money = not isinstance(worth, FixedPoints) and isinstance(kind.fields[worth.field], Money)
    units = worth.units if isinstance(worth, Rates) else 1
    over = units * (HUNDREDTHS if money else 1)
    repaired, lasts = rule.repaired, rule.lasts
    together, capped = bool(rule.times_caps) or isinstance(worth, Rates), rule.name in form.capped
    return {
        "form": _form(rule),
        "simple": not (together or capped or _running(form)),
        "hundredths": money,
        "lasts_by_row": lasts is not None and lasts.plain is None,
        "repaired": repaired is not None,
        "lasts": spans.place(None if lasts is None else lasts.plain),
        "since": FIRST_DAY if rule.since is None else day_number(rule.since),
        "slot": -1 if isinstance(worth, FixedPoints) else scene.slots[kind.name, worth.field],
        "rate_over": clamped(over * rule.share_units),
        "rate_over_whole": clamped(over),
        "share_over": rule.share_units,
        "repaired_points": 0 if repaired is None else repaired.points,
        "repaired_lasts": spans.place(None if repaired is None else repaired.lasts),
        "group": -1 if group is None else names.index(group.name),
        "free_times": _free_times(rule),
        **_free(rule.points_caps, rates=isinstance(worth, Rates)),
        **lists.add("amount", _amounts(rule)),
        **lists.add("bound", _bounds(kind, rule, spans)),
        **lists.add("bracket", _brackets(rule)),
        **lists.add("fade", [{"span": spans.place(s), "share": n} for s, n in rule.fade_units]),
        **lists.add("times", _times(rule.times_caps)),
        **lists.add("cap", _caps(rule.points_caps)),
    }


def _form(rule: Rule) -> int:
    """Return the form of a rule's worth."""
    return {
        FixedPoints: tables.FIXED,
        PointsEach: tables.EACH,
        PointsByBound: tables.BY_BOUND,
        PointsByName: tables.BY_NAME,
        Rates: tables.RATES,
    }[type(rule.worth)]


def _amounts(rule: Rule) -> list[Row]:
    """Return the dated amounts of a rule."""
    if not isinstance(rule.worth, FixedPoints | PointsEach):
        return []
    return [
        {"day": FIRST_DAY if first is None else day_number(first), "points": points}
        for first, points in rule.worth.points.amounts
    ]


def _bounds(kind: RecordKind, rule: Rule, spans: SpanList) -> list[Row]:
    """Return the table of a rule by rising bounds, or by the place of each name."""
    worth = rule.worth
    if isinstance(worth, PointsByName):
        form = kind.fields[worth.field]
        named = sorted((field_code(form, name), name) for name in worth.rows)
        assert [code for code, _ in named] == list(range(len(named))), "each name has a row"
        rows: list[tuple[int, FieldValue, int]] = [
            (code, name, worth.rows[name]) for code, name in named
        ]
    elif isinstance(worth, PointsByBound):
        rows = [(bound, bound, points) for bound, points in worth.rows]
    else:
        return []
    by_row = {} if rule.lasts is None else rule.lasts.spans
    return [
        {"bound": code, "points": points, "lasts": spans.place(by_row.get(value))}
        for code, value, points in rows
    ]


def _brackets(rule: Rule) -> list[Row]:
    """Return the brackets of a rule's rates, in units of their common denominator."""
    if not isinstance(rule.worth, Rates):
        return []
    units = rule.worth.units
    return [{"upper": upper, "rate": int(rate * units)} for upper, rate in rule.worth.brackets]


def _products(kind: RecordKind, rule: Rule) -> list[Problem]:
    """Return a problem where the sums of a rule could be beyond what is counted with."""
    worth = rule.worth
    if isinstance(worth, Rates):
        steepest = max(int(rate * worth.units) for _, rate in worth.brackets)
        largest = worth.brackets[-1][0] * steepest * rule.share_units
    else:
        largest = _most(kind, rule) * rule.share_units * ENTRIES_A_MEMBER_MAX
    return too_large(f"rules.{rule.name}", largest)


def _most(kind: RecordKind, rule: Rule) -> int:
    """Return the largest number that one act can come to before it fades."""
    worth = rule.worth
    if isinstance(worth, PointsByBound):
        return max(abs(points) for _, points in worth.rows)
    if isinstance(worth, PointsByName):
        return max(abs(points) for points in worth.rows.values())
    assert isinstance(worth, FixedPoints | PointsEach)
    most = max(abs(points) for _, points in worth.points.amounts)
    if isinstance(worth, FixedPoints):
        return most
    form = kind.fields[worth.field]
    assert isinstance(form, WholeNumber | Money)
    return most * form.most
