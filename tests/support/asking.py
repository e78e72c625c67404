"""Ask the lane of sources and partners as a server would."""

import io
from typing import Any

from goodstanding.web.lane import Lane


def ask(lane: Lane, method: str, path: str, body: bytes, *, key: str) -> tuple[int, bytes]:
    """Ask with a key for something in JSON, and return the status and the body."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "PATH_INFO": f"/api/v1/{path}", "wsgi.input": io.BytesIO(body),
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Bearer {key}",
    }  # fmt: skip
    got: list[str] = []
    answer = b"".join(lane(environ, lambda status, _headers: got.append(status)))
    return int(got[0][:3]), answer
