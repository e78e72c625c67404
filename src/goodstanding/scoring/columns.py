"""Entries as the integer columns that the kernel reads, and its lines as statements again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from goodstanding.model.entry import Entry, Member, State
from goodstanding.model.names import NO_LEVEL, DimensionName, GroupName, MemberId, RuleName
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.model.statement import Line, Statement
from goodstanding.scoring.kernel import reasons
from goodstanding.scoring.kernel.calendar import FIRST_DAY, NEVER, day_number, number_day
from goodstanding.scoring.kernel.run import LINES_AT_ONCE, Part, Room, run
from goodstanding.scoring.kernel.tables import NOT_KNOWN, NOTHING, Columns
from goodstanding.scoring.plan import Plan
from goodstanding.scoring.plan.fields import field_code

STATES = tuple(State)


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
    columns: Columns = Columns(
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
        starts=_gates([_starts(plan, member) for member in ordered], len(kinds)),
        ends=_gates([_ends(plan, member) for member in ordered], len(kinds)),
        row=_days([]),
        since=_days([]),
        until=_days([]),
        level_held=np.array([_held(plan.policy, member) for member in ordered], np.int8),
    )
    return Batch(members=ordered, entries=tuple(kept), columns=columns)


def _days(days: Sequence[date]) -> NDArray[np.int32]:
    """Return days as numbers."""
    return np.array([day_number(day) for day in days], np.int32)


def _gates(days: Sequence[Sequence[int]], kinds: int) -> NDArray[np.int32]:
    """Return days by member and kind, of no members too."""
    return np.array(days, np.int32).reshape(len(days), kinds)


def _acts(entries: Sequence[Entry]) -> NDArray[np.int32]:
    """Return a number for each act, -1 for none."""
    codes: dict[str, int] = {}
    return np.array(
        [-1 if e.act is None else codes.setdefault(e.act, len(codes)) for e in entries], np.int32
    )


def _values(plan: Plan, entries: Sequence[Entry]) -> NDArray[np.int64]:
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
    return NOT_KNOWN if member.level_held is None else NOTHING


def statements(
    plan: Plan, made: Batch, *, lines_at_once: int = LINES_AT_ONCE
) -> Iterator[Statement]:
    """Yield what the kernel makes of a batch, as the statements of the definition."""
    room = Room(plan, lines_at_once=lines_at_once)
    for part in run(room, made.columns, with_lines=True):
        first = 0
        for member in range(part.first, part.last):
            end = int(part.lines.member_end[member])
            yield _statement(plan, made, part, member, range(first, end))
            first = end


def _statement(plan: Plan, made: Batch, part: Part, member: int, places: range) -> Statement:
    """Return one member's statement from the lines at some places."""
    names = [level.name for level in plan.policy.levels]
    level = int(part.totals.level[member])
    statement = Statement(
        member=made.members[member].id,
        as_of=plan.as_of,
        opening=plan.policy.opening,
        lines=tuple(_line(plan, made, part, place) for place in places),
        level=names[level] if level >= 0 else NO_LEVEL,
        dimensions=_dimensions(plan, part, member),
    )
    assert statement.total == part.totals.total[member]
    assert statement.next_change == _day_or_none(part.totals.next_change[member])
    return statement


def _dimensions(plan: Plan, part: Part, member: int) -> dict[DimensionName, int]:
    """Return a member's dimensions."""
    if not isinstance(plan.policy.form, IndexForm):
        return {}
    found = part.totals.dimensions[member]
    return {each.name: int(found[i]) for i, each in enumerate(plan.policy.form.dimensions)}


def _line(plan: Plan, made: Batch, part: Part, place: int) -> Line:
    """Return one line."""
    form, lines = plan.policy.form, part.lines
    names: list[RuleName | GroupName] = []
    dimension = None
    if isinstance(form, PointsForm):
        names += sorted(rule.name for rule in form.rules)
        names += [group.name for group in form.groups]
    else:
        names += [measure.name for measure in form.measures]
        code = int(lines.dimension[place])
        dimension = form.dimensions[code].name if code >= 0 else None
    rule, entry = int(lines.rule[place]), int(lines.entry[place])
    of = made.entries[entry] if entry >= 0 else None
    return Line(
        kind=reasons.LINE_KINDS[lines.kind[place]],
        rule=names[rule] if rule >= 0 else None,
        dimension=dimension,
        source=None if of is None else of.source,
        record=None if of is None else of.record,
        records=int(lines.records[place]),
        on=number_day(int(lines.on[place])),
        points=int(lines.points[place]),
        counted=int(lines.counted[place]),
        why=reasons.REASONS[lines.why[place]],
        next_change=_day_or_none(lines.next_change[place]),
    )


def _day_or_none(number: int) -> date | None:
    """Return the day of a number, None for `NEVER`."""
    return None if number >= NEVER else number_day(int(number))
