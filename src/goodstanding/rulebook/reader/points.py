"""Reading the points family: start, bounds, rules and groups."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from goodstanding.model.days import Period, Span
from goodstanding.model.kinds import RecordKind
from goodstanding.model.names import FieldValue, GroupName, KindName, RuleName
from goodstanding.model.points import (
    Bounds,
    FadeStep,
    Group,
    Hold,
    Lasts,
    PointsByBound,
    PointsByName,
    PointsCap,
    Repaired,
    Rule,
    TimesCap,
    Worth,
)
from goodstanding.model.policy import PointsForm
from goodstanding.rulebook.reader.context import (
    BAD_TABLE,
    BAD_VALUE,
    MISSING_KEY,
    TOO_MANY,
    UNDECLARED,
    WRONG_SHAPE,
    Findings,
)
from goodstanding.rulebook.reader.tables import bounds_of
from goodstanding.rulebook.reader.values import (
    choice,
    day,
    key_name,
    parse_span,
    points,
    share,
    short_text,
    span,
    text_of,
    texts,
    whole,
    written_amount,
)
from goodstanding.rulebook.reader.worth import read_worth
from goodstanding.rulebook.tree import Node

RULES_MAX: Final = 1_000
TIMES_MAX: Final = 10_000
RULE_KEYS: Final = (
    "points", "each", "by", "table", "rates", "since", "fade", "lasts", "repaired", "cap", "law",
)  # fmt: skip
Kinds = Mapping[KindName, RecordKind]
Part = TypeVar("Part")


def read_points(findings: Findings, keys: Mapping[str, Node], kinds: Kinds) -> PointsForm | None:
    """Return what only a points policy has, None where start or rules are not there."""
    start = points(findings, keys["start"]) if "start" in keys else None
    bounds = read_bounds(findings, keys["bounds"]) if "bounds" in keys else None
    rules = read_rules(findings, keys["rules"], kinds) if "rules" in keys else []
    groups = _groups(findings, keys, rules) if "groups" in keys else []
    if start is None or "rules" not in keys:
        return None
    return PointsForm(start=start, bounds=bounds, rules=tuple(rules), groups=tuple(groups))


def read_bounds(findings: Findings, node: Node) -> Bounds | None:
    """Return the least and the greatest total."""
    if node.items is not None:
        if len(node.items) != 2:
            findings.add(WRONG_SHAPE, node, "bounds are not two", "Write [600, 1300]")
            return None
        floor, ceiling = node.items
        hold: Hold | None = Hold.AT_THE_END
    else:
        keys = findings.keys(node, needed=("floor", "ceiling"), optional=("hold",))
        if keys is None or "floor" not in keys or "ceiling" not in keys:
            return None
        floor, ceiling = keys["floor"], keys["ceiling"]
        hold = choice(findings, keys["hold"], Hold) if "hold" in keys else Hold.AT_THE_END
    least = None if floor.text == "none" else points(findings, floor)
    most = None if ceiling.text == "none" else points(findings, ceiling)
    if findings.is_broken(node.path) or hold is None:
        return None
    if least is not None and most is not None and least >= most:
        findings.add(BAD_VALUE, node, "the floor is not below the ceiling", "Write the lower first")
        return None
    return Bounds(floor=least, ceiling=most, hold=hold)


def read_rules(findings: Findings, node: Node, kinds: Kinds) -> list[Rule]:
    """Return the rules that could be built."""
    mapping = findings.mapping(node)
    if mapping is None:
        return []
    if not 0 < len(mapping) <= RULES_MAX:
        findings.add(TOO_MANY, node, f"there are {len(mapping)} rules", f"Use 1 to {RULES_MAX}")
        return []
    found = [
        _rule(findings, key, below, kinds)
        for key, below in mapping.items()
        if key_name(findings, key, below)
    ]
    return [rule for rule in found if rule is not None]


def kind_of(findings: Findings, node: Node, text: str, kinds: Kinds) -> RecordKind | None:
    """Return a declared kind of record, complaining where nothing of the name is declared."""
    kind = kinds.get(KindName(text))
    if kind is None and not findings.is_broken(f"records.{text}"):
        findings.undeclared(
            node,
            text,
            f"the kind of record {text[:64]!r} is not declared",
            "Declare it under records, or read one that is",
            known=kinds,
        )
    return kind


def _rule(findings: Findings, key: str, node: Node, kinds: Kinds) -> Rule | None:
    """Return one rule, None where a part of it is broken."""
    keys = findings.keys(node, needed=("title", "record"), optional=RULE_KEYS)
    if keys is None:
        return None
    title = texts(findings, keys["title"]) if "title" in keys else None
    text = text_of(findings, keys["record"]) if "record" in keys else None
    kind = kind_of(findings, keys["record"], text, kinds) if text is not None else None
    worth = None if kind is None else read_worth(findings, node, keys, kind)
    since = day(findings, keys["since"]) if "since" in keys else None
    fade = read_fade(findings, keys["fade"]) if "fade" in keys else ()
    repaired = _repaired(findings, keys["repaired"]) if "repaired" in keys else None
    times, caps = _caps(findings, keys["cap"]) if "cap" in keys else ((), ())
    law = short_text(findings, keys["law"]) if "law" in keys else ""
    lasts = None
    if worth is not None and kind is not None and "lasts" in keys:
        lasts = _lasts(findings, keys["lasts"], worth, kind)
    if title is None or worth is None or findings.is_broken(node.path):
        return None
    assert kind is not None
    return Rule(
        name=RuleName(key),
        title=title,
        record=kind.name,
        worth=worth,
        since=since,
        fade=fade,
        lasts=lasts,
        repaired=repaired,
        times_caps=times,
        points_caps=caps,
        law=law,
    )


def read_fade(findings: Findings, node: Node) -> tuple[FadeStep, ...]:
    """Return the steps of a fade: later, and less and less."""
    steps: list[FadeStep] = []
    mapping = findings.mapping(node) or {}
    for key, below in mapping.items():
        after, left = parse_span(key), share(findings, below)
        if after is None:
            findings.add(BAD_VALUE, below, f"{key[:64]!r} is not a span", "Write 1 year: half")
        elif left is not None:
            if steps and (after.mean_days <= steps[-1].after.mean_days or left >= steps[-1].share):
                findings.add(
                    BAD_TABLE,
                    below,
                    "the step is not later and smaller than the one before",
                    "Let a fade leave less and less",
                )
            steps.append(FadeStep(after=after, share=left))
    if not mapping and node.mapping is not None:
        findings.add(BAD_VALUE, node, "no step is given", "Write {1 year: half}")
    return tuple(steps)


def _lasts(findings: Findings, node: Node, worth: Worth, kind: RecordKind) -> Lasts | None:
    """Return how long an act counts, plain or by the rule's own field."""
    if node.mapping is None:
        plain = span(findings, node)
        return None if plain is None else Lasts(spans={None: plain})
    spans: dict[FieldValue | None, Span] = {}
    rows = _rows_written(worth, kind)
    if rows is None:
        findings.add(
            BAD_VALUE, node, "only a rule with by and table lasts by a field", "Write one span"
        )
        return None
    wanted, row_of = rows
    for key, below in node.mapping.items():
        found = span(findings, below)
        row = row_of(key)
        if row not in wanted:
            findings.add(
                BAD_VALUE,
                below,
                f"{key[:64]!r} is no row of the rule's table",
                f"Use each of {', '.join(wanted.values())} once",
            )
        elif row in spans:
            findings.add(BAD_VALUE, below, f"{key!r} is a row given twice", "Keep one of the two")
        elif found is not None:
            spans[row] = found
    for row, written in wanted.items():
        if row not in spans and not findings.is_broken(node.path):
            findings.add(BAD_TABLE, node, f"no span is given for {written!r}", "Add one")
    return None if findings.is_broken(node.path) else Lasts(spans=spans)


def _rows_written(
    worth: Worth, kind: RecordKind
) -> tuple[dict[FieldValue, str], Callable[[str], FieldValue | None]] | None:
    """Return the rows of a rule's table as they are written and how to read one, None for none."""
    if isinstance(worth, PointsByBound):
        type_ = kind.fields[worth.field]
        bounds = bounds_of(type_)
        assert bounds is not None
        return {bound: written_amount(bound, type_) for bound, _ in worth.rows}, bounds[0]
    if isinstance(worth, PointsByName):
        words = {True: "yes", False: "no"}
        by_name: dict[str, FieldValue] = {
            words[value] if isinstance(value, bool) else str(value): value for value in worth.rows
        }
        return {value: name for name, value in by_name.items()}, by_name.get
    return None


def _repaired(findings: Findings, node: Node) -> Repaired | None:
    """Return what a repaired deduction becomes."""
    keys = findings.keys(node, needed=("points",), optional=("lasts",))
    if keys is None:
        return None
    value = points(findings, keys["points"]) if "points" in keys else None
    lasts = span(findings, keys["lasts"]) if "lasts" in keys else None
    if value is None or findings.is_broken(node.path):
        return None
    if value > 0:
        findings.add(
            BAD_VALUE, keys["points"], "a repaired deduction gives points", "Write 0 or less"
        )
        return None
    return Repaired(points=value, lasts=lasts)


def _caps(findings: Findings, node: Node) -> tuple[tuple[TimesCap, ...], tuple[PointsCap, ...]]:
    """Return the caps of a rule or group, shortest period first."""
    times: list[TimesCap] = []
    most: list[PointsCap] = []
    for each in node.items if node.items is not None else (node,):
        keys = findings.keys(each, needed=("per",), optional=("points", "times"))
        if keys is None:
            continue
        per = choice(findings, keys["per"], Period) if "per" in keys else None
        if ("points" in keys) == ("times" in keys):
            findings.add(
                MISSING_KEY, each, "a cap is on points or on times", "Write {points: 30, per: year}"
            )
        elif "times" in keys:
            count = whole(findings, keys["times"], least=1, most=TIMES_MAX)
            if count is not None and per is not None:
                times.append(TimesCap(times=count, per=per))
        else:
            value = points(findings, keys["points"])
            if value is not None and per is not None:
                most.append(PointsCap(points=value, per=per))
    if node.items == ():
        findings.add(BAD_VALUE, node, "no cap is given", "Write {points: 30, per: year}")
    for caps in (times, most):
        if len({cap.per for cap in caps}) < len(caps):
            findings.add(BAD_VALUE, node, "two caps count over one period", "Keep the smaller")
    return (
        tuple(sorted(times, key=lambda cap: cap.per.length)),
        tuple(sorted(most, key=lambda cap: cap.per.length)),
    )


def _groups(findings: Findings, keys: Mapping[str, Node], rules: list[Rule]) -> list[Group]:
    """Return the groups that could be built."""
    mapping = findings.mapping(keys["groups"]) or {}
    known = {rule.name for rule in rules}
    found = []
    for key, below in mapping.items():
        if key_name(findings, key, below):
            group = _group(findings, key, below, known)
            if group is not None:
                found.append(group)
    return found


def _group(findings: Findings, key: str, node: Node, known: set[RuleName]) -> Group | None:
    """Return one group of rules that share caps."""
    keys = findings.keys(node, needed=("title", "rules", "cap"))
    if keys is None:
        return None
    title = texts(findings, keys["title"]) if "title" in keys else None
    names: list[RuleName] = []
    for each in _listed(findings, keys["rules"]) if "rules" in keys else ():
        text = text_of(findings, each)
        if text is None:
            continue
        if text in known:
            names.append(RuleName(text))
        elif not findings.is_broken(f"rules.{text}"):
            findings.add(UNDECLARED, each, f"there is no rule {text[:64]!r}", "Name a rule")
    times, caps = _caps(findings, keys["cap"]) if "cap" in keys else ((), ())
    if times:
        findings.add(
            BAD_VALUE, keys["cap"], "a group caps points only", "Write {points: n, per: p}"
        )
    if "rules" in keys and len(set(names)) < len(names):
        findings.add(BAD_VALUE, keys["rules"], "a rule is listed twice", "List each rule once")
    if title is None or not names or findings.is_broken(node.path):
        return None  # without names the rules themselves are broken
    return Group(name=GroupName(key), title=title, rules=tuple(names), caps=caps)


def _listed(findings: Findings, node: Node) -> tuple[Node, ...]:
    """Return the items of a list that may not be empty."""
    if not node.items:
        findings.add(WRONG_SHAPE, node, "this is not a list of names", "Write [one, another]")
        return ()
    return node.items
