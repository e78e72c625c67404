"""Whether what everybody gets became worse: one answer for the checker and for the comparison."""

import re
from enum import IntEnum
from fractions import Fraction
from typing import Final

from goodstanding.model.policy import Benefit

NUMBER: Final = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
WORD: Final = re.compile(r"\w+")


class Everybody(IntEnum):
    """What became of what everybody gets; of several answers the greatest holds.

    `UNCLEAR` is what only people can tell: the words are others, or no number says what is better.
    """

    SAME = 0
    BETTER = 1
    UNCLEAR = 2
    WORSE = 3


def compared(old: Benefit, new: Benefit) -> Everybody:
    """Return what a new edition makes of what everybody got.

    Numbers are compared in the direction from what everybody got to what the level gave, which is
    the better one. Languages that one of the two lacks are left out.
    """
    both = [code for code in old.everyone if code in new.everyone]
    return max(
        (_said(old.everyone[code], new.everyone[code], old.member.get(code, "")) for code in both),
        default=Everybody.UNCLEAR,
    )


def spelled(text: str) -> str:
    """Return a text without what is spelling alone: case, spaces, and punctuation off digits."""
    packed = "".join(text.casefold().split())
    return "".join(
        each
        for before, each, after in zip(f" {packed}", packed, f"{packed[1:]} ", strict=False)
        if each.isalnum() or before.isdigit() or after.isdigit()
    )


def _said(before: str, after: str, best: str) -> Everybody:
    """Return what became of the text of one language; `best` is what the level gave."""
    if spelled(before) == spelled(after):
        return Everybody.SAME
    if spelled(after) == spelled(best):
        return Everybody.BETTER
    had, has, good = (_numbers(text) for text in (before, after, best))
    if _words(before) != _words(after) or len(had) != len(has):
        return Everybody.UNCLEAR
    if _words(best) != _words(before) or len(good) != len(had):
        good = had
    return max(_number(*each) for each in zip(had, has, good, strict=True))


def _number(was: Fraction, now: Fraction, better: Fraction) -> Everybody:
    """Return what became of one number, where the better one says which way is better."""
    if was == now:
        return Everybody.SAME
    if was == better:
        return Everybody.UNCLEAR
    return Everybody.BETTER if (now > was) == (better > was) else Everybody.WORSE


def _numbers(text: str) -> list[Fraction]:
    """Return the numbers of a text."""
    return [Fraction(each.replace(",", "")) for each in NUMBER.findall(text)]


def _words(text: str) -> list[str]:
    """Return the words between the numbers of a text, one cup and two cups alike."""
    return [word.removesuffix("s") for word in WORD.findall(NUMBER.sub(" ", text.casefold()))]
