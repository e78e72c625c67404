"""What one act can be worth under a rule: the least and the most points, and its direction."""

from typing import NamedTuple

from goodstanding.model.index import Measure
from goodstanding.model.kinds import HUNDREDTHS, Money, RecordKind, WholeNumber
from goodstanding.model.names import KindName
from goodstanding.model.points import (
    FixedPoints,
    PointsByBound,
    PointsByName,
    PointsEach,
    Rates,
    Rule,
)
from goodstanding.model.policy import PointsForm, Policy, ceil_fraction


class Range(NamedTuple):
    """The least and the most points that one act can be worth before it fades."""

    least: int
    most: int

    @property
    def adds(self) -> bool:
        """Return whether an act can give points."""
        return self.most > 0

    @property
    def deducts(self) -> bool:
        """Return whether an act can take points away."""
        return self.least < 0


def range_of(rule: Rule, kind: RecordKind) -> Range:
    """Return what one act can be worth under a rule; rates by themselves: the year's most."""
    match rule.worth:
        case FixedPoints():
            values = [points for _, points in rule.worth.points.amounts]
        case PointsEach():
            type_ = kind.fields[rule.worth.field]
            assert isinstance(type_, WholeNumber | Money)
            unit = HUNDREDTHS if isinstance(type_, Money) else 1
            values = [
                -(-points * quantity // unit)
                for _, points in rule.worth.points.amounts
                for quantity in (type_.least, type_.most)
            ]
        case PointsByBound():
            values = [points for _, points in rule.worth.rows]
        case PointsByName():
            values = list(rule.worth.rows.values())
        case _:
            values = [0, most_by_rates(rule.worth, kind)]
    return Range(min(values), max(values))


def most_by_rates(rates: Rates, kind: RecordKind) -> int:
    """Return the points of a year whose last bracket is full."""
    unit = HUNDREDTHS if isinstance(kind.fields[rates.field], Money) else 1
    total, below = 0, 0
    for upper, rate in rates.brackets:
        total += ceil_fraction(rate * (upper - below) / unit)
        below = upper
    return total


def measure_range(measure: Measure) -> Range:
    """Return the least and the most points of a measure's table."""
    values = [points for _, points in measure.table]
    return Range(min(values), max(values))


def gaining_kinds(policy: Policy) -> frozenset[KindName]:
    """Return the kinds that some rule or measure gives points for."""
    form = policy.form
    if isinstance(form, PointsForm):
        return frozenset(
            rule.record for rule in form.rules if range_of(rule, policy.kinds[rule.record]).adds
        )
    return frozenset(each.record for each in form.measures if measure_range(each).adds)
