"""Who joined, a few bytes each: what a members file says of millions of people."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from goodstanding.errors import ProblemsError
from goodstanding.intake.bulk.cells import NOTHING, TEXT, Block, Rest
from goodstanding.intake.bulk.judge import HELD, ODD, day_cell
from goodstanding.intake.bulk.numbers import BAD
from goodstanding.intake.bulk.opening import open_blocks
from goodstanding.intake.bulk.texts import (
    CHARACTERS,
    Bytes,
    Int64s,
    Key,
    NameRows,
    Names,
    find_each,
    find_name,
    is_plain,
)
from goodstanding.intake.faults import Fault, Refusals
from goodstanding.intake.limits import ID_CHARACTERS_MAX, ROW_BYTES_MAX
from goodstanding.intake.members import COLUMNS, MEMBER_TWICE_FAULT, MembersReader
from goodstanding.intake.values import read_text
from goodstanding.intake.wire.sheet import Cell
from goodstanding.model.entry import Consent, Member
from goodstanding.model.names import NO_LEVEL, LevelName, MemberId, SourceName
from goodstanding.model.policy import Policy
from goodstanding.scoring.kernel.calendar import EPOCH, NEVER, day_number
from goodstanding.scoring.kernel.compiled import compiled

UNKNOWN: Final = -1
GROWTH: Final = 2
TEXTS_MAX: Final = 65_536
"""So many texts of sources are remembered; others are read row by row."""

JOINED, UNTIL, SOURCES, LEVEL = range(4)
"""The columns of what is known of a member: two days, a set of sources, a level by its place."""


class People(Mapping[MemberId, Member]):
    """Members by identifier, each made when it is asked for; numbered as they came."""

    def __init__(self, levels: Sequence[LevelName], key: Key) -> None:
        """Begin with nobody, who could hold any of some levels."""
        self.names = Names(key)
        self._sets: dict[tuple[SourceName, ...], int] = {}
        self.levels: Final = list(levels)
        self.facts: NDArray[np.int32] = np.empty((16, 4), np.int32)

    def __setitem__(self, name: MemberId, member: Member) -> None:
        """Take a member, who is not there yet."""
        place = self.names.add(name.encode())
        self._make_room()
        consents = member.consents or {}
        first = next(iter(consents.values()), None)
        until = None if first is None else first.until
        level = member.level_held
        self.facts[place] = (
            day_number(member.joined),
            NEVER if until is None else day_number(until),
            self.set_of(tuple(consents)),
            UNKNOWN if level is None else self.levels.index(level),
        )

    def __getitem__(self, name: MemberId) -> Member:
        """Return a member."""
        place = self.names.find(name.encode())
        if place < 0:
            raise KeyError
        joined, until, sources, level = (int(fact) for fact in self.facts[place])
        consent = Consent(given=day(joined), until=None if until == NEVER else day(until))
        return Member(
            id=name,
            joined=consent.given,
            consents=dict.fromkeys(self.sets[sources], consent),
            level_held=None if level == UNKNOWN else self.levels[level],
        )

    def __len__(self) -> int:
        """Return how many there are."""
        return self.names.count

    def __iter__(self) -> Iterator[MemberId]:
        """Yield the identifiers as they came."""
        return (MemberId(self.names.text(place).decode()) for place in range(len(self)))

    @property
    def sets(self) -> list[tuple[SourceName, ...]]:
        """Return the sets of sources that somebody authorised."""
        return list(self._sets)

    def restore(self, sets: Sequence[Sequence[SourceName]]) -> None:
        """Take the sets of sources that the facts speak of by their places."""
        self._sets = {tuple(some): place for place, some in enumerate(sets)}

    def set_of(self, sources: Sequence[SourceName]) -> int:
        """Return the place of a set of sources, which is there from now on."""
        return self._sets.setdefault(tuple(sorted(set(sources))), len(self._sets))

    def take(
        self, content: Bytes, begins: Int64s, ends: Int64s, facts: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """Take members; return which of them were there before, or stand earlier among these."""
        before = self.names.count
        places = self.names.take(content, begins, ends)
        self._make_room()
        twice = places < before
        if self.names.count - before < len(places):
            _, firsts = np.unique(places, return_index=True)
            later = np.ones(len(places), np.bool_)
            later[firsts] = False
            twice |= later
        self.facts[places[~twice]] = facts[~twice]
        return twice

    def _make_room(self) -> None:
        """Make room for what is known of everybody."""
        if self.names.count > len(self.facts):
            self.facts = np.resize(self.facts, (GROWTH * self.names.count, 4))


def day(number: int) -> date:
    """Return the day of a number of the kernel."""
    return date.fromordinal(number + EPOCH)


class PeopleRows(NamedTuple):
    """How the rows of a members file are judged: where its columns stand, and the levels."""

    member: int
    joined: int
    until: int
    level: int
    levels: NameRows
    characters: Bytes


@compiled
def judge_people(
    rows: PeopleRows,
    content: Bytes,
    forms: Bytes,
    begins: Int64s,
    ends: Int64s,
    sets: Int64s,
    facts: NDArray[np.int32],
    outcomes: Bytes,
) -> None:
    """Judge the rows of a block; `sets` is the set of sources of each, below 0 for none known."""
    for row in range(len(outcomes)):
        if outcomes[row] == ODD or forms[row, rows.member] != TEXT or sets[row] < 0:
            outcomes[row] = ODD
            continue
        outcomes[row] = ODD
        begin, end = begins[row, rows.member], ends[row, rows.member]
        plain = is_plain(rows.characters, content, begin, end, ID_CHARACTERS_MAX)
        for place in range(begin, end):
            plain = plain and content[place] < 0x80
        at = rows.joined
        joined = day_cell(forms[row, at], content, begins[row, at], ends[row, at])
        if not plain or joined == BAD:
            continue
        at, until = rows.until, NEVER
        if forms[row, at] != NOTHING:
            until = day_cell(forms[row, at], content, begins[row, at], ends[row, at])
            if until <= joined:
                continue
        at, level = rows.level, UNKNOWN
        if at >= 0 and forms[row, at] != NOTHING:
            if forms[row, at] != TEXT:
                continue
            level = find_name(rows.levels, content, begins[row, at], ends[row, at])
            if level < 0:
                continue
        facts[row, JOINED], facts[row, UNTIL] = joined, until
        facts[row, SOURCES], facts[row, LEVEL] = sets[row], level
        outcomes[row] = HELD


class _Looks(set[str]):
    """How the members look who were read row by row, and those who were not."""

    def __init__(self, names: Names, key: Key) -> None:
        """Begin with nobody; `names` are those of all members."""
        super().__init__()
        self._names = names
        self.plain = Names(key)

    def __contains__(self, looks: object) -> bool:
        """Return whether somebody looks so: who was not read row by row looks as they are named."""
        if super().__contains__(looks):
            return True
        return isinstance(looks, str) and self._names.find(looks.encode()) >= 0

    def add(self, looks: str) -> None:
        """Take how a member looks."""
        super().add(looks)
        if looks.isascii():
            self.plain.add(looks.encode())


class _Reading:
    """The rows of a members file on their way."""

    def __init__(self, path: Path, policy: Policy, key: Key) -> None:
        """Begin with nobody."""
        levels = [LevelName(NO_LEVEL), *(level.name for level in policy.levels)]
        self.people = People(levels, key)
        self.refusals = Refusals()
        self._file = str(path)
        self._looks = _Looks(self.people.names, key)
        self._reader = MembersReader(policy, self.people, looks=self._looks)
        self._sources = frozenset(kind.source for kind in policy.kinds.values())
        self._levels = Names(key, [str(level) for level in self.people.levels]).rows
        self._texts = Names(key)
        self._set_of_text: list[int] = []
        self._columns: Sequence[str] = ()

    def read(self, path: Path) -> None:
        """Read the file."""
        with open_blocks(path, COLUMNS) as opened:
            self._columns = columns = opened.source.columns
            places = {name: place for place, name in enumerate(columns)}
            rows = PeopleRows(
                member=places["member"],
                joined=places["joined"],
                until=places["until"],
                level=places.get("level", -1),
                levels=self._levels,
                characters=CHARACTERS,
            )
            for block in opened.source.blocks():
                if isinstance(block, Rest):
                    for number, cells in block.rows:
                        self._take_one(number, cells)
                else:
                    self._take_block(rows, block, places["sources"])

    def _take_block(self, rows: PeopleRows, block: Block, sources: int) -> None:
        """Take the rows of a block."""
        sets = self._sets_of(block, sources)
        facts = np.empty((block.rows, 4), np.int32)
        outcomes = np.where(block.odd, ODD, HELD).astype(np.uint8)
        cells = (block.content, block.forms, block.begins, block.ends)
        judge_people(rows, *cells, sets, facts, outcomes)
        facts[facts[:, SOURCES] == self.people.set_of(()), UNTIL] = NEVER
        odd = np.flatnonzero(outcomes == ODD).tolist()
        done = 0
        for row, slow in zip(odd, block.slow(odd) if odd else (), strict=True):
            self._take_plain(rows, block, facts, done, row)
            self._take_one(block.first + row, slow)
            done = row + 1
        self._take_plain(rows, block, facts, done, block.rows)

    def _sets_of(self, block: Block, column: int) -> Int64s:
        """Return the set of sources that each row authorises, below 0 where it is not known."""
        forms = block.forms[:, column]
        begins = np.where(forms == TEXT, block.begins[:, column], -1)
        begins[block.odd != 0] = -1
        ends = np.ascontiguousarray(block.ends[:, column])
        if self._texts.count < TEXTS_MAX:
            texts = self._texts.take(block.content, begins, ends)
        else:
            texts = find_each(self._texts.rows, block.content, begins, ends)
        for place in range(len(self._set_of_text), self._texts.count):
            self._set_of_text.append(self._set_of(self._texts.text(place)))
        found = np.array([*self._set_of_text, -1], np.int64)[texts]
        found[forms == NOTHING] = self.people.set_of(())
        return found

    def _set_of(self, text: bytes) -> int:
        """Return the set of sources that a text names, -1 where the plain reader is to judge it."""
        try:
            said = read_text(text.decode(), "sources", ROW_BYTES_MAX)
        except UnicodeDecodeError:
            return -1
        if isinstance(said, Fault):
            return -1
        names = [SourceName(each) for each in said.split(" ")]
        return self.people.set_of(names) if self._sources.issuperset(names) else -1

    def _take_plain(
        self, rows: PeopleRows, block: Block, facts: NDArray[np.int32], start: int, end: int
    ) -> None:
        """Take rows in which nothing is wrong, unless their member is there."""
        alike: list[int] = []
        if self._looks.plain.count:
            begins, ends = (each[start:end, rows.member].copy() for each in _ends_of(block))
            found = find_each(self._looks.plain.rows, block.content, begins, ends)
            alike = (start + np.flatnonzero(found >= 0)).tolist()
        for row, cells in zip(alike, block.slow(alike) if alike else (), strict=True):
            self._take_new(rows, block, facts, range(start, row))
            self._take_one(block.first + row, cells)
            start = row + 1
        self._take_new(rows, block, facts, range(start, end))

    def _take_new(
        self, rows: PeopleRows, block: Block, facts: NDArray[np.int32], some: range
    ) -> None:
        """Take rows whose members nobody read row by row looks like."""
        start, end = some.start, some.stop
        begins, ends = (each[start:end, rows.member].copy() for each in _ends_of(block))
        twice = self.people.take(block.content, begins, ends, facts[start:end])
        for row in np.flatnonzero(twice).tolist():
            self.refusals.add(self._file, block.first + start + row, [MEMBER_TWICE_FAULT])

    def _take_one(self, number: int, cells: "Sequence[Cell] | Fault") -> None:
        """Take one row in the plain way."""
        faults = [cells] if isinstance(cells, Fault) else self._reader.take(self._columns, cells)
        if faults:
            self.refusals.add(self._file, number, faults)


def _ends_of(block: Block) -> tuple[Int64s, Int64s]:
    """Return where the cells of a block begin and end."""
    return block.begins, block.ends


def read_people(path: Path, policy: Policy, key: Key) -> People:
    """Return who joined, as `read_members` does; what is not plainly good is judged by its reader.

    Raises:
        ProblemsError: with every bad row; who joined is never guessed, so one spoils the file.
    """
    reading = _Reading(path, policy, key)
    reading.read(path)
    found = reading.refusals.sorted([str(path)])
    if found:
        raise ProblemsError([refused.problem for refused in found])
    return reading.people


def keep_people(people: People, folder: Path) -> None:
    """Write who joined to a folder, for other processes."""
    folder.mkdir()
    rows, count = people.names.rows, people.names.count
    np.save(folder / "slots.npy", rows.slots)
    np.save(folder / "offsets.npy", rows.offsets[: count + 1])
    np.save(folder / "names.npy", rows.content[: max(1, int(rows.offsets[count]))])
    np.save(folder / "facts.npy", people.facts[: max(1, count)])
    told = {"levels": people.levels, "sets": people.sets}
    (folder / "people.json").write_text(json.dumps(told), encoding="utf-8")


def found_people(folder: Path, key: Key) -> People:
    """Return who joined as `keep_people` wrote it; processes of one machine share the memory."""

    def array(name: str) -> NDArray[Any]:
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="c"))

    told = json.loads((folder / "people.json").read_bytes())
    people = People(told["levels"], key)
    people.names = Names(key)
    people.names.rows = NameRows(array("slots"), array("offsets"), array("names"), *key)
    people.names.count = len(people.names.rows.offsets) - 1
    people.facts = array("facts")
    people.restore(told["sets"])
    return people
