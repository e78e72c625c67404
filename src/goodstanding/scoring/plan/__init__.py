"""A policy seen from one day, as the integer tables that the kernel reads."""

from dataclasses import dataclass
from datetime import date

from goodstanding.model.policy import PointsForm, Policy
from goodstanding.scoring.kernel.rows import whole
from goodstanding.scoring.kernel.tables import IndexTables, Levels, PointsTables
from goodstanding.scoring.plan.fields import Slots, fields_read
from goodstanding.scoring.plan.index import index_tables
from goodstanding.scoring.plan.points import points_tables
from goodstanding.scoring.score import check_in_force

__all__ = ["Plan", "plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A policy and a day as integer tables, and which column holds which field of a kind."""

    policy: Policy
    as_of: date
    slots: Slots
    levels: Levels
    tables: PointsTables | IndexTables

    @property
    def dimensions(self) -> int:
        """Return how many dimensions there are, none of a points policy."""
        return 0 if isinstance(self.tables, PointsTables) else len(self.tables.dimensions)

    @property
    def value_columns(self) -> int:
        """Return how many columns of field values the kernel reads, at least one."""
        return max((place + 1 for place in self.slots.values()), default=1)


def plan(policy: Policy, as_of: date) -> Plan:
    """Return the plan of a policy for a day: every form of the language has one.

    Raises:
        ProblemsError: `as_of` is before the edition is in force, or a rule's numbers are beyond
            what is counted with.
    """
    check_in_force(policy, as_of)
    levels = Levels(
        reached_from=whole([level.reached_from for level in policy.levels]),
        keep_above=whole([level.keep_above for level in policy.levels]),
    )
    made: PointsTables | IndexTables
    if isinstance(policy.form, PointsForm):
        made = points_tables(policy, policy.form, as_of)
    else:
        made = index_tables(policy, policy.form, as_of)
    return Plan(policy=policy, as_of=as_of, slots=fields_read(policy), levels=levels, tables=made)
