"""A distribution as a picture of its own, for notebooks: an SVG with its numbers in it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Final

from goodstanding.present.cells import CELL_LEAST, CELLS_MAX, Distribution, distribution
from goodstanding.present.report import range_said
from goodstanding.present.report_words import WORDS
from goodstanding.rulebook.words.known import language_of
from goodstanding.scoring.tallies import Spread

ROW_HEIGHT: Final = 22
LABEL_WIDTH: Final = 130
BAR_WIDTH: Final = 400
COUNT_WIDTH: Final = 80
FONT: Final = 'font-family="system-ui, sans-serif" font-size="13"'


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture that notebooks show by themselves; `svg` is its text."""

    svg: str = field(repr=False)

    def _repr_svg_(self) -> str:
        """Return the picture as notebooks ask for it."""
        return self.svg


def plot(values: Iterable[object], *, title: str, lang: str = "en", most: int = CELLS_MAX) -> Plot:
    """Return how whole numbers are distributed: a bar a range, of no fewer than twenty members.

    `values` are a column of any library, or any numbers; `most` is how many ranges there are at
    most. The length of a bar is the number of members.

    Raises:
        UsageError: there are no words in the language.
        TypeError: a value is no whole number.
    """
    language = language_of(lang)
    words = WORDS[language.code]
    spread = Spread()
    spread.add(Counter(_whole(value) for value in values))
    found = distribution(spread, most=most)
    if found is None:
        least = language.number(CELL_LEAST)
        return Plot(_svg(title, [_text(0, 2, words.too_few.format(least=least))], rows=2))
    rows = [
        (range_said(language, words, cell), cell.count, language.number(cell.count))
        for cell in found.cells
    ]
    return Plot(_svg(title, _bars(rows), rows=_rows(found)))


def _whole(value: object) -> int:
    """Return a value of a column as a whole number; those of pyarrow say what they hold."""
    held = value.as_py() if hasattr(value, "as_py") else value
    if isinstance(held, bool) or not hasattr(held, "__index__"):
        message = f"A distribution is of whole numbers, and {type(held).__name__} is none."
        raise TypeError(message)
    return int(held.__index__())


def _rows(found: Distribution) -> int:
    """Return how many rows the picture has, the title's among them."""
    return len(found.cells) + 1


def _bars(rows: list[tuple[str, int, str]]) -> list[str]:
    """Return the bars with their ranges and counts."""
    most = max(count for _, count, _ in rows)
    parts = []
    for place, (said, count, number) in enumerate(rows, start=1):
        length = BAR_WIDTH * count / most
        top = place * ROW_HEIGHT
        parts += [
            _text(LABEL_WIDTH - 8, place + 1, said, end=True),
            (
                f'<rect x="{LABEL_WIDTH}" y="{top + 3}" width="{length:.1f}" '
                f'height="{ROW_HEIGHT - 6}" fill="#17456e"/>'
            ),
            _text(round(LABEL_WIDTH + length + 6), place + 1, number),
        ]
    return parts


def _text(left: int, row: int, words: str, *, end: bool = False, bold: bool = False) -> str:
    """Return a text in a row, counted from 1."""
    anchor = ' text-anchor="end"' if end else ""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{left}" y="{row * ROW_HEIGHT - 7}" {FONT} fill="#1c2126"{anchor}{weight}>'
        f"{escape(words)}</text>"
    )


def _svg(title: str, parts: list[str], *, rows: int) -> str:
    """Return a picture of so many rows under a title, on white."""
    wide, tall = LABEL_WIDTH + BAR_WIDTH + COUNT_WIDTH, rows * ROW_HEIGHT + 4
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" '
                f'width="{wide}" height="{tall}" role="img">'
            ),
            f"<title>{escape(title)}</title>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            _text(4, 1, title, bold=True),
            *parts,
            "</svg>",
        ]
    )
