"""A source checks its files before it sends them, and an operator before they are used."""

import csv
import json
from pathlib import Path
from typing import Any, Final

import pytest
from tests.support.intake import STUDY, every_field
from tests.support.programme import TOWN

from goodstanding.cli.app import run
from goodstanding.cli.intake import SHOWN
from goodstanding.intake import read_inputs
from goodstanding.rulebook.check import check_file

SHARED: Final = Path(__file__).parents[3] / "shared" / "data" / "stack-exchange-ai-2018"
POLICY: Final = (
    Path(__file__).parents[2] / "policies" / "stack-exchange-2018" / "stack-exchange-2018.yaml"
)
GOOD: Final = """\
id,source,member,kind,on,hours
r-1,volunteer-network,m-1,shift,2027-01-10,4
r-2,volunteer-network,m-1,shift,2027-01-11,5
r-2,volunteer-network,m-1,shift,2027-01-11,5
r-3,adult-education,m-1,course,2027-01-12,
r-4,volunteer-network,zebra-9917,shift,2027-01-12,3
"""
MEMBERS: Final = "member,joined,sources,until\nm-1,2026-10-01,volunteer-network,2028-01-01\n"
STATES: Final = "source,record,state,on,by\nvolunteer-network,r-1,under review,2027-02-01,board\n"


class Desk:
    """A folder with files of the town, and the command that checks them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Lay out the files."""
        self.folder = folder
        self._capsys = capsys
        self.put("town.yaml", TOWN)
        self.put("records.csv", GOOD)
        self.put("members.csv", MEMBERS)

    def put(self, name: str, text: str) -> str:
        """Write a file and return its path."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def check(self, *more: str, records: str = "records.csv") -> tuple[int, str, str]:
        """Check the files and return the exit code and what was printed, without the folder."""
        given = ["--policy", f"{self.folder}/town.yaml", "--records", f"{self.folder}/{records}"]
        code = run(["intake", "check", *given, *more])
        printed = self._capsys.readouterr()
        inside = f"{self.folder}/"
        return code, printed.out.replace(inside, ""), printed.err.replace(inside, "")

    @property
    def members(self) -> tuple[str, str]:
        """Return the option that names the members file."""
        return ("--members", f"{self.folder}/members.csv")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a folder with files of the town."""
    return Desk(tmp_path, capsys)


def test_good_files_are_counted(desk: Desk) -> None:
    states = desk.put("states.csv", STATES)
    assert desk.check(*desk.members, "--states", states) == (
        0,
        (
            "records.csv: records, rows: 5, refused: 0\n"
            "members.csv: members, rows: 1, refused: 0\n"
            "states.csv: states, rows: 1, refused: 0\n"
            "members: 1\n"
            "rows of records: 5\n"
            "records admitted: 2\n"
            "rows that repeat another row: 1\n"
            "rows outside what the member authorised: 1\n"
            "rows of people who are not members: 1\n"
            "rows refused: 0\n"
            "who joined is stated by: members file\n"
        ),
        "",
    )


def test_bad_rows_are_told_and_good_ones_counted(desk: Desk) -> None:
    desk.put("records.csv", GOOD + "zebra-1,volunteer-network,m-1,shift,2027-01-13,zebra\n")
    code, out, err = desk.check(*desk.members)
    assert code == 1
    assert err == (
        "records.csv:7: hours: this is not a whole number. Write digits alone, without "
        "separators, decimals, exponents or a plus sign.\n"
    )
    assert "records admitted: 2\n" in out
    assert "rows refused: 1\n" in out
    assert "zebra" not in out + err


def test_many_problems_are_cut_short_and_all_written_to_a_file(desk: Desk) -> None:
    bad = [f"x-{each},volunteer-network,m-1,shift,soon,many\n" for each in range(SHOWN)]
    desk.put("=records.csv", GOOD + "".join(bad))
    refused = desk.folder / "refused.csv"
    code, _, err = desk.check(*desk.members, records="=records.csv")
    assert code == 1
    assert len(err.splitlines()) == SHOWN + 1
    assert err.endswith("and 100 more; name a file with --refused to have all\n")
    code, _, err = desk.check(*desk.members, "--refused", str(refused), records="=records.csv")
    assert code == 1
    assert err.endswith("and 100 more; all stand in refused.csv\n")
    with refused.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 2 * SHOWN
    assert list(rows[0]) == ["file", "row", "column", "code", "what", "hint"]
    assert rows[0] == {
        "file": f"{desk.folder}/=records.csv",
        "row": "7",
        "column": "on",
        "code": "intake-bad-day",
        "what": "this is not a day",
        "hint": "Write it as year-month-day: 2026-10-01",
    }
    assert rows[-1]["column"] == "hours"


def test_a_name_that_a_spreadsheet_would_run_is_written_as_a_path(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    desk.put("=1+1.csv", GOOD.replace("2027-01-10", "soon"))
    given = ["--policy", "town.yaml", "--records", "=1+1.csv", "--members", "members.csv"]
    assert run(["intake", "check", *given, "--refused", "refused.csv"]) == 1
    text = (desk.folder / "refused.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1].startswith("./=1+1.csv,2,on,intake-bad-day,")


def test_machines_get_json(desk: Desk) -> None:
    desk.put("records.csv", GOOD.replace("2027-01-10", "soon"))
    code, out, err = desk.check(*desk.members, "--json")
    found: dict[str, Any] = json.loads(out)
    assert (code, err) == (1, "")
    assert {key: value for key, value in found.items() if key not in {"inputs", "problems"}} == {
        "members": 1,
        "rows": 5,
        "entries": 1,
        "repeated": 1,
        "withheld": 1,
        "dropped": 1,
        "refused": 1,
        "stated_by": "members file",
    }
    assert [each["role"] for each in found["inputs"]] == ["records", "members"]
    assert len(found["inputs"][0]["sha256"]) == 64
    assert found["problems"] == [
        {
            "code": "intake-bad-day",
            "file": "records.csv",
            "line": 2,
            "path": "on",
            "what": "this is not a day",
            "hint": "Write it as year-month-day: 2026-10-01",
        }
    ]


def test_without_members_a_programme_is_told_what_to_do(desk: Desk) -> None:
    refused = desk.folder / "refused.csv"
    code, out, err = desk.check("--refused", str(refused))
    assert (code, out) == (1, "")
    assert "Name the members file with --members" in err
    assert not refused.exists()


def test_a_legal_basis_is_named_on_the_command_line(desk: Desk) -> None:
    wrong = ("--legal-basis", "shift=a law")
    assert desk.check(*desk.members, *wrong)[0] == 2


def test_real_records_are_read_without_a_refusal() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"the published records are not at {SHARED}")
    policy = check_file(POLICY).policy
    assert policy is not None
    admitted = read_inputs(policy, records=[SHARED / "records.csv"], members=None, states=None)
    assert admitted.refused == ()
    assert (admitted.rows, len(admitted.members)) == (8_696, 899)
    assert sum(len(theirs) for theirs in admitted.entries.values()) == 8_696
    assert admitted.stated_by.startswith("study: Reputation on ai.stackexchange.com")


def test_real_records_under_another_study_are_refused() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"the published records are not at {SHARED}")
    admitted = read_inputs(
        every_field(STUDY), records=[SHARED / "records.csv"], members=None, states=None
    )
    assert admitted.inputs[0].refused == 8_696
    assert admitted.members == ()
