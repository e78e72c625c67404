"""A statement in every form and language: text, tables, Markdown, JSON and a page."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from string import Formatter
from typing import Any, Final

import pytest
from rich.console import Console
from tests.support.spoken import INDEX, ME, POINTS, STUDY, entry, spoken
from tests.support.web import parsed

from goodstanding.errors import UsageError
from goodstanding.model.entry import State
from goodstanding.model.points import Bounds, Hold
from goodstanding.model.policy import PointsForm, Policy
from goodstanding.model.statement import Why
from goodstanding.present.content import explanation_content
from goodstanding.present.explain import Becomes, Explanation, Source, explain
from goodstanding.present.forms import StatementWords
from goodstanding.present.known import WORDS
from goodstanding.present.markdown import explanation_markdown
from goodstanding.present.page import ends_of, explanation_html
from goodstanding.present.rows import RECORDS_NAMED_MAX, sheet
from goodstanding.present.text import explanation_text, print_tables
from goodstanding.rulebook.words import LANGUAGES

DAY: Final = date(2027, 6, 1)
TOWN: Final = spoken(POINTS)
CITY: Final = spoken(INDEX)
COPY: Final = {
    "en": "Personal copy: it proves nothing, and nobody may ask for it.",
    "zh": "本人留存：不作任何证明之用，任何人不得索要。",
}


def town() -> Explanation:
    """Return a statement of points with a gain, a loss, a limit and a review."""
    kinds = {
        name: replace(kind, law={"en": "Act", "zh": "法"}) for name, kind in TOWN.kinds.items()
    }
    policy = replace(TOWN, kinds=kinds)
    entries = [
        entry(policy, "shift", "s-1", date(2027, 1, 10), {"hours": 4, "days": 1}),
        entry(policy, "fine", "f-1", date(2027, 2, 1), {"given": DAY}),
        entry(
            policy, "gift", "g-1", date(2027, 3, 1), {"amount": 60_00, "value": 0},
            states=((State.UNDER_REVIEW, date(2027, 4, 1)),),
        ),
    ]  # fmt: skip
    return explain(policy, ME, entries, as_of=DAY)


def city() -> Explanation:
    """Return a statement of the index with a gain and a loss."""
    entries = [
        entry(CITY, "debt", "d-1", date(2026, 11, 1), {"amount": 100}),
        *[
            entry(CITY, "visit", f"v-{i}", date(2027, 1, 1 + i), {"kept": True})
            for i in range(RECORDS_NAMED_MAX + 1)
        ],
    ]
    return explain(CITY, ME, entries, as_of=DAY)


def nothing() -> Explanation:
    """Return a statement without a line."""
    return explain(TOWN, ME, [], as_of=DAY)


SHOWN: Final[dict[str, Callable[[], Explanation]]] = {
    "town": town,
    "city": city,
    "nothing": nothing,
    "study": lambda: explain(spoken(STUDY), ME, [], as_of=DAY),
}


def tables(explanation: Explanation, lang: str) -> str:
    """Return what a wide terminal shows."""
    console = Console(file=io.StringIO(), width=400, color_system=None)
    print_tables(console, explanation, lang)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def as_json(explanation: Explanation, lang: str) -> str:
    """Return the JSON of a statement."""
    return json.dumps(explanation_content(explanation, lang), ensure_ascii=False)


FORMS: Final[dict[str, Callable[[Explanation, str], str]]] = {
    "text": explanation_text,
    "tables": tables,
    "markdown": explanation_markdown,
    "json": as_json,
    "page": explanation_html,
}
EVERY: Final = [(form, name, lang) for form in FORMS for name in SHOWN for lang in LANGUAGES]


@pytest.mark.parametrize("form, name, lang", EVERY)
def test_every_form_says_that_it_proves_nothing(form: str, name: str, lang: str) -> None:
    assert COPY[lang] in FORMS[form](SHOWN[name](), lang)


@pytest.mark.parametrize("form, name, lang", EVERY)
def test_no_form_compares_anybody_with_anybody(form: str, name: str, lang: str) -> None:
    text = FORMS[form](SHOWN[name](), lang).lower()
    for word in ("percentile", "rank", "average", "better than", "others have", "排名", "百分位"):
        assert word not in text


@pytest.mark.parametrize("form", [each for each in FORMS if each != "json"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_form_shows_every_cell_of_every_line(form: str, lang: str) -> None:
    text = FORMS[form](town(), lang)
    page = sheet(town(), lang)
    assert len(page.lines) == 7
    for row in page.lines:
        for cell in (row.title, row.day, row.then, row.now, row.why, row.becomes, row.contest):
            assert cell in text
    for _, value in page.figures:
        assert value in text


@pytest.mark.parametrize("form", FORMS)
def test_a_language_that_is_not_there_is_refused(form: str) -> None:
    with pytest.raises(UsageError, match="no words in 'fr'"):
        FORMS[form](town(), "fr")


TEXT: Final = """\
Index of the town: your statement
me, on 1 June 2027, by edition 1
Personal copy: it proves nothing, and nobody may ask for it.

Total: 608 points
Start: 514 points
With nothing new, the total becomes 504 points on 12 January 2029.

The main reasons
   +104  Kept (13)
    −10  Debts (1)

The parts of the index
     80  Life (62.5%)
     15  Law (37.5%)

Every line
1. Debts, −10
     Day: 1 November 2026; Points of 100: −5; Points now: −10
     Why: is given by the table of its rule
     Becomes: ends on 1 November 2031
     Record and source: d-1, court
     How to contest it: name record d-1 of court
"""


def test_the_text_of_a_statement() -> None:
    text = explanation_text(city(), "en")
    assert text.endswith("If nobody has decided after 30 days, you are right.\n")
    assert text.splitlines()[:22] == TEXT.splitlines()[:22]


CHINESE: Final = """\
小镇致谢：本人明细
me，2027年6月1日，依据第3版规则
本人留存：不作任何证明之用，任何人不得索要。

总分：92分
起点：100分
等级：无
分段（仅本人可见）：低段
达到120分即可获得“致谢”。
"""


def test_the_text_of_a_statement_in_chinese() -> None:
    assert explanation_text(town(), "zh").startswith(CHINESE)


def test_a_statement_without_lines_says_so_in_every_form() -> None:
    assert "No record counts: the total is the start." in explanation_text(nothing(), "en")
    assert "there are no lines" in explanation_text(nothing(), "en")
    assert "There are no lines." in explanation_markdown(nothing(), "en")
    assert "There are no lines." in explanation_html(nothing(), "en")
    assert "There are no lines." in tables(nothing(), "en")
    assert "Points then" not in tables(nothing(), "en")
    assert "With nothing new, this never changes." in explanation_text(nothing(), "en")


def test_a_change_that_leaves_the_total_is_told_as_one() -> None:
    explanation = town()
    change = explanation.statement.next_change
    assert change is not None
    same = replace(explanation, next_total=explanation.statement.total)
    assert "a line changes on" in explanation_text(same, "en")
    assert "总分不变" in explanation_text(same, "zh")


def test_what_a_line_becomes_is_said_in_one_of_four_ways() -> None:
    explanation = town()
    day = date(2028, 1, 1)
    ways: dict[str, Becomes | None] = {
        "stays": None,
        "changes on 1 January 2028": Becomes(on=day, known=False),
        "ends on 1 January 2028": Becomes(on=day, known=True),
        "−2 on 1 January 2028": Becomes(on=day, known=True, counted=-2, why=Why.FADED),
        "0 on 1 January 2028": Becomes(on=day, known=True, counted=0, why=Why.COUNTED),
    }
    for said, becomes in ways.items():
        line = replace(explanation.lines[0], becomes=becomes)
        assert sheet(replace(explanation, lines=(line,)), "en").lines[0].becomes == said
    over = replace(
        explanation.lines[0], becomes=Becomes(on=day, known=True, counted=0, why=Why.EXPIRED)
    )
    row = sheet(replace(explanation, lines=(over,)), "en").lines[0]
    assert row.becomes == "ends on 1 January 2028"


def test_json_of_a_line_says_what_it_becomes_as_values() -> None:
    explanation = town()
    unknown = replace(explanation.lines[0], becomes=Becomes(on=DAY, known=False))
    found = explanation_content(replace(explanation, lines=(unknown,)), "en")
    assert found["lines"][0]["becomes"] == {"on": "2027-06-01"}
    gone = replace(explanation.lines[0], becomes=Becomes(on=DAY, known=True))
    found = explanation_content(replace(explanation, lines=(gone,)), "en")
    assert found["lines"][0]["becomes"] == {"on": "2027-06-01", "counted": None, "why": None}


def test_the_json_of_a_statement_adds_up() -> None:
    for lang in LANGUAGES:
        found = explanation_content(town(), lang)
        assert found["opening"] + sum(line["counted"] for line in found["lines"]) == found["total"]
        assert (found["level"], found["band"]) == ("none", "low")
        assert found["next_level"] == {"level": "thanked", "from": 120}
        assert found["language"] == lang
        assert json.loads(json.dumps(found)) == found
    index = explanation_content(city(), "zh")
    assert [part["now"] for part in index["dimensions"]] == [80, 15]
    assert (index["next_level"], index["band"]) == (None, None)
    assert len(index["lines"][1]["records"]) == RECORDS_NAMED_MAX + 1
    assert explanation_content(nothing(), "en")["next_change"] is None


def test_the_records_of_a_measure_are_named_up_to_a_limit() -> None:
    row = sheet(city(), "en").lines[1]
    assert row.record.startswith("13 records: v-0, v-1,")
    assert row.record.endswith("v-11, …, desk")
    assert row.contest == "name the record of desk that is wrong"
    fewer = city().lines[1]
    two = replace(fewer, sources=fewer.sources[:2])
    named = sheet(replace(city(), lines=(two,)), "zh").lines[0].record
    assert named == "2条记录：v-0，v-1，desk"
    assert isinstance(fewer.sources[0], Source)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_is_whole_accessible_and_needs_nothing_else(name: str, lang: str) -> None:
    html = explanation_html(SHOWN[name](), lang)
    page = parsed(html)
    assert page.every("html") == [{"lang": lang}]
    assert len(page.every("h1")) == 1
    assert all("scope" in each for each in page.every("th"))
    assert all(each["aria-hidden"] == "true" for each in page.every("svg"))
    assert [each["role"] for each in page.every("figure")] == ["img"]
    assert page.every("figure")[0]["aria-label"]
    assert page.every("text") == []
    for tag in ("script", "link", "img", "iframe", "a"):
        assert page.every(tag) == []
    assert "://" not in html


def test_a_bar_is_as_long_as_its_points() -> None:
    html = explanation_html(town(), "en")
    widths = {
        kind: [
            float(each)
            for each in re.findall(rf'class="{kind}" x="[^"]*" y="1.0" width="([^"]*)"', html)
        ]
        for kind in ("gain", "loss")
    }
    assert [reason.counted for reason in town().reasons] == [-20, 10, 4, -2]
    assert widths == {"gain": [50.0, 20.0], "loss": [100.0, 10.0]}
    assert explanation_html(city(), "en").count('class="mark"') == 2


def test_labels_of_a_scale_never_touch_and_the_next_level_comes_first() -> None:
    policy = spoken(POINTS, ("ceiling: 90000", "ceiling: 200"))
    html = explanation_html(explain(policy, ME, [], as_of=DAY), "en")
    labels = re.findall(r'<span style="left:([\d.]+)%">([\d,]+)</span>', html)
    assert labels == [("0.0", "0"), ("60.0", "120"), ("75.0", "150"), ("100.0", "200")]
    close = spoken(POINTS, ("ceiling: 90000", "ceiling: 200"), ("from: 150,", "from: 130,"))
    html = explanation_html(explain(close, ME, [], as_of=DAY), "en")
    labels = re.findall(r'<span style="left:([\d.]+)%">([\d,]+)</span>', html)
    assert [value for _, value in labels] == ["0", "120", "200"]


@pytest.mark.parametrize(
    "floor, ceiling, ends",
    [
        (0, 200, (0, 200)),
        (None, None, (100, 150)),
        (0, None, (0, 150)),
        (None, 200, (100, 200)),
        (110, 140, (100, 150)),
    ],
)
def test_the_ends_of_a_scale_hold_everything_on_it(
    floor: int | None, ceiling: int | None, ends: tuple[int, int]
) -> None:
    bounds = Bounds(floor=floor, ceiling=ceiling, hold=Hold.AT_THE_END)
    assert ends_of(replace(nothing(), policy=bounded(TOWN, bounds))) == ends


def bounded(policy: Policy, bounds: Bounds | None) -> Policy:
    """Return a policy with other bounds."""
    assert isinstance(policy.form, PointsForm)
    return replace(policy, form=replace(policy.form, bounds=bounds))


def test_a_scale_of_one_number_still_has_two_ends() -> None:
    alone = replace(bounded(TOWN, None), levels=())
    assert ends_of(replace(nothing(), policy=alone)) == (99, 101)
    assert ends_of(city()) == (300, 850)


def test_every_language_has_every_word_of_a_statement() -> None:
    assert set(WORDS) == set(LANGUAGES)
    english, chinese = WORDS["en"], WORDS["zh"]
    assert set(english.whys) == set(chinese.whys) == set(Why)
    names = [field.name for field in fields(StatementWords) if field.name != "whys"]
    assert len(names) > 60
    for name in names:
        one: Any = getattr(english, name)
        other: Any = getattr(chinese, name)
        assert one.strip()
        assert other.strip()
        assert parts(one) == parts(other) or name == "act", name
        assert not re.search("[\u4e00-\u9fff]", one)
        assert not re.search("[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", other))


def parts(template: str) -> set[str]:
    """Return the names of the parts of a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_the_ends_of_the_total_are_a_line_with_a_name() -> None:
    policy = spoken(POINTS, ("ceiling: 90000", "ceiling: 102"))
    shift = entry(policy, "shift", "s", date(2027, 1, 1), {"hours": 1, "days": 1})
    explanation = explain(policy, ME, [shift], as_of=DAY)
    assert [row.title for row in sheet(explanation, "en").lines] == [
        "Hours",
        "Shifts",
        "Ends of the total",
    ]
    assert sheet(explanation, "zh").lines[-1].title == "总分的上下限"


def test_what_looks_like_markup_in_a_title_is_none() -> None:
    policy = spoken(POINTS, ("{en: Shifts, zh: 值班}", "{en: '<b>[bold]*x*|', zh: 值班}"))
    shift = entry(policy, "shift", "s", date(2027, 1, 1), {"hours": 1, "days": 1})
    explanation = explain(policy, ME, [shift], as_of=DAY)
    assert "&lt;b&gt;[bold]*x*|" in explanation_html(explanation, "en")
    assert r"\<b\>\[bold\]\*x\*\|" in explanation_markdown(explanation, "en")
    assert "<b>[bold]*x*|" in tables(explanation, "en")
