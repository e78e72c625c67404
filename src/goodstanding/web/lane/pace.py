"""When an answer leaves: at a step of a ladder that the form of the request alone decides."""

# Every row takes the same road through the door, but a row that is written dirties other pages of
# the ledger than one that is refused. So an answer waits for the next step; whom the
# rows were about moves it only where the work ends within that difference of a step's end.

from collections.abc import Callable
from time import perf_counter, sleep
from typing import Final

STEP_SECONDS: Final = 0.005
ROW_SECONDS: Final = 0.000_2
"""A step is longer by this for each row: several times what a row takes, whoever it is about.

A source may send the same handle in every row, and so make a difference as large as it likes."""


CHECK_SECONDS: Final = 0.002
"""The step of a check: a code that is over is found and passed over, which takes its time too."""


def step_of(rows: int) -> float:
    """Return the step of a request with so many rows, in seconds."""
    return STEP_SECONDS + ROW_SECONDS * rows


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

    def keep(self, step: float) -> None:
        """Wait until a whole number of steps of so many seconds has gone by."""
        gone = self._clock() - self._began
        self._wait(step - gone % step)
