"""Files of records together: who is dropped, what repeats, what contradicts, and the counts."""

from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Final

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.support.inputs import FILED, GOOD, balanced, entries
from tests.support.intake import HEADER, rows, take, told

from goodstanding.intake.collected import digest
from goodstanding.model.entry import ALWAYS_TOLD
from goodstanding.model.names import MemberId


def test_each_kind_of_record_is_read_with_its_fields(tmp_path: Path) -> None:
    header = f"{HEADER},until,filed,act,notified,hours,amount,on_time,grade,ended,seen"
    admitted = take(
        tmp_path,
        (
            "x.csv",
            rows(
                "r-1,volunteers,m-1,shift,2027-01-10,,,,,12,,,,,",
                "r-2,charities,m-1,gift,2027-01-10,,2027-01-12,,2027-01-13,,12.50,,,,",
                "r-3,utilities,m-1,bill,2027-01-10,2027-01-31,,,,,,yes,,,",
                "r-4,awards,m-1,award,2027-01-10,,,a-1,,,,,city,,",
                "r-5,schools,m-1,course,2027-01-10,,,,,,,,,2027-01-09,2020-02-29",
                header=header,
            ),
        ),
    )
    assert told(admitted) == []
    found = admitted.entries[MemberId("m-1")]
    assert [dict(entry.fields) for entry in found] == [
        {"hours": 12},
        {"amount": 1_250},
        {"on_time": True},
        {"grade": "city"},
        {"ended": date(2027, 1, 9), "seen": date(2020, 2, 29)},
    ]
    assert [entry.filed.day for entry in found] == [10, 12, 10, 10, 10]
    assert [entry.notified for entry in found] == [None, date(2027, 1, 13), None, None, None]
    assert found[2].until == date(2027, 1, 31)
    assert [entry.act for entry in found] == [None, None, None, "a-1", None]
    assert [entry.position for entry in found] == [1, 2, 3, 4, 5]


def test_a_file_without_the_column_keeps_no_notices(tmp_path: Path) -> None:
    admitted = take(tmp_path, ("x.csv", rows(GOOD)))
    assert admitted.entries[MemberId("m-1")][0].notified == ALWAYS_TOLD


def test_every_member_has_a_place_and_stands_in_order(tmp_path: Path) -> None:
    admitted = take(tmp_path, ("x.csv", rows(GOOD)))
    assert [member.id for member in admitted.members] == ["m-1", "m-2", "m-3"]
    assert [len(admitted.entries[member.id]) for member in admitted.members] == [1, 0, 0]
    first, second, third = admitted.members
    assert first.joined == date(2026, 10, 1)
    assert first.level_held is None
    assert second.level_held == "thanked"
    assert third.level_held == "none"
    assert first.consents is not None
    assert {consent.until for consent in first.consents.values()} == {date(2028, 1, 1)}
    assert second.consents is not None
    assert [consent.until for consent in second.consents.values()] == [None]
    assert third.consents == {}
    assert admitted.stated_by == "members file"


def test_of_a_stranger_nothing_is_left_but_a_count(tmp_path: Path) -> None:
    admitted = take(
        tmp_path,
        (
            "x.csv",
            rows(
                GOOD,
                "r-2,volunteers,zebra-1,visit,2027-01-10",
                "r-3,neighbours,zebra-1,rumour,no day",
                "zebra id\u202e,,zebra-2,,",
            ),
        ),
        states="source,record,state,on,by\nvolunteers,r-2,struck out,2027-02-01,zebra-3\n",
    )
    assert admitted.dropped == 3
    assert "zebra" not in repr(admitted)
    assert told(admitted) == []
    assert entries(admitted) == ["r-1"]
    assert balanced(admitted)


def test_a_source_that_was_not_authorised_is_as_good_as_silent(tmp_path: Path) -> None:
    silent = take(tmp_path, ("x.csv", rows("r-9,volunteers,m-2,visit,2027-01-10")))
    admitted = take(
        tmp_path,
        (
            "y.csv",
            rows(
                "r-9,volunteers,m-2,visit,2027-01-10",
                "r-1,charities,m-2,gift,not read at all",
                "r-2,volunteers,m-2,visit,2026-10-31",
                "r-3,volunteers,m-3,visit,2027-01-10",
                "r-4,volunteers,m-1,visit,2028-01-01",
            ),
        ),
        states="source,record,state,on,by\ncharities,r-1,struck out,2027-02-01,\n",
    )
    assert admitted.entries == silent.entries
    assert (admitted.withheld, admitted.dropped, told(admitted)) == (4, 0, [])
    assert balanced(admitted)


def test_the_same_row_again_is_one_record_filed_on_the_earliest_day(tmp_path: Path) -> None:
    days = ("2027-01-12", "2027-01-11", "")
    for given in permutations(days):
        lines = [f"{GOOD},{day}" for day in given]
        admitted = take(tmp_path, ("x.csv", rows(*lines, header=FILED)))
        assert entries(admitted) == ["r-1"]
        assert admitted.entries[MemberId("m-1")][0].filed == date(2027, 1, 10)
        assert (admitted.rows, admitted.repeated) == (3, 2)
        assert balanced(admitted)
    late = [f"{GOOD},{day}" for day in days[:2]]
    admitted = take(tmp_path, ("x.csv", rows(*late, header=FILED)))
    assert admitted.entries[MemberId("m-1")][0].filed == date(2027, 1, 11)


def test_one_record_in_three_formats_is_one_record(tmp_path: Path) -> None:
    line = '{"id":"r-1","source":"charities","member":"m-1","kind":"gift","on":"2027-01-10",'
    table = pa.table(
        {
            "id": ["r-1"],
            "source": ["charities"],
            "member": ["m-1"],
            "kind": ["gift"],
            "on": [date(2027, 1, 10)],
            "amount": pa.array([1250]),
        }
    )
    parquet.write_table(table, tmp_path / "x.parquet")
    csv = rows("r-1,charities,m-1,gift,2027-01-10,12.5", header=f"{HEADER},amount")
    admitted = take(
        tmp_path,
        ("x.csv", csv),
        ("x.ndjson", line + '"amount":"12.50"}\n'),
        ("x.parquet", (tmp_path / "x.parquet").read_bytes()),
    )
    assert (told(admitted), admitted.repeated) == ([], 2)
    assert admitted.entries[MemberId("m-1")][0].fields == {"amount": 1_250}
    assert [each.rows for each in admitted.inputs] == [1, 1, 1, 3]


CONTRADICTIONS: Final = {
    "another day": "r-1,volunteers,m-1,visit,2027-01-11",
    "another member": "r-1,volunteers,m-2,visit,2027-01-10",
    "a stranger": "r-1,volunteers,zebra,visit,2027-01-10",
    "another kind, malformed": "r-1,volunteers,m-1,shift,2027-01-10",
    "malformed": "r-1,volunteers,m-1,visit,2027-13-10",
    "a source withheld": "r-1,volunteers,m-3,visit,2027-01-10",
}


@pytest.mark.parametrize("other", CONTRADICTIONS)
@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_one_id_with_two_contents_is_refused_wherever_it_stands(
    tmp_path: Path, other: str, *, first: bool
) -> None:
    good = rows("r-0,volunteers,m-1,visit,2027-01-10", GOOD, GOOD)
    bad = rows(CONTRADICTIONS[other])
    files = [("good.csv", good), ("bad.csv", bad)]
    admitted = take(tmp_path, *(reversed(files) if first else files))
    assert entries(admitted) == ["r-0"]
    refused = [
        each.row
        for each in admitted.refused
        if each.file.endswith("good.csv") and each.code == "intake-record-already-filed"
    ]
    assert refused == [3, 4]
    itself = [each for each in admitted.refused if each.file.endswith("bad.csv")]
    assert len(itself) == (0 if other in {"a stranger", "a source withheld"} else 1)
    assert admitted.repeated == 0
    assert balanced(admitted)


def test_one_id_of_two_sources_is_two_records(tmp_path: Path) -> None:
    text = rows(
        GOOD + ",,", "r-1,awards,m-1,award,2027-01-10,a-1,city", header=f"{HEADER},act,grade"
    )
    admitted = take(tmp_path, ("x.csv", text))
    assert entries(admitted) == ["r-1", "r-1"]
    assert digest("a", "bc") != digest("ab", "c")


def test_ids_that_differ_in_their_bytes_are_two(tmp_path: Path) -> None:
    composed, decomposed = "r-\u00e9", "r-e\u0301"
    text = rows(*(f"{name},volunteers,m-1,visit,2027-01-10" for name in (composed, decomposed)))
    assert entries(take(tmp_path, ("x.csv", text))) == [composed, decomposed]


def test_names_of_every_script_go_through_byte_for_byte(tmp_path: Path) -> None:
    names = ["张伟", "אברהם", "e\u0301va", "نسرین\u200cزهرا", "क्षिप्रा", "m 1", "🙂"]
    members = "member,joined,sources,until\n" + "".join(
        f"{name},2026-10-01,volunteers,\n" for name in names
    )
    lines = [f"{name},volunteers,{name},visit,2027-01-10" for name in names]
    admitted = take(tmp_path, ("x.csv", rows(*lines)), members=members)
    assert [member.id for member in admitted.members] == sorted(names)
    assert [entries(admitted, name) for name in names] == [[name] for name in names]
