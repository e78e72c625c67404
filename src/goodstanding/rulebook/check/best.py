"""The best member's records: as dense as caps leave room for, to ask which levels are reached."""

# Assumptions, named because a policy cannot say them: a member does at most one act of a kind a
# day; where no cap says how often, one act in 30 days of what a member can set out to do, and one
# in 365 days of what others decide (awards, decisions). Nobody is asked to wait longer than ten
# years.

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from math import ceil

from goodstanding.model.days import Span, Unit
from goodstanding.model.entry import Entry, Member
from goodstanding.model.index import Reading
from goodstanding.model.kinds import (
    Basis,
    FieldType,
    Money,
    OneOf,
    RecordKind,
    WholeNumber,
    YesOrNo,
)
from goodstanding.model.names import FieldName, FieldValue, MemberId, Number, RecordId
from goodstanding.model.points import PointsByBound, PointsByName, Rule
from goodstanding.model.policy import PointsForm, Policy

LOOK_BACK_YEARS = 10
"""A way to a level takes at most so long, and the window where that is shorter."""

DAYS_BETWEEN = {
    Basis.OWN_SERVICE: 30,
    Basis.CARRIED_BY_THE_MEMBER: 30,
    Basis.AWARD: 365,
    Basis.FINAL_DECISION: 365,
}
"""Days from one act to the next where no cap of the policy says how often."""

ENTRIES_MAX = 400
"""So many records of a kind prove that a level can be reached; more would not change the answer."""

CHOICES_MAX = 64
"""So many ways to fill in the fields of a kind are tried."""

BEST = Member(id=MemberId("best"))

Fields = dict[FieldName, FieldValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How dense records may come: `daily` where nothing but the calendar holds somebody back."""

    as_of: date
    daily: bool = False

    def between(self, basis: Basis, *, limited: bool) -> int:
        """Return the days from one act to the next; a cap or a table's last row limits acts."""
        return 1 if limited or self.daily else DAYS_BETWEEN[basis]

    @property
    def entries_max(self) -> int:
        """Return how many records of a kind are made."""
        return LOOK_BACK_YEARS * 366 if self.daily else ENTRIES_MAX


def choices(policy: Policy, kind: RecordKind) -> Iterator[Fields]:
    """Yield ways to fill in a kind's fields that may be best; quantities are settled later."""
    tried: dict[FieldName, list[FieldValue]] = {name: [] for name in kind.fields}
    for name, values in wishes(policy, kind):
        tried[name] += [value for value in values if value not in tried[name]]
    for name, type_ in kind.fields.items():
        tried[name] = tried[name] or [_ordinary(type_)]
    for chosen in islice(product(*tried.values()), CHOICES_MAX):
        yield dict(zip(tried, chosen, strict=True))


def _ordinary(type_: FieldType) -> FieldValue:
    """Return a value of a type that means as little as possible."""
    match type_:
        case WholeNumber() | Money():
            return type_.least
        case YesOrNo():
            return False
        case OneOf():
            return type_.names[0]
        case _:
            return type_.least or type_.most or date.min


def wishes(policy: Policy, kind: RecordKind) -> Iterator[tuple[FieldName, list[FieldValue]]]:
    """Yield the fields whose value is chosen, not filled up, with the values that are best."""
    if isinstance(policy.form, PointsForm):
        for rule in policy.form.rules_by_kind.get(kind.name, ()):
            yield from _rule_wishes(rule, kind)
        return
    for measure in policy.form.measures:
        added_up = measure.reading is Reading.SUM_FIELD
        if measure.record == kind.name and measure.field is not None and not added_up:
            type_ = kind.fields[measure.field]
            if isinstance(type_, YesOrNo):
                yield measure.field, [True]
            else:
                assert isinstance(type_, WholeNumber | Money)
                yield measure.field, [_best_number(measure.table, type_)]


def _best_number(table: tuple[tuple[Number, int], ...], type_: WholeNumber | Money) -> int:
    """Return the least value of a type that reaches the best row of a table of lower bounds."""
    best = max(points for _, points in table)
    bound = next(bound for bound, points in table if points == best)
    return min(max(ceil(bound), type_.least), type_.most)


def _rule_wishes(rule: Rule, kind: RecordKind) -> Iterator[tuple[FieldName, list[FieldValue]]]:
    """Yield the values of a rule's own field that are best; all that gain where they last apart."""
    apart = rule.lasts is not None and rule.lasts.plain is None
    match rule.worth:
        case PointsByName():
            points = rule.worth.rows
            top = max(points.values())
            yield (
                rule.worth.field,
                [name for name in points if points[name] == top or (apart and points[name] > 0)],
            )
        case PointsByBound():
            type_ = kind.fields[rule.worth.field]
            assert isinstance(type_, WholeNumber | Money)
            rows = [(bound, points) for bound, points in rule.worth.rows if bound <= type_.most]
            top = max(points for _, points in rows)
            yield (
                rule.worth.field,
                [
                    max(bound, type_.least)
                    for bound, points in rows
                    if points == top or (apart and points > 0)
                ],
            )
        case _:
            return


def best_entry(kind: RecordKind, place: int, day: date, fields: Fields) -> Entry:
    """Return one of the best member's records."""
    return Entry(
        source=kind.source,
        record=RecordId(f"{kind.name}-{place}"),
        member=BEST.id,
        kind=kind.name,
        on=day,
        filed=day,
        fields=fields,
    )


def look_back(policy: Policy, as_of: date) -> Callable[[date], bool]:
    """Return whether an act of a day is still inside the window and the ten years."""
    spans = [Span(count=LOOK_BACK_YEARS, unit=Unit.YEARS)]
    if policy.window is not None:
        spans.append(policy.window)
    return lambda day: all(as_of < span.after(day) for span in spans)
