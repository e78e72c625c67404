"""A member's notices: what was said, when it arrived, where they go, and the link of a mail."""

from typing import Any

from django.http import HttpResponse

from goodstanding.errors import ProblemsError
from goodstanding.service.joining import CHANNELS, can_reach
from goodstanding.service.notices import (
    Reached,
    Read,
    change_contact,
    contact_of,
    notices_of,
    open_link,
    open_notice,
)
from goodstanding.service.rights import check
from goodstanding.web.visit import Visit


def own(visit: Visit) -> HttpResponse:
    """Show every notice, and where notices go."""
    reached = contact_of(visit.programme, visit.member)
    return _page(visit, reached, {}, status=200)


def change(visit: Visit) -> HttpResponse:
    """Change where notices go."""
    reached = Reached(channel=visit.said("channel"), address=visit.said("address"))
    if not can_reach(reached.channel, reached.address):
        check(visit.actor, "notices.read", member=visit.member)
        faults = {"address": visit.words.join.address_missing}
        return _page(visit, reached, faults, status=422)
    change_contact(visit.programme, visit.member, reached)
    return visit.go("notices", done="contact_changed")


def _page(visit: Visit, reached: Reached, faults: dict[str, str], *, status: int) -> HttpResponse:
    """Return the page, with what was entered and its faults."""
    check(visit.actor, "contact.read", member=visit.member)
    words, language = visit.words.notices, visit.language
    rows = [
        {
            "number": each.number,
            "subject": each.subject,
            "language": each.language,
            "made": language.day(each.made),
            "state": words.states[each.state.value]
            if each.delivered is None
            else words.reached_on.format(day=language.day(each.delivered)),
        }
        for each in notices_of(visit.programme, visit.member)
    ]
    context = {
        "rows": rows,
        "done": visit.done({"contact_changed": words.contact_changed}),
        "faults": faults,
        "address": reached.address,
        "channels": [
            {
                "value": value,
                "text": visit.words.join.channels[value],
                "chosen": value == reached.channel,
            }
            for value in CHANNELS
        ],
    }
    return visit.show("notices.html", context, title=words.heading, status=status)


def open_one(visit: Visit) -> HttpResponse:
    """Open one notice; by being shown it has reached the member."""
    return _shown(visit, open_notice(visit.programme, visit.member, visit.number("notice")))


def mail(visit: Visit) -> HttpResponse:
    """Show what the link of a mail leads to: a button first, and once it is pressed the notice.

    Before that nothing is looked up, so that every link gets the same page.
    """
    words = visit.words.notices
    if visit.request.method != "POST":
        code = str(visit.request.GET.get("code", ""))
        return visit.show("mail.html", {"code": code}, title=words.mail_heading)
    try:
        read = open_link(visit.programme, visit.said("code"))
    except ProblemsError:
        context = {"text": words.mail_gone}
        return visit.show("said.html", context, title=words.mail_gone_heading, status=404)
    return _shown(visit, read)


def _shown(visit: Visit, read: Read) -> HttpResponse:
    """Return a notice as a page."""
    context: dict[str, Any] = {
        "read": read,
        "reached": visit.words.notices.reached_on.format(day=visit.language.day(read.delivered)),
    }
    return visit.show("notice.html", context, title=visit.words.notices.mail_heading)
