"""One request for a page: who asks, in which language, of which programme, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from goodstanding.model.names import Text
from goodstanding.rulebook.words.known import language_of
from goodstanding.rulebook.words.language import Language
from goodstanding.service.accounts import member_of
from goodstanding.service.halting import stands_still
from goodstanding.service.looks import Role
from goodstanding.service.programme import Programme
from goodstanding.service.rights import NOBODY, Actor
from goodstanding.web.words import PAGE_WORDS, PageWords

PROGRAMME: Final = "goodstanding.programme"
"""Where the server puts the open programme into the environment of a request."""

MENU: Final = ("statement", "contest", "consents", "benefits", "notices", "looks", "leave")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request with what every page needs."""

    request: HttpRequest
    programme: Programme
    words: PageWords
    language: Language
    actor: Actor
    page: str

    @property
    def member(self) -> int:
        """Return the number of the member who asks; a page for members has one."""
        assert self.actor.member is not None
        return self.actor.member

    def said(self, field: str) -> str:
        """Return what was entered in a field of the form, without spaces around it."""
        return str(self.request.POST.get(field, "")).strip()

    def number(self, field: str) -> int:
        """Return the number that a form carries; 0 where it carries none."""
        text = self.said(field)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0

    def done(self, known: Mapping[str, str]) -> str:
        """Return what to say about the step before this page, of a closed list."""
        return known.get(str(self.request.GET.get("done", "")), "")

    def place(self, page: str, *, done: str = "") -> str:
        """Return the address of another page in the same language."""
        from goodstanding.web.routes import ROUTES

        query = f"?done={done}" if done else ""
        return f"/{self.words.code}/{ROUTES[page].path}{query}"

    def source(self, name: str, title: Text | None) -> str:
        """Return what a source is called: its title in this language, else its name in words."""
        return self.language.source(name, title)

    def moment(self, at: datetime) -> str:
        """Return a moment in the programme's time zone, as the language writes it."""
        local = at.astimezone(self.programme.zone)
        return f"{self.language.day(local.date())} {local:%H:%M}"

    def day_of(self, written: str) -> str:
        """Return the day of a moment that a receipt names."""
        moment = datetime.fromisoformat(written)
        return self.language.day(moment.astimezone(self.programme.zone).date())

    def as_actor(self, actor: Actor) -> "Visit":
        """Return the same visit by somebody else."""
        return replace(self, actor=actor)

    def go(self, page: str, *, done: str = "") -> HttpResponse:
        """Return an answer that leads to another page."""
        return HttpResponseRedirect(self.place(page, done=done))

    def show(
        self, template: str, context: Mapping[str, Any], *, title: str, status: int = 200
    ) -> HttpResponse:
        """Return a page; `title` is its heading, and the context its content."""
        text = render_to_string(
            template, {**_frame(self), **context, "heading": title}, request=self.request
        )
        return HttpResponse(text, status=status)


def visit_of(request: HttpRequest, lang: str, page: str) -> Visit | None:
    """Return a request as a visit; None where the programme does not speak the language."""
    programme: Programme = request.META[PROGRAMME]
    if lang not in programme.languages or lang not in PAGE_WORDS:
        return None
    return Visit(
        request=request,
        programme=programme,
        words=PAGE_WORDS[lang],
        language=language_of(lang),
        actor=actor_of(request, programme),
        page=page,
    )


def actor_of(request: HttpRequest, programme: Programme) -> Actor:
    """Return who asks: a member who signed in, or nobody. These pages know no other role."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.pk is None:
        return NOBODY
    number = member_of(programme, user.pk)
    return NOBODY if number is None else Actor(role=Role.MEMBER, name="", member=number)


def languages_of(programme: Programme) -> tuple[str, ...]:
    """Return the languages that both the programme and the pages have; the first is the usual."""
    return tuple(code for code in programme.languages if code in PAGE_WORDS) or ("en",)


def _frame(visit: Visit) -> dict[str, Any]:
    """Return what the frame around a page shows."""
    words, programme = visit.words, visit.programme
    is_member = visit.actor.role is Role.MEMBER
    controller = programme.controller
    names = ("home", "board", *(MENU if is_member else ("join", "sign_in")))
    return {
        "w": words,
        "programme": visit.language.text(programme.title),
        "menu": [
            {"text": getattr(words.frame, name), "place": visit.place(name),
             "here": name == visit.page}
            for name in names
        ],
        "sign_out": visit.place("sign_out") if is_member else "",
        "others": [
            {"code": code, "text": PAGE_WORDS[code].own_name,
             "place": _in_language(visit, code)}
            for code in languages_of(programme) if code != words.code
        ],
        "foot": words.frame.foot.format(
            name=controller.name, address=controller.address, contact=controller.contact
        ),
        "halted": stands_still(programme),
        "is_member": is_member,
        "error_title": words.frame.error_title,
        "places": _Places(visit),
    }  # fmt: skip


def _in_language(visit: Visit, code: str) -> str:
    """Return where a visit continues in another language: the same page, or the first one."""
    from goodstanding.web.routes import ROUTES

    route = ROUTES.get(visit.page)
    if route is None or "GET" not in route.methods:
        return f"/{code}/"
    query = visit.request.GET.urlencode()
    return f"/{code}/{route.path}{'?' if query else ''}{query}"


class _Places:
    """The addresses of pages by name, as templates ask for them."""

    def __init__(self, visit: Visit) -> None:
        """Take the visit."""
        self._visit = visit

    def __getitem__(self, page: str) -> str:
        """Return the address of a page."""
        return self._visit.place(page)
