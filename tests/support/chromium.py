"""Chromium looking at the pages: a server in threads, and a browser without JavaScript."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import TYPE_CHECKING, Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM: Final = shutil.which("chromium")
WITHOUT: Final = "there is no Chromium on this machine (apt-get install chromium)"


class _Server(ThreadingMixIn, WSGIServer):
    """One thread a request."""

    daemon_threads = True


class _Silent(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library names it
        """Write nothing."""


@contextmanager
def served(application: Any) -> Iterator[str]:
    """Serve an application on a free port; yields its address."""
    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Silent)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Start Chromium; yields it."""
    from playwright.sync_api import sync_playwright

    # The library turns a loop in this thread; the ledger is asked between its turns, not within.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
