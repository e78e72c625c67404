"""The points family: entries to lines, then caps, then bounds."""

from collections.abc import Sequence
from datetime import date

from goodstanding.model.entry import Entry, Member, State
from goodstanding.model.points import Rates
from goodstanding.model.policy import PointsForm, Policy, Purpose
from goodstanding.model.statement import Line, LineKind
from goodstanding.scoring.score.caps import Counted, cap_lines, limit_lines
from goodstanding.scoring.score.parts import Outcome, Part, set_aside_reason, worth
from goodstanding.scoring.score.seen import seen_until
from goodstanding.scoring.score.settle import bundles, next_changes, rate_points, settle


def points_lines(
    policy: Policy, form: PointsForm, member: Member, entries: Sequence[Entry], as_of: date
) -> list[Line]:
    """Return every line of a member under a points policy, in the order of output."""
    parts = _parts(policy, form, member, entries, as_of)
    lines: list[tuple[Part, Line]] = []
    counted: list[Counted] = []
    for bundle in bundles(policy, parts):
        outcomes = settle(policy, bundle, as_of)
        changes = next_changes(policy, bundle, as_of)
        points = [part.points for part in bundle]
        if isinstance(bundle[0].rule.worth, Rates) and bundle[0].set_aside is None:
            points = rate_points(policy, bundle, as_of)
        for part, outcome, worth_then, change in zip(
            bundle, outcomes, points, changes, strict=True
        ):
            lines.append((part, _entry_line(part, outcome, worth_then, change)))
            counted.append(Counted(part=part, left=outcome.counted))
    lines.sort(key=lambda pair: _output_order(pair[0]))
    caps = cap_lines(form, counted, as_of)
    limits = limit_lines(form, counted, as_of)
    return [*(line for _, line in lines), *caps, *limits]


def _parts(
    policy: Policy, form: PointsForm, member: Member, entries: Sequence[Entry], as_of: date
) -> list[Part]:
    """Return every pair of an entry and a rule that reads its kind."""
    needs_notice = policy.purpose is Purpose.PROGRAMME
    parts: list[Part] = []
    for entry in entries:
        for rule in form.rules_by_kind.get(entry.kind, ()):
            points = worth(rule, policy.kinds[entry.kind], entry)
            reason = set_aside_reason(rule, entry, points, as_of=as_of, needs_notice=needs_notice)
            repaired = entry.state_on(as_of) is State.REPAIRED and points is not None and points < 0
            parts.append(
                Part(
                    rule=rule,
                    entry=entry,
                    points=points or 0,
                    set_aside=reason,
                    repaired_on=entry.repaired_on(as_of) if repaired else None,
                    gone=seen_until(policy, member, entry),
                )
            )
    return parts


def _entry_line(part: Part, outcome: Outcome, points: int, change: date | None) -> Line:
    """Return the line of one entry under one rule."""
    return Line(
        kind=LineKind.ENTRY,
        rule=part.rule.name,
        source=part.entry.source,
        record=part.entry.record,
        records=1,
        on=part.entry.on,
        points=points,
        counted=outcome.counted,
        why=outcome.why,
        next_change=change,
    )


def _output_order(part: Part) -> tuple[date, date, str, str, str]:
    """Order entry lines by act, filing, source, record and rule."""
    entry = part.entry
    return (entry.on, entry.filed, entry.source, entry.record, part.rule.name)
