"""Every fault planted into a copy of the definition is caught, and the copy without one is not."""

import pytest
from tests.agreement.faults import FAULTS, WRONG_ORDERS, Fault, copy_of_the_definition
from tests.agreement.laws import broken
from tests.agreement.trials import Score
from tests.support.worlds import Pair, pairs_using

from goodstanding.scoring.score import score

EXAMPLES = 200
FIRST = 5_000


def differs(copy: Score, pair: Pair) -> bool:
    """Return whether a copy gives another statement than the definition."""
    world = pair.world
    mine = score(pair.policy, world.member, world.entries, as_of=world.as_of)
    return copy(pair.policy, world.member, world.entries, as_of=world.as_of) != mine


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_caught_within_two_hundred_examples(fault: Fault) -> None:
    with copy_of_the_definition(fault) as copy:
        examples = pairs_using(fault.form, FIRST, EXAMPLES)
        assert any(differs(copy, pair) or broken(copy, pair) for pair in examples)


def test_the_copy_without_a_fault_is_not_caught() -> None:
    with copy_of_the_definition() as copy:
        assert copy is not score
        for pair in pairs_using("", FIRST, EXAMPLES):
            assert not differs(copy, pair)
            assert not broken(copy, pair)


@pytest.mark.parametrize(
    "fault",
    [fault for fault in FAULTS if fault.name in WRONG_ORDERS],
    ids=lambda fault: fault.name,
)
def test_the_laws_alone_catch_a_wrong_order(fault: Fault) -> None:
    with copy_of_the_definition(fault) as copy:
        assert any(broken(copy, pair) for pair in pairs_using(fault.form, FIRST, 10 * EXAMPLES))


def test_the_wrong_orders_are_among_the_faults() -> None:
    names = {fault.name for fault in FAULTS}
    assert names >= WRONG_ORDERS
    assert len(names) == len(FAULTS) >= 10
