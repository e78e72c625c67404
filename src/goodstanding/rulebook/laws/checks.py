"""How each law is tried on one generated member."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final, Protocol, TypeAlias

from goodstanding.model.entry import Consent, Entry, Member, State, StateChange
from goodstanding.model.kinds import RecordKind
from goodstanding.model.names import RecordId, RuleName
from goodstanding.model.points import Hold, Rates, Rule
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.model.statement import LineKind, Statement
from goodstanding.rulebook.laws.law import Law
from goodstanding.rulebook.laws.shrink import record_words
from goodstanding.rulebook.worlds import Edges, World, make_fields
from goodstanding.scoring.score.parts import worth
from goodstanding.scoring.score.seen import seen_entries

LOOKED_AHEAD_DAYS: Final = (1, 2, 31, 366, 800)


class Scorer(Protocol):
    """The definition of a score, or another engine that has to agree with it."""

    def __call__(
        self, policy: Policy, member: Member, entries: Iterable[Entry], *, as_of: date
    ) -> Statement:
        """Return a member's statement on a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A law on one generated member, and the choices that are left to chance."""

    policy: Policy
    law: Law
    world: World
    random: Random
    scorer: Scorer

    def statement(self, world: World) -> Statement:
        """Return the statement of a world, this one or one like it."""
        return self.scorer(self.policy, world.member, world.entries, as_of=world.as_of)

    def total(self, world: World) -> int:
        """Return the total of a world."""
        return self.statement(world).total

    @property
    def seen(self) -> list[Entry]:
        """Return the entries that are seen: nothing else is tried by a law."""
        world = self.world
        seen = seen_entries(self.policy, world.member, world.entries, world.as_of)
        return [each.entry for each in seen]


Check: TypeAlias = Callable[[Trial], str | None]
"""Return what went wrong, empty where nothing did, None where nothing was tried."""


def _lower(before: int, after: int, *, with_what: str) -> str:
    """Return the words where a total fell, and with what it did."""
    return f"{before} became {after} with {with_what}" if after < before else ""


def try_adding(trial: Trial) -> str | None:
    """Add a good record somewhere: the total may not fall."""
    policy, law, world, random = trial.policy, trial.law, trial.world, trial.random
    assert law.kind is not None
    kind = policy.kinds[law.kind]
    fields = dict(make_fields(kind, Edges.of(policy), random))
    if law.field is not None:
        fields[law.field] = True
    days = [world.as_of, *(entry.on for entry in world.entries)]
    on = min(random.choice(days), world.as_of)
    added = Entry(
        source=kind.source,
        record=RecordId("added"),
        member=world.member.id,
        kind=kind.name,
        on=on,
        filed=on,
        position=random.randint(-1, len(world.entries)),
        fields=fields,
    )
    more = replace(world, entries=(*world.entries, added))
    if added not in replace(trial, world=more).seen:
        return None
    what = record_words(policy, added)
    return _lower(trial.total(world), trial.total(more), with_what=what)


def _sign(rule: Rule, kind: RecordKind, entry: Entry) -> int:
    """Return points of the sign that an entry has under a rule; rates give, for any quantity."""
    if isinstance(rule.worth, Rates):
        quantity = entry.fields[rule.worth.field]
        assert isinstance(quantity, int)
        return min(quantity, 1)
    return worth(rule, kind, entry) or 0


def only_deducts(policy: Policy, entry: Entry) -> bool:
    """Return whether whatever reads an entry reads it as a deduction or as nothing."""
    if isinstance(policy.form, PointsForm):
        kind = policy.kinds[entry.kind]
        points = [_sign(rule, kind, entry) for rule in policy.form.rules_by_kind[entry.kind]]
        return min(points) < 0 and max(points) <= 0
    measures = [each for each in policy.form.measures if each.record == entry.kind]
    return all(
        each.against(1 if each.field is None else entry.fields[each.field]) for each in measures
    )


def _changed(world: World, entry: Entry, state: State) -> World:
    """Return the world with a state on an entry from the day asked for on."""
    change = StateChange(state=state, on=world.as_of)
    changed = replace(entry, states=(*entry.states, change))
    entries = tuple(changed if each is entry else each for each in world.entries)
    return replace(world, entries=entries)


def _with_state(state: State, *before: State) -> Check:
    """Return the check that a state on a deduction in one of the states before costs nothing."""

    def check(trial: Trial) -> str | None:
        world = trial.world
        deductions = [
            entry
            for entry in trial.seen
            if entry.state_on(world.as_of) in before and only_deducts(trial.policy, entry)
        ]
        if not deductions:
            return None
        chosen = trial.random.choice(deductions)
        changed = _changed(world, chosen, state)
        what = f"{chosen.record} {state}"
        return _lower(trial.total(world), trial.total(changed), with_what=what)

    return check


def _order(trial: Trial) -> str | None:
    """Give the records in another order: the statement is the same."""
    if len(trial.seen) < 2:
        return None
    mixed = list(trial.world.entries)
    trial.random.shuffle(mixed)
    if not _running(trial.policy):
        mixed = [replace(entry, position=place) for place, entry in enumerate(mixed)]
    first = trial.statement(trial.world)
    second = trial.statement(replace(trial.world, entries=tuple(mixed)))
    return "" if first == second else f"{first.total} became {second.total}, or a line changed"


def _running(policy: Policy) -> bool:
    """Return whether bounds hold at every record, where the order within a day breaks ties."""
    form = policy.form
    return (
        isinstance(form, PointsForm)
        and form.bounds is not None
        and form.bounds.hold is Hold.AT_EVERY_RECORD
    )


def _bounds(trial: Trial) -> str | None:
    """Look whether the total is inside the bounds or the scale."""
    form = trial.policy.form
    if isinstance(form, IndexForm):
        low, high = form.scale
        total = trial.total(trial.world)
        return "" if low <= total <= high else f"the total is {total}"
    if form.bounds is None:
        return None
    total = trial.total(trial.world)
    return f"the total is {total}" if form.bounds.bite(total) else ""


def _before_since(trial: Trial) -> str | None:
    """Look whether a rule or measure counts anything from before its day."""
    form = trial.policy.form
    rules = form.rules if isinstance(form, PointsForm) else form.measures
    since = {rule.name: rule.since for rule in rules if rule.since is not None}
    tried = None
    for line in trial.statement(trial.world).lines:
        first = since.get(RuleName(line.rule or ""))
        if first is None or line.kind is LineKind.CAP or line.on >= first:
            continue
        tried = ""
        if line.counted:
            return f"{line.rule} counts {line.counted} for {line.on}"
    return tried


def _silent(trial: Trial) -> str | None:
    """Withdraw a source: the statement is that of a source that never sent anything."""
    world = trial.world
    seen = sorted({entry.source for entry in trial.seen})
    if not seen:
        return None
    gone = trial.random.choice(seen)
    consents = world.member.consents
    if consents is None:
        sources = {entry.source for entry in world.entries}
        consents = {source: Consent(given=world.member.joined) for source in sorted(sources)}
    without = {source: consent for source, consent in consents.items() if source != gone}
    unauthorised = replace(world, member=replace(world.member, consents=without))
    entries = tuple(entry for entry in world.entries if entry.source != gone)
    silent = World(
        member=replace(world.member, consents=consents), entries=entries, as_of=world.as_of
    )
    first, second = trial.statement(unauthorised), trial.statement(silent)
    if first == second:
        return ""
    return f"{second.total} became {first.total} when {gone} was withdrawn, or a line changed"


def _next_change(trial: Trial) -> str | None:
    """Wait with nothing new: the statement changes on the day it says, and not before."""
    today = trial.world.as_of
    quiet = World(
        member=_decided(trial.world.member, today),
        entries=tuple(_settled(entry, today) for entry in trial.seen),
        as_of=today,
    )
    now = trial.statement(quiet)
    if not now.lines:
        return None
    change = now.next_change
    ahead = [today + timedelta(days=days) for days in LOOKED_AHEAD_DAYS]
    for day in (*ahead, *([] if change is None else [change - timedelta(days=1)])):
        if day > today and (change is None or day < change):
            then = trial.statement(replace(quiet, as_of=day))
            if _told(then) != _told(now):
                return f"the statement changes by {day} and says {change or 'never'}"
    if change is not None and _told(trial.statement(replace(quiet, as_of=change))) == _told(now):
        return f"the statement says {change} and does not change then"
    return ""


def _decided(member: Member, today: date) -> Member:
    """Return a member without the consents that are still to come."""
    if member.consents is None:
        return member
    given = {
        source: consent for source, consent in member.consents.items() if consent.given <= today
    }
    return replace(member, consents=given)


def _settled(entry: Entry, today: date) -> Entry:
    """Return an entry without what is still to come."""
    known = tuple(change for change in entry.states if change.on <= today)
    notified = entry.notified
    if notified is not None and notified > today:
        notified = None
    return replace(entry, states=known, notified=notified)


def _told(statement: Statement) -> list[tuple[str, ...]]:
    """Return what a statement tells: each line, what it counts and why."""
    return sorted(
        (
            line.kind,
            line.rule or "",
            (line.record or "") if line.kind is LineKind.ENTRY else "",
            str(line.counted),
            line.why,
        )
        for line in statement.lines
    )


def _nothing(trial: Trial) -> str | None:
    """Take all records away: what is left is the opening."""
    total = trial.total(replace(trial.world, entries=()))
    return "" if total == trial.policy.opening else f"the total is {total}"


TAKING_AWAY: Final = "taking away a deduction never lowers the total"
CONTESTING: Final = "contesting a deduction never lowers the total"
REPAIRING: Final = "repairing a deduction never lowers the total"
BOUNDS: Final = "the total stays within bounds"
SINCE: Final = "nothing before since counts"

CHECKS: Final[dict[str, Check]] = {
    TAKING_AWAY: _with_state(State.STRUCK_OUT, State.COUNTED, State.UNDER_REVIEW, State.REPAIRED),
    CONTESTING: _with_state(State.UNDER_REVIEW, State.COUNTED, State.REPAIRED),
    REPAIRING: _with_state(State.REPAIRED, State.COUNTED),
    "the order of the records does not matter": _order,
    BOUNDS: _bounds,
    SINCE: _before_since,
    "an unauthorised source equals a silent one": _silent,
    "a statement changes on the day it says and not before": _next_change,
    "nobody's records make the opening": _nothing,
}
"""The laws by their sentences; those about adding records are made from the kinds."""
