"""The hot lane: a bare WSGI callable for sources and partners, in front of the framework."""

import json
import logging
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any, Final

from django.db import connection

from goodstanding.errors import Code, Problem, ProblemsError, declare
from goodstanding.ledger.room import STORAGE_FULL
from goodstanding.model.policy import Policy
from goodstanding.service import checks, refusals
from goodstanding.service.editions import policy_on, policy_on_or_coming
from goodstanding.service.filing import QUOTA_SPENT, EditionChangedError, Sent, file_sent
from goodstanding.service.keys_of_parties import Party, PartyGoneError, party_of, token_of
from goodstanding.service.limits import QUESTIONS_A_MINUTE, RECALLS_SPENT
from goodstanding.service.linking import redeem
from goodstanding.service.programme import Programme
from goodstanding.service.recalling import recall
from goodstanding.service.refused import no
from goodstanding.service.rights import OPERATIONS
from goodstanding.web.lane import public
from goodstanding.web.lane.operations import BASE, LANE, Operation
from goodstanding.web.lane.pace import CHECK_SECONDS, Pace, step_of
from goodstanding.web.lane.reading import Form, read_json
from goodstanding.web.lane.schemas import BODIES, SLIPS_MAX, TEXT_MAX
from goodstanding.web.metrics import answered

NOT_AUTHORISED = declare("lane-not-authorised", "A request came without a key that holds.")
NO_SUCH_PATH = declare("lane-no-such-path", "Nothing is at this address.")
WRONG_METHOD = declare("lane-wrong-method", "The address does not take this method.")
WRONG_TYPE = declare("lane-wrong-content-type", "A body is of a type that is not taken here.")
TOO_LARGE = declare("lane-body-too-large", "A body has more bytes than one may have.")
CUT_SHORT = declare("lane-body-cut-short", "A body ended before its stated length, or states none.")
WRONG_BODY = declare("lane-wrong-body", "A body does not have the members that it should.")
TOO_OFTEN = declare("lane-too-often", "A partner asked too often, about a code or altogether.")
FAILED = declare("lane-failed", "Something of ours failed; nothing was taken.")

BODY_BYTES_MAX: Final = 16 * 1024**2
RECALL_ROWS: Final = 100
"""To take a record back takes as long as to file so many, at most."""
ASKED_AGAIN: Final = frozenset({"check.answer", "record.recall", "records.file"})
"""The operations whose act asks about key and edition again in its own transaction."""
STATUS: Final = {NOT_AUTHORISED: 401, NO_SUCH_PATH: 404, WRONG_METHOD: 405, WRONG_TYPE: 415,
                 TOO_LARGE: 413, TOO_OFTEN: 429, QUOTA_SPENT: 429, RECALLS_SPENT: 429,
                 FAILED: 500, STORAGE_FULL: 503}  # fmt: skip
REASONS: Final = {200: "200 OK", 202: "202 Accepted", 400: "400 Bad Request",
                  401: "401 Unauthorized", 404: "404 Not Found", 405: "405 Method Not Allowed",
                  413: "413 Content Too Large", 415: "415 Unsupported Media Type",
                  429: "429 Too Many Requests", 500: "500 Internal Server Error",
                  503: "503 Service Unavailable"}  # fmt: skip
FIXED: Final = {(each.method, BASE + each.path): each for each in LANE if not each.parameters}
"""The operations whose path has no parameter: no other one matches that with the same method."""
LOG: Final = logging.getLogger("goodstanding.lane")

Environ = dict[str, Any]


class Lane:
    """Serves `paths` for one programme; any number of threads may call it."""

    paths: Final = frozenset({BASE})

    def __init__(
        self,
        programme: Programme,
        *,
        checks_a_minute: int = QUESTIONS_A_MINUTE,
        pace: Callable[[], Pace] = Pace,
    ) -> None:
        """Begin. `pace` says when an answer leaves that might tell whom a row is about."""
        self._programme = programme
        self._pace = pace
        self._forms: dict[str, tuple[Policy, Form]] = {}
        self._held: dict[bytes, tuple[Party, Policy | None]] = {}
        self._checks_a_minute = checks_a_minute

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request; never with a traceback."""
        allow: list[str] = []
        began, asked = perf_counter(), "none"
        try:
            operation, places = _operation(environ, allow)
            asked = operation.key
            status, body, kind = self._answer(environ, operation, places)
        except (ProblemsError, PartyGoneError) as error:
            found = error if isinstance(error, ProblemsError) else _not_authorised()
            status = STATUS.get(found.problems[0].code, 400)
            body, kind = _json({"problems": [_told(each) for each in found.problems]})
        except Exception as error:  # noqa: BLE001 - whoever asks never sees a traceback
            LOG.error("the lane failed: %s", type(error).__name__)  # noqa: TRY400 - no values
            connection.close()
            status = 500
            problem = Problem(code=FAILED, what="something of ours failed", hint="Try again later")
            body, kind = _json({"problems": [_told(problem)]})
        answered(operation=asked, status=status, seconds=perf_counter() - began)
        headers = [("Content-Type", kind), ("Content-Length", str(len(body))),
                   ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
        ]  # fmt: skip
        headers += [("Allow", ", ".join(allow))] if status == 405 else []
        headers += [("WWW-Authenticate", "Bearer")] if status == 401 else []
        start_response(REASONS[status], headers)
        return [body]

    def _answer(
        self, environ: Environ, operation: Operation, places: dict[str, str]
    ) -> tuple[int, bytes, str]:
        """Return the status, the body and its type."""
        if operation.public:
            shown = public.read(self._programme, operation, places)
            if shown is None:
                raise no(NO_SUCH_PATH, "there is no such edition", "Look at the list of editions")
            return operation.status, shown, operation.kind
        party, policy = self._party(environ, operation)
        media, body = _read(environ, operation) if operation.takes else ("", b"")
        pace = self._pace()
        if policy is None:
            said = self._said(party, operation, places, body)
        else:
            keep = operation.status == 202
            try:
                said = self._records(party, policy, body, media, keep=keep)
            except EditionChangedError:
                self._held.pop(party.token, None)
                party, policy = self._party(environ, operation)
                assert policy is not None
                said = self._records(party, policy, body, media, keep=keep)
        answer, kind = _json(said)
        if operation.status == 202:
            pace.keep(step_of(said.get("rows", RECALL_ROWS)))
        elif operation.name == "check.answer":
            pace.keep(CHECK_SECONDS)
        return operation.status, answer, kind

    def _said(
        self, party: Party, operation: Operation, places: dict[str, str], body: bytes
    ) -> dict[str, Any]:
        """Do what is asked for, and return what is said about it."""
        match operation.name:
            case "record.recall":
                self._recall(party, places.get("id", "validate"))
                return {}
            case "slips.redeem":
                return {"handles": redeem(self._programme, party.name, _slips(body))}
            case "refusals.read":
                days = refusals.refusals(self._programme, party.name)
                return {"days": [{"on": d.on.isoformat(), "refused": d.refused} for d in days]}
            case _:
                return {"yes": self._check(party, body)}

    def _records(
        self, party: Party, policy: Policy, body: bytes, media: str, *, keep: bool
    ) -> dict[str, Any]:
        """Say what is wrong with the form of rows, and keep the others where asked to."""
        today = self._programme.today()
        known, form = self._forms.get(party.name, (None, None))
        if form is None or known is not policy:
            form = Form(policy, party.name)
            self._forms[party.name] = (policy, form)
        count, good, bad = form.rows(body, media, today)
        told = [
            {"row": n, "code": f.code.name, "column": f.column, "what": f.what, "hint": f.hint}
            for n, f in bad
        ]
        if keep:
            codes = {number: fault.code.name for number, fault in reversed(bad)}
            malformed = sorted(codes.items())
            file_sent(
                self._programme,
                Sent(
                    source=party.name,
                    rows=good,
                    malformed=malformed,
                    key=party.token,
                    policy=policy,
                ),
            )
        return {"rows": count, "malformed": told}

    def _recall(self, party: Party, record: str) -> None:
        """Take a record back; it is durable when this returns."""

        def act() -> None:
            if party_of(self._programme, party.token) is None:
                raise PartyGoneError
            recall(self._programme, party.name, record)

        self._programme.write(act, spares_reserve=True)

    def _check(self, party: Party, body: bytes) -> bool:
        """Answer a partner with one bit."""
        code, benefit = _members(body, "code", "benefit")
        if not _is_text(code) or not _is_text(benefit):
            raise no(WRONG_BODY, "`code` and `benefit` are not texts", "Send texts")
        token = checks.token_of(self._programme, party.name, benefit, code)
        asked = checks.Asked(
            key=party.token, partner=party.name, token=token, a_minute=self._checks_a_minute
        )
        found = checks.answer(self._programme, asked)
        if found is None:
            raise no(TOO_OFTEN, "this was asked too often", "Wait, or ask for a new code")
        return found

    def _party(self, environ: Environ, operation: Operation) -> tuple[Party, Policy | None]:
        """Return who came with a key; every kind of no is the same.

        With it comes the policy of the day, where rows are to be read; before the first is in force
        rows can be tried by the one that comes. A key that held is not looked up twice where the
        act itself asks about it again.
        """
        reads_rows = operation.takes == BODIES
        scheme, _, text = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        token = token_of(self._programme, text.encode("latin-1", "replace").hex())
        if text.isascii():
            token = token_of(self._programme, text)

        def look() -> tuple[Party | None, Policy | None]:
            party = party_of(self._programme, token)
            if party is None or not reads_rows:
                return party, None
            find = policy_on if operation.status == 202 else policy_on_or_coming
            return party, find(self._programme, self._programme.today())

        again = operation.name in ASKED_AGAIN
        held = self._held.get(token) if again else None
        if held is None or (reads_rows and held[1] is None):
            party, policy = self._programme.read(look)
            if party is not None and again:
                self._held[token] = (party, policy)
        else:
            party, policy = held[0], held[1] if reads_rows else None
        if (
            scheme.lower() != "bearer"
            or party is None
            or party.role not in OPERATIONS[operation.name]
            or (party.sandbox and not operation.sandbox)
        ):
            raise _not_authorised()
        return party, policy


def _operation(environ: Environ, allow: list[str]) -> tuple[Operation, dict[str, str]]:
    """Return what is asked for, and what stands in the places of the path's parameters."""
    path = environ.get("PATH_INFO", "")
    at_once = FIXED.get((environ["REQUEST_METHOD"], path))
    if at_once is not None:
        return at_once, {}
    path = path.encode("latin-1").decode("utf-8", "replace")
    matches = [(each, each.pattern.fullmatch(path)) for each in LANE]
    found = [(each, match.groupdict()) for each, match in matches if match is not None]
    if not found:
        raise no(NO_SUCH_PATH, "nothing is here", "See docs/reference/api.md")
    allow += sorted({each.method for each, _ in found})
    for each, said in found:
        if each.method == environ["REQUEST_METHOD"]:
            return each, said
    raise no(WRONG_METHOD, "this address does not take this method", f"Use {' or '.join(allow)}")


def _read(environ: Environ, operation: Operation) -> tuple[str, bytes]:
    """Return the type and the body of a request."""
    media = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if media not in operation.takes or environ.get("HTTP_CONTENT_ENCODING"):
        hint = f"Send {' or '.join(operation.takes)}, not packed"
        raise no(WRONG_TYPE, "bodies of this type are not taken here", hint)
    text = environ.get("CONTENT_LENGTH") or ""
    if not (text.isascii() and text.isdigit()):
        raise no(CUT_SHORT, "the length of the body is not stated", "Send Content-Length")
    length = int(text)
    if length > BODY_BYTES_MAX:
        raise no(TOO_LARGE, f"the body has more than {BODY_BYTES_MAX:,} bytes", "Send fewer rows")
    body: bytes = environ["wsgi.input"].read(length)
    if len(body) != length:
        raise no(CUT_SHORT, "the body ended before its stated length", "Send it again")
    return media, body


def _slips(body: bytes) -> list[str]:
    """Return the codes of slips."""
    [slips] = _members(body, "slips")
    if not isinstance(slips, list) or not all(map(_is_text, slips)):
        raise no(WRONG_BODY, "`slips` is not a list of texts", "Send the codes")
    if len(slips) > SLIPS_MAX:
        raise no(WRONG_BODY, f"more than {SLIPS_MAX:,} slips", "Send fewer")
    return slips


def _members(body: bytes, *names: str) -> list[Any]:
    """Return the members of a body that has these and no others."""
    found = read_json(body)
    if not isinstance(found, dict) or found.keys() != set(names):
        raise no(WRONG_BODY, f"the body is not an object of {', '.join(names)}", "Send that")
    return [found[name] for name in names]


def _is_text(value: object) -> bool:
    """Return whether a value is a text as one may be sent: short, and of characters."""
    return (
        isinstance(value, str)
        and len(value) <= TEXT_MAX
        and "\x00" not in value
        and not any("\ud800" <= each <= "\udfff" for each in value)
    )


def _json(value: object) -> tuple[bytes, str]:
    """Return a value as a body, with its type."""
    return json.dumps(value, separators=(",", ":")).encode(), "application/json"


def _told(problem: Problem) -> dict[str, str]:
    """Return a problem as it is told."""
    return {"code": problem.code.name, "what": problem.what, "hint": problem.hint}


def _not_authorised() -> ProblemsError:
    """Return the one answer to whoever has no key that holds for what is asked."""
    code: Code = NOT_AUTHORISED
    return no(code, "no key that holds came with this", "Send Authorization: Bearer KEY")
