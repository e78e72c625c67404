"""What stands around every request: headers, one line in the log, one more in the counts."""

from collections.abc import Callable
from time import perf_counter
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from goodstanding.web.logs import note
from goodstanding.web.metrics import seen

ONE_YEAR: Final = "max-age=31536000"


class Around:
    """Middleware: the outermost of the pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take what answers."""
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        began = perf_counter()
        response = self._answer(request)
        match = request.resolver_match
        name = "none" if match is None or match.url_name is None else match.url_name
        if name != "style":
            response.headers["Cache-Control"] = "no-store"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if settings.SESSION_COOKIE_SECURE:
            response.headers["Strict-Transport-Security"] = ONE_YEAR
        method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
        seconds = perf_counter() - began
        seen(page=name, method=method, status=response.status_code, seconds=seconds)
        note("page", page=name, method=method, status=response.status_code,
             milliseconds=round(seconds * 1000, 1))  # fmt: skip
        return response
