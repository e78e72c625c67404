"""Who looked: every look at a member's records by somebody else."""

from django.http import HttpResponse

from goodstanding.service.looks import looks
from goodstanding.web.visit import Visit


def own(visit: Visit) -> HttpResponse:
    """Show every look, the latest first."""
    words = visit.words.looks
    rows = [
        {
            "when": visit.moment(look.at),
            "who": words.of_unit.format(name=look.name, unit=look.unit) if look.unit else look.name,
            "role": words.roles[look.role.value],
            "what": words.actions.get(look.action, look.action),
            "why": look.why,
        }
        for look in looks(visit.programme, visit.member)
    ]
    return visit.show("looks.html", {"rows": rows}, title=words.heading)
