"""A problem says where, what and what to do; the exceptions carry all problems of one input."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A stable name of one kind of problem, with its meaning for the reference page."""

    name: str
    meaning: str


CATALOGUE: Final[dict[str, Code]] = {}


def declare(name: str, meaning: str) -> Code:
    """Add a code to the catalogue and return it.

    Raises:
        ValueError: the name is taken; a code never changes its meaning.
    """
    if name in CATALOGUE:
        message = f"the code {name!r} is declared twice"
        raise ValueError(message)
    CATALOGUE[name] = Code(name=name, meaning=meaning)
    return CATALOGUE[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with an input.

    `file` and `path` may be empty and `line` may be 0 where they are not known. `what` and `hint`
    are sentences without the final full stop; they never contain a person's values.
    """

    code: Code
    what: str
    hint: str
    file: str = ""
    line: int = 0
    path: str = ""

    def __str__(self) -> str:
        """Return `file:line: path: what is wrong. What to do.`, leaving out what is not known."""
        place = self.file
        if self.line:
            place = f"{place}:{self.line}"
        parts = [part for part in (place, self.path, f"{self.what}. {self.hint}.") if part]
        return ": ".join(parts)


class GoodStandingError(Exception):
    """Anything this package raises for a caller to read."""


class ProblemsError(GoodStandingError):
    """The input has problems, all of them listed; the command line exits with 1."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order they were found; there is at least one."""
        self.problems: tuple[Problem, ...] = tuple(problems)
        assert self.problems
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(GoodStandingError):
    """The command was called in a way it does not have; the command line exits with 2."""


class EnvironmentUnfitError(GoodStandingError):
    """Disk, library or database is not fit for the work; the command line exits with 3."""
