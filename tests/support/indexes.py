"""Random policies of the index family: crowded, with every reading."""

from fractions import Fraction
from random import Random

from tests.support.policies import (
    AMOUNT,
    DATES,
    HOURS,
    KEPT,
    SPANS,
    TITLE,
    fade,
    kind_named,
    policy_of,
)

from goodstanding.model.index import Dimension, Measure, Reading
from goodstanding.model.names import DimensionName, Number, RuleName
from goodstanding.model.policy import IndexForm, Policy

SCALES = ((0, 1000), (0, 1000), (300, 850), (0, 10))
NUMBERS: dict[Reading, tuple[Fraction, ...]] = {
    Reading.SHARE: (Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1)),
    Reading.YEARS_SINCE: (Fraction(1), Fraction(2), Fraction(3)),
}
COUNTS = (Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3), Fraction(6))


def index_policy(random: Random) -> Policy:
    """Return a random policy of the index family."""
    kinds = {
        kind.name: kind
        for kind in (
            kind_named(f"kind-{place}", f"source-{place % 2}", act=False)
            for place in range(random.randint(1, 2))
        )
    }
    first = Fraction(random.choice([5, 33, 50, 90, 100]), 100)
    weights = [first] if first == 1 else [first, 1 - first]
    dimensions = tuple(
        Dimension(
            name=DimensionName(f"dimension-{place}"),
            title=TITLE,
            weight=weight,
            base=random.choice([0, 3, 50, 66, 95, 100]),
        )
        for place, weight in enumerate(weights)
    )
    measures = tuple(
        _measure(
            random,
            RuleName(f"measure-{place}"),
            random.choice(list(kinds)),
            random.choice(dimensions).name,
        )
        for place in range(random.randint(1, 4))
    )
    form = IndexForm(scale=random.choice(SCALES), dimensions=dimensions, measures=measures)
    return policy_of(random, kinds, form)


def _measure(random: Random, name: RuleName, kind: str, dimension: DimensionName) -> Measure:
    """Return one measure."""
    reading = random.choice(list(Reading))
    field = None
    if reading is Reading.SHARE:
        field = KEPT
    elif reading in {Reading.SUM_FIELD, Reading.MOST, Reading.SMALLEST, Reading.LATEST}:
        field = random.choice([HOURS, AMOUNT])
    steps = fade(random)
    table = _table(random, reading, fades=bool(steps))
    if field == AMOUNT:
        table = tuple((bound * 100, points) for bound, points in table)
    return Measure(
        name=name,
        title=TITLE,
        dimension=dimension,
        reading=reading,
        record=kind,  # type: ignore[arg-type] # the name of a kind
        field=field,
        over=random.choice(SPANS[3:]),
        table=table,
        least=random.randint(1, 3) if reading is Reading.SHARE else 1,
        fade=steps,
        since=random.choice([None] * 8 + list(DATES)),
    )


def _table(random: Random, reading: Reading, *, fades: bool) -> tuple[tuple[Number, int], ...]:
    """Return a table that keeps the laws: gains where more is good, losses where more is bad.

    Only shares change sign freely; what picks one record may, where it does not fade.
    """
    bounds = sorted(random.sample(NUMBERS.get(reading, COUNTS), random.randint(1, 3)))
    steps = [random.choice([0, 1, 4, 10, 40]) for _ in bounds]
    first = random.choice([0, 0, 2, 11])
    rising = [first]
    for step in steps:
        rising.append(rising[-1] + step)
    gains, losses = rising, [-points for points in rising]
    more_is_better = random.random() < 0.5
    if reading is Reading.YEARS_SINCE:  # the longer ago, the less a gain or a loss is
        points = gains[::-1] if more_is_better else losses[::-1]
    elif reading is Reading.SMALLEST:
        points = gains if more_is_better else gains[::-1]
        if not fades and random.random() < 0.5:
            points = [each - random.choice([0, 5, rising[-1]]) for each in gains]
    elif reading in {Reading.MOST, Reading.LATEST, Reading.SHARE}:
        points = gains if more_is_better else losses
        free = reading is Reading.SHARE or (not fades and not more_is_better)
        if free and random.random() < 0.6:
            down = random.choice([5, rising[-1] // 2 + 1])
            points = [each + (-down if more_is_better else down) for each in points]
    else:
        points = gains if more_is_better else losses
    return tuple(zip((Fraction(0), *bounds), points, strict=True))
