"""What entries have to do with each other: acts, best-of caps and yearly rates."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from goodstanding.model.days import Period, period_key
from goodstanding.model.kinds import HUNDREDTHS, Money
from goodstanding.model.points import Rates
from goodstanding.model.policy import Policy, ceil_fraction
from goodstanding.model.statement import Why
from goodstanding.scoring.score.parts import (
    WHOLE,
    Outcome,
    Part,
    by_itself,
    change_days,
    expired,
    share_left,
)

BundleKey: TypeAlias = tuple[str, str, tuple[int, int, int]] | None
"""What parts share that have to be settled together; None for a part on its own."""


def bundle_key(policy: Policy, part: Part) -> BundleKey:
    """Return with which other parts this one is settled."""
    if part.set_aside is not None:
        return None
    rule, entry = part.rule, part.entry
    if entry.act is not None and policy.kinds[entry.kind].act:
        return ("act", entry.act, (0, 0, 0))
    if rule.times_caps:
        return ("times", rule.name, period_key(rule.times_caps[-1].per, entry.on))
    if isinstance(rule.worth, Rates):
        return ("rates", rule.name, period_key(Period.YEAR, entry.on))
    return None


def settle(policy: Policy, bundle: Sequence[Part], day: date) -> list[Outcome]:
    """Return what each part of a bundle counts on `day`, in the order given."""
    key = bundle_key(policy, bundle[0])
    if key is None:
        return [by_itself(part, day) for part in bundle]
    if key[0] == "act":
        return _one_of_each_act(bundle, day)
    if key[0] == "times":
        return _the_best(bundle, day)
    return _by_rates(policy, bundle, day)


def _one_of_each_act(bundle: Sequence[Part], day: date) -> list[Outcome]:
    """Keep the largest loss and the largest gain; ties go to the smaller (rule, source, id)."""
    outcomes = [by_itself(part, day) for part in bundle]
    order = sorted(
        range(len(bundle)),
        key=lambda i: (bundle[i].rule.name, bundle[i].entry.source, bundle[i].entry.record),
    )
    losses = [i for i in order if outcomes[i].counted < 0]
    gains = [i for i in order if outcomes[i].counted > 0]
    kept = {min(losses, key=lambda i: outcomes[i].counted)} if losses else set()
    kept |= {max(gains, key=lambda i: outcomes[i].counted)} if gains else set()
    for i in (*losses, *gains):
        if i not in kept:
            outcomes[i] = Outcome(0, Why.SAME_ACT)
    return outcomes


def newest_first(part: Part) -> tuple[int, int, str, str]:
    """Order parts from the newest; of one day and filing, by source and id."""
    entry = part.entry
    return (-entry.on.toordinal(), -entry.filed.toordinal(), entry.source, entry.record)


def _the_best(bundle: Sequence[Part], day: date) -> list[Outcome]:
    """Keep the largest of each period of the `times` caps, from the shortest period up."""
    outcomes = [by_itself(part, day) for part in bundle]
    for cap in bundle[0].rule.times_caps:
        order = sorted(
            (i for i in range(len(bundle)) if outcomes[i].counted != 0),
            key=lambda i: (-abs(outcomes[i].counted), newest_first(bundle[i])),
        )
        kept: dict[tuple[int, int, int], int] = {}
        for i in order:
            key = period_key(cap.per, bundle[i].entry.on)
            kept[key] = kept.get(key, 0) + 1
            if kept[key] > cap.times:
                outcomes[i] = Outcome(0, Why.NOT_AMONG_THE_BEST)
    return outcomes


def _by_rates(policy: Policy, bundle: Sequence[Part], day: date) -> list[Outcome]:
    """Fill a year with quantities, the largest share left first, then the newest."""
    rule = bundle[0].rule
    shares = [
        Fraction(0)
        if expired(rule, part.entry, day)
        else share_left(rule.fade, part.entry.aged_from, day)
        for part in bundle
    ]
    amounts = _filled(policy, bundle, shares)
    outcomes = []
    for part, share, amount in zip(bundle, shares, amounts, strict=True):
        if expired(rule, part.entry, day):
            outcomes.append(Outcome(0, Why.EXPIRED))
        else:
            outcomes.append(Outcome(amount, Why.COUNTED if share == WHOLE else Why.FADED))
    return outcomes


def rate_points(policy: Policy, bundle: Sequence[Part], day: date) -> list[int]:
    """Return what each part of a year was worth before any of it faded, filled as on `day`."""
    rule = bundle[0].rule
    order = [
        Fraction(0)
        if expired(rule, part.entry, day)
        else share_left(rule.fade, part.entry.aged_from, day)
        for part in bundle
    ]
    return _filled(policy, bundle, order, faded=False)


def _filled(
    policy: Policy, bundle: Sequence[Part], shares: Sequence[Fraction], *, faded: bool = True
) -> list[int]:
    """Return ceil(G after) - ceil(G before) of each part, G the running sum of the year."""
    rule = bundle[0].rule
    assert isinstance(rule.worth, Rates)
    money = isinstance(policy.kinds[rule.record].fields[rule.worth.field], Money)
    order = sorted(range(len(bundle)), key=lambda i: (-shares[i], newest_first(bundle[i])))
    amounts = [0] * len(bundle)
    used, running = 0, Fraction(0)
    for i in order:
        quantity = bundle[i].entry.fields[rule.worth.field]
        assert isinstance(quantity, int)
        exact = _between(rule.worth, used, used + quantity)
        if money:
            exact /= HUNDREDTHS
        before = ceil_fraction(running)
        running += exact * (shares[i] if faded else WHOLE)
        used += quantity
        amounts[i] = ceil_fraction(running) - before
    return amounts


def _between(rates: Rates, first: int, last: int) -> Fraction:
    """Return the points of the quantity from `first` to `last` of a year."""
    points, lower = Fraction(0), 0
    for upper, rate in rates.brackets:
        inside = min(last, upper) - max(first, lower)
        if inside > 0:
            points += rate * inside
        lower = upper
    return points


def bundles(policy: Policy, parts: Iterable[Part]) -> list[list[Part]]:
    """Return the parts in bundles that can be settled one by one, in the order given."""
    alone: list[list[Part]] = []
    together: dict[BundleKey, list[Part]] = {}
    for part in parts:
        key = bundle_key(policy, part)
        if key is None:
            alone.append([part])
        else:
            together.setdefault(key, []).append(part)
    return [*alone, *together.values()]


def next_changes(policy: Policy, bundle: Sequence[Part], as_of: date) -> list[date | None]:
    """Return for each part the first day on which it counts otherwise, with nothing new."""
    today = settle(policy, bundle, as_of)
    found: list[date | None] = [None] * len(bundle)
    days = {day for part in bundle for day in change_days(part)}
    days |= {part.gone for part in bundle if part.gone is not None}
    waiting = set(range(len(bundle)))
    for day in sorted(day for day in days if day > as_of):
        left = [i for i in range(len(bundle)) if (gone := bundle[i].gone) is None or day < gone]
        then = settle(policy, [bundle[i] for i in left], day) if left else []
        outcome = dict(zip(left, then, strict=True))
        for i in sorted(waiting):
            if outcome.get(i) != today[i]:
                found[i] = day
                waiting.discard(i)
        if not waiting:
            break
    return found
