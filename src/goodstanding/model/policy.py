"""A policy: one edition of a programme's or a study's rules, checked and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from goodstanding.model.days import Span
from goodstanding.model.index import DIMENSION_MAX, Dimension, Measure
from goodstanding.model.kinds import Context, RecordKind
from goodstanding.model.names import (
    NO_LEVEL,
    BandName,
    BenefitName,
    DimensionName,
    KindName,
    LevelName,
    PartnerName,
    PolicyName,
    RuleName,
    Text,
)
from goodstanding.model.points import Bounds, Group, Rule


class Purpose(StrEnum):
    """Whether a policy scores members of a programme or studies a published system."""

    PROGRAMME = "programme"
    STUDY = "study"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A range of totals that opens benefits; `keep_above` is the lower mark for who holds it."""

    name: LevelName
    title: Text
    reached_from: int
    keep_above: int
    opens: tuple[BenefitName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A named range that opens nothing and that only the member sees."""

    name: BandName
    title: Text
    starts_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """A small thing that a level opens, with what everybody gets anyway."""

    name: BenefitName
    title: Text
    partner: PartnerName
    context: Context
    everyone: Text
    member: Text
    because: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsForm:
    """What only a points policy has."""

    start: int
    bounds: Bounds | None
    rules: tuple[Rule, ...]
    groups: tuple[Group, ...]
    rules_by_kind: Mapping[KindName, tuple[Rule, ...]] = field(init=False)
    group_by_rule: Mapping[RuleName, Group] = field(init=False)
    capped: frozenset[RuleName] = field(init=False)
    kinds_read: frozenset[KindName] = field(init=False)

    def __post_init__(self) -> None:
        """Index the rules by kind, in the order of their lines, and by what caps them."""
        by_kind: dict[KindName, tuple[Rule, ...]] = {}
        for rule in sorted(self.rules, key=lambda rule: rule.name):
            by_kind[rule.record] = (*by_kind.get(rule.record, ()), rule)
        groups = {name: group for group in self.groups for name in group.rules}
        object.__setattr__(self, "rules_by_kind", MappingProxyType(by_kind))
        object.__setattr__(self, "group_by_rule", MappingProxyType(groups))
        object.__setattr__(self, "kinds_read", frozenset(by_kind))
        capped = {rule.name for rule in self.rules if rule.points_caps} | set(groups)
        object.__setattr__(self, "capped", frozenset(capped))


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexForm:
    """What only an index policy has; weights sum to 1."""

    scale: tuple[int, int]
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    opening: int = field(init=False)
    dimension_by_name: Mapping[DimensionName, Dimension] = field(init=False)
    kinds_read: frozenset[KindName] = field(init=False)

    def __post_init__(self) -> None:
        """Work out the opening: the exact weighted sum of the bases, rounded once, in favour."""
        low, high = self.scale
        exact = sum((part.weight * part.base for part in self.dimensions), start=Fraction(0))
        opening = low + ceil_fraction(exact * (high - low) / DIMENSION_MAX)
        object.__setattr__(self, "opening", opening)
        by_name = {part.name: part for part in self.dimensions}
        object.__setattr__(self, "dimension_by_name", MappingProxyType(by_name))
        kinds = frozenset(measure.record for measure in self.measures)
        object.__setattr__(self, "kinds_read", kinds)


def ceil_fraction(value: Fraction) -> int:
    """Round up to a whole number: towards the member, for gains and deductions alike."""
    return -(-value.numerator // value.denominator)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Policy:
    """One edition of one policy. Two policies are equal only if they are the same object."""

    name: PolicyName
    edition: int
    purpose: Purpose
    published: date
    in_force: date
    notice: Span
    title: Text
    kinds: Mapping[KindName, RecordKind]
    form: PointsForm | IndexForm
    window: Span | None = None
    levels: tuple[Level, ...] = ()
    bands: tuple[Band, ...] = ()
    benefits: tuple[Benefit, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of the title, in the order written."""
        return tuple(self.title)

    @property
    def opening(self) -> int:
        """Return the total of a member without any lines."""
        return self.form.start if isinstance(self.form, PointsForm) else self.form.opening

    @property
    def rule_names(self) -> tuple[RuleName, ...]:
        """Return the names of the rules or measures, in the order written."""
        if isinstance(self.form, PointsForm):
            return tuple(rule.name for rule in self.form.rules)
        return tuple(measure.name for measure in self.form.measures)

    def reads(self, kind: KindName) -> bool:
        """Return whether any rule or measure reads a kind of record."""
        return kind in self.form.kinds_read

    def level(self, total: int, held: LevelName | None) -> LevelName:
        """Return the level of a total, given the level held before (None where unknown).

        A level is reached at `reached_from`; held, it stays down to `keep_above`. Holding a level
        holds those below it.
        """
        names = [level.name for level in self.levels]
        held_at = names.index(held) if held in names else -1
        found = NO_LEVEL
        for place, level in enumerate(self.levels):
            mark = level.keep_above if place <= held_at else level.reached_from
            if total >= mark:
                found = level.name
        return found

    def band(self, total: int) -> Band | None:
        """Return the band of a total, for the member alone."""
        found = None
        for band in self.bands:
            if total >= band.starts_at:
                found = band
        return found
