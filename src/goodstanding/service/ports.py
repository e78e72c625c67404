"""What comes from outside and goes there: the time, randomness, and what is sent to a member."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        ...


class Randomness(Protocol):
    """Gives bytes that nobody can guess."""

    def random_bytes(self, count: int) -> bytes:
        """Return so many random bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A notice on its way: to which address, in which language, in which words.

    `number` tells it from every other; sending the same number again must not reach the member a
    second time, where the way of sending can see to that. `link` is what an e-mail says and nothing
    else does.
    """

    number: int
    address: str
    language: str
    subject: str
    paragraphs: tuple[str, ...]
    link: str = ""


class Post(Protocol):
    """Sends notices by one channel."""

    def send(self, sending: Sending) -> None:
        """Send a notice, durable when this returns.

        Raises:
            PostFailedError: it could not be handed over; it will be tried again.
            UnsendableError: it cannot be handed over as it is, however often it is tried.
        """
        ...

    def held(self) -> set[int]:
        """Return the numbers of notices of which this post still holds something."""
        ...

    def forget(self, number: int) -> None:
        """Take away what is held of a notice, if anything is."""
        ...


class PostFailedError(Exception):
    """A notice could not be handed over to whoever carries it."""


class UnsendableError(PostFailedError):
    """A notice cannot be handed over as it is: a character of it cannot be printed here."""
