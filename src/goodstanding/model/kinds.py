"""Kinds of record: what a policy may read, who may send it, and what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goodstanding.model.names import FieldName, KindName, SourceName, Text

HUNDREDTHS = 100
"""Money is held in whole hundredths of the currency unit."""


class Basis(StrEnum):
    """What a record rests on; there is no word for a tip, a patrol or a collector's note."""

    OWN_SERVICE = "own service"
    FINAL_DECISION = "final decision"
    AWARD = "award"
    CARRIED_BY_THE_MEMBER = "carried by the member"


class RecordClass(StrEnum):
    """Whether a kind is ordinary, or off until the operator names a legal basis for it."""

    ORDINARY = "ordinary"
    OFFENCE = "offence"
    HEALTH = "health"


class Context(StrEnum):
    """The part of life in which a record arose or a benefit is given."""

    GOVERNMENT = "government"
    ECONOMY = "economy"
    JUSTICE = "justice"
    LIFE = "life"
    TRAFFIC = "traffic"
    COMMUNITY = "community"


class Need(StrEnum):
    """What it takes a member to get a record of a kind."""

    MONEY = "money"
    BODY = "body"
    VEHICLE = "vehicle"
    LOAN = "loan"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeNumber:
    """A field of whole numbers, both ends included."""

    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A field of money in hundredths, both ends included."""

    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YesOrNo:
    """A field that is yes or no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """A field that holds one of the names listed."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A field that holds a day, both ends included where they are given."""

    least: date | None = None
    most: date | None = None


FieldType = WholeNumber | Money | YesOrNo | OneOf | Day


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """A kind of record that a policy declares; nothing else can reach its rules.

    `law` is the legal basis the operator named for an offence or health kind, empty otherwise.
    """

    name: KindName
    source: SourceName
    means: Text
    basis: Basis
    context: Context
    record_class: RecordClass
    needs: frozenset[Need]
    fields: Mapping[FieldName, FieldType]
    act: bool
    law: Text

    @property
    def off(self) -> bool:
        """Return whether this kind may not be read about people until a legal basis is named."""
        return self.record_class is not RecordClass.ORDINARY and not self.law
