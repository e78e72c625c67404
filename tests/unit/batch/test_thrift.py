"""What stands in headers and footers of Parquet files is read and written again as it was."""

from random import Random

import pyarrow as pa
import pytest
from tests.support.parquet import column_of, file_of

from goodstanding.scoring.batch.chunks import footer_of
from goodstanding.scoring.batch.thrift import (
    BINARY,
    I32,
    I64,
    LIST,
    MAP,
    NO,
    STRUCT,
    YES,
    Struct,
    read_struct,
    written,
)

FILES = 40


def test_footers_of_arrow_are_written_as_they_were() -> None:
    for seed in range(FILES):
        random = Random(seed)
        content = file_of(random, column_of(random, random.choice([1, 50, 2_000])))
        footer = footer_of(content)
        found = written(footer)
        assert content.endswith(found + len(found).to_bytes(4, "little") + b"PAR1")
        assert footer[3][0] == I64
        # The control: a footer that says one row more is another.
        assert written({**footer, 3: (I64, footer[3][1] + 1)}) != found


def test_every_type_and_size_comes_back() -> None:
    fields: Struct = {
        1: (I32, -1),
        2: (I64, -(2**63)),
        3: (I64, 2**63 - 1),
        40: (BINARY, bytes(range(200))),
        41: (YES, True),
        42: (NO, False),
        43: (STRUCT, {7: (I32, 0)}),
        44: (LIST, (I32, list(range(14)))),
        45: (LIST, (I32, list(range(15)))),
        46: (LIST, (STRUCT, [{1: (I32, each)} for each in range(300)])),
    }
    content = written(fields)
    assert read_struct(content) == (fields, len(content))
    assert read_struct(b"\x00\x00" + content, 2) == (fields, len(content) + 2)


def test_what_no_parquet_file_has_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^no Parquet file has the type 11$"):
        read_struct(bytes([1 << 4 | MAP, 0]))
    with pytest.raises(IndexError):
        read_struct(written({1: (BINARY, b"abc")})[:-1])
    assert pa.__version__
