"""Which levels can be reached, and what the cheapest way takes."""

import pytest
from tests.support.programme import INDEX
from tests.support.reach import (
    AMOUNT,
    AS_OF,
    HOURS,
    TIME,
    best,
    entries_of,
    kind,
    level,
    reach,
    read,
    rule,
    small,
    total_of,
)

from goodstanding.model.names import FieldName
from goodstanding.rulebook.check import check_text
from goodstanding.rulebook.check.best import BEST
from goodstanding.rulebook.check.best_member import ALL
from goodstanding.rulebook.check.reach import (
    Effort,
    hours_field,
    reachability,
    rises_with_money,
)
from goodstanding.scoring.score import score


@pytest.mark.parametrize("need", ["money", "body", "vehicle", "loan"])
def test_a_level_needs_no_means(need: str) -> None:
    kinds = [kind("a", more=f", needs: [{need}]"), kind("b", more=TIME)]
    rules = [rule(name, "points: 5, cap: {times: 1, per: ever}") for name in "ab"]
    assert level(small(kinds, rules, level=5)).without_needs
    assert not level(small(kinds, rules, level=6)).without_needs
    assert reach(small(kinds, rules)).without_needs == 5


def test_a_kind_that_is_off_leads_nowhere() -> None:
    kinds = [kind("a", more=", class: health"), kind("b", more=TIME)]
    rules = [rule(name, "points: 5, cap: {times: 1, per: ever}") for name in "ab"]
    found = reach(small(kinds, rules))
    assert found.without_source == {"office-a": 5, "office-b": 0}
    named = small(
        [kinds[0].replace("class: health", "class: health, law: {en: Act}"), kinds[1]], rules
    )
    assert reach(named).without_source == {"office-a": 5, "office-b": 5}


def test_a_kind_that_is_off_puts_no_level_on_sale_either() -> None:
    kinds = [kind("a", more=f", class: health{AMOUNT}"), kind("b", more=TIME)]
    rules = [rule("a", "each: amount, points: 1, lasts: 1 year"), rule("b", "points: 5")]
    assert level(small(kinds, rules, level=5)).bought


@pytest.mark.parametrize(
    "fields,worth,rises",
    [
        ("amount: money 0..9", "each: amount, points: 1", True),
        ("amount: money 0..9", "each: amount, points: -1, since: 2026-10-01", False),
        ("amount: money 0..9", "each: amount, rates: {5: 1}", True),
        ("amount: money 0..9", "by: amount, table: {0: 0, 5: 1}", True),
        ("amount: money 0..9", "by: amount, table: {0: 1, 5: 1}", False),
        ("amount: money 0..9", "by: amount, table: {0: 5, 5: 1}", False),
        ("amount: money 0..9", "by: amount, table: {0: -9, 5: 0}, since: 2026-10-01", False),
        ("yuan: whole number 0..9", "each: yuan, points: 1", True),
        ("amount_given: whole number 0..9", "each: amount_given, points: 1", True),
        ("hours: whole number 0..9", "each: hours, points: 1", False),
        ("amount: money 0..9", "points: 1", False),
        ("paid: yes or no", "by: paid, table: {yes: 1, no: 0}", False),
    ],
)
def test_which_points_rise_with_money(fields: str, worth: str, *, rises: bool) -> None:
    found = read(small([kind("a", more=f", fields: {{{fields}}}")], [rule("a", worth)]))
    assert rises_with_money(found, next(iter(found.kinds.values()))) is rises


@pytest.mark.parametrize(
    "of,table,rises",
    [
        ("sum amount in arrears", "{0: 0, 5: 1}", True),
        ("most amount in arrears", "{0: 0, 5: 1}", True),
        ("latest amount in arrears", "{0: 0, 5: -1}", False),
        ("sum amount in arrears", "{0: -5, 5: 0}", False),
        ("count of arrears", "{0: 0, 5: 1}", False),
        ("share of arrears where paid", "{0%: 0, 50%: 1}", False),
    ],
)
def test_which_measures_rise_with_money(of: str, table: str, *, rises: bool) -> None:
    text = INDEX.replace(
        "dimensions:\n",
        "  arrears: {source: tax-office, means: {en: A, zh: 甲}, basis: own service, "
        "context: economy, fields: {amount: money 0..9, paid: yes or no}}\ndimensions:\n",
    )
    text = text.replace("of: count of shift", f"of: {of}").replace("{0: 0, 2: 10, 6: 25}", table)
    found = read(text)
    assert rises_with_money(found, list(found.kinds.values())[2]) is rises


def test_a_level_can_be_bought_at_the_end_of_a_year_or_only_inside_one() -> None:
    kinds = [kind("gift", more=AMOUNT), kind("a", more=TIME), kind("b", more=TIME)]
    worth = "by: amount, table: {0: 0, 100: 5}, cap: {points: 5, per: year}, lasts: 1 year"
    rules = [rule("gift", worth), rule("a", "points: 50"), rule("b", "points: 50")]
    five, ten, more = (level(small(kinds, rules, level=mark)) for mark in (5, 10, 11))
    assert (five.bought, five.bought_between) == (True, True)
    assert (ten.bought, ten.bought_between) == (False, True)
    assert (more.bought, more.bought_between) == (False, False)
    found = check_text(small(kinds, rules, level=10).encode(), file="policy.yaml")
    assert [str(problem) for problem in found.errors] == []
    (warning,) = found.warnings
    assert warning.code.name == "charter-level-on-sale"
    assert "inside a year amounts of money alone come to 10 for a while" in warning.what


def test_what_everybody_holds_is_not_bought() -> None:
    kinds = [kind("gift", more=AMOUNT), kind("a", more=TIME), kind("b", more=TIME)]
    rules = [
        rule("gift", "each: amount, points: 1"),
        rule("a", "points: 5"),
        rule("b", "points: 5"),
    ]
    found = level(small(kinds, rules, level=0))
    assert not found.bought
    assert not found.bought_between


def test_hours_are_those_of_the_cheapest_way() -> None:
    kinds = [kind("dear", more=HOURS), kind("cheap", more=HOURS), kind("free")]
    rules = [
        rule("dear", "points: 2, cap: {times: 4, per: year}, lasts: 1 year"),
        rule("cheap", "each: hours, points: 1, cap: {points: 8, per: year}, lasts: 1 year"),
        rule("free", "points: 1, cap: {times: 1, per: year}, lasts: 1 year"),
    ]
    assert level(small(kinds, rules, level=1)).effort == Effort(hours=0, days=0)
    first = level(small(kinds, rules, level=3)).effort
    assert first is not None
    assert first.hours_a_year == 1
    found = level(small(kinds, rules, level=12)).effort
    assert found is not None
    assert found.hours_a_year == 5


def test_hours_are_no_fewer_than_the_way_takes() -> None:
    """The way found is scored again by the definition, and one record less misses the level."""
    kinds = [kind("a", more=HOURS), kind("b", more=TIME)]
    rules = [
        rule("a", "each: hours, points: 1, cap: {points: 30, per: year}, lasts: 2 years"),
        rule("b", "points: 3, cap: {times: 2, per: year}, lasts: 2 years"),
    ]
    text = small(kinds, rules, level=40)
    policy = read(text)
    member = best(text)
    entries = [*entries_of(member, "a"), *entries_of(member, "b")]
    whole = score(policy, BEST, entries, as_of=AS_OF).total
    assert total_of(member, a=ALL, b=ALL) == whole
    found = level(text).effort
    assert found is not None
    assert 0 < found.hours <= sum(8 for _ in entries) * 8


def test_only_others_decisions_name_no_hours() -> None:
    award = ", basis: award"
    kinds = [kind("a", more=award), kind("b", more=award)]
    rules = [rule(name, "points: 5") for name in "ab"]
    found = level(small(kinds, rules, level=5))
    assert found.without_needs
    assert found.effort is None


def test_the_field_of_hours_is_known_by_its_name() -> None:
    fields = ", fields: {amount: money 0..9, volunteer_hours: whole number 0..9}"
    text = small(
        [kind("a", more=fields), kind("b", more=TIME)],
        [rule("a", "points: 1"), rule("b", "points: 1")],
    )
    kinds = read(text).kinds
    assert [hours_field(each) for each in kinds.values()] == ["volunteer_hours", None]


def test_an_act_without_counted_hours_is_taken_to_cost_eight() -> None:
    kinds = [kind("a", more=TIME), kind("b", more=TIME)]
    rules = [rule(name, "points: 5, cap: {times: 1, per: year}, lasts: 1 year") for name in "ab"]
    found = reach(small(kinds, rules, level=5))
    assert found.untimed == ("a", "b")
    assert found.levels[0].effort == Effort(hours=8, days=1)
    assert Effort(hours=8, days=1).hours_a_year == 8
    assert Effort(hours=8, days=730).hours_a_year == 4
    assert Effort(hours=8, days=731).hours_a_year == 4
    assert Effort(hours=1, days=730).hours_a_year == 1


def test_what_is_found_is_said_in_sentences() -> None:
    kinds = [kind("a", more=HOURS), kind("b", more=HOURS)]
    rules = [
        rule(name, "each: hours, points: 1, cap: {points: 8, per: year}, lasts: 1 year")
        for name in "ab"
    ]
    assert reach(small(kinds, rules, level=5)).lines() == (
        (
            "level thanked at 5: without office-a, the source that is missed most, 16; without "
            "money, body, vehicle or loan 32; by amounts of money alone 0; the cheapest way "
            "without those takes 8 hours a year"
        ),
        (
            "looked at over 10 years at most, at one act of a kind a day at most, and where no cap "
            "says how often at one in 30 days (awards and decisions: in 365)"
        ),
    )
    short = [rules[0].replace("points: 8", "points: 1"), rules[1].replace("points: 8", "points: 1")]
    one = reach(small(kinds, short, level=1)).lines()[0]
    assert one.endswith("the cheapest way without those takes 1 hour a year")
    idle = [kind("a"), kind("b")]
    steady = [rule(name, "points: 1") for name in "ab"]
    free = reach(small(idle, steady)).lines()[0]
    assert free.endswith("the cheapest way without those takes no counted hours")
    awards = [kind(name, more=", basis: award") for name in "ab"]
    none = reach(small(awards, steady)).lines()[0]
    assert none.endswith("nothing that a member can set out to do leads there without those")
    untimed = [kind(name, more=TIME) for name in "ab"]
    assert reach(small(untimed, steady)).lines()[-1] == (
        "an act of a, b is taken to cost 8 hours: no field counts them"
    )


@pytest.mark.parametrize(
    "of,table,fade,total",
    [
        ("count of shift", "{0: 0, 2: 10, 6: 25}", "", 100),
        ("sum of shift", "{0: 0, 2: 10, 6: 25}", "", 100),
        ("sum of shift", "{0: 0, 3: 25}", "    fade: {3 days: half, 1 year: none}\n", 100),
        ("sum hours in shift", "{0: 0, 40: 10, 96: 25}", "", 100),
        ("sum hours in shift", "{0: 0, 5: 25}", "", 100),
        ("most hours in shift", "{0: 0, 8: 25}", "", 100),
        ("most hours in shift", "{0: 0, 9: 25}", "", 0),
        ("latest hours in shift", "{0: 0, 3: 25}", "", 100),
        ("smallest hours in shift", "{0: 0, 3: 25}", "", 100),
        ("smallest hours in shift", "{0: 25, 3: 0}", "", 100),
        ("years since latest shift", "{0: 25, 1: 0}", "", 100),
        ("count of shift", "{0: 0, 2: -10}", "    since: 2026-10-01\n", 0),
        ("count of shift", "{0: 25, 2: 0}", "", 100),
        ("sum hours in shift", "{0: 25, 2: 0}", "", 100),
    ],
)
def test_measures_are_filled_up_to_their_best_row(
    of: str, table: str, fade: str, total: int
) -> None:
    text = INDEX.replace("of: count of shift", f"of: {of}").replace(
        "    table: {0: 0, 2: 10, 6: 25}\n", f"    table: {table}\n{fade}"
    )
    text = text.replace(
        "    needs: [time]\n", f"    needs: [time]\n{'    fields: {hours: whole number 1..8}'}\n"
    )
    member = best(text)
    assert total_of(member, shift=ALL) - member.policy.opening == total


def test_a_measure_is_not_filled_beyond_what_it_reads() -> None:
    member = best(INDEX.replace("{0: 0, 2: 10, 6: 25}", "{0: 0, 9999: 25}"))
    assert len(entries_of(member, "shift")) == 0
    member = best(INDEX)
    assert len(entries_of(member, "shift")) == 6
    assert len(entries_of(member, "visit")) == 3


def test_two_measures_of_one_kind_are_filled_together() -> None:
    second = (
        "  hours:\n    title: {en: Hours, zh: 时数}\n    dimension: promises\n"
        "    of: sum hours in shift\n    over: 1 year\n    table: {0: 0, 30: 10}\nbands:\n"
    )
    text = INDEX.replace("bands:\n", second).replace(
        "    needs: [time]\n", "    needs: [time]\n    fields: {hours: whole number 1..8}\n"
    )
    entries = entries_of(best(text), "shift")
    assert [each.fields[FieldName("hours")] for each in entries] == [8, 8, 8, 6, 1, 1]


def test_what_is_too_old_for_one_measure_may_be_read_by_another() -> None:
    second = (
        "  lately:\n    title: {en: Lately, zh: 近来}\n    dimension: helping\n"
        "    of: count of shift\n    over: 2 days\n    table: {0: 0, 9: 10}\nbands:\n"
    )
    assert len(entries_of(best(INDEX.replace("bands:\n", second)), "shift")) == 6


def test_hours_of_a_way_that_takes_several_records_at_once() -> None:
    levels = (
        "levels:\n  good: {from: 660, title: {en: Good, zh: 好}, opens: [books]}\n"
        "benefits:\n  books: {title: {en: B, zh: 书}, partner: p, context: government, "
        "everyone: 1, member: 2, because: thanks}\n"
    )
    text = INDEX.replace("{0: 0, 2: 10, 6: 25}", "{0: 0, 4: 10}")
    text = text.replace("context: government\n", "context: government\n    needs: [loan]\n")
    found = reachability(read(text + levels))
    assert found is not None
    assert found.levels[0].effort == Effort(hours=32, days=4)


def test_a_measure_that_only_takes_is_not_filled_for() -> None:
    second = (
        "  tired:\n    title: {en: Tired, zh: 累}\n    dimension: promises\n    since: 2026-10-01\n"
        "    of: count of shift\n    over: 1 year\n    table: {0: 0, 7: -10}\nbands:\n"
    )
    assert len(entries_of(best(INDEX.replace("bands:\n", second)), "shift")) == 6


def test_a_dimension_has_no_more_room_than_a_hundred() -> None:
    text = INDEX.replace("{0: 0, 2: 10, 6: 25}", "{0: 0, 2: 99}")
    member = best(text)
    assert total_of(member, shift=ALL) - member.policy.opening == 37 * 4


def test_the_day_is_late_enough_for_every_rule() -> None:
    """A rule that begins in 2200 still counts."""
    later = "points: {2200-01-01: 5}, since: 2199-01-01"
    kinds = [kind("a", more=TIME), kind("b", more=TIME)]
    assert reach(small(kinds, [rule("a", later), rule("b", later)])).without_needs > 0
    measured = INDEX.replace("since: 2026-10-01", "since: 2300-10-01")
    found = reachability(read(measured))
    assert found is not None
    assert found.without_needs > found.opening
