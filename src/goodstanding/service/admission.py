"""The door in the ledger: consent is looked up, and entries written, in one transaction."""

# A row about nobody goes the way of every other: it is looked up, asked about and sealed under a
# key that opens nothing. What comes of that is dropped, and batch, row and code are written.

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from goodstanding.intake.door import Register, not_admitted
from goodstanding.ledger import sql
from goodstanding.ledger.models import Notice
from goodstanding.ledger.sealing import Seal
from goodstanding.model.entry import Consent, Member
from goodstanding.model.lifecycle import IN_FORCE, NoticeState
from goodstanding.model.names import KindName, MemberId, RecordId, SourceName
from goodstanding.model.plain import consent_of
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.model.record import Record, Refusal
from goodstanding.rulebook.heavier import worst_points
from goodstanding.service.editions import policy_on
from goodstanding.service.people import member_id
from goodstanding.service.programme import Programme

HANDLE_UNKNOWN: Final = "handle-not-active"
"""The code of a row whose handle was never issued, is not linked, or was withdrawn."""


class FiledRow(NamedTuple):
    """A well-formed record with its row in the request; days in `fields` are told from texts."""

    number: int
    id: str
    handle: str
    kind: str
    on: date
    until: date | None
    act: str | None
    fields: dict[str, Any]


class Prepared(NamedTuple):
    """A row with its keyed hashes, and the text that is sealed if it is admitted."""

    row: FiledRow
    text: bytes
    handle: bytes
    token: bytes
    content: bytes


def prepared(programme: Programme, source: str, rows: Iterable[FiledRow]) -> list[Prepared]:
    """Return rows with all that is known of them before anything is looked up."""
    hashed = programme.keys.hashed_bytes
    by_source = source.encode()
    handles: dict[str, bytes] = {}
    found = []
    for row in rows:
        handle = handles.get(row.handle)
        if handle is None:
            handle = handles[row.handle] = hashed("handles", by_source, row.handle.encode())
        text = _text(row)
        content = hashed("contents", row.handle.encode(), text)
        token = hashed("records", by_source, row.id.encode())
        found.append(Prepared(row, text, handle, token, content))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What the programme knows of a batch; the source is told none of it."""

    batch: int
    admitted: int
    repeated: int
    refused: int


class _Behind(NamedTuple):
    """The member behind a handle, and the consent by which the source knows it."""

    number: int
    consent: int
    member: Member
    due: bool


class _Made(NamedTuple):
    """A row of the entries' table."""

    token: bytes
    content: bytes
    member_id: int
    consent_id: int
    source: str
    batch_id: int
    known: date
    sealed: bytes


class Door:
    """A batch of a source on its way in, inside its transaction."""

    def __init__(self, programme: Programme, source: str, batch: int, on: date) -> None:
        """Look up what holds for every row."""
        self._programme = programme
        self._batch = batch
        self._on = on
        self._policy = policy_on(programme, on)
        self._source = SourceName(source)
        self._register = Register(kinds=self._policy.kinds, members={})
        self._deducting: dict[str, bool] = {}
        self._nobody = _nobody(self._source, on)
        self._nobodys = Seal(programme.keys.derived("nobody"), programme.randomness.random_bytes)
        self._made: list[_Made] = []
        self._refused: list[tuple[int, int, str]] = []
        self._told: list[bytes] = []

    def take(self, rows: Sequence[Prepared]) -> Filed:
        """Write what is admitted, and what was refused, in the order of the rows."""
        behind = self._behind(list({row.handle for row in rows}))
        self._seals = self._programme.keys.of_all({each.consent for each in behind.values()})
        stands = self._standing(list({row.token for row in rows}))
        repeated = 0
        for row in rows:
            who = behind.get(row.handle, self._nobody)
            seal = self._seals.get(who.consent, self._nobodys)
            refusal = not_admitted(
                self._record(row.row), self._register, who.member, filed_on=self._on
            )
            sealed = seal.close_text(row.text, about="entry")
            content = stands.get(row.token)
            if seal is self._nobodys:
                self._refuse(row, HANDLE_UNKNOWN)
            elif content is not None and content == row.content:
                repeated += 1
            elif content is not None:
                self._refuse(row, Refusal.RECORD_ALREADY_FILED.value)
            elif refusal is not None:
                self._refuse(row, refusal.value)
            else:
                stands[row.token] = row.content
                self._admit(row, who, sealed)
        self._write({each.number for each in behind.values() if not each.due})
        return Filed(
            batch=self._batch,
            admitted=len(self._made),
            repeated=repeated,
            refused=len(self._refused),
        )

    def _refuse(self, row: Prepared, code: str) -> None:
        """Keep of a row its batch, its number and a code."""
        self._refused.append((self._batch, row.row.number, code))

    def _admit(self, row: Prepared, who: _Behind, sealed: bytes) -> None:
        """Keep a row as an entry."""
        hashes, people = (row.token, row.content), (who.number, who.consent)
        self._made.append(_Made(*hashes, *people, self._source, self._batch, self._on, sealed))
        if self._deducts(row.row.kind):
            self._told.append(row.token)

    def _behind(self, tokens: list[bytes]) -> dict[bytes, _Behind]:
        """Return who is behind each active handle, locked against leaving meanwhile."""
        if not sql.is_sqlite():
            numbers = sql.rows_within(
                "SELECT member_id FROM ledger_handle WHERE token IN ({marks})", tokens
            )
            sql.rows_within(
                'SELECT "number" FROM ledger_member WHERE "number" IN ({marks}) '
                'ORDER BY "number" {lock}',
                [number for (number,) in numbers],
            )
        found = sql.rows_within(_BEHIND, tokens, (self._source, self._on, *_FORCE))
        self._members = self._programme.keys.of_all({row[1] for row in found})
        return {
            bytes(token): _Behind(number, consent, self._member(number, said), due=bool(due))
            for token, number, consent, due, *said in found
            if number in self._members
        }

    def _member(self, number: int, said: Sequence[Any]) -> Member:
        """Return a member with the one consent by which this source knows it."""
        joined, given, until, sealed = said
        terms = self._members[number].open(sealed, about="consent")
        consent = consent_of(terms, given=given, until=until)
        return Member(id=member_id(number), joined=joined, consents={self._source: consent})

    def _record(self, row: FiledRow) -> Record:
        """Return of a record what the door asks about."""
        return Record(
            source=self._source,
            id=RecordId(row.id),
            member=MemberId(row.handle),
            kind=KindName(row.kind),
            on=row.on,
            fields={},
        )

    @staticmethod
    def _standing(tokens: list[bytes]) -> dict[bytes, bytes]:
        """Return the content of those records that stand filed already."""
        found = sql.rows_within(
            "SELECT token, content FROM ledger_entry WHERE token IN ({marks})", tokens
        )
        return {bytes(token): bytes(content) for token, content in found}

    def _deducts(self, kind: str) -> bool:
        """Return whether records of a kind may take points away."""
        found = self._deducting.get(kind)
        if found is None:
            found = self._deducting[kind] = may_deduct(self._policy, KindName(kind))
        return found

    def _write(self, not_due: set[int]) -> None:
        """Write the entries with their notices, mark their members due, and note refusals."""
        sql.insert("ledger_entry", _Made._fields, self._made)
        sql.insert("ledger_refusedrow", ("batch_id", "row", "code"), self._refused)
        due = not_due & {made.member_id for made in self._made}
        sql.run_within("UPDATE ledger_member SET due = (1 = 1) WHERE number IN ({marks})", [*due])
        if not self._told:
            return
        told = sql.rows_within(
            "SELECT sequence, member_id, consent_id FROM ledger_entry WHERE token IN ({marks})",
            self._told,
        )
        Notice.objects.bulk_create([self._notice(*each) for each in sorted(told)])
        sql.run_within(
            "DELETE FROM ledger_yescode WHERE token IN "
            "(SELECT token FROM ledger_checkcode WHERE member_id IN ({marks}))",
            sorted({number for _, number, _ in told}),
        )

    def _notice(self, entry: int, number: int, consent: int) -> Notice:
        """Return the notice of an entry that may take points away."""
        return Notice(
            number=self._programme.number(),
            member_id=number,
            entry_id=entry,
            subject="deduction",
            channel="",
            state=NoticeState.WAITING.value,
            made=self._on,
            sealed=self._seals[consent].close({}, about="notice"),
        )


_BEHIND: Final = """
SELECT h.token, m."number", c."number", m.due, m.joined, c.given, c.until, c.sealed
FROM ledger_handle h
JOIN ledger_consent c ON c."number" = h.consent_id
JOIN ledger_member m ON m."number" = h.member_id
WHERE h.token IN ({marks}) AND h.source = ? AND h.active AND c.until > ?
AND c.state IN (?, ?)
AND NOT EXISTS (SELECT 1 FROM ledger_leaving l WHERE l."number" = m."number")
"""
_FORCE: Final = tuple(sorted(state.value for state in IN_FORCE))


def _nobody(source: SourceName, on: date) -> _Behind:
    """Return who stands in for a row without a member, so that it takes the same road."""
    consent = Consent(given=on)
    return _Behind(-1, -1, Member(id=MemberId(""), joined=on, consents={source: consent}), due=True)


def _text(row: FiledRow) -> bytes:
    """Return what an entry's seal covers, the same for the same record."""
    fields = row.fields
    if len(fields) > 1:
        fields = dict(sorted(fields.items()))
    return msgspec.json.encode(
        {"id": row.id, "kind": row.kind, "on": row.on, "until": row.until, "act": row.act,
         "fields": fields}
    )  # fmt: skip


def may_deduct(policy: Policy, kind: KindName) -> bool:
    """Return whether some rule can take points away for a record of this kind."""
    if isinstance(policy.form, PointsForm):
        rules = policy.form.rules_by_kind.get(kind, ())
        return any(points < 0 for rule in rules for points in worst_points(rule.worth))
    return any(measure.record == kind and measure.deducts for measure in policy.form.measures)
