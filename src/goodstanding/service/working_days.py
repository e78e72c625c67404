"""Working days: Monday to Friday, without the holidays and with the days worked in their place."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The days off and the weekend days that are worked, as the settings list them."""

    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Return whether a day is a working day."""
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def after(self, day: date, count: int) -> date:
        """Return the working day that comes `count` working days after a day, itself not counted.

        The day it returns is the last on which something is in time.
        """
        found = day
        for _ in range(count):
            found += timedelta(days=1)
            while not self.works(found):
                found += timedelta(days=1)
        return found
