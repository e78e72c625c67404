"""What the reader complains of in each part of a policy."""

import pytest
from tests.support.programme import INDEX, TOWN
from tests.support.readings import what

from goodstanding.rulebook.reader import read_policy_text


def test_a_broken_record_is_not_undeclared_too() -> None:
    change = ("basis: carried by the member", "basis: hearsay")
    assert [each.partition(":")[0] for each in what(TOWN, change)] == ["records.gift.basis"]


def test_a_broken_rule_is_not_undeclared_in_its_group() -> None:
    group = (
        "levels:\n",
        (
            "groups:\n  help: {title: {en: Help, zh: 助人}, rules: [shift, course], "
            "cap: {points: 60, per: year}}\nlevels:\n"
        ),
    )
    assert [each.partition(":")[0] for each in what(TOWN, group, ("points: 15", "points: x"))] == [
        "rules.course.points"
    ]


def test_a_group_of_broken_rules_alone_says_nothing_more() -> None:
    group = (
        "levels:\n",
        (
            "groups:\n  aid: {title: {en: H, zh: h}, rules: [course], cap: {points: 6, per: day}}\n"
            "levels:\n"
        ),
    )
    assert what(TOWN, group, ("points: 15", "points: x")) == [
        "rules.course.points: 'x' is not a whole number"
    ]


def test_a_broken_dimension_or_benefit_is_not_undeclared_too() -> None:
    assert [each.partition(":")[0] for each in what(INDEX, ("base: 63", "base: x"))] == [
        "dimensions.helping.base"
    ]
    assert [
        each.partition(":")[0] for each in what(TOWN, ("partner: town-library", "partner: X"))
    ] == ["benefits.library-loans.partner"]


@pytest.mark.parametrize(
    "family, place, part, most",
    [
        ("points", "rules", "  r{i}: {{title: {{en: A}}, record: k, points: 1}}\n", 1_000),
        (
            "index",
            "measures",
            "  m{i}: {{title: {{en: A}}, dimension: d, of: count of k, over: 1 year}}\n",
            1_000,
        ),
        ("index", "dimensions", "  d{i}: {{weight: 1%, base: 1, title: {{en: A}}}}\n", 50),
    ],
)
def test_there_is_a_most_of_everything(family: str, place: str, part: str, most: int) -> None:
    for count in (most, most + 1):
        body = "".join(part.format(i=i) for i in range(count))
        text = f"policy: many\nkind: {family}\n{place}:\n{body}"
        found = read_policy_text(text.encode(), file="policy.yaml")
        said = f"there are {count} {place}"
        assert (said in [each.what for each in found.problems]) is (count > most)


def test_a_policy_has_at_least_one_rule() -> None:
    for family, place in (("points", "rules"), ("index", "measures")):
        text = f"policy: none\nkind: {family}\n{place}: {{}}\n"
        found = read_policy_text(text.encode(), file="policy.yaml")
        assert f"there are 0 {place}" in [each.what for each in found.problems]


def test_problems_past_a_thousand_are_counted() -> None:
    text = "".join(f"key-{i}: 1\n" for i in range(1_200))
    found = read_policy_text(text.encode(), file="policy.yaml").problems
    assert len(found) == 1_001
    assert str(found[-1]) == (
        "policy.yaml: there are 208 more problems than are listed. Mend these first."
    )


def test_the_line_of_a_path_is_that_of_its_key() -> None:
    reading = read_policy_text(TOWN.encode(), file="policy.yaml")
    lines = TOWN.splitlines()
    assert lines[reading.line_of("rules.shift") - 1] == "  shift:"
    assert lines[reading.line_of("levels.thanked.opens[0]") - 1] == "    opens: [library-loans]"
    assert lines[reading.line_of("rules.gift.nothing.there[3]") - 1] == "  gift:"
    assert reading.line_of("nothing") == 1
    assert reading.line_of("") == 1


def test_a_policy_with_a_problem_still_has_its_good_parts() -> None:
    reading = read_policy_text(TOWN.replace("points: 15", "points: x").encode(), file="policy.yaml")
    assert reading.policy is not None
    assert list(reading.policy.rule_names) == ["shift", "gift", "missed-shift"]
    assert "rules.course" in reading.broken
    assert "rules.shift" not in reading.broken
