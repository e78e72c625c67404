"""The names of members are the same however their file was written; plain ones are copied."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goodstanding.scoring.batch.hashing import text_numbers
from goodstanding.scoring.batch.layout import UNREADABLE
from goodstanding.scoring.batch.parts import by_arrow, chunk_by_arrow
from goodstanding.scoring.batch.people import People
from goodstanding.scoring.batch.previous import _places_of
from goodstanding.scoring.batch.snapshot import MEMBERS
from goodstanding.scoring.batch.writer import _write_table

FILES, DAMAGED = 60, 600


def file_of(names: list[str], folder: Path, **options: Any) -> bytes:
    """Return a file of members as a snapshot has it, or otherwise where there are options."""
    columns = {"member": pa.array(names, pa.string()), "entries": pa.array(range(len(names)))}
    table, path = pa.table(columns), folder / MEMBERS
    if options:
        pq.write_table(table, path, **{"compression": "zstd", "use_dictionary": False} | options)
    else:
        _write_table(path, table)
    return path.read_bytes()


OTHERWISE: dict[str, dict[str, Any]] = {
    "as a snapshot": {},
    "by a dictionary": {"use_dictionary": True},
    "in groups": {"row_group_size": 10},
    "packed otherwise": {"compression": "snappy"},
    "not packed": {"compression": "none"},
}


def test_names_are_those_that_arrow_reads(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in range(FILES):
        random = Random(seed)
        count = random.choice([0, 1, 11, 500, 20_001])
        names = sorted({f"m-{random.randrange(10 ** random.randint(1, 9))}é" for _ in range(count)})
        how = random.choice(list(OTHERWISE))
        people = People(file_of(names, tmp_path, **OTHERWISE[how]))
        column = pa.array(names, pa.string())
        assert len(people) == len(names)
        assert people.column.equals(column)
        assert np.array_equal(people.numbers, text_numbers(column))
        if people.chunk is not None:
            seen[how] += 1
            assert people.chunk == chunk_by_arrow(pa.table({"member": column}))._replace(
                parts=people.chunk.parts
            )
            [by_it] = chunk_by_arrow(pa.table({"member": column})).parts
            assert b"".join(people.chunk.parts) == by_it
    assert seen["as a snapshot"] > FILES // 10
    assert set(seen) <= {"as a snapshot", "in groups"}


def test_a_file_with_a_page_of_another_kind_is_read_by_arrow(tmp_path: Path) -> None:
    names = [f"m-{each}" for each in range(50)]
    for how, options in OTHERWISE.items():
        people = People(file_of(names, tmp_path, **options))
        assert (people.chunk is None) == (how != "as a snapshot"), how


def test_pages_that_hold_other_than_they_say_are_left_to_arrow() -> None:
    column = pa.array(["a", None, "b"])
    content = by_arrow(pa.table({"member": column}))
    assert np.array_equal(People(content).numbers, text_numbers(column))
    # The control: damaged bytes are an error, and no numbers.
    broken = content[:30] + bytes(20) + content[50:]
    with pytest.raises(UNREADABLE):
        _ = People(broken).numbers


@pytest.mark.parametrize("how", ["as a snapshot", "not packed"])
def test_as_many_members_are_the_same_only_by_their_names(how: str, tmp_path: Path) -> None:
    names = [f"m-{each:03}" for each in range(0, 100, 2)]
    people = People(file_of(names, tmp_path, **OTHERWISE[how]))
    for moved, expected in ((0, list(range(50))), (1, [-1] * 50), (2, [-1, *range(49)])):
        others = pa.array([f"m-{each:03}" for each in range(moved, 100 + moved, 2)])
        part = by_arrow(pa.table({"member": others, "total": pa.array([0] * 50)}))
        found = _places_of(people, tmp_path, part, 50)
        assert found.tolist() == expected, moved


class DamagedError(Exception):
    """Bytes of a file mean nothing."""


@contextmanager
def naming() -> Iterator[None]:
    """Say of bytes that Arrow cannot read that they are damaged."""
    try:
        yield
    except UNREADABLE:
        raise DamagedError from None


def test_damaged_bytes_are_named_or_read_as_arrow_reads_them(tmp_path: Path) -> None:
    whole = file_of([f"m-{each}" for each in range(30)], tmp_path)
    seen: Counter[str] = Counter()
    for seed in range(DAMAGED):
        random = Random(seed)
        content = bytearray(whole)
        # Half in the page of names and its header, half in the footer, which says where it is.
        ends = (4, 200) if seed % 2 else (len(whole) - 400, len(whole))
        for _ in range(random.choice([1, 1, 3])):
            content[random.randrange(*ends)] = random.randrange(256)
        people = People(bytes(content), naming)
        try:
            column = People(bytes(content), naming).column
        except DamagedError:
            seen["damaged"] += 1
            try:
                _ = people.numbers, people.chunk, len(people)
                seen["not asked of Arrow"] += 1
            except DamagedError:
                pass
            continue
        seen["read"] += 1
        assert len(people) == len(column), seed
        assert np.array_equal(people.numbers, text_numbers(column)), seed
    assert min(seen["damaged"], seen["read"]) > DAMAGED // 10, seen
