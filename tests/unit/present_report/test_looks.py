"""What Chromium shows of a report and a statement: axe finds nothing, narrow, printed or dark."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
from tests.support.chromium import CHROMIUM, WITHOUT, chromium
from tests.unit.present.test_forms import city
from tests.unit.present_report.test_report import index_page, points_page, rule

from goodstanding.present.page import explanation_html
from goodstanding.scoring.tallies import Points

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=WITHOUT)

MOVED: Final = {rule(0)[0]: Points(members=60, gaining=60, losing=30, given=90, taken=-40)}
PAGES: Final[dict[str, Callable[[str], str]]] = {
    "points": lambda lang: points_page(MOVED, lang),
    "index": index_page,
    "statement": lambda lang: explanation_html(city(), lang),
}
WIDTHS: Final[dict[int, Literal["light", "dark"]]] = {1280: "light", 390: "dark"}
PAPER: Final = 718
"""An A4 sheet between margins of 10 mm, in pixels."""

INKS: Final = """
() => [...document.querySelectorAll("main, h1, td, dd")].map(each => getComputedStyle(each))
    .map(style => [style.color, style.backgroundColor])
"""


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Return Chromium."""
    with chromium() as found:
        yield found


def axe_of(page: Any) -> list[str]:
    """Return what axe has to say about a page."""
    from axe_playwright_python.sync_playwright import Axe

    found: Any = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def wide(page: Any) -> int:
    """Return how wide a page is."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize(
    "name, lang", [("points", "en"), ("points", "zh"), ("index", "zh"), ("statement", "en")]
)
def test_axe_finds_nothing_and_every_width_holds_the_page(
    browser: "Browser", name: str, lang: str
) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.set_content(PAGES[name](lang))
    for width, scheme in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert axe_of(page) == []
        assert wide(page) <= width
    # paper is white however dark the screen was, and nothing leaves the sheet
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    assert wide(page) <= PAPER
    inks = page.evaluate(INKS)
    assert len(inks) > 5
    assert {paper for _, paper in inks} <= {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}
    assert "rgb(232, 235, 238)" not in {ink for ink, _ in inks}
    context.close()


def test_axe_finds_what_is_planted_in_a_report(browser: "Browser") -> None:
    page = browser.new_page()
    html = PAGES["points"]("en")
    planted = html.replace("--soft:#", "--soft:#ccc;--was:#").replace('role="img" ', "")
    page.set_content(planted.replace('<html lang="en">', "<html>"))
    found = {each.partition(":")[0] for each in axe_of(page)}
    assert {"html-has-lang", "color-contrast"} <= found
    page.set_viewport_size({"width": 390, "height": 900})
    page.set_content(html.replace("<h1>", "<h1 style='width:900px'>"))
    assert wide(page) > 390
