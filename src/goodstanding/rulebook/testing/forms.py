"""What a tests file says, read against its policy: cases, laws and edits to be refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from goodstanding.model.entry import Entry, Member
from goodstanding.rulebook.laws import Law

Plain: TypeAlias = "str | Sequence[Plain] | Mapping[str, Plain]"
"""A part of a policy's text without its places: text, lists and mappings."""


class Subject(StrEnum):
    """What an expectation is about."""

    TOTAL = "total"
    LEVEL = "level"
    BAND = "band"
    NEXT_CHANGE = "next change"
    DIMENSION = "dimension"
    RULE = "rule"
    GROUP = "group"


NAMED_ITSELF = (Subject.TOTAL, Subject.LEVEL, Subject.BAND, Subject.NEXT_CHANGE)
"""The subjects that `expect` writes by their own word; the others go by a name of the policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One key under `expect`: one check.

    `value` is points for a total, dimension, rule or group; the name of a level or band, `none`
    where there is none; the day of the next change. None is `no data`, and no next change.
    """

    subject: Subject
    name: str
    value: int | str | date | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A member with records on a day, and what is expected of the statement."""

    member: Member
    entries: tuple[Entry, ...]
    as_of: date
    expected: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of a tests file: its moments are its own day, those of `then`, those of `each`."""

    name: str
    line: int
    moments: tuple[Moment, ...]

    @property
    def checks(self) -> int:
        """Return how many checks the case makes: the keys under `expect`."""
        return sum(len(moment.expected) for moment in self.moments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Always:
    """A law that the file states, and where."""

    law: Law
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """An edit that the checker must turn down, and the word that it must use.

    `put` is (dotted path, new value), `removed` the dotted paths of keys that are taken away.
    """

    put: tuple[tuple[str, Plain], ...]
    removed: tuple[str, ...]
    because: str
    line: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A whole tests file."""

    cases: tuple[Case, ...]
    always: tuple[Always, ...]
    edits: tuple[Edit, ...]

    @property
    def checks(self) -> int:
        """Return how many checks the file makes: keys under `expect`, laws and refusals."""
        return sum(case.checks for case in self.cases) + len(self.always) + len(self.edits)
