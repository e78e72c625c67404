"""A programme that may be cut off between any two of its writes, and begins again."""

from collections.abc import Callable
from typing import TypeVar

from django.db import connection

from goodstanding.ledger.keys import Keys
from goodstanding.ledger.sealing import Seal
from goodstanding.ledger.store import Store

T = TypeVar("T")
G = TypeVar("G")
W = TypeVar("W")


class CrashError(BaseException):
    """The process is gone; nothing that it had not written is there."""


class Life:
    """Whether the process lives, and at which write it dies."""

    def __init__(self) -> None:
        """Live."""
        self.dead, self.left, self.after = False, 0, False

    def crash_at(self, write: int, *, after: bool) -> None:
        """Die at a write, before or after it is durable."""
        self.left, self.after = write, after

    def begin(self) -> None:
        """Begin again."""
        self.dead, self.left = False, 0

    def check(self) -> None:
        """Do nothing where the process is gone."""
        if self.dead:
            raise CrashError

    def write(self, act: Callable[[], T]) -> T:
        """Write, or die."""
        self.check()
        if self.left:
            self.left -= 1
            if self.left == 0:
                self.dead = True
                if self.after:
                    act()
                raise CrashError
        return act()


class MortalStore:
    """A store whose process may be gone."""

    def __init__(self, store: Store, life: Life) -> None:
        """Stand in front of a store."""
        self._store, self._life = store, life

    def write(self, act: Callable[[], T], *, spares_reserve: bool = False) -> T:
        """Run an act that may write."""
        if connection.in_atomic_block:
            return act()
        return self._life.write(lambda: self._store.write(act, spares_reserve=spares_reserve))

    def together(
        self,
        act: Callable[[W, list[G]], list[T | Exception]],
        whose: W,
        given: G,
        *,
        spares_reserve: bool = False,
    ) -> T:
        """Run an act for many."""
        if connection.in_atomic_block:
            return self._store.together(act, whose, given, spares_reserve=spares_reserve)
        return self._life.write(
            lambda: self._store.together(act, whose, given, spares_reserve=spares_reserve)
        )

    def read(self, act: Callable[[], T]) -> T:
        """Run an act that only reads."""
        self._life.check()
        return self._store.read(act)


class MortalKeys(Keys):
    """The keys of a process that may be gone."""

    def __init__(self, keys: Keys, life: Life) -> None:
        """Stand in for keys, in the same file."""
        self.__dict__.update(keys.__dict__)
        self._life = life

    def make(self, number: int) -> Seal:
        """Make a key."""
        return self._life.write(lambda: super(MortalKeys, self).make(number))

    def destroy(self, number: int) -> None:
        """Destroy a key."""
        self._life.write(lambda: super(MortalKeys, self).destroy(number))
