"""What a change needs: consent where more is read, and what the charter refuses."""

from dataclasses import replace
from datetime import date

import pytest
from tests.support.editions import changes, next_edition
from tests.support.spoken import INDEX, POINTS, STUDY, spoken

from goodstanding.errors import UsageError
from goodstanding.rulebook.diff import Diff, Needs, diff, everyone_worse

NOTHING, NOTICE, CONSENT, REFUSED = Needs

NEW_RULE = """\
  blood:
    title: {en: Blood, zh: 献血}
    record: illness
    points: 7
groups:
"""


def test_a_new_rule_needs_consent_where_nothing_read_its_records_before() -> None:
    (found,) = changes(POINTS, ("groups:\n", NEW_RULE))
    assert (found.path, found.needs) == ("rules.blood", CONSENT)
    assert found.words["en"] == "New rule: Blood: 7 points."
    assert found.words["zh"] == "新增规则：献血：加7分。"
    (known,) = changes(POINTS, ("groups:\n", NEW_RULE.replace("illness", "prize")))
    assert known.needs is NOTICE


@pytest.mark.parametrize(
    "since, needs", [("2026-12-31", REFUSED), ("2027-01-01", CONSENT)], ids=["before", "from"]
)
def test_a_new_deduction_begins_no_earlier_than_its_edition(since: str, needs: Needs) -> None:
    rule = NEW_RULE.replace("points: 7", f"points: -7\n    since: {since}")
    (found,) = changes(POINTS, ("groups:\n", rule))
    assert found.needs is needs
    assert ("never reach back" in found.words["en"]) is (needs is REFUSED)


MEASURE = (
    "  rides2: {title: {en: More, zh: 更多}, dimension: law, of: count of spare, over: 1 year, "
)


@pytest.mark.parametrize(
    "end, needs",
    [
        ("table: {0: 0, 1: 4}}", CONSENT),
        ("table: {0: 0, 1: -4}, since: 2026-12-31}", REFUSED),
        ("table: {0: 0, 1: -4}}", REFUSED),
        ("table: {0: 0, 1: -4}, since: 2027-01-01}", CONSENT),
    ],
)
def test_a_new_measure_needs_consent_and_a_deduction_does_not_reach_back(
    end: str, needs: Needs
) -> None:
    found = diff(spoken(INDEX), next_edition(f"{INDEX}{MEASURE}{end}\n"))
    change = next(each for each in found.changes if each.path == "measures.rides2")
    assert change.needs is needs
    assert change.words["zh"].startswith("新增指标：更多：最近1年内，“未读取的记录”的记录数。")


def test_a_measure_that_deducts_may_not_read_something_else_of_old_days() -> None:
    (found,) = changes(INDEX, ("of: most amount in debt", "of: latest amount in debt"))
    assert (found.path, found.needs) == ("measures.debts.of", REFUSED)


def test_the_since_of_a_measure_that_deducts_may_not_move_back() -> None:
    pair = ("100: -25}, since: 2026-10-01", "100: -25}, since: 2026-09-01")
    (found,) = changes(INDEX, pair)
    assert (found.path, found.needs) == ("measures.debts.since", REFUSED)


DEDUCTING_TABLE = "table: {0: 0, 10: -1, 50.50: -5}"


@pytest.mark.parametrize(
    "before, after, needs",
    [
        (DEDUCTING_TABLE, "table: {0: 0, 10: -1, 50.50: -6}", REFUSED),
        (DEDUCTING_TABLE, "table: {0: 0, 20: -1, 50.50: -5}", NOTICE),
        (DEDUCTING_TABLE, "table: {0: 0, 9: -1, 50.50: -5}", REFUSED),
    ],
)
def test_a_harsher_table_reaches_back(before: str, after: str, needs: Needs) -> None:
    old = POINTS.replace("table: {0: 0, 10: 1, 50.50: 5}", before)
    old = old.replace("    lasts: {0: 1 month, 10: 2 weeks, 50.5: 30 days}\n", "")
    (found,) = changes(old, (before, after))
    assert (found.path, found.needs) == ("rules.gifts.points", needs)


@pytest.mark.parametrize(
    "after, needs",
    [("{national: -20, city: 10}", REFUSED), ("{national: 1, city: 0}", NOTICE)],
)
def test_a_harsher_name_reaches_back(after: str, needs: Needs) -> None:
    (found,) = changes(POINTS, ("{national: 20, city: 10}", after))
    assert (found.path, found.needs) == ("rules.prizes.points", needs)


@pytest.mark.parametrize(
    "form, needs",
    [
        ("each: hours\n    points: -1", REFUSED),
        ("each: hours\n    points: 1", NOTICE),
        ("by: hours\n    table: {1: -1}", REFUSED),
        ("by: hours\n    table: {1: 1}", NOTICE),
        ("points: {2027-01-01: -1}", NOTICE),
        ("points: {2026-12-31: -1}", REFUSED),
    ],
)
def test_another_form_is_compared_by_the_most_that_it_takes(form: str, needs: Needs) -> None:
    (found,) = changes(POINTS, ("each: hours\n    rates: {20: 1, 80: 1/2}", form))
    assert (found.path, found.needs) == ("rules.every-hour.points", needs)


WEIGHTS = (
    "life: {weight: 62.5%, base: 50, title: {en: Life, zh: 生活}}\n  law: {weight: 37.5%",
    "life: {weight: 50%, base: 50, title: {en: Life, zh: 生活}}\n  law: {weight: 50%",
)
MILDER = ("0.50: -5, 100: -25}", "0.50: -3, 100: -18}")
LATER = ("100: -25}, since: 2026-10-01", "100: -25}, since: 2027-01-01")


@pytest.mark.parametrize(
    "pairs, needs",
    [((), REFUSED), ((MILDER,), NOTICE), ((LATER,), NOTICE)],
    ids=["old deductions weigh more", "its table takes as much less", "only new ones weigh more"],
)
def test_a_part_that_weighs_more_makes_old_deductions_heavier(
    pairs: tuple[tuple[str, str], ...], needs: Needs
) -> None:
    found = {each.path: each.needs for each in changes(INDEX, WEIGHTS, *pairs)}
    assert found["dimensions.law.weight"] is needs
    assert found["dimensions.life.weight"] is NOTICE


BOTH = (
    "  both: {title: {en: Both, zh: 两者}, rules: [fines, small-fines], "
    "cap: {points: -22, per: year}}\n"
)
FINES = "points: -20\n    since: 2026-10-01\n"
GROUPED = (
    (f"{FINES}    lasts: 2 years\n", FINES),
    ("    cap: {points: -6, per: year}\n", ""),
    ("    act: yes\n", ""),
    ("groups:\n", f"groups:\n{BOTH}"),
)


@pytest.mark.parametrize(
    "old, new, path, needs",
    [
        (BOTH, "", "groups.both", REFUSED),
        ("points: -22, per: year", "points: -23, per: year", "groups.both.cap", REFUSED),
        ("points: -22, per: year", "points: -21, per: ever", "groups.both.cap", NOTICE),
        ("rules: [fines, small-fines]", "rules: [fines]", "groups.both.rules", REFUSED),
        ("  both: {", "  each: {", "groups.both", NOTICE),
    ],
)
def test_a_limit_that_several_deductions_shared_is_not_taken_from_old_acts(
    old: str, new: str, path: str, needs: Needs
) -> None:
    text = POINTS
    for pair in GROUPED:
        text = text.replace(*pair)
    found = {each.path: each.needs for each in changes(text, (old, new))}
    assert found[path] is needs


def test_acts_of_another_form_cannot_be_told_apart() -> None:
    """A late act took 4 points for its minutes and 9 for being late: it is heavier by name."""
    old = ("by: first\n    table: {yes: 1, no: 0}", "by: first\n    table: {yes: -9, no: -4}")
    text = POINTS.replace(*old)
    for form, needs in (
        ("by: grade\n    table: {national: -9, city: -4}", REFUSED),
        ("by: grade\n    table: {national: -4, city: -4}", NOTICE),
        ("points: -5", REFUSED),
        ("points: -4", NOTICE),
    ):
        (found,) = changes(text, (old[1], form))
        assert (found.path, found.needs) == ("rules.firsts.points", needs)


def test_another_kind_of_record_is_read_as_a_new_rule_would_be() -> None:
    fine = ("record: fine\n    points: -20", "record: prize\n    points: -20")
    found = {change.path: change.needs for change in changes(POINTS, fine)}
    assert found == {"rules.fines.record": NOTICE, "rules.fines.points": REFUSED}
    title = changes(POINTS, fine)[0].words["en"]
    assert title == "Fines, record it reads: “A prize”; before: “A final fine”."


def test_a_study_reaches_back_as_it_likes() -> None:
    found = diff(
        spoken(STUDY), spoken(STUDY, ("points: 5", "points: -5"), ("edition: 1", "edition: 2"))
    )
    assert found.needs is NOTICE


def test_the_family_of_a_policy_is_another_purpose() -> None:
    points, index = spoken(POINTS), spoken(INDEX)
    for old, new, words in (
        (points, index, "Index of the town, family: index; before: points."),
        (index, points, "Thanks of the town, family: points; before: index."),
    ):
        found = next(change for change in diff(old, new).changes if change.path == "kind")
        assert (found.needs, found.words["en"]) == (CONSENT, words)


def test_a_policy_of_another_name_is_no_edition_of_this_one() -> None:
    other = replace(next_edition(POINTS), name=spoken(INDEX).name)
    found = diff(spoken(POINTS), other)
    assert found.needs is REFUSED
    assert found.changes[0].words["en"] == (
        "Thanks of the town, name of the policy: spoken-index; before: spoken-points. A policy "
        "keeps its name: an edition of one is no edition of another."
    )


@pytest.mark.parametrize("edition, needs", [(2, REFUSED), (3, REFUSED), (4, NOTICE), (9, NOTICE)])
def test_a_change_follows_under_a_greater_number(edition: int, needs: Needs) -> None:
    new = replace(next_edition(POINTS, ("start: 100", "start: 110")), edition=edition)
    found = diff(spoken(POINTS), new)
    assert found.needs is needs
    number = next(change for change in found.changes if change.path == "edition")
    if needs is REFUSED:
        assert number.words["en"] == (
            f"Edition {edition} does not follow edition 3: a change needs a greater number."
        )
        assert number.words["zh"] == (f"第{edition}版不能接续第3版：规则有变化的，版本号应更大。")
    else:
        assert number.needs is NOTHING


@pytest.mark.parametrize(
    "first, needs",
    [(date(2026, 9, 30), REFUSED), (date(2026, 10, 1), REFUSED), (date(2026, 10, 2), NOTHING)],
    ids=str,
)
def test_an_edition_comes_after_the_one_it_follows(first: date, needs: Needs) -> None:
    found = diff(spoken(POINTS), replace(spoken(POINTS), edition=4, in_force=first))
    by_path = {change.path: change for change in found.changes}
    assert by_path["from"].needs is needs
    if first == date(2026, 9, 30):
        assert by_path["from"].words["en"] == (
            "Thanks of the town, first day in force: 30 September 2026 is not after 1 October "
            "2026, and an edition comes after the one before it."
        )
        assert by_path["from"].words["zh"] == (
            "小镇致谢，施行日期：2026年9月30日不晚于2026年10月1日，新版本应在旧版本之后。"
        )
    assert by_path["published"].needs is REFUSED


def test_an_edition_that_is_compared_with_itself_keeps_its_days() -> None:
    later = replace(spoken(POINTS), in_force=date(2026, 10, 2))
    assert [change.path for change in diff(spoken(POINTS), later).changes] == ["from"]
    earlier = replace(spoken(POINTS), in_force=date(2026, 9, 30))
    assert diff(spoken(POINTS), earlier).needs is REFUSED


def test_a_study_without_days_says_none() -> None:
    old, new = spoken(STUDY), replace(spoken(STUDY), published=date(2020, 1, 1))
    assert diff(old, new).changes[0].words["en"] == (
        "A published system, day of publication: 1 January 2020; before: none."
    )


@pytest.mark.parametrize(
    "everyone, worse",
    [
        ("{en: 5 books, zh: 5本}", False),
        ("{en: '5  Books', zh: 5本}", False),
        ("{en: 7 books, zh: 7本}", False),
        ("{en: 12 books, zh: 12本}", False),
        ("{en: 4 books, zh: 5本}", True),
        ("{en: 5 books, zh: 4本}", True),
        ("{en: 5 pens, zh: 5本}", True),
        ("{en: books, zh: 5本}", True),
        ("{en: 5 books, zh: 5本, fr: 1 livre}", False),
        ("{en: 5 books}", False),
    ],
)
def test_what_everybody_gets_is_worse_unless_it_is_clearly_not(everyone: str, worse: bool) -> None:
    old = spoken(POINTS).benefits[1]
    new = spoken(POINTS, ("{en: 5 books, zh: 5本}", everyone)).benefits[1]
    assert everyone_worse(old, new) is worse


@pytest.mark.parametrize(
    "everyone, worse",
    [("100 yuan", False), ("80 yuan", False), ("120 yuan", True), ("0 yuan", False)],
)
def test_what_is_paid_becomes_worse_by_rising(everyone: str, worse: bool) -> None:
    benefit = spoken(POINTS).benefits[1]
    old = replace(benefit, everyone={"en": "100 yuan"}, member={"en": "0 yuan"})
    assert everyone_worse(old, replace(old, everyone={"en": everyone})) is worse


@pytest.mark.parametrize(
    "everyone, worse",
    [("2 books for 14 days", False), ("2 books for 13 days", True), ("3 books for 21 days", True)],
)
def test_a_number_that_the_level_does_not_change_may_not_change(everyone: str, worse: bool) -> None:
    benefit = spoken(POINTS).benefits[1]
    old = replace(
        benefit, everyone={"en": "2 books for 14 days"}, member={"en": "5 books for 14 days"}
    )
    assert everyone_worse(old, replace(old, everyone={"en": everyone})) is worse


def test_what_a_level_gave_may_become_what_everybody_gets() -> None:
    benefit = spoken(POINTS).benefits[0]
    old = replace(benefit, everyone={"en": "nothing"}, member={"en": "Free tea"})
    assert not everyone_worse(old, replace(old, everyone={"en": "free tea"}))
    assert everyone_worse(old, replace(old, everyone={"en": "hot water"}))


@pytest.mark.parametrize("text", ["1.5 cups", "15 cups"])
def test_a_point_between_digits_is_no_spelling(text: str) -> None:
    benefit = replace(
        spoken(POINTS).benefits[0], everyone={"en": "1.5 cups"}, member={"en": "1.6 cups"}
    )
    assert everyone_worse(benefit, replace(benefit, everyone={"en": text})) is False
    other = replace(benefit, everyone={"en": "15 cups"}, member={"en": "16 cups"})
    assert everyone_worse(other, replace(other, everyone={"en": "1.5 cups"})) is True


def test_the_lines_say_what_everything_needs_first() -> None:
    found = diff(spoken(POINTS), next_edition(POINTS, ("start: 100", "start: 110")))
    assert found.lines("en") == (
        "What these changes need: notice.",
        "Thanks of the town, start: 110 points; before: 100 points. [notice]",
        "Thanks of the town, edition: 4; before: 3. [nothing]",
        "Thanks of the town, day of publication: 1 November 2026; before: 1 August 2026. [nothing]",
        "Thanks of the town, first day in force: 1 January 2027; before: 1 October 2026. [nothing]",
    )
    assert found.lines("zh")[:2] == (
        "这些变化需要：公告。",
        "小镇致谢，起始分：110分；原为：100分。 [公告]",
    )
    consent = Diff(changes=(replace(found.changes[0], needs=CONSENT),))
    assert consent.lines("zh")[0] == "这些变化需要：重新取得同意。"
    refused = Diff(changes=(replace(found.changes[0], needs=REFUSED),))
    assert refused.lines("en")[0] == "What these changes need: refused by the charter."


def test_a_language_without_words_is_refused() -> None:
    found = diff(spoken(POINTS), next_edition(POINTS, ("start: 100", "start: 110")))
    assert found.changes[0].in_words("zh") == "小镇致谢，起始分：110分；原为：100分。"
    with pytest.raises(UsageError, match="no words in 'fr'"):
        found.lines("fr")
    with pytest.raises(UsageError, match="no words in 'fr'"):
        found.changes[0].in_words("fr")
