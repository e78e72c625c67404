"""A run of schemathesis, all phases, over HTTP against a programme that answers in this process."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import schemathesis
from schemathesis.engine import events, from_schema

from goodstanding.web.lane.reading import LINES


class Silent(WSGIRequestHandler):
    """Writes no line for a request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library names it
        """Write nothing."""


@contextmanager
def listening(application: Any) -> Iterator[str]:
    """Answer by an application on a free port of this machine; give its address."""
    server = make_server("127.0.0.1", 0, application, handler_class=Silent)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


LEADING = {"source", ""}
"""The roles among whose operations one leads to another."""


@dataclass
class Fuzzed:
    """What was exercised, by phase and by operation, and what failed."""

    cases: Counter[str] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    checks: int = 0
    failures: list[str] = field(default_factory=list)


@schemathesis.serializer(LINES)
def lines_of(_context: schemathesis.SerializationContext, value: Any) -> bytes:
    """Return a list as lines of JSON, and anything else as one line."""
    many = value if isinstance(value, list) and value else [value]
    return b"\n".join(json.dumps(each).encode() for each in many)


def fuzzed(address: str, keys: Mapping[str, str], *, examples: int, seed: int = 1) -> Fuzzed:
    """Run every phase with so many examples an operation, as each role with its key."""
    found = Fuzzed()
    for role, key in keys.items():
        schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
        asked = schema.include(func=_of(role))
        config = asked.config
        if key:
            config.headers = {"Authorization": f"Bearer {key}"}
        config.phases.stateful.enabled = role in LEADING
        config.seed = seed
        config.generation.update(max_examples=examples)
        for event in from_schema(asked).execute():
            _count(event, found)
    return found


def _of(role: str) -> Callable[[Any], bool]:
    """Return what keeps the operations that take a role's key, or none where it is nothing."""

    def kept(context: Any) -> bool:
        said = context.operation.definition.raw
        return role == ("" if not said["security"] else said["x-audience"][0])

    return kept


def _count(event: events.EngineEvent, found: Fuzzed) -> None:
    """Count what an event says."""
    if isinstance(event, events.NonFatalError | events.FatalError):
        found.failures.append(repr(event))
    if not isinstance(event, events.ScenarioFinished):
        return
    recorder = event.recorder
    found.cases[event.phase.value] += len(recorder.cases)
    for node in recorder.cases.values():
        found.operations[node.value.operation.label] += 1
    for each in (check for checks in recorder.checks.values() for check in checks):
        found.checks += 1
        if each.failure_info is not None:
            failure, sample = each.failure_info.failure, each.failure_info.code_sample
            found.failures.append(f"{recorder.label}: {each.name}: {failure}\n{sample[:400]}")
