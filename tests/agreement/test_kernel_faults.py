"""Every fault planted into a copy of the kernel is caught, and the copy without one is not."""

from types import ModuleType

import pytest
from tests.agreement.kernel_faults import FAULTS
from tests.support.batches import People, differences, heaps, people
from tests.support.plain_kernel import Fault, plain_kernel, source_of

from goodstanding.scoring.plan import plan

EXAMPLES = 200
FIRST = 5_000


def differs(columns: ModuleType, group: People) -> bool:
    """Return whether a copy says anything otherwise than the definition, or breaks."""
    try:
        found = differences(columns, plan(group.policy, group.as_of), group, lines_at_once=1)
    except (AssertionError, IndexError):
        return True
    return bool(found)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_caught_within_two_hundred_examples(fault: Fault) -> None:
    with plain_kernel(fault) as copy:
        examples = (heaps if fault.heaped else people)(FIRST, EXAMPLES, fault.form)
        assert any(differs(copy, group) for group in examples)


def test_the_copy_without_a_fault_is_not_caught() -> None:
    with plain_kernel() as copy:
        for group in (*people(FIRST, EXAMPLES), *heaps(FIRST, EXAMPLES // 4)):
            assert not differs(copy, group)


def test_the_faults_are_in_every_module_that_decides_anything() -> None:
    assert {fault.module for fault in FAULTS} == {
        "calendar", "shared", "pairs", "points", "contest", "rates", "caps", "measures", "index",
        "sieve",
    }  # fmt: skip
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 10


def test_a_fault_whose_text_is_gone_is_told() -> None:
    gone = Fault(name="gone", module="caps", edits=(("no such text", ""),))
    with pytest.raises(AssertionError, match="'no such text' stands in caps once"):
        source_of("caps", [gone])
