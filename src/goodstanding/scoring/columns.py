"""Entries as the integer columns that the kernel reads, and its lines as statements again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from goodstanding.model.entry import Entry, Member, State
from goodstanding.model.names import NO_LEVEL, DimensionName, MemberId
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.model.statement import Line, LineKind, Statement
from goodstanding.scoring.kernel import reasons
from goodstanding.scoring.kernel.calendar import FIRST_DAY, NEVER, day_number, number_day
from goodstanding.scoring.kernel.run import run
from goodstanding.scoring.kernel.tables import Columns, Lines, Totals
from goodstanding.scoring.plan import Plan
from goodstanding.scoring.plan.points import field_code

STATES = tuple(State)
LEVEL_NOT_KNOWN = -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Members with their entries, both as they are and as columns."""

    members: tuple[Member, ...]
    entries: tuple[Entry, ...]
    columns: Columns


def batch(
    plan: Plan, members: Sequence[Member], entries: Mapping[MemberId, Sequence[Entry]]
) -> Batch:
    """Return members, by code point of their id, and their entries as columns."""
    ordered = tuple(sorted(members, key=lambda member: member.id))
    kinds = {kind: place for place, kind in enumerate(plan.policy.kinds)}
    kept: list[Entry] = []
    first = [0]
    ties: list[int] = []
    for member in ordered:
        own = [each for each in entries.get(member.id, ()) if each.kind in kinds]
        own.sort(key=lambda each: (each.on, each.filed, each.source, each.record))
        by_name = sorted(range(len(own)), key=lambda i: (own[i].source, own[i].record))
        places = [0] * len(own)
        for place, i in enumerate(by_name):
            places[i] = place
        kept += own
        ties += places
        first.append(len(kept))
    columns = Columns(
        first=np.array(first, np.int64),
        kind=np.array([kinds[each.kind] for each in kept], np.int16),
        on=_days([each.on for each in kept]),
        filed=_days([each.filed for each in kept]),
        aged=_days([each.aged_from for each in kept]),
        state=np.array([STATES.index(each.state_on(plan.as_of)) for each in kept], np.int8),
        repaired_on=_days([each.repaired_on(plan.as_of) for each in kept]),
        told=np.array(
            [each.notified is not None and each.notified <= plan.as_of for each in kept], np.bool_
        ),
        act=_acts(kept),
        place=np.array([each.position for each in kept], np.int64),
        tie=np.array(ties, np.int64),
        values=_values(plan, kept),
        gate=np.arange(len(kinds), dtype=np.int64),
        starts=np.array([_starts(plan, member) for member in ordered], np.int32),
        ends=np.array([_ends(plan, member) for member in ordered], np.int32),
        level_held=np.array([_held(plan.policy, member) for member in ordered], np.int8),
    )
    return Batch(members=ordered, entries=tuple(kept), columns=columns)


def _days(days: Sequence[date]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Return days as numbers."""
    return np.array([day_number(day) for day in days], np.int32)


def _acts(entries: Sequence[Entry]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Return a number for each act, -1 for none."""
    codes: dict[str, int] = {}
    return np.array(
        [-1 if e.act is None else codes.setdefault(e.act, len(codes)) for e in entries], np.int32
    )


def _values(
    plan: Plan, entries: Sequence[Entry]
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return the fields that the policy reads."""
    values = np.zeros((plan.value_columns, len(entries)), np.int64)
    for place, entry in enumerate(entries):
        fields = plan.policy.kinds[entry.kind].fields
        for name, value in entry.fields.items():
            slot = plan.slots.get((entry.kind, name))
            if slot is not None:
                values[slot, place] = field_code(fields[name], value)
    return values


def _starts(plan: Plan, member: Member) -> list[int]:
    """Return for each kind the first day an act may have, `NEVER` where it is not authorised."""
    starts = []
    for kind in plan.policy.kinds.values():
        earliest = member.joined
        if member.consents is not None:
            consent = member.consents.get(kind.source)
            if consent is None or not consent.covers(kind.name, plan.as_of):
                starts.append(NEVER)
                continue
            if consent.records_from is not None:
                earliest = min(earliest, consent.records_from)
        starts.append(max(day_number(earliest), FIRST_DAY))
    return starts


def _ends(plan: Plan, member: Member) -> list[int]:
    """Return for each kind the first day on which consent is over, `NEVER` where it never is."""
    ends = []
    for kind in plan.policy.kinds.values():
        consent = None if member.consents is None else member.consents.get(kind.source)
        until = None if consent is None else consent.until
        ends.append(NEVER if until is None else day_number(until))
    return ends


def _held(policy: Policy, member: Member) -> int:
    """Return the place of the level held before, -1 for none, -2 where it is not known."""
    names = [level.name for level in policy.levels]
    if member.level_held in names:
        return names.index(member.level_held)
    return LEVEL_NOT_KNOWN if member.level_held is None else -1


def statements(plan: Plan, made: Batch, *, lines_at_once: int) -> Iterator[Statement]:
    """Yield what the kernel makes of a batch, as the statements of the definition."""
    for totals, first, last, lines in run(
        plan, made.columns, with_lines=True, lines_at_once=lines_at_once
    ):
        for member in range(first, last):
            yield _statement(plan, made, totals, lines, member)


def _statement(plan: Plan, made: Batch, totals: Totals, lines: Lines, member: int) -> Statement:
    """Return one member's statement."""
    names = [level.name for level in plan.policy.levels]
    level = int(totals.level[member])
    places = range(int(lines.member_lines[member]), int(lines.member_lines[member + 1]))
    statement = Statement(
        member=made.members[member].id,
        as_of=plan.as_of,
        opening=plan.policy.opening,
        lines=tuple(_line(plan, made, lines, place) for place in places),
        level=names[level] if level >= 0 else NO_LEVEL,
        dimensions=_dimensions(plan, totals, member),
    )
    change = int(totals.next_change[member])
    assert statement.total == totals.total[member]
    assert statement.next_change == (None if change >= NEVER else number_day(change))
    return statement


def _dimensions(plan: Plan, totals: Totals, member: int) -> dict[DimensionName, int]:
    """Return a member's dimensions."""
    if not isinstance(plan.policy.form, IndexForm):
        return {}
    found = totals.dimensions[member]
    return {each.name: int(found[i]) for i, each in enumerate(plan.policy.form.dimensions)}


def _line(plan: Plan, made: Batch, lines: Lines, place: int) -> Line:
    """Return one line."""
    form = plan.policy.form
    if isinstance(form, PointsForm):
        names = [*sorted(rule.name for rule in form.rules), *(g.name for g in form.groups)]
        dimension = None
    else:
        names = [measure.name for measure in form.measures]
        code = int(lines.dimension[place])
        dimension = form.dimensions[code].name if code >= 0 else None
    rule, entry = int(lines.rule[place]), int(lines.entry[place])
    change = int(lines.next_change[place])
    of = made.entries[entry] if entry >= 0 else None
    return Line(
        kind=LineKind(reasons.LINE_KINDS[lines.kind[place]]),
        rule=names[rule] if rule >= 0 else None,
        dimension=dimension,
        source=None if of is None else of.source,
        record=None if of is None else of.record,
        records=int(lines.records[place]),
        on=number_day(int(lines.on[place])),
        points=int(lines.points[place]),
        counted=int(lines.counted[place]),
        why=reasons.REASONS[lines.why[place]],
        next_change=None if change >= NEVER else number_day(change),
    )
