"""Whether levels can be reached: by which ways, for how many hours, and never for money."""

import pytest
from tests.support.programme import INDEX, TOWN, checked
from tests.support.reach import (
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

from goodstanding.model.kinds import Basis
from goodstanding.model.names import KindName
from goodstanding.rulebook.check.best import ENTRIES_MAX, Pace
from goodstanding.rulebook.check.best_member import ALL, BestMember, TooMuchWorkError, Work
from goodstanding.rulebook.check.reach import (
    reachability,
)


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
