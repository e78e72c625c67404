"""How totals are distributed, for a terminal: a bar a range, of no fewer than twenty members."""

from typing import TYPE_CHECKING, Final

from goodstanding.present.cells import CELL_LEAST, distribution
from goodstanding.present.report import range_said
from goodstanding.present.report_words import WORDS
from goodstanding.rulebook.words.known import language_of
from goodstanding.scoring.tallies import Spread

if TYPE_CHECKING:  # drawing is asked for only where there is a terminal
    from rich.console import Console

BAR_LEAST: Final = 10
PARTS: Final = " ▏▎▍▌▋▊▉█"
"""An eighth of a character each."""


def print_histogram(console: "Console", totals: Spread, lang: str) -> None:
    """Print how totals are distributed, in words of a language.

    Raises:
        UsageError: there are no words in this language.
    """
    from rich.table import Table
    from rich.text import Text

    language = language_of(lang)
    words = WORDS[language.code]
    least = language.number(CELL_LEAST)
    found = distribution(totals)
    console.print()
    if found is None:
        console.print(Text(words.too_few.format(least=least)))
        return
    rows = [(range_said(language, words, cell), cell.count) for cell in found.cells]
    most = max(count for _, count in rows)
    taken = max(Text(said).cell_len for said, _ in rows) + len(language.number(most)) + 6
    width = max(BAR_LEAST, console.width - taken)
    console.print(Text(words.totals_heading, style="bold"))
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    plain = not (console.encoding or "").lower().startswith("utf")
    for said, count in rows:
        bar = Text(_bar(count, most, width, plain=plain), style="cyan")
        table.add_row(Text(said), bar, Text(language.number(count)))
    console.print(table)


def _bar(count: int, most: int, width: int, *, plain: bool) -> str:
    """Return a bar of a length; of a part of a character at least."""
    if plain:
        return "#" * max(1, width * count // most)
    whole, part = divmod(max(1, width * 8 * count // most), 8)
    return "█" * whole + (PARTS[part] if part else "")
