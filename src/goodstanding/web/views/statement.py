"""A member's own statement: the figures, and every line with its reason."""

from django.http import HttpResponse

from goodstanding.model.lifecycle import NoticeState
from goodstanding.present.rows import sheet
from goodstanding.service.consents import consents
from goodstanding.service.notices import Read, notices_of, open_notice
from goodstanding.service.own_statement import own_statement
from goodstanding.service.rights import check
from goodstanding.web.visit import Visit


def _new_notices(visit: Visit) -> list[Read]:
    """Open every notice that has not reached the member; by being shown it does."""
    check(visit.actor, "notice.open", member=visit.member)
    waiting = [
        each.number
        for each in notices_of(visit.programme, visit.member)
        if each.state is not NoticeState.DELIVERED
    ]
    return [open_notice(visit.programme, visit.member, number) for number in waiting]


def own(visit: Visit) -> HttpResponse:
    """Show the statement of today; what is new in it has reached the member by being shown."""
    words, language = visit.words.statement, visit.language
    notices = _new_notices(visit)
    explanation = own_statement(visit.programme, visit.member)
    page = sheet(explanation, visit.words.code)
    statement = explanation.statement
    context = {
        "page": page,
        "notices": notices,
        "columns": page.columns[1:8],
        "lines_note": language.sentence(
            page.words.lines_note if page.lines else page.words.no_lines
        ),
        "lead": words.lead.format(
            day=language.day(statement.as_of), edition=language.number(explanation.policy.edition)
        ),
        "no_sources": not any(
            shown.state.value in {"given", "renewed"}
            for shown in consents(visit.programme, visit.member)
        ),
    }
    return visit.show("statement.html", context, title=words.heading)
