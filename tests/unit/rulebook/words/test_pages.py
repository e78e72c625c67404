"""A board as Markdown and as a page: escaped, accessible, and needing nothing else."""

import re
from typing import Final

import pytest
from tests.support.spoken import INDEX, POINTS, STUDY, spoken
from tests.support.web import parsed

from goodstanding.rulebook.words import LANGUAGES, board, board_html, board_markdown
from goodstanding.rulebook.words.markdown import markdown_text
from goodstanding.rulebook.words.page import STYLE

TEXTS: Final = {"points": POINTS, "index": INDEX, "study": STUDY}
CASES: Final = [(name, lang) for name in TEXTS for lang in LANGUAGES]
HOSTILE: Final = "<script>alert(1)</script> | a*b_c [d](e) & \\ `f`"
CONTRAST_LEAST: Final = 4.5


@pytest.mark.parametrize("name, lang", CASES)
def test_a_page_is_whole_accessible_and_needs_nothing_else(name: str, lang: str) -> None:
    html = board_html(board(spoken(TEXTS[name]), lang))
    assert html.startswith("<!DOCTYPE html>\n")
    page = parsed(html)
    assert page.every("html") == [{"lang": lang}]
    assert len(page.every("h1")) == 1
    assert len(page.every("h2")) == len(page.every("section"))
    assert all("scope" in each for each in page.every("th"))
    assert len(page.every("caption")) == len(page.every("table")) > 1
    links = {str(each["href"])[1:] for each in page.every("a")}
    assert links == {str(each["id"]) for each in page.every("section")}
    for tag in ("script", "link", "img", "iframe", "form"):
        assert page.every(tag) == []
    assert "://" not in html
    assert "url(" not in html
    assert "@import" not in html
    policy = [each for each in page.every("meta") if "http-equiv" in each]
    assert policy[0]["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_every_cell_of_the_board_is_on_the_page_and_in_the_markdown() -> None:
    shown = board(spoken(POINTS), "en")
    text = "\n".join(parsed(board_html(shown)).text)
    markdown = board_markdown(shown)
    cells = [
        cell
        for section in shown.sections
        for table in section.tables
        for row in (table.columns, *table.rows)
        for cell in row
    ]
    assert len(cells) > 60
    for cell in cells:
        assert cell in text
        assert markdown_text(cell) in markdown


def test_what_looks_like_markup_in_a_title_is_none() -> None:
    written = f"{{en: 'Shifts {HOSTILE}', zh: 值班}}"
    shown = board(spoken(POINTS, ("{en: Shifts, zh: 值班}", written)), "en")
    html = board_html(shown)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    row = next(line for line in board_markdown(shown).splitlines() if "Shifts" in line)
    assert r"\<script\>alert(1)\</script\> \| a\*b\_c \[d\](e) & \\ \`f\`" in row


def test_markdown_keeps_a_text_on_one_line() -> None:
    assert markdown_text("a\n# b\tc") == r"a \# b c"


def test_markdown_has_a_heading_for_each_section_and_a_row_for_each_row() -> None:
    shown = board(spoken(INDEX), "en")
    lines = board_markdown(shown).splitlines()
    assert lines[0] == "# Index of the town: the rules"
    assert [line[3:] for line in lines if line.startswith("## ")] == [
        section.heading.replace("'", "'") for section in shown.sections
    ]
    rows = sum(len(table.rows) + 2 for section in shown.sections for table in section.tables)
    assert sum(line.startswith("|") for line in lines) == rows
    assert "### Life" in lines
    assert board_markdown(shown).endswith("\n")


def schemes() -> dict[str, dict[str, str]]:
    """Return the colours of the light and of the dark scheme by name."""
    light, dark, *_ = re.findall(r":root\{([^}]*)\}", STYLE)
    found = {}
    for name, body in (("light", light), ("dark", dark)):
        found[name] = dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", body))
    return found


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_colour_has_enough_contrast_on_every_ground(scheme: str) -> None:
    colours = schemes()[scheme]
    assert set(colours) == {"paper", "ink", "soft", "line", "band", "mark", "gain", "loss"}
    for text in ("ink", "soft", "mark", "gain", "loss"):
        for ground in ("paper", "band"):
            assert contrast(colours[text], colours[ground]) >= CONTRAST_LEAST, (text, ground)


def test_the_contrast_of_grey_on_white_would_be_noticed() -> None:
    assert contrast("#aaa", "#fff") < CONTRAST_LEAST
    assert round(contrast("#000", "#fff"), 1) == 21.0
