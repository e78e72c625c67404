"""Which rules, table rows and edges of a policy its cases reach, and which they do not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from goodstanding.errors import Problem, declare
from goodstanding.model.entry import Entry, State
from goodstanding.model.index import DIMENSION_MAX, Measure, Reading
from goodstanding.model.kinds import RecordKind
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.model.statement import Line, LineKind, Why
from goodstanding.rulebook.reader import Reading as PolicyReading
from goodstanding.rulebook.testing.reached import (
    bound_sides,
    day_sides,
    edge,
    points_reached,
    span_sides,
)
from goodstanding.rulebook.testing.run import Scored
from goodstanding.rulebook.testing.targets import (
    AT_THE_BOUND,
    ENOUGH,
    JUST_BELOW,
    TOO_FEW,
    Sort,
    Target,
    exact,
    fade_path,
    measure_row_path,
    targets,
)

NOT_REACHED: Final = {
    Sort.RULE: declare("policy-rule-not-tested", "No case reaches a rule or measure."),
    Sort.ROW: declare("policy-row-not-tested", "No case reaches a row of a table."),
    Sort.EDGE: declare(
        "policy-edge-not-tested", "No case reaches one side of an edge (a warning)."
    ),
}

HINTS: Final = {
    Sort.RULE: "Add a case with a record that it reads",
    Sort.ROW: "Add a case with a record that falls into it",
    Sort.EDGE: "Add a case on this side of it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the cases of a tests file reach and what they miss, in the order of the policy."""

    reached: tuple[Target, ...]
    missed: tuple[Target, ...]

    def of(self, sort: Sort) -> tuple[int, int]:
        """Return how many targets of a sort are reached, and how many there are."""
        reached = sum(target.sort is sort for target in self.reached)
        return reached, reached + sum(target.sort is sort for target in self.missed)

    def problems(self, reading: PolicyReading, *sorts: Sort) -> tuple[Problem, ...]:
        """Return a problem for each target of some sorts that no case reaches."""
        return tuple(
            Problem(
                code=NOT_REACHED[target.sort],
                file=reading.file,
                line=reading.line_of(target.path),
                path=target.path,
                what=f"no case reaches this {target.sort}"
                + (f", {target.side}" if target.side else ""),
                hint=HINTS[target.sort],
            )
            for target in self.missed
            if target.sort in sorts
        )


def cover(policy: Policy, scored: Iterable[Scored]) -> Coverage:
    """Return what scored moments reach of a policy, and what they miss."""
    reached = {target for each in scored for target in _reached(policy, each)}
    wanted = tuple(dict.fromkeys(targets(policy)))
    return Coverage(
        reached=tuple(target for target in wanted if target in reached),
        missed=tuple(target for target in wanted if target not in reached),
    )


def _reached(policy: Policy, scored: Scored) -> Iterator[Target]:
    """Yield everything that one scored moment reaches; a side of an edge may not be a target."""
    if isinstance(policy.form, PointsForm):
        yield from points_reached(policy, policy.form, scored)
    else:
        yield from _index_reached(policy, policy.form, scored)
    if policy.window is not None:
        for entry in scored.moment.entries:
            yield from span_sides("window", policy.window, entry, scored.moment.as_of)
    yield from _levels(policy, scored)


def _levels(policy: Policy, scored: Scored) -> Iterator[Target]:
    """Yield the sides of the marks of levels; those to keep one are reached by who holds it."""
    names = [level.name for level in policy.levels]
    held = scored.moment.member.level_held
    held_at = names.index(held) if held in names else -1
    total = scored.statement.total
    for place, level in enumerate(policy.levels):
        marks = [(f"levels.{level.name}.from", level.reached_from)]
        if place <= held_at:
            marks.append((f"levels.{level.name}.keep.above", level.keep_above))
        for path, mark in marks:
            if total == mark:
                yield edge(path, AT_THE_BOUND)
            elif total == mark - 1:
                yield edge(path, JUST_BELOW)


def _index_reached(policy: Policy, form: IndexForm, scored: Scored) -> Iterator[Target]:
    """Yield everything of an index policy that a scored moment reaches."""
    as_of = scored.moment.as_of
    lines = {line.rule: line for line in scored.statement.lines if line.kind is LineKind.MEASURE}
    for measure in form.measures:
        entries = [
            entry
            for entry in scored.moment.entries
            if entry.kind == measure.record and entry.state_on(as_of) is State.COUNTED
        ]
        for entry in entries:
            path = f"measures.{measure.name}"
            yield from span_sides(f"{path}.over", measure.over, entry, as_of)
            for step in measure.fade:
                yield from span_sides(fade_path(path, step), step.after, entry, as_of)
            if measure.since is not None:
                yield from day_sides(f"{path}.since", measure.since, entry.on)
        line = lines.get(measure.name)
        if line is not None:
            yield from _measure(measure, policy.kinds[measure.record], line, entries)
    for line in scored.statement.lines:
        if line.kind is LineKind.LIMIT and line.dimension is not None:
            end = 0 if line.counted > 0 else DIMENSION_MAX
            yield edge(f"dimensions.{line.dimension}", f"held at {end}")


def _measure(
    measure: Measure, kind: RecordKind, line: Line, entries: list[Entry]
) -> Iterator[Target]:
    """Yield what the line of a measure reaches: rows go by the points that they give."""
    path = f"measures.{measure.name}"
    yield Target(sort=Sort.RULE, path=path)
    if line.why is Why.TOO_FEW:
        yield edge(f"{path}.least", TOO_FEW)
        return
    if line.points:
        yield edge(f"{path}.least", ENOUGH)
    for bound, points in measure.table:
        if points == line.points:
            yield Target(sort=Sort.ROW, path=measure_row_path(measure, bound, kind))
    if not exact(measure):
        return
    type_ = None if measure.field is None else kind.fields[measure.field]
    if measure.reading in {Reading.COUNT, Reading.SUM}:
        numbers = [line.records]
    else:
        numbers = [_number(measure, entry) for entry in entries]
    for bound, _ in measure.table:
        for number in numbers:
            if measure.points(number) == line.points:
                yield from bound_sides(measure_row_path(measure, bound, kind), bound, number, type_)


def _number(measure: Measure, entry: Entry) -> int:
    """Return the number that a measure reads in an entry."""
    assert measure.field is not None
    value = entry.fields[measure.field]
    assert isinstance(value, int)
    return value
