"""Rows of a Parquet file by their places are those that Arrow reads and takes."""

from collections import Counter
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.typing import NDArray
from tests.support.parquet import column_of, file_of

from goodstanding.scoring.batch.picked import picked

FILES = 120


def picked_of(content: bytes, places: NDArray[np.int64]) -> tuple[list[Any], int]:
    """Return rows as whole numbers, and how many columns were read without decoding all."""
    with picked(content, places) as file:
        [name] = file.names
        column = file.column(name)
        if pa.types.is_date32(column.type):
            column = column.cast(pa.int32())
        return column.to_pylist(), file.decoded


def test_picked_rows_are_those_that_arrow_takes() -> None:
    seen: Counter[int] = Counter()
    for seed in range(FILES):
        random = Random(seed)
        rows = random.choice([1, 8, 50, 2_000])
        content = file_of(random, column_of(random, rows))
        share = random.choice([0.0, 0.01, 0.3, 1.0])
        places = np.array([at for at in range(rows) if random.random() < share], np.int64)
        whole = pq.read_table(pa.BufferReader(content))["a"]
        if pa.types.is_date32(whole.type):
            whole = whole.cast(pa.int32())
        found, decoded = picked_of(content, places)
        assert found == whole.take(pa.array(places)).to_pylist(), seed
        seen[decoded] += len(places) > 0
    assert min(seen[0], seen[1]) >= FILES // 10


@pytest.mark.parametrize("codec", ["none", "zstd"])
def test_a_large_file_is_not_decoded_whole(codec: str) -> None:
    numbers = (np.arange(100_000) * 7919 % 1_000).astype(np.int32)
    sink = pa.BufferOutputStream()
    schema = pa.schema([pa.field("a", pa.int32(), nullable=False)])
    pq.write_table(pa.table([pa.array(numbers)], schema=schema), sink, compression=codec)
    content = bytes(sink.getvalue())
    places = np.arange(3, 100_000, 997)
    assert picked_of(content, places) == (numbers[places].tolist(), 1)
    # The control: one place further is another row.
    assert picked_of(content, places + 1)[0] != numbers[places].tolist()
