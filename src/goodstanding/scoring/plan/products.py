"""What the kernel can count with: products below 2^62."""

from typing import Final

from goodstanding.errors import Problem, ProblemsError, declare

PRODUCT_MAX: Final = 2**62
"""Whole numbers of 64 bits, with room for a sum."""

TOO_LARGE = declare("plan-too-large", "Numbers of a policy whose products are not counted with.")


def check_product(path: str, largest: int) -> None:
    """Refuse what is beyond whole numbers of 64 bits.

    Raises:
        ProblemsError: the largest product of the rule or measure at `path` is 2^62 or more.
    """
    if abs(largest) >= PRODUCT_MAX:
        raise ProblemsError(
            [
                Problem(
                    code=TOO_LARGE,
                    path=path,
                    what="the range of its field times its points, rates and shares is beyond what "
                    "the engine counts with",
                    hint="Use a smaller range, fewer points, or fractions of one denominator",
                )
            ]
        )
