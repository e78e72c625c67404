"""Serving a few pages to the machine itself, with nothing but the standard library."""

from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import typer

from goodstanding.errors import EnvironmentUnfitError

LOOPBACK: Final = "127.0.0.1"
HEADERS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def page_server(pages: Mapping[str, str], *, first: str, port: int) -> ThreadingHTTPServer:
    """Return a server of pages by name, on loopback alone; `first` is also the page of `/`.

    It answers requests that name this machine, and knows of no other file.

    Raises:
        EnvironmentUnfitError: the port is taken.
    """
    shown = {f"/{name}": text.encode() for name, text in pages.items()}
    shown["/"] = shown[f"/{first}"]

    class Request(BaseHTTPRequestHandler):
        """One request for a page."""

        def do_GET(self) -> None:
            """Answer with the page."""
            self._answer(whole=True)

        def do_HEAD(self) -> None:
            """Answer with the heading of the page."""
            self._answer(whole=False)

        def _answer(self, *, whole: bool) -> None:
            """Answer with a page, or with nothing but why not."""
            own = {f"{name}:{self.server.server_port}" for name in (LOOPBACK, "localhost")}  # type: ignore[attr-defined]  # - an HTTP server has it
            page = shown.get(self.path.partition("?")[0])
            status = HTTPStatus.OK if page is not None else HTTPStatus.NOT_FOUND
            if self.headers.get("Host") not in own:  # another site's name that leads here
                status, page = HTTPStatus.MISDIRECTED_REQUEST, None
            body = page if page is not None else f"{status.value} {status.phrase}\n".encode()
            self.send_response(status)
            for name, value in HEADERS.items():
                plain = name == "Content-Type" and page is None
                self.send_header(name, "text/plain; charset=utf-8" if plain else value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if whole:
                self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing of who looked at what."""

    try:
        return ThreadingHTTPServer((LOOPBACK, port), Request)
    except OSError:
        message = f"Port {port} is taken. Name another with --port, or 0 for any that is free."
        raise EnvironmentUnfitError(message) from None


def serve_pages(pages: Mapping[str, str], *, first: str, port: int, show: bool) -> None:
    """Serve pages until somebody presses Ctrl-C; `show` opens the first in a browser."""
    with page_server(pages, first=first, port=port) as server:
        address = f"http://{LOOPBACK}:{server.server_port}/"
        typer.echo(f"serving {len(pages)} pages on {address} to this machine; Ctrl-C ends it")
        if show:
            import webbrowser

            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("stopped")
