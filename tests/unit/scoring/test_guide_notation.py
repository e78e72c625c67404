"""The notation of the rule guide fails where a table is wrong: controls for every spec test."""

import pytest
from tests.spec.guide import check, policy

SHIFTS = policy("""
    records: {shift: {}}
    rules: {shift: {points: 2, fade: {1 year: half}, cap: {points: 3, per: year}}}
""")
RIGHT = """
    2025-01-01 shift | +2 of 2 counted until 2026-01-01
    2025-02-01 shift | +2 counted
    2025-12-31 cap   | -1 capped
    total            | 3
"""


def test_a_right_table_passes() -> None:
    check(SHIFTS, RIGHT)


@pytest.mark.parametrize(
    "right, wrong",
    [
        ("-1 capped", "-2 capped"),
        ("-1 capped", "-1 limit"),
        ("2025-12-31 cap   | -1 capped\n", "opening | 0\n"),
        ("total            | 3", "total            | 4"),
        ("+2 of 2 counted", "+2 of 3 counted"),
        ("+2 of 2 counted", "+2 of 2 faded"),
        ("until 2026-01-01", "until 2026-01-02"),
        ("until 2026-01-01", "until never"),
        ("2025-02-01 shift | +2 counted", "2025-02-01 shift | no line"),
        ("2025-02-01 shift | +2 counted", "2025-02-01 shift | other: +2 counted"),
        ("2025-02-01 shift | +2 counted", "2025-02-01 shift | two points"),
        ("2025-12-31 cap ", "2025-12-30 cap "),
    ],
)
def test_a_wrong_table_fails(right: str, wrong: str) -> None:
    assert right in RIGHT
    with pytest.raises(AssertionError):
        check(SHIFTS, RIGHT.replace(right, wrong))
