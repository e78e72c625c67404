"""How functions of the kernel are compiled: cached, without the lock of the interpreter."""

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar, cast

from numba import njit
from numba.core import types

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
    return cast("Callable[Parameters, Returned]", _once_for_all(njit(**OPTIONS)(function)))


def inlined(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Return a function compiled into each place that calls it.

    A call hands over every array of its tables, which costs more than what a small function does.
    """
    made = _once_for_all(njit(**OPTIONS, forceinline=True)(function))
    return cast("Callable[Parameters, Returned]", made)


def _once_for_all(made: Any) -> Any:  # noqa: ANN401 - numba has no types
    """Let a function be compiled once for any number, and not again for each one written out.

    That halves the time of the first call. Where compiling is switched off there is nothing to do.
    """
    if hasattr(made, "get_call_template"):
        as_written, unliteral = made.get_call_template, cast("Any", types).unliteral

        def template(args: tuple[Any, ...], named: dict[str, Any]) -> Any:  # noqa: ANN401 - numba has no types
            return as_written(tuple(unliteral(each) for each in args), named)

        made.get_call_template = template
    return made
