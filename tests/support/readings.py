"""What the tests of the reader share."""

from tests.support.programme import checked

from goodstanding.model.points import (
    Rule,
)
from goodstanding.model.policy import PointsForm, Policy

CAP = "    cap: {points: 40, per: year}\n    fade: {1 year: half, 2 years: none}\n"
EACH = "    each: hours\n    points: 2\n" + CAP
TABLE = "    table: {0: 0, 100: 5, 1000: 10}\n"


def rules(found: Policy) -> dict[str, Rule]:
    """Return the rules of a points policy by name."""
    assert isinstance(found.form, PointsForm)
    return {rule.name: rule for rule in found.form.rules}


def what(text: str, *changes: tuple[str, str]) -> list[str]:
    """Return what is wrong with a text with parts replaced, as path and words."""
    return [f"{each.path}: {each.what}" for each in checked(text, *changes).errors]
