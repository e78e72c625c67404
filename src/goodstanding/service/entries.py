"""One entry of a member: found, opened, and given a state, inside the transaction of an act."""

from typing import Any

from goodstanding.ledger.models import Entry, EntryState
from goodstanding.ledger.models import Member as MemberRow
from goodstanding.ledger.sealing import Seal
from goodstanding.model.entry import State
from goodstanding.model.lifecycle import NoticeState
from goodstanding.service.consents import no_more_yes
from goodstanding.service.people import Known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import not_a_member

GONE = frozenset({EntryState.RECALLED, State.STRUCK_OUT.value})
"""The last states of an entry that counts no more, whatever happens to it."""

ON_THEIR_WAY = (NoticeState.WAITING.value, NoticeState.SENT.value, NoticeState.RETURNED.value)


def seal_of(programme: Programme, entry: Entry) -> Seal:
    """Return the seal of the consent that an entry came by.

    Raises:
        ProblemsError: the consent was withdrawn, and with its key what came by it.
    """
    found = programme.keys.of(entry.consent_id)
    if found is None:
        raise not_a_member()
    return found


def seal_about(programme: Programme, who: Known, entry: Entry | None) -> Seal:
    """Return the seal of what is said about an entry, the member's own where it is about none.

    So a source that is withdrawn takes with it what was said about its records, backups included.

    Raises:
        ProblemsError: the consent was withdrawn.
    """
    return who.seal if entry is None else seal_of(programme, entry)


def said_of(programme: Programme, entry: Entry) -> dict[str, Any]:
    """Return what an entry says, as `service.sealed` closes it; it was not deleted.

    Raises:
        ProblemsError: the consent was withdrawn.
    """
    assert entry.sealed is not None
    return seal_of(programme, entry).open(entry.sealed, about="entry")


def found_by(programme: Programme, source: str, record: str) -> Entry | None:
    """Return the entry of a record, locked, where it stands: filed, not deleted, not gone."""
    token = programme.keys.hashed("records", source, record)
    found = Entry.objects.select_for_update().filter(token=token, source=source).first()
    if found is None or found.sealed is None or state_of(found) in GONE:
        return None
    return found


def state_of(entry: Entry) -> str:
    """Return the state of an entry, the last that was appended."""
    last = EntryState.objects.filter(entry=entry).order_by("-sequence").first()
    return State.COUNTED.value if last is None else last.state


def put(programme: Programme, who: Known, entry: Entry, state: State, **said: str) -> None:
    """Append a state to an entry from today, and mark its member due.

    Whatever could still say yes for the member waits until the statement was worked out again.
    """
    today = programme.today()
    EntryState.objects.create(
        entry=entry,
        member=who.row,
        state=state.value,
        on=today,
        known=today,
        sealed=seal_of(programme, entry).close(said, about="entry state"),
    )
    no_more_yes(who)
    MemberRow.objects.filter(number=who.row.number).update(due=True)
