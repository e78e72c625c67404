"""A command of ours on another day: `python -m tests.support.shifted DAYS COMMAND...`."""

import sys
from datetime import datetime, timedelta

from goodstanding.config import opening
from goodstanding.config.clock import SystemClock

DAYS = int(sys.argv[1])


class Shifted(SystemClock):
    """The clock of this machine, some days from now."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return super().now() + timedelta(days=DAYS)


if __name__ == "__main__":
    setattr(opening, "SystemClock", Shifted)  # noqa: B010 - another day is the point
    from goodstanding.cli.app import main

    main(sys.argv[2:])
