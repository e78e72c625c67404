"""A certificate of participation: what the member chooses to show, made when it is asked for."""

from django.http import HttpResponse

from goodstanding.errors import EnvironmentUnfitError
from goodstanding.present.certificate import certificate_paper
from goodstanding.present.pdf import pdf
from goodstanding.service.certificates import Shows, certificate
from goodstanding.web.visit import Visit, languages_of


def page(visit: Visit) -> HttpResponse:
    """Ask what the certificate is to say; return it as a PDF, of which no copy is kept."""
    words = visit.words.certificate
    if visit.request.method != "POST":
        choices = [{"name": each.value, "text": words.shows[each.value]} for each in Shows]
        return visit.show("certificate.html", {"choices": choices}, title=words.heading)
    shows = [each for each in Shows if visit.said(each.value) == "yes"]
    found = certificate(visit.programme, visit.member, shows)
    languages = sorted(languages_of(visit.programme), key=lambda code: code != visit.words.code)
    try:
        content = pdf(*(certificate_paper(found, code) for code in languages))
    except EnvironmentUnfitError:
        context = {"text": words.unfit}
        return visit.show("said.html", context, title=words.unfit_heading, status=503)
    name = f"certificate-{found.day}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
