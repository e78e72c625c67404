"""The points family: rules, what an act is worth, fading, caps, groups, rates and bounds."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import lcm

from goodstanding.model.days import Period, Span
from goodstanding.model.names import FieldName, FieldValue, GroupName, KindName, RuleName, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedPoints:
    """Points by the day of the act: each amount holds from its day until the next one.

    The first day is None where the amount has always held.
    """

    amounts: tuple[tuple[date | None, int], ...]

    def on(self, day: date) -> int | None:
        """Return the points in force on `day`, or None before the first amount."""
        found = None
        for first_day, points in self.amounts:
            if first_day is not None and day < first_day:
                break
            found = points
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedPoints:
    """`points`: the same points for every act of a day."""

    points: DatedPoints


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsEach:
    """`each` and `points`: points for each unit of a field."""

    field: FieldName
    points: DatedPoints


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsByBound:
    """`by` and `table` of lower bounds, rising; money bounds are in hundredths."""

    field: FieldName
    rows: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsByName:
    """`by` and `table` of names; the names of a yes-or-no field are True and False."""

    field: FieldName
    rows: Mapping[FieldValue, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """`each` and `rates`: progressive rates on the quantity of a calendar year.

    A bracket is (upper end, points a unit); upper ends rise, rates fall, nothing counts beyond the
    last. For money the upper ends are in hundredths and the rate is for a hundred hundredths.
    """

    field: FieldName
    brackets: tuple[tuple[int, Fraction], ...]
    units: int = dataclasses.field(init=False)
    _brackets: tuple[tuple[int, int], ...] = dataclasses.field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Know the rates in whole `units`: so many make a point, and every rate is exact."""
        units = lcm(*(rate.denominator for _, rate in self.brackets))
        brackets = tuple((upper, int(rate * units)) for upper, rate in self.brackets)
        object.__setattr__(self, "units", units)
        object.__setattr__(self, "_brackets", brackets)

    def between(self, first: int, last: int) -> int:
        """Return the units for the quantity from `first` to `last` of a year."""
        found, lower = 0, 0
        for upper, rate in self._brackets:
            if last <= lower:
                break
            if first < upper:
                found += rate * (min(last, upper) - max(first, lower))
            lower = upper
        return found


Worth = FixedPoints | PointsEach | PointsByBound | PointsByName | Rates


@dataclass(frozen=True, slots=True, kw_only=True)
class FadeStep:
    """From `after` on, only `share` of the points is left."""

    after: Span
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasts:
    """How long an act counts: one span, or spans by the rule's own `by` field.

    `spans` has the single key None for a plain span; otherwise its keys are those of the table
    (lower bounds or names).
    """

    spans: Mapping[FieldValue | None, Span]

    @property
    def plain(self) -> Span | None:
        """Return the span where it is the same for every act."""
        return self.spans.get(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What a repaired deduction becomes; it does not fade, and lasts from the repair."""

    points: int
    lasts: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesCap:
    """At most so many acts count in a calendar period: the largest."""

    times: int
    per: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsCap:
    """At most so many points (or, below zero, deductions) count in a calendar period."""

    points: int
    per: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Points for one kind of record. Caps of either sort stand from the shortest period up."""

    name: RuleName
    title: Text
    record: KindName
    worth: Worth
    since: date | None = None
    fade: tuple[FadeStep, ...] = ()
    lasts: Lasts | None = None
    repaired: Repaired | None = None
    times_caps: tuple[TimesCap, ...] = ()
    points_caps: tuple[PointsCap, ...] = ()
    law: str = ""
    competes: bool = dataclasses.field(init=False, repr=False, compare=False)
    share_units: int = dataclasses.field(init=False, repr=False, compare=False)
    fade_units: tuple[tuple[Span, int], ...] = dataclasses.field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Know whether acts compete for a place, and the fade in whole units of `share_units`."""
        competes = bool(self.times_caps) or isinstance(self.worth, Rates)
        object.__setattr__(self, "competes", competes)
        units = lcm(*(step.share.denominator for step in self.fade))
        steps = tuple((step.after, int(step.share * units)) for step in self.fade)
        object.__setattr__(self, "share_units", units)
        object.__setattr__(self, "fade_units", steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Caps that several rules share, from the shortest period up."""

    name: GroupName
    title: Text
    rules: tuple[RuleName, ...]
    caps: tuple[PointsCap, ...]


class Hold(StrEnum):
    """When the bounds of a total are applied."""

    AT_THE_END = "at the end"
    AT_EVERY_RECORD = "at every record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The least and the greatest total; None is an open side."""

    floor: int | None
    ceiling: int | None
    hold: Hold = Hold.AT_THE_END

    def bite(self, total: int) -> int:
        """Return what has to be added to `total` to bring it inside."""
        if self.floor is not None and total < self.floor:
            return self.floor - total
        if self.ceiling is not None and total > self.ceiling:
            return self.ceiling - total
        return 0
