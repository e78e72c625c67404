"""One bucket of a snapshot as the columns that the kernel reads, seen from a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from goodstanding.model.entry import State
from goodstanding.model.names import NO_LEVEL, SourceName
from goodstanding.scoring.batch.columns import whole
from goodstanding.scoring.batch.decoded import Shelf
from goodstanding.scoring.batch.digests import firsts
from goodstanding.scoring.batch.hashing import Array, compiled
from goodstanding.scoring.batch.layout import (
    Entries,
    read_entries,
    read_table,
)
from goodstanding.scoring.batch.snapshot import (
    IDS,
    MEMBERS,
    STATES,
    value_columns,
)
from goodstanding.scoring.kernel.calendar import FIRST_DAY, NEVER, day_number
from goodstanding.scoring.kernel.tables import Columns
from goodstanding.scoring.plan import Plan

LEVEL_NOT_KNOWN = -2
STATE_NAMES = tuple(State)
CONSENT = ("joined", "until", "sources")
"""The columns of members that say which entries may be counted."""
LISTS_MAX: Final = 1 << 14
"""So many lists of sources are kept from one bucket to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A bucket: the columns of its entries, and the identifiers of records where asked for."""

    ids: Any | None
    columns: Columns


def read_bucket(files: Mapping[str, bytes], plan: Plan, shelf: Shelf) -> Bucket:
    """Return a bucket of a snapshot, given its files by name; without `IDS` it has no `ids`.

    What its columns leave out is that of ordinary entries. They stand until the next bucket is read
    into the memory of the same shelf.
    """
    members = read_table(files[MEMBERS], leave={"member", "digest", "latest"}, coded={"sources"})
    entries = read_entries(files, shelf, leave=_unread(plan))
    states = _states(files, plan, len(entries.on))
    ids = read_table(files[IDS])["record"] if IDS in files else None
    return _bucket(members, entries, states, ids, plan)


def read_some(
    files: Mapping[str, bytes],
    plan: Plan,
    shelf: Shelf,
    members: Any,  # noqa: ANN401 - pyarrow has no types
    chosen: NDArray[np.int64],
) -> Bucket:
    """Return the bucket that a snapshot would have of some members alone, by place in order.

    `members` are all of the bucket, with `entries`, `level` and `CONSENT`.
    """
    first = firsts(members)
    begins, counts = first[:-1][chosen], np.diff(first)[chosen]
    ends = np.cumsum(counts)
    places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins - ends + counts, counts)
    entries = read_entries(files, shelf, leave=_unread(plan), places=places)
    states = _states(files, plan, len(places), places)
    ids = read_table(files[IDS])["record"].take(pa.array(places)) if IDS in files else None
    taken = pa.array(chosen)
    some = {name: members[name].take(taken) for name in ("entries", "level", *CONSENT)}
    some["sources"] = some["sources"].cast(pa.string())  # or the lists of all would be looked at
    return _bucket(pa.table(some), entries, states, ids, plan)


def _bucket(
    members: Any,  # noqa: ANN401 - pyarrow has no types
    entries: Entries,
    states: tuple[NDArray[np.int8], NDArray[np.int32]],
    ids: Any | None,  # noqa: ANN401 - pyarrow has no types
    plan: Plan,
) -> Bucket:
    """Return a bucket of members and entries, each with its state and the day of its repair."""
    rest, on = entries.rest, entries.on
    kind = rest["kind"]
    aged = np.empty(0, np.int32)
    if "until" in rest:  # the end of an act, from which its ages run where it has one
        aged = np.where(rest["until"] < NEVER, rest["until"], on)
    state, repaired_on = states
    columns: Columns = Columns(
        first=firsts(members),
        kind=kind,
        on=on,
        filed=entries.filed,
        aged=aged,
        state=state,
        repaired_on=repaired_on,
        told=_told(entries, plan),
        act=entries.act,
        place=rest.get("place", np.empty(0, np.int64)),
        tie=entries.tie,
        values=_values(rest, plan, kind),
        gate=_gate_of_kind(plan),
        **_gates(members, plan),
        level_held=_levels_held(members, plan),
    )
    return Bucket(ids=ids, columns=columns)


def _unread(plan: Plan) -> set[str]:
    """Return the columns that nothing reads: fields without a rule, and notices without need."""
    read = {
        f"value_{place}"
        for kind in plan.policy.kinds.values()
        for place, name in enumerate(kind.fields)
        if (kind.name, name) in plan.slots
    }
    unread = set(value_columns(plan.policy)) - read
    return unread if plan.tables.needs_notice else unread | {"notice"}


def _told(entries: Entries, plan: Plan) -> NDArray[np.bool_]:
    """Return of which entries the notice has arrived by the day."""
    if not len(entries.notice):
        return np.empty(0, np.bool_)
    filed = entries.filed if len(entries.filed) else entries.on
    told = np.empty(len(filed), np.bool_)
    _write_told(entries.notice, filed, day_number(plan.as_of), told)
    return told


@compiled
def _write_told(notice: Array, filed: Array, as_of: int, told: Array) -> None:
    """Write which notices have arrived by a day, so many days after the filing."""
    for row in range(len(told)):
        told[row] = notice[row] <= as_of - filed[row]


def _values(rest: Mapping[str, NDArray[Any]], plan: Plan, kind: NDArray[np.int16]) -> NDArray[Any]:
    """Return the fields that the policy reads, in the columns where the kernel looks for them.

    A snapshot holds all fields of a kind in the order declared; a plan reads some of them.
    """
    named = enumerate(value_columns(plan.policy))
    held = {place: rest[name] for place, name in named if name in rest}
    moved: dict[tuple[int, int], list[int]] = {}
    for code, each in enumerate(plan.policy.kinds.values()):
        for place, name in enumerate(each.fields):
            slot = plan.slots.get((each.name, name))
            if slot is not None:
                moved.setdefault((place, slot), []).append(code)
    if len(moved) == plan.value_columns == 1:
        [(place, _)] = moved
        return held[place].reshape(1, -1)
    values = np.zeros((plan.value_columns, len(kind)), np.int64)
    for (place, slot), codes in moved.items():
        others = [c for (p, s), cs in moved.items() if s == slot and p != place for c in cs]
        if others:
            here = np.isin(kind, codes)
            values[slot][here] = held[place][here]
        else:
            values[slot] = held[place]
    return values


def _gate_of_kind(plan: Plan) -> NDArray[np.int64]:
    """Return which column of gates opens each kind: that of its source."""
    sources = _sources(plan)
    return np.array([sources.index(k.source) for k in plan.policy.kinds.values()], np.int64)


def _sources(plan: Plan) -> list[SourceName]:
    """Return the sources of a policy, by name."""
    return sorted({kind.source for kind in plan.policy.kinds.values()})


def _gates(members: Any, plan: Plan) -> dict[str, NDArray[np.int32]]:  # noqa: ANN401 - no types
    """Return the columns that say which source is open to whom, and when.

    There is a row of gates for each list of sources, and a last one with all of them open.
    """
    sources = tuple(_sources(plan))
    none, nothing = np.empty(0, np.int32), np.empty((0, len(sources)), np.int32)
    authorised = members["sources"]
    if authorised.null_count == members["joined"].null_count == len(authorised):
        starts = np.full((1, len(sources)), FIRST_DAY, np.int32)
        return {"starts": starts, "ends": nothing, "row": none, "since": none, "until": none}
    joined = whole(members["joined"], np.int32, empty=FIRST_DAY)
    until = whole(members["until"], np.int32, empty=NEVER)
    coded = authorised.combine_chunks()
    if not pa.types.is_dictionary(coded.type):
        coded = coded.dictionary_encode()
    lists = coded.dictionary.to_pylist()
    row = whole(coded.indices, np.int32, empty=len(lists))
    opened = b"".join(_opened(text, sources) for text in [*lists, " ".join(sources)])
    all_open = row == len(lists)  # a member of whom no consent is known
    ahead = (joined > day_number(plan.as_of)) & ~all_open
    return {
        "starts": np.frombuffer(opened, np.int32).reshape(-1, len(sources)),
        "ends": nothing,
        "row": row,
        "since": np.where(ahead, NEVER, joined).astype(np.int32),
        "until": np.where(all_open, NEVER, until).astype(np.int32),
    }


@lru_cache(maxsize=LISTS_MAX)
def _opened(text: str, sources: tuple[SourceName, ...]) -> bytes:
    """Return the row of gates of a list of sources: most lists come in every bucket."""
    names = set(text.split(" "))
    days = [FIRST_DAY if source in names else NEVER for source in sources]
    return np.array(days, np.int32).tobytes()


def _levels_held(members: Any, plan: Plan) -> NDArray[np.int8]:  # noqa: ANN401 - no types
    """Return the place of the level each held before, none where nobody's is known."""
    if "level" not in members.column_names or members["level"].null_count == len(members):
        return np.empty(0, np.int8)
    names = {level.name: place for place, level in enumerate(plan.policy.levels)}
    held = [
        LEVEL_NOT_KNOWN if name is None else names.get(name, -1)
        for name in members["level"].to_pylist()
    ]
    assert NO_LEVEL not in names
    return np.array(held, np.int8)


def _states(
    files: Mapping[str, bytes],
    plan: Plan,
    entries: int,
    places: NDArray[np.int64] | None = None,
) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    """Return each entry's state on the day, and the day of the repair that holds then.

    `places`, in ascending order, are those of the entries that are asked for, where not all are.

    The rules are those of `Entry.state_on` and `Entry.repaired_on`.
    """
    if STATES not in files:
        return np.empty(0, np.int8), np.empty(0, np.int32)
    table = read_table(files[STATES])
    own = whole(table["entry"], np.int64)
    there = np.ones(len(own), np.bool_)
    if places is not None:
        there = np.isin(own, places)
        own = np.searchsorted(places, own)
    as_of = day_number(plan.as_of)
    found: dict[int, list[tuple[int, int]]] = {}
    for entry, state, on in zip(
        own[there].tolist(),
        whole(table["state"], np.int64)[there].tolist(),
        whole(table["on"], np.int64)[there].tolist(),
        strict=True,
    ):
        if on <= as_of:
            found.setdefault(entry, []).append((on, state))
    states = np.zeros(entries, np.int8)
    repaired_on = np.full(entries, as_of, np.int32)
    counted, repaired = STATE_NAMES.index(State.COUNTED), STATE_NAMES.index(State.REPAIRED)
    for entry, changes in found.items():
        changes.sort(key=lambda change: change[0])  # stable: of one day's the last given holds
        states[entry] = changes[-1][1]
        first = as_of
        for on, state in changes:
            if state == counted:
                first = as_of
            elif state == repaired:
                first = min(first, on)
        repaired_on[entry] = first
    return states, repaired_on
