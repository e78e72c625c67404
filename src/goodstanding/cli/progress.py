"""Progress on stderr for work that takes more than a second; nothing where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

SECONDS_BEFORE: Final = 1.0
"""Work that is done within so long shows nothing."""


@contextmanager
def progress(words: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show how far the block is, from its second second on, where stderr is a terminal.

    Yields what the block calls with how many more of `total` are done; None is not known.
    """
    if not sys.stderr.isatty():
        yield lambda _steps: None
        return
    from threading import Timer

    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(words, total=total)
    timer = Timer(SECONDS_BEFORE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda steps: bar.advance(task, steps)
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
