"""What every part of the reader shares: the problems found so far and the keys of a mapping."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from goodstanding.errors import Code, Problem, declare
from goodstanding.rulebook.tree import Node

UNKNOWN_KEY = declare("policy-unknown-key", "A key that the language does not have.")
MISSING_KEY = declare("policy-missing-key", "A key that is needed is not there.")
WRONG_SHAPE = declare(
    "policy-wrong-shape", "A mapping, a list or a text stands where another is due."
)
BAD_VALUE = declare("policy-bad-value", "A value is not of the form that its key asks for.")
BAD_TABLE = declare("policy-bad-table", "A table has a gap at its start or steps backwards.")
UNDECLARED = declare("policy-undeclared", "A name that nothing in the file declares.")
TOO_MANY = declare("policy-too-many", "More of something than a policy may have.")
NOT_IN_THE_LANGUAGE = declare(
    "policy-not-in-the-language", "A thing that the language has no word for, on purpose."
)

PROBLEMS_MAX: Final = 1_000
"""So many problems of one file are listed; the rest are counted."""

DECLINED: Final[Mapping[str, str]] = {
    "closes": "A level only opens",
    "deny": "A level only opens",
    "grade": "There is no direct grading; a level follows from the total",
    "override": "There is no direct grading; a level follows from the total",
    "refuse": "A level only opens",
    "blacklist": "There are no lists of people",
    "rank": "There are no ranks",
    "percentile": "There are no percentiles",
    "quota": "There are no quotas of people",
    "double": "Repetition is not doubled",
    "repeat": "Repetition is not doubled",
    "formula": "There are no formulas; use a table",
    "when": "There are no conditions; declare a kind of record for each case",
    "if": "There are no conditions; declare a kind of record for each case",
    "change": "An edition never changes another one's points",
    "range": "An amount is never left to somebody's judgement",
}
"""Words that people look for in the language, and why they are not in it."""


@dataclass(slots=True, kw_only=True)
class Findings:
    """The problems of one file, and the paths at or below which something could not be built."""

    file: str
    study: bool = False
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def add(self, code: Code, node: Node, what: str, hint: str) -> None:
        """Add a problem at a node, which is broken then, and so is all that it is a part of."""
        path = node.path
        while path and path not in self.broken:
            self.broken.add(path)
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        self.problems.append(
            Problem(code=code, file=self.file, line=node.line, path=node.path, what=what, hint=hint)
        )

    def is_broken(self, path: str) -> bool:
        """Return whether something at or below a path could not be built."""
        return path in self.broken

    def mapping(
        self, node: Node, *, hint: str = "Write `key: value` lines here"
    ) -> Mapping[str, Node] | None:
        """Return a node's mapping, complaining where it is something else."""
        if node.mapping is None:
            self.add(
                WRONG_SHAPE,
                node,
                "this is not a mapping of keys to values",
                hint,
            )
        return node.mapping

    def undeclared(
        self, node: Node, text: str, what: str, hint: str, *, known: Iterable[str]
    ) -> None:
        """Complain of a name that nothing declares, and name the nearest that is declared."""
        near = get_close_matches(text, known, n=1) if len(self.problems) < PROBLEMS_MAX else []
        if near:
            hint = f"Write {near[0]!r} if you mean that, or {hint[0].lower()}{hint[1:]}"
        self.add(UNDECLARED, node, what, hint)

    def keys(
        self, node: Node, *, needed: Sequence[str], optional: Sequence[str] = ()
    ) -> Mapping[str, Node] | None:
        """Return a node's mapping with the keys known, complaining of unknown and missing ones."""
        mapping = self.mapping(node)
        if mapping is None:
            return None
        known = {}
        for key, below in mapping.items():
            if key in needed or key in optional:
                known[key] = below
            else:
                self._unknown(key, below, (*needed, *optional))
        for key in needed:
            if key not in known:
                self.add(
                    MISSING_KEY,
                    node,
                    f"the key {key!r} is missing",
                    f"Add `{key}:` here",
                )
        return known

    def _unknown(self, key: str, node: Node, known: Sequence[str]) -> None:
        """Complain of a key, naming the nearest right one or why there is none."""
        if key in DECLINED:
            hint = f"{DECLINED[key]}. Take the key out: the language has no word for it"
            self.add(NOT_IN_THE_LANGUAGE, node, f"unknown key {key!r}", hint)
            return
        # past the listed ones nobody reads the hint, and nearness is slow to work out
        near = get_close_matches(key, known, n=1) if len(self.problems) < PROBLEMS_MAX else []
        hint = (
            f"Write {near[0]!r} if you mean that"
            if near
            else f"Known here are {', '.join(dict.fromkeys(known))}"
        )
        self.add(UNKNOWN_KEY, node, f"unknown key {key!r}", hint)
