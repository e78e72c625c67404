"""The admin listener: health and counts, on loopback alone."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from socketserver import ThreadingMixIn
from threading import Thread
from typing import TYPE_CHECKING, Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.db import close_old_connections
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from goodstanding.service.key_register import ending
from goodstanding.service.programme import Programme
from goodstanding.service.state import programme_state
from goodstanding.web.logs import note_error
from goodstanding.web.metrics import SERVER

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

PLAIN: Final = "text/plain; version=0.0.4; charset=utf-8"
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminRoute:
    """A page of the admin listener, and the operation it is by the table of rights."""

    path: str
    operation: str


ADMIN_ROUTES: Final = (
    AdminRoute(path="/health/live", operation="health.read"),
    AdminRoute(path="/health/ready", operation="health.read"),
    AdminRoute(path="/metrics", operation="metrics.read"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something that has to hold before requests are let in, by its name."""

    name: str
    holds: Callable[[], bool]


def admin_application(programme: Programme, checks: Iterable[Check] = ()) -> "WSGIApplication":
    """Return what answers on the admin listener. `checks` are asked besides the ledger's."""
    every = (Check(name="ledger", holds=lambda: _reads(programme)), *checks)
    metrics = CollectorRegistry()
    metrics.register(_State(programme))

    def answer(environ: dict[str, Any], start: "StartResponse") -> Iterable[bytes]:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        try:
            status, kind, body = _answer(path, method)
        except Exception as error:  # noqa: BLE001 - whatever is wrong, the listener goes on
            note_error("admin", error)
            status, kind, body = "500 Internal Server Error", JSON, _json({"wrong": True})
        finally:
            close_old_connections()
        start(status, [("Content-Type", kind), ("Cache-Control", "no-store"),
                       ("Content-Length", str(len(body)))])  # fmt: skip
        return [body]

    def _answer(path: str, method: str) -> tuple[str, str, bytes]:
        if path not in {route.path for route in ADMIN_ROUTES} or method != "GET":
            return "404 Not Found", JSON, _json({"there": False})
        if path == "/metrics":
            return "200 OK", PLAIN, generate_latest(SERVER) + generate_latest(metrics)
        if path == "/health/live":
            return "200 OK", JSON, _json({"live": True})
        held = {check.name: _holds(check) for check in every}
        ready = all(held.values())
        status = "200 OK" if ready else "503 Service Unavailable"
        return status, JSON, _json({"ready": ready, **held})

    return answer


def _json(content: dict[str, bool]) -> bytes:
    """Return content as JSON."""
    return json.dumps(content).encode()


def _holds(check: Check) -> bool:
    """Return whether a check holds; one that fails does not."""
    try:
        return check.holds()
    except Exception as error:  # noqa: BLE001 - not ready is the answer
        note_error("not ready", error)
        return False


def _reads(programme: Programme) -> bool:
    """Return whether the ledger and the keys can be read."""
    programme_state(programme)
    programme.keys.of(0)
    return True


class _State:
    """The state of a programme as gauges, read when it is asked for."""

    def __init__(self, programme: Programme) -> None:
        """Take the programme."""
        self._programme = programme

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every gauge."""
        state = programme_state(self._programme)
        for field in fields(state):
            value = getattr(state, field.name)
            if isinstance(value, int):
                said = f"{field.name.replace('_', ' ')} of the programme"
                yield GaugeMetricFamily(f"goodstanding_{field.name}", said, value=float(value))
        keys = GaugeMetricFamily(
            "goodstanding_keys_ending", "Keys that end within so many days.", labels=["days"]
        )
        near = [days for days, _ in ending(self._programme)]
        for days in (7, 30, 60):
            keys.add_metric([str(days)], sum(each <= days for each in near))
        yield keys
        room = self._programme.room
        if room is not None:
            said = "Space left where ledger and keys lie, on the fuller disk."
            yield GaugeMetricFamily("goodstanding_disk_free_bytes", said, value=float(room.free))


class _Server(ThreadingMixIn, WSGIServer):
    """One thread a request; none keeps the process from ending."""

    daemon_threads = True


class _Silent(WSGIRequestHandler):
    """Writes nothing of its own: an address of a caller is nobody's business."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library names it
        """Write nothing."""


def start_admin(application: "WSGIApplication", host: str, port: int) -> WSGIServer:
    """Start the admin listener in a thread of its own and return it."""
    server = make_server(host, port, application, server_class=_Server, handler_class=_Silent)
    Thread(target=server.serve_forever, name="admin-listener", daemon=True).start()
    return server
