"""The settings of a programme: read strictly, every problem at once, no power over people."""

from pathlib import Path

import pytest

from goodstanding.config.file import POWER_OVER_PEOPLE, read_programme_file
from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.ledger.keys import Keys, make_master

GOOD = """
[programme]
title = {en = "Seaside thanks"}
kind = "city office"
time_zone = "Europe/Tallinn"
languages = ["en"]
[controller]
name = "Office"
address = "1 Harbour Road"
contact = "office@seaside.example"
"""


def problems(folder: Path, text: str) -> dict[str, str]:
    """Return the code of each problem of a settings file by its place."""
    (folder / "goodstanding.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        read_programme_file(folder)
    return {problem.path: problem.code.name for problem in caught.value.problems}


def test_the_least_settings_are_enough(tmp_path: Path) -> None:
    (tmp_path / "goodstanding.toml").write_text(GOOD, encoding="utf-8")
    found = read_programme_file(tmp_path)
    assert found.database_url == f"sqlite:{tmp_path}/ledger.sqlite3"
    assert found.keys_folder == tmp_path / "keys"
    assert found.terms.consent_months == 12


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("Europe/Tallinn", "Atlantis").replace("name =", "nam =")
    text += (
        '[terms]\nconsent_months = 25\ncode_minutes = 0\n[database]\nurl = "oracle:x"\n[x]\na = 1\n'
    )
    assert problems(tmp_path, text) == {
        "programme.time_zone": "config-wrong-setting",
        "controller.nam": "config-unknown-setting",
        "controller.name": "config-missing-setting",
        "terms.consent_months": "config-wrong-setting",
        "terms.code_minutes": "config-wrong-setting",
        "database.url": "config-wrong-setting",
        "x": "config-unknown-setting",
    }


@pytest.mark.parametrize("kind", sorted(POWER_OVER_PEOPLE))
def test_an_operator_with_power_over_people_is_refused(tmp_path: Path, kind: str) -> None:
    text = GOOD.replace("city office", kind)
    assert problems(tmp_path, text) == {"programme.kind": "config-kind-refused"}


def test_another_kind_is_not_known_and_a_title_in_each_language_is_needed(tmp_path: Path) -> None:
    text = GOOD.replace("city office", "club of friends").replace('["en"]', '["en", "zh"]')
    assert problems(tmp_path, text) == {
        "programme.kind": "config-wrong-setting",
        "programme.title.zh": "config-missing-setting",
    }


@pytest.mark.parametrize("text", ["", "[programme", "\x00"])
def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, text: str) -> None:
    if text:
        assert problems(tmp_path, text) == {"": "config-not-readable"}
    else:
        with pytest.raises(ProblemsError, match="cannot be read"):
            read_programme_file(tmp_path / "nowhere")


def test_keys_that_are_missing_or_damaged_are_said_so(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentUnfitError, match="holds no readable master key"):
        Keys(tmp_path / "keys", bytes)
    make_master(tmp_path / "keys", bytes)
    assert (tmp_path / "keys/master").stat().st_mode & 0o777 == 0o600
    Keys(tmp_path / "keys", bytes).close()
    (tmp_path / "keys/master").write_bytes(b"short")
    with pytest.raises(EnvironmentUnfitError, match="damaged"):
        Keys(tmp_path / "keys", bytes)
