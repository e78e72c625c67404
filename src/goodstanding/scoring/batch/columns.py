"""Arrow columns as arrays, and the days that stand for none."""

from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from goodstanding.model.entry import ALWAYS_TOLD
from goodstanding.scoring.kernel.calendar import day_number

ALWAYS: Final = day_number(ALWAYS_TOLD)
"""The day of notice of a record whose file has no column for it."""

UNKNOWN_DAY: Final = ALWAYS
"""A day before all others, where none is known."""


def whole(column: Any, form: Any, *, empty: int | None = None) -> NDArray[Any]:  # noqa: ANN401 - pyarrow has no types
    """Return a column of whole numbers or days as an array, what is empty as `empty`."""
    if pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    if column.null_count:
        assert empty is not None, "a column that may be empty says what stands for that"
        column = column.fill_null(empty)
    found: NDArray[Any] = column.to_numpy()
    return found.astype(form, copy=False)


def one_array(column: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return a column as one array."""
    column = column.combine_chunks()
    return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column


def days(numbers: NDArray[np.int32], *, none_from: int | None = None) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return day numbers as an Arrow column of days, empty from `none_from` on."""
    mask = None if none_from is None else numbers >= none_from
    return pa.array(numbers.astype(np.int32, copy=False), mask=mask).cast(pa.date32())
