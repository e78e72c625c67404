"""The worked tables of docs/semantics.md hold."""

import re
from pathlib import Path

import pytest
from tests.spec.guide import check, policy

PAGE = Path(__file__).parents[2] / "docs" / "semantics.md"
BLOCKS = re.findall(
    r"```policy\n(.*?)```\n```table\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
)


@pytest.mark.parametrize("text, table", BLOCKS)
def test_a_worked_table_of_the_semantics_holds(text: str, table: str) -> None:
    check(policy(text), table)


def test_the_page_has_its_tables() -> None:
    assert len(BLOCKS) == 7
