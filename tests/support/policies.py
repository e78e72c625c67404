"""Random policies of the points family: crowded, with every form, as the checker lets through."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from random import Random

from goodstanding.model.days import Period, Span, Unit
from goodstanding.model.kinds import (
    Basis,
    Context,
    FieldType,
    Money,
    OneOf,
    RecordClass,
    RecordKind,
    WholeNumber,
    YesOrNo,
)
from goodstanding.model.names import (
    FieldName,
    FieldValue,
    GroupName,
    KindName,
    LevelName,
    PolicyName,
    RuleName,
    SourceName,
)
from goodstanding.model.points import (
    Bounds,
    DatedPoints,
    FadeStep,
    FixedPoints,
    Group,
    Hold,
    Lasts,
    PointsByBound,
    PointsByName,
    PointsCap,
    PointsEach,
    Rates,
    Repaired,
    Rule,
    TimesCap,
    Worth,
)
from goodstanding.model.policy import IndexForm, Level, PointsForm, Policy, Purpose

TITLE = {"en": "Generated"}
FIRST_DAY = date(2024, 1, 1)
DATES = (date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 1))
SPANS = tuple(
    Span(count=count, unit=unit)
    for count, unit in (
        (1, Unit.DAYS),
        (2, Unit.WEEKS),
        (30, Unit.DAYS),
        (1, Unit.MONTHS),
        (3, Unit.MONTHS),
        (1, Unit.YEARS),
        (2, Unit.YEARS),
    )
)
SHARES = (Fraction(2, 3), Fraction(1, 2), Fraction(1, 3), Fraction(1, 10), Fraction(0))
HOURS, AMOUNT, GRADE, KEPT = (FieldName(name) for name in ("hours", "amount", "grade", "kept"))
FIELDS: Mapping[FieldName, FieldType] = {
    HOURS: WholeNumber(least=0, most=12),
    AMOUNT: Money(least=0, most=1_250),
    GRADE: OneOf(names=("a", "b", "c")),
    KEPT: YesOrNo(),
}
PERIODS = tuple(Period)


def kind_named(name: str, source: str, *, act: bool) -> RecordKind:
    """Return a kind of record with every type of field."""
    return RecordKind(
        name=KindName(name),
        source=SourceName(source),
        means=TITLE,
        basis=Basis.OWN_SERVICE,
        context=Context.COMMUNITY,
        record_class=RecordClass.ORDINARY,
        needs=frozenset(),
        fields=FIELDS,
        act=act,
        law={},
    )


def policy_of(
    random: Random, kinds: Mapping[KindName, RecordKind], form: PointsForm | IndexForm
) -> Policy:
    """Return a policy of a form, sometimes with a window and levels."""
    start = form.start if isinstance(form, PointsForm) else form.opening
    marks = sorted({start + random.randint(-4, 12) for _ in range(2)})
    levels = tuple(
        Level(
            name=LevelName(f"level-{place}"),
            title=TITLE,
            reached_from=mark,
            keep_above=mark - random.choice([0, 1, 5]),
            opens=(),
        )
        for place, mark in enumerate(marks)
    )
    return Policy(
        name=PolicyName("generated"),
        edition=1,
        purpose=random.choice([Purpose.PROGRAMME, Purpose.PROGRAMME, Purpose.STUDY]),
        published=FIRST_DAY,
        in_force=FIRST_DAY,
        notice=Span(count=30, unit=Unit.DAYS),
        title=TITLE,
        kinds=kinds,
        form=form,
        window=random.choice([None] * 20 + list(SPANS[3:])),
        levels=levels if random.random() < 0.3 else (),
    )


def points_policy(random: Random) -> Policy:
    """Return a random policy of the points family."""
    running = random.random() < 0.25
    signs = random.choice([(1,), (-1,), (1, -1)])
    acts = not running and random.random() < 0.35
    kinds = {
        kind.name: kind
        for kind in (
            kind_named(f"kind-{place}", f"source-{place % 2}", act=acts and random.random() < 0.7)
            for place in range(random.choice([1, 1, 2, 3]))
        )
    }
    rules = tuple(
        _rule(
            random,
            RuleName(f"rule-{place}"),
            random.choice(list(kinds.values())),
            sign=random.choice(signs),
            running=running,
        )
        for place in range(random.randint(2, 4))
    )
    start = random.choice([0, 1, 10])
    bounds = None
    if running or random.random() < 0.4:
        floor = start - random.choice([0, 0, 1, 6])
        ceiling = start + random.choice([1, 5, 9, 30])
        open_side = random.choice([0, 0, 1, 2])
        bounds = Bounds(
            floor=None if open_side == 1 else floor,
            ceiling=None if open_side == 2 else ceiling,
            hold=Hold.AT_EVERY_RECORD if running else Hold.AT_THE_END,
        )
    form = PointsForm(start=start, bounds=bounds, rules=rules, groups=_groups(random, kinds, rules))
    return policy_of(random, kinds, form)


def _rule(random: Random, name: RuleName, kind: RecordKind, *, sign: int, running: bool) -> Rule:
    """Return one rule; what the checker refuses together is never drawn together."""
    capped = not kind.act and random.random() < 0.7
    by_rates = sign > 0 and not kind.act and not running
    worth = _worth(random, kind, sign, rates=by_rates, mixed=not capped)
    rates = isinstance(worth, Rates)
    repaired = None
    if least_of(worth) < -1 and random.random() < 0.6:
        points = random.randint(least_of(worth) + 1, 0)
        repaired = Repaired(points=points, lasts=random.choice([None, *SPANS]))
    times: tuple[TimesCap, ...] = ()
    caps: tuple[PointsCap, ...] = ()
    if capped:
        pool = PERIODS[3:] if rates else PERIODS
        caps = tuple(
            PointsCap(points=(-1 if least_of(worth) < 0 else 1) * random.randint(1, 12), per=per)
            for per in _periods(random, pool, most=2)
        )
        if not rates and not running:
            shorter = [per for per in PERIODS if not caps or per.length <= caps[0].per.length]
            times = tuple(
                TimesCap(times=random.randint(1, 2), per=per)
                for per in _periods(random, shorter, most=2)
            )
    return Rule(
        name=name,
        title=TITLE,
        record=kind.name,
        worth=worth,
        since=random.choice([None] * 16 + list(DATES)),
        fade=fade(random),
        lasts=_lasts(random, worth),
        repaired=repaired,
        times_caps=times,
        points_caps=caps,
    )


def _periods(random: Random, pool: tuple[Period, ...] | list[Period], *, most: int) -> list[Period]:
    """Return a few periods, the shortest first."""
    count = min(random.randint(0, most), len(pool))
    return sorted(random.sample(list(pool), count), key=lambda per: per.length)


def fade(random: Random) -> tuple[FadeStep, ...]:
    """Return up to three steps, each later and smaller than the one before."""
    count = random.choice([0, 0, 0, 1, 1, 2, 3])
    spans = sorted(random.sample(SPANS, count), key=lambda span: span.mean_days)
    shares = sorted(random.sample(SHARES, count), reverse=True)
    return tuple(
        FadeStep(after=span, share=share) for span, share in zip(spans, shares, strict=True)
    )


def _worth(random: Random, kind: RecordKind, sign: int, *, rates: bool, mixed: bool) -> Worth:
    """Return what an act is worth, in any form; `mixed` tables add and deduct."""
    field = random.choice([HOURS, AMOUNT])
    unit = 100 if field == AMOUNT else 1
    chance = random.random()
    if chance < 0.2:
        return FixedPoints(points=_dated(random, sign * random.randint(1, 7)))
    if chance < 0.35:
        return PointsEach(field=field, points=_dated(random, sign * random.randint(1, 3)))
    if chance < 0.65 and rates:
        first, step = random.randint(1, 6), random.randint(1, 6)
        high = Fraction(random.choice([1, 2, 4, 5]), random.choice([1, 3, 7]))
        return Rates(
            field=field,
            brackets=(
                (first * unit, high),
                ((first + step) * unit, high / random.choice([2, 3])),
                ((first + 2 * step) * unit, high / 7),
            )[: random.randint(1, 3)],
        )
    low = -sign * random.randint(0, 5) if mixed and random.random() < 0.4 else 0
    points = [low, low + sign * random.randint(1, 5)]
    points.append(points[-1] + sign * random.randint(0, 6))
    if chance < 0.85:
        bounds = sorted(random.sample(range(1, 11), 2))
        return PointsByBound(
            field=field,
            rows=tuple(zip((0, bounds[0] * unit, bounds[1] * unit), points, strict=True)),
        )
    named = random.choice([GRADE, KEPT])
    form = kind.fields[named]
    names: tuple[FieldValue, ...] = form.names if isinstance(form, OneOf) else (True, False)
    return PointsByName(field=named, rows=dict(zip(names, points, strict=False)))


def _dated(random: Random, points: int) -> DatedPoints:
    """Return points, plain or from a day on, other ones from a later day."""
    if random.random() < 0.6:
        return DatedPoints(amounts=((None, points),))
    first, later = sorted(random.sample(DATES, 2))
    return DatedPoints(amounts=((first, points), (later, points * 2)))


def _lasts(random: Random, worth: Worth) -> Lasts | None:
    """Return how long an act counts: for ever, one span, or by the rule's own table."""
    chance = random.random()
    if chance < 0.7:
        return None
    if chance < 0.85 or not isinstance(worth, PointsByBound | PointsByName):
        return Lasts(spans={None: random.choice(SPANS)})
    rows = worth.rows if isinstance(worth, PointsByName) else [bound for bound, _ in worth.rows]
    return Lasts(spans={row: random.choice(SPANS) for row in rows})


def _groups(
    random: Random, kinds: Mapping[KindName, RecordKind], rules: tuple[Rule, ...]
) -> tuple[Group, ...]:
    """Return at most one group of each sign, whose periods hold those of its rules."""
    found = []
    for sign in (1, -1):
        inside = [
            rule
            for rule in rules
            if not kinds[rule.record].act
            and (least_of(rule.worth) >= 0 if sign > 0 else most_of(rule.worth) <= 0)
            and random.random() < 0.7
        ]
        if not inside or random.random() < 0.4:
            continue
        longest = max(_longest_period(rule) for rule in inside)
        periods = _periods(random, PERIODS[longest:], most=2) or [Period.EVER]
        found.append(
            Group(
                name=GroupName("gains" if sign > 0 else "losses"),
                title=TITLE,
                rules=tuple(rule.name for rule in inside),
                caps=tuple(PointsCap(points=sign * random.randint(1, 15), per=p) for p in periods),
            )
        )
    return tuple(found)


def _longest_period(rule: Rule) -> int:
    """Return the place of the longest period that a rule counts over."""
    times = [cap.per.length for cap in rule.times_caps]
    points = [cap.per.length for cap in rule.points_caps]
    return max(
        [0, *times, *points, *([Period.YEAR.length] if isinstance(rule.worth, Rates) else [])]
    )


def _values_of(worth: Worth) -> list[int]:
    """Return the signs that an act can be worth: each amount as it stands."""
    match worth:
        case FixedPoints() | PointsEach():
            return [points for _, points in worth.points.amounts]
        case PointsByBound():
            return [points for _, points in worth.rows]
        case PointsByName():
            return list(worth.rows.values())
        case Rates():
            return [1]


def least_of(worth: Worth) -> int:
    """Return the least amount of a worth as it stands."""
    return min(_values_of(worth))


def most_of(worth: Worth) -> int:
    """Return the greatest amount of a worth as it stands."""
    return max(_values_of(worth))
