"""The key that receipts are checked with, and the check of a receipt that somebody brings."""

import json
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from goodstanding.service.programme import Programme
from goodstanding.service.receipts import opened, public_key, public_keys
from goodstanding.web.visit import PROGRAMME, Visit

PLACE: Final = "/keys.json"


def page(visit: Visit) -> HttpResponse:
    """Show the public key; say of a receipt whether it was signed here. Nothing of it is kept."""
    words, programme = visit.words.keys, visit.programme
    context: dict[str, Any] = {
        "key": json.dumps(public_keys(programme), indent=2),
        "key_note": words.key_note.format(place=f"{programme.origin}{PLACE}"),
    }
    if visit.request.method != "POST":
        return visit.show("keys.html", context, title=words.heading)
    text = "".join(visit.said("receipt").split())
    if not text:
        context["faults"] = {"receipt": words.missing}
        return visit.show("keys.html", context, title=words.heading, status=422)
    found = opened(text, public_key(programme))
    said = "" if found is None else json.dumps(found, indent=2, ensure_ascii=False)
    context |= {"answer": words.wrong if found is None else words.right, "said": said}
    return visit.show("keys.html", context, title=words.heading)


def key_file(request: HttpRequest) -> HttpResponse:
    """Return the public key for machines."""
    programme: Programme = request.META[PROGRAMME]
    return HttpResponse(json.dumps(public_keys(programme)), content_type="application/jwk-set+json")
