"""A board as Markdown."""

import re

from goodstanding.rulebook.words.board import Board, Section, Table

MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")
SPACES = re.compile(r"\s+")


def markdown_text(text: str) -> str:
    """Return a text with what Markdown would read as markup escaped, on one line."""
    return MARKUP.sub(r"\\\1", SPACES.sub(" ", text))


def markdown_table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> list[str]:
    """Return the lines of a table."""
    lines = [_row(columns), "|" + " --- |" * len(columns)]
    return [*lines, *(_row(row) for row in rows)]


def _row(cells: tuple[str, ...]) -> str:
    """Return one row of a table."""
    return "| " + " | ".join(markdown_text(cell) for cell in cells) + " |"


def board_markdown(board: Board) -> str:
    """Return a board as Markdown, ending with a line break."""
    lines = [f"# {markdown_text(board.heading)}", ""]
    lines += [markdown_text(board.language.together(board.opening)), ""]
    for section in board.sections:
        lines += _section(board, section)
    for sentence in board.closing:
        lines += [markdown_text(sentence), ""]
    return "\n".join(lines)


def _section(board: Board, section: Section) -> list[str]:
    """Return the lines of one section."""
    lines = [f"## {markdown_text(section.heading)}", ""]
    if section.sentences:
        lines += [markdown_text(board.language.together(section.sentences)), ""]
    if section.items:
        lines += [*(f"- {markdown_text(item)}" for item in section.items), ""]
    for table in section.tables:
        lines += _table(section, table)
    return lines


def _table(section: Section, table: Table) -> list[str]:
    """Return a table, under a heading of its own where it is one of several things."""
    heading = (
        [] if table.caption == section.heading else [f"### {markdown_text(table.caption)}", ""]
    )
    return [*heading, *markdown_table(table.columns, table.rows), ""]
