"""A member's statement on any day, worked out from the ledger whenever it is asked for."""

from collections import defaultdict
from datetime import date
from typing import Final

from goodstanding.ledger.models import Entry as EntryRow
from goodstanding.ledger.models import EntryState, LevelHeld, Notice, NoticeMove
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
    rows = EntryRow.objects.filter(member=who.row, sealed__isnull=False).order_by("sequence")
    if known_on is not None:
        rows = rows.filter(known__lte=known_on)
    states = _states(who, known_on)
    told = _told(who, known_on)
    seals = programme.keys.of_all({row.consent_id for row in rows})
    entries = []
    for row in rows:
        changes = states[row.sequence]
        if row.consent_id not in seals or any(change is None for change in changes):
            continue
        entries.append(
            _entry(
                seals[row.consent_id],
                row,
                tuple(change for change in changes if change is not None),
                told.get(row.sequence, ALWAYS_TOLD),
            )
        )
    return entries


def _entry(
    seal: Seal, row: EntryRow, states: tuple[StateChange, ...], notified: date | None
) -> Entry:
    """Return an entry from its row."""
    sealed = seal.open(row.sealed or b"", about="entry")
    on = day_of(sealed["on"])
    assert on is not None
    return Entry(
        source=SourceName(row.source),
        record=RecordId(sealed["id"]),
        member=MemberId(member_id(row.member_id)),
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


def _states(who: Known, known_on: date | None) -> dict[int, list[StateChange | None]]:
    """Return the state changes of a member's entries; None stands for a recall."""
    rows = EntryState.objects.filter(member=who.row).order_by("sequence")
    if known_on is not None:
        rows = rows.filter(known__lte=known_on)
    found: dict[int, list[StateChange | None]] = defaultdict(list)
    for row in rows:
        recalled = row.state == EntryState.RECALLED
        found[row.entry_id].append(
            None if recalled else StateChange(state=State(row.state), on=row.on)
        )
    return found


def _told(who: Known, known_on: date | None) -> dict[int, date | None]:
    """Return when the notice of each entry that needs one arrived, None where it has not."""
    notices = Notice.objects.filter(member=who.row, subject="deduction")
    told = dict(notices.values_list("number", "entry_id"))
    moves = NoticeMove.objects.filter(notice__in=list(told), step__in=_ARRIVALS)
    if known_on is not None:
        moves = moves.filter(known__lte=known_on)
    arrived: dict[int, date] = {}
    for notice, step, on in moves.order_by("sequence").values_list("notice_id", "step", "on"):
        if step == NoticeStep.DELIVER.value:
            arrived[notice] = on
        else:
            arrived.pop(notice, None)
    found: dict[int, date | None] = {}
    for notice, entry in told.items():
        assert entry is not None
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
