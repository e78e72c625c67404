"""The one door by which a record becomes an entry: pure, by name, and in a fixed order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from goodstanding.model.entry import Entry, Member
from goodstanding.model.kinds import RecordKind
from goodstanding.model.names import KindName, MemberId, SourceName
from goodstanding.model.record import Record, RecordKey, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Who joined and what may be filed, as it is known when a record comes to the door.

    `members` is None where everybody in the table counts as a member: synthetic people and
    published studies. `synthetic` says that nobody in the table lives. `contested` are records
    that stand filed with another content.
    """

    kinds: Mapping[KindName, RecordKind]
    members: Mapping[MemberId, Member] | None
    synthetic: bool = False
    contested: frozenset[RecordKey] = frozenset()
    sources: frozenset[SourceName] = field(init=False)

    def __post_init__(self) -> None:
        """Collect the sources that file any kind."""
        sources = frozenset(kind.source for kind in self.kinds.values())
        object.__setattr__(self, "sources", sources)

    def member(self, name: MemberId) -> Member | None:
        """Return the member of an identifier, None where nobody with it joined."""
        if self.members is None:
            return Member(id=name)
        return self.members.get(name)


def turned_away(register: Register, member: Member | None, source: SourceName) -> Refusal | None:
    """Return why nothing more of a record is read than whom it is about and who sent it."""
    if member is None:
        return Refusal.NOT_A_MEMBER
    if source not in register.sources:
        return Refusal.SOURCE_NOT_REGISTERED
    if member.consents is not None and source not in member.consents:
        return Refusal.SOURCE_NOT_AUTHORISED
    return None


def kind_refused(register: Register, source: SourceName, kind: RecordKind | None) -> Refusal | None:
    """Return why records of a kind are not taken from a source."""
    if kind is None:
        return Refusal.KIND_NOT_REGISTERED
    if kind.source != source:
        return Refusal.KIND_OF_ANOTHER_SOURCE
    if kind.off and not register.synthetic:
        return Refusal.KIND_WITHOUT_LEGAL_BASIS
    return None


def admit(record: Record, register: Register, *, sequence: int, filed_on: date) -> Entry | Refusal:
    """Return the entry that a record becomes, or the first reason why it becomes none.

    What a member's consent reaches on some days and not on others is admitted, and `score` sees it
    on those days alone; what it reaches on no day is refused. So every past day can be replayed,
    and nothing is held that nobody may read. `sequence` is the place among the records as given.
    `filed_on` is the day a programme took the record in, or, on files, the day the file says.
    """
    refusal = not_admitted(record, register, register.member(record.member), filed_on=filed_on)
    if refusal is not None:
        return refusal
    return Entry(
        source=record.source,
        record=record.id,
        member=record.member,
        kind=record.kind,
        on=record.on,
        filed=filed_on,
        until=record.until,
        act=record.act,
        notified=record.notified,
        position=sequence,
        fields=record.fields,
    )


def not_admitted(
    record: Record, register: Register, member: Member | None, *, filed_on: date
) -> Refusal | None:
    """Return the first reason why a record about a member becomes no entry, None where none is."""
    refusal = turned_away(register, member, record.source)
    if refusal is None:
        refusal = kind_refused(register, record.source, register.kinds.get(record.kind))
    if refusal is None:
        assert member is not None
        refusal = _record_refused(record, register, member, filed_on)
    return refusal


def _record_refused(
    record: Record, register: Register, member: Member, filed_on: date
) -> Refusal | None:
    """Return why a record of a registered kind, from an authorised source, is not admitted."""
    if record.key in register.contested:
        return Refusal.RECORD_ALREADY_FILED
    if filed_on < record.on:
        return Refusal.HAPPENED_AFTER_FILING
    earliest = member.joined
    consent = None if member.consents is None else member.consents[record.source]
    if consent is not None:
        if consent.kinds is not None and record.kind not in consent.kinds:
            return Refusal.KIND_NOT_AUTHORISED
        if consent.records_from is not None:
            earliest = min(earliest, consent.records_from)
    if record.on < earliest:
        return Refusal.HAPPENED_BEFORE_JOINING
    if consent is not None and consent.until is not None and filed_on >= consent.until:
        return Refusal.CONSENT_WAS_OVER
    return None


WITHHELD: frozenset[Refusal] = frozenset(
    {
        Refusal.SOURCE_NOT_AUTHORISED,
        Refusal.KIND_NOT_AUTHORISED,
        Refusal.HAPPENED_BEFORE_JOINING,
        Refusal.CONSENT_WAS_OVER,
    }
)
"""Nothing is wrong with these records: they are counted, and a source stays as if silent."""
