"""Room is kept from one batch to the next, grows where it has to, and holds a part's lines."""

from random import Random
from typing import Any, Final

import numpy as np
import pytest
from tests.support.batches import People, heaps, people
from tests.support.indexes import index_policy
from tests.support.plain_kernel import plain_kernel
from tests.support.policies import points_policy

from goodstanding.model.policy import IndexForm
from goodstanding.scoring import columns
from goodstanding.scoring.kernel.run import Room, run
from goodstanding.scoring.kernel.tables import COLUMN_WIDTHS, kernel_columns
from goodstanding.scoring.plan import plan

GROUPS: Final = 40


def sums(room: Any, group: People, scored: Any, *, with_lines: bool) -> list[tuple[int, int]]:
    """Return the total and the next change of each member."""
    made = columns.batch(room.plan, group.members, group.entries)
    for part in scored(room, made.columns, with_lines=with_lines):
        last = part
    return list(zip(last.totals.total.tolist(), last.totals.next_change.tolist(), strict=True))


@pytest.mark.parametrize("plain", [False, True], ids=["compiled", "plain"])
def test_one_room_serves_batches_of_any_size_with_lines_and_without(*, plain: bool) -> None:
    families = set()
    for group in heaps(1, GROUPS):
        with plain_kernel() as copy:
            kind, scored = (copy.Room, copy.run) if plain else (Room, run)
            made = plan(group.policy, group.as_of)
            few = People(
                seed=0,
                policy=group.policy,
                as_of=group.as_of,
                worlds=tuple(
                    type(world)(member=world.member, entries=world.entries[:2], as_of=world.as_of)
                    for world in group.worlds
                ),
            )
            room = kind(made, lines_at_once=1)
            for each, with_lines in (
                (few, False), (group, False), (few, True), (group, True), (few, False), (few, True),
            ):  # fmt: skip
                alone = sums(kind(made), each, scored, with_lines=with_lines)
                assert sums(room, each, scored, with_lines=with_lines) == alone
        families.add(isinstance(group.policy.form, IndexForm))
    assert families == {False, True}


def test_a_batch_of_nobody_has_one_part_with_nothing() -> None:
    for policy in (points_policy(Random(3)), index_policy(Random(3))):
        made = plan(policy, policy.in_force)
        nobody = columns.batch(made, [], {})
        assert list(columns.statements(made, nobody)) == []
        for with_lines in (False, True):
            [part] = run(Room(made), nobody.columns, with_lines=with_lines)
            assert (part.first, part.last, len(part.lines.kind)) == (0, 0, 0)


def test_the_lines_of_a_part_are_those_of_its_members() -> None:
    parts = 0
    for group in people(7, GROUPS):
        made = plan(group.policy, group.as_of)
        batch = columns.batch(made, group.members, group.entries)
        lines = [len(statement.lines) for statement in group.statements()]
        found = []
        for part in run(Room(made, lines_at_once=1), batch.columns, with_lines=True):
            ends = part.lines.member_end[part.first : part.last].tolist()
            found += np.diff([0, *ends]).tolist()
            assert ends[-1] == len(part.lines.kind)
            parts += 1
        assert found == lines
    assert parts > GROUPS  # the control: some batches came in several parts


def test_columns_of_other_widths_are_taken_and_none_is_written_to() -> None:
    group = next(people(11, 1))
    made = plan(group.policy, group.as_of)
    given = columns.batch(made, group.members, group.entries).columns
    wider = given._replace(on=given.on.astype(np.int64), values=np.asfortranarray(given.values))
    taken = kernel_columns(wider)
    for name, column in taken._asdict().items():
        array = np.asarray(column)
        assert array.dtype == COLUMN_WIDTHS[name]
        assert array.flags.c_contiguous
        assert not array.flags.writeable
    assert np.asarray(kernel_columns(given).on).base is not None  # not copied
    [first] = run(Room(made), given, with_lines=False)
    [second] = run(Room(made), wider, with_lines=False)
    assert first.totals.total.tolist() == second.totals.total.tolist()
