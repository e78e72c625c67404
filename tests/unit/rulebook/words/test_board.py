"""A board says everything that a policy says, and nothing about a band but that it is there."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, Final

import pytest
from tests.support.spoken import INDEX, POINTS, STUDY, spoken

from goodstanding.errors import UsageError
from goodstanding.model.days import Span
from goodstanding.model.index import Reading
from goodstanding.model.kinds import Money
from goodstanding.model.names import LevelName, SourceName
from goodstanding.model.policy import Policy
from goodstanding.rulebook.check.reach import Effort, LevelReach, Reachability
from goodstanding.rulebook.words import LANGUAGES, Board, board, board_markdown
from goodstanding.rulebook.words.language import Language

TEXTS: Final = {"points": POINTS, "index": INDEX, "study": STUDY}
CASES: Final = [(name, lang) for name in TEXTS for lang in LANGUAGES]
STUDIED: Final = (
    "This is a study of a published system: it scores no member, opens nothing and sends nothing "
    "to anybody."
)
THANKED, HONOURED = LevelName("thanked"), LevelName("honoured")


def everything(shown: Board) -> str:
    """Return every text of a board."""
    parts = [shown.heading, *shown.opening, *shown.closing]
    for section in shown.sections:
        parts += [section.heading, *section.sentences, *section.items]
        for table in section.tables:
            parts += [table.caption, *table.columns, *(cell for row in table.rows for cell in row)]
    return "\n".join(parts)


def section(shown: Board, name: str) -> str:
    """Return every text of one section."""
    return everything(
        replace(
            shown,
            heading="",
            opening=(),
            closing=(),
            sections=tuple(each for each in shown.sections if each.name == name),
        )
    )


def values(thing: Any) -> Iterator[Any]:
    """Yield every plain value inside a policy, bands and the names of parts left out."""
    if is_dataclass(thing) and not isinstance(thing, type | Span):
        for field in fields(thing):
            if field.init and field.name not in {"bands", "purpose"}:
                yield from values(getattr(thing, field.name))
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from values(value)
            yield from values(key)
    elif isinstance(thing, tuple | frozenset):
        for each in thing:
            yield from values(each)
    elif isinstance(thing, Span | date | Fraction | int) and not isinstance(thing, bool | Enum):
        yield thing


def said_as(language: Language, value: Any) -> set[str]:
    """Return the ways in which a value may stand on a board."""
    if isinstance(value, Span):
        return {language.span(value)}
    if isinstance(value, date):
        return {language.day(value)}
    ways = {language.number(abs(value)), language.money(abs(value)), language.number(value)}
    if isinstance(value, Fraction) or value in {0, 1}:
        ways.add(language.percent(value))
    if 0 < value < 1:
        ways.add(language.share(value))
    return ways


@pytest.mark.parametrize("name, lang", CASES)
def test_every_number_day_and_span_of_the_policy_is_on_its_board(name: str, lang: str) -> None:
    policy = spoken(TEXTS[name])
    text = everything(board(policy, lang))
    looked_for = 0
    for value in values(policy):
        if value == date.min or (name == "study" and isinstance(value, Span)):
            continue  # a study needs no days and gives no notice
        if value == 0 and isinstance(value, Fraction):
            continue  # a fade to nothing is said in words
        if value == 1 and isinstance(value, int):
            continue  # `least: 1` says nothing, and one time is said in words
        looked_for += 1
        assert any(way in text for way in said_as(LANGUAGES[lang], value)), value
    assert looked_for >= {"points": 60, "index": 50, "study": 1}[name]


@pytest.mark.parametrize("name, lang", CASES)
def test_every_public_text_is_on_the_board(name: str, lang: str) -> None:
    policy = spoken(TEXTS[name])
    text = everything(board(policy, lang))
    language = LANGUAGES[lang]
    rules: Any = (*getattr(policy.form, "rules", ()), *getattr(policy.form, "measures", ()))
    titled: Any = (*rules, *policy.levels, *getattr(policy.form, "dimensions", ()))
    titled += (*policy.benefits, *getattr(policy.form, "groups", ()))
    texts = [policy.title, *(each.title for each in titled)]
    texts += [kind.means for kind in policy.kinds.values()]
    texts += [kind.law for kind in policy.kinds.values() if kind.law and name != "study"]
    for benefit in policy.benefits:
        texts += [benefit.everyone, benefit.member, benefit.because]
    assert len(texts) >= {"points": 25, "index": 18, "study": 3}[name]
    for each in texts:
        assert each[lang] in text
    for kind in policy.kinds.values():
        assert language.name(kind.source) in text
        for field in kind.fields:
            assert language.name(field) in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_band_is_said_to_be_there_and_seen_by_the_member_alone(lang: str) -> None:
    policy = spoken(POINTS)
    text = everything(board(policy, lang))
    for band in policy.bands:
        assert band.title[lang] not in text
    there = {
        "en": "There are 2 bands besides the levels; a band opens nothing, and only the member "
        "sees it.",
        "zh": "等级之外另设2个分段；分段不开放任何权益，且只有成员本人可见。",
    }
    assert there[lang] in text
    without = replace(policy, bands=())
    assert "2 bands" not in everything(board(without, "en"))


def test_the_head_names_edition_days_and_notice() -> None:
    policy = spoken(POINTS)
    assert board(policy, "en").opening == (
        "Edition 3 of “spoken-points”, published on 1 August 2026, in force from 1 October 2026.",
        "Changes are announced at least 30 days before.",
    )
    assert board(policy, "zh").opening == (
        "“spoken-points”第3版，2026年8月1日公布，2026年10月1日起施行。",
        "规则调整至少提前30天公告。",
    )


def test_the_hash_is_on_the_board_once_there_is_one() -> None:
    policy = spoken(POINTS)
    assert board(policy, "en", sha256="ab12").closing[-1] == (
        "Content of the policy's text (SHA-256): ab12."
    )
    assert board(policy, "zh").closing[-1] == "本文本尚未公布，没有校验值。"


def test_an_offence_is_off_until_its_legal_basis_is_named_and_then_it_is_printed() -> None:
    policy = spoken(POINTS)
    off = board(policy, "en")
    assert section(off, "rules").count("Not in use: offence records are off until") == 2
    assert "offence record: off until the operator names a legal basis" in section(off, "records")
    kinds = {
        name: replace(kind, law={"en": "Fines Act"}) if name == "fine" else kind
        for name, kind in policy.kinds.items()
    }
    on = board(replace(policy, kinds=kinds), "en")
    assert "Not in use" not in everything(on)
    assert "a final decision; offence record, legal basis: Fines Act" in section(on, "records")


def test_a_study_promises_nothing_and_asks_for_nothing() -> None:
    shown = board(spoken(STUDY), "en")
    assert [each.name for each in shown.sections] == ["start", "rules", "records"]
    assert shown.opening == (
        "Edition 1 of “spoken-study”.",
        STUDIED,
    )
    assert shown.sections[2].tables[0].columns == ("Record", "Sent by", "Says")
    assert "This is applied at every record" in everything(shown)
    assert "never above" not in everything(shown)
    assert "not authorised" not in everything(shown)


def test_open_sides_and_no_bounds_are_not_spoken_of() -> None:
    bounds = ("bounds: {floor: 0, ceiling: 90000}", "bounds: {floor: none, ceiling: 500}")
    text = everything(board(spoken(POINTS, bounds), "en"))
    assert "never below" not in text
    assert "The total is never above 500." in text
    none = everything(board(spoken(POINTS, ("bounds: {floor: 0, ceiling: 90000}\n", "")), "en"))
    assert "The total is never" not in none


def test_every_section_of_a_programme_stands_in_its_order() -> None:
    names = [each.name for each in board(spoken(POINTS), "en", reach=reach()).sections]
    assert names == [
        "start", "rules", "groups", "records", "levels", "benefits", "reach", "contest",
        "promises", "never",
    ]  # fmt: skip
    index = [each.name for each in board(spoken(INDEX), "zh").sections]
    assert index == ["start", "measures", "records", "levels", "contest", "promises", "never"]


def test_a_part_without_measures_has_no_table_of_them() -> None:
    text = INDEX.replace("dimension: law", "dimension: life")
    tables = board(spoken(text), "en").sections[1].tables
    assert [table.caption for table in tables] == ["Life"]


def reach(
    *efforts: Effort | None, missed: tuple[SourceName, ...] = (), untimed: bool = False
) -> Reachability:
    """Return what was found out about the two levels of the points policy."""
    given = efforts or (Effort(hours=16, days=365), Effort(hours=0, days=1))
    return Reachability(
        opening=100,
        without_source={SourceName("jury"): 200},
        without_needs=200,
        by_money=0,
        by_money_between=0,
        levels=tuple(
            LevelReach(
                level=level,
                mark=120,
                missed_without=missed,
                without_needs=True,
                bought=False,
                bought_between=False,
                effort=effort,
            )
            for level, effort in zip((THANKED, HONOURED), given, strict=False)
        ),
        untimed=tuple(spoken(POINTS).kinds)[:1] if untimed else (),
    )


def test_the_hours_that_a_level_takes_are_on_the_board() -> None:
    policy = spoken(POINTS)
    shown = section(board(policy, "en", reach=reach()), "reach")
    assert "Each level can be reached in two separate ways, and none by money alone." in shown
    assert "Thanked: the cheapest way without money, blood, vehicle or loan takes 16 hours a " in (
        shown
    )
    assert "Honoured: the cheapest way without money, blood, vehicle or loan takes no counted " in (
        shown
    )
    assert "taken to cost" not in shown
    chinese = section(board(policy, "zh", reach=reach(untimed=True)), "reach")
    assert "致谢：不花钱、不献血、不需车辆和贷款的最省力途径，每年需16小时。" in chinese
    assert "行为未载明时数的，按8小时估算。" in chinese


def test_what_is_not_so_is_not_claimed_of_a_level() -> None:
    policy = spoken(POINTS)
    found = reach(None, None, missed=(SourceName("jury"),))
    shown = section(board(policy, "en", reach=found), "reach")
    assert "two separate ways" not in shown
    assert "Thanked: nothing that a member can set out to do leads there" in shown
    nothing = board(policy, "en", reach=replace(found, levels=()))
    assert "reach" not in [each.name for each in nothing.sections]


@pytest.mark.parametrize("lang, language", [("fr", "fr"), ("de", "de")])
def test_a_language_without_words_is_refused(lang: str, language: str) -> None:
    with pytest.raises(UsageError, match=f"no words in '{language}'.*en, zh"):
        board(spoken(POINTS), lang)


def test_a_chinese_board_has_no_english_but_names_that_have_no_chinese_word() -> None:
    text = board_markdown(board(spoken(POINTS), "zh"))
    english = set(re.findall(r"[A-Za-z][A-Za-z-]+", text))
    assert english == {"spoken-points", "jury", "clinic", "given", "cafe", "Prize", "Act"}


def test_every_reading_and_a_money_bound_are_among_the_examples() -> None:
    index: Policy = spoken(INDEX)
    assert {each.reading for each in getattr(index.form, "measures", ())} == set(Reading)
    assert any(
        isinstance(form, Money) for kind in index.kinds.values() for form in kind.fields.values()
    )
