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
from goodstanding.scoring.batch.decoded import Shelf, decoded
from goodstanding.scoring.batch.hashing import Array, compiled
from goodstanding.scoring.batch.picked import picked
from goodstanding.scoring.batch.snapshot import ACTS, ENTRIES, LATE
from goodstanding.scoring.kernel.calendar import NEVER

NOT_YET: Final = 2**31 - 1
"""The days from filing to notice where no notice has arrived."""

AFTER: Final = "after"
"""How many entries after the one before it in its file an entry stands, the first after none."""


ENTRY_FORMS: Final[Mapping[str, Any]] = {
    "kind": np.int16, "on": np.int32, "until": np.int32, "notice": np.int32, "place": np.int64,
    "tie": np.int32, "filed": np.int32, "act": np.int32, AFTER: np.int32,
}  # fmt: skip
"""How wide the numbers of a column are; those of fields have 64 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Entries as arrays; what is ordinary in all of them has no elements.

    `filed` is on the act where left out, `notice` the days from filing to notice (`NOT_YET` for
    none so far) and 0 where left out, `act` -1 for none; `tie` means nothing where there is no act,
    unless all have one. `rest` has the other columns by name, `until` with `NEVER` for none.
    """

    on: NDArray[np.int32]
    filed: NDArray[np.int32]
    notice: NDArray[np.int32]
    act: NDArray[np.int32]
    tie: NDArray[np.int32]
    rest: Mapping[str, NDArray[Any]]


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


UNREADABLE: Final = (pa.ArrowException, OSError, ValueError, KeyError)
"""What Arrow raises for bytes that are no Parquet file, or none with the columns that are asked."""


def read_table(
    file: Path | bytes,
    *,
    leave: Collection[str] = (),
    columns: Collection[str] | None = None,
    coded: Collection[str] = (),
) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return a file of a bucket, or its bytes, as one Arrow table; some columns are not read.

    Texts named in `coded` come as codes with a dictionary.
    """
    source = pa.BufferReader(file) if isinstance(file, bytes) else file
    with pq.ParquetFile(source, read_dictionary=list(coded)) as opened:
        names = [name for name in columns or opened.schema_arrow.names if name not in leave]
        return opened.read(columns=names, use_threads=False)


def read_entries(
    files: Mapping[str, bytes],
    shelf: Shelf,
    *,
    leave: Collection[str] = (),
    places: NDArray[np.int64] | None = None,
) -> Entries:
    """Return the entries of a bucket, given its files by name, but for columns that are not read.

    They stand in the memory of a shelf. With `places`, in ascending order, they are the entries
    there, and no others are decoded.
    """
    rest = _rows(files[ENTRIES], places, shelf, ENTRIES, leave={"member", *leave})
    none = np.empty(0, np.int32)
    on = rest["on"]
    filed, act, tie = none, none, rest.get("tie", none)
    if LATE in files:
        after, late = _few(files[LATE], places, shelf, LATE)
        filed = shelf.take("filed", len(on), np.int32)
        filed[:] = on
        _spread(after, late["filed"], filed)
    if ACTS in files:
        after, acts = _few(files[ACTS], places, shelf, ACTS)
        act = shelf.take("act", len(on), np.int32)
        act.fill(-1)
        _spread(after, acts["act"], act)
        if "tie" in acts:
            tie = shelf.take("tie", len(on), np.int32)
            _spread(after, acts["tie"], tie)
    return Entries(on=on, filed=filed, notice=rest.get("notice", none), act=act, tie=tie, rest=rest)


def _rows(
    content: bytes,
    places: NDArray[np.int64] | None,
    shelf: Shelf,
    own: str,
    *,
    leave: Collection[str] = (),
) -> dict[str, NDArray[Any]]:
    """Return the rows of a file, or those at places; `own` is its name on the shelf."""
    if places is None:
        with decoded(content, shelf, own) as file:
            return {
                name: file.column(name, ENTRY_FORMS.get(name, np.int64), empty=NEVER)
                for name in file.names
                if name not in leave
            }
    with picked(content, places) as some:
        return {
            name: whole(some.column(name), ENTRY_FORMS.get(name, np.int64), empty=NEVER)
            for name in some.names
            if name not in leave
        }


def _few(
    content: bytes, places: NDArray[np.int64] | None, shelf: Shelf, own: str
) -> tuple[NDArray[Any], dict[str, NDArray[Any]]]:
    """Return the rows of a file of few entries, and how many entries each is after the one before.

    With places they are the rows of the entries there, and other entries do not count.
    """
    if places is None:
        rows = _rows(content, None, shelf, own)
        return rows.pop(AFTER), rows
    with decoded(content, shelf, own) as file:
        after = file.column(AFTER, np.int32)
    found = np.empty(min(len(places), len(after)), np.int64)
    chosen = np.empty(len(found), np.int64)
    count = _in_both(after, places, found, chosen)
    rows = _rows(content, chosen[:count], shelf, own, leave={AFTER})
    return np.diff(found[:count], prepend=0), rows


@compiled
def _spread(after: Array, numbers: Array, found: Array) -> None:
    """Write each number so many places after the one before."""
    place = 0
    for row in range(len(after)):
        place += after[row]
        found[place] = numbers[row]


@compiled
def _in_both(after: Array, places: Array, own: Array, rows: Array) -> int:
    """Write which places have a row of few, and which; return how many do."""
    count, place, stands = 0, 0, 0
    for row in range(len(after)):
        stands += after[row]
        while place < len(places) and places[place] < stands:
            place += 1
        if place == len(places):
            break
        if places[place] == stands:
            own[count], rows[count] = place, row
            count += 1
    return count


def _sparse(chosen: NDArray[np.bool_], columns: Mapping[str, Any]) -> Any:  # noqa: ANN401 - no types
    """Return the rows chosen of columns, each with its distance from the one before."""
    after = np.diff(np.flatnonzero(chosen), prepend=0).astype(np.int32)
    mask = pa.array(chosen)
    return _full(
        {AFTER: pa.array(after), **{name: pc.filter(c, mask) for name, c in columns.items()}}
    )


def _full(columns: Mapping[str, Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return a table whose columns are known to have nothing empty, but where something is."""
    fields = [pa.field(name, c.type, nullable=c.null_count > 0) for name, c in columns.items()]
    return pa.table(list(columns.values()), schema=pa.schema(fields))
