"""How entries lie in a bucket's files: what few of them have stands apart from what all have."""

# Reading is most of what a run without lines costs. A column in which anything is empty takes three
# times as long to read as one in which nothing is, and a short column next to nothing.

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from goodstanding.scoring.batch.columns import whole
from goodstanding.scoring.batch.snapshot import ACTS, ENTRIES, LATE
from goodstanding.scoring.kernel.calendar import NEVER

NOT_YET: Final = 2**31 - 1
"""The days from filing to notice where no notice has arrived."""

AFTER: Final = "after"
"""How many entries after the one before it in its file an entry stands, the first after none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Entries as arrays; what is ordinary in all of them has no elements.

    `filed` is on the act where left out, `notice` the days from filing to notice (`NOT_YET` for
    none so far) and 0 where left out, `act` -1 for none. `rest` is the Arrow table of the others.
    """

    on: NDArray[np.int32]
    filed: NDArray[np.int32]
    notice: NDArray[np.int32]
    act: NDArray[np.int32]
    tie: NDArray[np.int32]
    rest: Any


def laid_out(
    held: Mapping[str, Any],
    act: Any | None,  # noqa: ANN401 - pyarrow has no types
    *,
    all_ties: bool,
) -> dict[str, Any]:
    """Return the files of a bucket's entries as Arrow tables.

    `held` are Arrow columns by name as `writer` holds them, `act` the code of each act, null for
    none. The order of (source, record), `tie`, stands with the acts unless all entries need it.
    """
    columns = dict(held)
    on = whole(columns["on"], np.int32)
    files = {}
    filed = on
    if "filed" in columns:
        filed = whole(columns.pop("filed"), np.int32)
        files[LATE] = _sparse(filed != on, {"filed": pa.array(filed).cast(pa.date32())})
    if "notified" in columns:
        notified = whole(columns.pop("notified"), np.int32, empty=NEVER)
        notice = np.where(notified < NEVER, notified - filed, NOT_YET)
        columns["notice"] = pa.array(notice.astype(np.int32))
    tie = columns.get("tie")
    if not all_ties:
        columns.pop("tie", None)
    if act is not None:
        own = {"act": act} if tie is None or all_ties else {"act": act, "tie": tie}
        files[ACTS] = _sparse(act.is_valid().to_numpy(zero_copy_only=False), own)
    return files | {ENTRIES: _full(columns)}


def read_table(
    path: Path,
    *,
    leave: Collection[str] = (),
    columns: Collection[str] | None = None,
    coded: Collection[str] = (),
) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return a file of a bucket as one Arrow table, but for columns that are not read.

    Texts named in `coded` come as codes with a dictionary.
    """
    with pq.ParquetFile(path, read_dictionary=list(coded)) as file:
        names = [name for name in columns or file.schema_arrow.names if name not in leave]
        return file.read(columns=names, use_threads=False)


def read_entries(inside: Path, *, leave: Collection[str] = ()) -> Entries:
    """Return the entries in the folder of a bucket, but for columns that are not read."""
    table = read_table(inside / ENTRIES, leave={"member", *leave})
    names = set(table.column_names)
    on = whole(table["on"], np.int32)
    none = np.empty(0, np.int32)
    filed, act = none, none
    tie = whole(table["tie"], np.int32) if "tie" in names else none
    if (inside / LATE).exists():
        late = read_table(inside / LATE)
        filed = on.copy()
        filed[_places(late)] = whole(late["filed"], np.int32)
    if (inside / ACTS).exists():
        acts = read_table(inside / ACTS)
        places = _places(acts)
        act = np.full(len(on), -1, np.int32)
        act[places] = whole(acts["act"], np.int32)
        if "tie" in acts.column_names:
            tie = np.zeros(len(on), np.int32)
            tie[places] = whole(acts["tie"], np.int32)
    notice = whole(table["notice"], np.int32) if "notice" in names else none
    return Entries(on=on, filed=filed, notice=notice, act=act, tie=tie, rest=table)


def _sparse(picked: NDArray[np.bool_], columns: Mapping[str, Any]) -> Any:  # noqa: ANN401 - no types
    """Return the rows picked of columns, each with its distance from the one before."""
    after = np.diff(np.flatnonzero(picked), prepend=0).astype(np.int32)
    mask = pa.array(picked)
    return _full(
        {AFTER: pa.array(after), **{name: pc.filter(c, mask) for name, c in columns.items()}}
    )


def _places(table: Any) -> NDArray[np.int64]:  # noqa: ANN401 - pyarrow has no types
    """Return where the entries of a file stand that only few are in."""
    found: NDArray[np.int64] = np.cumsum(whole(table[AFTER], np.int64))
    return found


def _full(columns: Mapping[str, Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return a table whose columns are known to have nothing empty, but where something is."""
    fields = [pa.field(name, c.type, nullable=c.null_count > 0) for name, c in columns.items()]
    return pa.table(list(columns.values()), schema=pa.schema(fields))
