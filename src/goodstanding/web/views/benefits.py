"""Benefits: a code that the member makes for one of them, for the partner to ask with once."""

from typing import Final

from django.http import HttpResponse

from goodstanding.service.checks import make_code
from goodstanding.service.offered import checkable
from goodstanding.web.pictures import code_picture
from goodstanding.web.visit import Visit

GROUP: Final = 4
"""A code is shown in two groups of so many characters, which are easier to read aloud."""


def every(visit: Visit) -> HttpResponse:
    """Show the benefits that a code can be made for; they are the same for every member."""
    words, language = visit.words.benefits, visit.language
    cards = [
        {
            "name": each.benefit.name,
            "partner_name": each.benefit.partner,
            "title": language.text(each.benefit.title),
            "partner": visit.source(each.benefit.partner, each.partner),
            "everyone": language.text(each.benefit.everyone),
            "member": language.text(each.benefit.member),
        }
        for each in checkable(visit.programme)
    ]
    return visit.show("benefits.html", {"cards": cards}, title=words.heading)


def code(visit: Visit) -> HttpResponse:
    """Make a code and show it, as characters and as a picture."""
    words = visit.words.benefits
    partner, benefit = visit.said("partner"), visit.said("benefit")
    made = make_code(visit.programme, visit.member, partner, benefit)
    [found] = [
        each
        for each in checkable(visit.programme)
        if (each.benefit.partner, each.benefit.name) == (partner, benefit)
    ]
    context = {
        "code": f"{made.code[:GROUP]} {made.code[GROUP:]}",
        "picture": code_picture(made.code),
        "until": words.until.format(moment=visit.moment(made.expires)),
        "lead": words.code_lead.format(partner=visit.source(partner, found.partner)),
    }
    title = words.code_heading.format(benefit=visit.language.text(found.benefit.title))
    return visit.show("code.html", context, title=title)
