"""Every page with its address and the operation it is: what is not declared here is not there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.http import HttpRequest, HttpResponse

from goodstanding.errors import Code, ProblemsError
from goodstanding.service.checks import NO_SUCH_BENEFIT
from goodstanding.service.consents import NO_SUCH_CONSENT, NO_SUCH_SOURCE
from goodstanding.service.editions import NO_EDITION
from goodstanding.service.linking import NO_CONSENT
from goodstanding.service.notices import NO_SUCH_NOTICE
from goodstanding.service.own_records import NOT_THERE as NO_OWN_RECORD
from goodstanding.service.refused import NOT_A_MEMBER
from goodstanding.service.reviewing import NO_SUCH_CASE, NO_SUCH_RECORD
from goodstanding.service.rights import NOBODY, NOT_YOURS, check
from goodstanding.service.sources import NOT_REGISTERED
from goodstanding.web.faults import not_found, refused, waiting
from goodstanding.web.views import (
    benefits,
    certificate,
    consents,
    contest,
    joining,
    keys,
    leaving,
    looks,
    notices,
    public,
    signing,
    statement,
    whatif,
)
from goodstanding.web.visit import Visit, visit_of

View = Callable[[Visit], HttpResponse]

READ: Final = frozenset({"GET", "HEAD"})
SEND: Final = frozenset({"POST"})
BOTH: Final = READ | SEND

NOT_THERE: Final = frozenset(
    {
        NOT_YOURS,
        NOT_A_MEMBER,
        NO_SUCH_CONSENT,
        NO_CONSENT,
        NO_SUCH_SOURCE,
        NOT_REGISTERED,
        NO_SUCH_CASE,
        NO_SUCH_NOTICE,
        NO_SUCH_BENEFIT,
        NO_OWN_RECORD,
        NO_SUCH_RECORD,
    }
)
"""What is missing and what is somebody else's get one and the same page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A page: its address below the language, what it is by the table of rights, who makes it."""

    name: str
    path: str
    operation: str
    methods: frozenset[str]
    view: View


def _route(name: str, path: str, operation: str, methods: frozenset[str], view: View) -> Route:
    """Return a route."""
    return Route(name=name, path=path, operation=operation, methods=methods, view=view)


_ALL: Final = (
    _route("home", "", "board.read", READ, public.home),
    _route("board", "board/", "board.read", READ, public.board_page),
    _route("privacy", "privacy/", "papers.read", READ, public.privacy_page),
    _route("keys", "receipts/check/", "keys.read", BOTH, keys.page),
    _route("join", "join/", "notice.read", READ, joining.notice),
    _route("not_now", "join/not-now/", "notice.read", READ, joining.not_now),
    _route("join_account", "join/account/", "programme.join", BOTH, joining.account),
    _route("sign_in", "sign-in/", "account.login", BOTH, signing.sign_in),
    _route("sign_out", "sign-out/", "account.logout", SEND, signing.sign_out),
    _route("password", "password/", "account.password", BOTH, signing.password),
    _route("statement", "statement/", "statement.read", READ, statement.own),
    _route("whatif", "statement/what-if/", "whatif.read", BOTH, whatif.page),
    _route("certificate", "statement/certificate/", "certificate.print", BOTH, certificate.page),
    _route("contest", "contest/", "appeals.read", READ, contest.cases),
    _route("appeal_file", "contest/file/", "appeal.file", SEND, contest.file_one),
    _route("appeal_again", "contest/file-again/", "appeal.file-again", SEND, contest.file_again),
    _route("appeal_back", "contest/take-back/", "appeal.take-back", SEND, contest.appeal_back),
    _route("repair_ask", "contest/repair/", "repair.ask", SEND, contest.ask_repair),
    _route(
        "repair_back", "contest/repair/take-back/", "repair.take-back", SEND, contest.repair_back
    ),
    _route("record_delete", "contest/delete/", "record.delete", SEND, contest.delete_record),
    _route("consents", "consents/", "consents.read", READ, consents.own),
    _route("receipts", "consents/receipts/", "consents.read", READ, consents.receipts),
    _route("consent_give", "consents/give/", "consent.give", SEND, consents.give_one),
    _route(
        "consent_withdraw", "consents/withdraw/", "consent.withdraw", SEND, consents.withdraw_one
    ),
    _route("consent_renew", "consents/renew/", "consent.renew", SEND, consents.renew_one),
    _route("slip", "consents/slip/", "slip.make", SEND, consents.slip),
    _route("looks", "who-looked/", "looks.read", READ, looks.own),
    _route("notices", "notices/", "notices.read", READ, notices.own),
    _route("notice_open", "notices/open/", "notice.open", SEND, notices.open_one),
    _route("contact_change", "notices/contact/", "contact.change", SEND, notices.change),
    _route("mail", "notice/", "mail.open", BOTH, notices.mail),
    _route("benefits", "benefits/", "code.make", READ, benefits.every),
    _route("code", "benefits/code/", "code.make", SEND, benefits.code),
    _route("export", "export/", "export.make", SEND, leaving.export_file),
    _route("leave", "leave/", "programme.leave", BOTH, leaving.leave_page),
)

ROUTES: Final[Mapping[str, Route]] = MappingProxyType({route.name: route for route in _ALL})


def answer(request: HttpRequest, lang: str, route: Route) -> HttpResponse:
    """Answer a request for a page: its right is checked before anything of it is read."""
    visit = visit_of(request, lang, route.name)
    if visit is None:
        return not_found(request)
    if request.method not in route.methods:
        wrong = not_found(request, status=405)
        wrong["Allow"] = ", ".join(sorted(route.methods))
        return wrong
    try:
        check(visit.actor, route.operation, member=visit.actor.member)
        return route.view(visit)
    except ProblemsError as error:
        return _no(visit, {problem.code for problem in error.problems})


def _no(visit: Visit, codes: set[Code]) -> HttpResponse:
    """Answer with the page for a refusal."""
    if NO_EDITION in codes:
        return waiting(visit)
    if NOT_YOURS in codes and visit.actor == NOBODY:
        return visit.go("sign_in")
    if codes <= NOT_THERE:
        return not_found(visit.request)
    return refused(visit)
