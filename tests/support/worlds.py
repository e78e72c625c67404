"""Random pairs of a policy and a member, and the forms of the language that each of them uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.support.indexes import index_policy
from tests.support.members import World, world_of
from tests.support.policies import points_policy

from goodstanding.model.index import Measure
from goodstanding.model.points import (
    Hold,
    PointsByBound,
    PointsByName,
    PointsEach,
    Rates,
    Rule,
)
from goodstanding.model.policy import IndexForm, PointsForm, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One policy with one member's records on a day; the same for the same seed."""

    seed: int
    policy: Policy
    world: World


def policy_of_seed(random: Random) -> Policy:
    """Return a random policy of either family."""
    return index_policy(random) if random.random() < 0.35 else points_policy(random)


def pair(seed: int) -> Pair:
    """Return the pair of a seed."""
    random = Random(seed)
    policy = policy_of_seed(random)
    return Pair(seed=seed, policy=policy, world=world_of(random, policy))


def pairs(seed: int, count: int) -> Iterator[Pair]:
    """Yield `count` pairs, of the seeds from `seed` on."""
    for each in range(seed, seed + count):
        yield pair(each)


def pairs_using(form: str, seed: int, count: int) -> Iterator[Pair]:
    """Yield `count` pairs whose policy uses a form; every pair where no form is named."""
    found = 0
    while found < count:
        random = Random(seed)
        policy = policy_of_seed(random)
        if not form or form in forms_of(policy):
            found += 1
            yield Pair(seed=seed, policy=policy, world=world_of(random, policy))
        seed += 1


def forms_of(policy: Policy) -> set[str]:
    """Return the names of the forms that a policy uses."""
    found = {f"purpose {policy.purpose}"}
    found |= {"window"} if policy.window is not None else set()
    found |= {"levels"} if policy.levels else set()
    if isinstance(policy.form, IndexForm):
        for measure in policy.form.measures:
            found |= _of_measure(measure)
        return found
    for rule in policy.form.rules:
        found |= _of_rule(rule)
    found |= {"act"} if any(kind.act for kind in policy.kinds.values()) else set()
    return found | _of_form(policy.form)


def _of_form(form: PointsForm) -> set[str]:
    """Return the forms of groups and bounds."""
    found = {f"group per {cap.per}" for group in form.groups for cap in group.caps}
    if form.bounds is not None:
        running = form.bounds.hold is Hold.AT_EVERY_RECORD
        found.add("bounds at every record" if running else "bounds at the end")
        found |= {"no floor"} if form.bounds.floor is None else set()
        found |= {"no ceiling"} if form.bounds.ceiling is None else set()
    return found


def _of_rule(rule: Rule) -> set[str]:
    """Return the forms of one rule."""
    worth = rule.worth
    found = {type(worth).__name__}
    if isinstance(worth, PointsEach | PointsByBound | PointsByName | Rates):
        found.add(f"{type(worth).__name__} {worth.field}")
    found |= {f"times per {cap.per}" for cap in rule.times_caps}
    found |= {f"points per {cap.per}" for cap in rule.points_caps}
    uses = {
        "since": rule.since is not None,
        "fade": bool(rule.fade),
        "repaired": rule.repaired is not None,
        "lasts": rule.lasts is not None and rule.lasts.plain is not None,
        "lasts by field": rule.lasts is not None and rule.lasts.plain is None,
    }
    return found | {name for name, used in uses.items() if used}


def _of_measure(measure: Measure) -> set[str]:
    """Return the forms of one measure."""
    found = {str(measure.reading)}
    uses = {
        "least": measure.least > 1,
        "fade of a measure": bool(measure.fade),
        "since of a measure": measure.since is not None,
        "a share of something bad": measure.reading.value == "share of" and measure.falls,
        "money in a measure": measure.field == "amount",
    }
    return found | {name for name, used in uses.items() if used}


EVERY_FORM = frozenset(
    {
        "purpose programme", "purpose study", "window", "levels", "act",
        *(f"{what} per {per}" for what in ("times", "points", "group")
          for per in ("day", "month", "quarter", "year", "ever")),
        "bounds at every record", "bounds at the end", "no floor", "no ceiling",
        "FixedPoints", "PointsEach", "PointsByBound", "PointsByName", "Rates",
        *(f"{what} {field}" for what in ("PointsEach", "PointsByBound", "Rates")
          for field in ("hours", "amount")),
        "PointsByName grade", "PointsByName kept",
        "since", "fade", "repaired", "lasts", "lasts by field",
        "count of", "sum in", "sum of", "most in", "smallest in", "latest in", "share of",
        "years since latest",
        "least", "fade of a measure", "since of a measure", "a share of something bad",
        "money in a measure",
    }
)  # fmt: skip
"""What has to come up in any large run."""
