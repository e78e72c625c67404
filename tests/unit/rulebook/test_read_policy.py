"""Reading a policy for use: checked, with the legal bases that the operator names."""

from pathlib import Path

import pytest
from tests.support.programme import TOWN

from goodstanding.errors import ProblemsError
from goodstanding.model.names import KindName
from goodstanding.rulebook import read_policy

HEALTH = TOWN.replace(
    "    source: charity-register\n", "    source: charity-register\n    class: health\n"
)


def written(folder: Path, text: str) -> Path:
    """Return a file with a policy."""
    path = folder / "town-thanks.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_policy_is_read(tmp_path: Path) -> None:
    found = read_policy(written(tmp_path, TOWN))
    assert found.name == "town-thanks"
    assert not any(kind.off for kind in found.kinds.values())


def test_every_error_is_raised_at_once(tmp_path: Path) -> None:
    text = TOWN.replace("points: 15", "points: x").replace("start: 1000", "start: y")
    with pytest.raises(ProblemsError) as raised:
        read_policy(written(tmp_path, text))
    assert [problem.path for problem in raised.value.problems] == ["start", "rules.course.points"]


def test_warnings_do_not_raise(tmp_path: Path) -> None:
    assert read_policy(written(tmp_path, HEALTH)).kinds[KindName("gift")].off


def test_a_kind_is_on_where_its_legal_basis_is_named(tmp_path: Path) -> None:
    law = {KindName("gift"): {"en": "The act", "zh": "法"}}
    found = read_policy(written(tmp_path, HEALTH), law=law)
    assert not found.kinds[KindName("gift")].off
    assert found.kinds[KindName("gift")].law == {"en": "The act", "zh": "法"}
    assert found.kinds[KindName("course")].law == {}
