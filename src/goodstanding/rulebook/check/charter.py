"""The charter's words: what a policy may not score, whatever its records are called."""

from collections.abc import Iterator, Mapping
from typing import Final

from goodstanding.errors import declare
from goodstanding.model.kinds import Need, RecordClass
from goodstanding.model.policy import Policy
from goodstanding.rulebook.check.classes import BODY, HEALTH, LOAN, OFFENCES, VEHICLE
from goodstanding.rulebook.check.complaints import Complaints
from goodstanding.rulebook.check.phrases import Phrases
from goodstanding.rulebook.check.signs import gaining_kinds
from goodstanding.rulebook.check.topics import NAMES, OPENED, OTHER_FIRST, SCORED, SOURCES, TOPICS
from goodstanding.rulebook.tree import Node

FORBIDDEN = declare("charter-forbidden", "A rule would score what no rule may score.")
CLASS_UNSAID = declare("charter-class-not-declared", "Offence or health data called ordinary.")
NEED_UNSAID = declare("charter-need-not-declared", "What getting a record takes is not said.")
OFF = declare("charter-kind-off", "A kind that is off until a legal basis is named (a warning).")

SCORED_PARTS: Final = ("records", "rules", "measures", "groups", "dimensions")
OPENING_PARTS: Final = ("levels", "bands")
CLASS_BY_WORDS: Final = (
    (OFFENCES, RecordClass.OFFENCE, "an offence"),
    (HEALTH, RecordClass.HEALTH, "health"),
)
NEED_BY_WORDS: Final = (
    (BODY, Need.BODY, "the member's body"),
    (LOAN, Need.LOAN, "a loan"),
    (VEHICLE, Need.VEHICLE, "a vehicle"),
)


def check_words(complaints: Complaints, tree: Node) -> None:
    """Complain of names and texts that say what may not be scored, or that shame somebody.

    They are read from the tree, so that one is found even where something else is wrong with it.
    """
    for part in SCORED_PARTS:
        for name, node in _below(tree, part):
            _complain(complaints, node.path, _found_in_name(name))
            for path, text in _texts(node, "title", "means", "source"):
                _complain(complaints, path, SCORED.found(text) or OTHER_FIRST.first(text))
            for path, source in _texts(node, "source"):
                _complain(complaints, path, SOURCES.whole(source))
            for path, field in _field_names(node):
                _complain(complaints, path, _found_in_name(field))
    for part in OPENING_PARTS:
        for name, node in _below(tree, part):
            _complain(complaints, node.path, OPENED.found(name))
            for path, text in _texts(node, "title"):
                _complain(complaints, path, OPENED.found(text))


def _found_in_name(name: str) -> tuple[str, str] | None:
    """Return what is forbidden in a name: in any of its words, or as the whole of it."""
    return SCORED.found(name) or NAMES.whole(name) or OTHER_FIRST.first(name)


def _complain(complaints: Complaints, path: str, found: tuple[str, str] | None) -> None:
    """Complain of a forbidden phrase, where one was found."""
    if found is not None:
        phrase, topic = found
        complaints.error(
            FORBIDDEN,
            path,
            f"{phrase!r} names {TOPICS[topic].what}",
            f"{TOPICS[topic].why}. Take it out",
        )


def _below(tree: Node, part: str) -> Iterator[tuple[str, Node]]:
    """Yield the named parts below a key of the policy."""
    yield from _mapping(_mapping(tree).get(part)).items()


def _mapping(node: Node | None) -> Mapping[str, Node]:
    """Return the mapping of a node, empty where it has none."""
    return {} if node is None else node.mapping or {}


def _texts(node: Node, *keys: str) -> Iterator[tuple[str, str]]:
    """Yield the texts under some keys, plain or by language, with their paths."""
    for key, below in _mapping(node).items():
        if key in keys:
            yield from ((each.path, each.text) for each in below.walk() if each.text)


def _field_names(node: Node) -> Iterator[tuple[str, str]]:
    """Yield the names of a kind's fields, and the names that their values may have."""
    for name, below in _mapping(_mapping(node).get("fields")).items():
        yield below.path, name
        for each in below.walk():
            if each.text and each.text.startswith("one of "):
                yield from ((below.path, one) for one in each.text[len("one of ") :].split(","))
            elif each.text and each is not below:
                yield below.path, each.text


def check_kinds(complaints: Complaints, policy: Policy) -> None:
    """Complain of kinds whose words say another class or cost than they declare; warn of off ones.

    What a kind costs to get matters only where it gains; what it is, always.
    """
    gaining = gaining_kinds(policy)
    for kind in policy.kinds.values():
        texts = (kind.name, *kind.means.values())
        for phrases, due, noun in CLASS_BY_WORDS:
            found = _first(phrases, texts)
            if found and kind.record_class is RecordClass.ORDINARY:
                complaints.error(
                    CLASS_UNSAID,
                    f"records.{kind.name}.class",
                    f"{found!r} names {noun}, and the kind is called ordinary",
                    f"Write `class: {due}`; it is off until the operator names a legal basis",
                )
        for phrases, need, noun in NEED_BY_WORDS:
            found = _first(phrases, texts)
            if found and kind.name in gaining and need not in kind.needs:
                complaints.error(
                    NEED_UNSAID,
                    f"records.{kind.name}.needs",
                    f"{found!r} takes {noun}, and the kind does not say so",
                    f"Write `needs: [{', '.join(sorted({*kind.needs, need}))}]`",
                )
        if kind.off:
            complaints.warn(
                OFF,
                f"records.{kind.name}.class",
                f"{kind.name} is {kind.record_class} data and no legal basis is named: it gives "
                "and takes no points of members until the operator names one",
                "Name the basis under `law` with the words the board is to print, or leave it off",
            )


def _first(phrases: Phrases, texts: tuple[str, ...]) -> str:
    """Return the first phrase found in texts, empty where there is none."""
    for text in texts:
        found = phrases.found(text)
        if found is not None:
            return found[0]
    return ""
