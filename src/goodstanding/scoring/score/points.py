"""The points family: entries to lines, then caps, then bounds."""

from collections.abc import Sequence
from datetime import date

from goodstanding.model.points import Hold
from goodstanding.model.policy import PointsForm, Policy, Purpose
from goodstanding.model.statement import Line, LineKind
from goodstanding.scoring.score.caps import Counted, cap_lines, fold_order, limit_lines
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
    lines: list[Line] = []
    counted: list[Counted] = []
    for part, became in zip(parts, settled(policy, parts, as_of), strict=True):
        lines.append(_entry_line(part, became))
        if became.outcome.counted:
            counted.append(Counted(part=part, left=became.outcome.counted))
    if form.bounds is not None and form.bounds.hold is Hold.AT_EVERY_RECORD:
        counted.sort(key=fold_order)
    caps = cap_lines(form, counted, as_of)
    return [*lines, *caps, *limit_lines(form, counted, as_of)]


def _entry_line(part: Part, became: Settled) -> Line:
    """Return the line of one entry under one rule."""
    return Line(
        kind=LineKind.ENTRY,
        rule=part.rule.name,
        source=part.entry.source,
        record=part.entry.record,
        records=1,
        on=part.entry.on,
        points=became.points,
        counted=became.outcome.counted,
        why=became.outcome.why,
        next_change=became.next_change,
    )
