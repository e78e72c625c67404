"""How functions of the kernel are compiled: cached, without the lock of the interpreter."""

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar, cast

from numba import njit

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")

OPTIONS: Final[dict[str, Any]] = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",  # a division by zero is not looked for: no plan has one
    "_nrt": False,  # nothing is allocated inside, so no array is counted as it is handed on
}


def compiled(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Return a function compiled on its first call and kept on disk; whole numbers stay whole."""
    return cast("Callable[Parameters, Returned]", njit(**OPTIONS)(function))


def inlined(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Return a function compiled into each place that calls it.

    A call hands over every array of its tables, which costs more than what a small function does.
    """
    made = njit(**OPTIONS, forceinline=True)(function)
    return cast("Callable[Parameters, Returned]", made)
