"""A record as a source filed it, and the named reasons why one is not admitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from goodstanding.model.entry import ALWAYS_TOLD
from goodstanding.model.names import (
    ActId,
    FieldName,
    FieldValue,
    KindName,
    MemberId,
    RecordId,
    SourceName,
)

RecordKey: TypeAlias = tuple[SourceName, RecordId]
"""What tells a record from every other: its source and the identifier the source gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A dated fact about one person, well formed for its kind and not yet admitted.

    `filed` is None where the file does not say it. `notified` is as in an entry. Money fields are
    in hundredths.
    """

    source: SourceName
    id: RecordId
    member: MemberId
    kind: KindName
    on: date
    until: date | None = None
    filed: date | None = None
    act: ActId | None = None
    notified: date | None = ALWAYS_TOLD
    fields: Mapping[FieldName, FieldValue]

    def __post_init__(self) -> None:
        """Refuse an act that ends before it begins."""
        if self.until is not None and self.until < self.on:
            message = "an act cannot end before it begins"
            raise ValueError(message)

    @property
    def key(self) -> RecordKey:
        """Return what tells this record from every other."""
        return (self.source, self.id)

    def same_but_for_filing(self, other: "Record") -> bool:
        """Return whether two records say the same, whenever each was filed."""
        return (
            self.source == other.source
            and self.id == other.id
            and self.member == other.member
            and self.kind == other.kind
            and self.on == other.on
            and self.until == other.until
            and self.act == other.act
            and self.notified == other.notified
            and self.fields == other.fields
        )


class Refusal(StrEnum):
    """Why a record was not admitted, in the order the checks run.

    The first two need no more of a record than whom it is about and who sent it; the last three
    are of records that the member's consent reaches on no day.
    """

    NOT_A_MEMBER = "not-a-member"
    SOURCE_NOT_REGISTERED = "source-not-registered"
    SOURCE_NOT_AUTHORISED = "source-not-authorised"
    KIND_NOT_REGISTERED = "kind-not-registered"
    KIND_OF_ANOTHER_SOURCE = "kind-of-another-source"
    KIND_WITHOUT_LEGAL_BASIS = "kind-without-legal-basis"
    RECORD_ALREADY_FILED = "record-already-filed"
    HAPPENED_AFTER_FILING = "happened-after-filing"
    KIND_NOT_AUTHORISED = "kind-not-authorised"
    HAPPENED_BEFORE_JOINING = "happened-before-joining"
    CONSENT_WAS_OVER = "consent-was-over"
