"""The public listener as one callable: the lane in front of the pages, in one process."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in
from django.core.handlers.wsgi import WSGIHandler

from goodstanding.service.programme import Programme
from goodstanding.web.lane import Lane
from goodstanding.web.visit import PROGRAMME

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication


def application(programme: Programme) -> "WSGIApplication":
    """Return what answers requests to an open programme."""
    # The framework would keep when a member signed in last; nobody needs to know.
    user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")
    pages = WSGIHandler()
    lane = Lane(programme)

    def answer(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(tuple(lane.paths)):
            return lane(environ, start_response)
        environ[PROGRAMME] = programme
        found: Iterable[bytes] = pages(environ, start_response)
        return found

    return answer
