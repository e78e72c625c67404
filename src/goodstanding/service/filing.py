"""Taking in what a source files: consent is checked and entries are written in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec

from goodstanding.errors import declare
from goodstanding.intake.door import Register, not_admitted
from goodstanding.ledger import sql
from goodstanding.ledger.models import Notice
from goodstanding.model.entry import Member
from goodstanding.model.lifecycle import IN_FORCE, NoticeState
from goodstanding.model.names import KindName, MemberId, RecordId, SourceName
from goodstanding.model.plain import plain_fields
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.model.record import Record, Refusal
from goodstanding.rulebook.diff.reach_back import worst_points
from goodstanding.service.editions import policy_on
from goodstanding.service.people import member_id
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.sealed import consent_sealed

SOURCE_UNKNOWN = declare("file-source-unknown", "No source of this name is registered.")
QUOTA_SPENT = declare("file-quota-spent", "The source filed more rows today than it may.")

HANDLE_UNKNOWN: Final = "handle-not-active"
"""The code of a row whose handle was never issued, is not linked, or was withdrawn."""

TOLD_NOWHERE: Final = frozenset({HANDLE_UNKNOWN, *(each.value for each in Refusal)})
"""Codes of refused rows of which a source learns no more than a daily count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A well-formed record with its row in the request; its member is the source's handle."""

    number: int
    record: Record


class FiledRow(NamedTuple):
    """The same in plain types, as it waits to be taken in; days in `fields` are told from texts."""

    number: int
    id: str
    handle: str
    kind: str
    on: date
    until: date | None
    act: str | None
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """The well-formed rows of one batch, whose number stands in the ledger."""

    batch: int
    rows: Sequence[FiledRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What the programme knows of a batch; the source is told none of it."""

    batch: int
    admitted: int
    repeated: int
    refused: int


def file_records(programme: Programme, source: str, rows: Sequence[Row]) -> Filed:
    """Admit what may be admitted of a batch; durable when it returns, all or nothing.

    A record that stands filed already is not filed again; one that stands with another content is
    refused, and what stands stays. What is refused is kept as batch, row and code.

    Raises:
        ProblemsError: the source is not registered, or its quota of the day is spent.
    """
    number = programme.number()
    arrived = Arrived(batch=number, rows=[_plain(row) for row in rows])

    def act() -> Filed:
        today = programme.today()
        check_quota(source, today, len(rows))
        sql.run(
            'INSERT INTO ledger_batch ("number", source_id, "on", "rows", refused) '
            "VALUES (?, ?, ?, ?, 0)",
            (number, source, today, len(rows)),
        )
        done = Door(programme, source, today).take([arrived])
        count_refused(source, today, done)
        return done[0]

    return programme.write(act)


def check_quota(source: str, on: date, count: int) -> None:
    """Count rows of a source on a day, inside a transaction; nothing is counted where it raises.

    Raises:
        ProblemsError: the source is not registered, or its quota of the day is spent.
    """
    found = sql.rows(
        "SELECT rows_per_day_max FROM ledger_source WHERE name = ? AND active", (source,)
    )
    if not found:
        raise no(SOURCE_UNKNOWN, "no such source is registered", "Ask the operator")
    [(most,)] = found
    counted = count <= most and sql.rows(_COUNT, (source, on, count, most))
    if not counted:
        raise no(
            QUOTA_SPENT,
            f"a source may file {most:,} rows a day",
            "Send the rest tomorrow, or ask the operator for more",
        )


_COUNT: Final = """
INSERT INTO ledger_sourceday (source_id, "on", "rows", refused) VALUES (?, ?, ?, 0)
ON CONFLICT (source_id, "on") DO UPDATE SET "rows" = ledger_sourceday."rows" + excluded."rows"
WHERE ledger_sourceday."rows" + excluded."rows" <= ? RETURNING 1
"""


def count_refused(source: str, on: date, filed: Sequence[Filed]) -> None:
    """Count what was refused of a source's batches, of which it is told a rounded number."""
    for each in filed:
        if each.refused:
            sql.run(
                "UPDATE ledger_batch SET refused = refused + ? WHERE number = ?",
                (each.refused, each.batch),
            )
    refused = sum(each.refused for each in filed)
    if refused:
        sql.run(
            'UPDATE ledger_sourceday SET refused = refused + ? WHERE source_id = ? AND "on" = ?',
            (refused, source, on),
        )


class _Behind(NamedTuple):
    """The member behind an active handle, and the consent by which the source knows it."""

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
    """The batches of one source and day on their way in, inside their transaction."""

    def __init__(self, programme: Programme, source: str, on: date) -> None:
        """Look up what holds for all of them."""
        self._programme = programme
        self._on = on
        self._policy = policy_on(programme, on)
        self._source = SourceName(source)
        self._register = Register(kinds=self._policy.kinds, members={})
        self._deducting: dict[str, bool] = {}

    def take(self, batches: Sequence[Arrived]) -> list[Filed]:
        """Write what is admitted, and what was refused, in the order of the batches."""
        rows = [row for batch in batches for row in batch.rows]
        behind = self._behind({row.handle for row in rows})
        self._seals = self._programme.keys.of_all({each.consent for each in behind.values()})
        texts = [_text(row) for row in rows]
        keys = self._programme.keys
        tokens = [keys.hashed("records", self._source, row.id) for row in rows]
        contents = [
            keys.hashed("contents", row.handle, text.decode())
            for row, text in zip(rows, texts, strict=True)
        ]
        self._stands = self._standing(list(dict.fromkeys(tokens)))
        self._made: list[_Made] = []
        self._refused: list[tuple[int, int, str]] = []
        self._told: list[bytes] = []
        parts = iter(zip(rows, texts, tokens, contents, strict=True))
        done = [self._batch(batch, behind, parts) for batch in batches]
        self._write({each.number for each in behind.values() if not each.due})
        return done

    def _batch(
        self,
        batch: Arrived,
        behind: Mapping[str, _Behind],
        parts: Iterable[tuple[FiledRow, bytes, bytes, bytes]],
    ) -> Filed:
        """Decide about the rows of one batch."""
        admitted, repeated, refused = len(self._made), 0, len(self._refused)
        for _, (row, text, token, content) in zip(batch.rows, parts, strict=False):
            who = behind.get(row.handle)
            seal = None if who is None else self._seals.get(who.consent)
            stands = self._stands.get(token)
            if who is None or seal is None:
                self._refused.append((batch.batch, row.number, HANDLE_UNKNOWN))
            elif stands is not None:
                if stands == content:
                    repeated += 1
                else:
                    code = Refusal.RECORD_ALREADY_FILED.value
                    self._refused.append((batch.batch, row.number, code))
            else:
                refusal = not_admitted(
                    self._record(row), self._register, who.member, filed_on=self._on
                )
                if refusal is not None:
                    self._refused.append((batch.batch, row.number, refusal.value))
                    continue
                self._stands[token] = content
                sealed = seal.close_text(text, about="entry")
                people = (who.number, who.consent)
                self._made.append(
                    _Made(token, content, *people, self._source, batch.batch, self._on, sealed)
                )
                if self._deducts(row.kind):
                    self._told.append(token)
        return Filed(
            batch=batch.batch,
            admitted=len(self._made) - admitted,
            repeated=repeated,
            refused=len(self._refused) - refused,
        )

    def _behind(self, handles: set[str]) -> dict[str, _Behind]:
        """Return who is behind each active handle, locked against leaving meanwhile."""
        keys = self._programme.keys
        tokens = {keys.hashed("handles", self._source, handle): handle for handle in handles}
        within = list(tokens)
        if not sql.is_sqlite():
            numbers = sql.rows_within(
                "SELECT member_id FROM ledger_handle WHERE token IN ({marks})", within
            )
            sql.rows_within(
                'SELECT "number" FROM ledger_member WHERE "number" IN ({marks}) '
                'ORDER BY "number" {lock}',
                [number for (number,) in numbers],
            )
        found = sql.rows_within(_BEHIND, within, (self._source, self._on, *_FORCE))
        self._members = keys.of_all({row[1] for row in found})
        return {
            tokens[bytes(token)]: _Behind(
                number, consent, self._member(number, said), due=bool(due)
            )
            for token, number, consent, due, *said in found
            if number in self._members
        }

    def _member(self, number: int, said: Sequence[Any]) -> Member:
        """Return a member with the one consent by which this source knows it."""
        joined, given, until, sealed = said
        terms = self._members[number].open(sealed, about="consent")
        consent = consent_sealed(terms, given=given, until=until)
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
    def _standing(tokens: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the content of those records that stand filed already."""
        return dict(
            sql.rows_within(
                "SELECT token, content FROM ledger_entry WHERE token IN ({marks})", tokens
            )
        )

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
        told = sql.rows_within(
            "SELECT sequence, member_id FROM ledger_entry WHERE token IN ({marks})", self._told
        )
        Notice.objects.bulk_create([self._notice(*each) for each in sorted(told)])
        sql.run_within(
            "DELETE FROM ledger_yescode WHERE token IN "
            "(SELECT token FROM ledger_checkcode WHERE member_id IN ({marks}))",
            sorted({number for _, number in told}),
        )

    def _notice(self, entry: int, number: int) -> Notice:
        """Return the notice of an entry that may take points away."""
        return Notice(
            number=self._programme.number(),
            member_id=number,
            entry_id=entry,
            subject="deduction",
            channel="",
            state=NoticeState.WAITING.value,
            made=self._on,
            sealed=self._members[number].close({}, about="notice"),
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


def _text(row: FiledRow) -> bytes:
    """Return what an entry's seal covers, the same for the same record."""
    fields = row.fields
    if len(fields) > 1:
        fields = dict(sorted(fields.items()))
    return msgspec.json.encode(
        {"id": row.id, "kind": row.kind, "on": row.on, "until": row.until, "act": row.act,
         "fields": fields}
    )  # fmt: skip


def _plain(row: Row) -> FiledRow:
    """Return a row in plain types."""
    record = row.record
    return FiledRow(
        number=row.number,
        id=record.id,
        handle=record.member,
        kind=record.kind,
        on=record.on,
        until=record.until,
        act=record.act,
        fields=plain_fields(record.fields),
    )


def may_deduct(policy: Policy, kind: KindName) -> bool:
    """Return whether some rule can take points away for a record of this kind."""
    if isinstance(policy.form, PointsForm):
        rules = policy.form.rules_by_kind.get(kind, ())
        return any(points < 0 for rule in rules for points in worst_points(rule.worth))
    return any(measure.record == kind and measure.deducts for measure in policy.form.measures)
