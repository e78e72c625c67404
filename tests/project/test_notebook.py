"""The notebook of the documentation runs, and shows what stands in it."""

import copy
import re

import pytest
from tests.project.notebook import NOTEBOOK, outputs, read, rendered, sources
from tests.support.pages import ROOT


def test_each_cell_runs_and_shows_what_stands_below_it() -> None:
    notebook = read()
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(cells) >= 8
    assert rendered(notebook) == notebook, "run: .venv/bin/python -m tests.project.notebook"
    pictures = [
        picture
        for cell in cells
        for each in cell["outputs"]
        for picture in each.get("data", {}).get("image/svg+xml", [])
    ]
    assert sum("<title>" in line for line in pictures) == 3
    assert not any(re.search("m-[0-9a-z]{10}", line) for line in pictures)


def test_a_cell_that_fails_or_shows_something_else_is_found() -> None:
    """The control."""
    with pytest.raises(ZeroDivisionError):
        outputs(["x = 1", "x / 0"])
    notebook = copy.deepcopy(read())
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][:1]
    assert rendered(notebook) == notebook
    notebook["cells"][0]["source"].append("\nprint('more')")
    assert rendered(notebook) != notebook


def test_what_a_cell_shows_is_what_jupyter_would_show() -> None:
    first, second, third = outputs(["print('a'); 1 + 1", "x = 3", "x"])
    assert [each["output_type"] for each in first] == ["stream", "execute_result"]
    assert first[1]["data"] == {"text/plain": ["2"]}
    assert second == []
    assert third[0]["data"] == {"text/plain": ["3"]}


def test_the_notebook_has_the_form_that_jupyter_reads() -> None:
    notebook = read()
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(names) == len(set(names))
    for cell in notebook["cells"]:
        keys = {"cell_type", "id", "metadata", "source"}
        code = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == keys | code
    assert len(sources(notebook)) >= 8
    assert NOTEBOOK.relative_to(ROOT).as_posix() in (ROOT / "README.md").read_text(encoding="utf-8")
