"""Files of records, members and states read into what can be scored."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from goodstanding.intake.collected import Collected, Place
from goodstanding.intake.door import Register
from goodstanding.intake.faults import Fault, Refusals, Refused
from goodstanding.intake.files import Unchanged, check_file, find_files, hash_of
from goodstanding.intake.records import RecordReader, record_columns
from goodstanding.intake.standing import who_is_scored
from goodstanding.intake.states import COLUMNS, UNKNOWN_RECORD_FAULT, StateReader
from goodstanding.intake.wire.opening import open_sheet
from goodstanding.intake.wire.sheet import Sheet
from goodstanding.model.entry import Entry, Member, StateChange
from goodstanding.model.names import MemberId
from goodstanding.model.policy import Policy
from goodstanding.model.record import RecordKey


class Role(StrEnum):
    """What a file is given for."""

    RECORDS = "records"
    MEMBERS = "members"
    STATES = "states"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file that was read: its path as given, and how many rows it has and how many are bad."""

    name: str
    role: Role
    sha256: str
    rows: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What was read: who is scored and from what, and what was not read and why.

    `members` stand by identifier, and each has a key in `entries`. `rows` are those of the files
    of records. `dropped` are rows of people who are not members, of whom nothing else is kept;
    `withheld` are rows that a member's consent reaches on no day, and `repeated` those that say
    once more what another row says. `stated_by` is on whose word the members joined.
    """

    members: tuple[Member, ...]
    entries: Mapping[MemberId, tuple[Entry, ...]]
    refused: tuple[Refused, ...]
    inputs: tuple[InputFile, ...]
    rows: int
    dropped: int
    withheld: int
    repeated: int
    stated_by: str


def read_inputs(
    policy: Policy, *, records: Sequence[Path], members: Path | None, states: Path | None
) -> Admitted:
    """Read files for a policy: good rows become entries, bad ones come back with their reasons.

    `records` are files or directories of them, in the order given. A programme needs `members`,
    but for tables that are marked synthetic; a study takes none and needs a data sheet beside
    its records. `states` holds what decisions made of records.

    Raises:
        ProblemsError: the input as a whole cannot be used; all that is wrong with it is told.
        EnvironmentUnfitError: a library that the format of a file needs is not installed.
    """
    files = find_files(records)
    others = [check_file(path) for path in (members, states) if path is not None]
    as_found = Unchanged([*files, *others])
    hashes = {file: hash_of(file) for file in files}
    register, stated_by = who_is_scored(policy, files, hashes, members)
    refusals = Refusals()
    collected = Collected(register, refusals)
    with _uncollected():
        rows = _take_records(files, collected, register)
        entries = collected.settle()
    inputs = [
        InputFile(
            name=str(file),
            role=Role.RECORDS,
            sha256=hashes[file],
            rows=rows[file],
            refused=refusals.rows(str(file)),
        )
        for file in rows
    ]
    if members is not None:
        assert register.members is not None
        inputs.append(_whole(members, Role.MEMBERS, len(register.members)))
    if states is not None:
        inputs.append(_with_states(states, entries, collected, refusals))
    as_found.check()
    everybody = collected.members
    return Admitted(
        members=everybody,
        entries=by_member(everybody, entries),
        refused=refusals.sorted([each.name for each in inputs]),
        inputs=tuple(inputs),
        rows=collected.rows,
        dropped=collected.dropped,
        withheld=collected.withheld,
        repeated=collected.repeated,
        stated_by=stated_by,
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pause the garbage collector: what is made here stays, and looking through it takes as long.

    Measured on 200,000 rows: 4.4 s with it, 2.3 s without.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _take_records(
    files: Sequence[Path], collected: Collected, register: Register
) -> dict[Path, int]:
    """Take the rows of all files and return how many each has; a file given twice has twice."""
    columns = record_columns(register.kinds)
    rows = dict.fromkeys(files, 0)
    for file in files:
        before = collected.rows
        with open_sheet(file, columns) as sheet:
            reader = RecordReader(register, sheet.columns)
            for number, cells in sheet.rows():
                if isinstance(cells, Fault):
                    collected.take_broken(Place(str(file), number), cells)
                else:
                    collected.take(Place(str(file), number), cells, reader)
        rows[file] += collected.rows - before
    return rows


def _whole(path: Path, role: Role, rows: int) -> InputFile:
    """Return a file that was read without a bad row."""
    return InputFile(name=str(path), role=role, sha256=hash_of(path), rows=rows, refused=0)


def _with_states(
    path: Path, entries: dict[RecordKey, Entry], collected: Collected, refusals: Refusals
) -> InputFile:
    """Give the entries the states that a file says they have."""
    file = str(path)
    with open_sheet(path, COLUMNS) as sheet:
        rows = take_states(sheet, file, entries, collected, refusals)
    whole = _whole(path, Role.STATES, rows)
    return replace(whole, refused=refusals.rows(file))


def take_states(
    sheet: Sheet,
    file: str,
    entries: dict[RecordKey, Entry],
    collected: Collected,
    refusals: Refusals,
) -> int:
    """Give the entries the states that a sheet says they have, and return how many rows it has."""
    reader = StateReader(sheet.columns)
    found: dict[RecordKey, list[StateChange]] = {}
    rows = 0
    for number, cells in sheet.rows():
        rows += 1
        outcome = [cells] if isinstance(cells, Fault) else reader.read(cells)
        if isinstance(outcome, list):
            refusals.add(file, number, outcome)
            continue
        key, change = outcome
        if key in entries:
            found.setdefault(key, []).append(change)
        elif not collected.was_not_read(key):
            refusals.add(file, number, [UNKNOWN_RECORD_FAULT])
    for key, changes in found.items():
        entries[key] = replace(entries[key], states=tuple(changes))
    return rows


def by_member(
    members: Sequence[Member], entries: Mapping[RecordKey, Entry]
) -> dict[MemberId, tuple[Entry, ...]]:
    """Return each member's entries in the order given, none for who has none."""
    found: dict[MemberId, list[Entry]] = {member.id: [] for member in members}
    for entry in entries.values():
        found[entry.member].append(entry)
    return {name: tuple(theirs) for name, theirs in found.items()}
