"""Words in names: how a name falls into words, and the words that say money and hours."""

from typing import Final

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
