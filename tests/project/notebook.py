"""The notebook of the documentation, run cell by cell as Jupyter would, and its outputs.

Write them again with: .venv/bin/python -m tests.project.notebook
"""

import ast
import contextlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests.support.pages import ROOT

NOTEBOOK: Final = ROOT / "docs/notebook/city.ipynb"
SHOWN: Final = (("_repr_svg_", "image/svg+xml"), ("_repr_html_", "text/html"))


def read(path: Path = NOTEBOOK) -> dict[str, Any]:
    """Return a notebook as JSON values."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def sources(notebook: dict[str, Any]) -> list[str]:
    """Return the text of each cell of code."""
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def outputs(codes: Sequence[str]) -> list[list[dict[str, Any]]]:
    """Run cells one after another in one namespace, and return what each shows.

    Raises:
        Exception: a cell fails, with the cell's own error.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    return [run_cell(code, namespace, number) for number, code in enumerate(codes, start=1)]


def run_cell(code: str, namespace: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Run a cell and return what it prints, and what its last expression is."""
    tree = ast.parse(code, filename=f"cell {number}")
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    result = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, f"cell {number}", "exec"), namespace)  # noqa: S102 - our own notebook
        if isinstance(last, ast.Expr):
            expression = ast.Expression(last.value)
            result = eval(compile(expression, f"cell {number}", "eval"), namespace)  # noqa: S307 - the same
    found: list[dict[str, Any]] = []
    if printed.getvalue():
        text = printed.getvalue().splitlines(keepends=True)
        found.append({"name": "stdout", "output_type": "stream", "text": text})
    if result is not None:
        found.append(
            {
                "data": shown(result),
                "execution_count": number,
                "metadata": {},
                "output_type": "execute_result",
            }
        )
    return found


def shown(result: object) -> dict[str, list[str]]:
    """Return a value as a notebook shows it."""
    found = {"text/plain": repr(result).splitlines(keepends=True)}
    for method, kind in SHOWN:
        if hasattr(result, method):
            found[kind] = getattr(result, method)().splitlines(keepends=True)
            break
    return found


def rendered(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook with the outputs that its cells have now."""
    made = iter(enumerate(outputs(sources(notebook)), start=1))
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            number, own = next(made)
            cells.append(cell | {"execution_count": number, "outputs": own})
        else:
            cells.append(cell)
    return notebook | {"cells": cells}


def main() -> None:
    """Write the outputs again."""
    text = json.dumps(rendered(read()), ensure_ascii=False, indent=1) + "\n"
    NOTEBOOK.write_text(text, encoding="utf-8")
    print(f"rendered {NOTEBOOK.relative_to(ROOT)}")  # noqa: T201 - a script that says what it did


if __name__ == "__main__":
    main()
