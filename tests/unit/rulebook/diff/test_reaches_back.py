"""What reaches back beside heavier amounts: another family, other records, a limit that is left."""

import pytest
from tests.support.editions import changes, next_edition
from tests.support.spoken import INDEX, POINTS, spoken

from goodstanding.rulebook.diff import Needs, diff

NOTHING, NOTICE, CONSENT, REFUSED = Needs
AMOUNT = "records.debt.fields.amount"


@pytest.mark.parametrize("old, new", [(POINTS, INDEX), (INDEX, POINTS)])
def test_another_family_bears_no_earlier_deduction_out(old: str, new: str) -> None:
    for since, needs in (("2026-10-01", REFUSED), ("2027-01-01", CONSENT)):
        later = next_edition(new.replace("since: 2026-10-01", f"since: {since}"))
        found = next(each for each in diff(spoken(old), later).changes if each.path == "kind")
        assert found.needs is needs
        assert ("never reach back" in found.words["en"]) is (needs is REFUSED)
        assert ("规则不溯及既往" in found.words["zh"]) is (needs is REFUSED)


@pytest.mark.parametrize(
    "text, pair, path",
    [
        (POINTS, ("source: court", "source: police"), "records.fine.source"),
        (POINTS, ("    act: yes\n", ""), "records.fine.act"),
        (INDEX, ("amount: money 0..1000", "amount: whole number 0..1000"), AMOUNT),
        (INDEX, ("source: court", "source: desk"), "records.debt.source"),
        (INDEX, ("law, of: most", "life, of: most"), "measures.debts.dimension"),
    ],
)
def test_deductions_that_read_other_records_or_leave_a_limit_reach_back(
    text: str, pair: tuple[str, str], path: str
) -> None:
    found = {each.path: each for each in changes(text, pair)}
    assert found[path].needs is REFUSED
    assert "never reach back" in found[path].words["en"]
    forward = text.replace("since: 2026-10-01", "since: 2027-01-01")
    later = next_edition(forward, pair)
    [change] = [each for each in diff(spoken(text), later).changes if each.path == path]
    assert change.needs is not REFUSED


@pytest.mark.parametrize(
    "text, pair, path",
    [
        (POINTS, ("source: jury", "source: city"), "records.prize.source"),
        (POINTS, ("value: money", "value: whole number"), "records.gift.fields.value"),
        (INDEX, ("law, of: years", "life, of: years"), "measures.claims.dimension"),
    ],
)
def test_gains_may_read_other_records(text: str, pair: tuple[str, str], path: str) -> None:
    found = {each.path: each for each in changes(text, pair)}
    assert found[path].needs is not REFUSED
