"""Parquet files of whole numbers, written in one of many ways."""

from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray


def column_of(random: Random, rows: int) -> NDArray[Any]:
    """Return numbers in runs, of few and many values."""
    values = random.choice([1, 2, 5, 300, 70_000])
    numbers = np.array([random.randrange(values) for _ in range(rows)], np.int64)
    if random.random() < 0.5:
        numbers = np.repeat(numbers, random.choice([1, 3, 9, 40]))[:rows]
    low = random.choice([0, -7, -(2**31)])
    return numbers + low


def file_of(random: Random, numbers: NDArray[Any]) -> bytes:
    """Return numbers as a Parquet file, written in one of many ways."""
    form = random.choice([pa.int16(), pa.int32(), pa.int64(), pa.date32()])
    if form == pa.int16():
        numbers = numbers % 1000
    column = pa.array(numbers.astype(np.int32 if form == pa.date32() else np.int64)).cast(form)
    empty = random.random() < 0.2
    if empty:
        column = pa.concat_arrays([column[:-1], pa.nulls(1, form)])
    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.table([column], schema=pa.schema([pa.field("a", form, nullable=empty)])),
        sink,
        compression=random.choice(["none", "zstd", "snappy"]),
        use_dictionary=random.random() < 0.8,
        row_group_size=random.choice([7, 1000, 100_000]),
        data_page_size=random.choice([64, 4096, 1 << 20]),
        write_batch_size=random.choice([8, 1024]),
        write_page_checksum=random.random() < 0.5,
        dictionary_pagesize_limit=random.choice([64, 1 << 20]),
    )
    return bytes(sink.getvalue())
