"""Progress on stderr for work that takes more than a second; nothing where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # the library is loaded where somebody looks
    from rich.progress import Progress, Task

SECONDS_BEFORE: Final = 1.0
"""Work that is done within so long shows nothing."""

STEPS_A_SECOND: Final = 8


class Watched:
    """Shows stages of one work, each with its records, members, rate and the time left."""

    def __init__(self, bar: "Progress | None") -> None:
        """Begin with no stage; without a bar nothing is shown."""
        self._bar = bar
        self._task: Task | None = None
        self._began = 0.0
        self._records = self._members = 0
        self._lock = Lock()

    def begin(self, words: str, total: int) -> None:
        """Begin a stage; `total` is what its steps come to, 0 where that is not known."""
        if self._bar is None:
            return
        if self._task is not None:
            self._bar.remove_task(self._task.id)
        self._began = monotonic()
        self._records = self._members = 0
        number = self._bar.add_task(words, total=total or None, said="")
        self._task = next(task for task in self._bar.tasks if task.id == number)

    def step(self, done: int, *, records: int = 0, members: int = 0) -> None:
        """Show that so much more of the total is done, and the records and members that were."""
        if self._bar is None or self._task is None:
            return
        with self._lock:
            self._records += records
            self._members += members
            said = said_of(self._records, self._members, monotonic() - self._began)
            self._bar.update(self._task.id, advance=done, said=said)


def said_of(records: int, members: int, seconds: float) -> str:
    """Return the counts of a stage so far in words, and what is done a second."""
    said = [
        f"{count:,} {name}" for count, name in ((records, "records"), (members, "members")) if count
    ]
    most = records or members
    if most and seconds > 0:
        said.append(f"{most / seconds:,.0f}/s")
    return ", ".join(said)


@contextmanager
def watched() -> Iterator[Watched]:
    """Show how far the block is, from its second second on, where stderr is a terminal."""
    if not sys.stderr.isatty():
        yield Watched(None)
        return
    from threading import Timer

    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[said]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        refresh_per_second=STEPS_A_SECOND,
        transient=True,
    )
    timer = Timer(SECONDS_BEFORE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield Watched(bar)
    finally:
        timer.cancel()
        timer.join()
        bar.stop()


@contextmanager
def progress(words: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show how far the block is; yields what it calls with how many more of `total` are done."""
    with watched() as shown:
        shown.begin(words, total or 0)
        yield shown.step
