"""The register of keys: what each is for, who holds it, when it was made and when it ends."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from goodstanding.ledger.models import PartnerKey, SourceKey
from goodstanding.service.programme import Programme

KEPT_AS: Final = "random, kept as keyed BLAKE2b"
"""What is kept of a party's key is a hash under a key of the programme, of 128 bits."""

WARNINGS_DAYS: Final = (7, 30, 60)
"""A key that ends is named so many days before, the most pressing first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredKey:
    """A key. `holder` is a source or partner by its public name, or the programme itself.

    `expires` is the first day on which it works no more, None for a key that is kept for ever.
    """

    purpose: str
    holder: str
    algorithm: str
    created: date | None
    expires: date | None


PROGRAMME_KEYS: Final = (
    RegisteredKey(
        purpose="master: wraps the members' keys, and all below come from it",
        holder="programme",
        algorithm="HKDF-SHA-256",
        created=None,
        expires=None,
    ),
    RegisteredKey(
        purpose="signs receipts", holder="programme", algorithm="Ed25519",
        created=None, expires=None,
    ),
    RegisteredKey(
        purpose="signs sessions and forms", holder="programme", algorithm="HMAC-SHA-256",
        created=None, expires=None,
    ),
)  # fmt: skip
"""The programme's own keys: they come from the master, in the keys' folder."""


def key_register(programme: Programme) -> list[RegisteredKey]:
    """Return every key that works, those that end first before the others."""

    def act() -> list[RegisteredKey]:
        today = programme.today()
        live = {"revoked": False, "expires__gt": today}
        sources = SourceKey.objects.filter(**live).order_by("expires", "source_id")
        partners = PartnerKey.objects.filter(**live).order_by("expires", "partner_id")
        found = [
            RegisteredKey(
                purpose="asks whether records are well formed" if key.sandbox else "files records",
                holder=key.source_id, algorithm=KEPT_AS,
                created=key.created, expires=key.expires,
            )
            for key in sources
        ] + [
            RegisteredKey(
                purpose="asks about benefits", holder=key.partner_id,
                algorithm=KEPT_AS, created=key.created, expires=key.expires,
            )
            for key in partners
        ]  # fmt: skip
        return sorted(found, key=lambda key: (key.expires or date.max, key.holder))

    return [*programme.read(act), *PROGRAMME_KEYS]


def ending(programme: Programme) -> list[tuple[int, RegisteredKey]]:
    """Return the keys that end soon, each with the first of 7, 30 and 60 days that it is within."""
    today = programme.today()
    found = []
    for key in key_register(programme):
        if key.expires is None:
            continue
        near = [d for d in WARNINGS_DAYS if key.expires <= today + timedelta(days=d)]
        if near:
            found.append((near[0], key))
    return found
