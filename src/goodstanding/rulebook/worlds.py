"""Generated members for any policy: few days, few kinds, crowded round every edge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Final

from goodstanding.model.days import Span
from goodstanding.model.entry import (
    ALWAYS_TOLD,
    Consent,
    Entry,
    Member,
    State,
    StateChange,
)
from goodstanding.model.index import Measure
from goodstanding.model.kinds import Day, FieldType, OneOf, RecordKind, WholeNumber, YesOrNo
from goodstanding.model.names import (
    ActId,
    FieldName,
    FieldValue,
    KindName,
    MemberId,
    RecordId,
    SourceName,
)
from goodstanding.model.points import FixedPoints, PointsByBound, PointsEach, Rates, Rule
from goodstanding.model.policy import PointsForm, Policy

ENTRIES_MAX: Final = 9
ENTRIES_HEAPED: Final = 40
HEAPED: Final = 0.1
"""One member in ten has up to forty records of one kind, many alike: caps and shares fill up."""

DAYS_A_WORLD: Final = 4
FIRST_DAY: Final = date(2020, 2, 29)
LAST_DAY: Final = date(2200, 1, 1)
MEMBER: Final = MemberId("generated")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A member with records on a day."""

    member: Member
    entries: tuple[Entry, ...]
    as_of: date


def worlds(
    policy: Policy, *, seed: int, count: int, about: KindName | None = None
) -> Iterator[World]:
    """Yield `count` worlds of a policy, always the same for a seed.

    Their records are of few kinds that have to do with each other; `about` is always among them.
    Nothing is yielded for a policy that reads no kind of record.
    """
    random = Random(seed)  # noqa: S311 - a seeded generator, not a secret one
    edges = Edges.of(policy)
    related = related_kinds(policy)
    if related:
        for _ in range(count):
            yield _world(policy, edges, _kinds(policy, related, about, random), random)


@lru_cache(maxsize=4)
def related_kinds(policy: Policy) -> Mapping[KindName, tuple[KindName, ...]]:
    """Return for each kind that is read the others it meets: in a group, a dimension or an act."""
    meets: dict[KindName, set[str]] = {name: set() for name in policy.kinds if policy.reads(name)}
    if isinstance(policy.form, PointsForm):
        for rule in policy.form.rules:
            group = policy.form.group_by_rule.get(rule.name)
            meets[rule.record] |= set() if group is None else {group.name}
    else:
        for measure in policy.form.measures:
            meets[measure.record].add(measure.dimension)
    for name, places in meets.items():
        if policy.kinds[name].act:
            places.add("an act of its own")
    return {
        name: tuple(other for other in meets if other != name and meets[other] & places)
        for name, places in meets.items()
    }


def _kinds(
    policy: Policy,
    related: Mapping[KindName, tuple[KindName, ...]],
    about: KindName | None,
    random: Random,
) -> list[RecordKind]:
    """Return one to three kinds, more often than not such as have to do with each other."""
    everything = tuple(related)
    first = about if about is not None and about in related else random.choice(everything)
    names = [first]
    for _ in range(random.randint(0, 2)):
        near = related[first] if random.random() < 0.7 else ()
        names.append(random.choice(near or everything))
    return [policy.kinds[name] for name in names]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """The spans and days at which anything in a policy changes."""

    spans: tuple[Span, ...]
    days: tuple[date, ...]
    numbers: Mapping[tuple[KindName, FieldName], tuple[int, ...]]

    @classmethod
    def of(cls, policy: Policy) -> "Edges":
        """Return the edges of a policy."""
        return _edges(policy)


@lru_cache(maxsize=4)
def _edges(policy: Policy) -> Edges:
    """Collect the edges of a policy."""
    found = _Found(
        spans=[] if policy.window is None else [policy.window],
        days=[policy.in_force] if policy.in_force > FIRST_DAY else [],
        numbers={},
    )
    if isinstance(policy.form, PointsForm):
        for rule in policy.form.rules:
            found.add_rule(rule)
    else:
        for measure in policy.form.measures:
            found.add_measure(measure)
    return Edges(
        spans=tuple(dict.fromkeys(found.spans)),
        days=tuple(dict.fromkeys(found.days)),
        numbers={key: tuple(sorted(value)) for key, value in found.numbers.items()},
    )


@dataclass(slots=True, kw_only=True)
class _Found:
    """The edges found so far."""

    spans: list[Span]
    days: list[date]
    numbers: dict[tuple[KindName, FieldName], set[int]]

    def add_rule(self, rule: Rule) -> None:
        """Add where one rule changes."""
        self.spans += [step.after for step in rule.fade]
        self.spans += [] if rule.lasts is None else list(rule.lasts.spans.values())
        if rule.repaired is not None and rule.repaired.lasts is not None:
            self.spans.append(rule.repaired.lasts)
        self.days += [] if rule.since is None else [rule.since]
        worth = rule.worth
        if isinstance(worth, FixedPoints | PointsEach):
            self.days += [day for day, _ in worth.points.amounts if day is not None]
        if isinstance(worth, PointsByBound):
            bounds = {bound for bound, _ in worth.rows}
            self.numbers.setdefault((rule.record, worth.field), set()).update(bounds)
        if isinstance(worth, Rates):
            uppers = {upper for upper, _ in worth.brackets}
            self.numbers.setdefault((rule.record, worth.field), set()).update(uppers)

    def add_measure(self, measure: Measure) -> None:
        """Add where one measure changes."""
        self.spans += [measure.over, *(step.after for step in measure.fade)]
        self.days += [] if measure.since is None else [measure.since]
        if measure.field is not None:
            bounds = {int(bound) for bound, _ in measure.table}
            self.numbers.setdefault((measure.record, measure.field), set()).update(bounds)


def _world(policy: Policy, edges: Edges, kinds: Sequence[RecordKind], random: Random) -> World:
    """Return one world."""
    as_of = _as_of(policy, edges, random)
    days = [_day(edges, as_of, random) for _ in range(DAYS_A_WORLD)]
    heaped = random.random() < HEAPED
    kinds = kinds[:1] if heaped else kinds
    entries = [
        make_entry(random.choice(kinds), i, as_of=as_of, days=days, edges=edges, random=random)
        for i in range(random.randint(0, ENTRIES_HEAPED if heaped else ENTRIES_MAX))
    ]
    if heaped:
        alike = random.choice([0.5, 0.9, 1.0])
        entries = [
            replace(entry, fields=entries[0].fields) if random.random() < alike else entry
            for entry in entries
        ]
    return World(
        member=_member(policy, kinds, as_of, days, random), entries=tuple(entries), as_of=as_of
    )


def _as_of(policy: Policy, edges: Edges, random: Random) -> date:
    """Return a day on which the policy is in force, often an edge or the end of a period."""
    first = max(policy.in_force, FIRST_DAY)
    day = first + timedelta(days=random.randint(0, 2_000))
    if edges.days and random.random() < 0.3:
        day = random.choice(edges.days) + timedelta(days=random.randint(-1, 400))
    if random.random() < 0.3:
        day = day.replace(month=random.choice([1, 3, 12]), day=random.choice([1, 31]))
    return max(day, first)


def _day(edges: Edges, as_of: date, random: Random) -> date:
    """Return a day of an act: near an edge seen from the day asked for, or just lately."""
    jitter = timedelta(days=random.choice([-1, 0, 0, 1]))
    chance = random.random()
    if edges.spans and chance < 0.5:
        span = random.choice(edges.spans)
        back = as_of - timedelta(days=round(span.mean_days))
        while span.after(back) < as_of:
            back += timedelta(days=1)
        return back + jitter
    if edges.days and chance < 0.65:
        return random.choice(edges.days) + jitter
    return as_of - timedelta(days=random.choice([0, 1, 2, 30, 31, 89, 364, 365, 366]))


def make_entry(  # noqa: PLR0913 - a world's days and edges, shared by its entries
    kind: RecordKind,
    number: int,
    *,
    as_of: date,
    days: list[date],
    edges: Edges,
    random: Random,
) -> Entry:
    """Return an entry of a kind on one of the days, sometimes with everything an entry can have."""
    on = random.choice(days)
    changes: list[StateChange] = []
    while random.random() < 0.25:
        when = random.choice([on, as_of, as_of + timedelta(days=1), *days])
        changes.append(StateChange(state=random.choice(list(State)), on=max(when, on)))
    notified: date | None = ALWAYS_TOLD
    if random.random() < 0.25:
        notified = random.choice([None, on, as_of, as_of + timedelta(days=1)])
    filed = on
    if random.random() < 0.25:
        filed = max(on, random.choice([*days, as_of, as_of + timedelta(days=1)]))
    until = None
    if random.random() < 0.15:
        until = max(on, random.choice([*days, on + timedelta(days=31)]))
    act = None
    if kind.act and random.random() < 0.7:
        act = ActId(random.choice(["first", "second"]))
    return Entry(
        source=kind.source,
        record=RecordId(f"r-{number}"),
        member=MEMBER,
        kind=kind.name,
        on=on,
        filed=filed,
        until=until,
        act=act,
        notified=notified,
        position=number,
        fields=make_fields(kind, edges, random),
        states=tuple(changes),
    )


def make_fields(kind: RecordKind, edges: Edges, random: Random) -> Mapping[FieldName, FieldValue]:
    """Return values for the fields of a kind, often on an edge of a table or range."""
    return {
        name: _value(form, edges.numbers.get((kind.name, name), ()), random)
        for name, form in kind.fields.items()
    }


def _value(form: FieldType, bounds: tuple[int, ...], random: Random) -> FieldValue:
    """Return a value of a field."""
    if isinstance(form, YesOrNo):
        return random.random() < 0.5
    if isinstance(form, OneOf):
        return random.choice(form.names)
    if isinstance(form, Day):
        return form.least or FIRST_DAY
    ends = [form.least, form.most, *bounds]
    if isinstance(form, WholeNumber):
        ends.append(random.randint(form.least, min(form.most, form.least + 12)))
    value = random.choice(ends) + random.choice([-1, 0, 0, 1])
    return min(max(value, form.least), form.most)


def _member(
    policy: Policy, kinds: Sequence[RecordKind], as_of: date, days: list[date], random: Random
) -> Member:
    """Return a member, often one who authorised everything."""
    level = random.choice([None, *(level.name for level in policy.levels)])
    if random.random() < 0.6:
        return Member(id=MEMBER, level_held=level)
    consents: dict[SourceName, Consent] = {}
    joined = random.choice([*days, FIRST_DAY])
    for kind in kinds:
        if random.random() < 0.85:
            until = random.choice([None, None, as_of, as_of + timedelta(days=1), LAST_DAY])
            only = random.choice([None, None, frozenset({kind.name})])
            back = random.choice([None, None, FIRST_DAY])
            consents[kind.source] = Consent(
                given=joined, until=until, kinds=only, records_from=back
            )
    return Member(id=MEMBER, joined=joined, consents=consents, level_held=level)
