"""A member's consents: given one by one, withdrawn as easily, with slips and receipts."""

import base64
import json
from typing import Any, Final

from django.http import HttpResponse

from goodstanding.errors import ProblemsError
from goodstanding.model.lifecycle import IN_FORCE
from goodstanding.service.consents import (
    ALREADY_GIVEN,
    Given,
    Shown,
    consents,
    give,
    receipts_of,
    renew,
    withdraw,
)
from goodstanding.service.linking import make_slip
from goodstanding.service.offered import Offered, OfferedSource, offered
from goodstanding.service.reconsent import Beyond, beyond
from goodstanding.web.pictures import code_picture
from goodstanding.web.visit import Visit

GROUP: Final = 5
"""A slip is shown in two groups of so many characters, which are easier to read aloud."""

DONE: Final = ("given", "withdrawn", "renewed", "agreed", "refused")
"""What may have been done before the page is shown again."""


def own(visit: Visit) -> HttpResponse:
    """Show what is authorised, what could be, and what has ended."""
    words = visit.words.consents
    found = offered(visit.programme)
    shown = consents(visit.programme, visit.member)
    held = [each for each in shown if each.state in IN_FORCE]
    authorised = {each.source for each in held}
    more = beyond(visit.programme, visit.member)
    done = {name: getattr(words, name) for name in DONE}
    context = {
        "done": visit.done(done),
        "held": [_held(visit, found, more, each) for each in held],
        "more": [
            _offer(visit, source) for source in found.sources if source.name not in authorised
        ],
        "past": [_past(visit, found, each) for each in shown if each.state not in IN_FORCE],
        "files": words.files.format(months=visit.programme.terms.consent_months),
    }
    return visit.show("consents.html", context, title=words.heading)


def _title(visit: Visit, found: Offered, source: str) -> str:
    """Return the title of a source, also where it is offered no more."""
    return visit.source(source, found.titles.get(source))


def _held(visit: Visit, found: Offered, more: Beyond, shown: Shown) -> dict[str, Any]:
    """Return a consent in force as the page shows it, with what it would have to reach."""
    language, kinds = visit.language, {**more.policy.kinds, **found.policy.kinds}
    means = [language.text(kind.means) for name, kind in kinds.items() if name in shown.kinds]
    since = shown.records_from
    return {
        "number": shown.number,
        "source": _title(visit, found, shown.source),
        "state": visit.words.consents.states[shown.state.value],
        "kinds": means,
        "again": [
            {"name": kind.name, "means": language.text(kind.means)}
            for kind in more.kinds.get(shown.number, ())
        ],
        "since": "" if shown.given is None else language.day(shown.given),
        "until": "" if shown.until is None else language.day(shown.until),
        "records_from": visit.words.consents.only_from_joining
        if since is None
        else language.day(since),
    }


def _offer(visit: Visit, source: OfferedSource) -> dict[str, Any]:
    """Return a source that could be authorised as the page shows it."""
    language = visit.language
    return {
        "name": source.name,
        "title": visit.source(source.name, source.title),
        "kinds": [language.text(kind.means) for kind in source.kinds],
    }


def _past(visit: Visit, found: Offered, shown: Shown) -> dict[str, str]:
    """Return a consent that has ended as the page shows it."""
    language = visit.language
    return {
        "source": _title(visit, found, shown.source),
        "state": visit.words.consents.states[shown.state.value],
        "given": "" if shown.given is None else language.day(shown.given),
        "until": "" if shown.until is None else language.day(shown.until),
    }


def give_one(visit: Visit) -> HttpResponse:
    """Authorise one source."""
    given = Given(source=visit.said("source"), language=visit.words.code)
    try:
        give(visit.programme, visit.member, given)
    except ProblemsError as error:
        if {problem.code for problem in error.problems} != {ALREADY_GIVEN}:
            raise
        return visit.go("consents", done="refused")
    return visit.go("consents", done="given")


def withdraw_one(visit: Visit) -> HttpResponse:
    """Withdraw one consent; what came by it is erased."""
    withdraw(visit.programme, visit.member, visit.number("consent"))
    return visit.go("consents", done="withdrawn")


def renew_one(visit: Visit) -> HttpResponse:
    """Let one consent last for another span, and reach the kinds that the form names."""
    kinds = frozenset(visit.request.POST.getlist("kind"))
    renew(visit.programme, visit.member, visit.number("consent"), kinds=kinds or None)
    return visit.go("consents", done="agreed" if kinds else "renewed")


def slip(visit: Visit) -> HttpResponse:
    """Make a slip and show it, as characters and as a picture."""
    words = visit.words.consents
    number = visit.number("consent")
    made = make_slip(visit.programme, visit.member, number)
    shown = next(c for c in consents(visit.programme, visit.member) if c.number == number)
    source = _title(visit, offered(visit.programme), shown.source)
    context = {
        "code": f"{made.code[:GROUP]} {made.code[GROUP:]}",
        "picture": code_picture(made.code),
        "until": words.slip_until.format(moment=visit.moment(made.expires)),
        "lead": words.slip_lead,
    }
    return visit.show("slip.html", context, title=words.slip_heading.format(source=source))


def receipts(visit: Visit) -> HttpResponse:
    """Show the receipt of every step of every consent."""
    words = visit.words.consents
    found = offered(visit.programme)
    rows = [
        {"title": _receipt_title(visit, found, shown, text), "text": text}
        for shown in consents(visit.programme, visit.member)
        for text in receipts_of(visit.programme, visit.member, shown.number)
    ]
    return visit.show("receipts.html", {"receipts": rows}, title=words.receipts_heading)


def _receipt_title(visit: Visit, found: Offered, shown: Shown, text: str) -> str:
    """Return what a receipt is of; the signed text itself says it in full."""
    words = visit.words.consents
    middle = text.split(".")[1]
    content = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    [event] = content["events"]
    return words.receipt_of.format(
        source=_title(visit, found, shown.source),
        state=words.states[event["state"]],
        day=visit.day_of(event["time"]),
    )
