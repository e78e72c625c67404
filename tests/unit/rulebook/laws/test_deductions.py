"""What the laws take for a deduction: a record that something reads as one, nothing as a gain."""

from typing import Final

from tests.support.programme import TOWN
from tests.support.programme import policy as town

from goodstanding.model.names import FieldName, KindName
from goodstanding.rulebook.laws import check_laws, parse_law
from goodstanding.rulebook.laws.checks import CONTESTING, TAKING_AWAY, only_deducts
from goodstanding.rulebook.worlds import worlds
from goodstanding.scoring.score.parts import worth

BY_EACH: Final = """\
    each: hours
    points: 2
    cap: {points: 40, per: year}
    fade: {1 year: half, 2 years: none}
"""
BY_RATES: Final = """\
    each: hours
    rates: {20: 2, 80: 1}
    fade: {1 year: half, 2 years: none}
  late:
    title: {en: Late, zh: 迟到}
    record: shift
    by: late
    table: {yes: -1, no: 0}
    since: 2026-10-01
    lasts: 2 years
"""
LATE: Final = (
    ("fields: {hours: whole number 1..8}", "fields: {hours: whole number 0..8, late: yes or no}"),
    (BY_EACH, BY_RATES),
)


def test_a_record_that_rates_give_points_for_is_no_deduction() -> None:
    """A late shift costs a point and gives several: taking the whole record away costs those."""
    text = TOWN
    for old, new in LATE:
        assert text.count(old) == 1
        text = text.replace(old, new)
    policy = town(text)
    for sentence in (TAKING_AWAY, CONTESTING):
        law = parse_law(sentence)
        assert law is not None
        [result] = check_laws(policy, [law], seed=3, count=150)
        assert result.failed is None, result.words
        assert result.tried == 150
    rates = policy.form.rules_by_kind[KindName("shift")]  # type: ignore[union-attr] # points
    kind = policy.kinds[KindName("shift")]
    seen = {True: 0, False: 0}
    for world in worlds(policy, seed=5, count=300, about=kind.name):
        for entry in world.entries:
            if entry.kind == kind.name and entry.fields[FieldName("late")] is True:
                only = only_deducts(policy, entry)
                assert only is (entry.fields[FieldName("hours")] == 0)
                assert min(worth(rule, kind, entry) or 0 for rule in rates) == -1
                seen[only] += 1
    assert min(seen.values()) > 10
