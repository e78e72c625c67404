"""What a test exercised, in counts: printed at the end of a run, and never nothing."""

import json
from collections.abc import Mapping
from typing import Final

BEGINNING: Final = "exercised: "


def exercised(what: str, counts: Mapping[str, object]) -> None:
    """Say what was exercised; a count of a whole test that is nothing is a failure of the test."""
    numbers = {name: count for name, count in counts.items() if isinstance(count, int)}
    assert counts, what
    assert not numbers or any(numbers.values()), (what, counts)
    print(f"{BEGINNING}{what}: {json.dumps(counts)}")  # noqa: T201 - collected by tests/conftest.py
