"""What the kernel can count with: products up to 2^62."""

from typing import Final

from goodstanding.errors import Problem, ProblemsError, declare

PRODUCT_MAX: Final = 2**62
"""Whole numbers of 64 bits, with room for a sum."""

ENTRIES_A_MEMBER_MAX: Final = 2_000_000
"""So many entries of a member are added up at most."""

TOO_LARGE = declare("plan-too-large", "Numbers of a policy whose products are not counted with.")


def too_large(path: str, largest: int) -> list[Problem]:
    """Return a problem where the largest product of a rule or measure is beyond 2^62."""
    if largest <= PRODUCT_MAX:
        return []
    return [
        Problem(
            code=TOO_LARGE,
            path=path,
            what="points times the field's greatest number and the shares, for as many records as "
            "a member may have, are beyond what the engine counts with, 2^62",
            hint="Use a smaller range, fewer points, or shares with smaller denominators",
        )
    ]


def refuse(problems: list[Problem]) -> None:
    """Refuse a policy that has any of these.

    Raises:
        ProblemsError: there is one at least.
    """
    if problems:
        raise ProblemsError(problems)


def clamped(value: int) -> int:
    """Return a divisor or bound, no larger than what is more than any number compared with it."""
    return min(value, PRODUCT_MAX + 1)
