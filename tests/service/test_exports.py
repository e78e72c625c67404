"""A member's export holds everything, and its lines come out again by the public edition."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.support.pages import ROOT
from tests.support.running import Joined, Opened, add_source, join_with, open_fresh, row, tell_all

from goodstanding.cli.app import run
from goodstanding.model.entry import State
from goodstanding.present.export_file import BYTES_MAX, check_export, read_export
from goodstanding.service.exports import export
from goodstanding.service.filing import file_records
from goodstanding.service.looks import Looker, Role, looks
from goodstanding.service.statements import statement

VOLUNTEERS, POLICE = "volunteer-network", "traffic-police"
EDITION = ROOT / "policies/event-reference/event-reference.yaml"


@pytest.fixture
def town() -> Opened:
    found = open_fresh()
    add_source(VOLUNTEERS)
    add_source(POLICE)
    return found


@pytest.fixture
def joined(town: Opened) -> Joined:
    programme = town.programme
    found = join_with(programme, VOLUNTEERS, POLICE)
    today = programme.today()
    for n in range(3):
        shift = row(
            n, found.handles[VOLUNTEERS], VOLUNTEERS, "volunteer-shift", today, hours=4, id=f"s-{n}"
        )
        file_records(programme, VOLUNTEERS, [shift])
    fine = row(1, found.handles[POLICE], POLICE, "traffic-fine", today, fine=20000, act="a-1")
    file_records(programme, POLICE, [fine])
    tell_all(programme)
    return found


def test_the_export_gives_the_lines_of_the_statement(
    town: Opened, joined: Joined, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.json"
    path.write_text(export(town.programme, joined.number), encoding="utf-8")
    exported = read_export(path)
    now = statement(town.programme, joined.number, as_of=town.programme.today())
    assert (exported.total, len(exported.lines)) == (now.total, len(now.lines))
    assert len(now.lines) == 4
    assert check_export(exported, path, EDITION.read_bytes()) == []
    assert run(["verify", str(path), "--policy", str(EDITION)]) == 0
    assert "give its 4 lines" in capsys.readouterr().out
    assert run(["verify", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["edition_compared"] is False
    assert f"{joined.number}" not in path.read_text(encoding="utf-8")


CHANGES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda s: s["records"].pop(), "export-lines-differ"),
    (lambda s: s["records"][0]["fields"].update(hours=8), "export-lines-differ"),
    (lambda s: s["consents"].pop(POLICE), "export-lines-differ"),
    (lambda s: s["records"][3].update(notified=None), "export-lines-differ"),
    (
        lambda s: s["records"][3]["states"].append(
            {"state": State.UNDER_REVIEW.value, "on": s["as_of"]}
        ),
        "export-lines-differ",
    ),
    (lambda s: s.update(total=1300), "export-lines-differ"),
    (lambda s: s.update(level="good"), "export-lines-differ"),
    (lambda s: s["lines"].pop(), "export-lines-differ"),
    (lambda s: s.update(policy=s["policy"] + "# more\n"), "export-another-edition"),
    (lambda s: s.update(records=None), "export-not-readable"),
    (lambda s: s["records"][0].update(on="soon"), "export-not-readable"),
    (lambda s: s["records"][0]["fields"].update(hours=1.5), "export-not-readable"),
    (lambda s: s.pop("policy"), "export-not-readable"),
]


@pytest.mark.parametrize("change, code", CHANGES)
def test_a_changed_export_does_not_come_out(  # noqa: PLR0917 - fixtures
    town: Opened,
    joined: Joined,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, Any]], object],
    code: str,
) -> None:
    content = json.loads(export(town.programme, joined.number))
    change(content["scored"])
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert run(["verify", str(path), "--policy", str(EDITION), "--json"]) == 1
    said = capsys.readouterr()
    assert code in said.out + said.err or "no export" in said.err


def test_what_is_no_export_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"format": "goodstanding export 1", "scored": ' + "[" * 9_000, "utf-8")
    assert run(["verify", str(path)]) == 1
    assert "no export" in capsys.readouterr().err
    assert run(["verify", str(path), "--records", str(path)]) == 2
    with path.open("ab") as file:
        file.truncate(BYTES_MAX + 1)
    assert run(["verify", str(path)]) == 1
    assert "more than" in capsys.readouterr().err


def test_somebody_elses_export_is_a_look_that_the_member_sees(town: Opened, joined: Joined) -> None:
    clerk = Looker(role=Role.CLERK, name="A. Clerk", unit="Counter 3")
    export(town.programme, joined.number, looker=clerk, why="the member asked at the counter")
    [look] = looks(town.programme, joined.number)
    assert (look.role, look.name, look.action) == (Role.CLERK, "A. Clerk", "export")
    everything = json.loads(export(town.programme, joined.number))
    assert everything["looks"][0]["why"] == "the member asked at the counter"
    assert "proves nothing" in everything["says"]
