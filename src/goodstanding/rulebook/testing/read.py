"""Reading a tests file strictly against its policy, with all problems at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Final

from goodstanding.errors import Problem
from goodstanding.model.entry import Consent, Entry, Member
from goodstanding.model.kinds import YesOrNo
from goodstanding.model.names import NO_LEVEL, LevelName, SourceName
from goodstanding.model.policy import Policy, Purpose
from goodstanding.rulebook.laws import Law, known_sentences, parse_law
from goodstanding.rulebook.reader.context import (
    BAD_VALUE,
    MISSING_KEY,
    TOO_MANY,
    UNDECLARED,
    WRONG_SHAPE,
    Findings,
)
from goodstanding.rulebook.reader.values import day, text_of
from goodstanding.rulebook.testing.edits import read_edits
from goodstanding.rulebook.testing.expected import read_expected
from goodstanding.rulebook.testing.forms import Always, Case, Moment, Suite
from goodstanding.rulebook.testing.records import MEMBER, place, read_records
from goodstanding.rulebook.tree import Node, read_tree

CASES_MAX: Final = 1_000
MOMENTS_MAX: Final = 100
LAWS_MAX: Final = 100
SCORED_MAX: Final = 200_000
"""So many records are scored in one file, each on every day that is asked about it."""

SETTING: Final = ("on", "joined", "without", "level before", "records")
"""What says who the member is and what is on record; `each` says it anew."""


def read_suite(content: bytes, *, file: str, policy: Policy) -> tuple[Suite, list[Problem]]:
    """Return what a tests file says about a policy, and every problem of it.

    What has a problem is left out of the suite; whoever runs it looks at the problems first.
    """
    tree, problems = read_tree(content, file=file)
    findings = Findings(file=file, problems=problems)
    suite = Suite(cases=(), always=(), edits=())
    keys = None
    if tree is not None:
        keys = findings.keys(tree, needed=("policy", "cases"), optional=("always", "refuse"))
    if keys is not None:
        _check_name(findings, keys, policy)
        suite = Suite(
            cases=_cases(findings, keys["cases"], policy) if "cases" in keys else (),
            always=_laws(findings, keys["always"], policy) if "always" in keys else (),
            edits=read_edits(findings, keys["refuse"]) if "refuse" in keys else (),
        )
    return suite, sorted(findings.problems, key=lambda problem: problem.line)


def _check_name(findings: Findings, keys: Mapping[str, Node], policy: Policy) -> None:
    """Complain where the file names another policy."""
    named = text_of(findings, keys["policy"]) if "policy" in keys else None
    if named is not None and named != policy.name:
        findings.add(
            BAD_VALUE,
            keys["policy"],
            f"these are tests of {named[:64]!r}, and the policy is {policy.name!r}",
            "Name the policy beside this file",
        )


def _cases(findings: Findings, node: Node, policy: Policy) -> tuple[Case, ...]:
    """Return the cases that could be read."""
    if not node.items:
        findings.add(WRONG_SHAPE, node, "no cases are listed", "Write a list of cases")
        return ()
    if len(node.items) > CASES_MAX:
        findings.add(TOO_MANY, node, f"there are {len(node.items)} cases", f"Use {CASES_MAX}")
        return ()
    found: list[Case] = []
    names: set[str] = set()
    for each in node.items:
        keys = findings.keys(
            each, needed=("name", "on"), optional=(*SETTING, "expect", "then", "each")
        )
        name = text_of(findings, keys["name"]) if keys and "name" in keys else None
        if keys is None or name is None:
            continue
        if name in names:
            findings.add(
                BAD_VALUE, keys["name"], "another case has this name", "Say the difference"
            )
        names.add(name)
        found.append(_case(findings, each, keys, name=name, policy=policy))
    scored = sum(len(moment.entries) for case in found for moment in case.moments)
    if scored > SCORED_MAX:
        findings.add(
            TOO_MANY,
            node,
            f"the cases score {scored:,} records in all, at most {SCORED_MAX:,} are",
            "Use fewer records on fewer days",
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """Who the member is, what is on record, and the day."""

    member: Member
    entries: tuple[Entry, ...]
    as_of: date | None

    def moment(self, findings: Findings, node: Node, policy: Policy) -> tuple[Moment, ...]:
        """Return the moment with what is expected of it, none where the day is not known."""
        expected = read_expected(findings, node, policy)
        if self.as_of is None or not expected:
            return ()
        return (
            Moment(member=self.member, entries=self.entries, as_of=self.as_of, expected=expected),
        )


def _case(
    findings: Findings, node: Node, keys: Mapping[str, Node], *, name: str, policy: Policy
) -> Case:
    """Return one case with all its moments."""
    setting = _set(findings, node, keys, policy=policy)
    moments = [*_moments(findings, keys, setting, policy)]
    variants = _listed(findings, keys["each"]) if "each" in keys else ()
    for each in variants:
        own = findings.keys(each, needed=("expect",), optional=(*SETTING, "then"))
        if own is not None:
            changed = _set(findings, each, own, policy=policy, before=setting)
            moments += _moments(findings, own, changed, policy)
    if not {"expect", "then", "each"} & set(keys):
        findings.add(MISSING_KEY, node, "the case expects nothing", "Add `expect:`")
    return Case(name=name, line=node.line, moments=tuple(moments))


def _listed(findings: Findings, node: Node) -> tuple[Node, ...]:
    """Return the items of a list that is neither empty nor endless."""
    if not node.items:
        findings.add(WRONG_SHAPE, node, "this is not a list of cases", "Write - {expect: {...}}")
        return ()
    if len(node.items) > MOMENTS_MAX:
        findings.add(TOO_MANY, node, f"there are {len(node.items)} here", f"Use {MOMENTS_MAX}")
        return ()
    return node.items


def _moments(
    findings: Findings, keys: Mapping[str, Node], setting: _Setting, policy: Policy
) -> Sequence[Moment]:
    """Return the moment of the day itself and those of the days of `then`."""
    found: list[Moment] = []
    if "expect" in keys:
        found += setting.moment(findings, keys["expect"], policy)
    last = setting.as_of
    for each in _listed(findings, keys["then"]) if "then" in keys else ():
        own = findings.keys(each, needed=("on", "expect"), optional=("level before",))
        if own is None or "on" not in own:
            continue
        member = _held(findings, own, setting.member, policy)
        as_of = _day_of(findings, own["on"], policy)
        if as_of is not None and last is not None and as_of <= last:
            findings.add(
                BAD_VALUE, own["on"], f"the day is not after {last}", "Let the days of then rise"
            )
        last = as_of or last
        if "expect" in own:
            later = replace(setting, member=member, as_of=as_of)
            found += later.moment(findings, own["expect"], policy)
    return found


def _set(
    findings: Findings,
    node: Node,
    keys: Mapping[str, Node],
    *,
    policy: Policy,
    before: _Setting | None = None,
) -> _Setting:
    """Return a setting; in `each` the records are added to those of the case before it."""
    member = Member(id=MEMBER) if before is None else before.member
    if "joined" in keys:
        joined = day(findings, keys["joined"])
        member = member if joined is None else replace(member, joined=joined)
    if "without" in keys:
        member = _without(findings, keys["without"], member, policy)
    member = _held(findings, keys, member, policy)
    entries = [] if before is None else list(before.entries)
    if "records" in keys:
        entries += read_records(findings, keys["records"], policy)
    as_of = None if before is None else before.as_of
    if "on" in keys:
        as_of = _day_of(findings, keys["on"], policy)
    placed = place(findings, keys.get("records", node), entries)
    return _Setting(member=member, entries=placed, as_of=as_of)


def _day_of(findings: Findings, node: Node, policy: Policy) -> date | None:
    """Return the day asked for; a programme's edition is in force on it."""
    found = day(findings, node)
    if found is not None and policy.purpose is Purpose.PROGRAMME and found < policy.in_force:
        findings.add(
            BAD_VALUE,
            node,
            f"the edition is in force from {policy.in_force}, and {found} is before that",
            "Ask for a later day",
        )
        return None
    return found


def _held(findings: Findings, keys: Mapping[str, Node], member: Member, policy: Policy) -> Member:
    """Return the member with the level held before, where it is said; `none` is none."""
    if "level before" not in keys:
        return member
    text = text_of(findings, keys["level before"])
    known = [NO_LEVEL, *(level.name for level in policy.levels)]
    if text is not None and text not in known:
        findings.add(
            UNDECLARED,
            keys["level before"],
            f"there is no level {text[:64]!r}",
            f"Write one of {', '.join(known)}",
        )
        return member
    return member if text is None else replace(member, level_held=LevelName(text))


def _without(findings: Findings, node: Node, member: Member, policy: Policy) -> Member:
    """Return the member who authorised every source but those listed."""
    sources = sorted({kind.source for kind in policy.kinds.values()})
    if node.items is None:
        findings.add(WRONG_SHAPE, node, "this is not a list of sources", "Write [one, another]")
        return member
    gone = [text_of(findings, each) for each in node.items]
    for each, name in zip(node.items, gone, strict=True):
        if name is not None and name not in sources:
            findings.add(
                UNDECLARED,
                each,
                f"there is no source {name[:64]!r}",
                f"Write one of {', '.join(sources)}",
            )
    consents = {
        SourceName(source): Consent(given=date.min) for source in sources if source not in gone
    }
    return replace(member, consents=consents)


def _laws(findings: Findings, node: Node, policy: Policy) -> tuple[Always, ...]:
    """Return the laws that the file states."""
    if not node.items:
        findings.add(WRONG_SHAPE, node, "no laws are listed", "Write a list of sentences")
        return ()
    if len(node.items) > LAWS_MAX:
        findings.add(TOO_MANY, node, f"there are {len(node.items)} laws", f"Use {LAWS_MAX}")
        return ()
    found: list[Always] = []
    for each in node.items:
        text = text_of(findings, each)
        law = None if text is None else parse_law(text)
        if text is not None and law is None:
            near = get_close_matches(text, known_sentences(), n=1, cutoff=0.0)
            findings.add(
                UNDECLARED, each, f"no law is written {text[:128]!r}", f"The nearest is: {near[0]}"
            )
        elif law is not None and _speaks(findings, each, law, policy):
            found.append(Always(law=law, line=each.line))
    if len({always.law.sentence for always in found}) < len(found):
        findings.add(BAD_VALUE, node, "a law is stated twice", "State each law once")
    return tuple(found)


def _speaks(findings: Findings, node: Node, law: Law, policy: Policy) -> bool:
    """Return whether a law speaks of a kind that is read, and of a yes-or-no field of it."""
    if law.kind is None:
        return True
    kind = policy.kinds.get(law.kind)
    if kind is None or not policy.reads(law.kind):
        read = [name for name in policy.kinds if policy.reads(name)]
        near = get_close_matches(law.kind, read, n=1)
        hint = f"Write {near[0]!r} if you mean that" if near else f"Read are {', '.join(read)}"
        findings.add(UNDECLARED, node, f"no rule reads a kind of record {law.kind!r}", hint)
        return False
    if law.field is not None and not isinstance(kind.fields.get(law.field), YesOrNo):
        yes = [name for name, form in kind.fields.items() if isinstance(form, YesOrNo)]
        findings.add(
            UNDECLARED,
            node,
            f"{law.kind!r} has no yes-or-no field {law.field!r}",
            f"It has: {', '.join(yes) or 'none'}",
        )
        return False
    return True
