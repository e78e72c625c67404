"""A policy's text to a policy, with every problem of its shape at once."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from goodstanding.errors import Problem
from goodstanding.model.days import Span, Unit
from goodstanding.model.names import PolicyName
from goodstanding.model.policy import IndexForm, PointsForm, Policy, Purpose
from goodstanding.rulebook.reader.context import (
    MISSING_KEY,
    PROBLEMS_MAX,
    TOO_MANY,
    Findings,
)
from goodstanding.rulebook.reader.index import read_index
from goodstanding.rulebook.reader.kinds import read_kinds
from goodstanding.rulebook.reader.opens import (
    read_bands,
    read_benefits,
    read_levels,
    refuse_in_study,
)
from goodstanding.rulebook.reader.points import read_points
from goodstanding.rulebook.reader.values import choice, day, name, span, texts, whole
from goodstanding.rulebook.tree import Node, read_tree

EDITION_MAX: Final = 100_000
ALWAYS: Final = ("policy", "kind", "edition", "title", "records")
DATES: Final = ("published", "from", "notice")
ANYWHERE: Final = ("purpose", "round", "window", "levels", "bands", "benefits")
POINTS: Final = ("start", "rules")
POINTS_TOO: Final = ("bounds", "groups")
INDEX: Final = ("scale", "window", "dimensions", "measures")


class Kind(StrEnum):
    """The two families of policy."""

    POINTS = "points"
    INDEX = "index"


class Round(StrEnum):
    """The one way in which points are rounded."""

    IN_FAVOUR = "in favour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read of a file.

    `policy` has every part that could be built, and is None where nothing sensible can be; `broken`
    are the paths of what could not be, and of all that they are part of. `sha256` is the hash of
    the bytes, `lines` the line of every path, and `study` whether the file says that it is one.
    """

    file: str
    sha256: str
    tree: Node | None
    policy: Policy | None
    problems: tuple[Problem, ...]
    broken: frozenset[str]
    lines: Mapping[str, int]
    study: bool

    def line_of(self, path: str) -> int:
        """Return the line of a path, or of what of it is there."""
        while path not in self.lines and path:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path, 1)


def read_policy_text(content: bytes, *, file: str) -> Reading:
    """Return what a policy's text says, and all problems of its shape."""
    tree, problems = read_tree(content, file=file)
    findings = Findings(file=file, problems=problems)
    policy = None if tree is None else _policy(findings, tree)
    return Reading(
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        tree=tree,
        policy=policy,
        problems=listed(findings.problems, file=file),
        broken=frozenset(findings.broken),
        lines={} if tree is None else {node.path: node.line for node in tree.walk()},
        study=findings.study,
    )


def listed(problems: Iterable[Problem], *, file: str) -> tuple[Problem, ...]:
    """Return problems in the order of lines; past the limit, how many there are instead."""
    found = sorted(problems, key=lambda problem: problem.line)
    if len(found) <= PROBLEMS_MAX:
        return tuple(found)
    more = Problem(
        code=TOO_MANY,
        file=file,
        what=f"there are {len(found) - PROBLEMS_MAX:,} more problems than are listed",
        hint="Mend these first",
    )
    return (*found[:PROBLEMS_MAX], more)


def _policy(findings: Findings, tree: Node) -> Policy | None:
    """Return the policy, None where its family or another part that all need is not there."""
    mapping = findings.mapping(tree)
    if mapping is None:
        return None
    findings.study = _is_study(mapping)
    kind = choice(findings, mapping["kind"], Kind) if "kind" in mapping else None
    keys = findings.keys(tree, needed=_needed(findings, kind), optional=_optional(findings, kind))
    assert keys is not None
    head = _head(findings, keys)
    kinds = read_kinds(findings, keys["records"]) if "records" in keys else {}
    form: PointsForm | IndexForm | None = None
    if kind is Kind.POINTS:
        form = read_points(findings, keys, kinds)
    elif kind is Kind.INDEX:
        form = read_index(findings, keys, kinds)
    window = span(findings, keys["window"]) if "window" in keys else None
    languages = () if head is None else tuple(head.title)
    if findings.study:
        refuse_in_study(findings, keys)
    benefits = read_benefits(findings, keys["benefits"], languages) if "benefits" in keys else []
    names = {benefit.name for benefit in benefits}
    levels = read_levels(findings, keys["levels"], names) if "levels" in keys else []
    bands = read_bands(findings, keys["bands"]) if "bands" in keys else []
    if head is None or form is None:
        return None
    return Policy(
        name=head.name,
        edition=head.edition,
        purpose=Purpose.STUDY if findings.study else Purpose.PROGRAMME,
        published=head.published,
        in_force=head.in_force,
        notice=head.notice,
        title=head.title,
        kinds=kinds,
        form=form,
        window=window,
        levels=tuple(levels),
        bands=tuple(bands),
        benefits=tuple(benefits),
    )


def _is_study(mapping: Mapping[str, Node]) -> bool:
    """Return whether the file says that it studies a published system."""
    return "purpose" in mapping and mapping["purpose"].text == Purpose.STUDY


def _needed(findings: Findings, kind: Kind | None) -> tuple[str, ...]:
    """Return the keys that the file has to have."""
    dates = () if findings.study else DATES
    own = {Kind.POINTS: POINTS, Kind.INDEX: INDEX, None: ()}[kind]
    return (*ALWAYS, *dates, *own)


def _optional(findings: Findings, kind: Kind | None) -> tuple[str, ...]:
    """Return the keys that the file may have; where the family is not known, those of both."""
    dates = DATES if findings.study else ()
    own = {
        Kind.POINTS: POINTS_TOO,
        Kind.INDEX: (),
        None: (*POINTS, *POINTS_TOO, *INDEX),
    }[kind]
    return (*ANYWHERE, *dates, *own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What every policy says of itself."""

    name: PolicyName
    edition: int
    published: date
    in_force: date
    notice: Span
    title: Mapping[str, str]


def _head(findings: Findings, keys: Mapping[str, Node]) -> _Head | None:
    """Return what a policy says of itself, None where a part is missing or broken."""
    own_name = name(findings, keys["policy"]) if "policy" in keys else None
    edition = (
        whole(findings, keys["edition"], least=1, most=EDITION_MAX) if "edition" in keys else None
    )
    title = texts(findings, keys["title"]) if "title" in keys else None
    published: date | None = date.min
    in_force: date | None = date.min
    notice: Span | None = Span(count=1, unit=Unit.DAYS)
    if "published" in keys:
        published = day(findings, keys["published"])
    if "from" in keys:
        in_force = day(findings, keys["from"])
    if "notice" in keys:
        notice = span(findings, keys["notice"])
    if "round" in keys:
        choice(findings, keys["round"], Round)
    if "purpose" in keys:
        choice(findings, keys["purpose"], Purpose)
    if own_name is None or edition is None or title is None:
        return None
    if published is None or in_force is None or notice is None:
        return None
    return _Head(
        name=PolicyName(own_name),
        edition=edition,
        published=published,
        in_force=in_force,
        notice=notice,
        title=title,
    )


__all__ = ["MISSING_KEY", "Reading", "listed", "read_policy_text"]
