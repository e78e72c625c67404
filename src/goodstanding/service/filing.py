"""Taking in what a source files: consent is checked and entries are written in one transaction."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from goodstanding.errors import declare
from goodstanding.intake.door import Register, admit
from goodstanding.ledger.models import Batch, EntryState, Handle, Notice, RefusedRow, Source
from goodstanding.ledger.models import Entry as EntryRow
from goodstanding.ledger.models import Member as MemberRow
from goodstanding.ledger.sealing import Seal
from goodstanding.model.entry import Entry
from goodstanding.model.lifecycle import IN_FORCE, NoticeState
from goodstanding.model.names import KindName
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.model.record import Record, Refusal
from goodstanding.rulebook.diff.reach_back import worst_points
from goodstanding.service.consents import no_more_yes
from goodstanding.service.editions import policy_on
from goodstanding.service.people import Known, known_all, member_id, members_of
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.sealed import record_to_seal

SOURCE_UNKNOWN = declare("file-source-unknown", "No source of this name is registered.")
QUOTA_SPENT = declare("file-quota-spent", "The source filed more rows today than it may.")

NOBODY: Final = (-1, -1)
HANDLE_UNKNOWN: Final = "handle-not-active"
"""The code of a row whose handle was never issued, is not linked, or was withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A well-formed record with its row in the request; its member is the source's handle."""

    number: int
    record: Record


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
    return programme.write(lambda: _Door(programme, source, number).take(rows))


class _Door:
    """One batch on its way in, inside its transaction."""

    def __init__(self, programme: Programme, source: str, batch: int) -> None:
        """Look up what holds for the whole batch."""
        self._programme = programme
        self._today = programme.today()
        self._policy = policy_on(programme, self._today)
        self._source = source
        self._number = batch
        self._refused: list[tuple[int, str]] = []
        self._people: dict[int, Known] = {}
        self._seals: dict[int, Seal] = {}

    def take(self, rows: Sequence[Row]) -> Filed:
        """Write what is admitted, and what was refused."""
        self._check_source(len(rows))
        linked = self._linked(rows)
        self._people = known_all(self._programme, {member for member, _ in linked.values()})
        self._seals = self._programme.keys.of_all({consent for _, consent in linked.values()})
        standing = self._standing(rows)
        register = Register(
            kinds=self._policy.kinds,
            members={
                member_id(number): member
                for number, member in members_of(self._people, as_of=self._today).items()
            },
        )
        batch = Batch.objects.create(
            number=self._number, source_id=self._source, on=self._today, rows=len(rows)
        )
        made: list[tuple[EntryRow, Entry]] = []
        repeated = 0
        for row in rows:
            member, consent = linked.get(row.record.member, NOBODY)
            if member not in self._people or consent not in self._seals:
                self._refused.append((row.number, HANDLE_UNKNOWN))
                continue
            token, content = self._tokens(row.record)
            stands = standing.get(token)
            if stands is not None:
                if stands == content:
                    repeated += 1
                else:
                    self._refused.append((row.number, Refusal.RECORD_ALREADY_FILED.value))
                continue
            record = replace(row.record, member=member_id(member))
            found = admit(record, register, sequence=0, filed_on=self._today)
            if isinstance(found, Refusal):
                self._refused.append((row.number, found.value))
                continue
            standing[token] = content
            entry = EntryRow(
                token=token,
                content=content,
                member_id=member,
                consent_id=consent,
                source=self._source,
                batch=batch,
                known=self._today,
                sealed=self._seals[consent].close(record_to_seal(record), about="entry"),
            )
            made.append((entry, found))
        self._write(batch, made)
        return Filed(
            batch=self._number,
            admitted=len(made),
            repeated=repeated,
            refused=len(self._refused),
        )

    def _check_source(self, rows: int) -> None:
        """Refuse a source that is not registered, and more rows than it may file in a day."""
        source = Source.objects.select_for_update().filter(name=self._source, active=True).first()
        if source is None:
            raise no(SOURCE_UNKNOWN, "no such source is registered", "Ask the operator")
        today = Batch.objects.filter(source=source, on=self._today).values_list("rows", flat=True)
        if sum(today) + rows > source.rows_per_day_max:
            raise no(
                QUOTA_SPENT,
                f"a source may file {source.rows_per_day_max:,} rows a day",
                "Send the rest tomorrow, or ask the operator for more",
            )

    def _linked(self, rows: Sequence[Row]) -> dict[str, tuple[int, int]]:
        """Return the member and the consent behind each active handle of the batch."""
        keys = self._programme.keys
        tokens = {
            keys.hashed("handles", self._source, handle): handle
            for handle in {row.record.member for row in rows}
        }
        found = Handle.objects.filter(
            token__in=list(tokens),
            source=self._source,
            active=True,
            consent__state__in=list(IN_FORCE),
            consent__until__gt=self._today,
        ).values_list("token", "member_id", "consent_id")
        return {tokens[bytes(token)]: (member, consent) for token, member, consent in found}

    def _standing(self, rows: Sequence[Row]) -> dict[bytes, bytes]:
        """Return the content of those records that stand filed already."""
        tokens = [self._tokens(row.record)[0] for row in rows]
        found = EntryRow.objects.filter(token__in=tokens).values_list("token", "content")
        return {bytes(token): bytes(content) for token, content in found}

    def _tokens(self, record: Record) -> tuple[bytes, bytes]:
        """Return the keyed hashes of what tells a record from others, and of what it says."""
        keys = self._programme.keys
        said = json.dumps([record.member, record_to_seal(record)], sort_keys=True)
        return (
            keys.hashed("records", self._source, record.id),
            keys.hashed("contents", said),
        )

    def _write(self, batch: Batch, made: Sequence[tuple[EntryRow, Entry]]) -> None:
        """Write the entries with their notices, mark their members due, and note refusals."""
        EntryRow.objects.bulk_create([row for row, _ in made])
        told = [(row, entry) for row, entry in made if may_deduct(self._policy, entry.kind)]
        Notice.objects.bulk_create([self._notice(row) for row, _ in told])
        numbers = {row.member_id for row, _ in made}
        MemberRow.objects.filter(number__in=numbers).update(due=True)
        for number in {row.member_id for row, _ in told}:
            no_more_yes(self._people[number])
        RefusedRow.objects.bulk_create(
            [RefusedRow(batch=batch, row=row, code=code) for row, code in self._refused]
        )
        Batch.objects.filter(number=batch.number).update(refused=len(self._refused))

    def _notice(self, row: EntryRow) -> Notice:
        """Return the notice of an entry that may take points away."""
        return Notice(
            number=self._programme.number(),
            member_id=row.member_id,
            entry=row,
            subject="deduction",
            channel="",
            state=NoticeState.WAITING.value,
            made=self._today,
            sealed=self._people[row.member_id].seal.close({}, about="notice"),
        )


def may_deduct(policy: Policy, kind: KindName) -> bool:
    """Return whether some rule can take points away for a record of this kind."""
    if isinstance(policy.form, PointsForm):
        rules = policy.form.rules_by_kind.get(kind, ())
        return any(points < 0 for rule in rules for points in worst_points(rule.worth))
    return any(measure.record == kind and measure.deducts for measure in policy.form.measures)


def recall(programme: Programme, source: str, record: str) -> bool:
    """Recall one record of a source: from today no statement reads it; return whether it stood.

    A source is told the same whether it stood or not.
    """

    def act() -> bool:
        token = programme.keys.hashed("records", source, record)
        row = EntryRow.objects.select_for_update().filter(token=token, source=source).first()
        if row is None or row.sealed is None:
            return False
        return recall_rows(programme, [row]) > 0

    return programme.write(act)


def recall_all(programme: Programme, source: str) -> int:
    """Recall every record of a source; return how many stood."""

    def act() -> int:
        rows = EntryRow.objects.filter(source=source, sealed__isnull=False).order_by("sequence")
        return recall_rows(programme, list(rows))

    return programme.write(act)


def recall_rows(programme: Programme, rows: Sequence[EntryRow]) -> int:
    """Recall rows, mark their members due, and tell them; those recalled before are left."""
    before = set(
        EntryState.objects.filter(
            entry__in=[row.sequence for row in rows], state=EntryState.RECALLED
        ).values_list("entry_id", flat=True)
    )
    fresh = [row for row in rows if row.sequence not in before]
    people = known_all(programme, {row.member_id for row in fresh})
    today: date = programme.today()
    told: Counter[int] = Counter()
    for row in fresh:
        who = people.get(row.member_id)
        if who is None:
            continue
        EntryState.objects.create(
            entry=row,
            member=who.row,
            state=EntryState.RECALLED,
            on=today,
            known=today,
            sealed=who.seal.close({"by": "source"}, about="entry state"),
        )
        told[row.member_id] += 1
    for number, count in told.items():
        who = people[number]
        no_more_yes(who)
        Notice.objects.create(
            number=programme.number(),
            member=who.row,
            subject="recall",
            channel="",
            state=NoticeState.WAITING.value,
            made=today,
            sealed=who.seal.close({"records": count}, about="notice"),
        )
    MemberRow.objects.filter(number__in=list(told)).update(due=True)
    return sum(told.values())
