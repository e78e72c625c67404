"""A statement on a terminal that has no room for nine columns."""

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.unit.present.test_forms import SHOWN, tables, town

from goodstanding.present.explain import Explanation
from goodstanding.present.rows import sheet
from goodstanding.present.text import print_tables
from goodstanding.rulebook.words import LANGUAGES


def narrow(explanation: Explanation, lang: str, width: int) -> list[str]:
    """Return the printed lines of a terminal of a width."""
    console = Console(file=io.StringIO(), width=width, color_system=None)
    print_tables(console, explanation, lang)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["town", "city"])
@pytest.mark.parametrize("width", [60, 80, 100, 132])
def test_a_narrow_terminal_cuts_nothing(width: int, name: str, lang: str) -> None:
    page = sheet(SHOWN[name](), lang)
    printed = narrow(SHOWN[name](), lang, width)
    assert max(cell_len(line) for line in printed) <= width
    text = "\n".join(printed)
    for row in page.lines:
        # a line begins with its number and what it is called, and ends with what it counts
        [head] = [line for line in printed if line.startswith(f"{row.number} {row.title} ")]
        assert head.endswith(f" {row.now}")
        assert row.day in text
    titles = [reason.title for reason in page.reasons] + [part.title for part in page.parts]
    assert all(title in text for title in titles)  # on one line, not one letter below the other
    squeezed = re.sub(r"\s", "", text)
    for row in page.lines:
        for said in (row.why, row.record, row.then, row.becomes if row.changes else ""):
            assert re.sub(r"\s", "", said) in squeezed


def test_a_narrow_terminal_has_the_lines_one_below_the_other() -> None:
    printed = narrow(town(), "en", 80)
    place = printed.index(f"1 Hours{'+4':>73}")
    day, record = (line.rstrip() for line in printed[place + 1 : place + 3])
    assert day == "  10 January 2027; Points then: +4; counts in full"
    assert record == "  s-1, volunteer network"
    assert "1 Hours" not in tables(town(), "en")
    # what goes on in the next row stays under the first, and the points keep their column
    for line in narrow(town(), "en", 60)[place + 1 :]:
        if line.startswith("  "):
            assert line[2] != " "


def test_what_cannot_be_contested_by_its_record_says_how_it_is() -> None:
    rows = {row.title: row for row in sheet(town(), "en").lines}
    assert not rows["Gifts"].by_record
    text = "\n".join(narrow(town(), "en", 100))
    assert text.count(rows["Gifts"].contest) >= 1
    assert rows["Hours"].by_record
    assert rows["Hours"].contest not in text
