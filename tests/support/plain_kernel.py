"""The kernel as plain Python, nothing of it compiled: to plant faults in it, and to measure it."""

# A copy is run under the name of the file that it was read from, so that the lines which tests
# reach in it count as lines reached in the kernel. Python looks at every index; compiled code does
# not, and reads beside the array.

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeVar

from goodstanding.scoring.kernel import compiled as compiling

KERNEL: Final = "goodstanding.scoring.kernel"
FOLDER: Final = Path(compiling.__file__).parent
MODULES: Final = (
    "calendar",
    "shared",
    "pairs",
    "contest",
    "rates",
    "caps",
    "sieve",
    "points",
    "measures",
    "index",
    "run",
)
"""Those that hold anything compiled, each after those that it needs."""

COLUMNS: Final = "columns"
"""The module beside the kernel that makes statements of its lines."""

Function = TypeVar("Function", bound=Callable[..., Any])
_copies = count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A wrong sentence in one module of the kernel: each edit is (text, what replaces it).

    `form` is the form of the language that the sentence is about; any policy will do where it is
    empty. A fault that is `heaped` shows in members with many entries.
    """

    name: str
    module: str
    edits: tuple[tuple[str, str], ...]
    form: str = ""
    heaped: bool = False


def source_of(module: str, faults: Sequence[Fault] = ()) -> str:
    """Return the source of a module with the faults in it; each text is there, once."""
    text = path_of(module).read_text(encoding="utf-8")
    for fault in faults:
        if fault.module == module:
            for right, wrong in fault.edits:
                assert text.count(right) == 1, f"{fault.name}: {right!r} stands in {module} once"
                text = text.replace(right, wrong)
    return text


def path_of(module: str) -> Path:
    """Return the file of a module."""
    return (FOLDER.parent if module == COLUMNS else FOLDER) / f"{module}.py"


def _as_it_stands(function: Function) -> Function:
    """Return a function that is not compiled."""
    return function


@contextmanager
def plain_kernel(*faults: Fault) -> Iterator[ModuleType]:
    """Give the module of columns with a plain kernel under it, with faults in it or none."""
    name = f"plain_kernel_{next(_copies)}"
    modules: dict[str, ModuleType] = {}
    decorators = ModuleType(f"{name}.compiled")
    decorators.__dict__.update(compiled=_as_it_stands, inlined=_as_it_stands)
    sys.modules[name], sys.modules[f"{name}.compiled"] = ModuleType(name), decorators
    try:
        for module in (*MODULES, COLUMNS):
            text = source_of(module, faults)
            for copied in ("compiled", *MODULES):
                text = text.replace(f"{KERNEL}.{copied} import", f"{name}.{copied} import")
            made = modules[module] = ModuleType(f"{name}.{module}")
            sys.modules[made.__name__] = made
            exec(compile(text, str(path_of(module)), "exec"), made.__dict__)  # noqa: S102 - our own
        yield modules[COLUMNS]
    finally:
        for loaded in [each for each in sys.modules if each.split(".")[0] == name]:
            del sys.modules[loaded]
