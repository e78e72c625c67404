"""A function of the kernel is compiled once for all numbers."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from goodstanding.scoring.kernel.compiled import compiled, inlined

SOURCE: Final = """
from goodstanding.scoring.kernel.compiled import compiled, inlined

@inlined
def twice(number):
    return 2 * number

@compiled
def thrice(number):
    return 3 * number

@compiled
def both(number):
    return twice(number) + twice(1) + thrice(number) + thrice(7)
"""


@pytest.fixture
def module(tmp_path: Path) -> ModuleType:
    """Return a module that nothing has compiled before."""
    path = tmp_path / "never_compiled.py"
    path.write_text(SOURCE, encoding="utf-8")
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    sys.modules[path.stem] = made
    spec.loader.exec_module(made)
    return made


def test_a_number_written_out_does_not_compile_a_function_again(module: ModuleType) -> None:
    assert module.both(5) == 10 + 2 + 15 + 21
    for function in (module.twice, module.thrice, module.both):
        assert len(function.nopython_signatures) == 1


def test_where_compiling_is_switched_off_a_function_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def same(number: int) -> int:
        return number

    monkeypatch.setattr("numba.core.config.DISABLE_JIT", True)
    assert compiled(same) is same
    assert inlined(same) is same
