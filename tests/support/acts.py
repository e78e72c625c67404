"""Acts of one member under one rule, so many hours and days ago, and what kernels make of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from types import ModuleType
from typing import Any, Final

from tests.support.batches import People, differences
from tests.support.members import World, world_of
from tests.support.plain_kernel import plain_kernel
from tests.support.policies import HOURS, TITLE, kind_named, points_policy

from goodstanding.model.entry import Entry, Member
from goodstanding.model.names import MemberId, RecordId, RuleName
from goodstanding.model.points import Rule, Worth
from goodstanding.model.policy import PointsForm, Policy, Purpose
from goodstanding.scoring import columns
from goodstanding.scoring.plan import plan

AS_OF: Final = date(2025, 12, 31)
KIND: Final = kind_named("kind", "source", act=False)
ME: Final = MemberId("one")

Act = tuple[int, int, int]
"""So many hours, begun and ended so many days ago."""


@contextmanager
def kernel_called(name: str) -> Iterator[ModuleType]:
    """Give the kernel "compiled", or as "plain" Python."""
    if name == "compiled":
        yield columns
    else:
        with plain_kernel() as plain:
            yield plain


def policy_of(worth: Worth, **parts: Any) -> Policy:
    """Return a policy of one rule over a kind of record that has hours."""
    rule = Rule(name=RuleName("only"), title=TITLE, record=KIND.name, worth=worth)
    form = PointsForm(start=0, bounds=None, rules=(replace(rule, **parts),), groups=())
    return replace(
        points_policy(Random(1)),
        kinds={KIND.name: KIND}, form=form, purpose=Purpose.STUDY, levels=(), window=None,
    )  # fmt: skip


def people_of(policy: Policy, acts: tuple[Act, ...]) -> People:
    """Return one member with these acts."""
    seeds = (world_of(Random(seed), policy).entries for seed in range(99))
    blank = next(each for own in seeds for each in own if _is_ordinary(each))
    entries = tuple(
        replace(
            blank,
            record=RecordId(f"r-{place}"),
            member=ME,
            on=AS_OF - timedelta(days=begun),
            filed=AS_OF - timedelta(days=begun),
            until=AS_OF - timedelta(days=ended),
            fields={**blank.fields, HOURS: hours},
        )
        for place, (hours, begun, ended) in enumerate(acts)
    )
    world = World(member=Member(id=ME), entries=entries, as_of=AS_OF)
    return People(seed=0, policy=policy, as_of=AS_OF, worlds=(world,))


def differing(kernel: ModuleType, policy: Policy, *acts: Act) -> list[str]:
    """Return what a kernel says otherwise than the definition."""
    return differences(kernel, plan(policy, AS_OF), people_of(policy, acts), lines_at_once=1)


def counted(policy: Policy, *acts: Act) -> list[tuple[int, date | None]]:
    """Return what counts of each act, from the oldest, and when that changes."""
    [statement] = people_of(policy, acts).statements()
    return [(line.counted, line.next_change) for line in statement.lines]


def _is_ordinary(entry: Entry) -> bool:
    """Return whether nothing is special about an entry."""
    return not entry.states and entry.until is None and entry.filed == entry.on
