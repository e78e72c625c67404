"""Numbers, days, spans, shares and lists as each language says them."""

from datetime import date
from fractions import Fraction

import pytest
from tests.support.spoken import POINTS, spoken

from goodstanding.errors import UsageError
from goodstanding.model.days import Span, Unit
from goodstanding.rulebook.words import LANGUAGES, language_for, language_of

EN, ZH = LANGUAGES["en"], LANGUAGES["zh"]


@pytest.mark.parametrize(
    "value, english, chinese",
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1_000, "1,000", "1000"),
        (9_999, "9,999", "9999"),
        (10_000, "10,000", "1万"),
        (10_001, "10,001", "10001"),
        (1_000_000, "1,000,000", "100万"),
        (99_990_000, "99,990,000", "9999万"),
        (100_000_000, "100,000,000", "1亿"),
        (Fraction(1, 2), "1/2", "1/2"),
        (Fraction(3), "3", "3"),
    ],
)
def test_numbers(value: int | Fraction, english: str, chinese: str) -> None:
    assert (EN.number(value), ZH.number(value)) == (english, chinese)


@pytest.mark.parametrize(
    "hundredths, said",
    [(0, "0"), (50, "0.50"), (100, "1"), (5050, "50.50"), (5005, "50.05"), (Fraction(50), "0.50")],
)
def test_money_has_two_decimals_or_none(hundredths: int | Fraction, said: str) -> None:
    assert EN.money(hundredths) == ZH.money(hundredths) == said


def test_large_money_with_decimals_has_plain_digits() -> None:
    assert (EN.money(1_000_001), ZH.money(1_000_001)) == ("10,000.01", "10000.01")
    assert (EN.money(1_000_000), ZH.money(1_000_000)) == ("10,000", "1万")


def test_a_value_is_said_by_its_field_where_that_matters() -> None:
    assert (ZH.value("severity", "high"), ZH.value("grade", "high")) == ("严重", "高")
    assert EN.value("severity", "very-high") == "very high"


@pytest.mark.parametrize(
    "share, said",
    [
        (0, "0%"),
        (1, "100%"),
        (Fraction(1, 4), "25%"),
        (Fraction(905, 1000), "90.5%"),
        (Fraction(1, 10_000), "0.01%"),
    ],
)
def test_percentages(share: int | Fraction, said: str) -> None:
    assert EN.percent(share) == ZH.percent(share) == said


def test_days() -> None:
    day = date(2026, 10, 1)
    assert (EN.day(day), ZH.day(day)) == ("1 October 2026", "2026年10月1日")


@pytest.mark.parametrize(
    "count, unit, english, chinese",
    [
        (1, Unit.DAYS, "1 day", "1天"),
        (30, Unit.DAYS, "30 days", "30天"),
        (1, Unit.WEEKS, "1 week", "1周"),
        (6, Unit.MONTHS, "6 months", "6个月"),
        (1, Unit.YEARS, "1 year", "1年"),
    ],
)
def test_spans(count: int, unit: Unit, english: str, chinese: str) -> None:
    span = Span(count=count, unit=unit)
    assert (EN.span(span), ZH.span(span)) == (english, chinese)
    assert (EN.recent(span), ZH.recent(span)) == (english.removeprefix("1 "), chinese)


@pytest.mark.parametrize(
    "share, english, chinese",
    [
        (Fraction(1, 2), "half", "一半"),
        (Fraction(1, 4), "a quarter", "四分之一"),
        (Fraction(2, 3), "two thirds", "三分之二"),
        (Fraction(1, 5), "1/5", "五分之一"),
        (Fraction(7, 9), "7/9", "九分之七"),
        (Fraction(3, 10), "3/10", "3/10"),
    ],
)
def test_shares(share: Fraction, english: str, chinese: str) -> None:
    assert (EN.share(share), ZH.share(share)) == (english, chinese)


@pytest.mark.parametrize(
    "points, english, chinese",
    [
        (5, "5 points", "加5分"),
        (1, "1 point", "加1分"),
        (Fraction(1, 2), "1/2 point", "加1/2分"),
        (0, "nothing", "不计分"),
        (-1, "1 point off", "扣1分"),
        (-5, "5 points off", "扣5分"),
    ],
)
def test_points_are_a_gain_a_loss_or_nothing(
    points: int | Fraction, english: str, chinese: str
) -> None:
    assert (EN.worth(points), ZH.worth(points)) == (english, chinese)
    assert EN.points(0) == "0 points"


@pytest.mark.parametrize(
    "parts, english, chinese",
    [
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a和b"),
        (["a", "b", "c"], "a, b and c", "a、b和c"),
    ],
)
def test_lists(parts: list[str], english: str, chinese: str) -> None:
    assert (EN.listed(parts), ZH.listed(parts)) == (english, chinese)


def test_names_are_words_where_there_is_one_and_as_written_where_there_is_none() -> None:
    assert (EN.name("traffic-police"), ZH.name("traffic-police")) == ("traffic police", "交警部门")
    assert (EN.name("night_bus"), ZH.name("night-bus")) == ("night bus", "night bus")
    assert (EN.unit("hours"), ZH.unit("hours")) == ("an hour", "每小时")
    assert EN.unit("night_rides") == "for each one of “night rides”"
    assert ZH.unit("amount") == "每一单位“金额”"


def test_a_sentence_has_a_capital_and_a_stop_and_leaves_out_what_is_empty() -> None:
    assert EN.sentence("once", "", "twice") == "Once, twice."
    assert ZH.sentence("一次", "", "两次") == "一次，两次。"
    assert EN.together(["A.", "B."]) == "A. B."
    assert ZH.together(["甲。", "乙。"]) == "甲。乙。"
    assert (EN.quoted("a"), ZH.quoted("甲")) == ("“a”", "“甲”")


def test_a_text_that_lacks_the_language_is_said_in_its_first() -> None:
    assert ZH.text({"en": "A", "fr": "B"}) == "A"
    assert ZH.text({}) == ""


def test_a_language_without_words_is_refused_with_those_that_there_are() -> None:
    assert language_of("zh") is ZH
    with pytest.raises(UsageError) as refused:
        language_of("fr")
    assert str(refused.value) == "There are no words in 'fr'. There are words in en, zh."


@pytest.mark.parametrize("titles, there", [("{en: A}", "en"), ("{fr: A}", "none")])
def test_a_language_without_titles_is_refused_with_those_that_there_are(
    titles: str, there: str
) -> None:
    policy = spoken(POINTS, ("{en: Thanks of the town, zh: 小镇致谢}", titles))
    with pytest.raises(UsageError) as refused:
        language_for(policy, "zh")
    assert str(refused.value) == (
        f"spoken-points has no titles in 'zh'. Languages that it and the words both have: {there}."
    )
