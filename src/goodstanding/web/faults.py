"""The pages that say no: the same words for everybody, no trace, nothing of a person."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from goodstanding.service.programme import Programme
from goodstanding.web.visit import PROGRAMME, Visit, languages_of
from goodstanding.web.words import PAGE_WORDS


def not_found(request: HttpRequest, *, status: int = 404) -> HttpResponse:
    """Answer for what is missing and for what is somebody else's."""
    words = PAGE_WORDS[_language(request)].faults
    return _plain(request, words.not_found_heading, words.not_found, status=status)


def forbidden(request: HttpRequest) -> HttpResponse:
    """Answer a form that is too old, or came from somewhere else."""
    words = PAGE_WORDS[_language(request)].faults
    return _plain(request, words.forbidden_heading, words.forbidden, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer where something is wrong here."""
    words = PAGE_WORDS[_language(request)].faults
    return _plain(request, words.broken_heading, words.broken, status=500)


def waiting(visit: Visit) -> HttpResponse:
    """Answer before the first edition is in force."""
    words = visit.words.faults
    return _plain(visit.request, words.waiting_heading, words.waiting, status=503)


def refused(visit: Visit) -> HttpResponse:
    """Answer a step that is not possible now."""
    words = visit.words.faults
    return _plain(visit.request, words.refused_heading, words.refused, status=409)


def _plain(request: HttpRequest, heading: str, text: str, *, status: int) -> HttpResponse:
    """Return a page that needs nothing of the ledger."""
    lang = _language(request)
    context = {
        "w": PAGE_WORDS[lang], "heading": heading, "text": text, "start": f"/{lang}/",
        "programme": _title(request, lang),
    }  # fmt: skip
    return HttpResponse(render_to_string("fault.html", context), status=status)


def _title(request: HttpRequest, lang: str) -> str:
    """Return the programme's title."""
    programme: Programme | None = request.META.get(PROGRAMME)
    return "" if programme is None else programme.title.get(lang, "")


def _language(request: HttpRequest) -> str:
    """Return the language of an address, else the one that the browser prefers."""
    first = request.path_info.strip("/").partition("/")[0]
    return first if first in PAGE_WORDS else preferred(request)


def preferred(request: HttpRequest) -> str:
    """Return the language that a browser prefers, of those there are."""
    programme: Programme | None = request.META.get(PROGRAMME)
    there = ("en",) if programme is None else languages_of(programme)
    wanted = str(request.headers.get("Accept-Language", "")).lower().split(",")
    for each in wanted:
        code = each.partition(";")[0].strip().partition("-")[0]
        if code in there:
            return code
    return there[0]
