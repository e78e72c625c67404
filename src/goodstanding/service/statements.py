"""A member's statement on any day, worked out from the ledger whenever it is asked for."""

from collections import defaultdict
from datetime import date
from typing import Final, NamedTuple

from goodstanding.ledger import sql
from goodstanding.ledger.models import EntryState, LevelHeld
from goodstanding.ledger.models import Member as MemberRow
from goodstanding.ledger.sealing import Seal
from goodstanding.model.entry import ALWAYS_TOLD, Entry, Member, State, StateChange
from goodstanding.model.lifecycle import NoticeStep
from goodstanding.model.names import ActId, KindName, MemberId, RecordId, SourceName
from goodstanding.model.plain import day_of, fields_of
from goodstanding.model.statement import Statement
from goodstanding.scoring.score import score
from goodstanding.service.editions import policy_on
from goodstanding.service.people import Known, known, level_held, member_id, members_of
from goodstanding.service.programme import Programme
from goodstanding.service.reconsent import reached
from goodstanding.service.yes_codes import opened_by, refresh


def statement(
    programme: Programme, number: int, *, as_of: date, known_on: date | None = None
) -> Statement:
    """Return a member's statement on a day, as it was known on `known_on` (today where None).

    What the member withdrew or had deleted since is in no statement of any day.

    Raises:
        ProblemsError: nobody of this number is a member, or no edition was in force.
    """
    return programme.read(
        lambda: statement_of(programme, known(programme, number), as_of=as_of, known_on=known_on)
    )


def statement_of(
    programme: Programme, who: Known, *, as_of: date, known_on: date | None = None
) -> Statement:
    """Return the statement of a member, inside a transaction."""
    member, entries = scored(programme, who, as_of=as_of, known_on=known_on)
    policy = policy_on(programme, as_of, known_on=known_on)
    return score(policy, member, entries, as_of=as_of)


def scored(
    programme: Programme, who: Known, *, as_of: date, known_on: date | None = None
) -> tuple[Member, list[Entry]]:
    """Return a member and the member's entries as they were known on a day."""
    number = who.row.number
    found = members_of({number: who}, as_of=as_of, known_on=known_on)[number]
    held = level_held(who, before=as_of, known_on=known_on)
    member = Member(id=found.id, joined=found.joined, consents=found.consents, level_held=held)
    policy = policy_on(programme, as_of, known_on=known_on)
    by = as_of if known_on is None else min(as_of, known_on)
    member = reached(programme, who, member, policy, by=by)
    return member, entries_of(programme, who, known_on=known_on)


def entries_of(programme: Programme, who: Known, *, known_on: date | None = None) -> list[Entry]:
    """Return a member's entries as they were known on a day: those recalled by then are gone."""
    number, by = who.row.number, date.max if known_on is None else known_on
    rows = [_Row(*row) for row in sql.rows(_ENTRIES, (number, by))]
    states = _states(who, by)
    told = _told(who, by)
    seals = programme.keys.of_all({row.consent for row in rows})
    entries = []
    for row in rows:
        changes = states[row.sequence]
        if row.consent not in seals or any(change is None for change in changes):
            continue
        entries.append(
            _entry(
                seals[row.consent],
                row,
                tuple(change for change in changes if change is not None),
                told.get(row.sequence, ALWAYS_TOLD),
            )
        )
    return entries


class _Row(NamedTuple):
    """What stands of an entry in plain, and what is sealed."""

    sequence: int
    member: int
    consent: int
    source: str
    known: date
    sealed: bytes


_ENTRIES: Final = """
SELECT sequence, member_id, consent_id, source, known, sealed FROM ledger_entry
WHERE member_id = ? AND sealed IS NOT NULL AND known <= ? ORDER BY sequence
"""
_STATES: Final = """
SELECT entry_id, state, "on" FROM ledger_entrystate
WHERE member_id = ? AND known <= ? ORDER BY sequence
"""
_TOLD: Final = """
SELECT sequence, entry_id FROM ledger_notice WHERE member_id = ? AND subject = 'deduction'
"""
_MOVES: Final = """
SELECT m.notice_id, m.step, m."on" FROM ledger_noticemove m
JOIN ledger_notice n ON n.sequence = m.notice_id
WHERE n.member_id = ? AND n.subject = 'deduction' AND m.known <= ? AND m.step IN (?, ?)
ORDER BY m.sequence
"""


def _entry(seal: Seal, row: _Row, states: tuple[StateChange, ...], notified: date | None) -> Entry:
    """Return an entry from its row."""
    sealed = seal.open(row.sealed, about="entry")
    on = day_of(sealed["on"])
    assert on is not None
    return Entry(
        source=SourceName(row.source),
        record=RecordId(sealed["id"]),
        member=MemberId(member_id(row.member)),
        kind=KindName(sealed["kind"]),
        on=on,
        filed=row.known,
        until=day_of(sealed["until"]),
        act=None if sealed["act"] is None else ActId(sealed["act"]),
        notified=notified,
        position=row.sequence,
        fields=fields_of(sealed["fields"]),
        states=states,
    )


def _states(who: Known, by: date) -> dict[int, list[StateChange | None]]:
    """Return the state changes of a member's entries; None stands for a recall."""
    found: dict[int, list[StateChange | None]] = defaultdict(list)
    for entry, state, on in sql.rows(_STATES, (who.row.number, by)):
        recalled = state == EntryState.RECALLED
        found[entry].append(None if recalled else StateChange(state=State(state), on=on))
    return found


def _told(who: Known, by: date) -> dict[int, date | None]:
    """Return when the notice of each entry that needs one arrived, None where it has not."""
    told: dict[int, int] = dict(sql.rows(_TOLD, (who.row.number,)))
    moves = sql.rows(_MOVES, (who.row.number, by, *_ARRIVALS)) if told else []
    arrived: dict[int, date] = {}
    for notice, step, on in moves:
        if step == NoticeStep.DELIVER.value:
            arrived[notice] = on
        else:
            arrived.pop(notice, None)
    found: dict[int, date | None] = {}
    for notice, entry in told.items():
        days = [day for day in (arrived.get(notice), found.get(entry)) if day is not None]
        found[entry] = min(days, default=None)
    return found


_ARRIVALS: Final = (NoticeStep.DELIVER.value, NoticeStep.RETURN.value)
"""The steps of a notice that change whether its member was told."""


def settle(programme: Programme, who: Known) -> Statement:
    """Bring a member up to date: statement, level kept, codes that get a yes, next change."""
    today = programme.today()
    found = statement_of(programme, who, as_of=today)
    held = level_held(who, before=date.max)
    if held != found.level:
        LevelHeld.objects.create(
            member=who.row,
            day=today,
            sealed=who.seal.close({"level": found.level}, about="level held"),
        )
    refresh(programme, who, opened_by(policy_on(programme, today), found.level))
    MemberRow.objects.filter(number=who.row.number).update(due=False, next_change=found.next_change)
    return found
