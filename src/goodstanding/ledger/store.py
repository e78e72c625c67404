"""Acts as transactions: all of an act or nothing of it, durable when it returns."""

# SQLite lets one connection write at a time and commits slowly, because each commit waits for the
# disk. So a server gathers the acts that come within two milliseconds and commits them together;
# each stands in a savepoint of its own, and one that fails takes no other with it.

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import RLock, Thread
from time import perf_counter
from typing import Any, Final, Protocol, TypeVar

from django.db import close_old_connections, connection, connections, transaction

T = TypeVar("T")

GATHER_SECONDS: Final = 0.002
ACTS_AT_ONCE_MAX: Final = 256


class Store(Protocol):
    """Where acts are run. Inside an act, another act joins its transaction."""

    def write(self, act: Callable[[], T]) -> T:
        """Run an act that may write; it is durable when this returns, or nothing happened."""
        ...

    def read(self, act: Callable[[], T]) -> T:
        """Run an act that only reads, on one consistent picture of the ledger."""
        ...


class DirectStore:
    """Each act is a transaction of its own in the thread that asks for it."""

    def __init__(self) -> None:
        """Let one thread of this process write at a time, in the order they came."""
        self._one_at_a_time = RLock()

    def write(self, act: Callable[[], T]) -> T:
        """Run an act that may write."""
        if connection.in_atomic_block:
            return act()
        if connection.vendor != "sqlite":
            with transaction.atomic():
                return act()
        with self._one_at_a_time, transaction.atomic():
            return act()

    def read(self, act: Callable[[], T]) -> T:
        """Run an act that only reads."""
        if connection.in_atomic_block:
            return act()
        with _reading(), transaction.atomic():
            return act()


class GatheringStore:
    """One thread writes, and commits together what came together. For SQLite in a server."""

    def __init__(self) -> None:
        """Start the thread that writes."""
        self._acts: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()
        self.commits = 0
        self.acts = 0

    def write(self, act: Callable[[], T]) -> T:
        """Hand an act to the thread that writes, and wait until it is durable."""
        if connection.in_atomic_block:
            return act()
        done: Future[T] = Future()
        self._acts.put((act, done))
        return done.result()

    def read(self, act: Callable[[], T]) -> T:
        """Run an act that only reads, in the thread that asks."""
        if connection.in_atomic_block:
            return act()
        with _reading(), transaction.atomic():
            return act()

    def stop(self) -> None:
        """Write what was handed over, and stop."""
        self._acts.put(None)
        self._thread.join()

    def _run(self) -> None:
        """Gather and commit until told to stop."""
        going = True
        while going:
            first = self._acts.get()
            if first is None:
                break
            together = [first]
            until = perf_counter() + GATHER_SECONDS
            while len(together) < ACTS_AT_ONCE_MAX:
                try:
                    following = self._acts.get(timeout=max(0.0, until - perf_counter()))
                except Empty:
                    break
                if following is None:
                    going = False
                    break
                together.append(following)
            self._commit(together)
        connection.close()

    def _commit(self, together: list[tuple[Callable[[], Any], Future[Any]]]) -> None:
        """Run acts in one transaction; answer them only when it is durable."""
        answers: list[tuple[Future[Any], Any, BaseException | None]] = []
        close_old_connections()
        try:
            with transaction.atomic():
                for act, done in together:
                    try:
                        with transaction.atomic():
                            answers.append((done, act(), None))
                    except Exception as error:  # noqa: BLE001 - it is raised where it was asked
                        answers.append((done, None, error))
        except Exception as error:  # noqa: BLE001 - the commit failed, so nothing was done
            answers = [(done, None, error) for _, done in together]
        self.commits += 1
        self.acts += len(together)
        for done, answer, error_found in answers:
            if error_found is None:
                done.set_result(answer)
            else:
                done.set_exception(error_found)


@contextmanager
def _reading() -> Iterator[None]:
    """Let the next transaction of this thread begin without the right to write."""
    own: Any = connections["default"]
    if own.vendor != "sqlite":
        yield
        return
    own.ensure_connection()  # which reads the usual mode from the settings
    usual = own.transaction_mode
    own.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        own.transaction_mode = usual
