"""What a snapshot holds, in the words of the plain reader, so that the two can be compared."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pyarrow import parquet
from tests.support.intake import every_field

from goodstanding.errors import ProblemsError
from goodstanding.intake import Admitted, read_inputs
from goodstanding.intake.bulk import Taken, read_snapshot
from goodstanding.model.entry import ALWAYS_TOLD, Entry, State
from goodstanding.model.kinds import Day, FieldType, OneOf, YesOrNo
from goodstanding.model.policy import Policy
from goodstanding.scoring.batch.layout import NOT_YET
from goodstanding.scoring.batch.plain import snapshot_of
from goodstanding.scoring.batch.snapshot import bucket_folder, read_manifest

EPOCH = date(1970, 1, 1).toordinal()
STATES = tuple(State)


class Told(NamedTuple):
    """The outcome of a reading, as plain values."""

    members: Sequence[Any]
    entries: Mapping[Any, Sequence[Any]]
    refused: Sequence[Any]
    inputs: Sequence[Any]
    counts: Sequence[Any]


def plainly(policy: Policy, **inputs: Any) -> "Told | Sequence[str]":
    """Return what the plain reader makes of files, or the problems it tells."""
    try:
        admitted = read_inputs(policy, **inputs)
    except ProblemsError as error:
        return [f"{each.code.name} {each}" for each in error.problems]
    return told_by(admitted)


def told_by(admitted: Admitted) -> Told:
    """Return what the plain reader admitted."""
    members = [
        (
            member.id,
            None if member.consents is None else member.joined,
            next(iter((member.consents or {}).values())).until if member.consents else None,
            None if member.consents is None else sorted(member.consents),
            member.level_held,
        )
        for member in admitted.members
    ]
    entries = {
        member: [entry_of(entry) for entry in sorted(theirs, key=_order)]
        for member, theirs in admitted.entries.items()
    }
    counts = (
        admitted.rows,
        admitted.dropped,
        admitted.withheld,
        admitted.repeated,
        admitted.stated_by,
    )
    return Told(members, entries, admitted.refused, admitted.inputs, counts)


def _order(entry: Entry) -> tuple[Any, ...]:
    """Return how entries of a member are sorted in a snapshot."""
    return (entry.on, entry.filed, entry.source.encode(), entry.record.encode())


def entry_of(entry: Entry) -> tuple[Any, ...]:
    """Return an entry without the place at which it was given."""
    states = tuple((each.state, each.on) for each in entry.states)
    return (
        entry.source,
        entry.record,
        entry.kind,
        entry.on,
        entry.filed,
        entry.until,
        entry.notified,
        entry.act is not None,
        tuple(sorted(entry.fields.items())),
        states,
    )


def in_bulk(
    policy: Policy, folder: Path, *, buckets: int = 3, workers: int = 2, **inputs: Any
) -> "Told | Sequence[str]":
    """Return what the bulk reader makes of files, or the problems it tells."""
    try:
        taken = read_snapshot(policy, folder=folder, buckets=buckets, workers=workers, **inputs)
    except ProblemsError as error:
        assert not folder.exists()
        return [f"{each.code.name} {each}" for each in error.problems]
    return snapshot_told(policy, folder, taken)


def snapshot_told(policy: Policy, folder: Path, taken: Taken) -> Told:
    """Return what a snapshot holds."""
    members: list[Any] = []
    entries: dict[str, list[Any]] = {}
    for number in range(taken.manifest.buckets):
        inside = bucket_folder(folder, number)
        people = parquet.read_table(inside / "members.parquet").to_pylist()
        states: dict[int, list[Any]] = {}
        if (inside / "states.parquet").exists():
            for row in parquet.read_table(inside / "states.parquet").to_pylist():
                states.setdefault(row["entry"], []).append((STATES[row["state"]], row["on"]))
        for person in people:
            until = person["until"] if person["sources"] else None
            sources = person["sources"]
            split = None if sources is None else sources.split(" ") if sources else []
            members.append((person["member"], person["joined"], until, split, person["level"]))
            entries[person["member"]] = []
        rows = entry_rows(inside)
        ids = parquet.read_table(inside / "ids.parquet")["record"].to_pylist()
        for place, (row, name) in enumerate(zip(rows, ids, strict=True)):
            found = _entry(policy, row, name, tuple(states.get(place, ())))
            entries[people[row["member"]]["member"]].append(found)
        assert [len(entries[person["member"]]) for person in people] == [
            person["entries"] for person in people
        ]
    manifest = taken.manifest
    assert manifest.members == len(members)
    assert manifest.entries == sum(len(theirs) for theirs in entries.values())
    counts = (
        manifest.rows,
        manifest.dropped,
        manifest.withheld,
        manifest.repeated,
        manifest.stated_by,
    )
    return Told(sorted(members), entries, taken.refused, taken.inputs, counts)


def entry_rows(inside: Path) -> list[dict[str, Any]]:
    """Return the entries of a bucket row by row, each with all that is not ordinary in its place.

    As a day is filed that of the act where nothing else is said.
    """
    rows: list[dict[str, Any]] = parquet.read_table(inside / "entries.parquet").to_pylist()
    for name in ("late", "acts"):
        path, place = inside / f"{name}.parquet", 0
        for row in parquet.read_table(path).to_pylist() if path.exists() else ():
            place += row.pop("after")
            rows[place] |= row
    for row in rows:
        days = row.pop("notice", None)
        if days is not None:
            filed = row.get("filed", row["on"])
            row["notified"] = None if days == NOT_YET else filed + timedelta(days=days)
    return rows


def _entry(policy: Policy, row: Mapping[str, Any], name: str, states: Any) -> tuple[Any, ...]:
    """Return an entry of a snapshot."""
    kind = list(policy.kinds.values())[row["kind"]]
    fields = {
        field: _value(row[f"value_{place}"], form)
        for place, (field, form) in enumerate(kind.fields.items())
    }
    return (
        kind.source,
        name,
        kind.name,
        row["on"],
        row.get("filed", row["on"]),
        row.get("until"),
        row.get("notified", ALWAYS_TOLD),
        row.get("act") is not None,
        tuple(sorted(fields.items())),
        states,
    )


def _value(number: int, form: FieldType) -> Any:
    """Return the value of a field."""
    match form:
        case YesOrNo():
            return bool(number)
        case OneOf():
            return form.names[number]
        case Day():
            return date.fromordinal(number + EPOCH)
        case _:
            return number


def both(folder: Path, **inputs: Any) -> "Told | Any":
    """Return the one outcome of the two readers."""
    policy = inputs.pop("policy", None) or every_field()
    expected = plainly(policy, **inputs)
    found = in_bulk(policy, folder / "snapshot", **inputs)
    assert found == expected
    if isinstance(found, Told):
        made = snapshot_of(policy, read_inputs(policy, **inputs), folder / "plain", 3)
        assert made == read_manifest(folder / "snapshot")
    return found
