"""The clock and the randomness of this machine."""

import secrets
from datetime import UTC, datetime


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return datetime.now(UTC)


class SystemRandomness:
    """The randomness of this machine, fit for keys."""

    def random_bytes(self, count: int) -> bytes:
        """Return so many random bytes."""
        return secrets.token_bytes(count)
