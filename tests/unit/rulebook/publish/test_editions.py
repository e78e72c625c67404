"""Reading what was published: history where it holds, a named error wherever it does not."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from tests.support.clubs import TIME_BANK, change, volunteers

from goodstanding.rulebook.check import check_file
from goodstanding.rulebook.editions import Listed, index_text, read_editions, read_index

ROW: Final = Listed(
    policy="time-bank",
    edition=1,
    sha256=hashlib.sha256(TIME_BANK.encode()).hexdigest(),
    by="李伟",
    approved_by="Zhao Min",
    published=date(2026, 11, 1),
    in_force=date(2027, 1, 1),
)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """Return a policy of edition 2 beside its first edition, listed in the index."""
    path = volunteers(tmp_path)
    folder = path.parent / "editions"
    folder.mkdir()
    (folder / "time-bank@1.yaml").write_bytes(path.read_bytes())
    (folder / "index.json").write_text(index_text([ROW]), encoding="utf-8")
    (folder / "notes.txt").write_text("no edition", encoding="utf-8")
    (folder / "other@1.yaml").write_text("another policy", encoding="utf-8")
    change(
        path,
        ("edition: 1", "edition: 2"),
        ("published: 2026-11-01", "published: 2027-02-01"),
        ("from: 2027-01-01", "from: 2027-04-01"),
    )
    return path


def said(policy: Path) -> list[str]:
    """Return code and words of the errors of a policy's check, the folder left out."""
    folder = str(policy.parent / "editions") + "/"
    return [
        f"{each.code.name}: {str(each).removeprefix(folder)}" for each in check_file(policy).errors
    ]


def rewrite(policy: Path, change_rows: Callable[[dict[str, Any]], None]) -> None:
    """Change the JSON of the index."""
    path = policy.parent / "editions/index.json"
    found = json.loads(path.read_bytes())
    change_rows(found)
    path.write_text(json.dumps(found), encoding="utf-8")


def test_no_folder_is_no_history(tmp_path: Path) -> None:
    policy = volunteers(tmp_path)
    editions = read_editions(policy, "time-bank")
    assert (editions.index, editions.history, editions.errors, editions.strays) == ((), (), (), ())


def test_what_is_listed_is_history(policy: Path) -> None:
    editions = read_editions(policy, "time-bank")
    assert [each.edition for each in editions.history] == [1]
    assert editions.index == (ROW,)
    assert editions.errors == editions.strays == ()
    assert said(policy) == []
    assert read_index(policy.parent / "editions/index.json") == ((ROW,), [])


def test_editions_are_in_the_order_of_their_numbers(policy: Path) -> None:
    folder = policy.parent / "editions"
    (folder / "index.json").unlink()
    for number in (10, 9):
        text = TIME_BANK.replace("edition: 1", f"edition: {number}")
        (folder / f"time-bank@{number}.yaml").write_text(text, encoding="utf-8")
    assert [each.edition for each in read_editions(policy, "time-bank").history] == [1, 9, 10]


def test_a_file_that_no_index_lists_is_no_history_where_there_is_one(policy: Path) -> None:
    stray = policy.parent / "editions/time-bank@7.yaml"
    stray.write_text(TIME_BANK.replace("edition: 1", "edition: 7"), encoding="utf-8")
    editions = read_editions(policy, "time-bank")
    assert [each.edition for each in editions.history] == [1]
    assert [str(each) for each in editions.strays] == [
        (
            f"{stray}: the index does not list this edition. "
            "Publish it with `goodstanding policy publish`, or take the file away."
        )
    ]
    assert editions.strays[0].code.name == "edition-not-listed"
    assert editions.strays[0] in check_file(policy).warnings


def test_files_without_any_index_are_history_and_a_warning(policy: Path) -> None:
    (policy.parent / "editions/index.json").unlink()
    editions = read_editions(policy, "time-bank")
    assert [each.edition for each in editions.history] == [1]
    assert len(editions.strays) == 1
    assert said(policy) == []


def test_an_edition_that_is_gone_is_named(policy: Path) -> None:
    (policy.parent / "editions/time-bank@1.yaml").unlink()
    assert said(policy) == [
        (
            "edition-missing: time-bank@1.yaml: the published edition cannot be "
            "read: No such file or directory. "
            "Put it back from a copy: an edition stays readable for ever."
        )
    ]


def test_an_edition_that_was_tampered_with_is_named(policy: Path) -> None:
    change(policy.parent / "editions/time-bank@1.yaml", ("start: 0", "start: 5"))
    assert said(policy) == [
        (
            "edition-tampered: time-bank@1.yaml: the file is not what 李伟 and "
            "Zhao Min published on 2026-11-01. "
            "Put it back from a copy: an edition never changes, a change is a new edition."
        )
    ]


@pytest.mark.parametrize("text", ["no policy", TIME_BANK.replace("edition: 1", "edition: 3")])
def test_an_edition_that_is_not_what_its_name_says_is_named(policy: Path, text: str) -> None:
    (policy.parent / "editions/time-bank@1.yaml").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    rewrite(policy, lambda found: found["editions"][0].update(sha256=digest))
    assert said(policy) == [
        (
            "edition-unreadable: time-bank@1.yaml: this is not edition 1 of the "
            "policy 'time-bank'. "
            "Take the file away, or put it back from a copy."
        )
    ]


FORM: Final = (
    "edition-bad-index: index.json: %s. "
    "Put the index back from a copy; only the publish command writes it."
)


@pytest.mark.parametrize(
    "text, what",
    [
        ("", "this is not JSON"),
        ("{", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        ("\udcff", "this is not JSON"),
        ("[]", "this is not an index of format 1"),
        ('{"format": 2, "editions": []}', "this is not an index of format 1"),
        (
            '{"format": 1}',
            "the index has not the keys format and editions, or no list of editions",
        ),
        (
            '{"format": 1, "editions": [], "more": 1}',
            "the index has not the keys format and editions, or no list of editions",
        ),
        ('{"format": 1, "format": 1, "editions": []}', "a key stands twice in the index"),
        (
            '{"format": 1, "editions": [1]}',
            "editions[0] is not a row as the publish command writes it",
        ),
    ],
)
def test_an_index_that_is_none_is_named(policy: Path, text: str, what: str) -> None:
    path = policy.parent / "editions/index.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert said(policy) == [FORM % what]
    assert [each.edition for each in read_editions(policy, "time-bank").history] == []


@pytest.mark.parametrize(
    "key, value",
    [
        ("edition", 0),
        ("edition", True),
        ("edition", "1"),
        ("by", 7),
        ("published", "2026-02-30"),
        ("from", "soon"),
        ("policy", "Time Bank"),
        ("sha256", "abc"),
        ("more", "x"),
    ],
)
def test_a_row_that_is_none_is_named(policy: Path, key: str, value: object) -> None:
    rewrite(policy, lambda found: found["editions"][0].update({key: value}))
    assert said(policy) == [FORM % "editions[0] is not a row as the publish command writes it"]


def test_an_edition_that_is_listed_twice_is_named(policy: Path) -> None:
    rewrite(policy, lambda found: found["editions"].append(found["editions"][0]))
    assert said(policy) == [FORM % "the index lists an edition twice"]


def test_an_index_that_cannot_be_read_is_named(policy: Path) -> None:
    path = policy.parent / "editions/index.json"
    path.unlink()
    path.mkdir()
    assert said(policy) == [FORM % "the index cannot be read: Is a directory"]
