"""A statement: an opening and its lines; the total is their sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from goodstanding.model.names import (
    DimensionName,
    GroupName,
    LevelName,
    MemberId,
    RecordId,
    RuleName,
    SourceName,
)


class Why(StrEnum):
    """Why a line counts what it counts; the reasons for 0 in the order they are asked."""

    COUNTED = "counted"
    FADED = "faded"
    REPAIRED = "repaired"
    UNDER_REVIEW = "under review"
    STRUCK_OUT = "struck out"
    NOT_YET_TOLD = "not yet told"
    BEFORE_SINCE = "before since"
    EXPIRED = "expired"
    SAME_ACT = "same act"
    NOT_AMONG_THE_BEST = "not among the best"
    TOO_FEW = "too few"
    CAPPED = "capped"
    LIMIT = "limit"


class LineKind(StrEnum):
    """What a line is about."""

    ENTRY = "entry"
    MEASURE = "measure"
    CAP = "cap"
    LIMIT = "limit"


class Line(NamedTuple):
    """One reason for points. `points` is the worth on its day, `counted` what is in the total.

    `rule` names the rule, measure or, on a cap line, the rule or group; it is None on a limit line.
    `records` is how many records a measure read, 1 for an entry, 0 otherwise. This is a named tuple
    because a statement makes twenty of them, and a frozen dataclass takes twice the time.
    """

    kind: LineKind
    rule: RuleName | GroupName | None
    on: date
    points: int
    counted: int
    why: Why
    dimension: DimensionName | None = None
    source: SourceName | None = None
    record: RecordId | None = None
    records: int = 0
    next_change: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A member's lines on a day: entry and measure lines, then caps, then limits."""

    member: MemberId
    as_of: date
    opening: int
    lines: tuple[Line, ...]
    level: LevelName
    dimensions: Mapping[DimensionName, int]

    @property
    def total(self) -> int:
        """Return the opening plus what every line counts."""
        return self.opening + sum(line.counted for line in self.lines)

    @property
    def next_change(self) -> date | None:
        """Return the first day on which a line changes with nothing new."""
        days = [line.next_change for line in self.lines if line.next_change is not None]
        return min(days, default=None)
