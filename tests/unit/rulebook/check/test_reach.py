"""Whether levels can be reached: by which ways, for how many hours, and never for money."""

from collections.abc import Sequence
from datetime import date

import pytest
from tests.support.programme import INDEX, TOWN, checked

from goodstanding.model.entry import Entry
from goodstanding.model.kinds import Basis
from goodstanding.model.names import FieldName, KindName
from goodstanding.model.policy import Policy
from goodstanding.rulebook.check import check_text
from goodstanding.rulebook.check.best import BEST, ENTRIES_MAX, Pace
from goodstanding.rulebook.check.best_member import ALL, BestMember, TooMuchWorkError, Work
from goodstanding.rulebook.check.reach import (
    Effort,
    LevelReach,
    Reachability,
    hours_field,
    reachability,
    rises_with_money,
)
from goodstanding.scoring.score import score

HEAD = """\
policy: small
kind: points
edition: 1
published: 2026-08-28
from: 2026-10-01
notice: 30 days
title: {en: Small}
start: 0
"""
ENDS = """\
levels:
  thanked: {from: %d, title: {en: Thanked}, opens: [books]}
benefits:
  books: {title: {en: Books}, partner: p, context: life, everyone: 1, member: 2, because: thanks}
"""
AS_OF = date(2040, 6, 30)


def kind(name: str, *, source: str = "", more: str = "") -> str:
    """Return a kind of record of a small policy."""
    source = source or f"office-{name}"
    basis = "" if "basis" in more else "basis: own service, "
    return f"  {name}: {{source: {source}, means: {{en: A}}, {basis}context: life{more}}}\n"


def rule(name: str, worth: str, record: str = "") -> str:
    """Return a rule of a small policy."""
    return f"  {name}: {{title: {{en: A}}, record: {record or name}, {worth}}}\n"


def small(kinds: Sequence[str], rules: Sequence[str], *, level: int = 1, more: str = "") -> str:
    """Return a small points policy with one level."""
    records, ruled = "".join(kinds), "".join(rules)
    return f"{HEAD}records:\n{records}rules:\n{ruled}{more}{ENDS % level}"


def read(text: str) -> Policy:
    """Return a policy, whatever its check says of its levels."""
    found = check_text(text.encode(), file="policy.yaml").reading
    assert [str(problem) for problem in found.problems] == []
    assert found.policy is not None
    return found.policy


def reach(text: str) -> Reachability:
    """Return what reachability says of a policy."""
    found = reachability(read(text))
    assert found is not None
    return found


def level(text: str) -> LevelReach:
    """Return what reachability says of the only level of a policy."""
    (found,) = reach(text).levels
    return found


def best(text: str, *, daily: bool = False) -> BestMember:
    """Return the best member of a policy on a summer's day."""
    return BestMember(policy=read(text), pace=Pace(as_of=AS_OF, daily=daily), work=Work())


def total_of(member: BestMember, **counts: int) -> int:
    """Return the total of some records of each kind."""
    return member.sum_of({KindName(name): count for name, count in counts.items()}).total


def entries_of(member: BestMember, name: str) -> tuple[Entry, ...]:
    """Return the best records of a kind."""
    return member.entries(KindName(name))


TIME = ", needs: [time]"
HOURS = ", needs: [time], fields: {hours: whole number 1..8}"
AMOUNT = ", needs: [money], fields: {amount: money 0..1000}"


def test_a_study_has_nothing_to_reach() -> None:
    study = TOWN.split("levels:")[0].replace("kind: points\n", "kind: points\npurpose: study\n")
    assert reachability(read(study)) is None
    assert checked(study).reach is None


def test_a_programme_without_levels_has_nothing_to_reach() -> None:
    found = checked(INDEX).reach
    assert found is not None
    assert found.lines() == ("no levels: nothing has to be reached",)


def test_a_policy_with_errors_is_not_asked() -> None:
    assert checked(TOWN, ("points: 15", "points: x")).reach is None


@pytest.mark.parametrize(
    "worth,total",
    [
        ("points: 3, cap: {times: 4, per: year}, lasts: 1 year", 3 * (4 + 4)),
        ("points: 3, cap: {points: 5, per: month}, lasts: 1 month", 5),
        ("points: 3, cap: {times: 2, per: ever}", 3 * 2),
        ("points: 3, cap: {points: 7, per: ever}", 7),
        ("points: 3, cap: {times: 1, per: day}, lasts: 3 days", 3 * 3),
        ("points: 3, cap: {times: 1, per: quarter}, fade: {6 months: none}", 3 * 2),
        ("points: 4, cap: {times: 1, per: year}, fade: {1 year: half, 2 years: none}", 4 + 4 + 2),
        ("points: 3, lasts: 60 days", 3 * 2),
        ("points: {2026-10-01: 1, 2030-01-01: 3}, lasts: 60 days", 3 * 2),
        ("points: -3, since: 2026-10-01, lasts: 1 year", 0),
        ("points: 0", 0),
    ],
)
def test_the_best_total_is_that_of_acts_as_dense_as_caps_allow(worth: str, total: int) -> None:
    """On 30 June: the half of the year before is another calendar year."""
    member = best(small([kind("deed", more=TIME)], [rule("deed", worth)]))
    assert total_of(member, deed=ALL) == total


@pytest.mark.parametrize(
    "worth,total",
    [
        ("each: hours, points: 2, cap: {points: 20, per: month}, lasts: 1 month", 20),
        ("each: hours, points: 2, lasts: 30 days", 16),
        ("each: hours, points: 2, cap: {points: 5, per: ever}", 5),
        ("each: hours, rates: {20: 1, 40: 1/2}, lasts: 6 months", 30),
        ("each: hours, rates: {4: 1}, lasts: 6 months", 4),
        ("by: hours, table: {1: 0, 3: 2, 5: 4}, lasts: 30 days", 4),
        ("by: hours, table: {1: 0, 3: 2, 9: 4}, lasts: 30 days", 2),
    ],
)
def test_quantities_are_as_large_as_there_is_room_for(worth: str, total: int) -> None:
    member = best(small([kind("deed", more=HOURS)], [rule("deed", worth)]))
    assert total_of(member, deed=ALL) == total


def test_no_more_of_a_quantity_is_asked_for_than_gives_points() -> None:
    text = small(
        [kind("deed", more=HOURS)],
        [rule("deed", "each: hours, points: 2, cap: {points: 5, per: ever}")],
    )
    assert [each.fields for each in entries_of(best(text), "deed")] == [{"hours": 3}]


@pytest.mark.parametrize(
    "fields,worth,total",
    [
        ("way: 'one of a, b'", "by: way, table: {a: 1, b: 3}, lasts: 30 days", 3),
        ("way: 'one of a, b'", "by: way, table: {a: 9, b: 3}, lasts: {a: 1 day, b: 90 days}", 9),
        ("way: 'one of a, b'", "by: way, table: {a: 4, b: 3}, lasts: {a: 1 day, b: 90 days}", 9),
        ("way: yes or no", "by: way, table: {yes: 1, no: 2}, lasts: 30 days", 2),
        ("n: whole number 0..9", "by: n, table: {0: 4, 5: 3}, lasts: {0: 1 day, 5: 90 days}", 9),
        ("n: money 0..9, way: yes or no, day: date", "points: 3, lasts: 9 days", 3),
        ("one: 'one of x, y'", "points: 3, lasts: 9 days", 3),
        ("day: date 2026-01-01..2026-02-01", "points: 3, lasts: 30 days", 3),
    ],
)  # fmt: skip
def test_fields_are_filled_in_the_way_that_comes_to_most(
    fields: str, worth: str, total: int
) -> None:
    more = f", needs: [time], fields: {{{fields}}}"
    member = best(small([kind("deed", more=more)], [rule("deed", worth)]))
    assert total_of(member, deed=ALL) == total


def test_a_field_that_two_rules_read_is_filled_for_the_table() -> None:
    text = small(
        [kind("deed", more=HOURS)],
        [
            rule("deed", "each: hours, points: 1, lasts: 30 days"),
            rule("short", "by: hours, table: {1: 9, 2: 0}, lasts: 30 days", "deed"),
        ],
    )
    assert total_of(best(text), deed=ALL) == 10


def test_rules_of_one_kind_are_filled_together_and_each_within_its_caps() -> None:
    text = small(
        [kind("deed", more=TIME)],
        [
            rule("often", "points: 1, cap: {times: 3, per: ever}", "deed"),
            rule("once", "points: 5, cap: {times: 1, per: ever}", "deed"),
        ],
    )
    member = best(text)
    assert total_of(member, deed=ALL) == 8
    assert len(entries_of(member, "deed")) == 3


def test_kinds_of_one_group_share_its_room() -> None:
    kinds = [kind("a", more=TIME), kind("b", more=TIME), kind("c", more=TIME)]
    rules = [rule(name, "points: 4, cap: {times: 1, per: ever}") for name in "abc"]
    group = "groups: {both: {title: {en: A}, rules: [a, b], cap: {points: 6, per: ever}}}\n"
    member = best(small(kinds, rules, more=group))
    assert member.blocks == (("a", "b"), ("c",))
    assert total_of(member, a=ALL, b=ALL, c=ALL) == 10
    assert total_of(member, a=ALL, c=ALL) == 8
    assert total_of(member) == 0


def test_groups_that_share_kinds_make_one_block() -> None:
    kinds = [kind(name, more=TIME) for name in "abcd"]
    rules = [rule(name, "points: 1, cap: {times: 1, per: ever}") for name in "abcd"]
    rules += [rule("b2", "points: 1, cap: {times: 1, per: ever}", "b")]
    rules += [rule("c2", "points: 1, cap: {times: 1, per: ever}", "c")]
    group = (
        "groups:\n  x: {title: {en: A}, rules: [a, b], cap: {points: 9, per: ever}}\n"
        "  y: {title: {en: A}, rules: [b2, c], cap: {points: 9, per: ever}}\n"
        "  z: {title: {en: A}, rules: [c2], cap: {points: 9, per: ever}}\n"
    )
    assert best(small(kinds, rules, more=group)).blocks == (("a", "b", "c"), ("d",))


def test_a_sum_can_be_chosen_anew() -> None:
    kinds = [kind("a", more=TIME), kind("b", more=TIME)]
    rules = [rule(name, "points: 4, cap: {times: 3, per: ever}") for name in "ab"]
    a, b = KindName("a"), KindName("b")
    found = best(small(kinds, rules)).sum_of({a: ALL})
    assert found.total == 12
    found.choose({a: 1, b: 2})
    assert found.total == 12
    found.choose({b: 0})
    assert found.total == 4


def test_bounds_hold_for_the_total() -> None:
    text = small([kind("a", more=TIME)], [rule("a", "points: 4, cap: {times: 3, per: ever}")])
    bounded = text.replace("start: 0\n", "start: 0\nbounds: [none, 10]\n")
    assert total_of(best(bounded), a=ALL) == 10


def test_what_others_decide_comes_once_a_year_and_own_acts_once_a_month() -> None:
    pace = Pace(as_of=AS_OF)
    assert pace.between(Basis.AWARD, limited=False) == 365
    assert pace.between(Basis.OWN_SERVICE, limited=False) == 30
    assert pace.between(Basis.AWARD, limited=True) == 1
    assert Pace(as_of=AS_OF, daily=True).between(Basis.AWARD, limited=False) == 1


def test_there_is_an_end_to_the_records_that_are_made_up() -> None:
    text = small([kind("a", more=TIME)], [rule("a", "points: 1, cap: {points: 1, per: day}")])
    assert len(entries_of(best(text), "a")) == ENTRIES_MAX
    assert len(entries_of(best(text, daily=True), "a")) > 3_600
    member = BestMember(policy=read(text), pace=Pace(as_of=AS_OF), work=Work(left=ENTRIES_MAX - 1))
    with pytest.raises(TooMuchWorkError):
        entries_of(member, "a")


def test_the_window_ends_the_look_back() -> None:
    text = small([kind("a", more=TIME)], [rule("a", "points: 1")])
    within = text.replace("start: 0\n", "start: 0\nwindow: 1 year\n")
    assert len(entries_of(best(within), "a")) == 13
    assert len(entries_of(best(text), "a")) == 122


def test_a_level_needs_no_single_source() -> None:
    kinds = [kind("a", more=TIME), kind("b", more=TIME), kind("c", source="office-a", more=TIME)]
    rules = [rule(name, "points: 5, cap: {times: 1, per: ever}") for name in "abc"]
    assert level(small(kinds, rules, level=5)).missed_without == ()
    assert level(small(kinds, rules, level=6)).missed_without == ("office-a",)
    assert level(small(kinds, rules, level=11)).missed_without == ("office-a", "office-b")
    assert reach(small(kinds, rules)).without_source == {"office-a": 5, "office-b": 10}


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
