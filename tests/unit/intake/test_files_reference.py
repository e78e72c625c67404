"""The reference page of files, compared with the code; its examples are read."""

import hashlib
from pathlib import Path
from typing import Final

import pytest
from tests.support.intake import STUDY, every_field, rows, write
from tests.support.pages import codes_in, fenced_of, page, tables_of
from tests.support.programme import TOWN

from goodstanding.intake import limits, members, read_inputs, states
from goodstanding.intake.files import FORMS
from goodstanding.intake.records import record_columns
from goodstanding.intake.wire.sheet import Columns
from goodstanding.model.names import MemberId
from goodstanding.rulebook.check import check_text

PAGE: Final = page("docs/reference/files.md")


def example(word: str) -> str:
    """Return the example under a word."""
    [found] = [block.text for block in fenced_of(PAGE) if block.words[1:] == (word,)]
    return found


def test_the_examples_of_a_programme_are_read(tmp_path: Path) -> None:
    policy = check_text(TOWN.encode(), file="town.yaml").policy
    assert policy is not None
    admitted = read_inputs(
        policy,
        records=[write(tmp_path / "records.csv", example("records"))],
        members=write(tmp_path / "members.csv", example("members")),
        states=write(tmp_path / "states.csv", example("states")),
    )
    assert admitted.refused == ()
    assert [member.id for member in admitted.members] == ["m-1", "m-2"]
    shift, gift = admitted.entries[MemberId("m-1")]
    assert (shift.fields, gift.fields) == ({"hours": 4}, {"amount": 19_950})
    assert len(shift.states) == 2


def test_the_example_of_a_study_is_read(tmp_path: Path) -> None:
    text = rows("r-1,volunteers,p-1,visit,2027-01-10")
    records = write(tmp_path / "records.csv", text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    write(tmp_path / "published.yaml", example("sheet").replace("0" * 64, digest))
    admitted = read_inputs(every_field(STUDY), records=[records], members=None, states=None)
    assert admitted.stated_by == "study: Reputation in a club, 2020 to 2024"


def test_the_endings_are_those_of_the_formats() -> None:
    [table] = [each for each in tables_of(PAGE) if each.header[0] == "ending"]
    assert {code for row in table.rows for code in codes_in(row[0])} == set(FORMS)


@pytest.mark.parametrize(
    "place, columns",
    [(0, record_columns({})), (1, members.COLUMNS), (2, states.COLUMNS)],
    ids=["records", "members", "states"],
)
def test_the_columns_are_those_that_are_read(place: int, columns: Columns) -> None:
    table = [each for each in tables_of(PAGE) if each.header[0] == "column"][place]
    told = {row[0].strip("`"): row[1] for row in table.rows}
    assert tuple(told) == columns.known
    assert {name for name, needed in told.items() if needed == "yes"} == set(columns.needed)


def test_the_limits_are_those_of_the_code() -> None:
    [table] = [each for each in tables_of(PAGE) if each.header[0] == "limit"]
    told = [int(row[1].replace(",", "")) for row in table.rows]
    assert told == [
        limits.FILE_BYTES_MAX,
        limits.ROW_BYTES_MAX,
        limits.TEXT_CHARACTERS_MAX,
        limits.ID_CHARACTERS_MAX,
        limits.ENTRIES_A_MEMBER_MAX,
        limits.BUCKET_ROWS_MAX,
        limits.HELD_MAX,
        limits.FILES_MAX,
        limits.COLUMNS_MAX,
        limits.REFUSED_MAX,
        limits.EXPANSION_MAX,
        limits.ROW_GROUP_BYTES_MAX,
        limits.PAGE_BYTES_MAX,
        limits.ROWS_A_BYTE_MAX,
        limits.WHOLE_NUMBER_MAX,
        limits.RECIPE_CHARACTERS_MAX,
        limits.DATA_SHEET_BYTES_MAX,
    ]
    assert f"{limits.EXPANSION_FREE_BYTES:,} bytes" in PAGE
    assert f"past {limits.ROWS_FREE:,} |" in PAGE
