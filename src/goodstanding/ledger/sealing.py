"""Sealing what is said about a member, so that destroying one key erases it everywhere."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32


class SealBrokenError(Exception):
    """What was sealed was changed, moved to another row, or belongs to another key."""


class Seal:
    """One member's key at work: AES-256-GCM, with a random nonce of 96 bits before each text."""

    def __init__(self, key: bytes, random_bytes: Callable[[int], bytes]) -> None:
        """Take a key of 32 bytes and where random bytes come from."""
        self._cipher = AESGCM(key)
        self._random_bytes = random_bytes

    def close(self, value: Mapping[str, Any], *, about: str) -> bytes:
        """Return a value of JSON types sealed; `about` names the table it belongs to."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return self.close_text(text, about=about)

    def close_text(self, text: bytes, *, about: str) -> bytes:
        """Return a text sealed; what was closed as a value may be opened as one."""
        return self.close_with(self._random_bytes(NONCE_BYTES), text, about.encode())

    def close_with(self, nonce: bytes, text: bytes, about: bytes) -> bytes:
        """Return a text sealed with 12 random bytes, which are used for nothing else ever."""
        return nonce + self._cipher.encrypt(nonce, text, about)

    def open(self, sealed: bytes | memoryview, *, about: str) -> dict[str, Any]:
        """Return what was sealed.

        Raises:
            SealBrokenError: these bytes were not sealed under this key for this table.
        """
        found: dict[str, Any] = json.loads(self.open_text(sealed, about=about))
        return found

    def open_text(self, sealed: bytes | memoryview, *, about: str) -> bytes:
        """Return the text that was sealed.

        Raises:
            SealBrokenError: as `open` does.
        """
        sealed = bytes(sealed)
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
        except (InvalidTag, ValueError):
            message = f"a row of {about} cannot be opened with its member's key"
            raise SealBrokenError(message) from None
