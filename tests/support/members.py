"""Random members with records for a generated policy: few days, few kinds, round every edge."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.support.policies import DATES

from goodstanding.model.entry import ALWAYS_TOLD, Consent, Entry, Member, State, StateChange
from goodstanding.model.kinds import Money, OneOf, RecordKind, WholeNumber
from goodstanding.model.names import (
    ActId,
    FieldName,
    FieldValue,
    KindName,
    MemberId,
    RecordId,
    SourceName,
)
from goodstanding.model.policy import Policy

MEMBER = MemberId("generated")
HOW_MANY = (0, 1, 2, 3, 4, 5, 6, 9, 12)
DAYS_ASKED = (
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2025, 2, 28),
    date(2025, 3, 31),
    date(2025, 7, 1),
    date(2026, 1, 1),
)
AGES = (0, 0, 1, 2, 13, 14, 15, 29, 30, 31, 89, 90, 92, 182, 364, 365, 366, 730, 731)
"""Ages in days round the ends of every span and period."""

STATES = (State.REPAIRED, State.REPAIRED, State.UNDER_REVIEW, State.STRUCK_OUT, State.COUNTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A member with records on a day."""

    member: Member
    entries: tuple[Entry, ...]
    as_of: date


def world_of(random: Random, policy: Policy) -> World:
    """Return one world of a policy."""
    as_of = random.choice(DAYS_ASKED)
    days = [_day(random, as_of) for _ in range(random.randint(1, 4))]
    kinds = random.sample(list(policy.kinds.values()), random.randint(1, min(2, len(policy.kinds))))
    entries = tuple(
        entry_of(random, random.choice(kinds), f"r-{place}", days=days, as_of=as_of, place=place)
        for place in range(random.choice(HOW_MANY))
    )
    member = _member(random, policy, days, as_of)
    return World(member=member, entries=entries, as_of=as_of)


def _day(random: Random, as_of: date) -> date:
    """Return the day of an act, or of what happens to one."""
    chance = random.random()
    if chance < 0.1:
        return random.choice(DATES) - timedelta(days=random.choice([0, 1]))
    if chance < 0.15:
        return as_of + timedelta(days=1)
    return as_of - timedelta(days=random.choice(AGES))


def entry_of(
    random: Random, kind: RecordKind, record: str, *, days: list[date], as_of: date, place: int
) -> Entry:
    """Return an entry, sometimes with everything that one can have."""
    on = random.choice(days)
    filed = max(on, random.choice([*days, as_of])) if random.random() < 0.15 else on
    until = None
    if random.random() < 0.15:
        until = max(on, random.choice([*days, as_of, on + timedelta(days=31)]))
    notified: date | None = ALWAYS_TOLD
    if random.random() < 0.25:
        notified = random.choice([None, on, as_of, as_of + timedelta(days=1)])
    changes = []
    while random.random() < 0.4:
        when = max(on, random.choice([on, as_of, as_of + timedelta(days=1), *days]))
        changes.append(StateChange(state=random.choice(STATES), on=when))
    act = ActId(random.choice(["first", "second"])) if random.random() < 0.7 else None
    return Entry(
        source=kind.source,
        record=RecordId(record),
        member=MEMBER,
        kind=kind.name,
        on=on,
        filed=filed,
        until=until,
        act=act if kind.act else None,
        notified=notified,
        position=place,
        fields={name: _value(random, name, kind) for name in kind.fields},
        states=tuple(changes),
    )


def _value(random: Random, name: FieldName, kind: RecordKind) -> FieldValue:
    """Return the value of a field."""
    form = kind.fields[name]
    if isinstance(form, OneOf):
        return random.choice(form.names)
    if isinstance(form, WholeNumber):
        return random.randint(form.least, form.most)
    if isinstance(form, Money):
        return random.choice([100, 100, 1, 99]) * random.randint(0, 12)
    return random.random() < 0.5


def _member(random: Random, policy: Policy, days: list[date], as_of: date) -> Member:
    """Return a member, more often than not one who authorised everything."""
    level = random.choice([None, *(level.name for level in policy.levels)])
    if random.random() < 0.65:
        return Member(id=MEMBER, level_held=level)
    joined = random.choice([*days, date(2020, 1, 1)])
    consents: dict[SourceName, Consent] = {}
    for kind in policy.kinds.values():
        if random.random() < 0.85:
            consents[kind.source] = Consent(
                given=min(joined, as_of),
                until=random.choice(
                    [None, None, None, as_of, as_of + timedelta(days=1), date(2030, 1, 1)]
                ),
                kinds=random.choice([None, None, None, frozenset({KindName(kind.name)})]),
                records_from=random.choice([None, date(2020, 1, 1)]),
            )
    return Member(id=MEMBER, joined=joined, consents=consents, level_held=level)
