"""What is seen on a day: the entries of a member that any rule may read."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from goodstanding.model.entry import Consent, Entry, Member
from goodstanding.model.policy import Policy


class Seen(NamedTuple):
    """An entry that is seen; `gone` is the first day on which it is not, with nothing new."""

    entry: Entry
    gone: date | None


def seen_entries(
    policy: Policy, member: Member, entries: Iterable[Entry], as_of: date
) -> list[Seen]:
    """Return the entries seen on `as_of`, in the order of output; all others have no line."""
    kinds, window, consents = policy.form.kinds_read, policy.window, member.consents
    found: list[Seen] = []
    for entry in entries:
        assert entry.member == member.id, "an entry is scored for its own member"
        if entry.on > as_of or entry.filed > as_of or entry.kind not in kinds:
            continue
        consent = None if consents is None else consents.get(entry.source)
        if consents is not None and (consent is None or not consent.covers(entry.kind, as_of)):
            continue
        if entry.on < _earliest(member, consent):
            continue
        ends = None if window is None else window.after(entry.aged_from)
        if ends is not None and as_of >= ends:
            continue
        until = None if consent is None else consent.until
        if until is not None and (ends is None or until < ends):
            ends = until
        found.append(Seen(entry, ends))
    found.sort(key=_output_order)
    return found


def _earliest(member: Member, consent: Consent | None) -> date:
    """Return the first day whose acts count: joining, or earlier where the consent says so."""
    if consent is None or consent.records_from is None:
        return member.joined
    return min(member.joined, consent.records_from)


def _output_order(seen: Seen) -> tuple[date, date, str, str]:
    """Order by act, filing, source and record."""
    entry = seen.entry
    return (entry.on, entry.filed, entry.source, entry.record)
