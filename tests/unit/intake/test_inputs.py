"""Files of records together: who is dropped, what repeats, what contradicts, and the counts."""

import gc
from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Final

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.support.intake import EVERY_FIELD, HEADER, STUDY, every_field, rows, take, told, write

from goodstanding.errors import ProblemsError
from goodstanding.intake import Admitted, Role, read_inputs
from goodstanding.intake.collected import digest
from goodstanding.intake.faults import Fault, Refusals
from goodstanding.intake.states import UNKNOWN_STATE
from goodstanding.model.entry import ALWAYS_TOLD, State, StateChange
from goodstanding.model.names import MemberId

GOOD: Final = "r-1,volunteers,m-1,visit,2027-01-10"
FILED: Final = f"{HEADER},filed"


def entries(admitted: Admitted, member: str = "m-1") -> list[str]:
    """Return the records of a member's entries."""
    return [entry.record for entry in admitted.entries[MemberId(member)]]


def balanced(admitted: Admitted) -> bool:
    """Return whether each row is counted once: admitted, repeated, withheld, dropped, refused."""
    admitted_rows = sum(len(theirs) for theirs in admitted.entries.values())
    refused = sum(each.refused for each in admitted.inputs if each.role is Role.RECORDS)
    others = admitted.repeated + admitted.withheld + admitted.dropped
    return admitted.rows == admitted_rows + others + refused


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


def test_all_that_is_wrong_with_a_row_is_told_and_no_value_is(tmp_path: Path) -> None:
    header = f"{HEADER},until,filed,act,amount,grade"
    zebra = "zebra\u202e"
    line = f"{zebra},charities,m-1,gift,2027-01-10,2027-01-09,2027-01-09,{zebra},zebra,zebra"
    admitted = take(tmp_path, ("x.csv", rows(line, header=header)))
    assert told(admitted) == [
        "2 id intake-bad-text",
        "2 until intake-ends-before-it-begins",
        "2 filed intake-happened-after-filing",
        "2 act intake-bad-text",
        "2 act intake-not-of-the-kind",
        "2 grade intake-not-of-the-kind",
        "2 amount intake-bad-money",
    ]
    assert admitted.inputs[0].refused == 1
    assert not any("zebra" in str(each.problem) for each in admitted.refused)
    assert balanced(admitted)


def test_states_are_kept_in_the_order_given(tmp_path: Path) -> None:
    admitted = take(
        tmp_path,
        ("x.csv", rows(GOOD, "r-2,volunteers,m-1,visit,2027-01-10")),
        states=(
            "record,source,by,on,state\n"
            "r-1,volunteers,board,2027-03-01,under review\n"
            "r-1,volunteers,,2027-02-01,repaired\n"
            "r-1,volunteers,board,2027-03-01,counted\n"
        ),
    )
    first, second = admitted.entries[MemberId("m-1")]
    assert first.states == (
        StateChange(state=State.UNDER_REVIEW, on=date(2027, 3, 1), by="board"),
        StateChange(state=State.REPAIRED, on=date(2027, 2, 1)),
        StateChange(state=State.COUNTED, on=date(2027, 3, 1), by="board"),
    )
    assert second.states == ()
    assert [(each.role, each.rows, each.refused) for each in admitted.inputs] == [
        (Role.RECORDS, 2, 0),
        (Role.MEMBERS, 3, 0),
        (Role.STATES, 3, 0),
    ]


def test_a_directory_stands_for_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    for name, number in (("part-2.csv", 2), ("part-1.csv", 1), ("part-10.csv", 10)):
        write(folder / name, rows(f"r-{number},volunteers,m-1,visit,2027-01-10"))
    for name in (".hidden.csv", "_SUCCESS.csv", "README.txt"):
        write(folder / name, "not read")
    (folder / "below.csv").mkdir()
    members = write(
        tmp_path / "members.csv", "member,joined,sources,until\nm-1,2026-10-01,volunteers,\n"
    )
    last = write(tmp_path / "a.csv", rows("r-3,volunteers,m-1,visit,2027-01-10"))
    admitted = read_inputs(every_field(), records=[folder, last], members=members, states=None)
    assert entries(admitted) == ["r-1", "r-10", "r-2", "r-3"]
    assert [Path(each.name).name for each in admitted.inputs] == [
        "part-1.csv",
        "part-10.csv",
        "part-2.csv",
        "a.csv",
        "members.csv",
    ]


def test_a_file_given_twice_is_read_twice_and_listed_once(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", rows(GOOD))
    members = write(
        tmp_path / "members.csv", "member,joined,sources,until\nm-1,2026-10-01,volunteers,\n"
    )
    admitted = read_inputs(every_field(), records=[path, path], members=members, states=None)
    assert [each.rows for each in admitted.inputs] == [2, 1]
    assert admitted.repeated == 1


def test_a_synthetic_table_needs_no_members_and_no_legal_basis(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": ["r-1", "r-2"],
            "source": ["police", "volunteers"],
            "member": ["s-2", "s-1"],
            "kind": ["ticket", "visit"],
            "on": [date(2027, 1, 10)] * 2,
        }
    ).replace_schema_metadata({"goodstanding.synthetic": "version 1, preset city, seed 7"})
    parquet.write_table(table, tmp_path / "x.parquet")
    for policy in (EVERY_FIELD, STUDY):
        admitted = read_inputs(
            every_field(policy), records=[tmp_path / "x.parquet"], members=None, states=None
        )
        assert admitted.stated_by == "synthetic: version 1, preset city, seed 7"
        assert [member.id for member in admitted.members] == ["s-1", "s-2"]
        assert all(member.consents is None for member in admitted.members)
        assert (entries(admitted, "s-2"), told(admitted)) == (["r-1"], [])


def test_with_a_members_file_a_synthetic_table_is_held_to_it(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": ["r-1", "r-2"],
            "source": ["police"] * 2,
            "member": ["m-1", "s-1"],
            "kind": ["ticket"] * 2,
            "on": [date(2027, 1, 10)] * 2,
        }
    ).replace_schema_metadata({"goodstanding.synthetic": "seed 7"})
    parquet.write_table(table, tmp_path / "y.parquet")
    content = (tmp_path / "y.parquet").read_bytes()
    admitted = take(tmp_path, ("x.parquet", content), ("z.parquet", content))
    assert admitted.stated_by == "members file; synthetic: seed 7"
    assert (entries(admitted), told(admitted), admitted.dropped) == (["r-1"], [], 2)
    beside = take(tmp_path, ("x.parquet", content), ("z.csv", rows(GOOD)))
    assert beside.stated_by == "members file"
    assert told(beside) == ["1 kind intake-kind-without-legal-basis"]


def test_the_members_file_may_be_ndjson_or_parquet(tmp_path: Path) -> None:
    records = write(tmp_path / "x.csv", rows(GOOD))
    lines = '{"member":"m-1","joined":"2026-10-01","sources":"volunteers","until":null}\n'
    ndjson = write(tmp_path / "m.ndjson", lines)
    table = pa.table(
        {
            "member": ["m-1"],
            "joined": [date(2026, 10, 1)],
            "sources": ["volunteers"],
            "until": pa.nulls(1, pa.date32()),
        }
    )
    parquet.write_table(table, tmp_path / "m.parquet")
    for members in (ndjson, tmp_path / "m.parquet"):
        admitted = read_inputs(every_field(), records=[records], members=members, states=None)
        assert entries(admitted) == ["r-1"]


def test_the_collector_is_left_as_it_was(tmp_path: Path) -> None:
    text = rows("r-1,volunteers,m-1,visit,2027-01-10")
    assert gc.isenabled()
    take(tmp_path, ("x.csv", text))
    assert gc.isenabled()
    gc.disable()
    try:
        take(tmp_path, ("x.csv", text))
        assert not gc.isenabled()
    finally:
        gc.enable()


def limited(
    monkeypatch: pytest.MonkeyPatch, name: str, most: int, read: Callable[[], object]
) -> str:
    """Return the problem of reading with one limit set lower, which is none one above it."""
    monkeypatch.setattr(name, most + 1)
    read()
    monkeypatch.setattr(name, most)
    with pytest.raises(ProblemsError) as caught:
        read()
    return "\n".join(f"{each.code.name} {each}" for each in caught.value.problems)


def test_limits_of_a_member_of_files_and_of_refusals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = rows(*(f"r-{each},volunteers,m-1,visit,2027-01-10" for each in range(3)))
    said = limited(
        monkeypatch,
        "goodstanding.intake.collected.ENTRIES_A_MEMBER_MAX",
        2,
        lambda: take(tmp_path, ("x.csv", lines)),
    )
    assert said.startswith("intake-too-many-entries ")
    assert "x.csv:4: one member has more than 2 records" in said
    empty = rows()
    said = limited(
        monkeypatch,
        "goodstanding.intake.files.FILES_MAX",
        1,
        lambda: take(tmp_path, ("x.csv", empty), ("y.csv", empty)),
    )
    assert said.startswith("intake-too-many-files ")
    assert "2 files are given, and at most 1 are read" in said
    bad = rows(*(f"r-{each},volunteers,m-1,rumour,2027-01-10" for each in range(3)))
    said = limited(
        monkeypatch,
        "goodstanding.intake.faults.REFUSED_MAX",
        2,
        lambda: take(tmp_path, ("x.csv", bad)),
    )
    assert len(said.split("\n")) == 4
    assert said.split("\n")[-1].startswith("intake-too-many-refused ")
    assert "x.csv: more than 2 things are wrong, and 20 are shown" in said
    said = limited(
        monkeypatch,
        "goodstanding.intake.files.FILE_BYTES_MAX",
        len(lines) - 1,
        lambda: take(tmp_path, ("x.csv", lines), members="member,joined,sources,until\n"),
    )
    assert said.startswith("intake-file-too-large ")
    assert f"the file has {len(lines)} bytes, and at most {len(lines) - 1} are read" in said


def test_refusals_stand_by_file_and_row() -> None:
    refusals = Refusals()
    fault = Fault(code=UNKNOWN_STATE, what="x", hint="y")
    for file, row in (("b", 2), ("a", 9), ("a", 3), ("b", 1)):
        refusals.add(file, row, [fault, fault])
    assert [(each.file, each.row) for each in refusals.sorted(["b", "a"])] == [
        ("b", 1),
        ("b", 1),
        ("b", 2),
        ("b", 2),
        ("a", 3),
        ("a", 3),
        ("a", 9),
        ("a", 9),
    ]
    assert (refusals.rows("a"), refusals.rows("c")) == (2, 0)
