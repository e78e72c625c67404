"""What everybody may read: the editions of the policy, their boards, and the interface itself."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from goodstanding.ledger.models import Edition
from goodstanding.rulebook.check import check_text
from goodstanding.rulebook.words import board, board_markdown
from goodstanding.service.programme import Programme
from goodstanding.web.lane import openapi
from goodstanding.web.lane.operations import LANGUAGE, Operation

DIGITS_MAX: Final = 9


def read(programme: Programme, operation: Operation, said: Mapping[str, str]) -> bytes | None:
    """Return the answer to somebody without a key, None where there is no such thing."""
    if operation.key == "readInterface":
        return openapi.text().encode()
    if operation.key == "listEditions":
        return _list(programme)
    edition = _edition(programme, said["edition"])
    if edition is None or operation.key == "readEdition":
        return None if edition is None else edition.text.encode()
    if said["language"] not in LANGUAGE["enum"]:
        return None
    return _board(edition.text, edition.sha256, said["language"])


def _list(programme: Programme) -> bytes:
    """Return the list of editions."""
    rows = programme.read(lambda: list(Edition.objects.order_by("edition")))
    shown = [
        {"edition": e.edition, "sha256": e.sha256, "published": e.published.isoformat(),
         "in_force": e.in_force.isoformat()}
        for e in rows
    ]  # fmt: skip
    return json.dumps({"editions": shown}, separators=(",", ":")).encode()


def _edition(programme: Programme, text: str) -> Edition | None:
    """Return an edition by its number as it stands in a path."""
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX):
        return None
    return programme.read(lambda: Edition.objects.filter(edition=int(text)).first())


@lru_cache(maxsize=16)
def _board(text: str, sha256: str, language: str) -> bytes | None:
    """Return the board of an edition, None where its policy lacks the language."""
    checked = check_text(text.encode(), file="policy")
    policy = checked.policy
    if policy is None or language not in policy.languages:
        return None
    return board_markdown(board(policy, language, reach=checked.reach, sha256=sha256)).encode()
