"""Edits of a policy's tree: what is put, what is taken away, and places that are not there."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.support.clubs import INDEX, POINTS, suite_of

from goodstanding.rulebook.reader import read_policy_text
from goodstanding.rulebook.testing.edits import edited


def made(edit: str, text: str = POINTS) -> Mapping[str, Any] | str:
    """Return the policy after an edit, or the path that is not there."""
    case = "{name: a, on: 2026-12-31, expect: {total: 1}}"
    file = f"policy: club\ncases: [{case}]\nrefuse:\n  - {edit}\n"
    suite, problems = suite_of(file, text)
    assert problems == []
    tree = read_policy_text(text.encode(), file="club.yaml").tree
    assert tree is not None
    found = edited(tree, suite.edits[0])
    if isinstance(found, str):
        return found
    loaded = json.loads(found)
    assert isinstance(loaded, dict)
    return loaded


def test_the_text_of_an_edited_policy_reads_as_the_policy_with_the_edit() -> None:
    before = made("{set: {edition: 1}, because: x}")
    after = made("{set: {edition: 2}, because: x}")
    assert isinstance(before, Mapping)
    assert isinstance(after, Mapping)
    assert {key for key in before if before[key] != after[key]} == {"edition"}
    again = read_policy_text(json.dumps(before).encode(), file="club.yaml")
    assert again.problems == ()
    first = read_policy_text(POINTS.encode(), file="club.yaml")
    assert again.policy is not None
    assert first.policy is not None
    assert again.policy.form == first.policy.form
    assert again.policy.kinds == first.policy.kinds


@pytest.mark.parametrize(
    "path, keys",
    [
        ("start", ["start"]),
        ("rules.fines.since", ["rules", "fines", "since"]),
        ("rules.new", ["rules", "new"]),
        ("new", ["new"]),
        ("rules.gifts.table.50.50", ["rules", "gifts", "table", "50.50"]),
        ("rules.gifts.table.7.25", ["rules", "gifts", "table", "7.25"]),
        ("rules.gifts.table.0", ["rules", "gifts", "table", "0"]),
        ("rules.shifts.fade.1 year", ["rules", "shifts", "fade", "1 year"]),
        ("rules.shifts.cap[1].points", ["rules", "shifts", "cap", 1, "points"]),
        ("records.trip.fields.days", ["records", "trip", "fields", "days"]),
    ],
)
def test_a_path_leads_to_its_place(path: str, keys: list[str | int]) -> None:
    found: Any = made(f"{{set: {{'{path}': [a, {{b: c}}]}}, because: x}}")
    for key in keys:
        found = found[key]
    assert found == ["a", {"b": "c"}]


@pytest.mark.parametrize("path", ["measures.kept.table.0%", "measures.kept.table.12.5%"])
def test_bounds_in_per_cent_are_places(path: str) -> None:
    found: Any = made(f"{{set: {{{path}: 3}}, because: x}}", INDEX)
    assert found["measures"]["kept"]["table"][path.partition("table.")[2]] == "3"


@pytest.mark.parametrize(
    "path",
    [
        "rulez.fines.since",
        "rules.fine.since",
        "rules.fines.since.day",
        "rules.shifts.cap[2].points",
        "rules.shifts.cap[x].points",
        "rules.shifts.cap[1]",
        "rules.shifts.cap.points",
        "rules.shifts.cap[1]points",
        "start[0].x",
        "new[0]",
        "rules.",
    ],
)
def test_a_path_that_leads_nowhere_is_named(path: str) -> None:
    assert made(f"{{set: {{'{path}': 1}}, because: x}}") == path
    assert made(f"{{unset: ['{path}'], because: x}}") == path


def test_keys_are_taken_away_before_others_are_put() -> None:
    found: Any = made("{unset: [rules.fines, start], set: {rules.fines: {a: b}}, because: x}")
    assert found["rules"]["fines"] == {"a": "b"}
    assert "start" not in found
    assert made("{unset: [rules.fines.new], because: x}") == "rules.fines.new"
    assert made("{unset: [rules.fines, rules.fines.since], because: x}") == "rules.fines.since"


def test_two_edits_of_one_place_are_made_in_their_order() -> None:
    found: Any = made("{set: {rules.new: {a: b, c: d}, rules.new.a: e}, because: x}")
    assert found["rules"]["new"] == {"a": "e", "c": "d"}
