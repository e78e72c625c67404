"""The lane of sources and partners, asked as a server would ask it."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tests.support.running import add_source, open_fresh

from goodstanding.config.city import HandClock
from goodstanding.ledger.models import Partner
from goodstanding.service.keys_of_parties import make_source_key
from goodstanding.service.programme import Programme
from goodstanding.web.lane import Lane
from goodstanding.web.lane.pace import Pace
from goodstanding.web.lane.reading import LINES

SOURCE: Final = "volunteer-network"
PARTNER, BENEFIT = "city-library", "library-loans"


@dataclass
class Town:
    """A programme with its lane, a source's key, and what a request needs."""

    programme: Programme
    clock: HandClock
    lane: Lane
    key: str

    def ask(self, method: str, path: str, body: bytes = b"", **said: str) -> tuple[int, bytes]:
        """Ask and return the status and the body; `key`, `media` and headers may be said."""
        key = said.pop("key", self.key)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "PATH_INFO": f"/api/v1/{path}",
            "wsgi.input": io.BytesIO(body),
            "CONTENT_TYPE": said.pop("media", LINES), "CONTENT_LENGTH": str(len(body)), **said,
        }  # fmt: skip
        if key:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        got: list[str] = []
        answer = b"".join(self.lane(environ, lambda status, _headers: got.append(status)))
        return int(got[0][:3]), answer

    def code(self, method: str, path: str, body: bytes = b"", **said: str) -> str:
        """Ask for what is refused as a whole, and return the code."""
        return str(json.loads(self.ask(method, path, body, **said)[1])["problems"][0]["code"])

    def told(self, body: bytes, **said: str) -> list[tuple[int, str]]:
        """File and return the rows and codes that came back."""
        status, answer = self.ask("POST", "records", body, **said)
        assert status == 202
        return [(each["row"], each["code"]) for each in json.loads(answer)["malformed"]]

    def shift(self, handle: str, **said: Any) -> dict[str, Any]:
        """Return a record of a shift."""
        day = self.programme.today().isoformat()
        return {"id": "s-1", "source": SOURCE, "member": handle, "kind": "volunteer-shift",
                "on": day, "hours": 6, **said}  # fmt: skip


def lines(*rows: dict[str, Any]) -> bytes:
    """Return rows as NDJSON."""
    return b"\n".join(json.dumps(each).encode() for each in rows)


def at_once() -> Pace:
    """Return a pace that waits for nothing."""
    return Pace(wait=lambda _seconds: None)


def open_town(*, pace: Callable[[], Pace] = at_once, rows_per_day_max: int = 50_000) -> Town:
    """Return a fresh programme with a source, its key, a partner, and the lane."""
    opened = open_fresh()
    add_source(SOURCE, rows_per_day_max=rows_per_day_max)
    Partner.objects.create(name=PARTNER, title={"en": "L"}, registered=opened.programme.today())
    key = make_source_key(opened.programme, SOURCE).text
    return Town(opened.programme, opened.clock, Lane(opened.programme, pace=pace), key)
