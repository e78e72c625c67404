"""Whether every sum of a policy stays within the whole numbers that engines count with."""

from math import lcm, prod
from typing import Final

from goodstanding.errors import declare
from goodstanding.model.index import Measure, Reading
from goodstanding.model.kinds import Money, WholeNumber
from goodstanding.model.points import FadeStep, PointsEach, Rates, Rule
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.rulebook.check.complaints import Complaints
from goodstanding.rulebook.check.signs import range_of

BEYOND = declare("policy-beyond-counting", "A product is beyond what engines count with.")

PRODUCT_MAX: Final = 2**62
ENTRIES_A_MEMBER_MAX: Final = 2_000_000

ONE_AT_A_TIME: Final = frozenset(
    {Reading.MOST, Reading.SMALLEST, Reading.LATEST, Reading.YEARS_SINCE}
)
"""The readings that add nothing up."""


def check_sizes(complaints: Complaints, policy: Policy) -> None:
    """Complain of rules and measures whose sums of a member could pass 2^62."""
    form = policy.form
    if isinstance(form, PointsForm):
        for rule in form.rules:
            _check(complaints, f"rules.{rule.name}", _rule_product(policy, rule))
        return
    for measure in form.measures:
        _check(complaints, f"measures.{measure.name}", _measure_product(policy, form, measure))


def _check(complaints: Complaints, path: str, product: int) -> None:
    """Complain of a product that is too large."""
    if product > PRODUCT_MAX:
        complaints.error(
            BEYOND,
            path,
            "points times the field's greatest number, for as many records as a member may "
            "have, are beyond 2^62",
            "Use a smaller range, fewer points, or shares with smaller denominators",
        )


def _parts(fade: tuple[FadeStep, ...]) -> int:
    """Return the common denominator of the shares of a fade."""
    return lcm(*(step.share.denominator for step in fade))


def _rule_product(policy: Policy, rule: Rule) -> int:
    """Return the largest number that a rule can come to while a member is scored."""
    kind = policy.kinds[rule.record]
    if isinstance(rule.worth, Rates):
        rates = [rate for _, rate in rule.worth.brackets]
        shared = lcm(*(rate.denominator for rate in rates))
        steepest = max(rate.numerator * (shared // rate.denominator) for rate in rates)
        return rule.worth.brackets[-1][0] * steepest * _parts(rule.fade)
    worth = range_of(rule, kind)
    most = max(abs(worth.least), worth.most)
    if isinstance(rule.worth, PointsEach):
        type_ = kind.fields[rule.worth.field]
        assert isinstance(type_, WholeNumber | Money)
        most = max(abs(points) for _, points in rule.worth.points.amounts) * type_.most
    return prod((most, _parts(rule.fade), ENTRIES_A_MEMBER_MAX))


def _measure_product(policy: Policy, form: IndexForm, measure: Measure) -> int:
    """Return the largest number that a measure can come to while a member is scored."""
    bounds = lcm(*(bound.denominator for bound, _ in measure.table))
    largest = max(bound.numerator * (bounds // bound.denominator) for bound, _ in measure.table)
    if measure.field is None or measure.reading is Reading.SHARE:
        quantity = 1
    else:
        type_ = policy.kinds[measure.record].fields[measure.field]
        assert isinstance(type_, WholeNumber | Money)
        quantity = type_.most
    if measure.reading not in ONE_AT_A_TIME:
        quantity *= ENTRIES_A_MEMBER_MAX
    low, high = form.scale
    weighted = max(abs(points) for _, points in measure.table) * (high - low)
    return max(quantity * bounds * _parts(measure.fade), largest, weighted)
