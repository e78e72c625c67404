"""How functions of the kernel are compiled: cached, without the lock of the interpreter."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")


def compiled(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Return a function compiled on its first call and kept on disk; whole numbers stay whole."""
    made = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function)
    return cast("Callable[Parameters, Returned]", made)


def inlined(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Return a function compiled into each place that calls it.

    A call hands over every array of its tables, which costs more than what a small function does.
    """
    made = njit(cache=True, nogil=True, error_model="numpy", _nrt=False, forceinline=True)(function)
    return cast("Callable[Parameters, Returned]", made)
