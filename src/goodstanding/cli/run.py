"""One score run as the commands share it: what is given, what comes out, what the receipt says."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from goodstanding.cli.legal import with_legal_basis
from goodstanding.cli.progress import progress
from goodstanding.intake import Admitted, read_inputs
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.rulebook import read_policy
from goodstanding.scoring.receipt import Asked, InputSeen
from goodstanding.scoring.score import score

ENGINE: Final = "definition"
MEMBERS_A_STEP: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The files of a run."""

    policy: Path
    records: Sequence[Path]
    members: Path | None = None
    states: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a run is given: the policy, with the legal basis named for it, and who joined."""

    policy: Policy
    policy_sha256: str
    admitted: Admitted


def read_given(inputs: Inputs, *, legal_basis: Sequence[str] = ()) -> Given:
    """Read a policy and its inputs; `legal_basis` are texts `KIND=TEXT`.

    Raises:
        ProblemsError: something makes the whole of an input unusable.
        UsageError: a legal basis is for no kind that needs one.
    """
    policy = with_legal_basis(read_policy(inputs.policy), legal_basis)
    digest = hashlib.sha256(inputs.policy.read_bytes()).hexdigest()
    with progress("Reading the records"):
        admitted = read_inputs(
            policy, records=inputs.records, members=inputs.members, states=inputs.states
        )
    return Given(policy=policy, policy_sha256=digest, admitted=admitted)


def statements(given: Given, as_of: date, *, buckets: int = 1) -> Iterator[Statement]:
    """Yield the statement of each member on a day, in the order of output.

    That is by bucket, then by code point.
    """
    from goodstanding.scoring.verify import place_of

    admitted = given.admitted
    members = sorted(admitted.members, key=lambda member: place_of(member.id, buckets))
    with progress("Scoring", len(members)) as advance:
        for place, member in enumerate(members):
            yield score(given.policy, member, admitted.entries[member.id], as_of=as_of)
            if place % MEMBERS_A_STEP == 0:
                advance(MEMBERS_A_STEP)


def asked(given: Given, as_of: date) -> Asked:
    """Return what the receipt says of what was asked."""
    admitted = given.admitted
    return Asked(
        **policy_asked(given.policy, given.policy_sha256, as_of),
        engine=ENGINE,
        stated_by=admitted.stated_by,
        levels_held=sum(member.level_held is not None for member in admitted.members),
        records=admitted.rows,
        refused=sum(file.refused for file in admitted.inputs),
        dropped=admitted.dropped,
        withheld=admitted.withheld,
        repeated=admitted.repeated,
        inputs=inputs_seen(admitted),
    )


def policy_asked(policy: Policy, policy_sha256: str, as_of: date) -> dict[str, Any]:
    """Return what the receipt says of the policy, the day, and this version."""
    from goodstanding import __version__

    language = policy.languages[0]
    return {
        "policy": policy.name,
        "edition": policy.edition,
        "purpose": str(policy.purpose),
        "policy_sha256": policy_sha256,
        "legal_basis": {
            kind.name: kind.law[language] for kind in policy.kinds.values() if kind.law
        },
        "version": __version__,
        "as_of": as_of,
    }


def inputs_seen(admitted: Admitted) -> tuple[InputSeen, ...]:
    """Return the input files as the receipt names them: without their folders."""
    return tuple(
        InputSeen(
            name=Path(file.name).name, sha256=file.sha256, rows=file.rows, refused=file.refused
        )
        for file in admitted.inputs
    )
