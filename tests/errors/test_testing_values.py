"""Values of records and expectations on both sides of what they may be."""

from typing import Final

import pytest
from tests.support.clubs import INDEX, POINTS, suite_of

CASE: Final = "policy: club\ncases:\n  - name: one\n    on: 2026-12-31\n    expect: {total: 100}\n"


@pytest.mark.parametrize(
    "field, inside, outside",
    [
        ("hours: %s", ["1", "12"], ["0", "13", "-1", "01", "1.0"]),
        ("amount: %s", ["0", "0.01", "500", "500.00"], ["500.01", "-0.01", "1.001", "1e2"]),
        ("day: %s", ["2026-01-05", "2026-02-05"], ["2026-01-04", "2026-02-06", "2026-1-5"]),
        ("kept: %s", ["yes", "no"], ["true", "Yes", "1"]),
        ("kind: %s", ["gold", "silver"], ["Gold", "bronze"]),
    ],
)
def test_a_field_holds_what_its_range_holds(
    field: str, inside: list[str], outside: list[str]
) -> None:
    types = {
        "hours": "whole number 1..12",
        "amount": "money 0..500",
        "day": "date 2026-01-05..2026-02-05",
        "kept": "yes or no",
        "kind": "one of gold, silver",
    }
    name = field.partition(":")[0]
    own = "own" if name == "kind" else name
    text = POINTS.replace(
        "note: {source: desk,", f"note: {{source: desk, fields: {{{own}: '{types[name]}'}},"
    )
    for value in (*inside, *outside):
        given = f"{own}: {value}"
        _, problems = suite_of(f"{CASE}    records: [{{note: n, on: 2026-11-02, {given}}}]\n", text)
        assert [problem.path for problem in problems] == (
            [] if value in inside else [f"cases[0].records[0].{own}"]
        )


def test_a_name_of_two_things_cannot_be_expected() -> None:
    twice = INDEX.replace("  hours: {title", "  life: {title")
    text = "policy: club\ncases:\n  - {name: a, on: 2026-12-31, expect: {life: 5}}\n"
    _, problems = suite_of(text, twice)
    assert [str(problem) for problem in problems] == [
        (
            "club.tests.yaml:3: cases[0].expect.life: 'life' names two things: dimension and rule. "
            "Rename one in the policy."
        )
    ]


def test_a_dimension_is_expected_from_0_to_100() -> None:
    text = "policy: club\ncases:\n  - {name: a, on: 2026-12-31, expect: {life: 101}}\n"
    _, problems = suite_of(text, INDEX)
    assert ["'101' is not between 0 and 100" in str(problem) for problem in problems] == [True]
    assert suite_of(text.replace("101", "100"), INDEX)[1] == []
