"""YAML read strictly into a tree of text: no aliases, tags, merges, duplicates or guesses."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from _ruamel_yaml import CParser
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from goodstanding.errors import Code, Problem, declare

FILE_BYTES_MAX: Final = 512 * 1024
DEPTH_MAX: Final = 32
KEY_CHARACTERS_MAX: Final = 256
PATH_CHARACTERS_MAX: Final = 256
"""A longer path is cut: it is for people to find a place."""

UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\xAD\u061C\u200B\u200E\u200F\u2028-\u202E"
    r"\u2060-\u206F\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF\U000E0000-\U000E007F]"
)
"""Characters that cannot be seen or turn the direction of text round."""

UNSEEN_LISTED_MAX: Final = 20

NO_TEXT: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
"""How the files of office programs and of readers begin."""

WIDE: Final = re.compile(r"[\uFF1A\uFF0C\uFF3B\uFF3D\uFF5B\uFF5D\uFF03\uFF0D\u3000\u00A0]")
"""Characters of Chinese keyboards and word processors that look like the signs of YAML."""

TOO_LARGE = declare("policy-too-large", "The file is larger than a policy may be.")
NOT_UTF_8 = declare("policy-not-utf-8", "The file is not UTF-8 text.")
CONTROL = declare(
    "policy-control-character", "A character that cannot be seen or turns text round."
)
NOT_YAML = declare("policy-not-yaml", "The text is not YAML.")
EMPTY = declare("policy-empty", "The file says nothing.")
SEVERAL = declare("policy-several-documents", "The file has more than one YAML document.")
TOO_DEEP = declare("policy-too-deep", "The file is nested deeper than any policy.")
ALIAS = declare("policy-alias", "An anchor or an alias: one place that stands for another.")
TAG = declare("policy-tag", "A tag: a type that the file itself names.")
MERGE = declare("policy-merge", "A merge key: a mapping taken over from elsewhere.")
DUPLICATE = declare("policy-duplicate-key", "One key stands twice in a mapping.")
BAD_KEY = declare("policy-bad-key", "A key that is not plain text.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place in the file: a mapping, a list, or text. Every scalar is text until it is typed.

    `path` is the dotted path (`rules.ticket.since`, list places `[0]`), `line` counts from 1.
    """

    path: str
    line: int
    value: "Mapping[str, Node] | tuple[Node, ...] | str"

    @property
    def mapping(self) -> "Mapping[str, Node] | None":
        """Return the mapping, None where the node is something else."""
        return self.value if isinstance(self.value, Mapping) else None

    @property
    def items(self) -> "tuple[Node, ...] | None":
        """Return the list, None where the node is something else."""
        return self.value if isinstance(self.value, tuple) else None

    @property
    def text(self) -> str | None:
        """Return the text, None where the node is something else."""
        return self.value if isinstance(self.value, str) else None

    def walk(self) -> "Iterator[Node]":
        """Yield this node and all below it, in the order of the file."""
        yield self
        below: tuple[Node, ...] = ()
        if isinstance(self.value, Mapping):
            below = tuple(self.value.values())
        elif isinstance(self.value, tuple):
            below = self.value
        for node in below:
            yield from node.walk()


def read_tree(content: bytes, *, file: str) -> tuple[Node | None, list[Problem]]:
    """Return the tree of a YAML text and every problem found; None where there is no tree.

    Nothing in the text is ever constructed or resolved: a scalar stays the text it is.
    """
    builder = _Builder(file=file)
    if len(content) > FILE_BYTES_MAX:
        builder.complain(
            TOO_LARGE,
            what=f"the file has {len(content):,} bytes, a policy at most {FILE_BYTES_MAX:,}",
            hint="Split the programme, or take out what is not part of the policy",
        )
        return None, builder.problems
    text = _decoded(builder, content)
    if text is None:
        return None, builder.problems
    try:
        root = builder.document(CParser(text))
    except _StopReading:
        root = None
    except YAMLError as error:
        builder.syntax_error(error, text)
        root = None
    return root, builder.problems


def _decoded(builder: "_Builder", content: bytes) -> str | None:
    """Return the text, None where it is not UTF-8 or holds characters that may not be there."""
    if content.startswith(NO_TEXT):
        builder.complain(
            NOT_UTF_8,
            what="the file is a document of another program, and no plain text",
            hint="Save what it says as plain text in UTF-8",
        )
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        builder.complain(
            NOT_UTF_8,
            what="the file is not UTF-8",
            hint="Save it as UTF-8",
            line=content[: error.start].count(b"\n") + 1,
        )
        return None
    found = UNSEEN.search(text)
    if found is None:
        return text
    for match in islice(UNSEEN.finditer(text), UNSEEN_LISTED_MAX):
        builder.complain(
            CONTROL,
            what=f"the character U+{ord(match[0]):04X} may not stand in a policy",
            hint="Take it out",
            line=text.count("\n", 0, match.start()) + 1,
        )
    return None


def _look_alike(text: str, first: int, last: int) -> tuple[int, str] | None:
    """Return the line of a tab or a look-alike of YAML's signs with what to do, None for neither.

    Lines count from 1; those from `first` to `last` are looked at.
    """
    for number, line in enumerate(text.splitlines()[first - 1 : last], start=first):
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return number, "Indent with spaces: there is a tab before the first word"
        wide = WIDE.search(line)
        if wide is not None:
            plain = unicodedata.normalize("NFKC", wide[0])
            named = "a plain space" if plain == " " else repr(plain)
            after = ", with a space behind it" if plain in ":," else ""
            return number, f"Write {named} for the wide U+{ord(wide[0]):04X}{after}"
    return None


class _StopReading(Exception):  # noqa: N818 - not an error: the problem is listed already
    """There is no sense in reading on."""


@dataclass(slots=True, kw_only=True)
class _Builder:
    """Builds nodes from parser events and keeps the problems."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def complain(self, code: Code, *, what: str, hint: str, line: int = 1, path: str = "") -> None:
        """Add a problem."""
        self.problems.append(
            Problem(code=code, file=self.file, line=line, path=path, what=what, hint=hint)
        )

    def syntax_error(self, error: YAMLError, text: str) -> None:
        """Add what the parser says, in one sentence; it knows the place of nearly everything."""
        context, problem = (
            getattr(error, "context_mark", None),
            getattr(error, "problem_mark", None),
        )
        mark = problem or context
        said = [getattr(error, "context", None), getattr(error, "problem", None)]
        words = " ".join(part for part in said if part) or "it holds what no text may hold"
        line = mark.line + 1 if mark is not None else 1
        first = context.line + 1 if context is not None else line
        found = _look_alike(text, max(min(first, line - 1), 1), line)
        self.complain(
            NOT_YAML,
            what=f"this is not YAML: {words}",
            hint="Mend the line: look for a missing colon, bracket or quote, or a wrong indent"
            if found is None
            else found[1],
            line=line if found is None else found[0],
        )

    def document(self, parser: CParser) -> Node | None:
        """Return the only document, None where there is none."""
        parser.get_event()  # the stream starts
        event = parser.get_event()
        if isinstance(event, StreamEndEvent):
            self.complain(EMPTY, what="the file says nothing", hint="Write a policy into it")
            return None
        root = self.node(parser, parser.get_event(), "", 1)
        parser.get_event()  # the document ends
        event = parser.get_event()
        if not isinstance(event, StreamEndEvent):
            self.complain(
                SEVERAL,
                what="a second document starts here",
                hint="Keep one policy in a file, without a line of ---",
                line=event.start_mark.line + 1,
            )
        return root

    def node(self, parser: CParser, event: Event, path: str, depth: int) -> Node:
        """Return the node that starts with `event`."""
        line = event.start_mark.line + 1
        if depth > DEPTH_MAX:
            self.complain(
                TOO_DEEP,
                what=f"this is nested deeper than {DEPTH_MAX} levels",
                hint="Write it flat, as the language is",
                line=line,
                path=path,
            )
            raise _StopReading
        if isinstance(event, AliasEvent):
            self.complain(
                ALIAS,
                what=f"the alias *{str(event.anchor)[:64]} stands for another place",
                hint="Write the value out here",
                line=line,
                path=path,
            )
            return Node(path=path, line=line, value="")
        assert isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent)
        self.plain(event, line, path)
        if isinstance(event, MappingStartEvent):
            return self.mapping(parser, line, path, depth)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(parser, line, path, depth)
        return Node(path=path, line=line, value=self.scalar(event, line, path))

    def scalar(self, event: ScalarEvent, line: int, path: str) -> str:
        """Return the text of a scalar; escapes may not bring in what a file may not hold."""
        text = str(event.value)
        match = UNSEEN.search(text)
        if match is None:
            return text
        self.complain(
            CONTROL,
            what=f"the character U+{ord(match[0]):04X} may not stand in a policy",
            hint="Take it out",
            line=line,
            path=path,
        )
        return ""

    def plain(
        self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent, line: int, path: str
    ) -> None:
        """Complain of an anchor or a tag."""
        if event.anchor is not None:
            self.complain(
                ALIAS,
                what=f"the anchor &{str(event.anchor)[:64]} names this place for aliases",
                hint="Take the anchor out; the language has no aliases",
                line=line,
                path=path,
            )
        if event.tag is not None and str(event.tag) != "!":
            self.complain(
                TAG,
                what="a tag names a type here",
                hint="Take the tag out; the language knows what each value is",
                line=line,
                path=path,
            )

    def mapping(self, parser: CParser, line: int, path: str, depth: int) -> Node:
        """Return a mapping, its first value where a key stands twice."""
        found: dict[str, Node] = {}
        while not isinstance(event := parser.get_event(), MappingEndEvent):
            key_line = event.start_mark.line + 1
            if not isinstance(event, ScalarEvent):
                self.node(parser, event, path, depth + 1)
                self.node(parser, parser.get_event(), path, depth + 1)
                self.complain(
                    BAD_KEY,
                    what="a key is a mapping, a list or an alias",
                    hint="Write a plain word before the colon",
                    line=key_line,
                    path=path,
                )
                continue
            self.plain(event, key_line, path)
            key = str(event.value)
            sound = self.sound(key, key_line, path)
            below = (f"{path}.{key}" if path else key)[:PATH_CHARACTERS_MAX] if sound else path
            node = self.node(parser, parser.get_event(), below, depth + 1)
            if sound:
                self.keep(found, key, node, key_line)
        return Node(path=path, line=line, value=found)

    def sound(self, key: str, line: int, path: str) -> bool:
        """Return whether a key can be named in a message, complaining where it cannot."""
        if key.strip() and len(key) <= KEY_CHARACTERS_MAX and not UNSEEN.search(key):
            return True
        self.complain(
            BAD_KEY,
            what=f"a key is empty, longer than {KEY_CHARACTERS_MAX} characters, "
            "or holds a character that cannot be seen",
            hint="Write a plain word before the colon",
            line=line,
            path=path,
        )
        return False

    def keep(self, found: dict[str, Node], key: str, node: Node, line: int) -> None:
        """Put a value under its key, unless it stands there already or is a merge."""
        if key == "<<":
            self.complain(
                MERGE,
                what="<< takes a mapping over from elsewhere",
                hint="Write the keys out here",
                line=line,
                path=node.path,
            )
        elif key in found:
            self.complain(
                DUPLICATE,
                what=f"{key[:64]!r} stands here and in line {found[key].line}: a duplicate key",
                hint="Keep one of the two",
                line=line,
                path=node.path,
            )
        else:
            found[key] = Node(path=node.path, line=line, value=node.value)

    def sequence(self, parser: CParser, line: int, path: str, depth: int) -> Node:
        """Return a list."""
        found: list[Node] = []
        while not isinstance(event := parser.get_event(), SequenceEndEvent):
            below = f"{path}[{len(found)}]"[:PATH_CHARACTERS_MAX]
            found.append(self.node(parser, event, below, depth + 1))
        return Node(path=path, line=line, value=tuple(found))
