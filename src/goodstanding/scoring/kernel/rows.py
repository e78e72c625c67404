"""The arrays of the kernel, typed so that whatever stands in them is a whole number."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar, cast, get_type_hints

import numpy as np
from numpy.typing import NDArray

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


class Numbers(Protocol):
    """Whole numbers or yes and no, one after another."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, place: int, /) -> int:
        """Return the number at a place."""

    def __setitem__(self, place: int, number: int, /) -> None:
        """Write the number at a place."""

    def __array__(self) -> NDArray[Any]:
        """Return what they are outside the kernel."""


class Grid(Protocol):
    """Whole numbers in rows and columns."""

    def __len__(self) -> int:
        """Return how many rows there are."""

    def __getitem__(self, place: tuple[int, int], /) -> int:
        """Return the number at a row and column."""

    def __setitem__(self, place: tuple[int, int], number: int, /) -> None:
        """Write the number at a row and column."""

    def __array__(self) -> NDArray[Any]:
        """Return what they are outside the kernel."""


class Rows(Protocol[Row_co]):
    """Rows of a table, one after another; what a row holds is read and written by name."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, place: int, /) -> Row_co:
        """Return the row at a place."""

    def __array__(self) -> NDArray[Any]:
        """Return what they are outside the kernel."""


wide = cast("Callable[[int], int]", np.int64)
"""A number as wide as all that is counted with, so that a function is compiled for one width."""


def numbers(values: NDArray[Any]) -> Numbers:
    """Return an array of one dimension as the kernel reads it."""
    assert values.ndim == 1
    return cast("Numbers", np.ascontiguousarray(values))


def grid(values: NDArray[Any]) -> Grid:
    """Return an array of two dimensions as the kernel reads it."""
    assert values.ndim == 2
    return cast("Grid", np.ascontiguousarray(values))


def whole(values: Sequence[int]) -> Numbers:
    """Return whole numbers of a plan."""
    return numbers(np.array(values, np.int64))


def room_for_numbers(count: int, width: type[np.generic] = np.int64) -> Numbers:
    """Return room for so many numbers."""
    return numbers(np.empty(count, width))


def room_for_grid(rows: int, columns: int, width: type[np.generic] = np.int64) -> Grid:
    """Return room for rows and columns of numbers."""
    return grid(np.empty((rows, columns), width))


def room_for_rows(row: type[Row], count: int) -> Rows[Row]:
    """Return room for so many rows; `row` says by its annotations what each holds."""
    return cast("Rows[Row]", np.empty(count, _layout(row)).view(np.recarray))


def table(row: type[Row], values: Iterable[Mapping[str, int]]) -> Rows[Row]:
    """Return a table with these rows, each by the names of the annotations of `row`."""
    layout = _layout(row)
    assert layout.names is not None
    listed = []
    for each in values:
        assert each.keys() == set(layout.names), "a row says all that it holds, and no more"
        listed.append(tuple(each[name] for name in layout.names))
    return cast("Rows[Row]", np.array(listed, layout).view(np.recarray))


def _layout(row: type[Row]) -> np.dtype[np.void]:
    """Return how a row lies in memory: whole numbers of 64 bits, and yes or no."""
    held_by_row = get_type_hints(row)
    assert not any(hasattr(np.record, name) for name in held_by_row), "numpy takes these names"
    widths = {int: np.int64, bool: np.bool_}
    fields = [(name, widths[held]) for name, held in held_by_row.items()]
    return np.dtype(fields, align=True)
