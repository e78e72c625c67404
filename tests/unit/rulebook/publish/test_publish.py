"""Publishing an edition: two files, whole or not at all, and nothing that was published changes."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from tests.support.clubs import change, volunteers

from goodstanding.rulebook.check import check_file
from goodstanding.rulebook.editions import read_editions
from goodstanding.rulebook.publish import prepare, publish, write
from goodstanding.rulebook.testing import suite_path

DAY: Final = date(2026, 11, 1)
NEXT: Final = (
    ("edition: 1", "edition: 2"),
    ("published: 2026-11-01", "published: 2027-02-01"),
    ("from: 2027-01-01", "from: 2027-04-01"),
)


def published(
    policy: Path, *, on: date = DAY, by: str = "Li Wei", approved: str = "Zhao Min"
) -> Path:
    """Publish a policy with few generated members."""
    return publish(policy, by=by, approved_by=approved, on=on, count=5)


def next_edition(policy: Path) -> None:
    """Change a policy into its next edition."""
    change(policy, *NEXT)
    text = (
        suite_path(policy)
        .read_text(encoding="utf-8")
        .replace("{from: 2026-11-15}", "{from: 2027-02-02}")
    )
    suite_path(policy).write_text(text, encoding="utf-8")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """Return a policy with tests that pass, in a folder of its own."""
    return volunteers(tmp_path)


def listed(policy: Path) -> list[dict[str, object]]:
    """Return the rows of the index beside a policy."""
    found = json.loads((policy.parent / "editions/index.json").read_bytes())
    assert found["format"] == 1
    rows = found["editions"]
    assert isinstance(rows, list)
    return rows


def test_an_edition_is_the_file_byte_for_byte_and_a_row_in_the_index(policy: Path) -> None:
    target = published(policy)
    assert target == policy.parent / "editions/time-bank@1.yaml"
    assert target.read_bytes() == policy.read_bytes()
    assert listed(policy) == [
        {
            "policy": "time-bank",
            "edition": 1,
            "sha256": hashlib.sha256(policy.read_bytes()).hexdigest(),
            "by": "Li Wei",
            "approved_by": "Zhao Min",
            "published": "2026-11-01",
            "from": "2027-01-01",
        }
    ]
    assert sorted(path.name for path in target.parent.iterdir()) == [
        "index.json",
        "time-bank@1.yaml",
    ]
    assert check_file(policy).errors == ()
    assert check_file(policy).warnings == ()


def test_the_same_edition_again_changes_nothing(policy: Path) -> None:
    target = published(policy)
    before = (target.read_bytes(), (target.parent / "index.json").read_bytes())
    assert published(policy, on=date(2027, 1, 1), by="A", approved="B") == target
    assert (target.read_bytes(), (target.parent / "index.json").read_bytes()) == before
    again = prepare(policy, by="A", approved_by="B", on=DAY, count=5)
    assert again.is_published
    assert again.before is None


def test_an_edition_follows_the_last_one(policy: Path) -> None:
    published(policy)
    next_edition(policy)
    publication = prepare(policy, by="A", approved_by="B", on=date(2027, 2, 1), count=5)
    assert not publication.is_published
    assert publication.before is not None
    assert publication.before.edition == 1
    assert not publication.target.exists()
    write(publication)
    assert [row["edition"] for row in listed(policy)] == [1, 2]
    assert len(read_editions(policy, "time-bank").history) == 2


def test_policies_of_one_folder_share_an_index(policy: Path) -> None:
    published(policy)
    for path in (policy, suite_path(policy)):
        other = path.with_name(path.name.replace("time-bank", "art-bank"))
        other.write_text(
            path.read_text(encoding="utf-8").replace("policy: time-bank", "policy: art-bank"),
            encoding="utf-8",
        )
    published(policy.with_name("art-bank.yaml"))
    assert [row["policy"] for row in listed(policy)] == ["art-bank", "time-bank"]
    assert [each.name for each in read_editions(policy, "time-bank").history] == ["time-bank"]


@pytest.mark.parametrize("file", ["time-bank@1.yaml", "index.json"])
def test_a_publication_that_is_cut_off_is_finished_by_publishing_again(
    policy: Path, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = Path.replace

    def cut(path: Path, target: Path) -> Path:
        if target.name == file:
            message = "the machine stops"
            raise OSError(message)
        return renamed(path, target)

    with monkeypatch.context() as stopped:
        stopped.setattr(Path, "replace", cut)
        with pytest.raises(OSError, match="stops"):
            published(policy)
    left = {path.name for path in (policy.parent / "editions").iterdir()}
    assert left == ({"time-bank@1.yaml"} if file == "index.json" else set())
    assert read_editions(policy, "time-bank").index == ()
    target = published(policy)
    assert target.read_bytes() == policy.read_bytes()
    assert len(listed(policy)) == 1


def test_what_was_cut_off_is_replaced_by_what_is_published_then(policy: Path) -> None:
    stray = policy.parent / "editions/time-bank@1.yaml"
    stray.parent.mkdir()
    stray.write_bytes(policy.read_bytes())
    change(policy, ("en: Workshops", "en: Free workshops"))
    assert published(policy).read_bytes() == policy.read_bytes()
