"""Edits that the checker must turn down: reading them, and making them in a policy's tree."""

import json
from collections.abc import Sequence
from typing import Final, TypeAlias

from goodstanding.errors import Code, Problem, declare
from goodstanding.rulebook.reader.context import MISSING_KEY, TOO_MANY, WRONG_SHAPE, Findings
from goodstanding.rulebook.reader.values import text_of
from goodstanding.rulebook.testing.forms import Edit, Plain
from goodstanding.rulebook.tree import Node

EDITS_MAX: Final = 200

NO_SUCH_PLACE = declare(
    "policy-test-no-such-place", "A refused edit names a place not in the file."
)
EDIT_PASSED = declare(
    "policy-test-edit-passed", "The checker lets an edit pass that it must refuse."
)
OTHER_REASON = declare("policy-test-other-reason", "An edit is refused, but in other words.")

Draft: TypeAlias = "str | list[Draft] | dict[str, Draft]"
"""A part of a policy that can be edited."""


def read_edits(findings: Findings, node: Node) -> tuple[Edit, ...]:
    """Return the edits of `refuse`: `{set: {PATH: value}, unset: [PATH], because: word}`."""
    if not node.items:
        findings.add(WRONG_SHAPE, node, "no edits are listed", "Write - {set: {...}, because: ...}")
        return ()
    if len(node.items) > EDITS_MAX:
        findings.add(TOO_MANY, node, f"there are {len(node.items)} edits", f"Use {EDITS_MAX}")
        return ()
    found = [_edit(findings, each) for each in node.items]
    return tuple(edit for edit in found if edit is not None)


def _edit(findings: Findings, node: Node) -> Edit | None:
    """Return one edit, None where a part of it is missing or broken."""
    keys = findings.keys(node, needed=("because",), optional=("set", "unset"))
    if keys is None:
        return None
    because = text_of(findings, keys["because"]) if "because" in keys else None
    put = findings.mapping(keys["set"]) if "set" in keys else {}
    removed: list[str | None] = []
    if "unset" in keys:
        if keys["unset"].items is None:
            findings.add(WRONG_SHAPE, keys["unset"], "this is not a list", "Write [PATH]")
        removed = [text_of(findings, each) for each in keys["unset"].items or ()]
    if not put and not removed:
        findings.add(MISSING_KEY, node, "the edit changes nothing", "Add `set: {PATH: value}`")
        return None
    if because is None or put is None or None in removed:
        return None
    return Edit(
        put=tuple((path, plain(below)) for path, below in put.items()),
        removed=tuple(path for path in removed if path is not None),
        because=because,
        line=node.line,
        path=node.path,
    )


def plain(node: Node) -> Plain:
    """Return what a node holds, without its places."""
    return _draft(node)


def _draft(node: Node) -> Draft:
    """Return a copy of what a node holds, to be edited."""
    if isinstance(node.value, str):
        return node.value
    if isinstance(node.value, tuple):
        return [_draft(each) for each in node.value]
    return {key: _draft(below) for key, below in node.value.items()}


def edited(tree: Node, edit: Edit) -> bytes | str:
    """Return the text of a policy with an edit made, or the path that is not in the policy.

    Everything above the last key of a path has to be there, so that a slip in a path is no refusal.
    """
    draft = _draft(tree)
    for path in edit.removed:
        place = _place(draft, path)
        if place is None or place[1] not in place[0]:
            return path
        del place[0][place[1]]
    for path, value in edit.put:
        place = _place(draft, path)
        if place is None:
            return path
        place[0][place[1]] = _thawed(value)
    return json.dumps(draft, ensure_ascii=False).encode()


def _thawed(value: Plain) -> Draft:
    """Return a value that later edits may change."""
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return [_thawed(each) for each in value]
    return {key: _thawed(below) for key, below in value.items()}


def _place(draft: Draft, path: str) -> tuple[dict[str, Draft], str] | None:
    """Return the mapping that holds the last key of a path, and that key; None where none does.

    Bounds of tables have dots of their own (`table.0.5`), so the longest key that is there is
    taken. `[0]` after a key takes a place of a list.
    """
    if isinstance(draft, list):
        number, bracket, rest = path.removeprefix("[").partition("]")
        inside = path.startswith("[") and bracket and number.isdecimal() and rest[:1] == "."
        if not inside or int(number) >= len(draft):
            return None
        return _place(draft[int(number)], rest[1:])
    if isinstance(draft, str) or not path:
        return None
    if path in draft:
        return draft, path
    for key in sorted(draft, key=len, reverse=True):
        rest = path.removeprefix(key)
        if rest != path and rest[0] in ".[":
            found = _place(draft[key], rest.removeprefix("."))
            if found is not None:
                return found
    is_new = "[" not in path and (
        "." not in path or path.removesuffix("%").replace(".", "", 1).isdecimal()
    )
    return (draft, path) if is_new else None


def edit_problem(edit: Edit, said: Sequence[Problem] | str, *, file: str) -> Problem | None:
    """Return what is wrong with a refusal: `said` is the checker's answer, or a path not there."""
    code: Code
    if isinstance(said, str):
        code = NO_SUCH_PLACE
        what = f"the policy has no place {said!r}"
        hint = "Write a dotted path such as rules.ticket.since"
    elif not said:
        code = EDIT_PASSED
        what = "the checker lets this edit pass"
        hint = "Take it out of refuse, or change it into what must be refused"
    else:
        word = edit.because.casefold()
        if any(word in f"{each.what} {each.hint}".casefold() for each in said):
            return None
        answers = "; ".join(f"{each.path}: {each.what}" for each in said)
        code = OTHER_REASON
        what = f"the edit is refused without the word {edit.because!r}: {answers}"
        hint = "Write under because a word of the right reason"
    return Problem(code=code, file=file, line=edit.line, path=edit.path, what=what, hint=hint)
