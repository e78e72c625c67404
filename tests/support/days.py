"""A city from one day to the next: what is added, corrected, contested, withdrawn, allowed."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from tests.support.cities import City
from tests.support.members import AGES, STATES, entry_of

from goodstanding.model.entry import Consent, Entry, Member, StateChange
from goodstanding.model.names import NO_LEVEL, MemberId, RecordId, SourceName

CHANGES: Final = (
    "nothing", "nothing", "nothing", "added", "filed ahead", "corrected", "contested",
    "repaired", "withdrawn", "notified", "permission", "left", "joined", "level told",
)  # fmt: skip
"""What may happen to a member in a day; nothing is what happens most."""


def later(
    random: Random, made: City, day: date, *, share: float = 0.5, seen: Counter[str] | None = None
) -> City:
    """Return a city after some of its members had something happen to them by a day."""
    seen = Counter() if seen is None else seen
    members: list[Member] = []
    entries: dict[MemberId, tuple[Entry, ...]] = {}
    for member in made.members:
        change = random.choice(CHANGES) if random.random() < share else "nothing"
        own = list(made.entries[member.id])
        if change == "left" and len(made.members) > 3:
            seen[change] += 1
            continue
        after = _changed(random, made, member, own, change, day)
        seen[change] += (after, tuple(own)) != (member, made.entries[member.id])
        members.append(after)
        entries[member.id] = tuple(own)
        if change == "joined":
            name = MemberId(f"{member.id}-{random.randrange(10**6)}")
            fresh = [replace(entry, member=name) for entry in own]
            members.append(replace(member, id=name, level_held=None))
            entries[name] = tuple(fresh)
            seen[change] += 1
    ordered = tuple(sorted(members, key=lambda member: member.id))
    return replace(made, members=ordered, entries=entries, as_of=day)


def _changed(  # noqa: PLR0917 - what a change is made of
    random: Random, made: City, member: Member, own: list[Entry], change: str, day: date
) -> Member:
    """Return a member after a change; `own` entries are changed in place."""
    place = random.randrange(len(own)) if own else -1
    if change in {"added", "filed ahead"}:
        own.append(_added(random, made, member, day, ahead=change == "filed ahead"))
    elif change == "permission":
        return _allowed(random, made, member)
    elif change == "level told":
        names = [None, NO_LEVEL, *(level.name for level in made.policy.levels)]
        return replace(member, level_held=random.choice(names))
    elif place < 0:
        return member
    elif change == "corrected":
        days = [day - timedelta(days=random.choice(AGES))]
        kind = made.policy.kinds[own[place].kind]
        other = entry_of(random, kind, "-", days=days, as_of=day, place=0)
        own[place] = replace(
            other, record=own[place].record, member=member.id, position=own[place].position
        )
    elif change in {"contested", "repaired"}:
        state = STATES[0] if change == "repaired" else random.choice(STATES)
        when = max(own[place].on, day + timedelta(days=random.choice([-1, 0, 0, 1, 3])))
        own[place] = replace(
            own[place], states=(*own[place].states, StateChange(state=state, on=when))
        )
    elif change == "withdrawn":
        del own[place]
    elif change == "notified":
        own[place] = replace(own[place], notified=random.choice([None, day, day - timedelta(1)]))
    return member


def _added(random: Random, made: City, member: Member, day: date, *, ahead: bool) -> Entry:
    """Return a new entry of a member, filed by the day or known ahead of it."""
    kind = random.choice(list(made.policy.kinds.values()))
    days = [day + timedelta(days=random.choice([1, 2, 5]))] if ahead else [day]
    entry = entry_of(random, kind, "-", days=days, as_of=day, place=0)
    if ahead and random.random() < 0.5:
        entry = replace(entry, on=day, filed=days[0], states=(), until=None)
    return replace(
        entry,
        record=RecordId(f"n{random.randrange(10**9)}"),
        member=member.id,
        position=random.randrange(10**6),
    )


def _allowed(random: Random, made: City, member: Member) -> Member:
    """Return a member who authorised other sources, or ended the consent."""
    if member.consents is None:
        return member
    sources = sorted({kind.source for kind in made.policy.kinds.values()})
    chosen = random.sample(sources, random.randint(0, len(sources)))
    until = random.choice([None, None, made.as_of + timedelta(days=random.choice([1, 2, 40]))])
    if until is not None and until <= member.joined:
        until = None
    consents: dict[SourceName, Consent] = dict.fromkeys(
        chosen, Consent(given=member.joined, until=until)
    )
    return replace(member, consents=consents)
