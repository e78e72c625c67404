"""What if: a member's statement with records that are not there, calculated and never kept."""

from collections.abc import Sequence
from datetime import date

from goodstanding.model.entry import Entry, Member
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.scoring.score import score


def whatif(
    policy: Policy,
    member: Member,
    entries: Sequence[Entry],
    added: Sequence[Entry],
    *,
    as_of: date,
) -> tuple[Statement, Statement]:
    """Return the member's statement on `as_of` as it is, and as it would be with `added`.

    Raises:
        ProblemsError: `as_of` is before the edition is in force.
    """
    before = score(policy, member, entries, as_of=as_of)
    after = score(policy, member, [*entries, *added], as_of=as_of)
    return before, after
