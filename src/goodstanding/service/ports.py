"""What comes from outside: the time, and randomness."""

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
