"""Reading levels, bands and benefits: what a total opens, and what everybody gets."""

from collections.abc import Mapping

from goodstanding.model.kinds import Context
from goodstanding.model.names import BandName, BenefitName, LevelName, PartnerName
from goodstanding.model.policy import Band, Benefit, Level
from goodstanding.rulebook.reader.context import (
    BAD_VALUE,
    NOT_IN_THE_LANGUAGE,
    WRONG_SHAPE,
    Findings,
)
from goodstanding.rulebook.reader.values import (
    choice,
    key_name,
    name,
    points,
    text_of,
    text_or_texts,
    texts,
)
from goodstanding.rulebook.tree import Node

LEVEL_NAMES_TAKEN = frozenset({"none", "unknown"})
"""`none` says that no level is reached."""


def read_benefits(findings: Findings, node: Node, languages: tuple[str, ...]) -> list[Benefit]:
    """Return the benefits that could be built."""
    found = []
    for key, below in (findings.mapping(node) or {}).items():
        if not key_name(findings, key, below):
            continue
        needed = ("title", "partner", "context", "everyone", "member", "because")
        keys = findings.keys(below, needed=needed)
        if keys is None or len(keys) < len(needed):
            continue
        title = texts(findings, keys["title"])
        partner = name(findings, keys["partner"])
        context = choice(findings, keys["context"], Context)
        everyone = text_or_texts(findings, keys["everyone"], languages)
        member = text_or_texts(findings, keys["member"], languages)
        because = text_or_texts(findings, keys["because"], languages)
        if title is None or partner is None or context is None:
            continue
        if everyone is None or member is None or because is None:
            continue
        found.append(
            Benefit(
                name=BenefitName(key),
                title=title,
                partner=PartnerName(partner),
                context=context,
                everyone=everyone,
                member=member,
                because=because,
            )
        )
    return found


def read_levels(findings: Findings, node: Node, benefits: set[BenefitName]) -> list[Level]:
    """Return the levels that could be built; what they open is declared."""
    found = []
    for key, below in (findings.mapping(node) or {}).items():
        if not key_name(findings, key, below):
            continue
        if key in LEVEL_NAMES_TAKEN:
            findings.add(BAD_VALUE, below, f"{key!r} says that no level is reached", "Rename it")
            continue
        keys = findings.keys(below, needed=("from", "title", "opens"), optional=("keep",))
        level = None if keys is None else _level(findings, key, keys, benefits)
        if level is not None:
            found.append(level)
    return found


def _level(
    findings: Findings, key: str, keys: Mapping[str, Node], benefits: set[BenefitName]
) -> Level | None:
    """Return one level, None where a part of it is broken."""
    reached = points(findings, keys["from"]) if "from" in keys else None
    title = texts(findings, keys["title"]) if "title" in keys else None
    opens = _opens(findings, keys["opens"], benefits) if "opens" in keys else ()
    kept = reached
    if "keep" in keys:
        keep = findings.keys(keys["keep"], needed=("above",))
        kept = points(findings, keep["above"]) if keep and "above" in keep else None
    if reached is None or title is None or kept is None or not opens:
        return None
    return Level(
        name=LevelName(key), title=title, reached_from=reached, keep_above=kept, opens=opens
    )


def _opens(findings: Findings, node: Node, benefits: set[BenefitName]) -> tuple[BenefitName, ...]:
    """Return the benefits that a level opens: at least one, each declared, each once."""
    if not node.items:
        findings.add(
            WRONG_SHAPE,
            node,
            "the level opens nothing",
            "List at least one benefit, or make it a band",
        )
        return ()
    found = []
    for each in node.items:
        text = text_of(findings, each)
        if text is None:
            continue
        if BenefitName(text) in found:
            findings.add(BAD_VALUE, each, f"{text[:64]!r} is opened twice", "List it once")
        elif text in benefits:
            found.append(BenefitName(text))
        elif not findings.is_broken(f"benefits.{text}"):
            findings.undeclared(
                each,
                text,
                f"there is no benefit {text[:64]!r}",
                "Declare it under benefits",
                known=benefits,
            )
    return tuple(found)


def read_bands(findings: Findings, node: Node) -> list[Band]:
    """Return the bands that could be built."""
    found = []
    for key, below in (findings.mapping(node) or {}).items():
        if not key_name(findings, key, below):
            continue
        keys = findings.keys(below, needed=("from", "title"))
        if keys is None or len(keys) < 2:
            continue
        starts = points(findings, keys["from"])
        title = texts(findings, keys["title"])
        if starts is not None and title is not None:
            found.append(Band(name=BandName(key), title=title, starts_at=starts))
    return found


def refuse_in_study(findings: Findings, keys: Mapping[str, Node]) -> None:
    """Complain of what a study of a published system cannot have."""
    for key in ("levels", "bands", "benefits"):
        if key in keys:
            findings.add(
                NOT_IN_THE_LANGUAGE,
                keys[key],
                f"a study has no {key}",
                "Take them out: a study opens nothing to anybody",
            )
