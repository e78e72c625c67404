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
from goodstanding.model.names import DimensionName, KindName, Number, RuleName
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
            for place in range(random.choice([1, 1, 1, 2]))
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
    moods = random.choice([(True,), (False,), (True, False)])
    measures = tuple(
        _measure(
            random,
            random.choice(moods),
            RuleName(f"measure-{place}"),
            random.choice(list(kinds)),
            random.choice(dimensions).name,
        )
        for place in range(random.randint(3, 5))
    )
    form = IndexForm(scale=random.choice(SCALES), dimensions=dimensions, measures=measures)
    return policy_of(random, kinds, form)


def _measure(
    random: Random, gains: bool, name: RuleName, kind: KindName, dimension: DimensionName
) -> Measure:
    """Return one measure, that gives points or takes them."""
    reading = random.choice([*Reading, Reading.LATEST, Reading.SHARE])
    field = None
    if reading is Reading.SHARE:
        field = KEPT
    elif reading in {Reading.SUM_FIELD, Reading.MOST, Reading.SMALLEST, Reading.LATEST}:
        field = random.choice([HOURS, AMOUNT])
    steps = fade(random) if random.random() < 0.6 else ()
    table = _table(random, reading, gains=gains, fades=bool(steps))
    if field == AMOUNT:
        table = tuple((bound * 100, points) for bound, points in table)
    return Measure(
        name=name,
        title=TITLE,
        dimension=dimension,
        reading=reading,
        record=kind,
        field=field,
        over=random.choice(SPANS[4:]),
        table=table,
        least=random.randint(1, 3) if reading is Reading.SHARE else 1,
        fade=steps,
        since=random.choice([None] * 16 + list(DATES)),
    )


def _table(
    random: Random, reading: Reading, *, gains: bool, fades: bool
) -> tuple[tuple[Number, int], ...]:
    """Return a table that keeps the laws: gains where more is good, losses where more is bad.

    Only shares change sign freely; what picks one record may, where it does not fade.
    """
    bounds = sorted(random.sample(NUMBERS.get(reading, COUNTS), random.randint(1, 3)))
    rising = [random.choice([0, 0, 2, 11])]
    for _ in bounds:
        rising.append(rising[-1] + random.choice([0, 1, 4, 10, 40]))
    points = rising if gains else [-each for each in rising]
    if reading is Reading.YEARS_SINCE or (reading is Reading.SMALLEST and (fades or gains)):
        points = rising[::-1] if gains or reading is Reading.SMALLEST else points[::-1]
    elif reading is Reading.SMALLEST:
        points = [each - random.choice([5, rising[-1]]) for each in rising]
        points = sorted(points)
    free = reading is Reading.SHARE or (
        not fades and (reading is Reading.LATEST or (reading is Reading.MOST and not gains))
    )
    if free and random.random() < 0.6:
        down = random.choice([5, rising[-1] // 2 + 1])
        points = [each - down if gains else each + down for each in points]
    return tuple(zip((Fraction(0), *bounds), points, strict=True))
