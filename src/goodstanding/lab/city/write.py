"""Writing a synthetic city to a folder, part by part, whole or not at all."""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from goodstanding.errors import Problem, ProblemsError, declare
from goodstanding.lab.city.draws import RECORDS_MAX, Life, Rows, draw_members, make_rows
from goodstanding.lab.city.habits import habits_of
from goodstanding.lab.city.recipe import Recipe
from goodstanding.lab.city.tables import Part, first_day, members_table, records_table
from goodstanding.scoring.kernel.calendar import day_number

NOT_EMPTY = declare("lab-folder-not-empty", "The folder for a synthetic city is in use.")

PART_RECORDS: Final = 1_000_000
"""A part has about so many records."""


def write_city(  # noqa: PLR0913 - each by name
    recipe: Recipe,
    folder: Path,
    *,
    as_csv: bool = False,
    workers: int = 1,
    part_records: int = PART_RECORDS,
    advance: Callable[[int], None] = lambda _parts: None,
) -> int:
    """Write a city to a new or empty folder and return how many records it has.

    The folder then has `records/part-*`, `members.parquet` and `README.txt`. The rows of each
    member are the same for any number of workers and any size of parts. `advance` is told each part
    that is done.

    Raises:
        ProblemsError: the folder holds anything.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProblemsError(
            [
                Problem(
                    code=NOT_EMPTY,
                    file=str(folder),
                    what="the folder for a synthetic city holds something already",
                    hint="Name a folder that is new or empty",
                )
            ]
        )
    beside = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(beside, ignore_errors=True)
    (beside / "records").mkdir(parents=True)
    try:
        count = 0
        records = beside / "records"
        for some in _parts(recipe, records, as_csv=as_csv, workers=workers, size=part_records):
            count += some
            advance(1)
        pq.write_table(members_table(recipe), beside / "members.parquet", compression="zstd")
        (beside / "README.txt").write_text(_readme(recipe, count, as_csv=as_csv), encoding="utf-8")
        folder.parent.mkdir(parents=True, exist_ok=True)
        os.replace(beside, folder)  # noqa: PTH105 - Path.replace would do the same
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return count


def part_count(recipe: Recipe, part_records: int = PART_RECORDS) -> int:
    """Return into how many parts a city is cut."""
    parts = -(-recipe.members * recipe.records_a_member // part_records)
    return min(max(1, parts), recipe.members)


def _parts(recipe: Recipe, folder: Path, *, as_csv: bool, workers: int, size: int) -> Iterator[int]:
    """Write every part and yield how many records each has."""
    parts = part_count(recipe, size)

    def write(part: int) -> int:
        rows, count = drawn(recipe, np.arange(part, recipe.members, parts))
        table = records_table(recipe, rows, count, Part(part, parts), as_text=as_csv)
        if as_csv:
            path = folder / f"part-{part:05}.csv"
            pa_csv.write_csv(_plain(table), path, pa_csv.WriteOptions(quoting_style="needed"))
        else:
            pq.write_table(table, folder / f"part-{part:05}.parquet", compression="zstd")
        return count

    with ThreadPoolExecutor(max_workers=workers) as pool:
        yield from pool.map(write, range(parts))


def _plain(table: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return a table without dictionaries, which the CSV writer does not take."""
    import pyarrow as pa

    columns = [
        column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def drawn(recipe: Recipe, members: NDArray[np.int64]) -> tuple[Rows, int]:
    """Return the records of some members, one member's after another's, and how many there are.

    The room grows until they fit.
    """
    kinds = recipe.policy.kinds.values()
    fields = max((len(kind.fields) for kind in kinds), default=0)
    first = day_number(first_day(recipe))
    days = float(day_number(recipe.until) - first + 1)
    capacity = len(members) * recipe.records_a_member * 2 + RECORDS_MAX
    habits, state = habits_of(recipe.policy), np.zeros(1, np.uint64)
    life = Life(
        seed=np.uint64(recipe.seed),
        mean=float(recipe.records_a_member),
        shape=1.0 / recipe.dispersion,
        first_day=first,
        days=days,
    )
    while True:
        rows = make_rows(capacity, fields)
        count = draw_members(habits, rows, members, life, state)
        if count >= 0:
            return rows, count
        capacity *= 2


def _readme(recipe: Recipe, count: int, *, as_csv: bool) -> str:
    """Return what the folder says of itself."""
    ending = "csv" if as_csv else "parquet"
    members = " --members members.parquet"
    return f"""A synthetic city. Nobody in these files lives.

{recipe.members:,} members with {count:,} records for the policy {recipe.policy.name}, edition
{recipe.policy.edition}. Made by `goodstanding lab city` from this recipe:

{recipe.text}

records/part-*.{ending}   the records, each part in the order of filing
members.parquet         who joined, when, and which sources each authorised

To score it:

goodstanding score --policy {recipe.policy.name}.yaml --records records{members} \\
    --as-of {recipe.until} --out scored
"""
