"""What is told of files read together, and their limits."""

import gc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.support.inputs import GOOD, balanced, entries
from tests.support.intake import EVERY_FIELD, HEADER, STUDY, every_field, rows, take, told, write

from goodstanding.errors import ProblemsError
from goodstanding.intake import Role, read_inputs
from goodstanding.intake.faults import Fault, Refusals
from goodstanding.intake.states import UNKNOWN_STATE
from goodstanding.model.entry import State, StateChange
from goodstanding.model.names import MemberId


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
