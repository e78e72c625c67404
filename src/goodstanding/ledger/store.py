"""Acts as transactions: all of an act or nothing of it, durable when it returns."""

# SQLite lets one connection write at a time and commits slowly, because each commit waits for the
# disk. So a server gathers the acts that come within a millisecond and commits them together.
# Each stands in a savepoint of its own, or in one with others of its kind that are done at once;
# one that fails takes no other with it.

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from threading import RLock, Thread
from time import sleep
from typing import Any, Final, Protocol, TypeVar

from django.db import (
    DatabaseError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
    transaction,
)

from goodstanding.ledger.room import Room, is_full, storage_full

T = TypeVar("T")
G = TypeVar("G")
W = TypeVar("W")

_Answer = tuple[Future[Any], Any, BaseException | None]

GATHER_SECONDS: Final = 0.001
ACTS_AT_ONCE_MAX: Final = 256
TRIES: Final = 10
GAVE_WAY: Final = frozenset({"40001", "40P01"})
"""PostgreSQL rolled one of two transactions back because each waited for the other."""

BROKEN: Final = "the transaction cannot be committed"


class Store(Protocol):
    """Where acts are run. Inside an act, another act joins its transaction.

    An act changes nothing but the ledger: it is run again where the database ended its transaction
    in favour of another one, or where one that stood in the same transaction failed.
    """

    def write(self, act: Callable[[], T], *, spares_reserve: bool = False) -> T:
        """Run an act that may write; it is durable when this returns, or nothing happened.

        Where the disk is full the act is run again in the space of the reserve, unless it is one
        that spares it, which is what everything that is sent from outside does.

        Raises:
            ProblemsError: there is no room.
        """
        ...

    def together(
        self,
        act: Callable[[W, list[G]], list[T | Exception]],
        whose: W,
        given: G,
        *,
        spares_reserve: bool = False,
    ) -> T:
        """Run an act of `whose` that may do at once what is asked by others too, as `write` does.

        Raises:
            Exception: what the act answers for this one, for which it has written nothing.
        """
        ...

    def read(self, act: Callable[[], T]) -> T:
        """Run an act that only reads, on one consistent picture of the ledger."""
        ...


class DirectStore:
    """Each act is a transaction of its own in the thread that asks for it."""

    def __init__(self, room: Room | None = None) -> None:
        """Let one thread of this process write at a time, in the order they came."""
        self._one_at_a_time = RLock()
        self._room = room

    def write(self, act: Callable[[], T], *, spares_reserve: bool = False) -> T:
        """Run an act that may write."""
        if connection.in_atomic_block:
            return act()
        if connection.vendor != "sqlite":
            return _by_itself(act, self._room, spares_reserve=spares_reserve)
        with self._one_at_a_time:
            return _by_itself(act, self._room, spares_reserve=spares_reserve)

    def together(
        self,
        act: Callable[[W, list[G]], list[T | Exception]],
        whose: W,
        given: G,
        *,
        spares_reserve: bool = False,
    ) -> T:
        """Run an act by itself."""
        one = partial(_only, partial(act, whose), given)
        return self.write(one, spares_reserve=spares_reserve)

    def read(self, act: Callable[[], T]) -> T:
        """Run an act that only reads."""
        if connection.in_atomic_block:
            return act()
        with _reading():
            return _in_a_transaction(act)


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """An act that waits for the thread that writes; those of one `kind` are one act for many."""

    kind: object
    act: Callable[[list[Any]], list[Any]]
    given: Any
    done: Future[Any]
    spares_reserve: bool


class GatheringStore:
    """One thread writes, and commits together what came together. For SQLite in a server."""

    def __init__(self, room: Room | None = None) -> None:
        """Start the thread that writes."""
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()
        self._room = room
        self._thread = Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()
        self.commits = 0
        self.acts = 0

    def write(self, act: Callable[[], T], *, spares_reserve: bool = False) -> T:
        """Hand an act to the thread that writes, and wait until it is durable."""
        if connection.in_atomic_block:
            return act()
        done: Future[T] = Future()
        self._asked.put(_Asked(object(), lambda _: [act()], None, done, spares_reserve))
        return done.result()

    def together(
        self,
        act: Callable[[W, list[G]], list[T | Exception]],
        whose: W,
        given: G,
        *,
        spares_reserve: bool = False,
    ) -> T:
        """Hand over what is done with whatever else of its kind came, and wait as `write` does."""
        if connection.in_atomic_block:
            return _only(partial(act, whose), given)
        done: Future[T] = Future()
        self._asked.put(_Asked((act, id(whose)), partial(act, whose), given, done, spares_reserve))
        return done.result()

    def read(self, act: Callable[[], T]) -> T:
        """Run an act that only reads, in the thread that asks."""
        if connection.in_atomic_block:
            return act()
        with _reading(), transaction.atomic():
            return act()

    def stop(self) -> None:
        """Write what was handed over, and stop."""
        self._asked.put(None)
        self._thread.join()

    def _run(self) -> None:
        """Gather and commit until told to stop."""
        going = True
        while going:
            first = self._asked.get()
            if first is None:
                break
            came = self._came(first)
            going = None not in came
            self._commit([each for each in came if each is not None])
        connection.close()

    def _came(self, first: _Asked) -> list[_Asked | None]:
        """Return an act with those that came soon after it; None where it is told to stop.

        It sleeps, and looks what came. Waiting for more until a moment is no way to do it: in
        CPython 3.11 `SimpleQueue.get` waits for ever where that moment goes by while it begins.
        """
        sleep(GATHER_SECONDS)
        came: list[_Asked | None] = [first]
        while len(came) < ACTS_AT_ONCE_MAX and not self._asked.empty():
            came.append(self._asked.get_nowait())
        return came

    def _commit(self, together: list[_Asked]) -> None:
        """Run acts in one transaction; answer them only when it is durable.

        Where the database fails under one of them, nothing of it all stands: then each is run by
        itself.
        """
        close_old_connections()
        try:
            answers = self._tried(self._with_room(together))
        except DatabaseError:
            connection.close()
            answers = [self._alone(each) for each in together if not each.done.done()]
        self.commits += 1
        self.acts += len(together)
        for done, answer, error_found in answers:
            if error_found is None:
                done.set_result(answer)
            else:
                done.set_exception(error_found)

    def _with_room(self, together: list[_Asked]) -> list[_Asked]:
        """Return the acts that there is room for, and refuse the others."""
        if not any(each.spares_reserve for each in together) or not _no_room(self._room):
            return together
        for each in together:
            if each.spares_reserve:
                each.done.set_exception(storage_full())
        return [each for each in together if not each.spares_reserve]

    @staticmethod
    def _tried(together: list[_Asked]) -> list[_Answer]:
        """Return what acts that stand in one transaction answer, once it is durable.

        Raises:
            DatabaseError: the database failed, and nothing was done.
        """
        kinds: dict[object, list[_Asked]] = {}
        for asked in together:
            kinds.setdefault(asked.kind, []).append(asked)
        answers: list[_Answer] = []
        with transaction.atomic():
            for alike in kinds.values():
                answers += _saved(alike)
            if connection.needs_rollback:
                raise OperationalError(BROKEN)
        return answers

    def _alone(self, asked: _Asked) -> _Answer:
        """Return what an act answers that is run by itself."""
        try:
            act = partial(_only, asked.act, asked.given)
            answer = _by_itself(act, self._room, spares_reserve=asked.spares_reserve)
        except Exception as error:  # noqa: BLE001 - it is raised where it was asked
            return asked.done, None, error
        return asked.done, answer, None


def _saved(alike: list[_Asked]) -> list[_Answer]:
    """Return what acts of one kind answer: all at once in a savepoint, one by one if that fails.

    Raises:
        OperationalError: the disk is full, or fails: a savepoint does not survive that.
    """
    try:
        with transaction.atomic():
            found = alike[0].act([each.given for each in alike])
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - it is raised where it was asked
        if len(alike) > 1:
            return [answer for each in alike for answer in _saved([each])]
        return [(alike[0].done, None, error)]
    return [
        (each.done, None, said) if isinstance(said, Exception) else (each.done, said, None)
        for each, said in zip(alike, found, strict=True)
    ]


def _only(act: Callable[[list[G]], list[T | Exception]], given: G) -> T:
    """Return what an act for many answers for one that is given alone.

    Raises:
        Exception: what it answers, where that is one.
    """
    [answer] = act([given])
    if isinstance(answer, Exception):
        raise answer
    return answer


def _by_itself(act: Callable[[], T], room: Room | None, *, spares_reserve: bool) -> T:
    """Run an act in a transaction of its own, again without the reserve where the disk is full.

    After any other failure of the database its connection is closed: the next act sees what lies
    on the disk, and not what somebody believes to have written.
    """
    if spares_reserve and _no_room(room):
        raise storage_full()
    try:
        return _in_a_transaction(act)
    except OperationalError as error:
        connection.close()
        if not is_full(error):
            raise
        freed = room is not None and room.let_go()
        if spares_reserve or not freed:
            raise storage_full() from error
    try:
        with transaction.atomic():
            return act()
    except OperationalError as error:
        connection.close()
        if is_full(error):
            raise storage_full() from error
        raise


def _in_a_transaction(act: Callable[[], T]) -> T:
    """Run an act in a transaction, again where the database ended it in favour of another one."""
    for _ in range(TRIES - 1):
        try:
            with transaction.atomic():
                return act()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") not in GAVE_WAY:
                raise
    with transaction.atomic():
        return act()


def _no_room(room: Room | None) -> bool:
    """Return whether there is a reserve to be spared, and it is not whole."""
    return room is not None and not room.whole and not room.look_after()


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
