"""The shipped policies in Chinese: every identifier of theirs has a Chinese word."""

import re
from pathlib import Path
from typing import Final

import pytest
from tests.support.pages import ROOT

from goodstanding.model.kinds import OneOf
from goodstanding.rulebook import read_policy
from goodstanding.rulebook.words import LANGUAGES, board, board_html

SHIPPED: Final = sorted(
    path
    for path in (ROOT / "policies").glob("*/*.yaml")
    if path.stem == path.parent.name  # not its tests, not its data sheet
)
HAN: Final = re.compile(r"[\u4e00-\u9fff]")
CODE: Final = re.compile(r"[a-z]{2}[0-9]{2}")
"""A code of an endorsement, which has no other name."""

NAMES_ABROAD: Final = {"ai-stackexchange", "stack-exchange"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_identifier_of_a_shipped_policy_has_a_chinese_word(path: Path) -> None:
    policy = read_policy(path)
    assert set(policy.languages) >= set(LANGUAGES)
    chinese = LANGUAGES["zh"]
    said: dict[str, str] = {}
    for kind in policy.kinds.values():
        said[kind.source] = chinese.name(kind.source)
        for name, form in kind.fields.items():
            said[name] = chinese.name(name)
            values = form.names if isinstance(form, OneOf) else ()
            said |= {f"{name}.{value}": chinese.value(name, value) for value in values}
    said |= {each.partner: chinese.name(each.partner) for each in policy.benefits}
    unsaid = {
        name
        for name, word in said.items()
        if not HAN.search(word) and not CODE.fullmatch(word) and name not in NAMES_ABROAD
    }
    assert unsaid == set()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_policy_has_a_board(path: Path, lang: str) -> None:
    policy = read_policy(path)
    html = board_html(board(policy, lang))
    for name in policy.rule_names:
        assert name
    assert policy.title[lang] in html
    assert "None" not in html


def test_five_policies_are_shipped() -> None:
    assert len(SHIPPED) == 5
