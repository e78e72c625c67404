"""Every language has every template, with the same parts, and in its own script."""

import re
from dataclasses import fields
from string import Formatter
from typing import Any, Final

import pytest

from goodstanding.model.days import Period
from goodstanding.model.kinds import Basis, Context, Need, RecordClass
from goodstanding.rulebook.words import LANGUAGES
from goodstanding.rulebook.words.chinese_names import NAMES
from goodstanding.rulebook.words.forms import BoardWords, ChangeWords, KindWords, RuleWords
from goodstanding.rulebook.words.language import ClosedWords, Language

AREAS: Final = {
    "rule": RuleWords,
    "kind": KindWords,
    "board": BoardWords,
    "change": ChangeWords,
}
HAN: Final = re.compile(r"[\u4e00-\u9fff]")
LATIN: Final = re.compile(r"[A-Za-z]{2,}")
MAY_DIFFER: Final = {
    ("rule", "cap_times_once"),  # English has no number there, Chinese neither
    ("board", "reading_notes"),  # a language may need a note of its own
    ("change", "dated"),  # English says `2 to 3`, Chinese both whole phrases
}


def templates(language: Language) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return every template of a language by area and field."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for area, form in AREAS.items():
        words = getattr(language, area)
        for field in fields(form):
            value: Any = getattr(words, field.name)
            found[area, field.name] = (value,) if isinstance(value, str) else tuple(value)
    return found


def parts(template: str) -> set[str]:
    """Return the names of the parts of a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_there_are_words_in_english_and_chinese() -> None:
    assert tuple(LANGUAGES) == ("en", "zh")
    assert {language.own_name for language in LANGUAGES.values()} == {"English", "中文"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_template_is_empty_and_each_area_has_each_form(code: str) -> None:
    found = templates(LANGUAGES[code])
    assert len(found) == sum(len(fields(form)) for form in AREAS.values())
    assert len(found) > 180
    assert all(text.strip() for texts in found.values() for text in texts)


def test_a_template_has_the_same_parts_in_every_language() -> None:
    english, chinese = templates(LANGUAGES["en"]), templates(LANGUAGES["zh"])
    unlike = {
        key
        for key in english
        if [parts(text) for text in english[key]] != [parts(text) for text in chinese[key]]
    }
    assert unlike <= MAY_DIFFER
    assert ("change", "dated") in unlike


def test_english_has_no_chinese_and_chinese_no_english() -> None:
    for key, texts in templates(LANGUAGES["en"]).items():
        assert not any(HAN.search(text) for text in texts), key
    for key, texts in templates(LANGUAGES["zh"]).items():
        for text in texts:
            bare = re.sub(r"\{\w+\}", "", text).replace("SHA-256", "")
            assert not LATIN.search(bare), key


@pytest.mark.parametrize("code", LANGUAGES)
def test_closed_sets_have_a_word_for_every_member(code: str) -> None:
    closed = LANGUAGES[code].closed
    sets: dict[str, Any] = {
        "basis": Basis,
        "context": Context,
        "need": Need,
        "record_class": RecordClass,
        "period": Period,
    }
    assert {field.name for field in fields(ClosedWords)} == set(sets)
    for name, members in sets.items():
        assert set(getattr(closed, name)) == set(members)


def test_names_have_one_chinese_word_each() -> None:
    assert all(HAN.search(word) and not LATIN.search(word) for word in NAMES.values())
