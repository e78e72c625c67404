"""The members file: who joined, when, which sources each authorised, and until when."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from goodstanding.errors import ProblemsError, declare
from goodstanding.intake.characters import empty
from goodstanding.intake.faults import Fault, Refusals
from goodstanding.intake.limits import ID_CHARACTERS_MAX, ROW_BYTES_MAX
from goodstanding.intake.values import Days, read_text
from goodstanding.intake.wire.opening import open_sheet
from goodstanding.intake.wire.sheet import Cell, Columns, Sheet, filled
from goodstanding.model.entry import Consent, Member
from goodstanding.model.names import NO_LEVEL, LevelName, MemberId, SourceName
from goodstanding.model.policy import Policy

MEMBER_TWICE = declare("intake-member-twice", "One member stands twice in the members file.")
MEMBERS_ALIKE = declare(
    "intake-members-alike", "Two members look the same and differ only in their bytes."
)
UNKNOWN_SOURCE = declare("intake-unknown-source", "A member authorised a source nobody knows.")
UNKNOWN_LEVEL = declare("intake-unknown-level", "A member holds a level the policy has not.")
LEFT_BEFORE_JOINING = declare(
    "intake-left-before-joining", "A member's consent ends before it begins."
)

COLUMNS: Final = Columns(
    needed=("member", "joined", "sources", "until"),
    optional=("level",),
    texts=frozenset({"member", "sources", "level"}),
    days=frozenset({"joined", "until"}),
)


def read_members(path: Path, policy: Policy) -> dict[MemberId, Member]:
    """Return who joined, by identifier.

    Raises:
        ProblemsError: with every bad row; who joined is never guessed, so one spoils the file.
    """
    with open_sheet(path, COLUMNS) as sheet:
        return members_of(sheet, policy, file=str(path))


def members_of(sheet: Sheet, policy: Policy, *, file: str) -> dict[MemberId, Member]:
    """Return who joined by a sheet, as `read_members` does; `file` stands in problems."""
    members: dict[MemberId, Member] = {}
    reader = MembersReader(policy, members)
    refusals = Refusals()
    for number, cells in sheet.rows():
        faults = [cells] if isinstance(cells, Fault) else reader.take(sheet.columns, cells)
        if faults:
            refusals.add(file, number, faults)
    found = refusals.sorted([file])
    if found:
        raise ProblemsError([refused.problem for refused in found])
    return members


class Joined(Protocol):
    """Holds members by identifier."""

    def __contains__(self, name: object, /) -> bool:
        """Return whether a member is there."""
        ...

    def __setitem__(self, name: MemberId, member: Member, /) -> None:
        """Take a member."""
        ...


class MembersReader:
    """Takes the rows of a members file."""

    def __init__(self, policy: Policy, members: Joined, *, looks: set[str] | None = None) -> None:
        """Begin with nobody in `members`, which gets who joined; `looks` keeps how they look."""
        self.members = members
        self._looks = set[str]() if looks is None else looks
        self._days = Days()
        self._sources = frozenset(kind.source for kind in policy.kinds.values())
        self._levels = {NO_LEVEL, *(level.name for level in policy.levels)}

    def take(self, columns: Sequence[str], cells: Sequence[Cell]) -> list[Fault]:
        """Take a row, or return all that is wrong with it."""
        row = dict(zip(columns, cells, strict=True))
        faults: list[Fault] = []
        name = read_text(row["member"], "member", ID_CHARACTERS_MAX)
        if isinstance(name, Fault):
            faults.append(name)
        else:
            faults += self._known_already(name)
        joined = (
            self._days.read(row["joined"], "joined") if filled(row["joined"]) else empty("joined")
        )
        until = self._days.read(row["until"], "until") if filled(row["until"]) else None
        faults += [each for each in (joined, until) if isinstance(each, Fault)]
        sources = self._read_sources(row["sources"], faults)
        level = row.get("level")
        level = level if filled(level) else None
        if level is not None and level not in self._levels:
            faults.append(UNKNOWN_LEVEL_FAULT)
        if faults:
            return faults
        assert not isinstance(joined, Fault)
        assert not isinstance(until, Fault)
        if until is not None and until <= joined:
            return [LEFT_BEFORE_JOINING_FAULT]
        consent = Consent(given=joined, until=until)
        member = MemberId(str(name))
        self.members[member] = Member(
            id=member,
            joined=joined,
            consents=dict.fromkeys(sources, consent),
            level_held=None if level is None else LevelName(str(level)),
        )
        return []

    def _known_already(self, name: str) -> list[Fault]:
        """Return the fault of a member who stands there already, or of one who looks the same."""
        looks = name if name.isascii() else unicodedata.normalize("NFC", name)
        if looks not in self._looks:
            self._looks.add(looks)
            return []
        return [MEMBER_TWICE_FAULT if MemberId(name) in self.members else MEMBERS_ALIKE_FAULT]

    def _read_sources(self, cell: Cell, faults: list[Fault]) -> list[SourceName]:
        """Return the sources authorised; an empty cell authorises none."""
        if not filled(cell):
            return []
        text = read_text(cell, "sources", ROW_BYTES_MAX)
        if isinstance(text, Fault):
            faults.append(text)
            return []
        names = [SourceName(each) for each in text.split(" ")]
        if not self._sources.issuperset(names):
            faults.append(UNKNOWN_SOURCE_FAULT)
        return names


MEMBER_TWICE_FAULT: Final = Fault(
    code=MEMBER_TWICE,
    column="member",
    what="this member stands in an earlier row",
    hint="Keep one row for each member",
)
MEMBERS_ALIKE_FAULT: Final = Fault(
    code=MEMBERS_ALIKE,
    column="member",
    what="this member looks the same as one in an earlier row, and the bytes differ",
    hint="Give each member an identifier that people can tell apart",
)
UNKNOWN_SOURCE_FAULT: Final = Fault(
    code=UNKNOWN_SOURCE,
    column="sources",
    what="one of these is no source of the policy",
    hint="Write names of sources with one space between them, or nothing for none",
)
UNKNOWN_LEVEL_FAULT: Final = Fault(
    code=UNKNOWN_LEVEL,
    column="level",
    what="the policy has no such level",
    hint="Write the name of a level, `none`, or nothing where it is not known",
)
LEFT_BEFORE_JOINING_FAULT: Final = Fault(
    code=LEFT_BEFORE_JOINING,
    column="until",
    what="the consent ends before it begins",
    hint="Correct `joined` or `until`; `until` is the first day without consent",
)
