"""A paper as a PDF that a screen reader reads (PDF/UA-1), the same bytes for the same paper."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from goodstanding.errors import EnvironmentUnfitError
from goodstanding.present.paper import Block, Heading, Items, Paper, Paragraph, Table

if TYPE_CHECKING:
    from typst import Compiler

TEMPLATE: Final = Path(__file__).with_name("paper.typ")
STANDARD: Final = "ua-1"
LATIN: Final = ("Libertinus Serif",)
"""This one comes with the library."""

CHINESE: Final = (
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "Source Han Serif SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
"""Fonts with Chinese characters, in the order in which they are taken."""


class UnprintableError(EnvironmentUnfitError):
    """No font of this machine has some character of a paper."""


INSTALL: Final = "Install one that has, such as the package fonts-noto-cjk."


def pdf(paper: Paper, *others: Paper) -> bytes:
    """Return a paper as PDF; no clock is read, so the same paper gives the same bytes.

    `others` follow on the same sheet: the same paper in other languages.

    Raises:
        EnvironmentUnfitError: the library is missing.
        UnprintableError: no font here has some character of it.
    """
    compiler = _compiler()
    content = {
        "language": paper.language,
        "title": paper.title,
        "address": paper.address,
        "fonts": _fonts(paper.language),
        "parts": [_part(each) for each in (paper, *others)],
    }
    from typst import TypstError

    given = {"paper": json.dumps(content, ensure_ascii=False)}
    try:
        made = compiler.compile(
            input=TEMPLATE.read_bytes(), format="pdf", pdf_standards=STANDARD, sys_inputs=given
        )
    except TypstError:  # its words hold what could not be printed, which nobody else is to read
        message = "No font here has every character of a paper. " + INSTALL
        raise UnprintableError(message) from None
    assert isinstance(made, bytes)
    return made


def fonts_for(language: str) -> None:
    """See that this machine can print a language.

    Raises:
        EnvironmentUnfitError: the library is missing, or there is no font for the language.
    """
    _compiler()
    if language == "zh" and not _chinese():
        message = "There is no font for Chinese. " + INSTALL
        raise EnvironmentUnfitError(message)


@cache
def _compiler() -> "Compiler":
    """Return the one compiler of this process; it finds the fonts once."""
    try:
        from typst import Compiler
    except ModuleNotFoundError:
        message = (
            "typst is not installed, which papers and letters need. "
            'Install goodstanding with its extra: "goodstanding[web]".'
        )
        raise EnvironmentUnfitError(message) from None
    return Compiler()


@cache
def _chinese() -> tuple[str, ...]:
    """Return the fonts with Chinese characters that this machine has."""
    from typst import Fonts

    here = set(Fonts().families())
    return tuple(family for family in CHINESE if family in here)


def _fonts(language: str) -> list[str]:
    """Return the fonts for a language, the first to be asked for a character first."""
    return [*_chinese(), *LATIN] if language == "zh" else [*LATIN, *_chinese()]


def _part(paper: Paper) -> dict[str, Any]:
    """Return what one language of a paper says as the template takes it."""
    return {
        "language": paper.language,
        "fonts": _fonts(paper.language),
        "title": paper.title,
        "blocks": [_block(block) for block in paper.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    """Return a block as the template takes it."""
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "text": block.text}
        case Items():
            return {"kind": "items", "items": list(block.items)}
        case Table():
            rows = [list(row) for row in block.rows]
            return {"kind": "table", "columns": list(block.columns), "rows": rows}
