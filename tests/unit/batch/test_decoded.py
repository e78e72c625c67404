"""Whole columns of a Parquet file are those that Arrow reads, in memory that is used again."""

from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.parquet import column_of, file_of

from goodstanding.scoring.batch.columns import whole
from goodstanding.scoring.batch.decoded import Shelf, decoded
from goodstanding.scoring.batch.pages import BEGIN, pages_of

FILES = 150


def test_a_column_is_what_arrow_reads_whatever_lay_in_its_memory_before() -> None:
    random, shelf, without_arrow = Random(3), Shelf(), 0
    for number in range(FILES):
        rows = random.choice([1, 8, 63, 1_000, 20_000])
        content = file_of(random, column_of(random, rows))
        expected = whole(pq.read_table(pa.BufferReader(content))["a"], np.int64, empty=-99)
        with decoded(content, shelf, "own") as file:
            assert file.names == ["a"]
            found = file.column("a", np.int64, empty=-99)
            without_arrow += file.decoded
        assert found.tolist() == expected.tolist(), number
    assert FILES // 5 < without_arrow < FILES  # both ways were gone


def test_what_is_taken_from_a_shelf_stands_until_it_is_taken_again() -> None:
    shelf = Shelf()
    first, other = shelf.take("a", 3, np.int64), shelf.take("b", 3, np.int64)
    first[:], other[:] = 1, 2
    assert first.tolist() == [1, 1, 1]
    shelf.take("a", 2, np.int64)[:] = 7
    assert first.tolist() == [7, 7, 1]
    assert shelf.take("a", 2, np.int16).dtype == np.int16
    larger = shelf.take("a", 1_000, np.int64)
    assert len(larger) == 1_000
    assert not np.shares_memory(larger, first)
    assert other.tolist() == [2, 2, 2]


def test_a_code_that_stands_for_nothing_is_left_to_arrow_which_refuses_it() -> None:
    numbers = pa.table(
        [pa.array(range(5), pa.int64())],
        schema=pa.schema([pa.field("a", pa.int64(), nullable=False)]),
    )
    sink = pa.BufferOutputStream()
    pq.write_table(numbers, sink, compression="none")
    content = bytearray(sink.getvalue())
    with pq.ParquetFile(pa.BufferReader(bytes(content))) as file:
        pages = pages_of(file, np.frombuffer(bytes(content), np.uint8), 0, 0)
    assert pages is not None
    codes = int(pages.listed[0, BEGIN]) + 2  # behind the bits of a code and the head of its run
    with decoded(bytes(content), Shelf(), "own") as good:
        assert good.column("a", np.int64).tolist() == [0, 1, 2, 3, 4]
        assert good.decoded == 1
    content[codes] = 0xFF
    with decoded(bytes(content), Shelf(), "own") as bad:
        with pytest.raises((pa.ArrowException, OSError)):
            bad.column("a", np.int64)
        assert bad.decoded == 0
