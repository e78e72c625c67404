"""Signed receipts of consents: the member's proof of what was agreed, and of its end."""

# The fields are those of a consent record of ISO/IEC TS 27560:2023, in the words of the Data
# Privacy Vocabulary 2.3; the signature is a JWS (RFC 7515) with Ed25519 (RFC 8037).

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from goodstanding.service.programme import Programme

SCHEMA: Final = "https://w3id.org/dpv/schema/dpv-27560"
PURPOSE_OF_KEY: Final = "receipts"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEvent:
    """What happened to a consent, as its receipt says it."""

    consent: int
    source: str
    kinds: tuple[str, ...]
    purpose: str
    state: str
    by: str
    channel: str
    notice: str
    language: str
    given: str | None
    until: str | None


def receipt(programme: Programme, event: ConsentEvent) -> str:
    """Return the signed receipt of an event, in the compact form of a JWS."""
    controller = programme.controller
    content = {
        "@context": SCHEMA,
        "schema_version": "dpv-27560",
        "record_id": f"{event.consent:016x}",
        "receipt_id": f"{programme.number():016x}",
        "pii_principal_id": f"consent-{event.consent:016x}",
        "issued": programme.now().isoformat(timespec="seconds"),
        "notice": event.notice,
        "language": event.language,
        "purpose": event.purpose,
        "lawful_basis": "consent",
        "pii_types": list(event.kinds),
        "source": event.source,
        "pii_controller": {
            "name": controller.name,
            "address": controller.address,
            "contact": controller.contact,
            "kind": programme.kind.value,
        },
        "storage_location": controller.address,
        "retention": "until consent ends; then erased, backups included",
        "jurisdiction": programme.zone.key,
        "recipients": [],
        "withdrawal_method": "on the page `consents`, at the counter, or by letter, at any time",
        "events": [
            {
                "time": programme.now().isoformat(timespec="seconds"),
                "state": event.state,
                "entity": event.by,
                "channel": event.channel,
                "given": event.given,
                "until": event.until,
            }
        ],
    }
    return signed(programme, content)


def signed(programme: Programme, content: Mapping[str, Any]) -> str:
    """Return content as a compact JWS."""
    header = {"alg": "EdDSA", "typ": "consent-receipt+jwt", "kid": key_id(programme)}
    text = ".".join(_encoded(_canonical(each)) for each in (header, content))
    key = programme.keys.signing(PURPOSE_OF_KEY)
    return f"{text}.{_encoded(key.sign(text.encode()))}"


def opened(text: str, key: bytes) -> dict[str, Any] | None:
    """Return what a receipt says, or None where the key of 32 bytes did not sign it."""
    head, _, signature = text.rpartition(".")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(_decoded(signature), head.encode())
        content: dict[str, Any] = json.loads(_decoded(head.partition(".")[2]))
    except (InvalidSignature, ValueError):
        return None
    return content


def public_key(programme: Programme) -> bytes:
    """Return the key of 32 bytes that receipts are verified with."""
    return programme.keys.signing(PURPOSE_OF_KEY).public_key().public_bytes_raw()


def public_keys(programme: Programme) -> dict[str, Any]:
    """Return the key of receipts as a set of keys for machines (RFC 7517, RFC 8037)."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "use": "sig",
                "alg": "EdDSA",
                "kid": key_id(programme),
                "x": _encoded(public_key(programme)),
            }
        ]
    }


def key_id(programme: Programme) -> str:
    """Return the name of the key that signs receipts."""
    return _encoded(public_key(programme))[:16]


def _canonical(value: Mapping[str, Any]) -> bytes:
    """Return JSON with sorted keys and no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _encoded(content: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
