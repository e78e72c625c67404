"""A member's statement with what a reader asks of it: why, what comes next, and how to object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple

from goodstanding.model.entry import Entry, Member
from goodstanding.model.index import Dimension, Measure, Reading
from goodstanding.model.names import RecordId, SourceName, Text
from goodstanding.model.policy import Band, IndexForm, Level, PointsForm, Policy
from goodstanding.model.statement import Line, LineKind, Statement, Why
from goodstanding.scoring.score import score
from goodstanding.scoring.score.seen import seen_entries

REASONS_MAX: Final = 4
"""At most so many main reasons come first."""

ENTRIES_AHEAD_MAX: Final = 100_000
"""So many entries are scored again on days to come, the nearest days first, and one at least.

Whoever has 300 records sees every one of them; of lines that change later the day alone is named.
"""


class Source(NamedTuple):
    """Where a line's record comes from."""

    source: SourceName
    record: RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class Becomes:
    """What a line becomes on the first day on which it changes with nothing new.

    `counted` and `why` are None where there is no such line any more; `known` is whether that
    day was scored.
    """

    on: date
    known: bool
    counted: int | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One line with its title, every record behind it, and what it becomes.

    `title` is that of its rule, measure or group, or of its part for the end of a part; None for
    the ends of the total.
    """

    line: Line
    title: Text | None
    sources: tuple[Source, ...]
    becomes: Becomes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What all gains, or all losses, under one title come to, its own limits taken in."""

    title: Text | None
    kind: LineKind
    counted: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the index, from 0 to 100."""

    dimension: Dimension
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A statement explained. `next_total` is the total on the day of the first change.

    `next_level` is the one above the level held; `band` is for the member alone. `titles` are what
    sources were registered as, in a running programme.
    """

    policy: Policy
    statement: Statement
    level: Level | None
    next_level: Level | None
    band: Band | None
    reasons: tuple[Reason, ...]
    lines: tuple[Explained, ...]
    parts: tuple[Part, ...]
    next_total: int | None
    titles: Mapping[str, Text] = field(default_factory=dict)


def explain(
    policy: Policy, member: Member, entries: Sequence[Entry], *, as_of: date
) -> Explanation:
    """Return a member's statement on a day, explained line by line.

    What comes next is found by scoring the days to come with what is known on `as_of`.

    Raises:
        ProblemsError: `as_of` is before the edition is in force.
    """
    statement = score(policy, member, entries, as_of=as_of)
    known = [_as_known(seen.entry, as_of) for seen in seen_entries(policy, member, entries, as_of)]
    ahead = _ahead(policy, member, known, statement)
    titles = _titles(policy)
    lines = tuple(
        Explained(
            line=line,
            title=titles.get(_title_key(line)),
            sources=_sources(policy, known, statement, line),
            becomes=_becomes(line, ahead),
        )
        for line in statement.lines
    )
    names = [level.name for level in policy.levels]
    place = names.index(statement.level) if statement.level in names else -1
    following = ahead.get(statement.next_change or date.min)
    return Explanation(
        policy=policy,
        statement=statement,
        level=policy.levels[place] if place >= 0 else None,
        next_level=policy.levels[place + 1] if place + 1 < len(names) else None,
        band=policy.band(statement.total),
        reasons=_reasons(policy, lines),
        lines=lines,
        parts=_parts(policy, statement),
        next_total=None if following is None else following.total,
    )


def _as_known(entry: Entry, as_of: date) -> Entry:
    """Return an entry with nothing in it that is known only after a day."""
    states = tuple(change for change in entry.states if change.on <= as_of)
    told = entry.notified is not None and entry.notified <= as_of
    return replace(entry, states=states, notified=entry.notified if told else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ahead:
    """The total and the lines of one day to come."""

    total: int
    lines: Mapping[tuple[str, ...], Line]


def _ahead(
    policy: Policy, member: Member, known: Sequence[Entry], statement: Statement
) -> Mapping[date, _Ahead]:
    """Return the days on which a line changes, the nearest of them, each scored."""
    days = sorted({line.next_change for line in statement.lines if line.next_change is not None})
    found = {}
    for day in days[: max(1, ENTRIES_AHEAD_MAX // max(1, len(known)))]:
        then = score(policy, member, known, as_of=day)
        lines = {_key(line): line for line in then.lines}
        found[day] = _Ahead(total=then.total, lines=lines)
    return found


def _key(line: Line) -> tuple[str, ...]:
    """Return what makes a line the same line on another day."""
    if line.kind is LineKind.ENTRY:
        return (line.kind, line.rule or "", line.source or "", line.record or "")
    return (line.kind, line.rule or "", line.dimension or "")


def _becomes(line: Line, ahead: Mapping[date, _Ahead]) -> Becomes | None:
    """Return what a line becomes next, None where it stays as it is."""
    if line.next_change is None:
        return None
    day = ahead.get(line.next_change)
    if day is None:
        return Becomes(on=line.next_change, known=False)
    then = day.lines.get(_key(line))
    if then is None:
        return Becomes(on=line.next_change, known=True)
    return Becomes(on=line.next_change, known=True, counted=then.counted, why=then.why)


def _titles(policy: Policy) -> Mapping[str, Text]:
    """Return the titles of rules, groups, measures and parts by their keys."""
    form = policy.form
    if isinstance(form, PointsForm):
        titled = {f"rule {rule.name}": rule.title for rule in form.rules}
        return titled | {f"rule {group.name}": group.title for group in form.groups}
    titled = {f"rule {measure.name}": measure.title for measure in form.measures}
    return titled | {f"part {part.name}": part.title for part in form.dimensions}


def _title_key(line: Line) -> str:
    """Return the key of a line's title."""
    return f"part {line.dimension}" if line.rule is None else f"rule {line.rule}"


def _sources(
    policy: Policy, known: Sequence[Entry], statement: Statement, line: Line
) -> tuple[Source, ...]:
    """Return every record that a line rests on: its own, or those that its measure read."""
    if line.source is not None and line.record is not None:
        return (Source(line.source, line.record),)
    if line.kind is not LineKind.MEASURE:
        return ()
    assert isinstance(policy.form, IndexForm)
    measure = next(each for each in policy.form.measures if each.name == line.rule)
    aside = {
        (each.source, each.record)
        for each in statement.lines
        if each.kind is LineKind.ENTRY and each.rule == line.rule
    }
    return tuple(
        Source(entry.source, entry.record)
        for entry in known
        if (entry.source, entry.record) not in aside
        and _reads(measure, entry, statement.as_of, line.on)
    )


def _reads(measure: Measure, entry: Entry, as_of: date, latest: date) -> bool:
    """Return whether a measure reads an entry that nothing sets aside."""
    spans = [measure.over, *(step.after for step in measure.fade if not step.share)]
    inside = all(as_of < span.after(entry.aged_from) for span in spans)
    of_the_day = measure.reading is not Reading.LATEST or entry.on == latest
    return entry.kind == measure.record and inside and of_the_day


def _reasons(policy: Policy, lines: Sequence[Explained]) -> tuple[Reason, ...]:
    """Return the largest of what gains and losses come to, by title.

    A limit of a rule belongs to the gains, or losses, that it takes from; a shared limit and the
    ends of a part or of the total are reasons of their own.
    """
    rules = set(policy.rule_names)
    found: dict[tuple[str, bool], Reason] = {}
    for each in lines:
        line = each.line
        if not line.counted:
            continue
        capped = line.kind is LineKind.CAP and line.rule in rules
        key = (_title_key(line), (line.counted > 0) is not capped)
        before = found.get(key)
        found[key] = Reason(
            title=each.title,
            kind=LineKind.ENTRY if capped else line.kind,
            counted=line.counted + (0 if before is None else before.counted),
            records=line.records + (0 if before is None else before.records),
        )
    largest = sorted(found.values(), key=lambda reason: -abs(reason.counted))
    return tuple(reason for reason in largest[:REASONS_MAX] if reason.counted)


def _parts(policy: Policy, statement: Statement) -> tuple[Part, ...]:
    """Return the parts of an index with where they stand; none for points."""
    if isinstance(policy.form, PointsForm):
        return ()
    return tuple(
        Part(dimension=part, now=statement.dimensions[part.name]) for part in policy.form.dimensions
    )
