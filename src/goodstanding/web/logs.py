"""The log: one line of JSON an event, of names and numbers; nothing of a person can be in it."""

# What a library wants to say is reduced to its name and level: a sentence of others may hold what
# somebody typed. An error is its class and the places in the code where it happened.

import json
import logging
import sys
from datetime import UTC, datetime
from traceback import extract_tb
from typing import Final, TextIO

PLACES_MAX: Final = 12
OURS: Final = "goodstanding.events"

_events = logging.getLogger(OURS)


def note(event: str, **facts: float | str) -> None:
    """Write an event with its facts: numbers, and words of closed lists alone."""
    _events.info(event, extra={"facts": facts})


def note_error(event: str, error: BaseException) -> None:
    """Write an error as its class and where it happened, without its words."""
    _events.error(event, exc_info=error, extra={"facts": {}})


def places_of(error: BaseException) -> list[str]:
    """Return where an error happened, the innermost place last; no words and no values."""
    frames = extract_tb(error.__traceback__)[-PLACES_MAX:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        ours = record.name == OURS
        content: dict[str, object] = {
            "at": moment,
            "level": record.levelname.lower(),
            "event": record.msg if ours else "library",
        }
        content.update(getattr(record, "facts", {}) if ours else {"library": record.name})
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            content["error"] = type(error).__name__
            content["places"] = places_of(error)
        return json.dumps(content, ensure_ascii=False)


def set_up_logs(stream: TextIO | None = None) -> None:
    """Let this process write its log to a stream: stderr where none is given."""
    sink = logging.StreamHandler(stream or sys.stderr)
    sink.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [sink]
    root.setLevel(logging.WARNING)
    _events.setLevel(logging.INFO)
    library = logging.getLogger("django")
    library.handlers.clear()
    library.propagate = True
    logging.getLogger("django.request").setLevel(logging.ERROR)
