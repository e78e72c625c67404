"""Who joined, a few bytes each: what a members file says of a million people."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from goodstanding.errors import ProblemsError
from goodstanding.intake.bulk.texts import Key, NameRows, Names
from goodstanding.intake.faults import Fault, Refusals
from goodstanding.intake.members import COLUMNS, MembersReader
from goodstanding.intake.wire.opening import open_sheet
from goodstanding.model.entry import Consent, Member
from goodstanding.model.names import LevelName, MemberId, SourceName
from goodstanding.model.policy import Policy
from goodstanding.scoring.kernel.calendar import EPOCH, NEVER, day_number

UNKNOWN: Final = -1
GROWTH: Final = 2


class People(Mapping[MemberId, Member]):
    """Members by identifier, each made when it is asked for; numbered as they came."""

    def __init__(self, sources: Sequence[SourceName], key: Key) -> None:
        """Begin with nobody."""
        self.names = Names(key)
        self.sources = tuple(sources)
        self._sets: dict[tuple[SourceName, ...], int] = {}
        self._levels: dict[LevelName, int] = {}
        self.facts: NDArray[np.int32] = np.empty((16, 4), np.int32)

    def __setitem__(self, name: MemberId, member: Member) -> None:
        """Take a member, who is not there yet."""
        place = self.names.add(name.encode())
        if place == len(self.facts):
            self.facts = np.resize(self.facts, (GROWTH * place, 4))
        consents = member.consents or {}
        first = next(iter(consents.values()), None)
        until = None if first is None else first.until
        sources = tuple(sorted(consents))
        level = member.level_held
        self.facts[place] = (
            day_number(member.joined),
            NEVER if until is None else day_number(until),
            self._sets.setdefault(sources, len(self._sets)),
            UNKNOWN if level is None else self._levels.setdefault(level, len(self._levels)),
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

    def restore(self, sets: Sequence[Sequence[SourceName]], levels: Sequence[LevelName]) -> None:
        """Take the sets of sources and the levels that the facts speak of by their places."""
        self._sets = {tuple(some): place for place, some in enumerate(sets)}
        self._levels = {level: place for place, level in enumerate(levels)}

    @property
    def levels(self) -> list[LevelName]:
        """Return the levels that somebody held."""
        return list(self._levels)


def day(number: int) -> date:
    """Return the day of a number of the kernel."""
    return date.fromordinal(number + EPOCH)


def read_people(path: Path, policy: Policy, key: Key) -> People:
    """Return who joined, as `read_members` does and by its reader.

    Raises:
        ProblemsError: with every bad row; who joined is never guessed, so one spoils the file.
    """
    people = People(sorted({kind.source for kind in policy.kinds.values()}), key)
    reader = MembersReader(policy, people)
    refusals = Refusals()
    with open_sheet(path, COLUMNS) as sheet:
        for number, cells in sheet.rows():
            faults = [cells] if isinstance(cells, Fault) else reader.take(sheet.columns, cells)
            if faults:
                refusals.add(str(path), number, faults)
    found = refusals.sorted([str(path)])
    if found:
        raise ProblemsError([refused.problem for refused in found])
    return people


def keep_people(people: People, folder: Path) -> None:
    """Write who joined to a folder, for other processes."""
    folder.mkdir()
    rows, count = people.names.rows, people.names.count
    np.save(folder / "slots.npy", rows.slots)
    np.save(folder / "offsets.npy", rows.offsets[: count + 1])
    np.save(folder / "names.npy", rows.content[: max(1, int(rows.offsets[count]))])
    np.save(folder / "facts.npy", people.facts[: max(1, count)])
    told = {"sources": people.sources, "sets": people.sets, "levels": people.levels}
    (folder / "people.json").write_text(json.dumps(told), encoding="utf-8")


def found_people(folder: Path, key: Key) -> People:
    """Return who joined as `keep_people` wrote it; processes of one machine share the memory."""

    def array(name: str) -> NDArray[Any]:
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="c"))

    told = json.loads((folder / "people.json").read_bytes())
    people = People(told["sources"], key)
    people.names = Names(key)
    people.names.rows = NameRows(array("slots"), array("offsets"), array("names"), *key)
    people.names.count = len(people.names.rows.offsets) - 1
    people.facts = array("facts")
    people.restore(told["sets"], told["levels"])
    return people
