"""The points family: entries to lines, then caps, then bounds."""

from collections.abc import Sequence
from datetime import date

from goodstanding.model.points import Hold
from goodstanding.model.policy import PointsForm, Policy, Purpose
from goodstanding.model.statement import Line, LineKind
from goodstanding.scoring.score.caps import (
    Counted,
    cap_lines,
    fold_order,
    limit_at_the_end,
    running_limits,
)
from goodstanding.scoring.score.parts import Part, parts_of
from goodstanding.scoring.score.seen import Seen
from goodstanding.scoring.score.settle import Settled, settled


def points_lines(
    policy: Policy, form: PointsForm, entries: Sequence[Seen], as_of: date
) -> list[Line]:
    """Return every line of a member under a points policy, in the order of output."""
    needs_notice = policy.purpose is Purpose.PROGRAMME
    parts: list[Part] = []
    for seen in entries:
        kind = seen.entry.kind
        parts += parts_of(
            form.rules_by_kind[kind],
            policy.kinds[kind],
            seen,
            as_of=as_of,
            needs_notice=needs_notice,
        )
    became = settled(policy, parts, as_of)
    lines = [_entry_line(part, each) for part, each in zip(parts, became, strict=True)]
    running = form.bounds is not None and form.bounds.hold is Hold.AT_EVERY_RECORD
    counted = [
        Counted(part=part, left=each.outcome.counted)
        for part, each in zip(parts, became, strict=True)
        if running or part.rule.name in form.capped
    ]
    if running:
        counted.sort(key=fold_order)
    lines += cap_lines(form, counted, as_of)
    if running:
        return [*lines, *running_limits(form, counted)]
    return [*lines, *limit_at_the_end(form, lines, as_of)]


def _entry_line(part: Part, became: Settled) -> Line:
    """Return the line of one entry under one rule."""
    entry, outcome = part.entry, became.outcome
    return Line(
        kind=LineKind.ENTRY,
        rule=part.rule.name,
        source=entry.source,
        record=entry.record,
        records=1,
        on=entry.on,
        points=became.points,
        counted=outcome.counted,
        why=outcome.why,
        next_change=became.next_change,
    )
