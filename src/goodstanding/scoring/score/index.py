"""The index family: entries to measures, measures to dimensions, dimensions to a total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from goodstanding.model.days import Span, Unit
from goodstanding.model.entry import Entry, State
from goodstanding.model.index import DIMENSION_MAX, Dimension, Measure, Reading
from goodstanding.model.names import DimensionName, KindName
from goodstanding.model.policy import IndexForm, Policy, Purpose, ceil_fraction
from goodstanding.model.statement import Line, LineKind, Why
from goodstanding.scoring.score.reading import Read, latest_of, read_number
from goodstanding.scoring.score.seen import Seen

OutputOrder: TypeAlias = tuple[date, date, str, str, str]
"""Lines stand by act, filing, source, record and measure."""


class Candidate(NamedTuple):
    """An entry that a measure may read; `gone` is the first day on which it does not any more.

    `told` is whether the entry would be read were it not for its state.
    """

    entry: Entry
    set_aside: Why | None
    told: bool
    gone: date


def index_lines(
    policy: Policy, form: IndexForm, entries: Sequence[Seen], as_of: date
) -> list[Line]:
    """Return every line of a member under an index policy, in the order of output."""
    by_kind: dict[KindName, list[Seen]] = {}
    for seen in entries:
        by_kind.setdefault(seen.entry.kind, []).append(seen)
    lines: list[tuple[OutputOrder, Line]] = []
    for measure in form.measures:
        if measure.record not in by_kind:
            continue
        candidates = _candidates(policy, measure, by_kind[measure.record], as_of)
        for each in candidates:
            if each.set_aside is not None:
                order = _order(measure, [each.entry], alone=each.entry)
                lines.append((order, _set_aside_line(measure, each, each.set_aside)))
        reads = {place: _read(measure, each, as_of) for place, each in enumerate(candidates)}
        reached = _reached(measure, _there(reads), as_of)
        if reached is not None:
            change = _next_change(measure, candidates, reads, as_of)
            lines.append(_measure_line(form, measure, reached, change))
    ordered = [line for _, line in sorted(lines, key=lambda pair: pair[0])]
    limits = _limits(form, ordered, as_of)
    return [*ordered, *limits]


def _order(measure: Measure, read: Sequence[Entry], *, alone: Entry | None) -> OutputOrder:
    """Return the place of a line: that of its one entry, else of the latest act and filing."""
    on, filed = max(entry.on for entry in read), max(entry.filed for entry in read)
    if alone is None:
        return (on, filed, "", "", measure.name)
    return (on, filed, alone.source, alone.record, measure.name)


def _candidates(
    policy: Policy, measure: Measure, entries: Sequence[Seen], as_of: date
) -> list[Candidate]:
    """Return the entries of the measure's kind that are inside `over` and not faded to 0."""
    found = []
    for entry, until in entries:
        ends = [measure.over.after(entry.aged_from)]
        ends += [step.after.after(entry.aged_from) for step in measure.fade if step.share == 0]
        gone = min(ends) if until is None else min(*ends, until)
        if as_of < gone:
            state = entry.state_on(as_of)
            needs_notice = policy.purpose is Purpose.PROGRAMME and _against(measure, entry)
            told = not needs_notice or entry.told_on(as_of)
            reason = _set_aside_reason(measure, entry, state, told=told)
            found.append(Candidate(entry, reason, told, gone))
    return found


def _set_aside_reason(measure: Measure, entry: Entry, state: State, *, told: bool) -> Why | None:
    """Return the first reason why the measure does not read an entry, None where it does."""
    if state is State.UNDER_REVIEW:
        return Why.UNDER_REVIEW
    if state is State.STRUCK_OUT:
        return Why.STRUCK_OUT
    if not told:
        return Why.NOT_YET_TOLD
    if measure.since is not None and entry.on < measure.since:
        return Why.BEFORE_SINCE
    return None


def _against(measure: Measure, entry: Entry) -> bool:
    """Return whether the entry can take points away under the measure: a deduction."""
    return measure.against(1 if measure.field is None else entry.fields[measure.field])


def _read(measure: Measure, each: Candidate, day: date) -> Read | None:
    """Return how a measure reads an entry on `day`, None where it does not."""
    keeps_its_place = each.set_aside in {Why.UNDER_REVIEW, Why.STRUCK_OUT} and each.told
    read = each.set_aside is None
    if day >= each.gone or not (read or keeps_its_place):
        return None
    weight = measure.share_units
    for after, share in measure.fade_units:
        if day >= after.after(each.entry.aged_from):
            weight = share
    return Read(each.entry, weight, set_aside=not read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What a measure comes to on a day; `read` is what it read."""

    read: Sequence[Read]
    points: int
    why: Why


def _reached(measure: Measure, reads: Sequence[Read], day: date) -> Reached | None:
    """Return the measure's points on `day` from what it reads, None where it has no data."""
    if measure.reading is Reading.LATEST:
        reads = latest_of(measure, reads)
    reads = [each for each in reads if not each.set_aside]
    if not reads:
        return None
    points = measure.points(read_number(measure, reads, day))
    if measure.reading is Reading.SHARE and points:
        assert measure.field is not None
        values = [each.entry.fields[measure.field] for each in reads]
        speaking = [value for value in values if measure.speaks_for(value) is (points > 0)]
        if len(speaking) < measure.least:
            return Reached(read=reads, points=0, why=Why.TOO_FEW)
    return Reached(read=reads, points=points, why=Why.COUNTED)


def _measure_line(
    form: IndexForm, measure: Measure, reached: Reached, change: date | None
) -> tuple[OutputOrder, Line]:
    """Return the line of a measure that has data, and its place."""
    read = [each.entry for each in reached.read]
    alone = read[0] if len(read) == 1 else None
    order = _order(measure, read, alone=alone)
    line = Line(
        kind=LineKind.MEASURE,
        rule=measure.name,
        dimension=measure.dimension,
        source=None if alone is None else alone.source,
        record=None if alone is None else alone.record,
        records=len(read),
        on=order[0],
        points=reached.points,
        counted=weighted(form, form.dimension_by_name[measure.dimension], reached.points),
        why=reached.why,
        next_change=change,
    )
    return order, line


def _there(reads: Mapping[int, Read | None]) -> list[Read]:
    """Return what is read."""
    return [each for each in reads.values() if each is not None]


def _next_change(
    measure: Measure,
    candidates: Sequence[Candidate],
    reads: Mapping[int, Read | None],
    as_of: date,
) -> date:
    """Return the first day on which the measure says otherwise, with nothing new.

    One comes, at the latest when the last of its entries is gone. Its points count as well as what
    is counted: they move the column of the dimension, even where a light weight rounds both alike.
    """

    def said(then: Mapping[int, Read | None], day: date) -> tuple[int, Why] | None:
        reached = _reached(measure, _there(then), day)
        return None if reached is None else (reached.points, reached.why)

    then, today = dict(reads), said(reads, as_of)
    ahead = _days_ahead(measure, candidates, as_of)
    days, day = iter(sorted(ahead)), as_of
    while said(then, day) == today:
        day = next(days)
        for place in ahead[day]:
            then[place] = _read(measure, candidates[place], day)
    return day


def _days_ahead(
    measure: Measure, candidates: Sequence[Candidate], as_of: date
) -> Mapping[date, list[int]]:
    """Return the days after `as_of` on which something changes, and in which candidates."""
    ahead: dict[date, list[int]] = {}
    for place, each in enumerate(candidates):
        days = {after.after(each.entry.aged_from) for after, _ in measure.fade_units} | {each.gone}
        for day in days:
            if day > as_of:
                ahead.setdefault(day, []).append(place)
    if measure.reading is Reading.YEARS_SINCE:
        # The newest act is gone last, so that only its anniversaries matter.
        counted = [each for each in candidates if each.set_aside is None]
        newest = max(counted, key=lambda each: each.entry.aged_from)
        for day in _anniversaries(newest.entry, newest.gone):
            if day > as_of:
                ahead.setdefault(day, [])
    return ahead


def _anniversaries(entry: Entry, gone: date) -> set[date]:
    """Return the days on which one more year has passed, up to the day the entry is gone."""
    days = set()
    years = 1
    while (day := Span(count=years, unit=Unit.YEARS).after(entry.aged_from)) < gone:
        days.add(day)
        years += 1
    return days


def weighted(form: IndexForm, dimension: Dimension, points: int) -> int:
    """Return what points of a dimension are in the total, rounded up towards the member."""
    return ceil_fraction(dimension_scale(form, dimension) * points)


def dimension_scale(form: IndexForm, dimension: Dimension) -> Fraction:
    """Return what one point of the dimension is in the total, before rounding."""
    low, high = form.scale
    return dimension.weight * (high - low) / DIMENSION_MAX


def dimension_room(form: IndexForm, dimension: Dimension) -> tuple[int, int]:
    """Return the least and the most that a dimension's lines can come to in the total."""
    scale = dimension_scale(form, dimension)
    least = ceil_fraction(-scale * dimension.base)
    return least, ceil_fraction(scale * (DIMENSION_MAX - dimension.base))


def _set_aside_line(measure: Measure, each: Candidate, why: Why) -> Line:
    """Return the line of 0 of an entry that the measure would read but for a reason."""
    return Line(
        kind=LineKind.ENTRY,
        rule=measure.name,
        dimension=measure.dimension,
        source=each.entry.source,
        record=each.entry.record,
        records=1,
        on=each.entry.on,
        points=0,
        counted=0,
        why=why,
        next_change=each.gone,
    )


def _limits(form: IndexForm, lines: Sequence[Line], as_of: date) -> list[Line]:
    """Return what the ends of each dimension, and then of the scale, give or take."""
    limits = []
    for dimension in form.dimensions:
        least, most = dimension_room(form, dimension)
        reached = sum(line.counted for line in lines if line.dimension == dimension.name)
        bite = min(max(reached, least), most) - reached
        if bite:
            limits.append(_limit_line(dimension.name, as_of, bite))
    low, high = form.scale
    total = form.opening + sum(line.counted for line in (*lines, *limits))
    bite = min(max(total, low), high) - total
    if bite:
        limits.append(_limit_line(None, as_of, bite))
    return limits


def _limit_line(dimension: DimensionName | None, as_of: date, bite: int) -> Line:
    """Return a line of what the end of a dimension or of the scale gives or takes."""
    return Line(
        kind=LineKind.LIMIT,
        rule=None,
        dimension=dimension,
        on=as_of,
        points=0,
        counted=bite,
        why=Why.LIMIT,
    )


def dimension_points(form: IndexForm, lines: Sequence[Line]) -> dict[DimensionName, int]:
    """Return each dimension from 0 to 100: its base and the points of its lines."""
    found = {}
    for dimension in form.dimensions:
        points = sum(line.points for line in lines if line.dimension == dimension.name)
        found[dimension.name] = min(max(dimension.base + points, 0), DIMENSION_MAX)
    return found
