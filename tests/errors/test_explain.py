"""What `explain` and `whatif` refuse, each with its code and its exact text."""

from pathlib import Path

import pytest
from tests.support.programme import DAY, TOWN, member, policy

from goodstanding.cli.app import run
from goodstanding.errors import ProblemsError
from goodstanding.present.imagined import imagined_entry

FORMS = (
    'Write KIND on=DAY field=value, or {"kind": ..., "on": ..., "field": ...} with the policy\'s '
    "own kinds and fields."
)


@pytest.mark.parametrize(
    "text, code, said",
    [
        (
            "prayer on=2027-05-01",
            "whatif-bad-record",
            (
                "--add: the policy has no such kind of record. "
                "Use one of shift, course, gift, missed-shift."
            ),
        ),
        (
            "shift hours",
            "whatif-bad-record",
            f"--add: a part is not written as name=value, or is written twice. {FORMS}",
        ),
        (
            "shift colour=red",
            "whatif-bad-record",
            "--add: shift has no 'colour'. Its parts are on, until, hours.",
        ),
        (
            '{"kind": "shift", "kind": "gift"}',
            "whatif-bad-record",
            f"--add: this is not a JSON object with each name once. {FORMS}",
        ),
        (
            "shift on=2027-06-02 hours=3",
            "whatif-later",
            (
                "--add: the act is on 2027-06-02, after the day asked for. "
                "Ask for that day or a later one with --as-of."
            ),
        ),
    ],
)
def test_an_imagined_record_that_is_none_is_refused(text: str, code: str, said: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        imagined_entry(policy(), member("volunteer-network"), text, as_of=DAY, place=0)
    assert [problem.code.name for problem in raised.value.problems] == [code]
    assert str(raised.value) == said


def test_an_imagined_record_of_the_day_is_taken() -> None:
    text = "shift on=2027-06-01 hours=3"
    entry = imagined_entry(policy(), member("volunteer-network"), text, as_of=DAY, place=0)
    assert entry.fields == {"hours": 3}


def test_a_member_who_is_not_there_is_a_problem_without_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cause `explain-no-such-member`."""
    (tmp_path / "town.yaml").write_text(TOWN, encoding="utf-8")
    (tmp_path / "records.csv").write_text("id,source,member,kind,on,hours\n", encoding="utf-8")
    (tmp_path / "members.csv").write_text(
        "member,joined,sources,until\nm-1,2026-10-01,,2028-01-01\n", encoding="utf-8"
    )
    arguments = ["explain", "--policy", f"{tmp_path}/town.yaml", "--as-of", "2027-06-01"]
    arguments += ["--records", f"{tmp_path}/records.csv", "--members", f"{tmp_path}/members.csv"]
    assert run([*arguments, "--member", "m-1"]) == 0
    assert capsys.readouterr().err == ""
    assert run([*arguments, "--member", "zebra-9917"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "--member: nobody who joined has this identifier. "
        "Give it as the members file does, or as the records do where there is none.\n"
    )
