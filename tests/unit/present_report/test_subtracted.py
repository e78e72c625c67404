"""Numbers that stand together: no count of fewer than twenty comes out of them by arithmetic."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Final

import pytest
from tests.support.programme import INDEX
from tests.support.programme import policy as town_policy
from tests.support.runs import points_policy

from goodstanding.model.policy import Policy
from goodstanding.present.cells import CELL_LEAST, Distribution, tellable
from goodstanding.present.subtracted import Shown, shown
from goodstanding.scoring.tallies import Key, Points, Spread, Tally

Person = tuple[int, frozenset[int]]
"""A total, and the rules under which the person has lines."""

Row = tuple[Fraction, ...]
WORLDS: Final = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Members made by chance, and their counts."""

    people: list[Person]
    keys: list[Key]
    tally: Tally


def town(random: Random, policy: Policy) -> Town:
    """Return members of whom some have no data, and most of the rest the same rules."""
    names = policy.rule_names[: random.randint(1, 3)]
    keys = [Key(name, None) for name in names]
    people: list[Person] = []
    often = [random.choice([0.1, 0.5, 0.95]) for _ in keys]
    for _ in range(random.randint(60, 260)):
        rules = frozenset(n for n in range(len(keys)) if random.random() < often[n])
        gained = sum(random.choice([0, 10, 10, 30]) for _ in rules)
        people.append((policy.opening + gained, rules))
    totals = Spread()
    totals.add(Counter(total for total, _ in people))
    points = {
        key: Points(members=sum(n in each for _, each in people)) for n, key in enumerate(keys)
    }
    return Town(
        people=people,
        keys=keys,
        tally=Tally(
            totals=totals,
            rules={key: each for key, each in points.items() if each.members},
            without_lines=sum(not each for _, each in people),
        ),
    )


def place(found: Distribution, value: int) -> int:
    """Return the number of the range in which a value lies."""
    return next(
        n
        for n, cell in enumerate(found.cells)
        if (cell.low is None or cell.low <= value) and (cell.high is None or value < cell.high)
    )


def spanned(rows: Iterable[Row], wanted: Sequence[Row]) -> list[bool]:
    """Return of each wanted row whether it is a sum of multiples of the rows."""
    basis: list[Row] = []

    def reduced(row: Row) -> Row:
        for each in basis:
            lead = next(n for n, value in enumerate(each) if value)
            if row[lead]:
                factor = row[lead] / each[lead]
                row = tuple(a - factor * b for a, b in zip(row, each, strict=True))
        return row

    for row in rows:
        left = reduced(row)
        if any(left):
            basis.append(left)
    return [not any(reduced(row)) for row in wanted]


def worked_out(found: Town, policy: Policy, page: Shown) -> list[int]:
    """Return every count of few that follows from the page, whoever may be in which part of it.

    The unknowns are how many members are in each range with each set of rules; those without lines
    are known to stand at the start. What a page tells are sums of unknowns.
    """
    assert page.totals is not None
    start = place(page.totals, policy.opening)
    sets = [frozenset(n for n in range(len(found.keys)) if bits >> n & 1)
            for bits in range(1 << len(found.keys))]  # fmt: skip
    atoms = [(n, each) for n in range(len(page.totals.cells)) for each in sets
             if each or n == start]  # fmt: skip
    held = Counter((place(page.totals, total), each) for total, each in found.people)
    members = len(found.people)

    def row(chosen: Iterable[tuple[int, frozenset[int]]]) -> Row:
        inside = set(chosen)
        return tuple(Fraction(atom in inside) for atom in atoms)

    told = [row(atom for atom in atoms if atom[0] == n) for n in range(len(page.totals.cells))]
    without = found.tally.without_lines or 0
    if page.without and tellable(without, members):
        told.append(row(atom for atom in atoms if not atom[1]))
    for n, key in enumerate(found.keys):
        count = sum(n in each for _, each in found.people)
        if key not in page.unsaid and tellable(count, members):
            told.append(row(atom for atom in atoms if n in atom[1]))
    asked = [atom for atom in atoms if 0 < held[atom] < CELL_LEAST]
    groups = [[atom] for atom in asked]
    groups += [[a for a in atoms if a[0] == n and a[1]] for n in range(len(page.totals.cells))]
    groups += [[a for a in atoms if a[1] and n not in a[1]] for n in range(len(found.keys))]
    groups += [[a for a in atoms if a[1] >= pair] for pair in sets if len(pair) > 1]
    groups += [[a for a in atoms if n in a[1] and m not in a[1]]
               for n in range(len(found.keys)) for m in range(len(found.keys))]  # fmt: skip
    counts = [sum(held[atom] for atom in group) for group in groups]
    few = [(g, c) for g, c in zip(groups, counts, strict=True) if 0 < c < CELL_LEAST]
    spans = spanned(told, [row(group) for group, _ in few])
    return [count for (_, count), known in zip(few, spans, strict=True) if known]


def test_no_count_of_few_can_be_worked_out_from_a_report() -> None:
    policy, random = points_policy(), Random(11)
    left_out = found_without = plain = 0
    for _ in range(WORLDS):
        made = town(random, policy)
        page = shown(policy, made.tally)
        assert worked_out(made, policy, page) == []
        left_out += not page.without or bool(page.unsaid)
        plain += page.without and not page.unsaid
        # the control: with every number that is large by itself, some are
        found_without += bool(
            worked_out(made, policy, replace(page, without=True, unsaid=frozenset()))
        )
    assert left_out > 20
    assert plain > 20
    assert found_without > 20


def test_what_is_left_out_is_needed_most_of_the_time() -> None:
    """A page that tells nothing would pass, too: what is left out would mostly tell of few."""
    policy, random = points_policy(), Random(12)
    needed = out = 0
    for _ in range(WORLDS):
        made = town(random, policy)
        page = shown(policy, made.tally)
        if not page.without or page.unsaid:
            out += 1
            needed += bool(
                worked_out(made, policy, replace(page, without=True, unsaid=frozenset()))
            )
    assert out > 20
    assert needed > out * 0.9


@pytest.mark.parametrize("extra, parts", [(0, 2), (1, 1), (19, 1), (20, 2)])
def test_a_part_whose_ends_enclose_few_with_those_of_the_total_is_left_out(
    extra: int, parts: int
) -> None:
    """Who kept all promises stands high, whatever the other part; the few others are told."""
    policy = town_policy(INDEX)
    tally = Tally(rules={}, without_lines=None)
    tally.totals.add({policy.opening: 300 - extra, 768: 100 + extra})
    for name, values in (("promises", {66: 300, 86: 100}), ("helping", {63: 350, 73: 50})):
        tally.dimensions[name] = Spread()
        tally.dimensions[name].add(values)
    found = shown(policy, tally)
    assert len(found.parts) == parts
    assert "helping" in found.parts


def test_the_members_of_a_measure_that_moves_a_part_alone_are_held_back() -> None:
    """Part and measure count the same people but for those whose line counts nothing."""
    policy = town_policy(INDEX)
    for members, held in ((150, False), (149, True), (131, True), (130, False)):
        key = Key(policy.rule_names[1], None)
        other = Key(policy.rule_names[0], None)
        tally = Tally(
            rules={key: Points(members=members), other: Points(members=200)}, without_lines=None
        )
        tally.totals.add({policy.opening: 250, 748: 150})
        for name, values in (("promises", {66: 200, 60: 200}), ("helping", {63: 270, 73: 130})):
            tally.dimensions[name] = Spread()
            tally.dimensions[name].add(values)
        found = shown(policy, tally)
        assert (key in found.unsaid) is held, members
        assert other not in found.unsaid
