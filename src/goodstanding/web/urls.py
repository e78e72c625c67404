"""The addresses of the pages, made of the routes; the language comes first."""

from collections.abc import Callable
from functools import partial
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from goodstanding.web.faults import broken, forbidden, not_found
from goodstanding.web.routes import ROUTES, Route, answer
from goodstanding.web.views.keys import key_file
from goodstanding.web.views.public import begin, mail_link, privacy_link, style


def _view(route: Route) -> Callable[[HttpRequest, str], HttpResponse]:
    """Return the view of a route."""
    return partial(answer, route=route)


urlpatterns: Final[list[URLPattern]] = [
    path("", begin, name="begin"),
    path("style.css", style, name="style"),
    path("keys.json", key_file, name="key_file"),
    path("privacy", privacy_link, name="privacy_link"),
    path("notice/<str:code>", mail_link, name="mail_link"),
    *(path(f"<str:lang>/{route.path}", _view(route), name=route.name) for route in ROUTES.values()),
]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read."""
    del exception
    return not_found(request, status=400)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is refused."""
    del exception
    return forbidden(request)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for what is not there."""
    del exception
    return not_found(request)


def handler500(request: HttpRequest) -> HttpResponse:
    """Answer where something is wrong here."""
    return broken(request)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from a page of ours, or is too old."""
    del reason
    return forbidden(request)
