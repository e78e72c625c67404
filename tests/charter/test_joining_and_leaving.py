"""Articles 1 and 2: nobody is scored who did not join, and a source can be left."""

from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from tests.support.programme import DAY, INDEX, TOWN, entry, member, policy

from goodstanding.cli.app import run
from goodstanding.intake import read_inputs
from goodstanding.model.entry import Consent, Member
from goodstanding.model.names import KindName, MemberId, SourceName
from goodstanding.scoring.score import score

STRANGER: Final = "zebra-9917-stranger"
RECORDS: Final = f"""\
id,source,member,kind,on,hours,amount
r-1,volunteer-network,m-1,shift,2027-01-10,4,
r-2,volunteer-network,{STRANGER},shift,2027-01-11,8,
r-3,charity-register,{STRANGER},gift,2027-01-12,,500.00
"""
MEMBERS: Final = """\
member,joined,sources,until
m-1,2026-10-01,volunteer-network,2028-01-01
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a policy, records of a member and a stranger, and who joined."""
    (tmp_path / "town.yaml").write_text(TOWN, encoding="utf-8")
    (tmp_path / "records.csv").write_text(RECORDS, encoding="utf-8")
    (tmp_path / "members.csv").write_text(MEMBERS, encoding="utf-8")
    return tmp_path


def test_1b_whoever_did_not_join_is_nobody_to_the_score(folder: Path) -> None:
    admitted = read_inputs(
        policy(), records=[folder / "records.csv"], members=folder / "members.csv", states=None
    )
    assert [each.id for each in admitted.members] == ["m-1"]
    assert set(admitted.entries) == {"m-1"}
    assert [each.record for each in admitted.entries[MemberId("m-1")]] == ["r-1"]


def test_1b_a_programme_without_a_list_of_members_scores_nobody(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["score", "--policy", f"{folder}/town.yaml", "--records", f"{folder}/records.csv"]
    out = ["--as-of", "2027-06-01", "--format", "csv", "--out", f"{folder}/out"]
    assert run([*command, *out]) == 1
    assert "members" in capsys.readouterr().err
    assert not (folder / "out" / "statements.csv").exists()
    assert run([*command, *out, "--members", f"{folder}/members.csv"]) == 0
    assert "m-1" in (folder / "out" / "statements.csv").read_text(encoding="utf-8")


def test_1c_only_what_the_member_authorised_is_read() -> None:
    rules = policy()
    shift = entry("shift", "r-1", fields={"hours": 4})
    nothing = score(rules, member(), [], as_of=DAY)
    authorised = score(rules, member("volunteer-network"), [shift], as_of=DAY)
    assert (nothing.total, authorised.total) == (1000, 1008)
    consent = Consent(given=date(2026, 10, 1), until=DAY + timedelta(days=1))
    for changed, counts in (
        (consent, True),
        (Consent(given=consent.given, until=DAY), False),
        (Consent(given=DAY + timedelta(days=1)), False),
        (Consent(given=consent.given, kinds=frozenset({KindName("shift")})), True),
        (Consent(given=consent.given, kinds=frozenset({KindName("missed-shift")})), False),
    ):
        who = Member(
            id=MemberId("m-1"),
            joined=date(2026, 10, 1),
            consents={SourceName("volunteer-network"): changed},
        )
        assert score(rules, who, [shift], as_of=DAY).total == (1008 if counts else 1000)


def test_1c_acts_from_before_joining_are_not_read() -> None:
    shift = entry("shift", "r-1", fields={"hours": 4})
    on_the_day = member("volunteer-network", joined=shift.on)
    a_day_late = member("volunteer-network", joined=shift.on + timedelta(days=1))
    assert score(policy(), on_the_day, [shift], as_of=DAY).total == 1008
    assert score(policy(), a_day_late, [shift], as_of=DAY).lines == ()


def test_1d_rows_about_others_are_counted_and_written_nowhere(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["score", "--policy", f"{folder}/town.yaml", "--records", f"{folder}/records.csv"]
    arguments += ["--members", f"{folder}/members.csv", "--as-of", "2027-06-01"]
    assert run([*arguments, "--format", "csv", "--out", f"{folder}/out"]) == 0
    printed = capsys.readouterr()
    written = {path.name: path.read_text("utf-8") for path in (folder / "out").rglob("*.*")}
    assert set(written) == {"statements.csv", "lines.csv", "receipt.json"}
    for name, text in {**written, "stdout": printed.out, "stderr": printed.err}.items():
        assert "zebra" not in text, name
    assert "2 dropped" in printed.out
    assert "zebra" in (folder / "records.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", [TOWN, INDEX], ids=["points", "index"])
def test_2c_a_withdrawn_source_a_refused_one_and_a_silent_one_are_the_same(text: str) -> None:
    rules = policy(text)
    joined = date(2026, 10, 1)
    kinds = {"shift": {"hours": 4}} if text == TOWN else {"shift": {}, "visit": {"kept": False}}
    given = [
        entry(kind, f"{kind}-{place}", DAY - timedelta(days=10 * place + 5), fields=fields)
        for kind, fields in kinds.items()
        for place in range(6)
    ]
    sources = [SourceName("volunteer-network"), SourceName("service-hall")]
    now = Consent(given=joined)
    withdrawn = Consent(given=joined, until=DAY)
    counted = score(rules, member(*sources), given, as_of=DAY)
    silent = score(rules, member(*sources), [], as_of=DAY)
    assert counted.lines != silent.lines
    for consents in (
        {},
        dict.fromkeys(sources, withdrawn),
        {sources[0]: withdrawn},
        {SourceName("another"): now},
    ):
        who = Member(id=MemberId("m-1"), joined=joined, consents=consents)
        assert score(rules, who, given, as_of=DAY) == silent
