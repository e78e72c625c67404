"""A statement for a terminal: tables where there is one, plain lines elsewhere."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from goodstanding.present.explain import Explanation
from goodstanding.present.rows import LineRow, Sheet, sheet

if TYPE_CHECKING:  # drawing tables is asked for only where there is a terminal
    from rich.console import Console

THEN: Final = 3
"""The place of what a line was worth on its day, among the columns."""

TABLE_WIDTH: Final = 150
"""A terminal of so many characters has room for the nine columns of the lines."""


def explanation_text(explanation: Explanation, lang: str) -> str:
    """Return a statement as plain lines, ending with a line break.

    Raises:
        UsageError: the words or the policy's titles lack the language; it names those there are.
    """
    page = sheet(explanation, lang)
    words = page.words
    lines = [page.heading, page.subject, words.personal, ""]
    lines += [page.language.rule.titled.format(title=n, text=v) for n, v in page.figures]
    lines += page.sentences
    if page.reasons:
        lines += ["", words.reasons_heading]
        for reason in page.reasons:
            aside = words.aside.format(text=reason.title, note=reason.records)
            lines.append(f"  {reason.now:>5}  {aside}")
    if page.parts:
        lines += ["", words.parts_heading]
        for part in page.parts:
            aside = words.aside.format(text=part.title, note=part.weight)
            lines.append(f"  {part.now:>5}  {aside}")
    lines += ["", words.lines_heading]
    for row in page.lines:
        lines += plain_line(page, row)
    lines += [words.no_lines] if not page.lines else []
    lines += ["", page.language.board.contest_heading, *page.contest]
    return "\n".join([*lines, ""])


def plain_line(page: Sheet, row: LineRow) -> list[str]:
    """Return one line of a statement: what it is and counts, then what is said of it."""
    language = page.language
    said = [(page.columns[place], cell) for place, cell in enumerate(cells(row)) if place > 1]
    pairs = [language.rule.titled.format(title=name, text=cell) for name, cell in said]
    head = f"{row.number}. {row.title}{language.comma}{row.now}"
    return [head, f"     {language.semicolon.join(pairs[:3])}", *(f"     {p}" for p in pairs[3:])]


def cells(row: LineRow) -> tuple[str, ...]:
    """Return the cells of one line in the order of the columns."""
    return (
        row.number,
        row.title,
        row.day,
        row.then,
        row.now,
        row.why,
        row.becomes,
        row.record,
        row.contest,
    )


def print_tables(console: "Console", explanation: Explanation, lang: str) -> None:
    """Print a statement as tables on a terminal.

    Raises:
        UsageError: the words or the policy's titles lack the language; it names those there are.
    """
    page = sheet(explanation, lang)
    words = page.words
    _say(console, page.heading, style="bold")
    _say(console, page.subject)
    _say(console, words.personal, style="italic")
    console.print()
    for name, value in page.figures:
        _say(console, page.language.rule.titled.format(title=name, text=value))
    for sentence in page.sentences:
        _say(console, sentence)
    if page.reasons:
        reasons = [(each.now, each.title, each.records) for each in page.reasons]
        columns = (words.column_now, words.column_reason, words.column_records)
        _table(console, words.reasons_heading, columns, reasons, numbers=(0, 2))
    if page.parts:
        parts = [(each.title, each.weight, str(each.base), str(each.now)) for each in page.parts]
        heads = (words.column_part, words.column_weight, words.column_base, words.column_part_now)
        _table(console, words.parts_heading, heads, parts, numbers=(1, 2, 3))
    if not page.lines:
        _say(console, page.language.sentence(words.no_lines))
    elif console.width >= TABLE_WIDTH:
        rows = [cells(row) for row in page.lines]
        _table(console, words.lines_heading, page.columns, rows, numbers=(0, 3, 4))
    else:
        _narrow(console, page)
    console.print()
    for sentence in page.contest:
        _say(console, sentence)


def _narrow(console: "Console", page: Sheet) -> None:
    """Print the lines where nine columns have no room: points at the right, the rest below.

    How a record is contested stands once at the end; here only what is contested in another way.
    """
    from rich.table import Table
    from rich.text import Text

    language = page.language
    console.print()
    _say(console, page.words.lines_heading, style="bold")
    table = Table(box=None, show_header=False, expand=True, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    for row in page.lines:
        then = language.rule.titled.format(title=page.columns[THEN], text=row.then)
        said = [language.semicolon.join((row.day, then, row.why)), row.record]
        said += [row.becomes] if row.changes else []
        said += [] if row.by_record else [row.contest]
        quiet = "" if row.counted else "dim"
        table.add_row(row.number, Text(row.title, style="bold"), Text(row.now, style="bold"))
        table.add_row("", Text("\n".join(said), style=quiet), "")
    console.print(table)


def _say(console: "Console", text: str, *, style: str = "") -> None:
    """Print a text as it is: what looks like markup in a title is none."""
    from rich.text import Text

    console.print(Text(text, style=style))


def _table(
    console: "Console",
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    *,
    numbers: Sequence[int],
) -> None:
    """Print one table; `numbers` are the places of columns that stand to the right."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", title_style="bold")
    for place, column in enumerate(columns):
        justify: Literal["right", "left"] = "right" if place in numbers else "left"
        table.add_column(Text(column), overflow="fold", justify=justify)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print()
    console.print(table)
