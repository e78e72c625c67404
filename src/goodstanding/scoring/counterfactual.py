"""The least change, one declared action at a time, that reaches the next level."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice, product

from goodstanding.model.entry import Consent, Entry, Member, State, StateChange
from goodstanding.model.kinds import (
    Day,
    FieldType,
    Money,
    OneOf,
    RecordKind,
    WholeNumber,
    YesOrNo,
)
from goodstanding.model.names import FieldName, FieldValue, KindName, LevelName, RecordId
from goodstanding.model.points import PointsByBound
from goodstanding.model.policy import Level, PointsForm, Policy
from goodstanding.model.statement import LineKind, Statement, Why
from goodstanding.scoring.score import score

ACTS_TODAY_MAX = 40
"""More acts than this on one day are no advice."""

ACTS_DAILY_MAX = 366
"""One act a day is tried for a year."""

FIELD_CHOICES_MAX = 64
"""So many combinations of field values are tried for a kind, from its table bounds."""

WAITS_MAX = 200
"""So many days on which something changes by itself are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """So many acts of one kind, on one day or one a day, that reach the level.

    `last_fields` are the fields of the last act, which may be smaller than the others.
    `authorised` tells whether the member has authorised the source already.
    """

    kind: KindName
    times: int
    fields: Mapping[FieldName, FieldValue]
    last_fields: Mapping[FieldName, FieldValue]
    daily: bool
    reached_on: date
    authorised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """The repair of one deduction that reaches the level the same day."""

    record: RecordId
    kind: KindName
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLevel:
    """The next level, and each single change that reaches it, the least first."""

    level: LevelName
    reached_from: int
    total: int
    actions: tuple[Action, ...]
    repairs: tuple[Repair, ...]
    by_itself_on: date | None


def least_change(
    policy: Policy, member: Member, entries: Sequence[Entry], *, as_of: date
) -> NextLevel | None:
    """Return what would reach the next level, or None where there is none above.

    Every answer is found by scoring it with the definition, so it can be checked the same way.

    Raises:
        ProblemsError: `as_of` is before the edition is in force.
    """
    now = score(policy, member, entries, as_of=as_of)
    level = _next_level(policy, now)
    if level is None:
        return None
    search = _Search(policy=policy, member=member, entries=tuple(entries), as_of=as_of, level=level)
    actions = [action for kind in policy.kinds.values() for action in _least_of(search, kind)]
    return NextLevel(
        level=level.name,
        reached_from=level.reached_from,
        total=now.total,
        actions=tuple(sorted(actions, key=_size)),
        repairs=tuple(_repairs(search, now)),
        by_itself_on=_by_itself(search, now),
    )


def _size(action: Action) -> tuple[bool, int, str]:
    """Order actions: what can be done in a day first, then the fewest acts."""
    return (action.daily, action.times, action.kind)


def _next_level(policy: Policy, now: Statement) -> Level | None:
    """Return the lowest level above the one reached."""
    names = [level.name for level in policy.levels]
    place = names.index(now.level) + 1 if now.level in names else 0
    return policy.levels[place] if place < len(names) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """One member's records, and the level that a change has to reach."""

    policy: Policy
    member: Member
    entries: tuple[Entry, ...]
    as_of: date
    level: Level

    def reaches(self, member: Member, added: Sequence[Entry], day: date) -> bool:
        """Return whether the level is reached on `day` with `added`."""
        statement = score(self.policy, member, (*self.entries, *added), as_of=day)
        return statement.total >= self.level.reached_from

    def willing(self, kind: RecordKind) -> Member:
        """Return the member as if the source and kind were authorised."""
        if self.member.consents is None or self.authorised(kind):
            return self.member
        consents = {**self.member.consents, kind.source: Consent(given=self.member.joined)}
        return replace(self.member, consents=consents)

    def authorised(self, kind: RecordKind) -> bool:
        """Return whether the member has authorised the kind on the day asked for."""
        if self.member.consents is None:
            return True
        consent = self.member.consents.get(kind.source)
        return consent is not None and consent.covers(kind.name, self.as_of)


def _least_of(search: _Search, kind: RecordKind) -> Iterator[Action]:
    """Yield the least action of one kind that reaches the level, if any does."""
    if kind.off or not search.policy.reads(kind.name):
        return
    member = search.willing(kind)
    best: Action | None = None
    for fields in islice(_field_choices(search.policy, kind, search.as_of), FIELD_CHOICES_MAX):
        for daily in (False, True):
            found = _fewest(search, member, kind, fields=fields, daily=daily)
            if found is not None and (best is None or _size(found) < _size(best)):
                best = found
            if found is not None:
                break
    if best is not None:
        yield _smallest_last(search, member, kind, best)


def _acts(
    kind: RecordKind,
    member: Member,
    first: date,
    each: Sequence[Mapping[FieldName, FieldValue]],
    *,
    daily: bool,
) -> list[Entry]:
    """Return entries of a kind, all on one day or one a day, that nobody filed."""
    days = [first + timedelta(days=i if daily else 0) for i in range(len(each))]
    return [
        Entry(
            source=kind.source,
            record=RecordId(f"what-if-{i}"),
            member=member.id,
            kind=kind.name,
            on=day,
            filed=day,
            position=i,
            fields=fields,
        )
        for i, (day, fields) in enumerate(zip(days, each, strict=True))
    ]


def _fewest(
    search: _Search,
    member: Member,
    kind: RecordKind,
    *,
    fields: Mapping[FieldName, FieldValue],
    daily: bool,
) -> Action | None:
    """Return the fewest equal acts that reach the level, None where no number of them does.

    More good acts of a day never lower its total, so the fewest is found by doubling, then by
    halving. Over many days the first ones may have faded, so that no more is not always enough.
    """
    most = ACTS_DAILY_MAX if daily else ACTS_TODAY_MAX
    if daily and (date.max - search.as_of).days < most:
        return None

    def enough(times: int) -> bool:
        acts = _acts(kind, member, search.as_of, [fields] * times, daily=daily)
        return search.reaches(member, acts, acts[-1].on)

    doubled = [2**power for power in range(most.bit_length()) if 2**power < most]
    upper = next((times for times in (*doubled, most) if enough(times)), None)
    if upper is None:
        return None
    times = _first(enough, upper)
    last = search.as_of + timedelta(days=times - 1 if daily else 0)
    return Action(
        kind=kind.name,
        times=times,
        fields=fields,
        last_fields=fields,
        daily=daily,
        reached_on=last,
        authorised=search.authorised(kind),
    )


def _first(enough: Callable[[int], bool], most: int) -> int:
    """Return the least number from 1 to `most` that is enough; `most` is."""
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _smallest_last(search: _Search, member: Member, kind: RecordKind, action: Action) -> Action:
    """Return the action with the numbers of its last act as small as still reaches the level."""
    fields = dict(action.fields)
    for name, form in kind.fields.items():
        if not isinstance(form, WholeNumber | Money):
            continue
        value = fields[name]
        assert isinstance(value, int)

        def enough(steps: int, name: FieldName = name, least: int = form.least) -> bool:
            last = {**fields, name: least + steps - 1}
            each = [*[action.fields] * (action.times - 1), last]
            acts = _acts(kind, member, search.as_of, each, daily=action.daily)
            return search.reaches(member, acts, acts[-1].on)

        fields[name] = form.least + _first(enough, value - form.least + 1) - 1
    return replace(action, last_fields=fields)


def _field_choices(
    policy: Policy, kind: RecordKind, as_of: date
) -> Iterator[Mapping[FieldName, FieldValue]]:
    """Yield combinations of field values from the ends of ranges and the bounds of tables."""
    names = list(kind.fields)
    values = [_values(policy, kind, name, kind.fields[name], as_of) for name in names]
    for chosen in product(*values):
        yield dict(zip(names, chosen, strict=True))


def _values(
    policy: Policy, kind: RecordKind, name: FieldName, form: FieldType, as_of: date
) -> Sequence[FieldValue]:
    """Return the values of a field that can make a difference, the largest first."""
    if isinstance(form, YesOrNo):
        return (True, False)
    if isinstance(form, OneOf):
        return form.names
    if isinstance(form, Day):
        return (min(max(as_of, form.least or date.min), form.most or date.max),)
    bounds = {form.least, form.most, *_bounds_of(policy, kind, name)}
    return sorted((b for b in bounds if form.least <= b <= form.most), reverse=True)


def _bounds_of(policy: Policy, kind: RecordKind, name: FieldName) -> set[int]:
    """Return the table bounds of every rule or measure that reads a field of a kind."""
    found: set[int] = set()
    if isinstance(policy.form, PointsForm):
        for rule in policy.form.rules_by_kind.get(kind.name, ()):
            if isinstance(rule.worth, PointsByBound) and rule.worth.field == name:
                found |= {bound for bound, _ in rule.worth.rows}
        return found
    for measure in policy.form.measures:
        if measure.record == kind.name and measure.field == name:
            found |= {int(bound) for bound, _ in measure.table}
    return found


def _repairs(search: _Search, now: Statement) -> Iterator[Repair]:
    """Yield each counted deduction whose repair alone reaches the level."""
    counted = {
        (line.source, line.record)
        for line in now.lines
        if line.kind is LineKind.ENTRY and line.counted < 0 and line.why is not Why.REPAIRED
    }
    change = StateChange(state=State.REPAIRED, on=search.as_of)
    for entry in search.entries:
        if (entry.source, entry.record) not in counted:
            continue
        others = [other for other in search.entries if other is not entry]
        repaired = replace(entry, states=(*entry.states, change))
        then = score(search.policy, search.member, [*others, repaired], as_of=search.as_of)
        if then.total >= search.level.reached_from:
            yield Repair(record=entry.record, kind=entry.kind, on=search.as_of)


def _by_itself(search: _Search, now: Statement) -> date | None:
    """Return the first day on which the level is reached with nothing new, if one comes."""
    statement = now
    known = [
        _known_on(entry, now.as_of)
        for entry in search.entries
        if entry.on <= now.as_of and entry.filed <= now.as_of
    ]
    for _ in range(WAITS_MAX):
        if statement.next_change is None:
            return None
        day = statement.next_change
        statement = score(search.policy, search.member, known, as_of=day)
        if statement.total >= search.level.reached_from:
            return day
    return None


def _known_on(entry: Entry, day: date) -> Entry:
    """Return an entry with the states and the notice that were there on a day."""
    states = tuple(change for change in entry.states if change.on <= day)
    return replace(entry, states=states, notified=entry.notified if entry.told_on(day) else None)
