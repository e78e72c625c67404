"""What a text says, form by form, and where each thing stands."""

from datetime import date
from fractions import Fraction

import pytest
from tests.support.broken import BROKEN, NAMED
from tests.support.programme import INDEX, TOWN, policy
from tests.support.readings import EACH, TABLE, rules, what

from goodstanding.model.days import Period, Span, Unit
from goodstanding.model.index import Reading as Of
from goodstanding.model.kinds import Day, Money, Need, OneOf, WholeNumber, YesOrNo
from goodstanding.model.names import FieldName, KindName, LevelName
from goodstanding.model.points import (
    Bounds,
    FixedPoints,
    Hold,
    Lasts,
    PointsByBound,
    PointsByName,
    PointsCap,
    PointsEach,
    Rates,
    TimesCap,
)
from goodstanding.model.policy import IndexForm, PointsForm, Purpose


def test_a_programme_is_read_whole() -> None:
    town = policy()
    assert (town.name, town.edition, town.purpose) == ("town-thanks", 1, Purpose.PROGRAMME)
    assert (town.published, town.in_force) == (date(2026, 8, 28), date(2026, 10, 1))
    assert town.notice == Span(count=30, unit=Unit.DAYS)
    assert town.languages == ("en", "zh")
    assert town.opening == 1000
    assert list(town.kinds) == ["shift", "course", "gift", "missed-shift"]
    assert town.kinds[KindName("gift")].needs == {Need.MONEY}
    assert town.kinds[KindName("gift")].fields == {"amount": Money(least=100, most=100_000_000)}
    assert town.levels[0].keep_above == 1020
    assert town.bands[1].starts_at == 1010


def test_the_forms_of_worth() -> None:
    found = rules(policy())
    shift, gift = found["shift"], found["gift"]
    assert isinstance(shift.worth, PointsEach)
    assert shift.worth.points.amounts == ((None, 2),)
    assert shift.fade[1].share == 0
    assert isinstance(found["course"].worth, FixedPoints)
    assert gift.worth == PointsByBound(
        field=FieldName("amount"), rows=((0, 0), (10_000, 5), (100_000, 10))
    )
    assert gift.points_caps == (PointsCap(points=10, per=Period.YEAR),)
    assert found["course"].times_caps == (TimesCap(times=2, per=Period.YEAR),)
    repaired = found["missed-shift"].repaired
    assert repaired is not None
    assert (repaired.points, repaired.lasts) == (-2, Span(count=3, unit=Unit.MONTHS))


def test_rates_are_read_with_their_fractions() -> None:
    found = rules(policy(TOWN, (EACH, "    each: hours\n    rates: {20: 1, 80: 1/2}\n")))
    assert found["shift"].worth == Rates(
        field=FieldName("hours"), brackets=((20, Fraction(1)), (80, Fraction(1, 2)))
    )


def test_rates_on_money_have_ends_in_hundredths() -> None:
    change = ("    by: amount\n" + TABLE, "    each: amount\n    rates: {100.50: 1/100}\n")
    found = rules(policy(TOWN, change))["gift"].worth
    assert found == Rates(field=FieldName("amount"), brackets=((10_050, Fraction(1, 100)),))


def test_caps_are_ordered_from_the_shortest_period() -> None:
    several = "cap: [{points: 40, per: year}, {points: 6, per: day}, {points: 20, per: quarter}]"
    found = rules(policy(TOWN, ("cap: {points: 40, per: year}", several)))
    assert [cap.per for cap in found["shift"].points_caps] == ["day", "quarter", "year"]


def test_spans_go_by_the_rows_of_a_table_however_they_are_written() -> None:
    change = (
        TABLE + "    cap: {points: 10, per: year}\n    lasts: 1 year\n",
        (
            "    table: {0: 0, 100.50: 1, 1000: 2}\n    cap: {points: 4, per: year}\n"
            "    lasts: {0: 1 year, 100.5: 2 years, 1000: 3 years}\n"
        ),
    )
    lasts = rules(policy(TOWN, change))["gift"].lasts
    assert isinstance(lasts, Lasts)
    assert {bound: span.count for bound, span in lasts.spans.items()} == {
        0: 1,
        10_050: 2,
        100_000: 3,
    }
    assert lasts.plain is None
    twice = (change[0], change[1].replace("1000: 3 years", "100.50: 3 years"))
    assert what(TOWN, twice) == ["rules.gift.lasts.100.50: '100.50' is a row given twice"]
    other = (change[0], change[1].replace("100.5: 2 years", "100: 2 years"))
    assert what(TOWN, other) == [
        "rules.gift.lasts.100: '100' is no row of the rule's table",
    ]


def test_a_row_of_an_amount_is_named_as_it_is_written() -> None:
    """A bound with decimals has a dot of its own, which is no step of a path."""
    change = ("{0: 0, 100: 5, 1000: 10}", "{0: 0, 100: 5, 500.50: 9, 600: 8, 1000: 10}")
    [found] = what(TOWN, change)
    assert found == (
        "rules.gift.table.600: 8 is harsher than 9 in the row before (500.50), so the table steps "
        "backwards"
    )


def test_spans_go_by_names_and_by_yes_or_no() -> None:
    field = ("    fields: {hours: whole number 1..8}", "    fields: {led: yes or no}")
    for name, table, spans in (
        ("yes", "{yes: 4, no: 2}", "{yes: 2 years, no: 1 year}"),
        ("one of alone, led", "{alone: 2, led: 4}", "{alone: 1 year, led: 2 years}"),
    ):
        written = "yes or no" if name == "yes" else f"'{name}'"
        change = (
            (field[0], f"    fields: {{way: {written}}}"),
            (EACH, f"    by: way\n    table: {table}\n    lasts: {spans}\n"),
        )
        rule = rules(policy(TOWN, *change))["shift"]
        assert isinstance(rule.worth, PointsByName)
        assert rule.lasts is not None
        assert set(rule.lasts.spans) == set(rule.worth.rows)


@pytest.mark.parametrize(
    "written, bounds",
    [
        ("[600, 1300]", Bounds(floor=600, ceiling=1300)),
        ("[none, 1300]", Bounds(floor=None, ceiling=1300)),
        ("{floor: 600, ceiling: none}", Bounds(floor=600, ceiling=None)),
        ("{floor: 1, ceiling: 2000, hold: at the end}", Bounds(floor=1, ceiling=2000)),
    ],
)
def test_bounds_are_written_in_two_ways(written: str, bounds: Bounds) -> None:
    form = policy(TOWN, ("bounds: [600, 1300]", f"bounds: {written}")).form
    assert isinstance(form, PointsForm)
    assert form.bounds == bounds


def test_bounds_may_hold_at_every_record() -> None:
    found = policy(
        TOWN,
        ("bounds: [600, 1300]", "bounds: {floor: 1, ceiling: none, hold: at every record}"),
        ("    cap: {times: 2, per: year}\n", ""),
    )
    assert isinstance(found.form, PointsForm)
    assert found.form.bounds == Bounds(floor=1, ceiling=None, hold=Hold.AT_EVERY_RECORD)


@pytest.mark.parametrize(
    "written, type_",
    [
        ("whole number -5..8", WholeNumber(least=-5, most=8)),
        ("money 0..99.50", Money(least=0, most=9_950)),
        ("yes or no", YesOrNo()),
        ("date", Day()),
        ("date 2026-01-01..2026-12-31", Day(least=date(2026, 1, 1), most=date(2026, 12, 31))),
        ("'one of a, b-c'", OneOf(names=("a", "b-c"))),
        ("{one of: [a, b]}", OneOf(names=("a", "b"))),
    ],
)
def test_the_types_of_a_field(written: str, type_: object) -> None:
    change = ("fields: {hours: whole number 1..8}", f"fields: {{thing: {written}}}")
    found = policy(TOWN, change, ("    each: hours\n", ""))
    assert found.kinds[KindName("shift")].fields == {"thing": type_}


def test_a_group_and_a_law_are_read() -> None:
    group = (
        "levels:\n",
        (
            "groups:\n  help: {title: {en: Help, zh: 助人}, rules: [shift, course], "
            "cap: {points: 60, per: year}}\nlevels:\n"
        ),
    )
    law = ("    points: -9\n", "    points: -9\n    law: by-law 7\n")
    named = (
        "    means: {en: A shift that",
        "    law: {en: By-law 7, zh: 条例}\n    means: {en: A shift that",
    )
    found = policy(TOWN, group, law, named)
    assert isinstance(found.form, PointsForm)
    assert found.form.group_by_rule[rules(found)["shift"].name].name == "help"
    assert rules(found)["missed-shift"].law == "by-law 7"
    assert found.kinds[KindName("missed-shift")].law == {"en": "By-law 7", "zh": "条例"}


def test_a_law_is_as_long_as_a_text_may_be() -> None:
    for most, said in ((256, []), (257, ["rules.course.law: the text has 257 characters"])):
        law = ("    points: 15\n", f"    points: 15\n    law: {'l' * most}\n")
        assert what(TOWN, law) == said
    law = ("    of: count of shift\n", f"    of: count of shift\n    law: {'l' * 257}\n")
    assert what(INDEX, law) == ["measures.shifts.law: the text has 257 characters"]
    assert what(INDEX, (law[0], f"{law[0]}    law: []\n")) == [
        "measures.shifts.law: a mapping or a list stands where a value is due"
    ]


def test_an_index_is_read_whole() -> None:
    found = policy(INDEX)
    assert isinstance(found.form, IndexForm)
    visits, shifts = found.form.measures
    assert (visits.reading, visits.record, visits.field) == (Of.SHARE, "visit", "kept")
    assert visits.table == ((0, -10), (Fraction(4, 5), 0), (Fraction(19, 20), 20))
    assert (shifts.reading, shifts.field, shifts.least) == (Of.COUNT, None, 1)
    assert found.form.dimensions[0].weight == Fraction(3, 5)


@pytest.mark.parametrize(
    "of, reading",
    [
        ("count of shift", Of.COUNT),
        ("sum of shift", Of.SUM),
        ("sum hours in shift", Of.SUM_FIELD),
        ("most hours in shift", Of.MOST),
        ("smallest hours in shift", Of.SMALLEST),
        ("latest hours in shift", Of.LATEST),
        ("years since latest shift", Of.YEARS_SINCE),
    ],
)
def test_the_sentences_of_a_measure(of: str, reading: Of) -> None:
    fields = ("    needs: [time]\n", "    needs: [time]\n    fields: {hours: whole number 1..8}\n")
    found = policy(INDEX, ("of: count of shift", f"of: {of}"), fields)
    assert isinstance(found.form, IndexForm)
    assert found.form.measures[1].reading is reading


def test_numbers_of_a_table_may_be_fractions() -> None:
    found = policy(INDEX, ("{0: 0, 2: 10, 6: 25}", "{0: 0, 1/2: 10, 2.5: 25}"))
    assert isinstance(found.form, IndexForm)
    assert [bound for bound, _ in found.form.measures[1].table] == [
        0,
        Fraction(1, 2),
        Fraction(5, 2),
    ]


def test_a_study_needs_no_days_basis_or_context() -> None:
    found = policy(
        "policy: study\nkind: points\npurpose: study\nedition: 1\ntitle: {en: A study}\nstart: 0\n"
        "records:\n  vote: {source: site, means: {en: A vote}}\n"
        "rules:\n  vote: {title: {en: Vote}, record: vote, points: -2}\n"
    )
    assert found.purpose is Purpose.STUDY
    assert found.levels == ()
    dated = (
        "policy: study\nkind: points\npurpose: study\nedition: 1\ntitle: {en: A study}\nstart: 0\n"
        "published: 2020-01-01\nfrom: 2020-01-02\nnotice: 1 day\nround: in favour\n"
        "records:\n  vote: {source: site, means: {en: A vote}, class: offence}\n"
        "rules:\n  vote: {title: {en: Vote}, record: vote, points: -2}\n"
    )
    assert policy(dated).in_force == date(2020, 1, 2)


def test_one_text_stands_for_every_language_of_a_benefit() -> None:
    change = ("everyone: {en: 5 books, zh: 5 册}", "everyone: 5")
    assert policy(TOWN, change).benefits[0].everyone == {"en": "5", "zh": "5"}
    long = (change[0], f"everyone: {'5' * 257}")
    assert what(TOWN, long) == ["benefits.library-loans.everyone: the text has 257 characters"]


def test_a_comma_in_a_text_without_quotes_belongs_to_it() -> None:
    change = ("title: {en: Gift, zh: 捐赠}", "title: {en: Gifts, loans and time, zh: 捐赠}")
    assert rules(policy(TOWN, change))["gift"].title["en"] == "Gifts, loans and time"
    assert what(TOWN, (change[0], "title: {a gift, en: Gift, zh: 捐赠}")) == [
        "rules.gift.title.a gift: 'a gift' is not a language code",
    ]


def test_a_level_is_kept_where_it_is_reached_unless_it_says_so() -> None:
    found = policy(TOWN, ("    keep: {above: 1020}\n", ""))
    assert found.levels[0].keep_above == found.levels[0].reached_from == 1030
    assert found.level(1029, LevelName("thanked")) == "none"


@pytest.mark.parametrize("text, change, problem", BROKEN)
def test_a_broken_part_is_named(text: str, change: tuple[str, str], problem: str) -> None:
    assert problem in what(text, change)


@pytest.mark.parametrize(
    "worth,problem",
    [
        ("table: {a: 1, b: few}", "rules.shift.table.b: 'few' is not a whole number"),
        ("table: 3", "rules.shift.table: this is not a mapping of keys to values"),
        (
            "table: {a: 1, b: 2}\n    lasts: {a: soon, b: 1 year}",
            "rules.shift.lasts.a: 'soon' is not a span of at most 200 years",
        ),
    ],
)
def test_a_broken_table_of_names_is_named(worth: str, problem: str) -> None:
    fields = ("    fields: {hours: whole number 1..8}", NAMED)
    assert what(TOWN, fields, (EACH, f"    by: way\n    {worth}\n")) == [problem]


@pytest.mark.parametrize(
    "old,new,problem",
    [
        ("rates: {20: 1}", "rates: {20: 1}", ""),
        (
            "rates: {20: 1}",
            "rates: [20]",
            "rules.shift.rates: this is not a mapping of keys to values",
        ),
        ("each: hours", "each: days", "rules.shift.each: the record shift has no field 'days'"),
    ],
)
def test_broken_rates_are_named(old: str, new: str, problem: str) -> None:
    written = "    each: hours\n    rates: {20: 1}\n".replace(old, new)
    assert what(TOWN, (EACH, written)) == ([problem] if problem else [])


def test_an_act_is_yes_or_no() -> None:
    kind = "  course:\n    source: adult-education\n"
    assert what(TOWN, (kind, f"{kind}    act: []\n")) == [
        "records.course.act: a mapping or a list stands where a value is due"
    ]
    capped = ("    cap: {times: 2, per: year}\n", "")
    found = policy(TOWN, (kind, f"{kind}    act: yes\n"), capped)
    assert found.kinds[KindName("course")].act
