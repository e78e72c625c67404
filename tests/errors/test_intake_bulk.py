"""What stops the reading of files of any size, each code with its exact words."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.support.intake import MEMBERS, every_field, rows, write

from goodstanding.errors import EnvironmentUnfitError, ProblemsError
from goodstanding.intake import collected, read_inputs
from goodstanding.intake.bulk import read_snapshot, reading
from goodstanding.intake.wire import tables


@pytest.fixture
def given(tmp_path: Path) -> dict[str, Any]:
    """Return files of three visits."""
    visits = [f"r-{each},volunteers,m-1,visit,2027-01-10" for each in range(3)]
    return {
        "records": [write(tmp_path / "x.csv", rows(*visits))],
        "members": write(tmp_path / "members.csv", MEMBERS),
        "states": None,
    }


def told(folder: Path, read: Callable[[], object]) -> list[str]:
    """Return what a call says is wrong, with its codes and without the folder."""
    with pytest.raises(ProblemsError) as caught:
        read()
    problems = caught.value.problems
    return [f"{each.code.name} {each}".replace(f"{folder}/", "") for each in problems]


def bulk(given: dict[str, Any], folder: Path, **more: Any) -> Callable[[], object]:
    """Return what reads files in bulk."""
    return lambda: read_snapshot(every_field(), folder=folder / "kept", **given, **more)


def plain(given: dict[str, Any]) -> Callable[[], object]:
    """Return what reads files row by row."""
    return lambda: read_inputs(every_field(), **given)


def test_a_member_with_too_many_records_is_told_while_the_rest_is_not_read_yet(
    tmp_path: Path, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (collected, reading):
        monkeypatch.setattr(module, "ENTRIES_A_MEMBER_MAX", 2)
    expected = [
        (
            "intake-too-many-entries x.csv:4: one member has more than 2 records. "
            "Check the column of members; no person has that many."
        )
    ]
    assert told(tmp_path, bulk(given, tmp_path)) == expected
    assert told(tmp_path, plain(given)) == expected
    assert not (tmp_path / "kept").exists()


def test_a_bucket_that_does_not_fit_is_told(
    tmp_path: Path, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    again = ["r-1,volunteers,m-1,visit,2027-01-10"] * 40
    given["records"] = [write(tmp_path / "x.csv", rows(*again))]
    monkeypatch.setattr(reading, "ENTRIES_A_MEMBER_MAX", 2)
    monkeypatch.setattr(reading, "BUCKET_ROWS_MAX", 39)
    assert told(tmp_path, bulk(given, tmp_path)) == [
        (
            "intake-bucket-too-large x.csv:41: up to this row one bucket has more than 39 rows. "
            "Take out rows that say the same again, or ask for more --buckets."
        )
    ]
    monkeypatch.setattr(reading, "BUCKET_ROWS_MAX", 40)
    bulk(given, tmp_path)()


def test_more_records_than_one_by_one_are_told(
    tmp_path: Path, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collected, "HELD_MAX", 2)
    assert told(tmp_path, plain(given)) == [
        (
            "intake-too-many-records x.csv:4: these files have more than 2 records, which are not "
            "read one by one. Use `score --engine embedded`, which reads files of any size."
        )
    ]
    monkeypatch.setattr(collected, "HELD_MAX", 3)
    plain(given)()


class Touching:
    """Changes a file while it is read."""

    def __init__(self, path: Path) -> None:
        """Wait until the records are read."""
        self.path = path

    def begin(self, words: str, total: int) -> None:
        """Change the file once its hash was taken."""
        del total
        if words == "Reading the records":
            write(self.path, self.path.read_bytes())

    def step(self, done: int, *, records: int = 0, members: int = 0) -> None:
        """Take no notice."""


@pytest.mark.parametrize("which", ["records", "members"])
def test_a_file_that_is_changed_while_it_is_read(
    which: str, tmp_path: Path, given: dict[str, Any]
) -> None:
    path = given["records"][0] if which == "records" else given["members"]
    assert told(tmp_path, bulk(given, tmp_path, watch=Touching(path))) == [
        (
            f"intake-changed {path.name}: the file was changed while it was read. "
            "Wait until it is written, or read a copy."
        )
    ]
    assert not (tmp_path / "kept").exists()
    bulk(given, tmp_path)()


def test_a_page_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.parquet"
    columns = {name: ["a", "b"] for name in ("id", "source", "member", "kind", "on")}
    parquet.write_table(pa.table(columns), path)
    given: dict[str, Any] = {
        "records": [path],
        "members": write(tmp_path / "members.csv", MEMBERS),
        "states": None,
    }
    monkeypatch.setattr(tables, "PAGE_BYTES_MAX", 9)
    expected = [
        (
            "intake-page-too-large x.parquet: a page of the file unpacks to more than 9 bytes, or "
            "a row group to more than 1,073,741,824. Write smaller pages and groups."
        )
    ]
    assert told(tmp_path, bulk(given, tmp_path)) == expected
    assert told(tmp_path, plain(given)) == expected
    monkeypatch.setattr(tables, "PAGE_BYTES_MAX", 10)
    plain(given)()


def test_a_folder_for_a_snapshot_that_holds_something_else(
    tmp_path: Path, given: dict[str, Any]
) -> None:
    (tmp_path / "kept").mkdir()
    write(tmp_path / "kept" / "letters.txt", "dear")
    assert told(tmp_path, bulk(given, tmp_path)) == [
        (
            "snapshot-folder-not-ours kept: this is a file, or a folder that holds something else "
            "than a snapshot. Name a folder that is new, empty, or holds a snapshot."
        )
    ]
    assert (tmp_path / "kept" / "letters.txt").read_text(encoding="utf-8") == "dear"
    (tmp_path / "kept" / "letters.txt").unlink()
    bulk(given, tmp_path)()


class Second:
    """Reads the same once more in the middle of a reading, and is refused."""

    def __init__(self, read: Callable[[], object]) -> None:
        """Keep what reads."""
        self._read = read

    def begin(self, words: str, total: int) -> None:
        """Read in the last stage."""
        del total
        if words == "Sorting the records":
            with pytest.raises(EnvironmentUnfitError, match="another run is writing there"):
                self._read()

    def step(self, done: int, *, records: int = 0, members: int = 0) -> None:
        """Take no notice."""


def test_two_readings_into_one_folder(tmp_path: Path, given: dict[str, Any]) -> None:
    bulk(given, tmp_path, watch=Second(bulk(given, tmp_path)))()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "members.csv", "x.csv"]


@contextmanager
def nobody() -> Iterator[None]:
    """Have no rights: who is root may read everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_folder_and_a_file_that_may_not_be_read(given: dict[str, Any]) -> None:
    with nobody(), TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "closed").mkdir(mode=0)
        write(folder / "closed.csv", "x").chmod(0)
        (folder / "round.csv").symlink_to(folder / "round.csv")
        (folder / "loop").mkdir()
        (folder / "loop" / "loop.csv").symlink_to(folder / "loop")
        names = ("closed", "closed.csv", "round.csv", "loop")
        given["records"] = [folder / each for each in names]
        said = "this cannot be read: permission denied. Check the path and its rights."
        found = told(folder, bulk(given, folder))
        assert found[:2] == [
            f"intake-no-such-file closed: {said}",
            f"intake-no-such-file closed.csv: {said}",
        ]
        assert "round.csv: this cannot be read: too many levels of symbolic links" in found[2]
        assert found[3].startswith("intake-no-files loop: no file in this directory")
