"""Writing a snapshot bucket by bucket; its manifest comes last and says that it is whole."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goodstanding.errors import Problem
from goodstanding.model.policy import Policy
from goodstanding.scoring.batch.columns import ALWAYS, whole
from goodstanding.scoring.batch.digests import digests_of, firsts, latest_days
from goodstanding.scoring.batch.hashing import buckets_of, text_numbers
from goodstanding.scoring.batch.layout import laid_out
from goodstanding.scoring.batch.ranks import name_ranks, place_ranks
from goodstanding.scoring.batch.snapshot import (
    IDS,
    MANIFEST,
    MEMBERS,
    REFUSED,
    STATES,
    VERSION,
    Manifest,
    bucket_folder,
    kinds_sha256,
    manifest_text,
    needs_places,
    needs_ties,
    value_columns,
)
from goodstanding.scoring.files import HashedFile, sync_folder, write_synced
from goodstanding.scoring.listing import refused_csv
from goodstanding.scoring.receipt import InputSeen

ROWS_A_GROUP: Final = 1 << 20
TEXT, DAY = pa.string(), pa.date32()
PLAIN: Final = {MEMBERS: {"member", "digest"}, IDS: {"record"}}
"""Columns of which hardly a value comes twice."""

RAW: Final = {"kind", "on", "after", "filed", "act", "tie"}
"""Columns that are read often, and would hardly get smaller."""

MEMBER_COLUMNS: Final = {
    "member": TEXT,
    "entries": pa.int64(),
    "joined": DAY,
    "until": DAY,
    "sources": TEXT,
    "level": TEXT,
}
ENTRY_COLUMNS: Final = {
    "kind": pa.int16(),
    "on": DAY,
    "filed": DAY,
    "until": DAY,
    "notified": DAY,
    "place": pa.int64(),
}
STATE_COLUMNS: Final = {"entry": pa.int64(), "state": pa.int8(), "on": DAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketRows:
    """What is known of the members of one bucket, as Arrow tables.

    `members` stand by code point: member, entries (how many), joined, until (null: open), sources
    (in order, separated by spaces; null: every source), level (null: not known). `entries` stand
    by member, then on, filed, source and record by code point: record, kind (its place in the
    policy), on, and where any row needs them filed (on, where it is left out), until, notified
    (null: not yet; left out: always), act (null: none), place (of the row among all as given), and
    value_0, ... (the kind's fields in the order declared, 0 where it has none). `states` are in
    the order given: entry (its place in `entries`), state (its place in `State`), on.
    """

    members: Any
    entries: Any
    states: Any | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was read to make a snapshot; the counts are those of `intake`."""

    rows: int
    refused: int
    dropped: int
    withheld: int
    repeated: int
    stated_by: str
    inputs: tuple[InputSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """What a writer has written: the hashes of its files by path, and what is in them."""

    files: Mapping[str, str]
    members: int
    entries: int
    levels: int


def bucket_numbers(members: Any, buckets: int) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the bucket of each member of an Arrow column, as int32."""
    return buckets_of(text_numbers(members), buckets)


class SnapshotWriter:
    """Writes the buckets of a snapshot, in any order and from several threads, then its manifest.

    The folder is new or empty. Every file is forced to disk. Buckets that nobody is in have to be
    added too, with empty tables.
    """

    def __init__(self, folder: Path, policy: Policy, *, buckets: int) -> None:
        """Begin a snapshot in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._policy = policy
        self._buckets = buckets
        self._files: dict[str, str] = {}
        self._members = 0
        self._entries = 0
        self._levels = 0
        self._lock = Lock()
        sources = sorted({kind.source for kind in policy.kinds.values()})
        self._source_of_kind = np.array(
            [sources.index(kind.source) for kind in policy.kinds.values()], np.int16
        )

    def add_bucket(self, number: int, rows: BucketRows) -> None:
        """Write a bucket. What no row needs is not written."""
        members, entries = _cast(rows.members, MEMBER_COLUMNS), rows.entries
        states = rows.states if rows.states is not None and rows.states.num_rows else None
        records = entries["record"].cast(TEXT)
        held, acts = self._held(entries, firsts(members), records)
        hashed = held.append_column("record", records)
        if acts is not None:
            hashed = hashed.append_column("act", acts)
        members = members.append_column(
            "latest", pa.array(latest_days(members, held, states)).cast(DAY)
        ).append_column("digest", pa.array(digests_of(members, hashed, states)))
        coded = None
        if acts is not None:
            coded = pc.dictionary_encode(acts).combine_chunks().indices.cast(pa.int32())
        owners = np.repeat(
            np.arange(members.num_rows, dtype=np.int32), whole(members["entries"], np.int64)
        )
        assert held.num_rows == len(owners) == len(records), "each entry has its member"
        columns = {"member": pa.array(owners)}
        columns |= {name: held[name].combine_chunks() for name in held.column_names}
        all_ties = needs_ties(self._policy) == "all"
        tables = {MEMBERS: members, IDS: pa.table({"record": records})}
        tables |= laid_out(columns, coded, all_ties=all_ties)
        if states is not None:
            tables[STATES] = _cast(states, STATE_COLUMNS)
        self._write(number, tables)

    def _held(self, entries: Any, first: Any, records: Any) -> tuple[Any, Any | None]:  # noqa: ANN401 - pyarrow has no types
        """Return the columns of entries that are needed, and the names of acts where there are."""
        held = {name: entries[name].cast(ENTRY_COLUMNS[name]) for name in ("kind", "on")}
        names = set(entries.column_names)
        if "filed" in names and not pc.all(pc.equal(entries["filed"], entries["on"])).as_py():
            held["filed"] = entries["filed"].cast(DAY)
        if "until" in names and entries["until"].null_count < entries.num_rows:
            held["until"] = entries["until"].cast(DAY)
        if "notified" in names:
            notified = entries["notified"].cast(DAY)
            days = notified.cast(pa.int32())
            if not (notified.null_count == 0 and pc.all(pc.equal(days, ALWAYS)).as_py()):
                held["notified"] = notified
        if needs_places(self._policy):
            places = whole(entries["place"], np.int64)
            held["place"] = pa.array(place_ranks(first, places))
        if needs_ties(self._policy) != "none":
            sources = self._source_of_kind[whole(entries["kind"], np.int64)]
            held["tie"] = pa.array(name_ranks(first, sources, records))
        for name in value_columns(self._policy):
            empty = pa.array(np.zeros(0 if name in names else entries.num_rows, np.int64))
            held[name] = entries[name].cast(pa.int64()) if name in names else empty
        acts = entries["act"].cast(TEXT) if "act" in names else None
        if acts is not None and acts.null_count == entries.num_rows:
            acts = None
        return pa.table(held), acts

    def _write(self, number: int, tables: Mapping[str, Any]) -> None:
        """Write the files of a bucket."""
        inside = bucket_folder(self._folder, number)
        inside.mkdir(exist_ok=True)
        digests = {
            f"{inside.name}/{name}": _write_table(inside / name, table)
            for name, table in tables.items()
        }
        sync_folder(inside)
        members = tables[MEMBERS]
        with self._lock:
            self._files |= digests
            self._members += members.num_rows
            self._levels += members.num_rows - members["level"].null_count
            self._entries += tables[IDS].num_rows

    @property
    def wrote(self) -> Wrote:
        """Return what was written so far."""
        return Wrote(
            files=dict(self._files),
            members=self._members,
            entries=self._entries,
            levels=self._levels,
        )

    def take(self, wrote: Wrote) -> None:
        """Take buckets into account that another writer put into the folder."""
        self._files |= wrote.files
        self._members += wrote.members
        self._entries += wrote.entries
        self._levels += wrote.levels

    def finish(self, counted: Counted, refused: Iterable[Problem] = ()) -> Manifest:
        """Write what was refused, then the manifest, and return it."""
        text = refused_csv(refused).encode()
        write_synced(self._folder / REFUSED, text)
        self._files[REFUSED] = hashlib.sha256(text).hexdigest()
        manifest = Manifest(
            version=VERSION,
            kinds_sha256=kinds_sha256(self._policy),
            buckets=self._buckets,
            members=self._members,
            entries=self._entries,
            places=needs_places(self._policy),
            ties=needs_ties(self._policy),
            rows=counted.rows,
            refused=counted.refused,
            dropped=counted.dropped,
            withheld=counted.withheld,
            repeated=counted.repeated,
            levels_held=self._levels,
            stated_by=counted.stated_by,
            inputs=counted.inputs,
            files=dict(sorted(self._files.items())),
        )
        sync_folder(self._folder)
        beside = self._folder / f".{MANIFEST}.part"
        write_synced(beside, manifest_text(manifest).encode())
        os.replace(beside, self._folder / MANIFEST)  # noqa: PTH105 - Path.replace would do the same
        sync_folder(self._folder)
        return manifest


def _cast(table: Any, types: Mapping[str, Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the columns named, with their types."""
    return pa.table({name: table[name].cast(form) for name, form in types.items()})


def _write_table(path: Path, table: Any) -> str:  # noqa: ANN401 - pyarrow has no types
    """Write a Parquet file, force it to disk and return the hash of its bytes."""
    packed = [name for name in table.column_names if name not in RAW]
    file = HashedFile(path)
    try:
        pq.write_table(
            table,
            pa.PythonFile(file, mode="w"),
            compression={n: "zstd" if n in packed else "none" for n in table.column_names},
            compression_level=dict.fromkeys(packed, 1),
            use_dictionary=[n for n in table.column_names if n not in PLAIN.get(path.name, ())],
            row_group_size=ROWS_A_GROUP,
            store_schema=False,
        )
        return file.finish()
    finally:
        file.close()
