"""The page on the policy language says what the reader accepts, and its examples are read."""

import json
import re
from copy import deepcopy
from typing import Final, TypeAlias

import pytest
from tests.support.pages import Fenced, codes_in, fenced_of, page, table_of

from goodstanding.model import days, kinds, points
from goodstanding.model.policy import Purpose
from goodstanding.rulebook import tree
from goodstanding.rulebook.reader import (
    EDITION_MAX,
    Reading,
    Round,
    index,
    read_policy_text,
    tables,
    values,
)
from goodstanding.rulebook.reader import points as points_reader
from goodstanding.rulebook.reader.context import DECLINED
from goodstanding.rulebook.reader.kinds import RESERVED_FIELDS

Content: TypeAlias = "dict[str, Content] | list[Content] | str"

PAGE: Final = page("docs/reference/language.md")
BLOCKS: Final = [block for block in fenced_of(PAGE) if block.words[:1] == ("yaml",)]
WHOLE: Final = {block.words[2]: block for block in BLOCKS if block.words[1] == "whole"}
PARTS: Final = [block for block in BLOCKS if block.words[1] == "part"]
NOT_A_KEY: Final = "zzzz"


def content_of(node: tree.Node) -> Content:
    """Return a tree as nested mappings, lists and texts."""
    if node.mapping is not None:
        return {key: content_of(below) for key, below in node.mapping.items()}
    if node.items is not None:
        return [content_of(below) for below in node.items]
    return node.text or ""


def parsed(block: Fenced) -> Content:
    """Return an example as nested mappings, lists and texts."""
    node, problems = tree.read_tree(block.text.encode(), file="example")
    assert problems == []
    assert node is not None
    return content_of(node)


def merged(base: Content, part: Content) -> Content:
    """Return a base with a part put in under its own keys."""
    if not isinstance(base, dict) or not isinstance(part, dict):
        return part
    result = dict(base)
    for key, below in part.items():
        result[key] = merged(result[key], below) if key in result else below
    return result


def reading_of(content: Content) -> Reading:
    """Return what the reader makes of a content; JSON is YAML."""
    return read_policy_text(json.dumps(content, ensure_ascii=False).encode(), file="example")


def full(family: str) -> Content:
    """Return a policy of a family with every part of the page in it that goes together."""
    content = parsed(WHOLE[family])
    for block in PARTS:
        part = parsed(block)
        if block.words[2] == family and isinstance(part, dict) and "purpose" not in part:
            kept = {key: below for key, below in part.items() if key != "rules"}
            rules = part.get("rules")
            if isinstance(rules, dict):
                kept["rules"] = {
                    key: below
                    for key, below in rules.items()
                    if key not in {"hours", "thanks"}  # their forms exclude each other
                }
            content = merged(content, kept)
    return content


@pytest.mark.parametrize("family", ["points", "index"])
def test_the_two_small_policies_are_read(family: str) -> None:
    reading = reading_of(parsed(WHOLE[family]))
    assert reading.problems == ()
    assert reading.policy is not None


@pytest.mark.parametrize("block", PARTS, ids=lambda block: block.text.split("\n", 1)[0])
def test_each_part_is_read_within_its_policy(block: Fenced) -> None:
    whole = parsed(WHOLE[block.words[2]])
    reading = reading_of(merged(whole, parsed(block)))
    assert [str(problem) for problem in reading.problems] == []
    assert reading.policy is not None


def test_there_are_examples_and_a_broken_one_is_not_read() -> None:
    assert len(WHOLE) == 2
    assert len(PARTS) >= 15
    broken = merged(parsed(WHOLE["points"]), {"rules": {"shift": {"colour": "2"}}})
    assert reading_of(broken).problems != ()


def at(content: Content, path: str) -> dict[str, Content]:
    """Return the mapping at a path; `0` is the first place of a list."""
    for key in path.split("/") if path else []:
        if isinstance(content, list):
            content = content[int(key)]
        else:
            assert isinstance(content, dict)
            content = content[key]
    assert isinstance(content, dict)
    return content


def known_keys(content: Content, path: str) -> set[str]:
    """Return the keys that the reader knows at a path: it lists them when it meets another."""
    asked = deepcopy(content)
    at(asked, path)[NOT_A_KEY] = "1"
    hints = [
        problem.hint
        for problem in reading_of(asked).problems
        if problem.code.name == "policy-unknown-key" and problem.path.endswith(NOT_A_KEY)
    ]
    assert len(hints) == 1, "the reader did not list its keys"
    listed = re.fullmatch(r"Known here are (.*)", hints[0])
    assert listed is not None
    return set(listed[1].split(", "))


def needed_keys(content: Content, path: str, known: set[str]) -> set[str]:
    """Return the keys whose absence the reader reports as a missing key of that path."""
    missing = set()
    for key in known & set(at(content, path)):
        without = deepcopy(content)
        del at(without, path)[key]
        said = {problem.what for problem in reading_of(without).problems}
        if f"the key {key!r} is missing" in said:
            missing.add(key)
    return missing


PLACES: Final = [
    ("key of a kind", "points", "records/gift"),
    ("key of a rule", "points", "rules/unpaid"),
    ("key of `repaired`", "points", "rules/unpaid/repaired"),
    ("key of a cap", "points", "rules/shift/cap/0"),
    ("key of a group", "points", "groups/times-of-day"),
    ("key of `bounds`", "points", "bounds"),
    ("key of a dimension", "index", "dimensions/helping"),
    ("key of a measure", "index", "measures/kept"),
    ("key of a level", "points", "levels/thanked"),
    ("key of `keep`", "points", "levels/thanked/keep"),
    ("key of a benefit", "points", "benefits/more-books"),
    ("key of a band", "points", "bands/new"),
]


@pytest.mark.parametrize("header, family, path", PLACES)
def test_the_keys_of_each_place_are_those_of_the_reader(
    header: str, family: str, path: str
) -> None:
    content = full(family)
    rows = table_of(PAGE, header).rows
    documented = {codes_in(key)[0]: needed == "yes" for key, needed, _ in rows}
    known = known_keys(content, path)
    assert set(documented) == known
    assert {key for key, needed in documented.items() if needed} == needed_keys(
        content, path, known
    )


@pytest.mark.parametrize("family", ["points", "index", "study"])
def test_the_keys_at_the_top_are_those_of_the_reader(family: str) -> None:
    content = full("index" if family == "index" else "points")
    if family == "study":
        content = merged(content, {"purpose": "study"})
    documented = {
        codes_in(key)[0]: needed == "yes"
        for key, families, needed, _ in table_of(PAGE, "key").rows
        if family in families.split(", ")
    }
    known = known_keys(content, "")
    assert set(documented) == known
    assert {key for key, needed in documented.items() if needed} == needed_keys(content, "", known)


def test_a_control_finds_a_key_that_the_page_forgot() -> None:
    rows = table_of(PAGE, "key of a band").rows
    documented = {codes_in(key)[0] for key, _, _ in rows} - {"title"}
    assert documented != known_keys(full("points"), "bands/new")


def test_the_closed_sets_of_words_are_those_of_the_model() -> None:
    rows = {codes_in(head)[0]: codes_in(words) for head, words in table_of(PAGE, "word for").rows}
    assert rows == {
        "basis": [str(word) for word in kinds.Basis],
        "context": [str(word) for word in kinds.Context],
        "class": [str(word) for word in kinds.RecordClass],
        "needs": [str(word) for word in kinds.Need],
    }
    written = {value: codes_in(how) for value, how in table_of(PAGE, "value").rows}
    assert written["period"] == [str(word) for word in days.Period]
    assert set(written["share that is left"]) == {*values.SHARES, "n/d"}
    units = {span.split()[1].rstrip("s") for span in written["span"]}
    assert units == {str(unit).rstrip("s") for unit in days.Unit}
    top = {codes_in(row[0])[0]: codes_in(row[-1]) for row in table_of(PAGE, "key").rows}
    assert top["purpose"] == [str(word) for word in Purpose]
    assert top["round"] == [str(word) for word in Round]
    hold = {
        codes_in(key)[0]: codes_in(how) for key, _, how in table_of(PAGE, "key of `bounds`").rows
    }
    assert hold["hold"] == [str(word) for word in points.Hold]


def test_the_sentences_of_a_measure_are_those_of_the_reader() -> None:
    written = [codes_in(row[0])[0] for row in table_of(PAGE, "sentence").rows]
    assert len(written) == len(index.SENTENCES)
    reached = set()
    for sentence in written:
        [reading] = [each for pattern, each in index.SENTENCES if pattern.fullmatch(sentence)]
        reached.add(reading)
    assert len(reached) == len(index.SENTENCES)


def test_the_columns_that_a_field_cannot_take_are_listed() -> None:
    [sentence] = re.findall(r"every record has: (.*?)\.\n", PAGE, re.DOTALL)
    assert set(codes_in(sentence)) == RESERVED_FIELDS


def test_the_words_missing_on_purpose_are_those_that_the_reader_declines() -> None:
    [section] = re.findall(r"## Words that are missing on purpose\n(.*?)\n## ", PAGE, re.DOTALL)
    assert set(codes_in(section)) == set(DECLINED)


def test_the_limits_are_those_of_the_code() -> None:
    written = {what: int(most) for what, most in table_of(PAGE, "what").rows}
    assert written == {
        "bytes of a policy": tree.FILE_BYTES_MAX,
        "nesting": tree.DEPTH_MAX,
        "rules or measures": points_reader.RULES_MAX,
        "rows of a table": tables.ROWS_MAX,
        "dimensions": index.DIMENSIONS_MAX,
        "points, either way": values.POINTS_MAX,
        "times of a cap": points_reader.TIMES_MAX,
        "least of a share": index.LEAST_MAX,
        "edition": EDITION_MAX,
        "characters of a name": values.NAME_CHARACTERS_MAX,
        "characters of a text": values.TEXT_CHARACTERS_MAX,
        "years of a span": days.SPAN_YEARS_MAX,
        "denominator": values.DENOMINATOR_MAX,
    }
