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
from goodstanding.ledger.keys import Hashing
from goodstanding.ledger.models import Notice
from goodstanding.ledger.sealing import NONCE_BYTES, Seal
from goodstanding.model.entry import Consent, Member
from goodstanding.model.lifecycle import IN_FORCE, NoticeState
from goodstanding.model.names import KindName, MemberId, RecordId, SourceName
from goodstanding.model.plain import consent_of
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.model.record import Record, Refusal
from goodstanding.rulebook.heavier import worst_points
from goodstanding.service.people import member_id
from goodstanding.service.programme import Programme

HANDLE_UNKNOWN: Final = "handle-not-active"
"""The code of a row whose handle was never issued, is not linked, or was withdrawn."""


class FiledRow(NamedTuple):
    """A well-formed record with its row in the request; days in `fields` are told from texts.

    `text` is what is sealed of it, empty where that is still to be made.
    """

    number: int
    id: str
    handle: str
    kind: str
    on: date
    until: date | None
    act: str | None
    fields: dict[str, Any]
    text: bytes = b""


class Prepared(NamedTuple):
    """A row with its keyed hashes, and the text that is sealed if it is admitted."""

    row: FiledRow
    text: bytes
    handle: bytes
    token: bytes
    content: bytes


def prepared(programme: Programme, source: str, rows: Iterable[FiledRow]) -> list[Prepared]:
    """Return rows with all that is known of them before anything is looked up."""
    handle_of = programme.keys.hashing("handles", source).of
    token_of = programme.keys.hashing("records", source).of
    contents = programme.keys.hashing("contents")
    handles: dict[str, tuple[bytes, Hashing]] = {}
    found = []
    for row in rows:
        known = handles.get(row.handle)
        if known is None:
            said = row.handle.encode()
            known = handles[row.handle] = (handle_of(said), contents.after(said))
        text = row.text or sealed_text(row)
        token, content = token_of(row.id.encode()), known[1].of(text)
        found.append(Prepared(row, text, known[0], token, content))
    return found


class Together(NamedTuple):
    """Rows that came in one request, under the number of their batch."""

    batch: int
    rows: Sequence[Prepared]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What the programme knows of a batch; the source is told none of it."""

    batch: int
    admitted: int
    repeated: int
    refused: int


class _Behind(NamedTuple):
    """The member behind a handle, the consent by which the source knows it, and its seal.

    `verdicts` are those of the door so far, by kind and day: of a record it asks nothing else.
    """

    number: int
    consent: int
    member: Member
    due: bool
    seal: Seal
    verdicts: dict[tuple[str, date], Refusal | None]


MADE: Final = (
    "token", "content", "member_id", "consent_id", "source", "batch_id", "known", "sealed",
)  # fmt: skip
"""The columns of an entry as they are written here."""
ENTRY: Final = b"entry"


class Door:
    """Batches of one source on their way in, inside their transaction."""

    def __init__(self, programme: Programme, policy: Policy, source: str, on: date) -> None:
        """Begin with what holds for every row: the policy is the one in force on the day."""
        self._programme = programme
        self._on = on
        self._policy = policy
        self._source = SourceName(source)
        self._register = Register(kinds=self._policy.kinds, members={})
        self._deducting: dict[str, bool] = {}
        self._nobody = _nobody(self._source, on, programme.keys.seal_for("nobody"))
        self._made: list[tuple[Any, ...]] = []
        self._refused: list[tuple[int, int, str]] = []
        self._told: list[bytes] = []

    def take(self, batches: Sequence[Together]) -> list[Filed]:
        """Write what is admitted, and what was refused, in the order of the rows."""
        every = [row for batch in batches for row in batch.rows]
        behind = self._behind(list({row.handle for row in every}))
        stands = self._standing(list({row.token for row in every}))
        done = [self._take(batch, behind, stands) for batch in batches]
        self._write({each.number for each in behind.values() if not each.due})
        return done

    def _take(
        self, batch: Together, behind: dict[bytes, _Behind], stands: dict[bytes, bytes]
    ) -> Filed:
        """Take the rows of one batch; `stands` is the content of the records that stand filed."""
        known, number, admitted, refused = self._on.isoformat(), batch.batch, 0, 0
        nonces = self._programme.randomness.random_bytes(NONCE_BYTES * len(batch.rows))
        for place, (row, text, handle, token, content) in enumerate(batch.rows):
            who = behind.get(handle, self._nobody)
            asked = (row.kind, row.on)
            if asked not in who.verdicts:
                who.verdicts[asked] = self._verdict(row, who)
            refusal = who.verdicts[asked]
            nonce = nonces[place * NONCE_BYTES : (place + 1) * NONCE_BYTES]
            sealed = who.seal.close_with(nonce, text, ENTRY)
            standing = stands.get(token)
            if who is self._nobody:
                code = HANDLE_UNKNOWN
            elif standing is not None:
                if standing == content:
                    continue
                code = Refusal.RECORD_ALREADY_FILED.value
            elif refusal is not None:
                code = refusal.value
            else:
                stands[token] = content
                self._made.append(
                    (token, content, who.number, who.consent, self._source, number, known, sealed)
                )
                admitted += 1
                if self._deducts(row.kind):
                    self._told.append(token)
                continue
            refused += 1
            self._refused.append((number, row.number, code))
        repeated = len(batch.rows) - admitted - refused
        return Filed(batch=number, admitted=admitted, repeated=repeated, refused=refused)

    def _verdict(self, row: FiledRow, who: _Behind) -> Refusal | None:
        """Return what the door says of a record, of which it asks the kind and the day."""
        record = Record(
            source=self._source,
            id=RecordId(""),
            member=who.member.id,
            kind=KindName(row.kind),
            on=row.on,
            fields={},
        )
        return not_admitted(record, self._register, who.member, filed_on=self._on)

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
        wanted = {each for _, number, consent, *_ in found for each in (number, consent)}
        seals = self._seals = self._programme.keys.of_all(wanted)
        return {
            bytes(token): _Behind(
                number, consent, self._member(number, said), bool(due), seals[consent], {}
            )
            for token, number, consent, due, *said in found
            if number in seals and consent in seals
        }

    def _member(self, number: int, said: Sequence[Any]) -> Member:
        """Return a member with the one consent by which this source knows it."""
        joined, given, until, sealed = said
        terms = self._seals[number].open(sealed, about="consent")
        consent = consent_of(terms, given=given, until=until)
        return Member(id=member_id(number), joined=joined, consents={self._source: consent})

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
        sql.insert("ledger_entry", MADE, self._made)
        sql.insert("ledger_refusedrow", ("batch_id", "row", "code"), self._refused)
        due = not_due & {made[MADE.index("member_id")] for made in self._made}
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


def _nobody(source: SourceName, on: date, seal: Seal) -> _Behind:
    """Return who stands in for a row without a member, so that it takes the same road."""
    member = Member(id=MemberId(""), joined=on, consents={source: Consent(given=on)})
    return _Behind(-1, -1, member, due=True, seal=seal, verdicts={})


def sealed_text(row: FiledRow) -> bytes:
    """Return what an entry's seal covers, the same for the same record; its name stands first."""
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
