"""What entries have to do with each other: acts, best-of caps and yearly rates."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from goodstanding.model.days import Period, PeriodKey, period_key
from goodstanding.model.kinds import HUNDREDTHS, Money
from goodstanding.model.points import Rates
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Why
from goodstanding.scoring.score.parts import (
    Outcome,
    Part,
    by_itself,
    change_days,
    is_over,
    part_share,
)

BundleKey: TypeAlias = tuple[str, str, PeriodKey]
"""What parts share that have to be settled together."""


class Settled(NamedTuple):
    """What became of a part: its worth on its day, what is left and why, and until when."""

    points: int
    outcome: Outcome
    next_change: date | None


def settled(policy: Policy, parts: Sequence[Part], as_of: date) -> list[Settled]:
    """Return what became of each part on `as_of`, in the order given."""
    found = [_alone(part, as_of) for part in parts]
    together: dict[BundleKey, list[int]] = {}
    for place, part in enumerate(parts):
        if part.set_aside is None and (part.rule.competes or part.entry.act is not None):
            key = bundle_key(policy, part)
            if key is not None:
                together.setdefault(key, []).append(place)
    for key, places in together.items():
        if len(places) > 1 or key[0] == "rates":
            places.sort(key=lambda place: newest_first(parts[place]))
            bundle = [parts[place] for place in places]
            for place, became in zip(places, _bundle(policy, key, bundle, as_of), strict=True):
                found[place] = became
    return found


def bundle_key(policy: Policy, part: Part) -> BundleKey | None:
    """Return with which other parts this one is settled, None where with no other."""
    rule, entry = part.rule, part.entry
    if entry.act is not None and policy.kinds[entry.kind].act:
        return ("act", entry.act, (0, 0, 0))
    if rule.times_caps:
        return ("times", rule.name, period_key(rule.times_caps[-1].per, entry.on))
    if isinstance(rule.worth, Rates):
        return ("rates", rule.name, period_key(Period.YEAR, entry.on))
    return None


def _alone(part: Part, as_of: date) -> Settled:
    """Settle a part that no other has to do with."""
    if part.set_aside is not None:
        return Settled(part.points, Outcome(0, part.set_aside), part.gone)
    today = by_itself(part, as_of)
    gone = part.gone
    days = change_days(part)
    for day in sorted(days) if days else ():
        if day > as_of and (gone is None or day < gone) and by_itself(part, day) != today:
            return Settled(part.points, today, day)
    return Settled(part.points, today, gone)


def _bundle(policy: Policy, key: BundleKey, bundle: Sequence[Part], as_of: date) -> list[Settled]:
    """Settle parts that have to do with each other; the newest comes first, and so in all below."""
    outcomes = settle(policy, key, bundle, [by_itself(part, as_of) for part in bundle], as_of)
    points = [part.points for part in bundle]
    if key[0] == "rates":
        points = [outcome.counted for outcome in outcomes]
        if any(outcome.why is not Why.COUNTED for outcome in outcomes):
            points = _filled(policy, bundle, as_of, faded=False)
    changes = _next_changes(policy, key, bundle, outcomes, as_of)
    return [Settled(*each) for each in zip(points, outcomes, changes, strict=True)]


def settle(
    policy: Policy, key: BundleKey, bundle: Sequence[Part], alone: Sequence[Outcome], day: date
) -> list[Outcome]:
    """Return what each part of a bundle counts on `day`, given what each counts `alone`."""
    if key[0] == "act":
        return _one_of_each_act(bundle, alone)
    if key[0] == "times":
        return _the_best(bundle, alone)
    return _by_rates(policy, bundle, day)


def _one_of_each_act(bundle: Sequence[Part], alone: Sequence[Outcome]) -> list[Outcome]:
    """Keep the largest loss and the largest gain; ties go to the smaller (rule, source, id)."""
    outcomes = list(alone)
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


def _the_best(bundle: Sequence[Part], alone: Sequence[Outcome]) -> list[Outcome]:
    """Keep the largest of each period of the `times` caps, from the shortest period up."""
    outcomes = list(alone)
    order = sorted(range(len(bundle)), key=lambda i: -abs(outcomes[i].counted))
    for cap in bundle[0].rule.times_caps:
        kept: dict[PeriodKey, int] = {}
        for i in order:
            if outcomes[i].counted == 0:
                continue
            period = period_key(cap.per, bundle[i].entry.on)
            kept[period] = kept.get(period, 0) + 1
            if kept[period] > cap.times:
                outcomes[i] = Outcome(0, Why.NOT_AMONG_THE_BEST)
    return outcomes


def _by_rates(policy: Policy, bundle: Sequence[Part], day: date) -> list[Outcome]:
    """Return what is left of each part of a year of quantities, and why."""
    outcomes = []
    for part, amount in zip(bundle, _filled(policy, bundle, day), strict=True):
        if is_over(part, day):
            outcomes.append(Outcome(0, Why.EXPIRED))
        elif part_share(part, day) == part.rule.share_units:
            outcomes.append(Outcome(amount, Why.COUNTED))
        else:
            outcomes.append(Outcome(amount, Why.FADED))
    return outcomes


def _filled(policy: Policy, bundle: Sequence[Part], day: date, *, faded: bool = True) -> list[int]:
    """Fill a year with quantities, the largest share left first, then the newest.

    A part's amount is ceil(G after) - ceil(G before), G the running sum of share x rate x quantity;
    without `faded` every share is whole once the order is found. G is held in whole `units`.
    """
    rule = bundle[0].rule
    form, whole = rule.worth, rule.share_units
    assert isinstance(form, Rates)
    units = form.units * whole
    if isinstance(policy.kinds[rule.record].fields[form.field], Money):
        units *= HUNDREDTHS
    shares = [0 if is_over(part, day) else part_share(part, day) for part in bundle]
    amounts = [0] * len(bundle)
    used, running = 0, 0
    for i in sorted(range(len(bundle)), key=lambda i: -shares[i]):
        quantity = bundle[i].entry.fields[form.field]
        assert isinstance(quantity, int)
        before = -(-running // units)
        running += form.between(used, used + quantity) * (shares[i] if faded else whole)
        used += quantity
        amounts[i] = -(-running // units) - before
    return amounts


def _next_changes(
    policy: Policy,
    key: BundleKey,
    bundle: Sequence[Part],
    today: Sequence[Outcome],
    as_of: date,
) -> list[date | None]:
    """Return for each part the first day on which it counts otherwise, with nothing new."""
    found: list[date | None] = [None] * len(bundle)
    alone = [by_itself(part, as_of) for part in bundle]
    now: list[Outcome | None] = list(today)
    ahead = _days_ahead(bundle, as_of)
    for day in sorted(ahead):
        changed = ahead[day]
        counting = [each for i in changed if (each := now[i]) is not None and each.counted]
        makes_room = key[0] == "rates" or bool(counting)  # what counted nothing took no place
        for i in changed:
            gone = bundle[i].gone
            alone[i] = by_itself(bundle[i], day)
            if gone is not None and day >= gone:
                now[i] = None
            elif alone[i].counted == 0:
                now[i] = alone[i]
        left = [i for i, each in enumerate(now) if each is not None] if makes_room else []
        if left:
            then = settle(policy, key, [bundle[i] for i in left], [alone[i] for i in left], day)
            for i, outcome in zip(left, then, strict=True):
                now[i] = outcome
        for i in range(len(bundle)) if makes_room else changed:
            if found[i] is None and now[i] != today[i]:
                found[i] = day
        if None not in found:
            break
    return found


def _days_ahead(bundle: Sequence[Part], as_of: date) -> dict[date, list[int]]:
    """Return the days after `as_of` on which parts change by themselves, and which do."""
    ahead: dict[date, list[int]] = {}
    for place, part in enumerate(bundle):
        days = set(change_days(part))
        if part.gone is not None:
            days.add(part.gone)
        for day in days:
            if day > as_of:
                ahead.setdefault(day, []).append(place)
    return ahead
