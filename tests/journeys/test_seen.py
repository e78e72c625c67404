"""The pages in a browser: axe finds nothing, and nothing is cut off, wide, narrow, dark or printed.

Skipped where there is no Chromium.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow.parquet as pq
import pytest
from tests.support.runs import INDEX, POINTS

from goodstanding.cli import run
from goodstanding.rulebook import read_policy
from goodstanding.rulebook.words import board, board_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "tablet": {"viewport": {"width": 1000, "height": 900}},
    "narrow": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
PAGES: Final = (
    "report.html", "statement-1.html", "index-en.html", "index-zh.html", "index-statement.html",
    "board-points.html", "board-index.html",
)  # fmt: skip
UNDECIDED: Final = ("color-contrast",)
"""What axe leaves to a person where it cannot decide; a test of the colours calculates it."""

BROKEN: Final = (
    '<!DOCTYPE html><html><head><title></title></head><body><p style="color:#ccc">faint</p>'
    '<img src="data:,"><div style="width:3000px">wide</div></body></html>'
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium to look with")


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a page of each kind, of both families and in both languages."""
    place = tmp_path_factory.mktemp("pages")
    assert run(["demo", "--out", str(place), "--no-open", "--members", "300"]) == 0
    policy, city = str(INDEX), place / "index"
    drawn = ["--members", "300", "--records-a-member", "12", "--until", "2026-06-30"]
    assert run(["lab", "city", "--policy", policy, "--out", str(city), *drawn]) == 0
    inputs = [
        "--policy", policy, "--records", str(city / "records"),
        "--members", str(city / "members.parquet"), "--as-of", "2026-06-30",
    ]  # fmt: skip
    for lang in ("en", "zh"):
        options = ["--report", str(place / f"index-{lang}.html"), "--lang", lang]
        assert run(["score", *inputs, "--out", str(city / "out"), *options]) == 0
    lines = pq.read_table(city / "out/lines", columns=["member"])["member"].to_pylist()
    member = max(set(lines), key=lambda name: (lines.count(name), name))
    page = ["--member", member, "--lang", "zh", "--html", str(place / "index-statement.html")]
    assert run(["explain", *inputs, *page]) == 0
    for name, path in (("points", POINTS), ("index", INDEX)):
        text = board_html(board(read_policy(path), "en"))
        (place / f"board-{name}.html").write_text(text, encoding="utf-8")
    return place


@pytest.fixture(params=LOOKS)
def page(request: pytest.FixtureRequest, browser: "Browser") -> "Iterator[Page]":
    context = browser.new_context(**LOOKS[request.param])
    yield context.new_page()
    context.close()


def violations(page: "Page") -> list[str]:
    """Return what axe finds on the page that is shown, each with an element where it is."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response
    assert len(found["passes"]) > 0 or found["violations"], "axe looked at nothing"
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}"
        for each in (*found["violations"], *found["incomplete"])
        if each["id"] not in UNDECIDED or each in found["violations"]
    ]


def too_wide(page: "Page") -> bool:
    """Return whether the page has to be moved sideways."""
    found: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return found


CUT: Final = """() => [...document.querySelectorAll('.scroll')]
    .filter(each => each.scrollWidth > each.clientWidth + 1)
    .map(each => each.getAttribute('aria-label'))"""
"""A script that returns the labels of what has to be moved sideways inside a page."""


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off(name: str, folder: Path, page: "Page") -> None:
    page.goto((folder / name).as_uri())
    assert page.locator("h1").count() == 1
    assert violations(page) == []
    assert not too_wide(page)
    if not name.startswith("board"):
        assert page.evaluate(CUT) == []


@pytest.mark.parametrize("name", PAGES)
def test_what_is_printed_fits_on_the_paper(name: str, folder: Path, browser: "Browser") -> None:
    context = browser.new_context(viewport={"width": 718, "height": 1000})
    page = context.new_page()
    page.goto((folder / name).as_uri())
    page.emulate_media(media="print")
    assert not too_wide(page)
    assert page.pdf(format="A4", print_background=False).startswith(b"%PDF")
    if not name.startswith("board"):
        assert page.evaluate(CUT) == []
    context.close()


def test_what_is_wrong_with_a_page_is_found(browser: "Browser") -> None:
    """The control: no language, no title, faint words, a picture without words, far too wide."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_content(BROKEN)
    found = {each.partition(":")[0] for each in violations(page)}
    assert {"html-has-lang", "document-title", "color-contrast", "image-alt"} <= found
    assert too_wide(page)
    context.close()
