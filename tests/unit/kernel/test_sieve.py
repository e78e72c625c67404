"""Without lines the kernel passes over old entries, and comes to the totals it has with lines."""

from datetime import timedelta
from typing import Any, Final

import numpy as np
from tests.support.batches import People, people
from tests.support.plain_kernel import Fault, plain_kernel

from goodstanding.scoring import columns
from goodstanding.scoring.kernel.calendar import day_number
from goodstanding.scoring.kernel.run import Room, run
from goodstanding.scoring.plan import plan

GROUPS: Final = 120
FAULT: Final = Fault(
    name="who has nothing but old entries is never looked at again",
    module="sieve",
    edits=(("if dead and kind.rule_first <", "if dead and kind.rule_first >"),),
)


def totals(kind: Any, scored: Any, group: People, *, with_lines: bool) -> list[list[int]]:
    """Return total and next change of each member a year on, and when their consent is over.

    As in the buckets of a snapshot it is one day for all sources.
    """
    made = plan(group.policy, group.as_of + timedelta(days=365))
    held = columns.batch(made, group.members, group.entries).columns
    until = np.arange(1, len(group.members) + 1, dtype=np.int32) + day_number(made.as_of)
    held = held._replace(until=until, ends=held.ends[:0])
    for part in scored(kind(made), held, with_lines=with_lines):
        last = part
    return [last.totals.total.tolist(), last.totals.next_change.tolist(), until.tolist()]


def test_old_entries_are_passed_over_and_change_nothing() -> None:
    ends = 0
    for group in people(7, GROUPS, "lasts"):
        found = totals(Room, run, group, with_lines=False)
        assert found == totals(Room, run, group, with_lines=True)
        ends += sum(change == end for change, end in zip(*found[1:], strict=True))
    assert ends >= GROUPS // 10, "members whose next change is the end of their consent"


def test_who_has_nothing_else_is_looked_at_again_when_the_consent_is_over() -> None:
    with plain_kernel(FAULT) as copy:
        others = [
            group.seed
            for group in people(7, GROUPS, "lasts")
            if totals(copy.Room, copy.run, group, with_lines=False)
            != totals(Room, run, group, with_lines=True)
        ]
    assert others
