"""The laws of a score, each tried on one pair of a policy and a member with any definition."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from tests.agreement.days import next_change_exact, replay
from tests.agreement.trials import Law, Score, Trial
from tests.support.members import World, entry_of
from tests.support.worlds import Pair

from goodstanding.model.entry import Consent, Entry, State, StateChange
from goodstanding.model.index import Measure, Reading
from goodstanding.model.names import SourceName
from goodstanding.model.points import Hold, Rates, Rule
from goodstanding.model.policy import IndexForm, PointsForm, Policy, Purpose
from goodstanding.model.statement import LineKind, Why
from goodstanding.scoring.score.parts import worth

TRIED = 3
"""So many records of a member each law about one record is tried on."""


def broken(score: Score, pair: Pair, tried: dict[str, int] | None = None) -> list[str]:
    """Return the names of the laws that a pair breaks, counting those that spoke."""
    found = []
    for name, law in LAWS.items():
        random = Random(pair.seed)
        held = law(Trial(score, pair.policy, pair.world, random))
        if held is not None and tried is not None:
            tried[name] = tried.get(name, 0) + 1
        if held is False:
            found.append(name)
    return found


def _visible(trial: Trial, entry: Entry) -> bool:
    """Return whether an entry is seen: what is not, has its own law."""
    world, member, day = trial.world, trial.world.member, trial.world.as_of
    earliest = member.joined
    if member.consents is not None:
        consent = member.consents.get(entry.source)
        if consent is None or not consent.covers(entry.kind, day):
            return False
        earliest = min(earliest, consent.records_from or earliest)
    window = trial.policy.window
    if window is not None and window.after(entry.aged_from) <= day:
        return False
    return earliest <= entry.on <= day and entry.filed <= world.as_of


def _worths(policy: Policy, entry: Entry) -> list[int]:
    """Return what every rule that reads an entry gives for it; rates give something good."""
    assert isinstance(policy.form, PointsForm)
    rules = policy.form.rules_by_kind.get(entry.kind, ())
    kind = policy.kinds[entry.kind]
    return [1 if isinstance(rule.worth, Rates) else worth(rule, kind, entry) or 0 for rule in rules]


def _measures(policy: Policy, entry: Entry) -> list[Measure]:
    """Return the measures that read an entry."""
    assert isinstance(policy.form, IndexForm)
    return [each for each in policy.form.measures if each.record == entry.kind]


def _is_good(policy: Policy, entry: Entry) -> bool:
    """Return whether an entry can only do good."""
    if isinstance(policy.form, PointsForm):
        worths = _worths(policy, entry)
        return bool(worths) and min(worths) >= 0
    measures = _measures(policy, entry)
    return bool(measures) and all(_does_good(each, entry) for each in measures)


def _does_good(measure: Measure, entry: Entry) -> bool:
    """Return whether one entry more cannot make a measure worse."""
    gains = all(points >= 0 for _, points in measure.table)
    match measure.reading:
        case Reading.SHARE:
            assert measure.field is not None
            return measure.speaks_for(entry.fields[measure.field])
        case Reading.COUNT | Reading.SUM | Reading.SUM_FIELD | Reading.MOST:
            return gains and not measure.falls
        case Reading.SMALLEST | Reading.YEARS_SINCE:
            return gains and (measure.falls or measure.table[0][1] == measure.table[-1][1])
        case Reading.LATEST:
            return False


def _is_deduction(policy: Policy, entry: Entry) -> bool:
    """Return whether an entry can only take points away."""
    if isinstance(policy.form, PointsForm):
        worths = _worths(policy, entry)
        return bool(worths) and min(worths) < 0 and max(worths) <= 0
    return bool(_measures(policy, entry)) and all(
        each.against(1 if each.field is None else entry.fields[each.field])
        for each in _measures(policy, entry)
    )


def _deductions(trial: Trial, *before: State) -> list[Entry]:
    """Return the seen deductions that are in one of the states."""
    return [
        entry
        for entry in trial.world.entries
        if _visible(trial, entry)
        and entry.state_on(trial.world.as_of) in before
        and _is_deduction(trial.policy, entry)
    ]


def _in_state(world: World, entry: Entry, *states: State) -> World:
    """Return the world with an entry in a state on the day asked for, having passed others."""
    changes = tuple(StateChange(state=state, on=world.as_of) for state in states)
    changed = replace(entry, states=(*entry.states, *changes))
    entries = tuple(changed if each is entry else each for each in world.entries)
    return replace(world, entries=entries)


def good_record(trial: Trial) -> bool | None:
    """A good record never lowers the total."""
    world = trial.world
    kinds = list(trial.policy.kinds.values())
    days = [entry.on for entry in world.entries] or [world.as_of]
    added_worlds = []
    for number in range(2 * TRIED):
        added = entry_of(
            trial.random,
            trial.random.choice(kinds),
            f"added-{number}",
            days=days,
            as_of=world.as_of,
            place=trial.random.randint(-1, len(world.entries)),
        )
        if _is_good(trial.policy, added) and _visible(trial, added):
            added_worlds.append(replace(world, entries=(*world.entries, added)))
    if not added_worlds:
        return None
    least = trial.total(world)
    return all(trial.total(each) >= least for each in added_worlds[:TRIED])


def _never_lower(*states: State, before: tuple[State, ...]) -> Law:
    """Return the law that going through the states costs nothing for a deduction."""

    def law(trial: Trial) -> bool | None:
        found = _deductions(trial, *before)
        if not found:
            return None
        least = trial.total(trial.world)
        changed = [_in_state(trial.world, entry, *states) for entry in found[:TRIED]]
        return all(trial.total(each) >= least for each in changed)

    return law


def contested_is_absent(trial: Trial) -> bool | None:
    """A contested or struck-out record counts as if it were not there; the latest is the exception.

    The latest of a kind keeps its place at nothing.
    """
    form = trial.policy.form
    if isinstance(form, IndexForm) and any(m.reading is Reading.LATEST for m in form.measures):
        return None
    found = [entry for entry in trial.world.entries if _visible(trial, entry)]
    if not found:
        return None
    entry = trial.random.choice(found)
    without = tuple(each for each in trial.world.entries if each is not entry)
    state = trial.random.choice([State.UNDER_REVIEW, State.STRUCK_OUT])
    contested = trial.total(_in_state(trial.world, entry, state))
    return contested == trial.total(replace(trial.world, entries=without))


def untold_is_absent(trial: Trial) -> bool | None:
    """A deduction whose notice has not come counts as if it were not there."""
    found = _deductions(trial, State.COUNTED, State.REPAIRED)
    if not found or trial.policy.purpose is Purpose.STUDY:
        return None
    entry = trial.random.choice(found)
    day = trial.world.as_of + timedelta(days=1)
    untold = replace(entry, notified=trial.random.choice([None, day]))
    others = tuple(each for each in trial.world.entries if each is not entry)
    with_untold = replace(trial.world, entries=(*others, untold))
    return trial.total(with_untold) == trial.total(replace(trial.world, entries=others))


def contesting_the_untold(trial: Trial) -> bool | None:
    """Contesting or striking out a deduction whose notice has not come changes no total."""
    found = _deductions(trial, State.COUNTED, State.REPAIRED)
    if not found or trial.policy.purpose is Purpose.STUDY:
        return None
    entry = trial.random.choice(found)
    untold = replace(entry, notified=None)
    others = tuple(each for each in trial.world.entries if each is not entry)
    before = replace(trial.world, entries=(*others, untold))
    state = trial.random.choice([State.UNDER_REVIEW, State.STRUCK_OUT])
    return trial.total(_in_state(before, untold, state)) == trial.total(before)


def order_of_arrival(trial: Trial) -> bool | None:
    """The order of arrival does not matter, but within a day under running bounds."""
    entries = list(trial.world.entries)
    if len(entries) < 2:
        return None
    trial.random.shuffle(entries)
    bounds = trial.policy.form.bounds if isinstance(trial.policy.form, PointsForm) else None
    if bounds is None or bounds.hold is not Hold.AT_EVERY_RECORD:
        entries = [replace(entry, position=place) for place, entry in enumerate(entries)]
    mixed = replace(trial.world, entries=tuple(entries))
    return trial.on(mixed) == trial.on(trial.world)


def before_since(trial: Trial) -> bool | None:
    """Nothing from before since counts."""
    form = trial.policy.form
    rules = form.rules if isinstance(form, PointsForm) else form.measures
    since = {str(rule.name): rule.since for rule in rules if rule.since is not None}
    lines = [
        line
        for line in trial.on(trial.world).lines
        if line.kind in {LineKind.ENTRY, LineKind.MEASURE}
        and line.on < since.get(str(line.rule), date.min)
    ]
    return all(line.counted == 0 for line in lines) if lines else None


def silent_source(trial: Trial) -> bool | None:
    """A source that is not authorised equals one that sent nothing."""
    sources = sorted({entry.source for entry in trial.world.entries})
    if not sources:
        return None
    gone = trial.random.choice(sources)
    member = trial.world.member
    given = member.consents
    if given is None:
        given = {source: Consent(given=date.min) for source in sources}
    without = {source: consent for source, consent in given.items() if source != gone}
    silent = tuple(entry for entry in trial.world.entries if entry.source != gone)
    refused = replace(trial.world, member=replace(member, consents=without))
    quiet = replace(trial.world, member=replace(member, consents=given), entries=silent)
    return trial.on(refused) == trial.on(quiet)


def unseen_has_no_line(trial: Trial) -> bool | None:
    """A record that is not seen has no line, and in a points policy one that is has."""
    entries = trial.world.entries
    if not entries:
        return None
    statement = trial.on(trial.world)
    named = {(line.source, line.record) for line in statement.lines}
    points = isinstance(trial.policy.form, PointsForm)
    for entry in entries:
        seen = _visible(trial, entry) and trial.policy.reads(entry.kind)
        has_line = (entry.source, entry.record) in named
        if has_line and not seen:
            return False
        if points and seen and not has_line:
            return False
    return True


def in_bounds(trial: Trial) -> bool | None:
    """The total is inside the bounds or the scale, and its dimensions between 0 and 100."""
    statement = trial.on(trial.world)
    form = trial.policy.form
    if isinstance(form, IndexForm):
        low, high = form.scale
        inside = all(0 <= points <= 100 for points in statement.dimensions.values())
        return inside and low <= statement.total <= high
    return None if form.bounds is None else form.bounds.bite(statement.total) == 0


def sums_up(trial: Trial) -> bool | None:
    """The opening and the lines are the total; the level and the dimensions follow from them."""
    statement = trial.on(trial.world)
    total = trial.policy.opening + sum(line.counted for line in statement.lines)
    level = trial.policy.level(total, trial.world.member.level_held)
    for name, points in statement.dimensions.items():
        assert isinstance(trial.policy.form, IndexForm)
        base = trial.policy.form.dimension_by_name[name].base
        own = sum(line.points for line in statement.lines if line.dimension == name)
        if points != min(max(base + own, 0), 100):
            return False
    in_order = [line.kind for line in statement.lines]
    ranks = [{LineKind.CAP: 1, LineKind.LIMIT: 2}.get(kind, 0) for kind in in_order]
    return (statement.total, statement.level) == (total, level) and ranks == sorted(ranks)


def rounding_favours(trial: Trial) -> bool | None:
    """What is left is the exact share of the points, rounded up to the next whole one."""
    policy, statement = trial.policy, trial.on(trial.world)
    exact: list[tuple[int, Fraction]] = []
    if isinstance(policy.form, IndexForm):
        low, high = policy.form.scale
        for line in statement.lines:
            if line.kind is LineKind.MEASURE and line.dimension is not None:
                weight = policy.form.dimension_by_name[line.dimension].weight
                exact.append((line.counted, line.points * weight * (high - low) / 100))
    else:
        rules = {str(rule.name): rule for rule in policy.form.rules}
        acts = {(entry.source, entry.record): entry for entry in trial.world.entries}
        for line in statement.lines:
            if line.why not in {Why.COUNTED, Why.FADED} or line.record is None:
                continue
            rule, entry = rules[str(line.rule)], acts[line.source or SourceName(""), line.record]
            if not isinstance(rule.worth, Rates):
                exact.append((line.counted, line.points * _share(rule, entry, trial.world.as_of)))
    return all(share <= left < share + 1 for left, share in exact) if exact else None


def _share(rule: Rule, entry: Entry, day: date) -> Fraction:
    """Return the share left of an entry: the least of the steps that its age has reached."""
    reached = [step.share for step in rule.fade if step.after.after(entry.aged_from) <= day]
    return min(reached, default=Fraction(1))


EVERY = (State.COUNTED, State.REPAIRED, State.UNDER_REVIEW)

LAWS: dict[str, Law] = {
    "a good record never lowers the total": good_record,
    "striking out a deduction never lowers the total": _never_lower(State.STRUCK_OUT, before=EVERY),
    "contesting a deduction never lowers the total": _never_lower(
        State.UNDER_REVIEW, before=(State.COUNTED, State.REPAIRED)
    ),
    "repairing a deduction never lowers the total": _never_lower(
        State.REPAIRED, before=(State.COUNTED,)
    ),
    "an appeal that is won costs nothing": _never_lower(
        State.UNDER_REVIEW, State.STRUCK_OUT, before=(State.COUNTED, State.REPAIRED)
    ),
    "a contested record counts as absent": contested_is_absent,
    "an untold deduction counts as absent": untold_is_absent,
    "contesting what was not told changes no total": contesting_the_untold,
    "the order of arrival does not matter": order_of_arrival,
    "nothing before since counts": before_since,
    "an unauthorised source equals a silent one": silent_source,
    "a record that is not seen has no line": unseen_has_no_line,
    "the total is in its bounds": in_bounds,
    "the lines and the opening are the total": sums_up,
    "a line is rounded once, towards the member": rounding_favours,
    "a day replayed is the same": replay,
    "the next change is exact": next_change_exact,
}
