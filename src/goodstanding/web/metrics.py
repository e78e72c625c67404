"""Counts and times of the server; each label is of a closed list, and none is about a person."""

from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

SERVER: Final = CollectorRegistry()
"""What this process has seen. The state of the programme is read when it is asked for."""

_PAGES = Counter(
    "goodstanding_pages", "Pages answered.", ("page", "method", "status"), registry=SERVER
)
_SECONDS = Histogram(
    "goodstanding_page_seconds",
    "Time to answer a page.",
    ("page",),
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5),
    registry=SERVER,
)
_REQUESTS = Counter(
    "goodstanding_requests", "Requests of sources, partners and everybody to the interface.",
    ("operation", "status"), registry=SERVER,
)  # fmt: skip
_REQUEST_SECONDS = Histogram(
    "goodstanding_request_seconds", "Time to answer a request to the interface.", ("operation",),
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5), registry=SERVER,
)  # fmt: skip
_LOGINS = Counter("goodstanding_logins", "Logins by how they ended.", ("ended",), registry=SERVER)
_ROUNDS = Counter(
    "goodstanding_worker_rounds", "Rounds of the worker.", ("ended",), registry=SERVER
)

LOGIN_ENDS: Final = ("in", "wrong", "locked")
ROUND_ENDS: Final = ("done", "failed")


def seen(*, page: str, method: str, status: int, seconds: float) -> None:
    """Count a page that was answered; `page` is the name of a route, or none."""
    _PAGES.labels(page, method, f"{status // 100}xx").inc()
    _SECONDS.labels(page).observe(seconds)


def answered(*, operation: str, status: int, seconds: float) -> None:
    """Count a request to the interface; `operation` is the name of one, or none."""
    counted, timed = _of_requests(operation, status)
    counted.inc()
    timed.observe(seconds)


@cache
def _of_requests(operation: str, status: int) -> tuple[Counter, Histogram]:
    """Return what counts the answers of one kind; to look it up costs more than to count."""
    return _REQUESTS.labels(operation, str(status)), _REQUEST_SECONDS.labels(operation)


def login_ended(how: str) -> None:
    """Count a login."""
    assert how in LOGIN_ENDS
    _LOGINS.labels(how).inc()


def round_ended(how: str) -> None:
    """Count a round of the worker."""
    assert how in ROUND_ENDS
    _ROUNDS.labels(how).inc()
