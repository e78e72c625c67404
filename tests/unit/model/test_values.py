"""What the values of the model refuse, and the small questions they answer."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from tests.spec.guide import policy

from goodstanding.model.days import Span, Unit
from goodstanding.model.entry import ALWAYS_TOLD, Consent, Entry, State, StateChange
from goodstanding.model.index import Measure, Reading
from goodstanding.model.names import (
    NO_LEVEL,
    DimensionName,
    FieldName,
    KindName,
    LevelName,
    MemberId,
    RecordId,
    RuleName,
    SourceName,
)
from goodstanding.model.points import Bounds, Rates
from goodstanding.model.policy import ceil_fraction
from goodstanding.model.record import Record

DAY = date(2025, 5, 1)
CITY = policy("""
    start: 1000
    records: {award: {}, walk: {}}
    rules: {award: {record: award, points: 30}}
    levels:
      thanked: {from: 1040, keep: {above: 1030}}
      honoured: {from: 1100}
    bands: {modest: {from: 0}, good: {from: 1050}}
""").policy


def entry(*states: StateChange, until: date | None = None) -> Entry:
    return Entry(
        source=SourceName("s"),
        record=RecordId("r"),
        member=MemberId("m"),
        kind=KindName("award"),
        on=DAY,
        filed=DAY,
        until=until,
        fields={},
        states=states,
    )


def test_an_act_may_end_on_its_first_day_and_not_before() -> None:
    assert entry(until=DAY).aged_from == DAY
    with pytest.raises(ValueError, match="an act cannot end before it begins"):
        entry(until=date(2025, 4, 30))
    with pytest.raises(ValueError, match="an act cannot end before it begins"):
        Record(
            source=SourceName("s"),
            id=RecordId("r"),
            member=MemberId("m"),
            kind=KindName("award"),
            on=DAY,
            until=date(2025, 4, 30),
            fields={},
        )


def test_an_entry_is_always_told_unless_it_says_otherwise() -> None:
    assert entry().notified == ALWAYS_TOLD
    assert entry().told_on(date.min)


def test_a_state_holds_from_its_day_and_the_last_given_of_a_day_holds() -> None:
    earlier = StateChange(state=State.STRUCK_OUT, on=date(2025, 6, 1))
    later = StateChange(state=State.COUNTED, on=date(2025, 7, 1))
    same = StateChange(state=State.REPAIRED, on=date(2025, 7, 1))
    changed = entry(later, earlier, same)
    days = (date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 30), date(2025, 7, 1))
    assert [changed.state_on(day) for day in days] == [
        State.COUNTED,
        State.STRUCK_OUT,
        State.STRUCK_OUT,
        State.REPAIRED,
    ]


def test_a_consent_covers_its_kinds_from_its_first_day_up_to_its_end() -> None:
    consent = Consent(given=DAY, until=date(2025, 6, 1), kinds=frozenset({KindName("award")}))
    assert not consent.covers(KindName("award"), date(2025, 4, 30))
    assert consent.covers(KindName("award"), DAY)
    assert consent.covers(KindName("award"), date(2025, 5, 31))
    assert not consent.covers(KindName("award"), date(2025, 6, 1))
    assert not consent.covers(KindName("walk"), DAY)
    assert Consent(given=DAY).covers(KindName("walk"), date(2999, 1, 1))


@pytest.mark.parametrize(
    "total, held, level",
    [
        (1039, None, "none"),
        (1040, None, "thanked"),
        (1030, LevelName("thanked"), "thanked"),
        (1029, LevelName("thanked"), "none"),
        (1099, LevelName("honoured"), "thanked"),
        (1030, LevelName("honoured"), "thanked"),
        (1100, NO_LEVEL, "honoured"),
        (1030, LevelName("a level of another edition"), "none"),
    ],
)
def test_the_level_of_a_total(total: int, held: LevelName | None, level: str) -> None:
    assert CITY.level(total, held) == level


def test_the_band_of_a_total() -> None:
    bands = [CITY.band(total) for total in (-1, 0, 1049, 1050)]
    assert [band and band.name for band in bands] == [None, "modest", "modest", "good"]


def test_a_policy_says_what_it_reads_and_names() -> None:
    assert CITY.reads(KindName("award"))
    assert not CITY.reads(KindName("walk"))
    assert CITY.rule_names == ("award",)
    assert CITY.languages == ("en",)
    assert CITY.opening == 1000
    index = policy("""
        records: {visit: {}}
        dimensions: {all: {weight: 100%, base: 50}}
        measures: {visits: {dimension: all, of: count of visit, over: 1 year, table: {0: 0}}}
    """).policy
    assert index.rule_names == ("visits",)
    assert index.opening == 500


def test_fractions_are_rounded_up() -> None:
    values = [Fraction(1, 3), Fraction(-1, 3), Fraction(2), Fraction(-5, 2)]
    assert [ceil_fraction(value) for value in values] == [1, 0, 2, -2]


def test_bounds_bite_outside_only() -> None:
    bounds = Bounds(floor=0, ceiling=10)
    assert [bounds.bite(total) for total in (-1, 0, 10, 11)] == [1, 0, 0, -1]
    assert Bounds(floor=None, ceiling=None).bite(-(10**9)) == 0


def test_rates_count_in_units_that_make_each_exact() -> None:
    rates = Rates(field=FieldName("hours"), brackets=((10, Fraction(1, 2)), (20, Fraction(1, 3))))
    assert rates.units == 6
    assert [rates.between(0, 10), rates.between(8, 12), rates.between(20, 99)] == [30, 10, 0]


def measure(reading: Reading, *table: tuple[int, int]) -> Measure:
    return Measure(
        name=RuleName("m"),
        title={"en": "M"},
        dimension=DimensionName("d"),
        reading=reading,
        record=KindName("award"),
        field=FieldName("f"),
        over=Span(count=1, unit=Unit.YEARS),
        table=table,
    )


def test_a_measure_tells_which_values_can_take_points_away() -> None:
    losses, gains = ((0, 0), (5, -1)), ((0, 0), (5, 1))
    assert not measure(Reading.SUM_FIELD, *gains).against(9)
    assert [measure(Reading.SUM_FIELD, *losses).against(value) for value in (0, 1)] == [
        False,
        True,
    ]
    for reading in (Reading.MOST, Reading.SMALLEST, Reading.LATEST):
        assert [measure(reading, *losses).against(value) for value in (4, 5)] == [False, True]
    share = measure(Reading.SHARE, (0, -1), (1, 1))
    assert [share.against(value) for value in (False, True)] == [True, False]
    of_something_bad = measure(Reading.SHARE, (0, 1), (1, -1))
    assert [of_something_bad.against(value) for value in (False, True)] == [False, True]


def test_a_number_below_the_first_bound_has_the_points_of_the_first_row() -> None:
    assert measure(Reading.MOST, (2, 1), (5, 3)).points(0) == 1
    assert measure(Reading.MOST, (2, 1), (5, 3)).points(4) == 1
    assert measure(Reading.MOST, (2, 1), (5, 3)).points(5) == 3


def test_two_records_say_the_same_whenever_each_was_filed() -> None:
    record = Record(
        source=SourceName("s"),
        id=RecordId("r"),
        member=MemberId("m"),
        kind=KindName("award"),
        on=DAY,
        until=DAY,
        fields={FieldName("hours"): 3},
    )
    assert record.key == ("s", "r")
    assert record.same_but_for_filing(replace(record, filed=date(2025, 9, 9)))
    assert not record.same_but_for_filing(replace(record, fields={FieldName("hours"): 4}))
    assert not record.same_but_for_filing(replace(record, notified=None))
