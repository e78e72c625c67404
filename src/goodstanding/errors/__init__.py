"""Every error a caller can see, with a stable code and a hint."""

from goodstanding.errors.problem import (
    CATALOGUE,
    Code,
    EnvironmentUnfitError,
    GoodStandingError,
    Problem,
    ProblemsError,
    UsageError,
    declare,
)

__all__ = [
    "CATALOGUE",
    "Code",
    "EnvironmentUnfitError",
    "GoodStandingError",
    "Problem",
    "ProblemsError",
    "UsageError",
    "declare",
]
