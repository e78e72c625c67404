"""Examples of the rule guide: a short policy, a table, and the check that both agree."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from textwrap import dedent
from typing import Any

from tests.spec.rows import Row, Table, read_table

from goodstanding.model.policy import Policy
from goodstanding.model.statement import Line, LineKind, Statement
from goodstanding.rulebook.reader import read_policy_text
from goodstanding.rulebook.tree import Node, read_tree
from goodstanding.scoring.score import score

CELL = re.compile(
    r"(?:(?P<rule>[a-z-]+): )?(?P<counted>[+-]?\d+)(?: of (?P<points>[+-]?\d+))? "
    r"(?P<why>[a-z ]+?)(?: until (?P<change>never|\d{4}-\d{2}-\d{2}))?"
)
TITLE = {"en": "As its name says"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A policy as an example writes it, and what it means."""

    text: str
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One policy with one table, as the guide prints them."""

    policy: str
    table: str


shown: list[Example] | None = None
"""Where examples are kept while the guide is rendered."""


@contextmanager
def recording() -> Iterator[list[Example]]:
    """Keep every example that is checked inside."""
    global shown  # noqa: PLW0603 - the tests run unchanged, and the renderer listens
    examples: list[Example] = []
    shown = examples
    try:
        yield examples
    finally:
        shown = None


def policy(text: str) -> Written:
    """Read a short policy: what every policy needs and no example is about is filled in."""
    text = dedent(text).strip()
    tree, problems = read_tree(text.encode(), file="example.yaml")
    assert tree is not None, problems
    whole = _filled(_plain(tree))
    reading = read_policy_text(json.dumps(whole).encode(), file="example.yaml")
    assert reading.policy is not None, reading.problems
    assert not reading.problems, [str(problem) for problem in reading.problems]
    return Written(text=text, policy=reading.policy)


def _plain(node: Node) -> Any:
    """Return a tree as mappings, lists and texts."""
    if node.mapping is not None:
        return {key: _plain(below) for key, below in node.mapping.items()}
    if node.items is not None:
        return [_plain(below) for below in node.items]
    return node.text


def _filled(short: dict[str, Any]) -> dict[str, Any]:
    """Fill in the head of a policy, the words of its kinds, and titles."""
    index = "measures" in short
    head = {
        "policy": "example",
        "kind": "index" if index else "points",
        "edition": "1",
        "published": "2000-01-01",
        "from": "2001-01-01",
        "notice": "30 days",
        "title": TITLE,
    }
    own = {"scale": ["0", "1000"], "window": "200 years"} if index else {"start": "0"}
    kind = {"source": "office", "means": TITLE, "basis": "own service", "context": "life"}
    whole: dict[str, Any] = {**head, **own, **short}
    whole["records"] = {name: {**kind, **each} for name, each in short["records"].items()}
    for part in ("rules", "groups", "dimensions", "measures", "levels", "bands", "benefits"):
        if part in short:
            whole[part] = {name: {"title": TITLE, **each} for name, each in short[part].items()}
    for rule in whole.get("rules", {}).values():
        rule.setdefault("record", next(iter(short["records"])))
    if "levels" in short:
        for level in whole["levels"].values():
            level.setdefault("opens", ["thanks"])
        whole["benefits"] = {
            "thanks": {
                "title": TITLE,
                "partner": "library",
                "context": "life",
                "everyone": "5 books",
                "member": "10 books",
                "because": TITLE,
            }
        }
    return whole


def check(written: Written, text: str) -> None:
    """Check a table against the definition: every row, and that no line is missing from it."""
    text = dedent(text).strip("\n")
    table = read_table(written.policy, text)
    for column, day in enumerate(table.days):
        statement = score(written.policy, table.member, table.entries.values(), as_of=day)
        assert statement.total == statement.opening + sum(line.counted for line in statement.lines)
        _check_column(written.policy, table, statement, column)
    if shown is not None:
        shown.append(Example(policy=written.text, table=text))


def _check_column(policy: Policy, table: Table, statement: Statement, column: int) -> None:
    """Check one day's statement."""
    left = list(statement.lines)
    for place, row in enumerate(table.rows):
        cell = row.cells[column] if row.cells else ""
        entry = table.entries.get(place)
        if entry is not None:
            mine = [
                line for line in left if line.kind is LineKind.ENTRY and line.record == entry.record
            ]
            _same(row, statement, mine, cell, skip={"no line", ""})
        else:
            mine = _expected(policy, row, statement, left, cell)
        left = [line for line in left if line not in mine]
    assert not left, f"on {statement.as_of} the table does not show {left}"


def _expected(
    policy: Policy, row: Row, statement: Statement, left: list[Line], cell: str
) -> list[Line]:
    """Check a row that is no act, and return the lines it is about."""
    words = row.left.split()
    if words[0] in {"joined", "held", "authorised"} or cell == "no line":
        return []
    if row.left in {"total", "opening", "level", "band", "next change"}:
        band = policy.band(statement.total)
        found = {
            "total": str(statement.total),
            "opening": str(statement.opening),
            "level": str(statement.level),
            "band": str(band.name) if band is not None else "none",
            "next change": str(statement.next_change or "never"),
        }
        assert found[row.left] == cell, f"{row.left} on {statement.as_of} is {found[row.left]}"
        return []
    if words[0] == "dimension":
        points = {str(name): value for name, value in statement.dimensions.items()}
        assert points[words[1]] == int(cell), f"{row.left} on {statement.as_of}: {points}"
        return []
    mine = [line for line in left if _is_about(row, line)]
    _same(row, statement, mine[:1], cell, skip=set())
    return mine[:1]


def _is_about(row: Row, line: Line) -> bool:
    """Return whether a row of a cap, a limit or a measure speaks of a line."""
    words = row.left.split()
    if line.kind is LineKind.MEASURE:
        return line.rule == row.left
    if len(words) < 2 or line.kind is LineKind.ENTRY:
        return False
    if date.fromisoformat(words[0]) != line.on or words[1] != line.kind:
        return False
    named = line.dimension if line.kind is LineKind.LIMIT else line.rule
    return len(words) == 2 or words[2] == named


def _same(row: Row, statement: Statement, mine: list[Line], cell: str, *, skip: set[str]) -> None:
    """Check that lines are what a cell says; with several rules, each rule's in order."""
    cells = [] if cell in skip else cell.split("; ")
    where = f"{row.left} on {statement.as_of}: {[(x.counted, str(x.why)) for x in mine]}"
    assert len(cells) == len(mine), where
    for each, line in zip(cells, mine, strict=True):
        match = CELL.fullmatch(each)
        assert match is not None, f"{each!r} is no cell"
        assert (line.counted, line.why) == (int(match["counted"]), match["why"]), where
        assert match["rule"] in {None, line.rule}, f"{where} {line.rule}"
        assert match["points"] is None or line.points == int(match["points"]), (
            f"{where} of {line.points}"
        )
        if match["change"] is not None:
            assert str(line.next_change or "never") == match["change"], (
                f"{where} until {line.next_change}"
            )
