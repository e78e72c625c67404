"""A programme served by a process of its own, and a browser that comes by HTTP."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from tests.support.pages import ROOT

COMMAND: Final = [sys.executable, "-m", "goodstanding.cli"]
READY_SECONDS: Final = 60
NEW: Final = (
    "operator", "new", "{folder}", "--kind", "city office", "--time-zone", "Asia/Shanghai",
    "--title", "en=Seaside thanks", "--title", "zh=海滨致谢", "--name", "Recognition office",
    "--address", "1 Harbour Road", "--contact", "office@seaside.example", "--port", "{port}",
)  # fmt: skip


def free_port() -> int:
    """Return a port that is free, and whose next is free too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def command(
    *arguments: str, folder: Path, entered: str = "", days: int = 0
) -> "subprocess.CompletedProcess[str]":
    """Run a command on the programme of a folder, some days from now."""
    begin = [sys.executable, "-m", "tests.support.shifted", str(days)]
    begin = begin if days else COMMAND
    environment = {**os.environ, "GOODSTANDING_PROGRAMME": str(folder), "PYTHONUTF8": "1"}
    return subprocess.run(
        [*begin, *arguments], capture_output=True, text=True, check=False,
        env=environment, cwd=ROOT, input=entered, timeout=READY_SECONDS,
    )  # fmt: skip


def new_programme(folder: Path) -> int:
    """Make a programme in a folder that is not there yet; return its port."""
    port = free_port()
    made = command(*(each.format(folder=folder, port=port) for each in NEW), folder=folder)
    assert made.returncode == 0, made.stderr
    migrated = command("migrate", folder=folder)
    assert migrated.returncode == 0, migrated.stderr
    return port


@dataclass
class Served:
    """A server that runs."""

    port: int
    process: "subprocess.Popen[str]"
    log: Path

    def admin(self, path: str) -> tuple[int, str]:
        """Ask the admin listener."""
        return asked(self.port + 1, "GET", path)[:2]


@contextmanager
def served(folder: Path, port: int) -> Iterator[Served]:
    """Serve the programme of a folder until the block ends."""
    environment = {**os.environ, "GOODSTANDING_PROGRAMME": str(folder), "PYTHONUTF8": "1"}
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as sink:
        process = subprocess.Popen(
            [*COMMAND, "serve"], stdout=sink, stderr=sink, text=True, env=environment
        )
    try:
        _wait(port + 1, process, log)
        yield Served(port, process, log)
    finally:
        process.terminate()
        process.wait(timeout=READY_SECONDS)


def _wait(port: int, process: "subprocess.Popen[str]", log: Path) -> None:
    """Wait until the server is ready."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            if asked(port, "GET", "/health/ready")[0] == 200:
                asked(port - 1, "GET", "/")  # its socket may open a moment later
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8"))


def asked(
    port: int, method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None
) -> tuple[int, str, list[tuple[str, str]]]:
    """Return status, text and headers of an answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=READY_SECONDS)
    try:
        line.request(method, path, body or None, headers or {})
        answer = line.getresponse()
        return answer.status, answer.read().decode(), answer.getheaders()
    finally:
        line.close()


@dataclass
class Remote:
    """A server as a callable, so that the browser without a window can use it by HTTP."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, environment: dict[str, Any], start: Any) -> BytesIO:
        """Pass a request on, and its answer back."""
        headers = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": environment["HTTP_COOKIE"],
            "Accept-Language": environment["HTTP_ACCEPT_LANGUAGE"],
            "Content-Type": environment["CONTENT_TYPE"],
        }
        query = environment["QUERY_STRING"]
        path = environment["PATH_INFO"] + (f"?{query}" if query else "")
        body = environment["wsgi.input"].read()
        status, text, pairs = asked(
            self.port, environment["REQUEST_METHOD"], path, body=body, headers=headers
        )
        start(f"{status} -", pairs)
        return BytesIO(text.encode())
