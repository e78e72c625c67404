"""Phrases in texts: whole words, plurals, spellings, characters, and what hides them."""

import pytest

from goodstanding.rulebook.check.essential import essential_in
from goodstanding.rulebook.check.forbidden import FORBIDDEN
from goodstanding.rulebook.check.phrases import NEAR_WORDS, Phrases, plain, words
from goodstanding.rulebook.check.together import TOGETHER, UNLESS
from goodstanding.rulebook.check.topics import SCORED, TOPICS

LISTS = Phrases.of(
    {"one": "tip, tip off, neighbour rating, top #", "two": "举报, 名单"},
    allowed="rubbish tip, tips on, 志愿者名单",
)


@pytest.mark.parametrize(
    "text,found",
    [
        ("A tip that came", ("tip", "one")),
        ("Tips", ("tips", "one")),
        ("TIP-OFF", ("tip off", "one")),
        ("a_tip_field", ("tip", "one")),
        ("tipping the scales", None),
        ("The rubbish tip swept", None),
        ("Tips on saving, and a tip", ("tip", "one")),
        ("A neighbor's rating", ("neighbor rating", "one")),
        ("A neighbour and a rating", None),
        ("neighbor rating", ("neighbor rating", "one")),
        ("The top 10 of the town", ("top #", "one")),
        ("The top of the hill", None),
        ("群众举报他人", ("举报", "two")),
        ("檢舉", None),
        ("舉報", ("举报", "two")),
        ("志愿者名单", None),
        ("志愿者名单和名单", ("名单", "two")),
        ("", None),
    ],
)
def test_a_phrase_is_found_as_whole_words(text: str, found: tuple[str, str] | None) -> None:
    assert LISTS.found(text) == found


def test_a_word_within_another_does_not_stand_beside_it() -> None:
    near = Phrases.of({}, together=[("one", "朋友", "朋友圈, 评分")])
    assert near.found("朋友圈") is None
    assert near.found("朋友圈评分") == ("朋友 ... 评分", "one")


def test_a_text_may_be_a_phrase_as_a_whole() -> None:
    assert LISTS.whole("Tip-off") == ("tip off", "one")
    assert LISTS.whole("a tip") is None


def test_a_text_may_begin_with_a_phrase() -> None:
    first = Phrases.of({"one": "other, 其他"}, allowed="other people, 其他人")
    assert first.first("Other deeds") == ("other", "one")
    assert first.first("Other people helped") is None
    assert first.first("An other") is None
    assert first.first("其他行为") == ("其他", "one")
    assert first.first("其他人") is None


def test_texts_are_made_plain() -> None:
    assert plain("Ｎeighbour\u2019s") == "neighbour"
    assert plain("neighbours' list") == "neighbours list"
    assert words(plain("The 10 neighbours' lists")) == ["the", "#", "neighbours", "lists"]


BESIDE = Phrases.of(
    {"one": "sermon"},
    allowed="lamp post, 网上课程",
    together=[("speech", "post, 帖", "internet, web, 网上"), ("same", "post", "posts")],
    unless=[("place", "temple, 寺庙", "roof, 修缮")],
)


@pytest.mark.parametrize(
    "text, found",
    [
        ("A post on the internet", ("post ... internet", "speech")),
        ("The internet, its posts", ("internet ... posts", "speech")),
        ("post", None),
        ("A lamp post by the internet café", None),
        ("A lamp post, and a post by the internet", ("post ... internet", "speech")),
        (f"A post {'word ' * (NEAR_WORDS - 1)}web", ("post ... web", "speech")),
        (f"A post {'word ' * NEAR_WORDS}web", None),
        ("Post and posts", ("post ... posts", "same")),
        ("A sermon on a post of the web", ("sermon", "one")),
        ("At the temple", ("temple", "place")),
        ("The roof of the temple", None),
        ("网上的帖", ("网上 ... 帖", "speech")),
        ("网上课程的帖", None),
        ("去寺庙", ("寺庙", "place")),
        ("修缮寺庙", None),
        ("", None),
    ],
)
def test_a_word_may_be_found_beside_another_or_without_it(
    text: str, found: tuple[str, str] | None
) -> None:
    assert BESIDE.found(text) == found


def test_what_stands_together_is_of_topics_and_in_both_languages() -> None:
    seen = 0
    for topic, *lists in (*TOGETHER, *UNLESS):
        assert topic in TOPICS
        for listed in lists:
            each = [word for word in (one.strip() for one in listed.split(",")) if word]
            assert len(each) == len(set(each)), listed
            assert all(" " not in word for word in each), listed
            seen += len(each)
    assert seen > 300


def test_every_topic_has_words_in_both_languages() -> None:
    assert set(FORBIDDEN) <= set(TOPICS)
    for topic, listed in FORBIDDEN.items():
        phrases = [" ".join(each.split()) for each in listed.split(",")]
        chinese = [each for each in phrases if each > "\u3400"]
        assert len(chinese) >= 3, topic
        assert len(phrases) - len(chinese) >= 5, topic
        for phrase in phrases:
            assert SCORED.found(phrase.replace("#", "10")) is not None, phrase


@pytest.mark.parametrize(
    "text",
    ["Treatment in hospital", "School fees", "A flat", "Bank loans", "Bus tickets", "A passport",
     "Water supply", "Jobs", "Pensions", "看病优先", "公交优惠", "贷款利率", "入学"],
)  # fmt: skip
def test_what_people_depend_on_is_essential(text: str) -> None:
    assert essential_in(text)


@pytest.mark.parametrize(
    "text",
    ["library-loans", "Books at a time", "tool-loans", "Entry to the public pool", "5 books",
     "Free days at the city museum each year", "A ride on the miniature railway", "Tennis court",
     "Umbrella rental", "Parking at the garden", "A family park entry", "借书册数",
     "公共游泳馆门票"],
)  # fmt: skip
def test_small_things_are_not(text: str) -> None:
    assert essential_in(text) == ""
