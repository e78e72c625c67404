"""A paper as headings, paragraphs, lists and tables, and its text in Markdown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; `level` is 1 for parts of the paper and 2 for parts of those."""

    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list without an order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: each row has as many cells as there are columns; the first cell heads its row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Items | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper in one language. `address` is whom a letter goes to, empty for other papers."""

    language: str
    title: str
    blocks: tuple[Block, ...]
    address: str = ""


def markdown(paper: Paper) -> str:
    """Return a paper as Markdown; what its texts say is never taken for a mark."""
    parts = [f"# {_plain(paper.title)}"]
    if paper.address:
        parts.append("  \n".join(_plain(line) for line in paper.address.splitlines()))
    parts += [_block(block) for block in paper.blocks]
    return "\n\n".join(parts) + "\n"


def texts(paper: Paper) -> Iterator[str]:
    """Yield every text of a paper in the order of reading."""
    yield from paper.address.splitlines()
    yield paper.title
    for block in paper.blocks:
        match block:
            case Heading() | Paragraph():
                yield block.text
            case Items():
                yield from block.items
            case Table():
                yield from block.columns
                for row in block.rows:
                    yield from row


def _block(block: Block) -> str:
    """Return one block."""
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {_plain(block.text)}"
        case Paragraph():
            return _plain(block.text)
        case Items():
            return "\n".join(f"- {_plain(item)}" for item in block.items)
        case Table():
            lines = [_row(block.columns), _row("---" for _ in block.columns)]
            return "\n".join([*lines, *(_row(map(_plain, row)) for row in block.rows)])


def _row(cells: Iterable[str]) -> str:
    """Return one row of a table."""
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Return a text in which nothing is a mark of Markdown, on one line."""
    joined = " ".join(text.split())
    for mark in "\\`*_[]<>|#":
        joined = joined.replace(mark, f"\\{mark}")
    return joined
