"""Welch's t between classes of calls whose times were taken in turns, in random order."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final

import numpy as np

CUTS: Final = (1.0, 0.9, 0.5, 0.25, 0.1)
"""All times, and the shortest 90, 50, 25 and 10 in a hundred of both together."""


def interleaved(
    classes: Mapping[str, Sequence[Callable[[], float]]], *, seed: int = 1
) -> dict[str, list[float]]:
    """Run every call of every class once, in random order, and return their times by class."""
    order = [(name, call) for name, calls in classes.items() for call in calls]
    Random(seed).shuffle(order)
    found: dict[str, list[float]] = {name: [] for name in classes}
    for name, call in order:
        found[name].append(call())
    return found


def worst(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Welch's t furthest from nothing, over the cuts, without its sign."""
    first, second = np.asarray(one), np.asarray(other)
    both = np.concatenate([first, second])
    found = 0.0
    for cut in CUTS:
        most = np.quantile(both, cut)
        found = max(found, _welch(first[first <= most], second[second <= most]))
    return found


def _welch(one: np.ndarray, other: np.ndarray) -> float:
    """Return the size of Welch's t; classes of too few times say nothing."""
    if min(len(one), len(other)) < 30:
        return 0.0
    spread = one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)
    return float(abs(one.mean() - other.mean()) / max(spread, 1e-24) ** 0.5)
