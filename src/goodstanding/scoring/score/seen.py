"""What is seen on a day: the entries of a member that any rule may read."""

from collections.abc import Iterable
from datetime import date

from goodstanding.model.entry import Entry, Member
from goodstanding.model.policy import Policy


def seen_entries(
    policy: Policy, member: Member, entries: Iterable[Entry], as_of: date
) -> list[Entry]:
    """Return the entries seen on `as_of`; whatever else there is has no line at all."""
    return [
        entry
        for entry in entries
        if entry.on <= as_of
        and entry.filed <= as_of
        and _authorised(member, entry, as_of)
        and (policy.window is None or as_of < policy.window.after(entry.aged_from))
        and policy.reads(entry.kind)
    ]


def _authorised(member: Member, entry: Entry, as_of: date) -> bool:
    """Return whether the member authorised the entry's source and kind, and its day is covered."""
    earliest = member.joined
    if member.consents is not None:
        consent = member.consents.get(entry.source)
        if consent is None or not consent.covers(entry.kind, as_of):
            return False
        if consent.records_from is not None:
            earliest = min(earliest, consent.records_from)
    return entry.on >= earliest


def seen_until(policy: Policy, member: Member, entry: Entry) -> date | None:
    """Return the first day on which a seen entry is not seen any more with nothing new, if any."""
    ends: list[date] = []
    if policy.window is not None:
        ends.append(policy.window.after(entry.aged_from))
    if member.consents is not None:
        until = member.consents[entry.source].until
        if until is not None:
            ends.append(until)
    return min(ends, default=None)
