"""A member's own statement: the figures, and every line with its reason."""

from django.http import HttpResponse

from goodstanding.present.rows import sheet
from goodstanding.service.consents import consents
from goodstanding.service.own_statement import own_statement
from goodstanding.web.visit import Visit


def own(visit: Visit) -> HttpResponse:
    """Show the statement of today; what is new in it has reached the member by being shown."""
    words, language = visit.words.statement, visit.language
    explanation = own_statement(visit.programme, visit.member)
    page = sheet(explanation, visit.words.code)
    statement = explanation.statement
    context = {
        "page": page,
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
