"""What the engine cannot count with, with its exact words."""

from dataclasses import replace

import pytest
from tests.support.programme import TOWN, policy

from goodstanding.errors import ProblemsError
from goodstanding.model.kinds import WholeNumber
from goodstanding.model.names import FieldName, KindName
from goodstanding.model.points import DatedPoints, PointsEach
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.scoring.plan import plan


def with_hours_up_to(most: int) -> Policy:
    town = policy(TOWN)
    assert isinstance(town.form, PointsForm)
    first = town.form.rules[0]
    worth = PointsEach(field=FieldName("hours"), points=DatedPoints(amounts=((None, 1_000_000),)))
    kind = replace(
        town.kinds[first.record],
        fields={FieldName("hours"): WholeNumber(least=0, most=most)},
    )
    rules = (replace(first, worth=worth, lasts=None),)
    form = PointsForm(start=0, bounds=None, rules=rules, groups=())
    return replace(town, kinds={KindName(first.record): kind}, form=form, levels=())


def test_numbers_beyond_what_is_counted_with_are_refused_by_name() -> None:
    small = with_hours_up_to(1_000)
    assert plan(small, small.in_force).value_columns == 1  # the control
    large = with_hours_up_to(10**13)
    with pytest.raises(ProblemsError) as caught:
        plan(large, large.in_force)
    [problem] = caught.value.problems
    assert problem.code.name == "plan-too-large"
    assert problem.path.startswith("rules.")
    assert "beyond what" in problem.what
