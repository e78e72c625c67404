"""The compiled hash of a table is the plain one, cell by cell."""

from datetime import date
from random import Random

import numpy as np
import pyarrow as pa

from goodstanding.scoring import rowhash
from goodstanding.scoring.batch import hashing
from goodstanding.scoring.rowhash import Cell


def rows_of(random: Random, count: int) -> list[tuple[Cell, ...]]:
    """Return rows of a text, a number, a day and a name."""
    return [
        (
            random.choice(["a", "é", "中文", "", None, f"r-{place}"]),
            random.choice([0, -1, 2**62, -(2**62), None, place]),
            random.choice([date(1, 1, 1), date(1969, 12, 31), date(2027, 1, 1), None]),
            random.choice(["counted", "faded"]),
        )
        for place in range(count)
    ]


def table_of(rows: list[tuple[Cell, ...]]) -> "pa.Table":
    """Return rows as an Arrow table."""
    types = (pa.string(), pa.int64(), pa.date32(), pa.string())
    columns = [pa.array([row[place] for row in rows], form) for place, form in enumerate(types)]
    return pa.table(columns, names=["text", "number", "day", "name"])


def test_a_table_has_the_sum_of_its_rows() -> None:
    rows = rows_of(Random(1), 20_000)
    table = table_of(rows)
    assert hashing.sum_table(table) == rowhash.sum_rows(rows)
    assert hashing.sum_table(table.slice(77, 500)) == rowhash.sum_rows(rows[77:577])
    coded = table.set_column(3, "name", table["name"].dictionary_encode())
    assert hashing.sum_table(coded) == rowhash.sum_rows(rows)
    assert hashing.sum_table(table.slice(0, 0)) == rowhash.NO_ROWS
    halves = hashing.sum_table(table.slice(0, 9_999)).plus(hashing.sum_table(table.slice(9_999)))
    assert halves == rowhash.sum_rows(rows)
    changed = [*rows[:-1], (*rows[-1][:3], "capped")]
    assert hashing.sum_table(table_of(changed)) != rowhash.sum_rows(rows)


def test_a_bucket_is_the_same_in_both_and_every_bucket_has_its_share() -> None:
    names = [f"m-{place:07}" for place in range(20_000)]
    numbers = hashing.text_numbers(pa.array(names))
    for buckets in (1, 7, 256):
        found = hashing.buckets_of(numbers, buckets)
        assert found.tolist() == [rowhash.bucket_of(name, buckets) for name in names]
        shares = np.bincount(found, minlength=buckets) * buckets / len(names)
        assert 0.5 < shares.min() <= shares.max() < 1.5


def test_the_numbers_of_known_texts_never_change() -> None:
    assert rowhash.text_number("") == 0xEFD01F60BA992926
    assert rowhash.text_number("member") == 0x1DD38210F286E84C
