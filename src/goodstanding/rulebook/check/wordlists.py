"""Words in names: how a name falls into words, and the words that say money and hours."""

import re
import unicodedata
from typing import Final

JOINERS: Final = re.compile(r"[-_\s]+")

HOURS: Final = frozenset({"hour", "hours", "hrs", "xiaoshi", "shichang"})
"""Segments of a field's name that say it counts hours."""

MONEY: Final = frozenset(
    {
        "amount", "sum", "price", "fee", "value", "worth", "money", "cash", "payment", "paid",
        "donated", "yuan", "rmb", "cny", "eur", "euro", "euros", "usd", "dollar", "dollars",
        "gbp", "pound", "pounds", "kuai", "jine", "cents", "fen",
    }
)  # fmt: skip
"""Segments of a field's name that say it is money, though its type is a whole number."""


def segments(name: str) -> frozenset[str]:
    """Return the words of a name: what stands between its hyphens and underscores."""
    return frozenset(name.replace("_", "-").split("-"))


def plain(text: str) -> str:
    """Return a text for matching: one form of each letter, small, names as separate words."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return JOINERS.sub(" ", folded).replace("\u2019", "'")
