"""Reading what a case expects: `{total: 1025, level: none, ticket: -5, overdue-loan: no data}`."""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Final

from goodstanding.model.index import DIMENSION_MAX
from goodstanding.model.names import NO_LEVEL
from goodstanding.model.policy import IndexForm, PointsForm, Policy
from goodstanding.rulebook.reader.context import BAD_VALUE, MISSING_KEY, UNDECLARED, Findings
from goodstanding.rulebook.reader.values import NUMBER_MAX, day, text_of, whole
from goodstanding.rulebook.testing.forms import NAMED_ITSELF, Expectation, Subject
from goodstanding.rulebook.tree import Node

NO_DATA: Final = "no data"
NONE: Final = "none"


def subjects(policy: Policy) -> Iterator[tuple[str, Subject]]:
    """Yield every key that `expect` may have, with what it is about."""
    for subject in NAMED_ITSELF:
        yield str(subject), subject
    if isinstance(policy.form, IndexForm):
        for dimension in policy.form.dimensions:
            yield dimension.name, Subject.DIMENSION
    for name in policy.rule_names:
        yield name, Subject.RULE
    if isinstance(policy.form, PointsForm):
        for group in policy.form.groups:
            yield group.name, Subject.GROUP


def read_expected(findings: Findings, node: Node, policy: Policy) -> tuple[Expectation, ...]:
    """Return the expectations that could be read."""
    mapping = findings.mapping(node)
    if mapping is None:
        return ()
    if not mapping:
        findings.add(MISSING_KEY, node, "nothing is expected", "Write {total: 1000}")
    known: dict[str, list[Subject]] = {}
    for name, subject in subjects(policy):
        known.setdefault(name, []).append(subject)
    found = []
    for key, below in mapping.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = (
                f"Write {near[0]!r} if you mean that"
                if near
                else f"Known here are {', '.join(known)}"
            )
            findings.add(UNDECLARED, below, f"{key[:64]!r} is nothing that can be expected", hint)
        elif len(known[key]) > 1:
            both = " and ".join(known[key])
            findings.add(
                BAD_VALUE, below, f"{key!r} names two things: {both}", "Rename one in the policy"
            )
        else:
            expectation = _expectation(findings, key, below, known[key][0], policy)
            if expectation is not None:
                found.append(expectation)
    return tuple(found)


def _expectation(
    findings: Findings, key: str, node: Node, subject: Subject, policy: Policy
) -> Expectation | None:
    """Return one expectation, None where its value is not of its kind."""
    before = len(findings.problems)
    value: int | str | date | None = None
    match subject:
        case Subject.TOTAL:
            value = whole(findings, node, least=-NUMBER_MAX, most=NUMBER_MAX)
        case Subject.DIMENSION:
            value = whole(findings, node, least=0, most=DIMENSION_MAX)
        case Subject.LEVEL:
            value = _one_of(findings, node, [level.name for level in policy.levels])
        case Subject.BAND:
            value = _one_of(findings, node, [band.name for band in policy.bands])
        case Subject.NEXT_CHANGE:
            value = None if node.text == NONE else day(findings, node)
        case _:
            value = None if node.text == NO_DATA else _points(findings, node)
    if len(findings.problems) > before:
        return None
    return Expectation(subject=subject, name=key, value=value, line=node.line)


def _points(findings: Findings, node: Node) -> int | None:
    """Return points, where `no data` was not meant."""
    if node.text is not None and get_close_matches(node.text, [NO_DATA], n=1):
        findings.add(BAD_VALUE, node, f"{node.text[:64]!r} is not points", f"Write {NO_DATA}")
        return None
    return whole(findings, node, least=-NUMBER_MAX, most=NUMBER_MAX)


def _one_of(findings: Findings, node: Node, names: list[str]) -> str | None:
    """Return the name of a level or band, or `none`."""
    known = [NO_LEVEL, *names]
    text = text_of(findings, node)
    if text is not None and text not in known:
        near = get_close_matches(text, known, n=1)
        meant = f", perhaps {near[0]!r}" if near else ""
        findings.add(
            UNDECLARED,
            node,
            f"{text[:64]!r} is not declared",
            f"Write one of {', '.join(known)}{meant}",
        )
    return text
