"""Counts of people: no range of fewer than twenty is told, and none can be worked out."""

import itertools
from collections import Counter
from random import Random

import pytest

from goodstanding.cli.levels import levels_said
from goodstanding.present.cells import (
    CELL_LEAST,
    CELLS_LEAST,
    CELLS_MAX,
    SPAN_MAX,
    cells,
    distribution,
    groups,
    tellable,
)
from goodstanding.scoring.tallies import VALUES_MAX, Spread


def spread(totals: list[int]) -> Spread:
    """Return totals as counts."""
    found = Spread()
    found.add(Counter(totals))
    return found


def shown(totals: list[int], width: int) -> list[tuple[int | None, int | None, int]]:
    """Return the ends and counts of the ranges."""
    return [(cell.low, cell.high, cell.count) for cell in cells(spread(totals), width=width)]


def test_fewer_than_twenty_people_give_no_ranges() -> None:
    assert shown([5] * 19, 10) == []
    assert distribution(spread([5] * 19)) is None
    assert shown([5] * 20, 10) == [(None, None, 20)]


def test_ranges_at_the_ends_are_joined_until_they_hold_twenty() -> None:
    totals = [1, 12] + [25] * 18 + [35] * 40 + [45] * 25 + [90]
    assert shown(totals, 10) == [(None, 30, 20), (30, 40, 40), (40, None, 26)]


def test_small_neighbours_between_are_joined() -> None:
    totals = [5] * 20 + [15] * 12 + [25] * 8 + [35] * 20
    assert shown(totals, 10) == [(None, 10, 20), (10, 30, 20), (30, None, 20)]
    totals = [5] * 20 + [15] * 12 + [25] * 8 + [35] * 3 + [45] * 20
    assert shown(totals, 10) == [(None, 10, 20), (10, 40, 23), (40, None, 20)]


def test_a_small_range_alone_is_joined_to_the_smaller_of_its_neighbours() -> None:
    totals = [5] * 30 + [15] * 19 + [25] * 21 + [35] * 40
    assert shown(totals, 10) == [(None, 10, 30), (10, 30, 40), (30, None, 40)]
    totals = [5] * 30 + [15] * 20 + [25] * 21 + [35] * 40
    assert [count for _, _, count in shown(totals, 10)] == [30, 20, 21, 40]


def test_nobody_in_between_is_not_a_range_of_its_own() -> None:
    assert shown([5] * 30 + [95] * 25, 10) == [(None, 10, 30), (10, None, 25)]


def intervals(found: list[tuple[int | None, int | None, int]]) -> list[int]:
    """Return what somebody with pen and paper learns: every sum of ranges side by side."""
    counts = [count for _, _, count in found]
    return [
        sum(counts[first:last]) for first, last in itertools.combinations(range(len(counts) + 1), 2)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_nobody_learns_of_fewer_than_twenty(seed: int) -> None:
    random = Random(seed)
    tried = joined = 0
    for _ in range(100):
        count = random.randint(1, 400)
        totals = [round(random.gauss(1_000, random.choice([3, 20, 80]))) for _ in range(count)]
        for width in (1, 5, 25):
            found = cells(spread(totals), width=width)
            assert bool(found) == (count >= CELL_LEAST)
            if not found:
                continue
            tried += 1
            ends = shown(totals, width)
            assert min(intervals(ends)) >= CELL_LEAST
            assert sum(cell.count for cell in found) == count
            assert (found[0].low, found[-1].high) == (None, None)
            for before, after in itertools.pairwise(found):
                assert before.high == after.low
            for cell in found[1:-1]:
                assert cell.low is not None
                assert cell.high is not None
                assert cell.high - cell.low == cell.widths * width
                held = sum(cell.low <= total < cell.high for total in totals)
                assert held == cell.count
            joined += any(cell.widths > 1 for cell in found)
    assert tried > 100
    assert joined > 0


def test_ranges_that_were_not_joined_would_be_found() -> None:
    """The control: plain ranges of ten tell of fewer than twenty."""
    totals = [round(Random(3).gauss(1_000, 30)) for _ in range(3)] + [1_000] * 50 + [1_200]
    plain: list[tuple[int | None, int | None, int]]
    plain = [(low * 10, low * 10 + 10, n) for low, n in Counter(t // 10 for t in totals).items()]
    assert min(intervals(plain)) < CELL_LEAST
    assert min(intervals(shown(totals, 10))) >= CELL_LEAST


@pytest.mark.parametrize(
    "count, whole, told",
    [(19, 100, False), (20, 100, True), (80, 100, True), (81, 100, False), (100, 100, False)],
)
def test_a_number_is_told_only_where_the_rest_is_large_too(
    count: int, whole: int, told: bool
) -> None:
    assert tellable(count, whole) is told


def test_the_narrowest_round_width_is_taken_that_suits() -> None:
    random = Random(3)
    totals = [round(random.gauss(1_000, 30)) for _ in range(2_000)]
    found = distribution(spread(totals))
    assert found is not None
    assert found.even
    assert CELLS_LEAST <= len(found.cells) <= CELLS_MAX
    assert sum(cell.widths for cell in found.cells) <= SPAN_MAX
    assert sum(cell.count for cell in found.cells) == 2_000


def test_totals_of_very_unlike_size_are_shown_over_ranges_of_unlike_width() -> None:
    random = Random(4)
    totals = [1] * 5_000 + [round(random.paretovariate(0.3) * 10) for _ in range(1_000)]
    found = distribution(spread(totals))
    assert found is not None
    assert not found.even
    assert CELLS_LEAST <= len(found.cells) <= CELLS_MAX
    assert min(cell.count for cell in found.cells) >= CELL_LEAST


def test_more_values_than_are_told_apart_lose_their_last_digits_in_any_order() -> None:
    values = {7 * place - 200_000: 1 for place in range(VALUES_MAX + 5)}
    one, other, small = Spread(), Spread(), Spread()
    one.add(values)
    for value in reversed(values):
        other.add({value: 1})
    small.add(dict.fromkeys(range(VALUES_MAX), 1))
    assert one == other
    assert (one.step, one.members, small.step) == (10, VALUES_MAX + 5, 1)
    assert len(one.counts) <= VALUES_MAX
    found = distribution(one)
    assert found is not None
    assert sum(cell.count for cell in found.cells) == one.members


def test_levels_of_few_members_are_told_together_on_a_terminal() -> None:
    assert levels_said({"good": 19, "best": 20, "none": 961}) == [
        ("level none", "961"),
        ("level good or best", "39"),
    ]
    assert levels_said({"good": 40, "best": 19, "none": 0}) == [
        ("level none or good or best", "59"),
    ]
    assert levels_said({"good": 10, "none": 9}) == [("levels", "told of 20 members or more")]
    assert levels_said({}) == []
    seen = 0
    for counts in itertools.product((0, 1, 19, 20, 25, 60), repeat=4):
        told = groups(counts)
        assert sum(count for _, count in told) == (sum(counts) if told else 0)
        assert [place for run, _ in told for place in run] == (list(range(4)) if told else [])
        assert all(count >= CELL_LEAST for _, count in told)
        assert bool(told) == (sum(counts) >= CELL_LEAST)
        seen += len(told)
    assert seen > 1_000
