"""Leaving: what is erased, one confirmation, and a receipt."""

from django.contrib.auth import logout
from django.http import HttpResponse

from goodstanding.service.exports import export
from goodstanding.service.leaving import leave
from goodstanding.service.rights import NOBODY
from goodstanding.web.visit import Visit


def leave_page(visit: Visit) -> HttpResponse:
    """Show what leaving does; erase whoever confirms."""
    words = visit.words.leave
    if visit.request.method != "POST":
        return visit.show("leave.html", {"faults": {}}, title=words.heading)
    if visit.said("confirm") != "yes":
        faults = {"confirm": words.not_confirmed}
        return visit.show("leave.html", {"faults": faults}, title=words.heading, status=422)
    left = leave(visit.programme, visit.member)
    logout(visit.request)
    gone = visit.as_actor(NOBODY)
    return gone.show("left.html", {"receipt": left.receipt}, title=words.left_heading)


def export_file(visit: Visit) -> HttpResponse:
    """Return everything that is held about the member, in one file."""
    text = export(visit.programme, visit.member)
    name = f"export-{visit.programme.today()}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)
