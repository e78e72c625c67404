"""Small crowded cities in memory, as intake would admit them, and their runs by both engines."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from tests.support.members import DAYS_ASKED, world_of
from tests.support.runs import asked_of
from tests.support.worlds import policy_of_seed

from goodstanding.model.entry import Consent, Entry, Member
from goodstanding.model.names import MemberId, RecordId
from goodstanding.model.policy import Policy
from goodstanding.scoring.batch.plain import snapshot_of
from goodstanding.scoring.batch.run import Run, score_snapshot
from goodstanding.scoring.outputs import write_outputs
from goodstanding.scoring.plan import plan
from goodstanding.scoring.receipt import OutputFormat, Receipt
from goodstanding.scoring.score import score as defined_score


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What `intake.read_inputs` would return, with its policy and a day."""

    policy: Policy
    as_of: date
    members: tuple[Member, ...]
    entries: Mapping[MemberId, tuple[Entry, ...]]
    refused: tuple[Any, ...] = ()
    inputs: tuple[Any, ...] = ()
    rows: int = 0
    dropped: int = 0
    withheld: int = 0
    repeated: int = 0
    stated_by: str = "synthetic: crowded"


def city(seed: int, *, members: int = 12, policy: Policy | None = None) -> City:
    """Return a city of a random policy, or of the one given."""
    random = Random(seed)
    policy = policy_of_seed(random) if policy is None else policy
    everybody: list[Member] = []
    entries: dict[MemberId, tuple[Entry, ...]] = {}
    position = 0
    for place in range(members):
        world = world_of(random, policy)
        name = MemberId(random.choice(["", "é", "王", "m-"]) + f"{place * 7919 % 1000:03}")
        own = []
        for entry in world.entries:
            position += random.randint(1, 3)
            record = RecordId(f"{random.choice('abé')}{place}-{entry.record}")
            own.append(replace(entry, member=name, record=record, position=position))
        entries[name] = tuple(own)
        everybody.append(_on_file(random, replace(world.member, id=name), policy))
    ordered = tuple(sorted(everybody, key=lambda member: member.id))
    return City(policy=policy, as_of=random.choice(DAYS_ASKED), members=ordered, entries=entries)


def _on_file(random: Random, member: Member, policy: Policy) -> Member:
    """Return a member as a members file can say it: one consent, to all kinds of some sources."""
    if member.consents is None:
        return replace(member, joined=date.min)
    ends = [each.until for each in member.consents.values()]
    until = random.choice(ends) if ends else None
    if until is not None and until <= member.joined:
        until = None
    consent = Consent(given=member.joined, until=until)
    sources = {kind.source for kind in policy.kinds.values()} & set(member.consents)
    return replace(member, consents=dict.fromkeys(sources, consent))


def by_definition(made: City, out: Path, *, as_of: date | None = None, **other: Any) -> Receipt:
    """Score a city by the definition."""
    day = as_of or made.as_of
    statements = [
        defined_score(made.policy, member, made.entries[member.id], as_of=day)
        for member in made.members
    ]
    form = other.pop("form", OutputFormat.PARQUET)
    asked = asked_of(made.policy, as_of=day)
    return write_outputs(out, made.policy, statements, asked=asked, form=form, **other)


def by_kernel(
    made: City,
    snapshot: Path,
    out: Path,
    *,
    as_of: date | None = None,
    score: Callable[[Run, Path], Receipt] = score_snapshot,
    **other: Any,
) -> Receipt:
    """Score a snapshot of a city."""
    day = as_of or made.as_of
    run = Run(
        plan=plan(made.policy, day),
        snapshot=snapshot,
        asked=asked_of(made.policy, as_of=day, engine="embedded"),
        **other,
    )
    return score(run, out)


def snapshot(made: City, folder: Path, *, buckets: int = 3) -> Path:
    """Write a city as a snapshot and return the folder."""
    snapshot_of(made.policy, made, folder, buckets)
    return folder


def rows_of(out: Path, name: str) -> Sequence[dict[str, Any]]:
    """Return the rows of a table that a run wrote, all parts in order."""
    import pyarrow.parquet as pq

    return [
        row for part in sorted((out / name).iterdir()) for row in pq.read_table(part).to_pylist()
    ]
