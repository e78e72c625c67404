"""Whether acts from before a new edition would lose more points than under the old one."""

# Rules never reach back (charter 5): what makes an old deduction heavier is refused, in whatever
# part of the policy it stands. The checker and the comparison of editions both ask here.

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from goodstanding.model.days import Span
from goodstanding.model.index import DIMENSION_MAX, Measure, Reading
from goodstanding.model.names import (
    DimensionName,
    FieldName,
    FieldValue,
    KindName,
    Number,
    RuleName,
)
from goodstanding.model.points import (
    FixedPoints,
    Group,
    Hold,
    PointsByBound,
    PointsByName,
    PointsCap,
    PointsEach,
    Rule,
    TimesCap,
    Worth,
)
from goodstanding.model.policy import IndexForm, PointsForm, Policy, Purpose


def takes_more(old: Rule | None, new: Rule, first: date) -> bool:
    """Return whether acts from before `first` lose more by what `new` says of points.

    `old` is None where the rule is new or reads another kind now.
    """
    return any(
        harsher(None if old is None else old.worth, new.worth, day)
        for day in _days(old, new, first)
    )


def starts_earlier(old: Rule, new: Rule, first: date) -> bool:
    """Return whether a deduction counts from an earlier day than before, and before `first`."""
    if min(worst_points(new.worth)) == 0:
        return False
    return (new.since or date.min) < min(old.since or date.min, first)


def _days(old: Rule | None, new: Rule, first: date) -> Iterator[date]:
    """Yield a day of each stretch before `first` on which both rules keep their amounts."""
    start = new.since or date.min
    days = {start, *_first_days(new.worth), *([] if old is None else _first_days(old.worth))}
    for day in sorted(days):
        if start <= day < first:
            yield day


def _first_days(worth: Worth) -> list[date]:
    """Return the days from which a form's amounts hold."""
    if not isinstance(worth, FixedPoints | PointsEach):
        return []
    return [day for day, _ in worth.points.amounts if day is not None]


def harsher(old: Worth | None, new: Worth, day: date) -> bool:
    """Return whether some act of a day can lose more under `new` than under `old`."""
    if isinstance(new, PointsEach) and isinstance(old, PointsEach) and old.field == new.field:
        return (new.points.on(day) or 0) < min(old.points.on(day) or 0, 0)
    if isinstance(new, PointsByBound) and isinstance(old, PointsByBound) and old.field == new.field:
        return rows_harsher(old.rows, new.rows)
    if isinstance(new, PointsByName) and isinstance(old, PointsByName) and old.field == new.field:
        return any(n < min(old.rows.get(name, 0), 0) for name, n in new.rows.items())
    return _worst(new, day) < _mildest(old, day)


def _worst(worth: Worth, day: date) -> float:
    """Return the most that an act of a day can lose, without end where units are counted."""
    if isinstance(worth, FixedPoints):
        return worth.points.on(day) or 0
    if isinstance(worth, PointsEach):
        return 0 if (worth.points.on(day) or 0) >= 0 else float("-inf")
    return min(worst_points(worth))


def _mildest(worth: Worth | None, day: date) -> int:
    """Return the least that an act of a day lost: acts from before cannot be told apart."""
    if isinstance(worth, FixedPoints):
        return min(worth.points.on(day) or 0, 0)
    rows: Iterable[int] = ()
    if isinstance(worth, PointsByBound):
        rows = (points for _, points in worth.rows)
    elif isinstance(worth, PointsByName):
        rows = worth.rows.values()
    return min(max(rows, default=0), 0)


def worst_points(worth: Worth) -> list[int]:
    """Return the points that a form can take away, 0 among them."""
    match worth:
        case FixedPoints() | PointsEach():
            return [0, *(points for _, points in worth.points.amounts)]
        case PointsByBound():
            return [0, *(points for _, points in worth.rows)]
        case PointsByName():
            return [0, *worth.rows.values()]
        case _:  # rates give
            return [0]


Rows: TypeAlias = Sequence[tuple[Number, int | Fraction]]


def rows_harsher(old: Rows, new: Rows) -> bool:
    """Return whether some number loses more by the new table than by the old one."""
    return any(points_at(new, bound) < min(points_at(old, bound), 0) for bound, _ in (*old, *new))


def points_at(rows: Rows, number: Number) -> int | Fraction:
    """Return the points of the last row whose bound is not above `number`."""
    return next((points for bound, points in reversed(rows) if bound <= number), rows[0][1])


def measure_reaches_back(old: Measure | None, new: Measure, first: date) -> bool:
    """Return whether records from before `first` lose more under `new` than under `old`."""
    start = new.since or date.min
    if not new.deducts or start >= first:
        return False
    if old is None or (old.record, old.reading, old.field) != (new.record, new.reading, new.field):
        return True
    return start < (old.since or date.min) or rows_harsher(old.table, new.table)


def first_day(policy: Policy) -> date:
    """Return the day from which an edition may take more; a study has none."""
    return date.min if policy.purpose is Purpose.STUDY else policy.in_force


def was_there(new: Rule | Measure, first: date) -> bool:
    """Return whether a rule or measure counts deductions from before `first`."""
    deducts = new.deducts if isinstance(new, Measure) else min(worst_points(new.worth)) < 0
    return deducts and (new.since or date.min) < first


def parts_of(form: PointsForm | IndexForm) -> Sequence[Rule | Measure]:
    """Return the rules or measures of a form."""
    return form.rules if isinstance(form, PointsForm) else form.measures


def parts_there(policy: Policy) -> Iterator[Rule | Measure]:
    """Yield every rule or measure that counts deductions from before an edition."""
    for part in parts_of(policy.form):
        if was_there(part, first_day(policy)):
            yield part


def counts_longer(
    old: Rule | Measure, new: Rule | Measure, windows: tuple[Span | None, Span | None]
) -> bool:
    """Return whether at any age more is left of an act than before, by fading and lasting.

    `windows` are how far back the old and the new policy read, None for ever.
    """
    names = set(_spans(old)) | set(_spans(new))
    return any(
        _left(new, windows[1], name, age) > _left(old, windows[0], name, age)
        for name in names or {None}
        for age in {0.0, *_ages(old, windows[0]), *_ages(new, windows[1])}
    )


def _spans(part: Rule | Measure) -> Mapping[FieldValue | None, Span]:
    """Return how long acts count, by the row of the rule's table; the key None is any row."""
    if isinstance(part, Measure):
        return {None: part.over}
    return {} if part.lasts is None else part.lasts.spans


def _ages(part: Rule | Measure, window: Span | None) -> set[float]:
    """Return the ages in days at which less is left of an act."""
    spans = [*_spans(part).values(), *([] if window is None else [window])]
    return {span.mean_days for span in (*spans, *(step.after for step in part.fade))}


def _left(
    part: Rule | Measure, window: Span | None, name: FieldValue | None, age: float
) -> Fraction:
    """Return the share left at an age of an act in a row of the rule's table."""
    spans = _spans(part)
    ends = [span for span in (spans.get(name, spans.get(None)), window) if span is not None]
    if any(span.mean_days <= age for span in ends):
        return Fraction(0)
    steps = [step.share for step in part.fade if step.after.mean_days <= age]
    return min(steps, default=Fraction(1))


def repair_leaves_more(old: Rule, new: Rule) -> bool:
    """Return whether a deduction can take more once it is repaired than it did before."""
    if old.repaired is None or new.repaired is None:
        return old.repaired is not None
    if new.repaired.points < old.repaired.points:
        return True
    before, after = old.repaired.lasts, new.repaired.lasts
    if before is None:
        return False
    return after is None or after.mean_days > before.mean_days


Caps: TypeAlias = Sequence[PointsCap | TimesCap]


def caps_take_more(old: Caps, new: Caps) -> bool:
    """Return whether deductions can come to more under the new limits than under the old ones."""
    return any(not any(_as_narrow(each, cap) for each in new) for cap in old)


def _as_narrow(new: PointsCap | TimesCap, old: PointsCap | TimesCap) -> bool:
    """Return whether a limit holds whatever the old one held: no more, over as long a period."""
    if new.per.length < old.per.length:
        return False
    if isinstance(new, PointsCap) and isinstance(old, PointsCap):
        return abs(new.points) <= abs(old.points)
    return isinstance(new, TimesCap) and isinstance(old, TimesCap) and new.times <= old.times


def group_takes_more(old: Group, new: PointsForm) -> bool:
    """Return whether the rules of a shared limit can take more than they could under it.

    Rules that are gone take nothing; the others have to stand under one limit as narrow.
    """
    if all(cap.points > 0 for cap in old.caps):
        return False
    left = {name for name in old.rules if name in {rule.name for rule in new.rules}}
    return bool(left) and not any(
        left <= set(group.rules) and not caps_take_more(old.caps, group.caps)
        for group in new.groups
    )


def floor_lets_more(old: PointsForm, new: PointsForm) -> bool:
    """Return whether deductions can bring a total lower than the old floor let them."""
    before, after = old.bounds, new.bounds
    if before is None or before.floor is None:
        return False
    if after is None or after.floor is None or after.floor < before.floor:
        return True
    return before.hold is Hold.AT_EVERY_RECORD and after.hold is Hold.AT_THE_END


def weighs_more(old: Measure, new: Measure, forms: tuple[IndexForm, IndexForm]) -> bool:
    """Return whether any number takes more from the total than before, weight and scale counted."""
    before, after = (
        _weighted(measure, form) for measure, form in zip((old, new), forms, strict=True)
    )
    return rows_harsher(before, after)


def leaves_its_limit(old: Measure, forms: tuple[IndexForm, IndexForm]) -> bool:
    """Return whether old deductions leave the part of the index whose base they could not pass.

    They may not where the part's other deductions stay behind, or where the part they come to lets
    them take more of the total.
    """
    before, after = forms
    now = {measure.name: measure.dimension for measure in after.measures}
    if now[old.name] == old.dimension:
        return False
    shared = {
        now.get(measure.name, now[old.name])
        for measure in before.measures
        if measure.dimension == old.dimension and measure.deducts
    }
    return len(shared) > 1 or _depth(after, now[old.name]) > _depth(before, old.dimension)


def _depth(form: IndexForm, name: DimensionName) -> Fraction:
    """Return the most that the deductions of a part take from the total."""
    part = form.dimension_by_name[name]
    return part.weight * part.base * (form.scale[1] - form.scale[0])


def _weighted(measure: Measure, form: IndexForm) -> Rows:
    """Return a measure's table in points of the total, before rounding."""
    low, high = form.scale
    share = form.dimension_by_name[measure.dimension].weight * (high - low) / DIMENSION_MAX
    return tuple((bound, points * share) for bound, points in measure.table)


def of_another_source(old: Policy, new: Policy, kind: KindName) -> bool:
    """Return whether records of a kind came from somebody else before, and so are others."""
    return old.kinds[kind].source != new.kinds[kind].source


def acts_repeat(old: Policy, new: Policy, kind: KindName) -> bool:
    """Return whether each report of an act counts, where one of them did before."""
    return old.kinds[kind].act and not new.kinds[kind].act


def held_otherwise(old: Policy, new: Policy, kind: KindName, fields: Collection[FieldName]) -> bool:
    """Return whether a field holds another sort of value, so that its numbers are others."""
    before, after = old.kinds[kind].fields, new.kinds[kind].fields
    both = before.keys() & after.keys() & set(fields)
    return any(type(before[name]) is not type(after[name]) for name in both)


def fields_of(part: Rule | Measure) -> frozenset[FieldName]:
    """Return the fields that the points of a rule or measure go by."""
    if isinstance(part, Measure):
        return frozenset() if part.field is None else frozenset({part.field})
    return frozenset() if isinstance(part.worth, FixedPoints) else frozenset({part.worth.field})


def records_harsher(old: Policy, new: Policy, part: Rule | Measure) -> str:
    """Return in what records of the kind that a part reads take more, empty where in nothing."""
    kind = part.record
    found = {
        "it reads another source than before": of_another_source(old, new, kind),
        "it counts every report of one act, not one of them,": acts_repeat(old, new, kind),
        "its field holds something else than before": held_otherwise(
            old, new, kind, fields_of(part)
        ),
    }
    return next((reason for reason, holds in found.items() if holds), "")


def harsher_than(old: Policy, new: Policy, name: RuleName) -> str:
    """Return in what a deduction takes more for acts from before `new`, empty where in nothing.

    Both editions are of one family.
    A rule that is new, reads another kind or starts earlier is left to whoever looks at `since`.
    """
    find = _rule_harsher if isinstance(old.form, PointsForm) else _measure_harsher
    return find(old, new, name)


def _rule_harsher(old: Policy, new: Policy, name: RuleName) -> str:
    """Return in what a rule is harsher."""
    assert isinstance(old.form, PointsForm)
    assert isinstance(new.form, PointsForm)
    before = next((rule for rule in old.form.rules if rule.name == name), None)
    after = next(rule for rule in new.form.rules if rule.name == name)
    if before is None or before.record != after.record or not was_there(after, first_day(new)):
        return ""
    group = old.form.group_by_rule.get(name)
    found = {
        "it takes more than before": takes_more(before, after, first_day(new)),
        "it counts longer than before": counts_longer(before, after, (old.window, new.window)),
        "a repair leaves more of it than before": repair_leaves_more(before, after),
        "its limits let it take more than before": caps_take_more(
            (*before.times_caps, *before.points_caps), (*after.times_caps, *after.points_caps)
        ),
        "its shared limit lets it take more than before": group is not None
        and group_takes_more(group, new.form),
        "the floor lets it take more than before": floor_lets_more(old.form, new.form),
    }
    reason = records_harsher(old, new, after)
    return reason or next((reason for reason, holds in found.items() if holds), "")


def _measure_harsher(old: Policy, new: Policy, name: RuleName) -> str:
    """Return in what a measure is harsher."""
    assert isinstance(old.form, IndexForm)
    assert isinstance(new.form, IndexForm)
    before = next((each for each in old.form.measures if each.name == name), None)
    after = next(each for each in new.form.measures if each.name == name)
    if before is None or before.record != after.record or not was_there(after, first_day(new)):
        return ""
    found = {
        "it reads something else than before": _reading(before) != _reading(after),
        "the table takes more than before": rows_harsher(before.table, after.table),
        "it weighs more than before": weighs_more(before, after, (old.form, new.form)),
        "it leaves the part of the index that held it back": leaves_its_limit(
            before, (old.form, new.form)
        ),
        "it reads more than before": after.least < before.least
        or counts_longer(before, after, (old.window, new.window)),
    }
    reason = records_harsher(old, new, after)
    return reason or next((reason for reason, holds in found.items() if holds), "")


def _reading(measure: Measure) -> tuple[Reading, FieldName | None]:
    """Return how a measure reads its records."""
    return measure.reading, measure.field
