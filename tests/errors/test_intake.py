"""Inputs that cannot be used at all: each with its exact text."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from tests.support.intake import HEADER, MEMBERS, STUDY, every_field, rows, write

from goodstanding.errors import CATALOGUE, ProblemsError
from goodstanding.intake import read_inputs, read_totals
from goodstanding.intake.door import WITHHELD
from goodstanding.intake.files import find_files
from goodstanding.intake.refusals import REFUSED_AT_THE_DOOR
from goodstanding.model.record import Refusal

GOOD: Final = rows("r-1,volunteers,m-1,visit,2027-01-10")


def problem(folder: Path, read: Callable[[], object]) -> str:
    """Return what a call says is wrong, with its codes and without the folder."""
    with pytest.raises(ProblemsError) as caught:
        read()
    return "\n".join(
        f"{each.code.name} {each}".replace(f"{folder}/", "") for each in caught.value.problems
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with good records and members."""
    write(tmp_path / "records.csv", GOOD)
    write(tmp_path / "members.csv", MEMBERS)
    return tmp_path


def test_every_path_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "empty").mkdir()
    write(folder / "empty" / "README.txt", "nothing")
    write(folder / "records.xlsx", "x")
    write(folder / ".csv", GOOD)
    os.mkfifo(folder / "pipe.csv")
    given = ["missing.csv", "empty", "records.xlsx", ".csv", "pipe.csv", "records.csv", "x" * 300]
    known = (
        ".csv, .csv.gz, .csv.zst, .ndjson, .ndjson.gz, .ndjson.zst, .jsonl, .jsonl.gz, "
        ".jsonl.zst, .parquet"
    )
    told = problem(folder, lambda: find_files([folder / name for name in given]))
    assert told.split("\n") == (
        [
            (
                "intake-no-such-file missing.csv: this cannot be read: no such file or directory. "
                "Check the path and its rights."
            ),
            (
                "intake-no-files empty: no file in this directory has a name that says its format. "
                f"Known are {known}."
            ),
            (
                "intake-unknown-format records.xlsx: the name of the file does not say its format. "
                f"Let it end in one of {known}."
            ),
            (
                "intake-unknown-format .csv: the name of the file does not say its format. "
                f"Let it end in one of {known}."
            ),
            "intake-no-such-file pipe.csv: this is no plain file. Check the path and its rights.",
            (
                f"intake-no-such-file {'x' * 300}: this cannot be read: file name too long. "
                "Check the path and its rights."
            ),
        ]
    )
    nowhere = problem(folder, lambda: find_files([Path("a\0b.csv")]))
    assert nowhere.endswith("this cannot be read: no such path. Check the path and its rights.")


def test_a_programme_says_who_joined(folder: Path) -> None:
    records = [folder / "records.csv"]
    assert problem(
        folder, lambda: read_inputs(every_field(), records=records, members=None, states=None)
    ) == (
        "intake-who-joined records.csv: nothing says who of these people joined the programme. "
        "Name the members file with --members; only a table marked synthetic needs none."
    )


def test_a_study_has_no_members(folder: Path) -> None:
    records, members = [folder / "records.csv"], folder / "members.csv"
    study = every_field(STUDY)
    assert problem(
        folder, lambda: read_inputs(study, records=records, members=members, states=None)
    ) == (
        "intake-members-of-a-study members.csv: every-field is a study, and nobody joins one. "
        "Leave the members file out; a study reads published or synthetic records."
    )


def test_all_bad_headers_are_told_before_a_row_is_read(folder: Path) -> None:
    first = write(folder / "a.csv", f"{HEADER},hour\n")
    second = write(folder / "b.csv", "id,source,member,kind\n")
    told = problem(
        folder,
        lambda: read_inputs(
            every_field(), records=[first, second], members=folder / "members.csv", states=None
        ),
    )
    assert [line.split(":")[0] for line in told.split("\n")] == [
        "intake-unknown-column a.csv",
        "intake-missing-column b.csv",
    ]


def test_all_data_sheets_are_told(folder: Path) -> None:
    (folder / "more").mkdir()
    records = [folder / "records.csv", write(folder / "more" / "records.csv", GOOD)]
    study = every_field(STUDY)
    told = problem(folder, lambda: read_inputs(study, records=records, members=None, states=None))
    assert [line.split(":")[0] for line in told.split("\n")] == [
        "intake-no-data-sheet published.yaml",
        "intake-no-data-sheet more/published.yaml",
    ]


@pytest.mark.parametrize("missing", ["members", "states"])
def test_the_members_and_states_files_are_looked_at_too(folder: Path, missing: str) -> None:
    given = {"members": folder / "members.csv", "states": None, missing: folder / "none.csv"}
    records = [folder / "records.csv"]
    told = problem(folder, lambda: read_inputs(every_field(), records=records, **given))
    assert told.startswith("intake-no-such-file none.csv: this cannot be read")


def test_totals_are_one_column_of_whole_numbers_by_member(folder: Path) -> None:
    good = write(folder / "totals.csv", "reputation,member\n101,m-1\n-3,m-2\n")
    found = read_totals(good)
    assert (found.column, found.totals) == ("reputation", {"m-1": 101, "m-2": -3})
    bad = write(folder / "bad.csv", "member,total\nm-1,1.5\nm-1,1\nm-1,2\n,\nm-2\nm-3,1e3\n")
    assert problem(folder, lambda: read_totals(bad)).split("\n") == (
        [
            (
                "intake-bad-number bad.csv:2: total: this is not a whole number. Write digits "
                "alone, without separators, decimals, exponents or a plus sign."
            ),
            (
                "intake-member-twice bad.csv:4: member: this member stands in an earlier row. "
                "Keep one row for each member."
            ),
            "intake-empty-cell bad.csv:5: member: the cell is empty. Fill it in.",
            "intake-empty-cell bad.csv:5: total: the cell is empty. Fill it in.",
            (
                "intake-wrong-width bad.csv:6: the row has 1 cells and the header 2. Give every "
                "row as many cells as the header; put a cell with a comma in quotes."
            ),
            (
                "intake-bad-number bad.csv:7: total: this is not a whole number. Write digits "
                "alone, without separators, decimals, exponents or a plus sign."
            ),
        ]
    )
    wide = write(folder / "wide.csv", "member,a,b\n")
    assert problem(folder, lambda: read_totals(wide)) == (
        "intake-unknown-column wide.csv:1: beside member the file has 2 columns. Give it 1."
    )
    lines = write(folder / "totals.ndjson", '{"member":"m-1","total":1}\n')
    assert problem(folder, lambda: read_totals(lines)) == (
        "intake-no-totals totals.ndjson: totals are not read from NDJSON. "
        "Give them as CSV or Parquet: a column `member` and one column of totals."
    )


def test_every_refusal_is_told_or_only_counted() -> None:
    silent = {Refusal.NOT_A_MEMBER, *WITHHELD}
    assert set(REFUSED_AT_THE_DOOR) == set(Refusal) - silent
    assert [fault.code.name for fault in REFUSED_AT_THE_DOOR.values()] == [
        f"intake-{refusal}" for refusal in REFUSED_AT_THE_DOOR
    ]


def test_no_code_of_intake_is_without_a_test() -> None:
    tests = Path(__file__).parents[1]
    texts = [
        path.read_text(encoding="utf-8", errors="replace")
        for folder in ("errors", "unit/intake", "corpus/records")
        for path in sorted((tests / folder).rglob("*"))
        if path.is_file() and (path.suffix == ".expected" or "intake" in path.as_posix())
    ]
    codes = [name for name in CATALOGUE if name.startswith("intake-")]
    assert len(codes) > 40
    assert [name for name in codes if not any(name in text for text in texts)] == []
