"""A second, smaller statement of the points family, written from the semantics and not from code.

It says what each pair of a record and a rule counts and why, what caps take, and the total; it
knows nothing of the days to come.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil

from tests.support.members import World

from goodstanding.model.entry import Entry, State
from goodstanding.model.kinds import Money
from goodstanding.model.names import RuleName
from goodstanding.model.points import (
    FixedPoints,
    Hold,
    PointsByBound,
    PointsByName,
    PointsCap,
    PointsEach,
    Rates,
    Rule,
)
from goodstanding.model.policy import PointsForm, Policy, Purpose

PERIODS = {
    "day": "%Y-%m-%d",
    "month": "%Y-%m",
    "year": "%Y",
    "ever": "ever",
}


def period_of(per: str, day: date) -> str:
    """Return a text that is the same for the days of one period."""
    if per == "quarter":
        return f"{day.year} {(day.month + 2) // 3}"
    return day.strftime(PERIODS[per])


@dataclass(slots=True)
class Pair:
    """One record under one rule."""

    entry: Entry
    rule: Rule
    worth: int = 0
    left: int = 0
    why: str = ""

    @property
    def newest(self) -> tuple[date, date]:
        """Return what is larger for a newer act."""
        return (self.entry.on, self.entry.filed)


@dataclass(slots=True)
class Said:
    """What the oracle says of a member."""

    pairs: list[Pair] = field(default_factory=list)
    capped: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    total: int = 0


def oracle(policy: Policy, world: World) -> Said:
    """Return what a member's records come to on the day asked for."""
    form = policy.form
    assert isinstance(form, PointsForm)
    said = Said()
    for entry in world.entries:
        if seen(policy, world, entry):
            said.pairs += [Pair(entry, rule) for rule in form.rules if rule.record == entry.kind]
    for pair in said.pairs:
        alone(policy, pair, world.as_of)
    one_act(policy, said.pairs)
    for rule in form.rules:
        mine = [pair for pair in said.pairs if pair.rule is rule]
        best_of(rule, [pair for pair in mine if pair.left])
        if isinstance(rule.worth, Rates):
            by_rates(policy, rule, mine, world.as_of)
    shown = [pair.left for pair in said.pairs]
    caps(form, said)
    said.total = bounded(form, said.pairs)
    for pair, left in zip(said.pairs, shown, strict=True):
        pair.left = left
    return said


def seen(policy: Policy, world: World, entry: Entry) -> bool:
    """Return whether a record is seen (section 2)."""
    day, member = world.as_of, world.member
    first = member.joined
    if member.consents is not None:
        if entry.source not in member.consents:
            return False
        consent = member.consents[entry.source]
        over = consent.until is not None and consent.until <= day
        if over or day < consent.given or entry.kind not in (consent.kinds or {entry.kind}):
            return False
        if consent.records_from is not None and consent.records_from < first:
            first = consent.records_from
    if policy.window is not None and day >= policy.window.after(entry.until or entry.on):
        return False
    return first <= entry.on <= day and entry.filed <= day


def amount(policy: Policy, rule: Rule, entry: Entry) -> int | None:
    """Return what an act is worth on its day, None before the first amount."""
    form = rule.worth
    if isinstance(form, PointsByName):
        return form.rows[entry.fields[form.field]]
    if isinstance(form, Rates):
        return 0
    if isinstance(form, PointsByBound):
        value = entry.fields[form.field]
        assert isinstance(value, int)
        return [points for bound, points in form.rows if bound <= value][-1]
    assert isinstance(form, FixedPoints | PointsEach)
    dated = [points for day, points in form.points.amounts if day is None or day <= entry.on]
    if not dated or isinstance(form, FixedPoints):
        return dated[-1] if dated else None
    return ceil(dated[-1] * quantity(policy, rule, entry))


def quantity(policy: Policy, rule: Rule, entry: Entry) -> Fraction:
    """Return the quantity of an act in whole units: money is kept in hundredths."""
    assert isinstance(rule.worth, PointsEach | Rates)
    value = entry.fields[rule.worth.field]
    assert isinstance(value, int)
    money = isinstance(policy.kinds[rule.record].fields[rule.worth.field], Money)
    return Fraction(value, 100 if money else 1)


def share(pair: Pair, day: date) -> Fraction:
    """Return what fading leaves: nothing once the act has lasted."""
    aged = pair.entry.until or pair.entry.on
    lasts = pair.rule.lasts
    if lasts is not None:
        key = None
        if None not in lasts.spans:
            worth = pair.rule.worth
            assert isinstance(worth, PointsByBound | PointsByName)
            key = pair.entry.fields[worth.field]
            if isinstance(worth, PointsByBound):
                assert isinstance(key, int)
                key = max(bound for bound, _ in worth.rows if bound <= key)
        if lasts.spans[key].after(aged) <= day:
            return Fraction(-1)
    return min([Fraction(1), *(s.share for s in pair.rule.fade if s.after.after(aged) <= day)])


def alone(policy: Policy, pair: Pair, day: date) -> None:
    """Say what a pair counts by itself, and why."""
    entry, rule = pair.entry, pair.rule
    worth, state = amount(policy, rule, entry), entry.state_on(day)
    pair.worth = worth or 0
    untold = entry.notified is None or entry.notified > day
    kept = share(pair, day)
    reasons = {
        "under review": state is State.UNDER_REVIEW,
        "struck out": state is State.STRUCK_OUT,
        "not yet told": policy.purpose is Purpose.PROGRAMME and untold and pair.worth < 0,
        "before since": worth is None or entry.on < (rule.since or date.min),
    }
    holds = [why for why, there in reasons.items() if there]
    if holds:
        pair.why = holds[0]
        return
    pair.left = 0 if kept < 0 else ceil(pair.worth * kept)
    pair.why = "expired" if kept < 0 else "faded" if kept < 1 else "counted"
    if state is State.REPAIRED and rule.repaired is not None and pair.worth < 0:
        lasts = rule.repaired.lasts
        if lasts is not None and lasts.after(entry.repaired_on(day)) <= day:
            pair.left, pair.why = 0, "expired"
        elif rule.repaired.points > pair.left:
            pair.left, pair.why = rule.repaired.points, "repaired"


def one_act(policy: Policy, pairs: list[Pair]) -> None:
    """Of one act, keep the largest gain and the largest loss."""
    for sign in (1, -1):
        groups: dict[str, list[Pair]] = defaultdict(list)
        for pair in pairs:
            if pair.entry.act and policy.kinds[pair.entry.kind].act and pair.left * sign > 0:
                groups[pair.entry.act].append(pair)
        for group in groups.values():
            group.sort(key=lambda p: (p.rule.name, p.entry.source, p.entry.record))
            best = max(abs(pair.left) for pair in group)
            keep = next(pair for pair in group if abs(pair.left) == best)
            for pair in group:
                if pair is not keep:
                    pair.left, pair.why = 0, "same act"


def best_of(rule: Rule, pairs: list[Pair]) -> None:
    """Keep the best of each period, the shortest first."""
    for cap in rule.times_caps:
        for pair in [pair for pair in pairs if pair.left]:
            period = period_of(cap.per, pair.entry.on)
            rivals = [
                other
                for other in pairs
                if other.left and period_of(cap.per, other.entry.on) == period
            ]
            rivals.sort(key=lambda p: (p.entry.source, p.entry.record))
            rivals.sort(key=lambda p: (abs(p.left), p.newest), reverse=True)
            for loser in rivals[cap.times :]:
                loser.left, loser.why = 0, "not among the best"


def by_rates(policy: Policy, rule: Rule, pairs: list[Pair], day: date) -> None:
    """Fill each year from what has faded least, then the newest."""
    assert isinstance(rule.worth, Rates)
    years: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.why in {"counted", "faded", "expired"}:
            years[pair.entry.on.year].append(pair)
    money = isinstance(policy.kinds[rule.record].fields[rule.worth.field], Money)
    ends = [(Fraction(upper, 100 if money else 1), rate) for upper, rate in rule.worth.brackets]
    for year in years.values():
        year.sort(key=lambda p: (p.entry.source, p.entry.record))
        year.sort(key=lambda p: (max(share(p, day), Fraction(0)), p.newest), reverse=True)
        used = running = Fraction(0)
        for pair in year:
            upto = used + quantity(policy, rule, pair.entry)
            paid = Fraction(0)
            lower = Fraction(0)
            for upper, rate in ends:
                paid += rate * max(Fraction(0), min(upto, upper) - max(used, lower))
                lower = upper
            before, running = ceil(running), running + paid * max(share(pair, day), Fraction(0))
            pair.left, used = ceil(running) - before, upto


def in_the_fold(pair: Pair) -> tuple[date, date, int, str]:
    """Return the place of a pair: by act, filing, place in the files and the name of the rule."""
    return (pair.entry.on, pair.entry.filed, pair.entry.position, pair.rule.name)


def caps(form: PointsForm, said: Said) -> None:
    """Give the room of each cap to the last acts, and note what is taken."""
    order = sorted(said.pairs, key=in_the_fold)
    named: list[tuple[str, tuple[RuleName, ...], tuple[PointsCap, ...]]] = []
    named += [(rule.name, (rule.name,), rule.points_caps) for rule in form.rules]
    named += [(group.name, group.rules, group.caps) for group in form.groups]
    for name, rules, each in named:
        for cap in each:
            room: dict[str, int] = {}
            for pair in reversed(order):
                if pair.rule.name in rules:
                    period = period_of(cap.per, pair.entry.on)
                    granted = min(abs(pair.left), room.get(period, abs(cap.points)))
                    room[period] = room.get(period, abs(cap.points)) - granted
                    granted = granted if pair.left > 0 else -granted
                    said.capped[name] += granted - pair.left
                    pair.left = granted


def bounded(form: PointsForm, pairs: list[Pair]) -> int:
    """Return the total within its bounds."""
    bounds = form.bounds
    floor = ceiling = None
    running = False
    if bounds is not None:
        floor, ceiling, running = bounds.floor, bounds.ceiling, bounds.hold is not Hold.AT_THE_END
    total = form.start
    pairs = sorted(pairs, key=lambda p: (p.entry.on, p.entry.filed, p.entry.position, p.rule.name))
    for place, pair in enumerate(pairs):
        total += pair.left
        if running or place == len(pairs) - 1:
            total = total if floor is None else max(total, floor)
            total = total if ceiling is None else min(total, ceiling)
    return total
