"""How often a synthetic city's people have records of each kind of a policy."""

from itertools import accumulate
from typing import Final

import numpy as np

from goodstanding.lab.city.draws import DAY, MONEY, ONE_OF, WHOLE, YES_OR_NO, Habits
from goodstanding.model.kinds import Day, FieldType, Money, OneOf, RecordKind, WholeNumber, YesOrNo
from goodstanding.model.points import FixedPoints, PointsByBound, PointsByName, PointsEach
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.scoring.kernel.calendar import day_number

SHARES: Final = (1.0, 0.4, 0.7, 0.25, 1.6, 0.5)
"""Kinds are unlike in how often they come, one after another in this pattern."""

DEDUCTION_SHARE: Final = 0.25
FIRST_DAY_DRAWN: Final = 0
LAST_DAY_DRAWN: Final = 20_000


def habits_of(policy: Policy) -> Habits:
    """Return what records of a policy's kinds are like."""
    kinds = list(policy.kinds.values())
    deducts = [_deducts(policy, kind) for kind in kinds]
    shares = [
        SHARES[place % len(SHARES)] * (DEDUCTION_SHARE if deducts[place] else 1.0)
        for place in range(len(kinds))
    ]
    fields = [_field(form) for kind in kinds for form in kind.fields.values()]
    return Habits(
        share=np.cumsum(shares) / sum(shares),
        deducts=np.array(deducts, np.bool_),
        act=np.array([kind.act for kind in kinds], np.bool_),
        field_first=np.array([0, *accumulate(len(kind.fields) for kind in kinds)], np.int64),
        field_form=np.array([form for form, _, _ in fields], np.int64),
        field_least=np.array([least for _, least, _ in fields], np.int64),
        field_most=np.array([most for _, _, most in fields], np.int64),
    )


def _field(form: FieldType) -> tuple[int, int, int]:
    """Return the form of a field and the ends of its range."""
    match form:
        case WholeNumber():
            return WHOLE, form.least, form.most
        case Money():
            return MONEY, form.least, form.most
        case YesOrNo():
            return YES_OR_NO, 0, 1
        case OneOf():
            return ONE_OF, 0, len(form.names) - 1
        case Day():
            least = FIRST_DAY_DRAWN if form.least is None else day_number(form.least)
            most = LAST_DAY_DRAWN if form.most is None else day_number(form.most)
            return DAY, least, most


def _deducts(policy: Policy, kind: RecordKind) -> bool:
    """Return whether records of a kind mostly take points away."""
    if not isinstance(policy.form, PointsForm):
        measures = [each for each in policy.form.measures if each.record == kind.name]
        return any(each.falls for each in measures)
    for rule in policy.form.rules_by_kind.get(kind.name, ()):
        match rule.worth:
            case FixedPoints() | PointsEach():
                points = [amount for _, amount in rule.worth.points.amounts]
            case PointsByBound():
                points = [amount for _, amount in rule.worth.rows]
            case PointsByName():
                points = list(rule.worth.rows.values())
            case _:
                points = []
        if any(amount < 0 for amount in points):
            return True
    return False
