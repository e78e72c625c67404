"""Joining: after the notice, by whoever is 18 or older, with no source authorised yet."""

import re
from dataclasses import dataclass

from goodstanding.errors import declare
from goodstanding.ledger.models import Contact, Member
from goodstanding.service.editions import policy_on
from goodstanding.service.programme import Programme
from goodstanding.service.refused import no

NOTICE_NOT_READ = declare("join-notice-not-read", "Somebody joins without having read the notice.")
NOT_OF_AGE = declare("join-not-of-age", "Somebody joins without attesting to be 18 or older.")
LANGUAGE_UNKNOWN = declare("join-language-unknown", "The programme does not speak this language.")
ALREADY_JOINED = declare("join-already-joined", "This account belongs to a member already.")
CHANNEL_UNKNOWN = declare("join-channel-unknown", "Notices cannot go out by this channel.")

CHANNELS = ("portal", "e-mail", "letter")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """What somebody says on joining. `of_age` is an attestation; no birth date is asked for.

    `address` is where notices go: nothing for the portal, an e-mail address, or lines of an
    address for letters. `account` is the number of the login, None where the counter enrols.
    """

    notice_read: bool
    of_age: bool
    language: str
    channel: str = "portal"
    address: str = ""
    account: int | None = None


def can_reach(channel: str, address: str) -> bool:
    """Return whether notices can go by a channel to an address, as far as its form tells."""
    if channel == "e-mail":
        return _MAIL.fullmatch(address.strip()) is not None
    return channel == "portal" or (channel == "letter" and bool(address.strip()))


def join(programme: Programme, asked: Joining) -> int:
    """Enrol somebody and return the number of the new member; durable when it returns.

    Raises:
        ProblemsError: the notice was not read, the person is not of age, the language or channel
            is unknown, the account has joined, or the programme has no edition in force.
    """
    if not asked.notice_read:
        raise no(NOTICE_NOT_READ, "the notice has to be read first", "Show the notice")
    if not asked.of_age:
        raise no(NOT_OF_AGE, "members are 18 or older", "Nobody younger can join, in any way")
    if asked.language not in programme.languages:
        raise no(
            LANGUAGE_UNKNOWN,
            "the programme does not speak this language",
            f"Choose one of {', '.join(programme.languages)}",
        )
    if not can_reach(asked.channel, asked.address):
        raise no(
            CHANNEL_UNKNOWN,
            "notices cannot be sent there",
            "Choose the portal, or e-mail or letter with an address",
        )
    number = programme.number()
    seal = programme.keys.make(number)

    def act() -> int:
        policy_on(programme, programme.today())
        if asked.account is not None and Member.objects.filter(account=asked.account).exists():
            raise no(ALREADY_JOINED, "this account has joined already", "Go to your statement")
        member = Member.objects.create(
            number=number,
            account_id=asked.account,
            joined=programme.today(),
            language=asked.language,
        )
        sealed = {"channel": asked.channel, "address": asked.address}
        Contact.objects.create(member=member, sealed=seal.close(sealed, about="contact"))
        return number

    try:
        return programme.write(act)
    except BaseException:
        programme.keys.destroy(number)
        raise
