"""YAML to a tree of text, strictly."""

import pytest

from goodstanding.rulebook.tree import FILE_BYTES_MAX, Node, read_tree


def tree(text: str) -> Node:
    """Return the tree of a text without problems."""
    node, problems = read_tree(text.encode(), file="policy.yaml")
    assert [str(problem) for problem in problems] == []
    assert node is not None
    return node


def problems(content: str | bytes) -> list[str]:
    """Return the problems of a text."""
    content = content.encode() if isinstance(content, str) else content
    _, found = read_tree(content, file="policy.yaml")
    return [f"{each.line}: {each.path}: {each.what}" for each in found]


def test_every_scalar_stays_the_text_it_is() -> None:
    root = tree("on: no\nnumber: 0123\ntime: 12:30\nnothing: ~\nquoted: ' x '\nempty:\n")
    assert root.mapping is not None
    assert {key: node.text for key, node in root.mapping.items()} == {
        "on": "no",
        "number": "0123",
        "time": "12:30",
        "nothing": "~",
        "quoted": " x ",
        "empty": "",
    }


def test_each_place_has_its_path_and_line() -> None:
    root = tree("a:\n  b: [x,\n   {c: y}]\n")
    found = {node.path: node.line for node in root.walk()}
    assert found == {"": 1, "a": 1, "a.b": 2, "a.b[0]": 2, "a.b[1]": 3, "a.b[1].c": 3}


def test_a_node_is_one_of_three_things() -> None:
    root = tree("a: [x]\n")
    assert root.mapping is not None
    items = root.mapping["a"].items
    assert items is not None
    assert root.items is None
    assert root.text is None
    assert root.mapping["a"].mapping is None
    assert root.mapping["a"].text is None
    assert items[0].text == "x"
    assert items[0].mapping is None
    assert items[0].items is None


def test_a_file_is_as_large_as_a_policy_may_be() -> None:
    fits = b"a: b" + b" " * (FILE_BYTES_MAX - 4)
    assert problems(fits) == []
    assert problems(fits + b" ") == ["1: : the file has 524,289 bytes, a policy at most 524,288"]


@pytest.mark.parametrize("depth", [32, 33])
def test_nesting_has_an_end(depth: int) -> None:
    # the mapping at the top is the first level, the text inside the last
    found = problems(f"a: {'[' * (depth - 2)}x{']' * (depth - 2)}\n")
    assert bool(found) is (depth > 32)


@pytest.mark.parametrize(
    "character",
    ["\0", "\x07", "\x7f", "\x85", "\xad", "\u061c", "\u200b", "\u200e", "\u2028", "\u202e",
     "\u2060", "\u2066", "\ufeff", "\U000e0041"],
)  # fmt: skip
def test_what_cannot_be_seen_is_refused(character: str) -> None:
    said = f"the character U+{ord(character):04X} may not stand in a policy"
    assert problems(f"a: b\nc: d{character}e\n") == [f"2: : {said}"]


def test_what_is_written_with_an_escape_is_refused_too() -> None:
    assert problems('a: b\nc: "d\\u202ee"\n') == [
        "2: c: the character U+202E may not stand in a policy"
    ]


@pytest.mark.parametrize(
    "text", ["é ü ß", "中文，标点。", "नमस्ते", "שלום", "👍🏽", "zero\u200cwidth joined"]
)
def test_what_can_be_read_is_kept(text: str) -> None:
    assert tree(f"a: {text}\n").mapping == {"a": Node(path="a", line=1, value=text)}


def test_only_the_first_twenty_unseen_characters_are_listed() -> None:
    assert len(problems("a: b\0\n" * 30)) == 20


def test_the_first_value_of_a_duplicate_stays() -> None:
    root, found = read_tree(b"a: 1\na: 2\n", file="policy.yaml")
    assert root is not None
    assert root.mapping == {"a": Node(path="a", line=1, value="1")}
    assert len(found) == 1


@pytest.mark.parametrize("text", ["? [a]\n: b\n", "? {a: b}\n: c\n", "a: &x b\n*x : c\n"])
def test_a_key_is_text(text: str) -> None:
    assert any("a key is a mapping, a list or an alias" in each for each in problems(text))


def test_the_line_of_a_byte_that_is_no_text_is_named() -> None:
    assert problems(b"a: b\nc: \xff\n") == ["2: : the file is not UTF-8"]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n"])
def test_an_empty_file_says_nothing(text: str) -> None:
    root, found = read_tree(text.encode(), file="policy.yaml")
    assert root is None or root.text == ""
    assert bool(found) is (root is None)


def test_a_plain_mark_of_text_is_no_tag() -> None:
    assert tree("a: ! b\n").mapping == {"a": Node(path="a", line=1, value="b")}


def test_a_path_that_is_long_is_cut() -> None:
    key = "k" * 200
    root = tree(f"{key}:\n  {key}:\n    a: b\n")
    assert max(len(node.path) for node in root.walk()) == 256
