"""Members of one generated policy in one batch, and what kernel and definition make of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from random import Random
from typing import Any, Final

import numpy as np
from tests.support.members import World, world_of
from tests.support.worlds import pairs_using

from goodstanding.model.entry import Entry, Member
from goodstanding.model.names import MemberId, RecordId
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.scoring.columns import Batch
from goodstanding.scoring.kernel.calendar import NEVER, day_number
from goodstanding.scoring.kernel.tables import NOT_KNOWN, NOTHING, Columns
from goodstanding.scoring.plan import Plan
from goodstanding.scoring.score import score

MEMBERS_MAX: Final = 3
WORLDS_HEAPED: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Members of one policy on one day, with their entries."""

    seed: int
    policy: Policy
    as_of: date
    worlds: tuple[World, ...]

    @property
    def members(self) -> list[Member]:
        """Return the members."""
        return [world.member for world in self.worlds]

    @property
    def entries(self) -> dict[MemberId, tuple[Entry, ...]]:
        """Return the entries of each."""
        return {world.member.id: world.entries for world in self.worlds}

    def statements(self) -> list[Statement]:
        """Return what the definition says of each, by code point of their ids."""
        return [
            score(self.policy, world.member, world.entries, as_of=self.as_of)
            for world in sorted(self.worlds, key=lambda world: world.member.id)
        ]


def people(seed: int, count: int, form: str = "") -> Iterator[People]:
    """Yield `count` batches of one to three members; a form is used by the policy of each."""
    for pair in pairs_using(form, seed, count):
        random = Random(pair.seed)
        more = [world_of(random, pair.policy) for _ in range(random.randrange(MEMBERS_MAX))]
        yield _of(pair.seed, pair.policy, pair.world.as_of, [pair.world, *more])


def heaps(seed: int, count: int, form: str = "") -> Iterator[People]:
    """Yield `count` batches of one member with the entries of many."""
    for pair in pairs_using(form, seed, count):
        random = Random(pair.seed)
        more = [world_of(random, pair.policy) for _ in range(WORLDS_HEAPED)]
        entries = tuple(
            replace(
                entry, record=RecordId(f"{place}-{entry.record}"), position=random.randrange(99)
            )
            for place, world in enumerate([pair.world, *more])
            for entry in world.entries
        )
        heaped = replace(pair.world, entries=entries)
        yield _of(pair.seed, pair.policy, pair.world.as_of, [heaped])


def _of(seed: int, policy: Policy, as_of: date, worlds: Sequence[World]) -> People:
    """Return people with ids of their own, not in the order of the ids."""
    named = []
    for place, world in enumerate(worlds):
        own = MemberId(f"m-{9 - place}")
        entries = tuple(replace(entry, member=own) for entry in world.entries)
        named.append(replace(world, member=replace(world.member, id=own), entries=entries))
    return People(seed=seed, policy=policy, as_of=as_of, worlds=tuple(named))


def differences(columns: Any, plan: Plan, group: People, *, lines_at_once: int) -> list[str]:
    """Return what the kernel under a module of columns says otherwise than the definition.

    The lines are asked for with room for so many at once, and everything else without lines too;
    then again with the columns left out that hold what is ordinary.
    """
    made = columns.batch(plan, group.members, group.entries)
    expected = group.statements()
    found = []
    for batch in (made, replace(made, columns=without_the_ordinary(made))):
        given = list(columns.statements(plan, batch, lines_at_once=lines_at_once))
        found += [
            f"{group.seed}: lines of {e.member}"
            for e, g in zip(expected, given, strict=True)
            if e != g
        ]
        found += [f"{group.seed}: {each}" for each in _of_totals(columns, plan, batch, expected)]
    return found


def _of_totals(columns: Any, plan: Plan, batch: Batch, expected: Sequence[Statement]) -> list[str]:
    """Return what differs where no lines are asked for."""
    [part] = columns.run(columns.Room(plan), batch.columns, with_lines=False)
    assert len(part.lines.kind) == 0
    names = [level.name for level in plan.policy.levels]
    found = []
    for place, statement in enumerate(expected):
        level = int(part.totals.level[place])
        change = statement.next_change
        mine = (
            int(part.totals.total[place]),
            names[level] if level >= 0 else "none",
            int(part.totals.next_change[place]),
            part.totals.dimensions[place].tolist(),
        )
        wanted = (
            statement.total,
            statement.level,
            NEVER if change is None else day_number(change),
            list(statement.dimensions.values()),
        )
        found += [f"totals of {statement.member}: {mine}, not {wanted}"] if mine != wanted else []
    return found


def without_the_ordinary(made: Batch) -> Columns:
    """Return columns without those that hold what an ordinary entry or member has throughout."""
    columns = made.columns
    ordinary = {
        "filed": (columns.filed == columns.on).all(),
        "aged": (columns.aged == columns.on).all(),
        "state": (columns.state == 0).all(),
        "told": columns.told.all(),
        "act": (columns.act == NOTHING).all(),
        "level_held": (columns.level_held == NOT_KNOWN).all(),
    }
    ordinary["repaired_on"] = ordinary["state"]
    ordinary["place"] = not any(
        (np.diff(columns.place[first:last]) < 0).any() for first, last in pairwise(columns.first)
    )
    found = {
        name: np.empty(0, getattr(columns, name).dtype) for name, is_so in ordinary.items() if is_so
    }
    gates = {"starts": columns.starts, "ends": columns.ends}
    if all((gate == gate[0]).all() for gate in gates.values()):
        found |= {name: gate[:1] for name, gate in gates.items()}
    return columns._replace(**found)
