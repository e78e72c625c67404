"""Keys of sources and partners: shown once, kept as a hash, expiring, and ended by an operator."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from goodstanding.errors import declare
from goodstanding.ledger import sql
from goodstanding.ledger.models import Partner, PartnerKey, Source, SourceKey
from goodstanding.service.linking import characters
from goodstanding.service.looks import Role
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no

NO_SUCH_PARTY = declare("key-no-such-party", "No source or partner of this name is registered.")
NO_SUCH_KEY = declare("key-not-found", "No key of this name is there to be revoked.")
TOO_LONG = declare("key-too-long", "A key was to last longer than a key may, or no day.")

KEY_CHARACTERS: Final = 32
"""A hundred and sixty bits."""
KEY_DAYS_MAX: Final = 366
PREFIX: Final = {Role.SOURCE: "gs-source-", Role.PARTNER: "gs-partner-"}
SANDBOX_PREFIX: Final = "gs-sandbox-"
PURPOSE: Final = "keys of parties"
NAME_DIGITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key as it is shown, once; `name` is how it is spoken of afterwards."""

    text: str
    name: str
    expires: date


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShown:
    """A key as the register shows it; nothing of it lets anybody in."""

    name: str
    role: Role
    party: str
    sandbox: bool
    created: date
    expires: date
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A source or partner that came with a key that holds."""

    role: Role
    name: str
    sandbox: bool
    token: bytes


class PartyGoneError(Exception):
    """A key was revoked or ran out between its look-up and what it was to do."""


def make_source_key(
    programme: Programme,
    source: str,
    *,
    days: int = KEY_DAYS_MAX,
    sandbox: bool = False,
    person: int | None = None,
) -> NewKey:
    """Make a key of a source; a sandbox key may only have records looked at.

    `person` is who files with it, where that is somebody who also works for the programme: that
    person decides about none of the source's records.

    Raises:
        ProblemsError: no such source is registered, or the days are not those of a key.
    """
    prefix = SANDBOX_PREFIX if sandbox else PREFIX[Role.SOURCE]

    def act() -> NewKey:
        if not Source.objects.filter(name=source, active=True).exists():
            raise _no_such_party()
        made, token = _new(programme, prefix, days)
        SourceKey.objects.create(
            token=token,
            source_id=source,
            sandbox=sandbox,
            created=programme.today(),
            expires=made.expires,
            person_id=person,
        )
        return made

    return programme.write(act)


def make_partner_key(programme: Programme, partner: str, *, days: int = KEY_DAYS_MAX) -> NewKey:
    """Make a key of a partner.

    Raises:
        ProblemsError: no such partner is registered, or the days are not those of a key.
    """

    def act() -> NewKey:
        if not Partner.objects.filter(name=partner, active=True).exists():
            raise _no_such_party()
        made, token = _new(programme, PREFIX[Role.PARTNER], days)
        PartnerKey.objects.create(
            token=token, partner_id=partner, created=programme.today(), expires=made.expires
        )
        return made

    return programme.write(act)


def revoke_key(programme: Programme, name: str) -> None:
    """End a key by its name; it lets nobody in once this returns.

    Raises:
        ProblemsError: there is no such key.
    """

    def act() -> None:
        ended = 0
        for table in (SourceKey, PartnerKey):
            tokens = [bytes(t) for t in table.objects.values_list("token", flat=True)]
            same = [token for token in tokens if _name(token) == name]
            ended += table.objects.filter(token__in=same).update(revoked=True)
        if not ended:
            raise no(NO_SUCH_KEY, "no key has this name", "Look at `goodstanding operator keys`")

    programme.write(act)


def keys_shown(programme: Programme) -> list[KeyShown]:
    """Return the register of keys, those that end soonest first."""

    def act() -> list[KeyShown]:
        found = [
            _shown(Role.SOURCE, key.source_id, key, sandbox=key.sandbox)
            for key in SourceKey.objects.all()
        ]
        found += [
            _shown(Role.PARTNER, key.partner_id, key, sandbox=False)
            for key in PartnerKey.objects.all()
        ]
        return sorted(found, key=lambda key: (key.expires, key.name))

    return programme.read(act)


def token_of(programme: Programme, text: str) -> bytes:
    """Return the hash under which a key is kept, whether there is such a key or not."""
    return programme.keys.hashed(PURPOSE, text)


def party_of(programme: Programme, token: bytes) -> Party | None:
    """Return whose key this is, None for every key that lets nobody in; inside a transaction."""
    today = programme.today()
    found = sql.rows(_QUERY, (token, today, token, today))
    if not found:
        return None
    [(role, name, sandbox)] = found
    return Party(role=Role(role), name=name, sandbox=bool(sandbox), token=token)


_QUERY: Final = """
SELECT 'source', s.name, k.sandbox FROM ledger_sourcekey k
JOIN ledger_source s ON s.name = k.source_id
WHERE k.token = ? AND NOT k.revoked AND k.expires > ? AND s.active
UNION ALL
SELECT 'partner', p.name, (1 = 0) FROM ledger_partnerkey k
JOIN ledger_partner p ON p.name = k.partner_id
WHERE k.token = ? AND NOT k.revoked AND k.expires > ? AND p.active
"""


def _new(programme: Programme, prefix: str, days: int) -> tuple[NewKey, bytes]:
    """Return a new key and its hash."""
    if not 1 <= days <= KEY_DAYS_MAX:
        raise no(TOO_LONG, f"a key lasts from 1 to {KEY_DAYS_MAX} days", "Choose fewer days")
    text = prefix + characters(programme.randomness.random_bytes(KEY_CHARACTERS), KEY_CHARACTERS)
    token = token_of(programme, text)
    expires = programme.today() + timedelta(days=days)
    return NewKey(text=text, name=_name(token), expires=expires), token


def _name(token: bytes) -> str:
    """Return how a key is spoken of: the beginning of its hash."""
    return token.hex()[:NAME_DIGITS]


def _shown(role: Role, party: str, key: SourceKey | PartnerKey, *, sandbox: bool) -> KeyShown:
    """Return a key as the register shows it."""
    return KeyShown(
        name=_name(bytes(key.token)),
        role=role,
        party=party,
        sandbox=sandbox,
        created=key.created,
        expires=key.expires,
        revoked=key.revoked,
    )


def _no_such_party() -> Exception:
    """Return the refusal of a key for nobody."""
    return no(NO_SUCH_PARTY, "no source or partner of this name is active", "Register it first")
