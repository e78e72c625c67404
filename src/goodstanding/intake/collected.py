"""Rows of all files together: strangers dropped, repeats joined, contradictions refused."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import Final, NamedTuple

from goodstanding.errors import ProblemsError, declare
from goodstanding.intake.door import WITHHELD, Register, admit, turned_away
from goodstanding.intake.faults import Fault, Refusals, stop
from goodstanding.intake.limits import ENTRIES_A_MEMBER_MAX, HELD_MAX
from goodstanding.intake.records import RecordReader
from goodstanding.intake.refusals import REFUSED_AT_THE_DOOR
from goodstanding.intake.wire.sheet import Cell
from goodstanding.model.entry import Entry, Member
from goodstanding.model.names import MemberId, SourceName
from goodstanding.model.record import Record, RecordKey, Refusal

TOO_MANY_ENTRIES = declare("intake-too-many-entries", "One member has more records than any may.")
TOO_MANY_HELD = declare(
    "intake-too-many-records", "More records than are held in memory where each is read by itself."
)

DIGEST_BYTES: Final = 16


class Place(NamedTuple):
    """Where a row stands."""

    file: str
    row: int


@dataclass(slots=True)
class _Held:
    """A record, the earliest day on which it was filed, and every row that says it."""

    record: Record
    filed_on: date
    sequence: int
    place: Place
    again: list[Place]
    contested: bool = False


class Collected:
    """Takes the rows of all files of records, and settles in the end which become entries.

    Of rows that are not read on, only a digest of their source and id is kept until then: a
    source that files one id twice with two contents has said nothing that can be relied on.
    """

    def __init__(self, register: Register, refusals: Refusals) -> None:
        """Begin with no rows."""
        self._register = register
        self._refusals = refusals
        self._held: dict[RecordKey, _Held] = {}
        self._not_read: set[bytes] = set()
        self._bad: set[bytes] = set()
        self._count: dict[MemberId, int] = {}
        self._everybody: dict[MemberId, Member] = {}
        self.rows = 0
        self.dropped = 0
        self.withheld = 0
        self.repeated = 0

    @property
    def members(self) -> tuple[Member, ...]:
        """Return who is scored, by identifier: who joined, or whoever the table has."""
        found = self._register.members
        everybody = self._everybody if found is None else found
        return tuple(everybody[name] for name in sorted(everybody))

    def take_broken(self, place: Place, fault: Fault) -> None:
        """Take a row that has no cells."""
        self.rows += 1
        self._refusals.add(place.file, place.row, [fault])

    def take(self, place: Place, cells: Sequence[Cell], reader: RecordReader) -> None:
        """Take a row, reading no more of it than whom it is about unless that person joined."""
        self.rows += 1
        name = reader.member_of(cells)
        if isinstance(name, Fault):
            self._refuse(place, [name], reader.key(cells))
            return
        member = self._register.member(MemberId(name))
        source = reader.source_of(cells)
        if member is not None and isinstance(source, Fault):
            self._refuse(place, [source], reader.key(cells))
            return
        refusal = turned_away(self._register, member, SourceName(str(source)))
        if refusal is Refusal.SOURCE_NOT_REGISTERED:
            self._refuse(place, [REFUSED_AT_THE_DOOR[refusal]], reader.key(cells))
            return
        if refusal is not None:
            self._turn_away(refusal, reader.key(cells))
            return
        record = reader.read(cells, name, str(source))
        if isinstance(record, list):
            self._refuse(place, record, reader.key(cells))
        else:
            self._hold(place, record)

    def _refuse(self, place: Place, faults: Sequence[Fault], key: tuple[str, str] | None) -> None:
        """Refuse a row; what else stands under its source and id is contested by it."""
        self._refusals.add(place.file, place.row, faults)
        if key is not None:
            self._bad.add(digest(*key))

    def _turn_away(self, refusal: Refusal, key: tuple[str, str] | None) -> None:
        """Count a row that is not read on."""
        if refusal is Refusal.NOT_A_MEMBER:
            self.dropped += 1
        else:
            self.withheld += 1
        if key is not None:
            self._not_read.add(digest(*key))

    def _hold(self, place: Place, record: Record) -> None:
        """Keep a record until all rows are known."""
        filed_on = record.on if record.filed is None else record.filed
        held = self._held.get(record.key)
        if held is not None:
            held.again.append(place)
            held.filed_on = min(held.filed_on, filed_on)
            if not held.record.same_but_for_filing(record):
                held.contested = True
            return
        if len(self._held) == HELD_MAX:
            raise _too_many_held(place)
        self._held[record.key] = _Held(record, filed_on, self.rows, place, [])
        count = self._count.get(record.member, 0) + 1
        self._count[record.member] = count
        if self._register.members is None and count == 1:
            self._everybody[record.member] = Member(id=record.member)
        if count > ENTRIES_A_MEMBER_MAX:
            raise too_many_entries(place)

    def settle(self) -> dict[RecordKey, Entry]:
        """Return the entries, in the order given, and let every record go.

        Of a record filed more than once the earliest day counts. Rows under one source and id with
        more than one content are all refused, wherever they stand.
        """
        contested = {key for key, held in self._held.items() if held.contested}
        if self._not_read or self._bad:
            contested |= {
                key
                for key in self._held
                if (hashed := digest(*key)) in self._not_read or hashed in self._bad
            }
        register = replace(self._register, contested=frozenset(contested))
        entries: dict[RecordKey, Entry] = {}
        for key, held in self._held.items():
            outcome = admit(held.record, register, sequence=held.sequence, filed_on=held.filed_on)
            if isinstance(outcome, Entry):
                entries[key] = outcome
                self.repeated += len(held.again)
            elif outcome in WITHHELD:
                self.withheld += 1 + len(held.again)
                self._not_read.add(digest(*key))
            else:
                for place in (held.place, *held.again):
                    self._refusals.add(place.file, place.row, [REFUSED_AT_THE_DOOR[outcome]])
        self._held.clear()
        return entries

    def was_not_read(self, key: RecordKey) -> bool:
        """Return whether rows under this source and id were dropped or withheld."""
        return digest(*key) in self._not_read


def _too_many_held(place: Place) -> ProblemsError:
    """Return the error of a row for which this way of reading has no room."""
    return stop(
        TOO_MANY_HELD,
        file=place.file,
        line=place.row,
        what=f"these files have more than {HELD_MAX:,} records, which are not read one by one",
        hint="Use `score --engine embedded`, which reads files of any size",
    )


def too_many_entries(place: Place) -> ProblemsError:
    """Return the error of a row with which one member has more records than any may."""
    return stop(
        TOO_MANY_ENTRIES,
        file=place.file,
        line=place.row,
        what=f"one member has more than {ENTRIES_A_MEMBER_MAX:,} records",
        hint="Check the column of members; no person has that many",
    )


def digest(source: str, name: str) -> bytes:
    """Return what tells a source and id from every other, without saying them."""
    text = f"{len(source)} {source}{name}"
    return blake2b(text.encode(errors="surrogatepass"), digest_size=DIGEST_BYTES).digest()
