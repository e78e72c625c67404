"""A child process under the eye of its parent, stopped on its way into each of its write calls."""

# The system's own tracing is used, by which a debugger works, with a filter that stops the child at
# calls that change something and at no others. It needs no rights and no library. What lies in the
# files while the child is stopped is what would lie there if it were killed at that moment.

import ctypes
import io
import os
import platform
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

TRACE_ME, GO_ON, SET_OPTIONS, CALL_STOP = 0, 7, 0x4200, 0x420E
STOP_AT_FILTER, END_WITH_PARENT = 0x80, 0x100000
FILTER_STOP: Final = signal.SIGTRAP | 7 << 8
NO_NEW_RIGHTS, SET_FILTER, FILTER_PROGRAM = 38, 22, 2
LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06
TRACE, ALLOW = 0x7FF00000, 0x7FFF0000

CALLS: Final[dict[str, tuple[int, int | None]]] = {
    "write": (1, 64), "pwrite64": (18, 68), "writev": (20, 66), "sendto": (44, 206),
    "sendmsg": (46, 211), "fsync": (74, 82), "fdatasync": (75, 83), "ftruncate": (77, 46),
    "fallocate": (285, 47), "rename": (82, None), "mkdir": (83, None), "link": (86, None),
    "unlink": (87, None), "mkdirat": (258, 34), "unlinkat": (263, 35), "renameat": (264, 38),
    "linkat": (265, 37), "renameat2": (316, 276),
}  # fmt: skip
"""Calls that change what lies on a disk, or what a database is told, by their numbers on x86-64
and on 64-bit ARM."""

MACHINES: Final = ("x86_64", "aarch64")


class _CallStop(ctypes.Structure):
    """What the system says of a stop: of an entry, which call with which arguments."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("instruction", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
    )


class _Step(ctypes.Structure):
    """A step of a filter."""

    _fields_ = (
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Steps(ctypes.Structure):
    """A filter."""

    _fields_ = (("count", ctypes.c_uint16), ("first", ctypes.POINTER(_Step)))


Look = Callable[[int, tuple[str, ...]], bool]
"""Is told the number of the call and what the child has acknowledged; True kills the child."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a child ended: how many write calls it began, what it said, whether it was killed."""

    calls: int
    killed: bool
    said: tuple[str, ...]


def cannot_trace() -> str:
    """Return why children cannot be traced here, nothing where they can."""
    if not sys.platform.startswith("linux") or platform.machine() not in MACHINES:
        return "the numbers of this system's calls are not known"
    try:
        ran = run_traced(lambda say: say("x"), lambda *_: False)
    except OSError as error:
        return f"children cannot be traced here: {error.strerror}"
    return "" if ran.said == ("x",) else "a traced child says nothing"


def run_traced(work: Callable[[Callable[..., None]], None], look: Look) -> Ran:
    """Fork, let the child work, and look at each write call before it is carried out.

    The child acknowledges through what it is handed; that pipe's calls are not counted.

    Raises:
        OSError: the child cannot be traced.
        AssertionError: the child failed by itself.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    os.set_blocking(reading, False)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        heard = _Heard(pipe)
        try:
            calls, status = _follow(child, writing, lambda call: look(call, heard.so_far()))
        except BaseException:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise
        said = heard.so_far()
    killed = os.WIFSIGNALED(status)
    assert killed or os.WEXITSTATUS(status) == 0, "the child failed by itself"
    return Ran(calls=calls, killed=killed, said=said)


class _Heard:
    """What a child has said up to now."""

    def __init__(self, pipe: io.FileIO) -> None:
        """Begin to listen."""
        self._pipe, self._content = pipe, b""

    def so_far(self) -> tuple[str, ...]:
        """Return it, line by line."""
        while more := self._pipe.read(65_536):
            self._content += more
        return tuple(self._content.decode().splitlines())


def _work(work: Callable[[Callable[..., None]], None], pipe: int) -> None:
    """Be the child: ask to be traced, work, and end."""

    def say(*words: object) -> None:
        os.write(pipe, (" ".join(map(str, words)) + "\n").encode())

    code = 1
    try:
        _ptrace(TRACE_ME, 0, 0)
        _filter_calls()
        os.kill(os.getpid(), signal.SIGSTOP)
        work(say)
        code = 0
    except BaseException as error:  # noqa: BLE001 - a child that returned would run the tests again
        sys.stderr.write(f"the traced child failed: {error!r}\n")
    finally:
        sys.stderr.flush()
        os._exit(code)


def _numbers() -> set[int]:
    """Return the numbers of the write calls on this machine."""
    here = MACHINES.index(platform.machine())
    return {number for each in CALLS.values() if (number := each[here]) is not None}


def _filter_calls() -> None:
    """Let this process be stopped at its write calls."""
    numbers = sorted(_numbers())
    steps = [_Step(LOAD, 0, 0, 0)]
    for place, number in enumerate(numbers):
        steps.append(_Step(IF_EQUAL, len(numbers) - place, 0, number))
    steps += [_Step(RETURN, 0, 0, ALLOW), _Step(RETURN, 0, 0, TRACE)]
    program = _Steps(len(steps), (_Step * len(steps))(*steps))
    _control(NO_NEW_RIGHTS, 1, 0)
    _control(SET_FILTER, FILTER_PROGRAM, ctypes.addressof(program))


def _follow(child: int, pipe: int, look: Callable[[int], bool]) -> tuple[int, int]:
    """Return how many write calls a child began, and how it ended."""
    _, status = os.waitpid(child, 0)
    if not os.WIFSTOPPED(status):
        raise OSError(0, "a child did not stop")
    _ptrace(SET_OPTIONS, child, STOP_AT_FILTER | END_WITH_PARENT)
    calls = passed_on = 0
    stop = _CallStop()
    while True:
        _ptrace(GO_ON, child, passed_on)
        passed_on = 0
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return calls, status
        if status >> 8 != FILTER_STOP:
            passed_on = os.WSTOPSIG(status)
            continue
        _ptrace(CALL_STOP, child, ctypes.addressof(stop), size=ctypes.sizeof(stop))
        if stop.arguments[0] in {pipe, 2}:
            continue
        calls += 1
        if look(calls):
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            return calls, status


_LIBRARY: Final = ctypes.CDLL(None, use_errno=True)
_LIBRARY.ptrace.restype = ctypes.c_long
_LIBRARY.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_LIBRARY.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]


def _ptrace(request: int, child: int, value: int, *, size: int = 0) -> None:
    """Ask the system about a traced child.

    Raises:
        OSError: it will not.
    """
    _check(_LIBRARY.ptrace(request, child, size, value))


def _control(what: int, value: int, address: int) -> None:
    """Ask the system about this process itself.

    Raises:
        OSError: it will not.
    """
    _check(_LIBRARY.prctl(what, value, address, 0, 0))


def _check(answer: int) -> None:
    """Raise what the system says.

    Raises:
        OSError: it said no.
    """
    if answer == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
