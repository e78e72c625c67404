"""The index family: weighted dimensions, and the measures that move them."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import lcm

from goodstanding.model.days import Span
from goodstanding.model.names import (
    DimensionName,
    FieldName,
    FieldValue,
    KindName,
    Number,
    RuleName,
    Text,
)
from goodstanding.model.points import FadeStep

DIMENSION_MAX = 100
"""A dimension runs from 0 to 100."""


class Reading(StrEnum):
    """How a measure turns the entries it reads into one number."""

    COUNT = "count of"
    SUM_FIELD = "sum in"
    SUM = "sum of"
    MOST = "most in"
    SMALLEST = "smallest in"
    LATEST = "latest in"
    SHARE = "share of"
    YEARS_SINCE = "years since latest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A part of the index: its weight (a share of 1) and the score of nobody's records."""

    name: DimensionName
    title: Text
    weight: Fraction
    base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number over one kind of record, and the points that a table gives for it.

    `field` is the field of `sum F in`, `most`, `smallest`, `latest` and the yes-or-no field of
    `share of R where F`; None for the readings that have none. Table rows are (lower bound,
    points), bounds rising: shares are fractions of 1, money is in hundredths.
    """

    name: RuleName
    title: Text
    dimension: DimensionName
    reading: Reading
    record: KindName
    field: FieldName | None
    over: Span
    table: tuple[tuple[Number, int], ...]
    least: int = 1
    fade: tuple[FadeStep, ...] = ()
    since: date | None = None
    law: str = ""
    share_units: int = dataclasses.field(init=False, repr=False, compare=False)
    fade_units: tuple[tuple[Span, int], ...] = dataclasses.field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Know the shares of the fade in whole units, of which `share_units` are the whole."""
        units = lcm(*(step.share.denominator for step in self.fade))
        steps = tuple((step.after, int(step.share * units)) for step in self.fade)
        object.__setattr__(self, "share_units", units)
        object.__setattr__(self, "fade_units", steps)

    def points(self, number: Number) -> int:
        """Return the points of the last row whose bound is not above `number`."""
        found = self.table[0][1]
        for bound, points in self.table:
            if number < bound:
                break
            found = points
        return found

    @property
    def falls(self) -> bool:
        """Return whether more of what is read is worse for the member."""
        return self.table[-1][1] < self.table[0][1]

    def speaks_for(self, value: FieldValue) -> bool:
        """Return whether a record with this value of a share's field speaks for the member.

        Where a larger share is worse, such as that of late months, the records of `no` do.
        """
        return bool(value) is not self.falls

    @property
    def deducts(self) -> bool:
        """Return whether any row takes points away."""
        return any(points < 0 for _, points in self.table)

    def against(self, value: FieldValue) -> bool:
        """Return whether an entry with this value of the field can take points away: a deduction.

        A measure without a field reads every entry as 1.
        """
        if not self.deducts:
            return False
        assert isinstance(value, int)
        match self.reading:
            case Reading.SHARE:
                return not self.speaks_for(value)
            case Reading.MOST | Reading.SMALLEST | Reading.LATEST:
                return self.points(value) < 0
            case _:
                return value > 0
