"""Correcting a record by hand: two persons, a new row, and the old one struck out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from goodstanding.errors import declare
from goodstanding.intake.door import Register, admit
from goodstanding.intake.records import RecordReader, record_columns
from goodstanding.ledger.models import Appeal, Entry, Proposal
from goodstanding.model.entry import State
from goodstanding.model.lifecycle import CONTESTED, NoticeStep
from goodstanding.model.names import RecordId
from goodstanding.model.record import Record, Refusal
from goodstanding.service import notices
from goodstanding.service.admission import may_deduct
from goodstanding.service.editions import policy_on
from goodstanding.service.entries import ON_THEIR_WAY, found_by, put, said_of, seal_of
from goodstanding.service.people import Known, known, member_id, members_of
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no
from goodstanding.service.sealed import record_to_seal

NO_SUCH_RECORD = declare("correction-no-such-record", "No such record stands to be corrected.")
UNDER_REVIEW = declare("correction-under-review", "A record under appeal was to be corrected.")
NOT_ADMITTED = declare("correction-not-admitted", "A corrected record would not be admitted.")
NO_REASON = declare("correction-no-reason", "A record was to be corrected without a reason.")

ROWS: Final = ("id", "source", "member", "kind", "on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What two persons do to a record: `record` is what it will say, None to strike it out."""

    old: Entry
    record: Record | None
    why: str


def standing(programme: Programme, asked: Mapping[str, Any]) -> Entry:
    """Return the row of the record that is to be corrected, locked, inside a transaction.

    Raises:
        ProblemsError: there is none, its member is leaving, or it was recalled or deleted.
    """
    found = found_by(programme, str(asked.get("source", "")), str(asked.get("record", "")))
    if found is None:
        raise no(NO_SUCH_RECORD, "no such record stands", "Look up its source and identifier")
    return found


def prepare(programme: Programme, asked: Mapping[str, Any]) -> Correction:
    """Return a correction, once nothing is wrong with it, inside a transaction.

    `asked` has `source`, `record`, `why`, and what the record is to say: `kind`, `on`, and where
    it has them `until`, `act` and its own `fields`, written as in a file; without `kind` it is
    struck out.

    Raises:
        ProblemsError: there is no such record, it is under appeal, or what it would say is wrong.
    """
    why = " ".join(str(asked.get("why", "")).split())
    if not why:
        raise no(NO_REASON, "a reason is missing", "Say what was wrong; the member reads it")
    old = standing(programme, asked)
    if Appeal.objects.filter(entry=old, state__in=list(CONTESTED)).exists():
        raise no(UNDER_REVIEW, "the record is under appeal", "Let the reviewer decide first")
    if not asked.get("kind"):
        return Correction(old=old, record=None, why=why)
    who = known(programme, old.member_id)
    record = _record(programme, who, asked, old.source)
    return Correction(old=old, record=record, why=why)


def _record(programme: Programme, who: Known, asked: Mapping[str, Any], source: str) -> Record:
    """Return what a record is to say, admitted as if its source had filed it so today."""
    today = programme.today()
    policy = policy_on(programme, today)
    members = members_of({who.row.number: who}, as_of=today)
    own = member_id(who.row.number)
    register = Register(kinds=policy.kinds, members={own: members[who.row.number]})
    said = {**asked.get("fields", {}), "id": asked["record"], "source": source, "member": own}
    said |= {name: asked[name] for name in ("kind", "on", "until", "act") if asked.get(name)}
    columns = (*ROWS, *(name for name in said if name not in ROWS))
    strange = set(columns) - {*record_columns(policy.kinds).optional, *ROWS}
    if strange:
        raise no(NOT_ADMITTED, "a field is none that records have", "Write the kind's own fields")
    found = RecordReader(register, columns).read([said.get(name) for name in columns], own, source)
    if not isinstance(found, Record):
        raise no(NOT_ADMITTED, found[0].what, found[0].hint, path=found[0].column)
    entry = admit(found, register, sequence=0, filed_on=today)
    if isinstance(entry, Refusal):
        raise no(NOT_ADMITTED, f"the record would be refused: {entry.value}", "Correct it")
    return found


def perform(programme: Programme, row: Proposal, correction: Correction) -> None:
    """Strike the old row out and write the new one, in the transaction of the second yes."""
    old = correction.old
    who = known(programme, old.member_id)
    put(programme, who, old, State.STRUCK_OUT, by="correction", why=correction.why)
    drop_notices(programme, [old])
    struck = correction.record is None
    said = {"struck": struck, "why": correction.why, "before": said_of(programme, old)}
    new = old if struck else _write(programme, who, row, correction)
    notices.make(programme, who, notices.Subject.CORRECTION, entry=new, said=said)


def _write(programme: Programme, who: Known, row: Proposal, correction: Correction) -> Entry:
    """Write the corrected record as a row of its own, with the notice that it needs."""
    assert correction.record is not None
    old, today = correction.old, programme.today()
    record = replace(correction.record, id=_following(programme, old, correction.record))
    entry = Entry.objects.create(
        token=programme.keys.hashed("records", old.source, record.id),
        content=programme.keys.hashed("contents", f"correction {row.number}"),
        member=who.row,
        consent_id=old.consent_id,
        source=old.source,
        batch_id=old.batch_id,
        known=today,
        sealed=seal_of(programme, old).close(record_to_seal(record), about="entry"),
        correction=row,
    )
    if may_deduct(policy_on(programme, today), record.kind):
        notices.make(programme, who, notices.Subject.DEDUCTION, entry=entry)
    return entry


def _following(programme: Programme, old: Entry, record: Record) -> RecordId:
    """Return the identifier of a corrected record: the old one, and a number that is free."""
    base = record.id.partition("~")[0]
    number = 2
    while True:
        found = RecordId(f"{base}~{number}")
        token = programme.keys.hashed("records", old.source, found)
        if not Entry.objects.filter(token=token).exists():
            return found
        number += 1


def drop_notices(programme: Programme, entries: Sequence[Entry]) -> None:
    """Drop the notices of deductions that count no more and had not arrived."""
    for entry in entries:
        for row in entry.notices.filter(
            subject=notices.Subject.DEDUCTION.value, state__in=ON_THEIR_WAY
        ):
            notices.move(programme, row, NoticeStep.DROP)
