"""Linking: a slip with ten characters by which a source attaches a handle to its own customer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from goodstanding.errors import declare
from goodstanding.ledger.models import Consent, Handle, LinkingSlip
from goodstanding.model.lifecycle import IN_FORCE
from goodstanding.service.people import known
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no

NO_CONSENT = declare("link-no-consent", "A slip was asked for without a consent in force.")

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a slip can be read aloud."""

SLIP_CHARACTERS: Final = 10
HANDLE_CHARACTERS: Final = 20
"""A hundred bits, and after them one keyed check character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What the member carries to the source."""

    code: str
    expires: datetime


def make_slip(programme: Programme, number: int, consent: int) -> Slip:
    """Make a slip for a consent in force; an unused earlier one ends.

    Raises:
        ProblemsError: the member has no such consent in force.
    """
    code = characters(programme.randomness.random_bytes(SLIP_CHARACTERS), SLIP_CHARACTERS)
    expires = programme.after(hours=programme.terms.slip_hours)

    def act() -> Slip:
        who = known(programme, number)
        row = Consent.objects.filter(
            member=who.row, number=consent, state__in=list(IN_FORCE)
        ).first()
        if row is None:
            raise no(NO_CONSENT, "you have no such consent in force", "Authorise the source first")
        LinkingSlip.objects.filter(consent=row).delete()
        token = programme.keys.hashed("slips", row.source, code)
        LinkingSlip.objects.create(token=token, consent=row, expires=expires)
        return Slip(code=code, expires=expires)

    return programme.write(act)


def redeem(programme: Programme, source: str, codes: list[str]) -> list[str | None]:
    """Return the handle for each slip that a source holds, None for every kind of no.

    A handle is made for this source and this consent; the same slip gives it once. All slips are
    looked up together, so that a thousand wrong ones do not keep others from writing.

    Raises:
        ProblemsError: there is no room.
    """
    tokens = [programme.keys.hashed("slips", source, plain(code)) for code in codes]

    def act() -> list[str | None]:
        found: list[str | None] = []
        rows = (
            LinkingSlip.objects.select_for_update(of=("self",))
            .select_related("consent")
            .filter(
                token__in=set(tokens),
                used__isnull=True,
                expires__gt=programme.now(),
                consent__source=source,
                consent__state__in=list(IN_FORCE),
            )
        )
        slips = {bytes(row.token): row for row in rows.order_by("token")}
        for token in tokens:
            slip = slips.pop(token, None)
            if slip is None:
                found.append(None)
                continue
            slip.used = programme.now()
            slip.save(update_fields=["used"])
            handle = new_handle(programme, source)
            Handle.objects.create(
                token=programme.keys.hashed("handles", source, handle),
                consent=slip.consent,
                member_id=slip.consent.member_id,
                source=source,
            )
            found.append(handle)
        return found

    return programme.write(act, spares_reserve=True)


def new_handle(programme: Programme, source: str) -> str:
    """Return a handle for a source: a hundred random bits and a keyed check character."""
    text = characters(programme.randomness.random_bytes(HANDLE_CHARACTERS), HANDLE_CHARACTERS)
    return text + check_character(programme, source, text)


def check_character(programme: Programme, source: str, text: str) -> str:
    """Return the check character of a handle, which only this programme can make."""
    return ALPHABET[programme.keys.hashed("handle checks", source, text)[0] % len(ALPHABET)]


def issued_here(programme: Programme, source: str, handle: str) -> bool:
    """Return whether a handle has the form of those that this programme issued to a source."""
    text, check = handle[:-1], handle[-1:]
    return (
        len(text) == HANDLE_CHARACTERS
        and set(text) <= set(ALPHABET)
        and check == check_character(programme, source, text)
    )


def plain(code: str) -> str:
    """Return a code as it was made, however it was typed: Crockford's reading of look-alikes."""
    text = code.upper().replace("-", "").replace(" ", "")
    return text.translate(str.maketrans("OIL", "011"))


def characters(random: bytes, count: int) -> str:
    """Return so many characters of the alphabet from as many random bytes, each equally likely."""
    assert len(random) >= count
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in random[:count])
