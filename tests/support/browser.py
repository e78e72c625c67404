"""A browser without a window: it calls the server's callable, keeps cookies, fills in forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit
from wsgiref.util import setup_testing_defaults

HOST = "127.0.0.1:8000"


@dataclass
class Form:
    """A form of a page: where it leads, and what it carries already."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Finds the forms of a page, and the texts of its elements."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._inside: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = Form(found.get("action", self.place))
            self.forms.append(self._inside)
        if self._inside is None or tag not in {"input", "textarea"} or "name" not in found:
            return
        if found.get("type") in {"radio", "checkbox"}:
            self._inside.choices.setdefault(found["name"], []).append(found.get("value", "on"))
            if "checked" in found:
                self._inside.fields[found["name"]] = found.get("value", "on")
        else:
            self._inside.fields[found["name"]] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None

    def handle_data(self, text: str) -> None:
        if text.strip():
            self.words.append(" ".join(text.split()))


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes
    place: str

    @property
    def text(self) -> str:
        """Return the page as text."""
        return self.body.decode()

    @property
    def _read(self) -> _Forms:
        """Return the page with its forms."""
        found = _Forms(self.place)
        found.feed(self.text)
        return found

    @property
    def words(self) -> str:
        """Return the words of the page, one after another."""
        return " ".join(self._read.words)

    def form(self, ending: str) -> Form:
        """Return the first form that leads to an address with this ending."""
        return next(form for form in self._read.forms if form.action.endswith(ending))

    def forms(self, ending: str) -> list[Form]:
        """Return every form that leads to an address with this ending."""
        return [form for form in self._read.forms if form.action.endswith(ending)]


class Browser:
    """Calls a WSGI application as one person's browser would."""

    def __init__(
        self,
        application: Any,
        *,
        language: str = "en",
        address: str = "127.0.0.1",
        forwarded: str = "",
    ) -> None:
        self._application = application
        self._language = language
        self._address = address
        self._forwarded = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
        self.cookies: dict[str, str] = {}

    def get(self, place: str, *, follow: bool = True, method: str = "GET") -> Answer:
        """Ask for a page."""
        return self._call(method, place, b"", follow=follow)

    def post(self, place: str, fields: dict[str, str], *, follow: bool = True) -> Answer:
        """Send a form."""
        return self._call("POST", place, urlencode(fields).encode(), follow=follow)

    def send(self, form: Form, *, follow: bool = True, **entered: str) -> Answer:
        """Fill in a form and send it."""
        return self.post(form.action, {**form.fields, **entered}, follow=follow)

    def _call(self, method: str, place: str, body: bytes, *, follow: bool) -> Answer:
        """Call the application, and go where it leads."""
        parts = urlsplit(place)
        environment: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": HOST,
            "HTTP_ACCEPT_LANGUAGE": self._language,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "REMOTE_ADDR": self._address,
            "wsgi.input": BytesIO(body),
            **self._forwarded,
        }
        setup_testing_defaults(environment)
        begun: list[Any] = []
        answered = self._application(environment, lambda *given: begun.append(given))
        content = b"".join(answered)
        if hasattr(answered, "close"):
            answered.close()
        status, pairs = begun[0][:2]
        cookies = [value for name, value in pairs if name.lower() == "set-cookie"]
        for cookie in cookies:
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == 0:
                    del self.cookies[name]
        headers = {name.lower(): value for name, value in pairs}
        answer = Answer(int(status[:3]), headers, cookies, content, place)
        if follow and answer.status in {302, 303}:
            return self.get(headers["location"])
        return answer


def joined(browser: Browser, login: str, *, lang: str = "en") -> Answer:
    """Join through the pages, and return the page that follows."""
    page = browser.get(f"/{lang}/join/account/")
    return browser.send(
        page.form("/join/account/"),
        login=login,
        password=PASSWORD,
        again=PASSWORD,
        channel="portal",
        read="yes",
        of_age="yes",
    )


PASSWORD = "harbour lantern walnut piano"  # noqa: S105 - a test's own
