"""How each law is tried on one generated member."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from goodstanding.model.entry import ALWAYS_TOLD, Consent, Entry, Member, State, StateChange
from goodstanding.model.names import RecordId, RuleName
from goodstanding.model.points import Hold
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.model.statement import LineKind, Statement
from goodstanding.rulebook.laws.law import Law
from goodstanding.rulebook.laws.shrink import record_words
from goodstanding.rulebook.worlds import Edges, World, make_fields
from goodstanding.scoring.score import score
from goodstanding.scoring.score.parts import worth
from goodstanding.scoring.score.seen import seen_entries

LOOKED_AHEAD_DAYS: Final = (1, 2, 31, 366, 800)

Check = Callable[[Policy, Law, World, Random], str | None]
"""Return what went wrong in a world, empty where nothing did, None where nothing was tried."""


def _total(policy: Policy, world: World) -> int:
    """Return the total of a world."""
    return score(policy, world.member, world.entries, as_of=world.as_of).total


def _lower(before: int, after: int, *, with_what: str) -> str:
    """Return the words where a total fell, and with what it did."""
    return f"{before} became {after} with {with_what}" if after < before else ""


def _seen(policy: Policy, world: World) -> list[Entry]:
    """Return the entries that are seen in a world: nothing else is tried by a law."""
    seen = seen_entries(policy, world.member, world.entries, world.as_of)
    return [each.entry for each in seen]


def try_adding(policy: Policy, law: Law, world: World, random: Random) -> str | None:
    """Add a good record somewhere: the total may not fall."""
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
    if added not in _seen(policy, more):
        return None
    what = record_words(policy, added)
    return _lower(_total(policy, world), _total(policy, more), with_what=what)


def _deductions(policy: Policy, world: World) -> list[Entry]:
    """Return the seen entries that can only take points away."""
    return [entry for entry in _seen(policy, world) if _only_deducts(policy, entry)]


def _only_deducts(policy: Policy, entry: Entry) -> bool:
    """Return whether whatever reads an entry reads it as a deduction or as nothing."""
    if isinstance(policy.form, PointsForm):
        kind = policy.kinds[entry.kind]
        points = [worth(rule, kind, entry) or 0 for rule in policy.form.rules_by_kind[entry.kind]]
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

    def check(policy: Policy, law: Law, world: World, random: Random) -> str | None:
        del law
        deductions = [
            entry for entry in _deductions(policy, world) if entry.state_on(world.as_of) in before
        ]
        if not deductions:
            return None
        chosen = random.choice(deductions)
        changed = _changed(world, chosen, state)
        what = f"{chosen.record} {state}"
        return _lower(_total(policy, world), _total(policy, changed), with_what=what)

    return check


def _order(policy: Policy, law: Law, world: World, random: Random) -> str | None:
    """Give the records in another order: the statement is the same."""
    del law
    if len(_seen(policy, world)) < 2:
        return None
    mixed = list(world.entries)
    random.shuffle(mixed)
    if not _running(policy):
        mixed = [replace(entry, position=place) for place, entry in enumerate(mixed)]
    first = score(policy, world.member, world.entries, as_of=world.as_of)
    second = score(policy, world.member, mixed, as_of=world.as_of)
    return "" if first == second else f"{first.total} became {second.total}, or a line changed"


def _running(policy: Policy) -> bool:
    """Return whether bounds hold at every record, where the order within a day breaks ties."""
    form = policy.form
    return (
        isinstance(form, PointsForm)
        and form.bounds is not None
        and form.bounds.hold is Hold.AT_EVERY_RECORD
    )


def _bounds(policy: Policy, law: Law, world: World, random: Random) -> str | None:
    """Look whether the total is inside the bounds or the scale."""
    del law, random
    form = policy.form
    if isinstance(form, IndexForm):
        low, high = form.scale
        total = _total(policy, world)
        return "" if low <= total <= high else f"the total is {total}"
    if form.bounds is None:
        return None
    total = _total(policy, world)
    return f"the total is {total}" if form.bounds.bite(total) else ""


def _before_since(policy: Policy, law: Law, world: World, random: Random) -> str | None:
    """Look whether a rule or measure counts anything from before its day."""
    del law, random
    form = policy.form
    rules = form.rules if isinstance(form, PointsForm) else form.measures
    since = {rule.name: rule.since for rule in rules if rule.since is not None}
    statement = score(policy, world.member, world.entries, as_of=world.as_of)
    tried = None
    for line in statement.lines:
        first = since.get(RuleName(line.rule or ""))
        if first is None or line.kind is LineKind.CAP or line.on >= first:
            continue
        tried = ""
        if line.counted:
            return f"{line.rule} counts {line.counted} for {line.on}"
    return tried


def _silent(policy: Policy, law: Law, world: World, random: Random) -> str | None:
    """Withdraw a source: the statement is that of a source that never sent anything."""
    del law
    seen = sorted({entry.source for entry in _seen(policy, world)})
    if not seen:
        return None
    gone = random.choice(seen)
    consents = world.member.consents
    if consents is None:
        sources = {entry.source for entry in world.entries}
        consents = {source: Consent(given=world.member.joined) for source in sorted(sources)}
    without = {source: consent for source, consent in consents.items() if source != gone}
    unauthorised = replace(world.member, consents=without)
    silent = tuple(entry for entry in world.entries if entry.source != gone)
    first = score(policy, unauthorised, world.entries, as_of=world.as_of)
    second = score(policy, replace(world.member, consents=consents), silent, as_of=world.as_of)
    if first == second:
        return ""
    return f"{second.total} became {first.total} when {gone} was withdrawn, or a line changed"


def _next_change(policy: Policy, law: Law, world: World, random: Random) -> str | None:
    """Wait with nothing new: the statement changes on the day it says, and not before."""
    del law, random
    member = _decided(world.member, world)
    quiet = [_settled(entry, world) for entry in _seen(policy, world)]
    now = score(policy, member, quiet, as_of=world.as_of)
    if not now.lines:
        return None
    change = now.next_change
    ahead = [world.as_of + timedelta(days=days) for days in LOOKED_AHEAD_DAYS]
    for day in (*ahead, *([] if change is None else [change - timedelta(days=1)])):
        if day > world.as_of and (change is None or day < change):
            then = score(policy, member, quiet, as_of=day)
            if _told(then) != _told(now):
                return f"the statement changes by {day} and says {change or 'never'}"
    if change is not None:
        then = score(policy, member, quiet, as_of=change)
        if _told(then) == _told(now):
            return f"the statement says {change} and does not change then"
    return ""


def _decided(member: Member, world: World) -> Member:
    """Return a member without the consents that are still to come."""
    if member.consents is None:
        return member
    given = {
        source: consent
        for source, consent in member.consents.items()
        if consent.given <= world.as_of
    }
    return replace(member, consents=given)


def _settled(entry: Entry, world: World) -> Entry:
    """Return an entry without what is still to come."""
    known = tuple(change for change in entry.states if change.on <= world.as_of)
    notified = entry.notified
    if notified is not None and notified != ALWAYS_TOLD and notified > world.as_of:
        notified = None
    return replace(entry, states=known, notified=notified)


def _told(statement: Statement) -> list[tuple[str, ...]]:
    """Return what a statement tells: each line, what it counts and why."""
    return sorted(
        (
            line.kind,
            line.rule or "",
            (line.record or "") if line.kind is LineKind.ENTRY else "",
            str(line.points) if line.kind is LineKind.MEASURE else "",
            str(line.counted),
            line.why,
        )
        for line in statement.lines
    )


def _nothing(policy: Policy, law: Law, world: World, random: Random) -> str | None:
    """Take all records away: what is left is the opening."""
    del law, random
    total = _total(policy, replace(world, entries=()))
    return "" if total == policy.opening else f"the total is {total}"


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
