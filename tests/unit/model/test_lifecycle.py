"""Each table of a lifecycle: every pair is a step that leads on, or is refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from goodstanding.model.lifecycle import (
    APPEAL,
    CONSENT,
    NOTICE,
    PROPOSAL,
    REPAIR,
    AppealState,
    AppealStep,
    ConsentState,
    ConsentStep,
    NoticeState,
    NoticeStep,
    ProposalState,
    ProposalStep,
    RepairState,
    RepairStep,
    StepNotPossibleError,
    moved,
)

TABLES: list[tuple[Mapping[Any, Any], type[StrEnum], type[StrEnum]]] = [
    (CONSENT, ConsentState, ConsentStep),
    (NOTICE, NoticeState, NoticeStep),
    (APPEAL, AppealState, AppealStep),
    (REPAIR, RepairState, RepairStep),
    (PROPOSAL, ProposalState, ProposalStep),
]


@pytest.mark.parametrize("table, states, steps", TABLES)
def test_every_pair_leads_on_or_is_refused(
    table: Mapping[Any, Any], states: type[StrEnum], steps: type[StrEnum]
) -> None:
    taken = refused = 0
    for state in states:
        for step in steps:
            if (state, step) in table:
                assert moved(table, state, step) is table[state, step]
                taken += 1
            else:
                with pytest.raises(StepNotPossibleError, match="is not possible while"):
                    moved(table, state, step)
                refused += 1
    assert taken == len(table)
    assert refused > 0
