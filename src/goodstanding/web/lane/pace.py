"""When an answer leaves: at a step of a ladder that the form of the request alone decides."""

# Every row takes the same road through the door, but a row that is written dirties other pages of
# the ledger than one that is refused. So an answer to a source waits for the next step; whom the
# rows were about moves it only where the work ends within that difference of a step's end.

from collections.abc import Callable
from time import perf_counter, sleep
from typing import Final

STEP_SECONDS: Final = 0.005
ROW_SECONDS: Final = 0.000_2
"""A step is longer by this for each row: several times what a row takes, whoever it is about.

A source may send the same handle in every row, and so make a difference as large as it likes."""


class Pace:
    """The ladder of one request, from the moment its body was read."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = perf_counter,
        wait: Callable[[float], None] = sleep,
    ) -> None:
        """Begin now. `clock` and `wait` are in seconds."""
        self._clock, self._wait = clock, wait
        self._began = clock()

    def keep(self, rows: int) -> None:
        """Wait for the next step of a request with so many rows."""
        step = STEP_SECONDS + ROW_SECONDS * rows
        gone = self._clock() - self._began
        self._wait(step - gone % step)
