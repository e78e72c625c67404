"""Score runs for tests: shipped policies, generated members, and their outputs in a folder."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from tests.support.pages import ROOT

from goodstanding.model.entry import Member
from goodstanding.model.names import MemberId
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.rulebook import read_policy
from goodstanding.rulebook.worlds import worlds
from goodstanding.scoring.outputs import write_outputs
from goodstanding.scoring.receipt import Asked, InputSeen, OutputFormat, Receipt
from goodstanding.scoring.score import score

POINTS: Final = ROOT / "policies/event-reference/event-reference.yaml"
INDEX: Final = ROOT / "policies/index-reference/index-reference.yaml"
AS_OF: Final = date(2027, 6, 30)


def generated(policy: Policy, *, count: int, seed: int = 1) -> list[Statement]:
    """Return statements of generated members, in the order of output."""
    return list(_generated(policy, count=count, seed=seed))


def _generated(policy: Policy, *, count: int, seed: int) -> Iterator[Statement]:
    """Yield statements of generated members; every tenth has no records."""
    for place, world in enumerate(worlds(policy, seed=seed, count=count)):
        member = Member(id=MemberId(f"m-{place:06}"))
        entries = [] if place % 10 == 9 else world.entries
        own = [replace(entry, member=member.id) for entry in entries]
        yield score(policy, member, own, as_of=world.as_of)


def asked_of(policy: Policy, **other: Any) -> Asked:
    """Return what a receipt says was asked, with what a test needs otherwise."""
    parts: dict[str, Any] = {
        "policy": policy.name,
        "edition": policy.edition,
        "purpose": str(policy.purpose),
        "policy_sha256": "0" * 64,
        "legal_basis": {},
        "engine": "definition",
        "version": "0.1.0",
        "as_of": AS_OF,
        "stated_by": "synthetic: worlds of the laws",
        "levels_held": 0,
        "records": 12,
        "refused": 0,
        "dropped": 0,
        "withheld": 0,
        "repeated": 0,
        "inputs": (InputSeen(name="records.csv", sha256="1" * 64, rows=12, refused=0),),
    }
    return Asked(**{**parts, **other})


def written(
    folder: Path, policy: Policy, statements: list[Statement], *, form: OutputFormat, **other: Any
) -> Receipt:
    """Write the outputs of a run and return their receipt."""
    return write_outputs(folder, policy, statements, asked=asked_of(policy), form=form, **other)


@lru_cache
def points_policy() -> Policy:
    """Return the shipped policy of the points family."""
    return read_policy(POINTS)


@lru_cache
def index_policy() -> Policy:
    """Return the shipped policy of the index family."""
    return read_policy(INDEX)


def everything_in(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
