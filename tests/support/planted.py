"""Copies of the modules of incremental runs with a fault in one of them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from goodstanding.errors import CATALOGUE
from goodstanding.scoring.batch.run import Run
from goodstanding.scoring.receipt import Receipt

ORIGINAL: Final = "goodstanding.scoring.batch"
COPY: Final = "planted_batch"
MODULES: Final = ("previous", "changed", "carried", "run")
"""Those that decide who is scored again, in the order in which they import each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A wrong text in place of a right one in a module."""

    name: str
    module: str
    right: str
    wrong: str


@contextmanager
def planted(fault: Planted | None = None) -> Iterator[Callable[[Run, Path], Receipt]]:
    """Yield `score_snapshot` of copies of the modules, one of them with a fault."""
    try:
        for name in MODULES:
            original = import_module(f"{ORIGINAL}.{name}")
            path = original.__file__
            assert path is not None
            source = Path(path).read_text(encoding="utf-8")
            if fault is not None and fault.module == name:
                assert source.count(fault.right) == 1, f"{fault.right!r} stands in {name} once"
                source = source.replace(fault.right, fault.wrong)
            for other in MODULES:
                source = source.replace(f"{ORIGINAL}.{other} ", f"{COPY}.{other} ")
            source = source.replace(" declare(", " CATALOGUE.get(")  # each is declared already
            copy = ModuleType(f"{COPY}.{name}")
            copy.__dict__["CATALOGUE"] = CATALOGUE
            copy.__file__ = path
            sys.modules[copy.__name__] = copy
            exec(compile(source, path, "exec"), copy.__dict__)  # noqa: S102 - a copy of our own
        yield copy.score_snapshot
    finally:
        for name in MODULES:
            sys.modules.pop(f"{COPY}.{name}", None)
