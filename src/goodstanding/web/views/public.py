"""The pages for everybody: the first one, and the board of the rules."""

import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from goodstanding.errors import ProblemsError
from goodstanding.present.paper import Heading, Items, Paper, Paragraph, Table
from goodstanding.rulebook.check import check_text
from goodstanding.rulebook.check.reach import Reachability
from goodstanding.rulebook.words import board
from goodstanding.service.editions import NO_EDITION
from goodstanding.service.offered import Announced, announced, changes_of, offered, published
from goodstanding.service.papers import configuration
from goodstanding.web.faults import not_found, preferred, waiting
from goodstanding.web.papers import paper_of
from goodstanding.web.papers.writing import WORDS as TITLES
from goodstanding.web.visit import Visit

STYLE: Final = Path(__file__).resolve().parents[1] / "style.css"
CSS_SECONDS: Final = 3600


def begin(request: HttpRequest) -> HttpResponse:
    """Lead to the first page in a language that the browser asks for."""
    return HttpResponseRedirect(f"/{preferred(request)}/")


def mail_link(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from the link of a mail to its page, in a language that the browser asks for."""
    return HttpResponseRedirect(f"/{preferred(request)}/notice/?{urlencode({'code': code})}")


def privacy_link(request: HttpRequest) -> HttpResponse:
    """Lead to the privacy notice in a language that the browser asks for."""
    return HttpResponseRedirect(f"/{preferred(request)}/privacy/")


def style(_request: HttpRequest) -> HttpResponse:
    """Return the one style of all pages."""
    headers = {"Cache-Control": f"public, max-age={CSS_SECONDS}"}
    return HttpResponse(_style(), content_type="text/css; charset=utf-8", headers=headers)


@cache
def _style() -> bytes:
    """Return the style's text."""
    return STYLE.read_bytes()


def home(visit: Visit) -> HttpResponse:
    """Show what the programme is."""
    words = visit.words.home
    title = visit.language.text(visit.programme.title)
    try:
        offered(visit.programme)
        begun = True
    except ProblemsError as error:
        if {problem.code for problem in error.problems} != {NO_EDITION}:
            raise
        begun = False
    return visit.show("home.html", {"begun": begun}, title=words.heading.format(programme=title))


def board_page(visit: Visit) -> HttpResponse:
    """Show the rules in force, made from the policy's own text, or another edition asked for.

    What an edition changes that does not hold yet stands above; before the first one holds it is
    the one that is shown.
    """
    programme, words = visit.programme, visit.words.home
    every = announced(programme)
    today = programme.today()
    coming = [each for each in every if each.in_force > today]
    if not every:
        return waiting(visit)
    now = next((each for each in every if each.in_force <= today), every[0])
    asked = visit.request.GET.get("edition", str(now.edition))
    shown = next((each for each in every if str(each.edition) == asked), None)
    if shown is None:
        return not_found(visit.request)
    policy, text = published(programme, shown.edition)
    page = board(
        policy, visit.words.code, reach=_reach(text),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    told = shown if shown in coming else next(iter(coming), None)
    changes = () if told is None else changes_of(programme, told.edition, visit.words.code)
    context = {
        "board": page,
        "editions": [_edition(visit, each, here=each is shown) for each in every],
        "changes": changes,
        "changes_heading": "" if told is None else words.changes_heading.format(
            edition=visit.language.number(told.edition)
        ),
    }  # fmt: skip
    return visit.show("board.html", context, title=page.heading)


def _edition(visit: Visit, each: Announced, *, here: bool) -> dict[str, Any]:
    """Return an edition as the list of editions shows it."""
    language = visit.language
    text = visit.words.home.edition.format(
        edition=language.number(each.edition),
        published=language.day(each.published),
        day=language.day(each.in_force),
    )
    return {"text": text, "place": f"{visit.place('board')}?edition={each.edition}", "here": here}


def privacy_page(visit: Visit) -> HttpResponse:
    """Show the privacy notice, made of what the programme runs by today."""
    paper = paper_of(configuration(visit.programme), "privacy", visit.words.code)
    context = {"blocks": _blocks(paper)}
    return visit.show("paper.html", context, title=TITLES[visit.words.code].titles["privacy"])


def _blocks(paper: Paper) -> list[dict[str, Any]]:
    """Return the blocks of a paper as a page shows them; a table is named by its heading."""
    shown: list[dict[str, Any]] = []
    name = paper.title
    for block in paper.blocks:
        match block:
            case Heading():
                name = block.text
                shown.append({"kind": "heading", "level": block.level, "text": block.text})
            case Paragraph():
                shown.append({"kind": "paragraph", "text": block.text})
            case Items():
                shown.append({"kind": "items", "items": block.items})
            case Table():
                shown.append({"kind": "table", "name": f"{name}, {block.columns[0]}",
                              "columns": block.columns, "rows": block.rows})  # fmt: skip
    return shown


@lru_cache(maxsize=8)
def _reach(text: str) -> Reachability | None:
    """Return what each level of a published text takes."""
    return check_text(text.encode(), file="policy").reach
