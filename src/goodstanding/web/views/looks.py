"""Who looked: every look at a member's records by somebody else, and every check by a partner."""

from django.http import HttpResponse

from goodstanding.errors import ProblemsError
from goodstanding.service.checks import Answered, answered
from goodstanding.service.editions import NO_EDITION
from goodstanding.service.looks import Look, Role, looks
from goodstanding.service.offered import Checkable, checkable
from goodstanding.web.visit import Visit


def own(visit: Visit) -> HttpResponse:
    """Show every look and check, the latest first."""
    words = visit.words.looks
    titles = {(str(b.benefit.partner), str(b.benefit.name)): b for b in _benefits(visit)}
    rows = [(look.at, _look(visit, look)) for look in looks(visit.programme, visit.member)]
    rows += [
        (each.at, _check(visit, each, titles.get((each.partner, each.benefit))))
        for each in answered(visit.programme, visit.member)
    ]
    rows.sort(key=lambda row: row[0], reverse=True)
    shown = [{"when": visit.moment(at), **row} for at, row in rows]
    return visit.show("looks.html", {"rows": shown}, title=words.heading)


def _benefits(visit: Visit) -> list[Checkable]:
    """Return the benefits that have titles now; none before the first edition."""
    try:
        return checkable(visit.programme)
    except ProblemsError as error:
        if {problem.code for problem in error.problems} != {NO_EDITION}:
            raise
        return []


def _look(visit: Visit, look: Look) -> dict[str, str]:
    """Return a look as the page shows it."""
    words = visit.words.looks
    return {
        "who": words.of_unit.format(name=look.name, unit=look.unit) if look.unit else look.name,
        "role": words.roles[look.role.value],
        "what": words.actions.get(look.action, look.action),
        "why": look.why or words.why_none,
    }


def _check(visit: Visit, check: Answered, found: Checkable | None) -> dict[str, str]:
    """Return an answer to a partner as the page shows it; names stand in for lost titles."""
    words, language = visit.words.looks, visit.language
    benefit = language.name(check.benefit) if found is None else language.text(found.benefit.title)
    return {
        "who": visit.source(check.partner, None if found is None else found.partner),
        "role": words.roles[Role.PARTNER.value],
        "what": (words.check_yes if check.yes else words.check_no).format(benefit=benefit),
        "why": words.check_why,
    }
