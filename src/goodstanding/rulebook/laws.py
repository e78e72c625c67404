"""Laws of a score, one sentence each, tried on generated members."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Final

from goodstanding.errors import Problem, declare
from goodstanding.model.entry import ALWAYS_TOLD, Consent, Entry, State, StateChange
from goodstanding.model.kinds import RecordKind, YesOrNo
from goodstanding.model.names import FieldName, KindName, RecordId
from goodstanding.model.points import Hold, PointsByBound, PointsByName
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.model.statement import LineKind, Statement
from goodstanding.rulebook.worlds import Edges, World, make_fields, worlds
from goodstanding.scoring.score import score
from goodstanding.scoring.score.parts import worth

LAW_BROKEN = declare("policy-law-broken", "A law of a score fails on a generated member.")

ADDING = re.compile(
    r"adding an? (?P<kind>[a-z0-9_-]+) record(?: with (?P<field>[a-z0-9_-]+))? "
    r"never lowers the total"
)
LOOKED_AHEAD_DAYS: Final = (1, 2, 31, 366, 800)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A sentence that holds for every member; `kind` and `field` where it speaks of records."""

    sentence: str
    kind: KindName | None = None
    field: FieldName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawResult:
    """How a law did: on how many worlds it was tried, and the smallest world where it failed."""

    law: Law
    tried: int
    failed: World | None
    words: str = ""


Check = Callable[[Policy, Law, World, Random], str | None]
"""Return what went wrong in a world, empty where nothing did, None where nothing was tried."""


def parse_law(sentence: str) -> Law | None:
    """Return the law of a sentence, None where no law is written so."""
    match = ADDING.fullmatch(sentence)
    if match is not None:
        field = FieldName(match["field"]) if match["field"] else None
        return Law(sentence=sentence, kind=KindName(match["kind"]), field=field)
    return Law(sentence=sentence) if sentence in CHECKS else None


def known_sentences() -> tuple[str, ...]:
    """Return every sentence that is a law, with KIND and FIELD standing for names."""
    return (
        "adding a KIND record never lowers the total",
        "adding a KIND record with FIELD never lowers the total",
        *CHECKS,
    )


def standing_laws(policy: Policy) -> list[Law]:
    """Return the laws that every policy keeps, its good kinds named."""
    laws = [Law(sentence=sentence) for sentence in CHECKS]
    for kind in policy.kinds.values():
        for field in _good_fields(policy, kind):
            article = "an" if kind.name[0] in "aeiou" else "a"
            with_field = "" if field is None else f" with {field}"
            sentence = f"adding {article} {kind.name} record{with_field} never lowers the total"
            laws.append(Law(sentence=sentence, kind=kind.name, field=field))
    return laws


def _good_fields(policy: Policy, kind: RecordKind) -> list[FieldName | None]:
    """Return how a record of a kind can only be good: whatever it holds, or with a field yes."""
    if not policy.reads(kind.name):
        return []
    if isinstance(policy.form, PointsForm):
        rules = policy.form.rules_by_kind[kind.name]
        return [None] if all(gives(rule.worth) for rule in rules) else []
    measures = [each for each in policy.form.measures if each.record == kind.name]
    yes = [name for name, form in kind.fields.items() if isinstance(form, YesOrNo)]
    if any(each.reading.value != "share of" and each.deducts for each in measures):
        return []
    if any(each.reading.value in {"smallest in", "latest in"} for each in measures):
        return []
    if any(each.falls for each in measures):
        return []
    shares = {each.field for each in measures if each.reading.value == "share of"}
    if not shares:
        return [None]
    return [name for name in yes if shares == {name}]


def gives(form: object) -> bool:
    """Return whether no act of a worth takes points away."""
    if isinstance(form, PointsByBound):
        return all(points >= 0 for _, points in form.rows)
    if isinstance(form, PointsByName):
        return all(points >= 0 for points in form.rows.values())
    points = getattr(form, "points", None)
    return points is None or all(amount >= 0 for _, amount in points.amounts)


def check_laws(policy: Policy, laws: Sequence[Law], *, seed: int, count: int) -> list[LawResult]:
    """Try each law on `count` generated worlds, the same for a seed, and shrink what fails."""
    made = list(worlds(policy, seed=seed, count=count))
    return [_result(policy, law, made, seed) for law in laws]


def _result(policy: Policy, law: Law, made: Sequence[World], seed: int) -> LawResult:
    """Try one law on every world until it fails."""
    tried = 0
    for place, world in enumerate(made):
        words = _try(policy, law, world, seed + place)
        tried += words is not None
        if words:
            small = _shrink(policy, law, world, seed + place)
            said = _try(policy, law, small, seed + place) or words
            return LawResult(law=law, tried=tried, failed=small, words=said)
    return LawResult(law=law, tried=tried, failed=None)


def _try(policy: Policy, law: Law, world: World, seed: int) -> str | None:
    """Try one law on one world."""
    check = _adding if law.kind is not None else CHECKS[law.sentence]
    return check(policy, law, world, Random(seed))  # noqa: S311 - seeded on purpose


def _shrink(policy: Policy, law: Law, world: World, seed: int) -> World:
    """Return a world with no entry that the failure can do without."""
    small = world
    for entry in world.entries:
        fewer = replace(small, entries=tuple(each for each in small.entries if each is not entry))
        if _try(policy, law, fewer, seed):
            small = fewer
    return small


def law_problems(results: Sequence[LawResult], *, file: str) -> list[Problem]:
    """Return a problem for each law that failed, with the smallest member it failed on."""
    return [
        Problem(
            code=LAW_BROKEN,
            file=file,
            path="always",
            what=f"the law {result.law.sentence!r} fails: {result.words}; as of "
            f"{result.failed.as_of} with {_said(result.failed)}",
            hint="Change the rules until it holds, and keep that member as a test",
        )
        for result in results
        if result.failed is not None
    ]


def _said(world: World) -> str:
    """Return the records of a generated world as a tests file writes them."""
    parts = []
    for entry in world.entries:
        fields = "".join(f", {name}: {value}" for name, value in entry.fields.items())
        states = "".join(f", {change.state} on {change.on}" for change in entry.states)
        parts.append(f"{{{entry.kind}: {entry.record}, on: {entry.on}{fields}{states}}}")
    return " ".join(parts) or "no records"


def _total(policy: Policy, world: World) -> int:
    """Return the total of a world."""
    return score(policy, world.member, world.entries, as_of=world.as_of).total


def _lower(before: int, after: int) -> str:
    """Return the words where a total fell."""
    return f"{before} became {after}" if after < before else ""


def _adding(policy: Policy, law: Law, world: World, random: Random) -> str | None:
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
    after = _total(policy, replace(world, entries=(*world.entries, added)))
    return _lower(_total(policy, world), after)


def _deductions(policy: Policy, world: World) -> list[Entry]:
    """Return the entries that can only take points away in this world."""
    if isinstance(policy.form, PointsForm):
        rules = policy.form.rules_by_kind
        return [
            entry
            for entry in world.entries
            if all(
                (worth(rule, policy.kinds[entry.kind], entry) or 0) <= 0
                for rule in rules.get(entry.kind, ())
            )
        ]
    return [entry for entry in world.entries if _only_against(policy.form, entry)]


def _only_against(form: IndexForm, entry: Entry) -> bool:
    """Return whether every measure that reads an entry reads it as a deduction."""
    measures = [each for each in form.measures if each.record == entry.kind]
    return bool(measures) and all(
        each.against(1 if each.field is None else entry.fields[each.field]) for each in measures
    )


def _changed(world: World, entry: Entry, state: State) -> World:
    """Return the world with a state on an entry from its own day on."""
    change = StateChange(state=state, on=max(entry.on, world.as_of))
    changed = replace(entry, states=(*entry.states, change))
    entries = tuple(changed if each is entry else each for each in world.entries)
    return replace(world, entries=entries)


def _with_state(state: State) -> Check:
    """Return the check that a state on a deduction never lowers the total."""

    def check(policy: Policy, law: Law, world: World, random: Random) -> str | None:
        del law
        deductions = [
            entry
            for entry in _deductions(policy, world)
            if entry.on <= world.as_of
            and entry.state_on(world.as_of) in {State.COUNTED, State.UNDER_REVIEW}
        ]
        if state is not State.STRUCK_OUT:
            deductions = [
                each for each in deductions if each.state_on(world.as_of) is State.COUNTED
            ]
        if not deductions:
            return None
        changed = _changed(world, random.choice(deductions), state)
        return _lower(_total(policy, world), _total(policy, changed))

    return check


def _order(policy: Policy, law: Law, world: World, random: Random) -> str | None:
    """Give the records in another order: the statement is the same."""
    del law
    if len(world.entries) < 2:
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
    total = _total(policy, world)
    form = policy.form
    if isinstance(form, IndexForm):
        low, high = form.scale
        return "" if low <= total <= high else f"the total is {total}"
    if form.bounds is None:
        return None
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
        first = since.get(line.rule) if line.rule is not None else None  # type: ignore[call-overload] # a group's name is never a rule's
        if first is None or line.kind is LineKind.CAP:
            continue
        tried = ""
        if line.on < first and line.counted:
            return f"{line.rule} counts {line.counted} for {line.on}"
    return tried


def _silent(policy: Policy, law: Law, world: World, random: Random) -> str | None:
    """Withdraw a source: the statement is that of a source that never sent anything."""
    del law
    sources = sorted({entry.source for entry in world.entries})
    if not sources:
        return None
    gone = random.choice(sources)
    consents = world.member.consents
    if consents is None:
        consents = {source: Consent(given=world.member.joined) for source in sources}
    without = {source: consent for source, consent in consents.items() if source != gone}
    unauthorised = replace(world.member, consents=without)
    silent = tuple(entry for entry in world.entries if entry.source != gone)
    first = score(policy, unauthorised, world.entries, as_of=world.as_of)
    second = score(policy, replace(world.member, consents=consents), silent, as_of=world.as_of)
    return "" if first == second else f"{second.total} became {first.total}"


def _next_change(policy: Policy, law: Law, world: World, random: Random) -> str | None:
    """Wait with nothing new: the statement changes on the day it says, and not before."""
    del law, random
    quiet = tuple(_settled(entry, world) for entry in world.entries if entry.filed <= world.as_of)
    quiet = tuple(entry for entry in quiet if entry.on <= world.as_of)
    now = score(policy, world.member, quiet, as_of=world.as_of)
    change = now.next_change
    ahead = [world.as_of + timedelta(days=days) for days in LOOKED_AHEAD_DAYS]
    for day in (*ahead, *([] if change is None else [change - timedelta(days=1)])):
        if day > world.as_of and (change is None or day < change):
            then = score(policy, world.member, quiet, as_of=day)
            if _told(then) != _told(now):
                return f"the statement changes by {day} and says {change or 'never'}"
    if change is not None:
        then = score(policy, world.member, quiet, as_of=change)
        if _told(then) == _told(now):
            return f"the statement says {change} and does not change then"
    return ""


def _settled(entry: Entry, world: World) -> Entry:
    """Return an entry without what is still to come."""
    known = tuple(change for change in entry.states if change.on <= world.as_of)
    notified = entry.notified
    if notified is not None and notified not in {ALWAYS_TOLD} and notified > world.as_of:
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


def _nothing(policy: Policy, law: Law, world: World, random: Random) -> str | None:
    """Take all records away: what is left is the opening."""
    del law, random
    total = _total(policy, replace(world, entries=()))
    return "" if total == policy.opening else f"the total is {total}"


CHECKS: Final[dict[str, Check]] = {
    "taking away a deduction never lowers the total": _with_state(State.STRUCK_OUT),
    "contesting a deduction never lowers the total": _with_state(State.UNDER_REVIEW),
    "repairing a deduction never lowers the total": _with_state(State.REPAIRED),
    "the order of the records does not matter": _order,
    "the total stays within bounds": _bounds,
    "nothing before since counts": _before_since,
    "an unauthorised source equals a silent one": _silent,
    "a statement changes on the day it says and not before": _next_change,
    "nobody's records make the opening": _nothing,
}
"""The laws by their sentences; those about adding records are made from the kinds."""

__all__ = [
    "LAW_BROKEN",
    "Law",
    "LawResult",
    "check_laws",
    "known_sentences",
    "law_problems",
    "parse_law",
    "standing_laws",
]
