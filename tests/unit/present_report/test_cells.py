"""Counts of people: no range of fewer than twenty is told, and none can be worked out."""

import itertools
from random import Random

import pytest

from goodstanding.present.cells import CELL_LEAST, Cell, cells
from goodstanding.present.report import CELLS_MAX, histogram, told_cells


def shown(totals: list[int], width: int) -> list[tuple[int | None, int | None, int | None]]:
    """Return the ends and counts of the ranges."""
    return [(cell.low, cell.high, cell.count) for cell in cells(totals, width=width)]


def test_fewer_than_twenty_people_give_no_ranges() -> None:
    assert shown([5] * 19, 10) == []
    assert shown([5] * 20, 10) == [(None, None, 20)]


def test_ranges_at_the_ends_are_joined_until_they_hold_twenty() -> None:
    totals = [1, 12] + [25] * 18 + [35] * 40 + [45] * 25 + [90]
    assert shown(totals, 10) == [(None, 30, 20), (30, 40, 40), (40, None, 26)]


def test_small_neighbours_between_are_joined() -> None:
    totals = [5] * 20 + [15] * 12 + [25] * 8 + [35] * 20
    assert shown(totals, 10) == [(None, 10, 20), (10, 30, 20), (30, None, 20)]
    totals = [5] * 20 + [15] * 12 + [25] * 8 + [35] * 3 + [45] * 20
    assert shown(totals, 10) == [(None, 10, 20), (10, 40, 23), (40, None, 20)]


def test_one_small_range_alone_takes_the_smallest_other_with_it() -> None:
    totals = [5] * 30 + [15] * 19 + [25] * 21 + [35] * 40
    assert shown(totals, 10) == [
        (None, 10, 30),
        (10, 20, None),
        (20, 30, None),
        (30, None, 40),
    ]
    totals = [5] * 30 + [15] * 20 + [25] * 21 + [35] * 40
    assert [count for _, _, count in shown(totals, 10)] == [30, 20, 21, 40]


@pytest.mark.parametrize("seed", range(20))
def test_no_count_is_small_and_one_untold_count_is_never_alone(seed: int) -> None:
    random = Random(seed)
    tried = untold = 0
    for _ in range(100):
        count = random.randint(1, 400)
        totals = [round(random.gauss(1_000, random.choice([3, 20, 80]))) for _ in range(count)]
        for width in (1, 5, 25):
            found = cells(totals, width=width)
            counts = [cell.count for cell in found]
            assert all(each is None or each >= CELL_LEAST for each in counts)
            assert counts.count(None) != 1
            untold += None in counts
            if found:
                tried += 1
                assert (found[0].low, found[-1].high) == (None, None)
                for before, after in itertools.pairwise(found):
                    assert before.high == after.low
            if found and None not in counts:
                assert sum(each for each in counts if each is not None) == count
    assert tried > 100
    assert untold > 0


def test_the_narrowest_round_width_is_taken_at_which_all_is_told() -> None:
    random = Random(3)
    totals = [round(random.gauss(1_000, 30)) for _ in range(2_000)]
    found = told_cells(totals)
    assert 4 <= len(found) <= CELLS_MAX
    assert sum(cell.count or 0 for cell in found) == 2_000
    assert told_cells([]) == []


def test_a_bar_has_the_area_of_its_count_and_an_untold_one_none() -> None:
    picture = histogram(
        [
            Cell(low=None, high=10, widths=1, count=40),
            Cell(low=10, high=30, widths=2, count=40),
            Cell(low=30, high=40, widths=1, count=None),
            Cell(low=40, high=None, widths=1, count=20),
        ]
    )
    assert picture.count('class="column"') == 3
    assert picture.count("url(#hatched)") == 1
    for size in ('width="64" height="200"', 'width="128" height="100"', 'width="64" height="100"'):
        assert picture.count(size) == 1
