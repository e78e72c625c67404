"""The laws of a score that speak of other days than the one asked for."""

from dataclasses import replace
from datetime import timedelta

from tests.agreement.trials import Trial
from tests.support.members import World, entry_of

from goodstanding.model.entry import State, StateChange
from goodstanding.model.statement import Line, LineKind, Statement

AHEAD = (1, 2, 14, 31, 92, 366)


def replay(trial: Trial) -> bool | None:
    """The same day gives the same statement, and what came later changes nothing of it."""
    world = trial.world
    if not world.entries:
        return None
    later = world.as_of + timedelta(days=1)
    kind = trial.policy.kinds[world.entries[0].kind]
    unseen = entry_of(trial.random, kind, "later", days=[later], as_of=later, place=99)
    grown = []
    for entry in world.entries:
        change = StateChange(state=trial.random.choice(list(State)), on=later)
        grown.append(replace(entry, states=(*entry.states, change)))
    again = trial.on(replace(world, entries=(*grown, unseen)))
    return again == trial.on(world) == trial.on(world)


def _quiet(trial: Trial) -> World:
    """Return the world with nothing new to come: no record, no state, no notice, no consent."""
    day = trial.world.as_of
    entries = []
    for entry in trial.world.entries:
        if entry.on <= day and entry.filed <= day:
            known = tuple(change for change in entry.states if change.on <= day)
            told = entry.notified if entry.told_on(day) else None
            entries.append(replace(entry, states=known, notified=told))
    return replace(trial.world, entries=tuple(entries))


def _by_name(statement: Statement) -> dict[tuple[object, ...], Line]:
    """Return the lines of a statement that may name a next change."""
    return {
        (line.rule, line.source, line.record) if line.kind is LineKind.ENTRY else (line.rule,): line
        for line in statement.lines
        if line.kind in {LineKind.ENTRY, LineKind.MEASURE}
    }


def _says(line: Line | None) -> tuple[object, ...] | None:
    """Return what must change on a line's day of change, and not before."""
    if line is None:
        return None
    points = line.points if line.kind is LineKind.MEASURE else None
    return (line.counted, line.why, points)


def next_change_exact(trial: Trial) -> bool | None:
    """A line changes on the day it names and not before, and so does the statement."""
    world = _quiet(trial)
    now = trial.on(world)
    if not now.lines:
        return None
    named = _by_name(now)
    changes = {line.next_change for line in named.values()} - {None}
    days = {world.as_of + timedelta(days=days) for days in AHEAD}
    for change in changes:
        assert change is not None
        days |= {change, change - timedelta(days=1)}
    for day in sorted(day for day in days if day > world.as_of):
        then = trial.on(replace(world, as_of=day))
        later = _by_name(then)
        for name, line in named.items():
            same = _says(later.get(name)) == _says(line)
            if line.next_change is None or day < line.next_change:
                if not same:
                    return False
            elif day == line.next_change and same:
                return False
        before = now.next_change is None or day < now.next_change
        if before and (then.total, then.dimensions) != (now.total, now.dimensions):
            return False
    return True
