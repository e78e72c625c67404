"""Which texts a file may hold: what cannot be seen or turns other text round is refused."""

import re
from typing import Final

from goodstanding.errors import declare
from goodstanding.intake.faults import Fault
from goodstanding.intake.limits import ID_CHARACTERS_MAX, TEXT_CHARACTERS_MAX

BAD_TEXT = declare(
    "intake-bad-text", "A text is too long, or holds characters that cannot be seen."
)
EMPTY_CELL = declare("intake-empty-cell", "A cell is empty that every record needs.")

PLAIN_ID: Final = re.compile(r"[!-~](?:[ -~]{0,62}[!-~])?")
"""What most identifiers look like, so that most need no second look."""

UNSEEN: Final = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # controls, line breaks and tabs among them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of text
    "\u200b\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"  # no width, or a line break
    "\ud800-\udfff\ufffe\uffff"  # halves of characters, and no characters
    "\U000e0000-\U000e007f"  # tags
    "]"
)
"""Joiners (U+200C and U+200D) are not among them: Persian and Indic names are written with them."""

_ENDS: Final = re.compile(r"^\s|\s$")


def id_fault(text: str, column: str) -> Fault | None:
    """Return what is wrong with an identifier, None where nothing is."""
    if PLAIN_ID.fullmatch(text):
        return None
    return text_fault(text, column, ID_CHARACTERS_MAX)


def text_fault(text: str, column: str, most: int = TEXT_CHARACTERS_MAX) -> Fault | None:
    """Return what is wrong with a text that may not be empty, None where nothing is.

    Texts are kept byte for byte: two that differ only in how an accent is written are two.
    """
    if not text:
        return empty(column)
    if len(text) > most:
        what = f"the text is longer than {most} characters"
        return Fault(code=BAD_TEXT, column=column, what=what, hint="Shorten it")
    unseen = UNSEEN.search(text)
    if unseen is not None:
        what = f"the character U+{ord(unseen[0]):04X} may not stand in a text"
        return Fault(code=BAD_TEXT, column=column, what=what, hint="Take it out")
    if _ENDS.search(text):
        what = "the text begins or ends with a space"
        return Fault(code=BAD_TEXT, column=column, what=what, hint="Take the space out")
    return None


def empty(column: str) -> Fault:
    """Return the fault of a cell that may not be empty."""
    return Fault(code=EMPTY_CELL, column=column, what="the cell is empty", hint="Fill it in")
