"""The definition of a score: one member, plain loops, exact numbers."""

from collections.abc import Iterable
from datetime import date

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.model.entry import Entry, Member
from goodstanding.model.policy import PointsForm, Policy, Purpose
from goodstanding.model.statement import Statement
from goodstanding.scoring.score.index import dimension_points, index_lines
from goodstanding.scoring.score.points import points_lines
from goodstanding.scoring.score.seen import seen_entries

NOT_IN_FORCE = declare("score-not-in-force", "The day asked for is before the edition's first day.")

__all__ = ["NOT_IN_FORCE", "check_in_force", "score"]


def score(policy: Policy, member: Member, entries: Iterable[Entry], *, as_of: date) -> Statement:
    """Return a member's statement on a day: an opening and lines that sum to the total.

    `entries` are the member's admitted records, in any order, each (source, record) once; those
    not seen on `as_of` have no line. Any past day is replayed by asking for it.

    Raises:
        ProblemsError: `as_of` is before the edition is in force; a study has no such day.
    """
    check_in_force(policy, as_of)
    seen = seen_entries(policy, member, entries, as_of)
    if isinstance(policy.form, PointsForm):
        lines = points_lines(policy, policy.form, seen, as_of)
        dimensions = {}
    else:
        lines = index_lines(policy, policy.form, seen, as_of)
        dimensions = dimension_points(policy.form, lines)
    total = policy.opening + sum([line.counted for line in lines])
    return Statement(
        member=member.id,
        as_of=as_of,
        opening=policy.opening,
        lines=tuple(lines),
        level=policy.level(total, member.level_held),
        dimensions=dimensions,
    )


def check_in_force(policy: Policy, as_of: date) -> None:
    """Refuse a day before the edition is in force; a study has no such day.

    Raises:
        ProblemsError: `as_of` is before `from`.
    """
    if policy.purpose is Purpose.PROGRAMME and as_of < policy.in_force:
        raise ProblemsError(
            [
                Problem(
                    code=NOT_IN_FORCE,
                    path="from",
                    what=f"{policy.name} edition {policy.edition} is in force from "
                    f"{policy.in_force}, and {as_of} is before that",
                    hint="Ask for a later day, or use the edition that was in force then",
                )
            ]
        )
