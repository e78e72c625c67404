"""The kernel says of any policy and any members what the definition says, line by line."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.batches import People, differences, heaps, people
from tests.support.members import World
from tests.support.pages import ROOT
from tests.support.plain_kernel import plain_kernel
from tests.support.worlds import EVERY_FORM, forms_of

from goodstanding.model.statement import Why
from goodstanding.rulebook import read_policy
from goodstanding.rulebook.worlds import worlds
from goodstanding.scoring import columns
from goodstanding.scoring.plan import plan

PAIRS = 2_000
PAIRS_AT_NIGHT = 100_000
HEAPS = 300
NEEDED_OFTEN = ("Rates", "times per ever", "bounds at every record")
"""Forms of which the plain kernel shows every branch only in many members."""

WORLDS_A_POLICY = 150
WORKED = ROOT.parent / "shared/policies"
"""The two worked policies that the language was written with; they are not part of the project."""

SHIPPED = sorted(
    path for path in (ROOT / "policies").glob("*/*.yaml") if not path.name.endswith(".tests.yaml")
)


def agree(groups: Iterator[People]) -> tuple[Counter[str], Counter[Why]]:
    """See that kernel and definition agree on all; return what forms and reasons came up."""
    forms: Counter[str] = Counter()
    reasons: Counter[Why] = Counter()
    found = []
    for group in groups:
        made = plan(group.policy, group.as_of)
        found += differences(columns, made, group, lines_at_once=group.seed % 9)
        forms.update(forms_of(group.policy))
        for statement in group.statements():
            reasons.update(line.why for line in statement.lines)
    assert found[:5] == []
    return forms, reasons


def every_form_came_up(forms: Counter[str], reasons: Counter[Why]) -> None:
    """Fail where a form of the language or a reason of a line was not tried at all."""
    assert set(forms) >= EVERY_FORM
    assert set(reasons) == set(Why)


def test_the_kernel_agrees_on_two_thousand_random_batches() -> None:
    every_form_came_up(*agree(people(1_000_000, PAIRS)))


def test_the_kernel_agrees_on_members_with_many_entries() -> None:
    every_form_came_up(*agree(heaps(2_000_000, HEAPS)))


@pytest.mark.night
def test_the_kernel_agrees_on_a_hundred_thousand_random_batches() -> None:
    every_form_came_up(*agree(people(3_000_000, PAIRS_AT_NIGHT)))


@pytest.mark.night
def test_the_kernel_agrees_on_many_members_with_many_entries() -> None:
    every_form_came_up(*agree(heaps(4_000_000, PAIRS_AT_NIGHT // 10)))


def test_the_plain_kernel_agrees_and_looks_at_every_index() -> None:
    with plain_kernel() as plain:
        assert plain is not columns
        found = []
        groups = [*people(5_000_000, HEAPS), *heaps(6_000_000, HEAPS // 6)]
        for form in NEEDED_OFTEN:
            groups += heaps(7_000_000, HEAPS // 10, form)
        for group in groups:
            made = plan(group.policy, group.as_of)
            found += differences(plain, made, group, lines_at_once=1)
        assert found == []


def agree_on(path: Path) -> int:
    """See that kernel and definition agree on members of a policy; return how many lines came."""
    policy = read_policy(path)
    lines = 0
    for place, made in enumerate(worlds(policy, seed=7, count=WORLDS_A_POLICY)):
        world = World(member=made.member, entries=made.entries, as_of=made.as_of)
        group = People(seed=place, policy=policy, as_of=made.as_of, worlds=(world,))
        found = differences(columns, plan(policy, made.as_of), group, lines_at_once=place % 5)
        assert found == []
        lines += sum(len(statement.lines) for statement in group.statements())
    return lines


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_kernel_agrees_on_a_shipped_policy(path: Path) -> None:
    assert agree_on(path) > WORLDS_A_POLICY


@pytest.mark.parametrize("name", ["city-points", "city-index"])
def test_the_kernel_agrees_on_a_worked_policy(name: str) -> None:
    path = WORKED / f"{name}.yaml"
    if not path.is_file():
        pytest.skip("the worked policies are not here")
    assert agree_on(path) > WORLDS_A_POLICY


def test_there_are_shipped_policies_of_both_families() -> None:
    assert {"event-reference", "index-reference"} <= {path.stem for path in SHIPPED}
