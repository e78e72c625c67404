"""Two runs a few days apart: the later one in full, and again with what the first one left."""

import shutil
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.support.cities import City, by_definition, by_kernel, city, snapshot
from tests.support.days import later
from tests.support.runs import everything_in

from goodstanding.model.names import LevelName, MemberId
from goodstanding.model.policy import Policy
from goodstanding.scoring.batch.changed import Again, takes_levels
from goodstanding.scoring.receipt import Receipt
from goodstanding.scoring.stored import read_receipt, stored_tables
from goodstanding.scoring.tables import TableName

GAPS: Final = (0, 1, 1, 1, 2, 7, 30, 365)
"""Days between two runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A run, a later day's city and snapshot, and the files of the later day's full run."""

    seed: int
    gap: int
    before: Path
    city: City
    snapshot: Path
    with_lines: bool
    full: dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a pair of runs is made of; 0 buckets are as many as before."""

    gap: int = 1
    share: float = 0.5
    with_lines: bool = True
    buckets: int = 3
    buckets_then: int = 0


def choice_of(random: Random) -> Choice:
    """Return a random choice."""
    return Choice(
        gap=random.choice(GAPS),
        share=random.choice([0.0, 0.3, 0.8]),
        with_lines=random.random() < 0.7,
        buckets=random.choice([1, 2, 3, 5]),
        buckets_then=random.choice([0, 0, 0, 1, 4]),
    )


def pair_of(
    seed: int,
    folder: Path,
    choice: Choice,
    *,
    policy: Policy | None = None,
    seen: Counter[str] | None = None,
) -> Pair:
    """Return a pair of runs, made in a folder; `seen` counts what happened between them."""
    random = Random(seed)
    made = city(seed, policy=policy)
    before, kept = folder / "before", folder / "later"
    by_kernel(
        made,
        snapshot(made, folder / "earlier", buckets=choice.buckets),
        before,
        with_lines=choice.with_lines,
    )
    day = made.as_of + timedelta(days=choice.gap)
    then = later(random, made, day, share=choice.share, seen=seen)
    snapshot(then, kept, buckets=choice.buckets_then or choice.buckets)
    full = folder / "full"
    by_kernel(then, kept, full, previous=before, with_lines=choice.with_lines)
    return Pair(
        seed=seed, gap=choice.gap, before=before, city=then, snapshot=kept,
        with_lines=choice.with_lines, full=everything_in(full),
    )  # fmt: skip


def incremental(pair: Pair, out: Path, **other: Any) -> tuple[Receipt, Again]:
    """Score only what changed between the runs of a pair; return receipt and who that was."""
    told: list[Again] = []
    shutil.rmtree(out, ignore_errors=True)
    receipt = by_kernel(
        pair.city, pair.snapshot, out, previous=pair.before, changed_only=True, tell=told.append,
        with_lines=pair.with_lines, **other,
    )  # fmt: skip
    [again] = told
    return receipt, again


def differing(pair: Pair, out: Path) -> list[str]:
    """Return the files in which a run differs from the full one; the receipt is among them."""
    ours = everything_in(out)
    names = sorted({*pair.full, *ours})
    return [name for name in names if pair.full.get(name) != ours.get(name)]


def levels_in(out: Path) -> dict[MemberId, LevelName]:
    """Return the level of each member by a run."""
    rows = stored_tables(out, read_receipt(out)[1])[TableName.STATEMENTS].rows()
    return {MemberId(str(placed.row[0])): LevelName(str(placed.row[2])) for placed in rows}


def defined(pair: Pair, out: Path) -> Receipt:
    """Score the later day of a pair by the definition, levels held by the run before."""
    held = levels_in(pair.before) if takes_levels(pair.city.policy) else {}
    members = tuple(
        member if member.level_held is not None else replace(member, level_held=held.get(member.id))
        for member in pair.city.members
    )
    return by_definition(replace(pair.city, members=members), out, with_lines=pair.with_lines)
