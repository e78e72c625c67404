"""Who has to be scored again on a later day, and why nobody else has."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from goodstanding.model.policy import Policy
from goodstanding.scoring.batch.columns import UNKNOWN_DAY, whole
from goodstanding.scoring.batch.previous import Before, Previous
from goodstanding.scoring.batch.scored import Counts
from goodstanding.scoring.kernel.calendar import NEVER, day_number
from goodstanding.scoring.receipt import DEFINITION, Asked, OutputFormat
from goodstanding.scoring.tables import TableName

NEW, CHANGED, AHEAD, DUE, DATED, CROSSED = range(1, 7)
"""Why a member is scored again, by the place in `REASONS`."""

REASONS: Final = (
    "not in the run before",
    "a record, a state, a consent or a level held is another",
    "something known ahead has come",
    "a day on which points change has come",
    "a line is dated by the day asked for",
    "a measure reads fewer records",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """How many members were scored again, by reason, and how many rows were carried over.

    `everybody` is a sentence where nothing could be carried over, and empty elsewhere.
    """

    scored: int
    carried: int
    why: Mapping[str, int] = field(default_factory=dict)
    everybody: str = ""


def why_everybody(previous: Previous, asked: Asked, *, with_lines: bool) -> str:
    """Return why nothing can be carried over from a run, nothing where it can."""
    before, written = previous.receipt.asked, previous.receipt.written
    policy, policy_now = [(each.edition, each.policy_sha256) for each in (before, asked)]
    reasons = {
        "The run before is under another edition or text of the policy.": policy != policy_now,
        "The run before names another legal basis.": before.legal_basis != asked.legal_basis,
        "The run before was made by another version of goodstanding.": (
            before.version != asked.version
        ),
        "The run before was made by the definition, which keeps nothing to compare with.": (
            before.engine == DEFINITION
        ),
        "The run before was written as CSV, and only Parquet files are in buckets.": (
            written.format is OutputFormat.CSV
        ),
        "The run before has no lines.": with_lines and TableName.LINES not in written.tables,
        "The run before lies there without its digests.": not previous.digests,
    }
    return next((sentence for sentence, holds in reasons.items() if holds), "")


def takes_levels(policy: Policy) -> bool:
    """Return whether the level held before matters: some level is kept below where it is reached.

    Levels matter to no row that is carried over: a level that was reached or kept at a total is
    kept at the same total.
    """
    return any(level.keep_above < level.reached_from for level in policy.levels)


def reasons_of(members: Any, before: Before, asked_before: Asked, as_of: int) -> NDArray[np.int8]:  # noqa: ANN401 - pyarrow has no types
    """Return for each member of a bucket why it is scored again, 0 where it is not.

    `members` has the columns `digest` and `latest`; `as_of` is the day asked for now.
    """
    found = np.zeros(members.num_rows, np.int8)
    if not len(before.digest):
        found[:] = NEW
        return found
    days = before.of_members(whole(before.rows["next_change"], np.int32, empty=NEVER))
    found[days <= as_of] = DUE
    latest = whole(members["latest"], np.int32, empty=UNKNOWN_DAY)
    found[latest > day_number(asked_before.as_of)] = AHEAD
    digest = before.of_members(before.digest)
    found[digest != whole(members["digest"], np.int64)] = CHANGED
    found[before.place < 0] = NEW
    return found


def is_as_it_was(before: Counts, asked_before: Asked, as_of: date) -> bool:
    """Return whether no day has come by `as_of` on which a row of a part would be another.

    That is where its members and their records are those of the run before.
    """
    day = day_number(as_of)
    return before.next_change > day and before.latest <= day_number(asked_before.as_of)


def counted(reasons: NDArray[np.int8]) -> Counter[str]:
    """Return how many members are scored again, by reason."""
    counts = np.bincount(reasons, minlength=len(REASONS) + 1).tolist()
    return Counter({why: count for why, count in zip(REASONS, counts[1:], strict=True) if count})
