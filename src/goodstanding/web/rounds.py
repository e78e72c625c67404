"""The worker's thread: round after round of what is due, beside the server or alone."""

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import Final

from django.contrib.sessions.models import Session
from django.db import close_old_connections

from goodstanding.service import due
from goodstanding.service.leaving import erase_again
from goodstanding.service.outbox import try_again
from goodstanding.service.programme import Programme
from goodstanding.web.logs import note, note_error
from goodstanding.web.metrics import round_ended

SECONDS_BETWEEN: Final = 5.0
SECONDS_LATE: Final = 600.0
"""A worker that has not ended a round for so long is not well."""


def one_round(programme: Programme) -> None:
    """Do whatever is due now."""
    done = due.work(programme)
    if done.anything:
        note("worked", **{name.replace(" ", "_"): count for name, count in done.counts.items()})
    now = programme.now()
    programme.write(lambda: Session.objects.filter(expire_date__lt=now).delete())


def begin(programme: Programme) -> None:
    """Erase whatever a restored backup brought back, and try letters again that had no font."""
    erase_again(programme)
    try_again(programme)


class Rounds:
    """Rounds of work until told to stop; a round that fails is written down, and the next comes."""

    def __init__(self, programme: Programme, *, seconds: float = SECONDS_BETWEEN) -> None:
        """Take the programme; nothing runs yet."""
        self._programme = programme
        self._seconds = seconds
        self._stopped = Event()
        self._ended = monotonic()

    def start(self) -> Thread:
        """Run the rounds in a thread of their own."""
        thread = Thread(target=self.run, name="worker", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Let the round that runs be the last."""
        self._stopped.set()

    def run(self, work: Callable[[Programme], object] = one_round) -> None:
        """Run rounds until told to stop; first erase whatever a restored backup brought back."""
        begun = False
        while not self._stopped.is_set():
            began = monotonic()
            try:
                if not begun:
                    begin(self._programme)
                    begun = True
                work(self._programme)
                round_ended("done")
                self._ended = monotonic()
            except Exception as error:  # noqa: BLE001 - the next round tries again
                round_ended("failed")
                note_error("round failed", error)
            finally:
                close_old_connections()
            took = monotonic() - began
            if took > 1:
                note("round", milliseconds=round(took * 1000))
            self._stopped.wait(self._seconds)

    def is_well(self) -> bool:
        """Return whether a round has ended lately."""
        return monotonic() - self._ended < SECONDS_LATE
