"""The members of a demonstration: each explained when asked for, read from files again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from goodstanding.intake.given import read_tables
from goodstanding.model.entry import Entry, Member
from goodstanding.model.names import MemberId
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.present.explain import Explanation, explain
from goodstanding.scoring.files import pyarrow_or_sentence
from goodstanding.scoring.score import score

if TYPE_CHECKING:
    from goodstanding.intake import Admitted


class Read(Protocol):
    """Members with their entries."""

    @property
    def members(self) -> tuple[Member, ...]:
        """Return the members."""

    @property
    def entries(self) -> Mapping[MemberId, tuple[Entry, ...]]:
        """Return the entries of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Synthetic members: `names` by code point; `read` returns some of them with their entries."""

    policy: Policy
    as_of: date
    names: Sequence[str]
    read: Callable[[Sequence[str]], Read]

    def explanation(self, name: str) -> Explanation:
        """Return a member's statement, explained."""
        found = self.read([name])
        member = next(each for each in found.members if each.id == name)
        return explain(self.policy, member, found.entries[member.id], as_of=self.as_of)

    def telling(self, among: int, *, lines_max: int, count: int) -> list[Explanation]:
        """Return statements of the first `among` members that tell much on a screen.

        The one that tells the most comes first: gains and losses, reasons, rules. The others stand
        by the code points of the names.
        """
        names = self.names[:among]
        found = self.read(names)
        by_name = {member.id: member for member in found.members}
        told = []
        for name in map(MemberId, names):
            entries = found.entries[name]
            statement = score(self.policy, by_name[name], entries, as_of=self.as_of)
            if len(statement.lines) <= lines_max:
                told.append((_tells(statement), name))
        told.sort(key=lambda pair: pair[0], reverse=True)
        [first, *others] = [name for _, name in told[:count]]
        return [
            explain(self.policy, by_name[name], found.entries[name], as_of=self.as_of)
            for name in (first, *sorted(others))
        ]


def _tells(statement: Statement) -> tuple[bool, int, int]:
    """Return how much a statement tells: gains and losses, reasons, rules."""
    took = any(line.counted < 0 for line in statement.lines)
    both = took and statement.total > statement.opening
    reasons = {line.why for line in statement.lines}
    return both, len(reasons), len({line.rule for line in statement.lines})


def of_admitted(policy: Policy, admitted: "Admitted", as_of: date) -> People:
    """Return members that are in memory."""
    names = sorted(member.id for member in admitted.members)
    return People(policy=policy, as_of=as_of, names=names, read=lambda _names: admitted)


def of_city(policy: Policy, folder: Path, as_of: date) -> People:
    """Return the members of a synthetic city in Parquet files."""
    parquet = pyarrow_or_sentence().parquet
    everybody = folder / "members.parquet"
    names = sorted(parquet.read_table(everybody, columns=["member"])["member"].to_pylist())

    def read(some: Sequence[str]) -> Read:
        wanted: Any = [("member", "in", list(some))]
        records = parquet.read_table(folder / "records", filters=wanted)
        members = parquet.read_table(everybody, filters=wanted)
        return read_tables(policy, records, members=members)

    return People(policy=policy, as_of=as_of, names=names, read=read)
