"""A snapshot made from entries in memory: what bulk intake has to come to, written to be read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa

from goodstanding.model.entry import Entry, Member, State
from goodstanding.model.names import MemberId
from goodstanding.model.policy import Policy
from goodstanding.scoring.batch.snapshot import Manifest, value_columns
from goodstanding.scoring.batch.writer import (
    ENTRY_COLUMNS,
    MEMBER_COLUMNS,
    STATE_COLUMNS,
    BucketRows,
    Counted,
    SnapshotWriter,
    bucket_numbers,
)
from goodstanding.scoring.plan.fields import field_code
from goodstanding.scoring.receipt import InputSeen

STATES: Final = tuple(State)


class Admitted(Protocol):
    """What `intake.read_inputs` returns."""

    @property
    def members(self) -> tuple[Member, ...]:
        """Return who is scored."""

    @property
    def entries(self) -> Mapping[MemberId, tuple[Entry, ...]]:
        """Return the entries of each."""

    @property
    def refused(self) -> tuple[Any, ...]:
        """Return the rows that were refused."""

    @property
    def inputs(self) -> tuple[Any, ...]:
        """Return the files that were read."""

    @property
    def rows(self) -> int:
        """Return how many rows of records there are."""

    @property
    def dropped(self) -> int:
        """Return how many rows are of people who did not join."""

    @property
    def withheld(self) -> int:
        """Return how many rows no consent reaches."""

    @property
    def repeated(self) -> int:
        """Return how many rows say again what another says."""

    @property
    def stated_by(self) -> str:
        """Return on whose word the members joined."""


def snapshot_of(policy: Policy, admitted: Admitted, folder: Path, buckets: int) -> Manifest:
    """Write what was admitted as a snapshot into a new folder, and return its manifest."""
    writer = SnapshotWriter(folder, policy, buckets=buckets)
    for number, members in enumerate(_by_bucket(admitted.members, buckets)):
        writer.add_bucket(number, bucket_rows(policy, members, admitted.entries))
    refused = [each.problem for each in admitted.refused]
    return writer.finish(counted_of(admitted), refused)


def counted_of(admitted: Admitted) -> Counted:
    """Return what was counted while the inputs were read, and their names without folders."""
    inputs = tuple(
        InputSeen(
            name=Path(file.name).name, sha256=file.sha256, rows=file.rows, refused=file.refused
        )
        for file in admitted.inputs
    )
    return Counted(
        rows=admitted.rows,
        refused=sum(file.refused for file in inputs),
        dropped=admitted.dropped,
        withheld=admitted.withheld,
        repeated=admitted.repeated,
        stated_by=admitted.stated_by,
        inputs=inputs,
    )


def _by_bucket(members: Sequence[Member], buckets: int) -> Iterator[list[Member]]:
    """Yield the members of each bucket, by code point."""
    ordered = sorted(members, key=lambda member: member.id)
    names = pa.array([member.id for member in ordered], pa.string())
    found: list[list[Member]] = [[] for _ in range(buckets)]
    for member, bucket in zip(ordered, bucket_numbers(names, buckets).tolist(), strict=True):
        found[bucket].append(member)
    yield from found


def bucket_rows(
    policy: Policy, members: Sequence[Member], entries: Mapping[MemberId, Sequence[Entry]]
) -> BucketRows:
    """Return members, by code point, and their entries as the tables of a bucket."""
    kinds = {name: place for place, name in enumerate(policy.kinds)}
    people: list[tuple[Any, ...]] = []
    rows: list[Entry] = []
    for member in members:
        own = sorted(entries.get(member.id, ()), key=_order)
        people.append((member.id, len(own), *_consent(member), member.level_held))
        rows += own
    columns: dict[str, Any] = {
        "kind": [kinds[entry.kind] for entry in rows],
        "on": [entry.on for entry in rows],
        "filed": [entry.filed for entry in rows],
        "until": [entry.until for entry in rows],
        "notified": [entry.notified for entry in rows],
        "place": [entry.position for entry in rows],
    }
    tables = {name: pa.array(cells, ENTRY_COLUMNS[name]) for name, cells in columns.items()}
    tables["record"] = pa.array([entry.record for entry in rows], pa.string())
    tables["act"] = pa.array([entry.act for entry in rows], pa.string())
    values = [_values(policy, entry) for entry in rows]
    for place, name in enumerate(value_columns(policy)):
        tables[name] = pa.array([own[place] for own in values], pa.int64())
    states = [
        (place, STATES.index(change.state), change.on)
        for place, entry in enumerate(rows)
        for change in entry.states
    ]
    return BucketRows(
        members=_table(people, MEMBER_COLUMNS),
        entries=pa.table(tables),
        states=_table(states, STATE_COLUMNS) if states else None,
    )


def _order(entry: Entry) -> tuple[date, date, str, str]:
    """Order by act, filing, source and record."""
    return (entry.on, entry.filed, entry.source, entry.record)


def _consent(member: Member) -> tuple[date | None, date | None, str | None]:
    """Return the day of joining, the end of consent, and the sources authorised.

    On files a member has one consent, from joining on, to all kinds of the sources named.
    """
    joined = None if member.joined == date.min else member.joined
    if member.consents is None:
        return joined, None, None
    ends = {consent.until for consent in member.consents.values()}
    assert len(ends) <= 1, "a members file has one end for all sources"
    for consent in member.consents.values():
        assert consent.kinds is None, "a members file authorises all kinds of a source"
        assert consent.records_from is None, "a members file lets acts count from joining on"
        assert consent.given == member.joined, "a members file gives consent on joining"
    until = ends.pop() if ends else None
    return joined, until, " ".join(sorted(member.consents))


def _values(policy: Policy, entry: Entry) -> list[int]:
    """Return the values of an entry's fields in the order of its kind, 0 for those it lacks."""
    fields = policy.kinds[entry.kind].fields
    own = [field_code(form, entry.fields[name]) for name, form in fields.items()]
    return own + [0] * (len(value_columns(policy)) - len(own))


def _table(rows: Sequence[tuple[Any, ...]], types: Mapping[str, Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return rows as an Arrow table."""
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    named = zip(types.items(), columns, strict=True)
    return pa.table({name: pa.array(cells, form) for (name, form), cells in named})
