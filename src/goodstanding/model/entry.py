"""What is known of a member: consents, admitted records and the dated states of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goodstanding.model.names import (
    ActId,
    FieldName,
    FieldValue,
    KindName,
    LevelName,
    MemberId,
    RecordId,
    SourceName,
)

ALWAYS_TOLD = date.min
"""The day of notice of an entry whose file has no column for it."""


class State(StrEnum):
    """What a decision made of an entry."""

    COUNTED = "counted"
    UNDER_REVIEW = "under review"
    STRUCK_OUT = "struck out"
    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """From a day on, an entry has a state; changes are appended, never edited."""

    state: State
    on: date
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record that was admitted; the only thing that can be scored.

    `position` is the place among the records as given, which breaks ties under running bounds.
    `notified` is the day a deduction's notice arrived, None while it has not, and `ALWAYS_TOLD`
    where notices are not kept. Money fields are in hundredths.
    """

    source: SourceName
    record: RecordId
    member: MemberId
    kind: KindName
    on: date
    filed: date
    until: date | None = None
    act: ActId | None = None
    notified: date | None = ALWAYS_TOLD
    position: int = 0
    fields: Mapping[FieldName, FieldValue]
    states: tuple[StateChange, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an act that ends before it begins."""
        if self.until is not None and self.until < self.on:
            message = "an act cannot end before it begins"
            raise ValueError(message)

    @property
    def aged_from(self) -> date:
        """Return the day from which ages run: the end of the act where it has one."""
        return self.on if self.until is None else self.until

    def told_on(self, day: date) -> bool:
        """Return whether the notice of this entry has reached the member by `day`."""
        return self.notified is not None and self.notified <= day

    def state_on(self, day: date) -> State:
        """Return the state of the last change up to `day`; of one day's, the last given."""
        if not self.states:
            return State.COUNTED
        found, since = State.COUNTED, date.min
        for change in self.states:
            if since <= change.on <= day:
                found, since = change.state, change.on
        return found

    def repaired_on(self, day: date) -> date:
        """Return the day of the repair that holds on `day`: the first since it last counted.

        A review of a repaired deduction does not start its span again.
        """
        first = day
        for change in sorted(self.states, key=lambda change: change.on):
            if change.on > day:
                break
            if change.state is State.COUNTED:
                first = day
            elif change.state is State.REPAIRED:
                first = min(first, change.on)
        return first


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A member's authorisation of one source, in force on given <= day < until.

    `kinds` is None where every kind of the source is authorised. `records_from` lets acts from
    before joining count, where the member said so.
    """

    given: date
    until: date | None = None
    kinds: frozenset[KindName] | None = None
    records_from: date | None = None

    def covers(self, kind: KindName, day: date) -> bool:
        """Return whether this authorises reading `kind` on `day`."""
        if day < self.given or (self.until is not None and day >= self.until):
            return False
        return self.kinds is None or kind in self.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who joined.

    `consents` is None where every source is authorised: synthetic people and published studies.
    `level_held` is None where it is not known; then a level is never kept by its lower mark.
    """

    id: MemberId
    joined: date = date.min
    consents: Mapping[SourceName, Consent] | None = None
    level_held: LevelName | None = None
