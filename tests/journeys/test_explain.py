"""A member asks why, what comes next, and what would change it, on the command line."""

import json
from pathlib import Path

import pytest
from tests.support.timebank import MARKED, write_inputs

from goodstanding.cli import run

Capture = pytest.CaptureFixture[str]
COPY = "Personal copy: it proves nothing, and nobody may ask for it."
ANNA = """\
anna, on 30 June 2027, by edition 1
Personal copy: it proves nothing, and nobody may ask for it.

Total: 36 points
Start: 0 points
Level: none
"""


def test_a_statement_is_explained_in_words(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    assert run(["explain", *options, "--member", "anna"]) == 0
    said = capsys.readouterr()
    assert ANNA in said.out
    assert "is reached from" in said.out
    assert "With nothing new, the total becomes 32 points on 1 February 2028." in said.out
    assert "How to contest it: name record w-1 of workshop team" in said.out
    assert MARKED not in said.out
    assert said.err == ""


def test_a_statement_is_explained_in_chinese(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    assert run(["explain", *options, "--member", "boris", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "本人留存：不作任何证明之用，任何人不得索要。" in said
    assert "正在复核，视同不存在" in said


def test_a_statement_is_explained_to_machines(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    assert run(["explain", *options, "--member", "anna", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["total"], found["opening"], found["notice"]) == (36, 0, COPY)
    assert sum(line["counted"] for line in found["lines"]) == 36
    assert found["next_change"] == {"on": "2028-02-01", "total": 32}


def test_a_statement_is_written_as_a_page_whole_or_not_at_all(
    tmp_path: Path, capsys: Capture
) -> None:
    options = write_inputs(tmp_path)
    page = tmp_path / "statement.html"
    assert run(["explain", *options, "--member", "anna", "--html", str(page)]) == 0
    html = page.read_text(encoding="utf-8")
    assert COPY in html
    assert MARKED not in html
    capsys.readouterr()
    nowhere = tmp_path / "nowhere" / "statement.html"
    assert run(["explain", *options, "--member", "anna", "--html", str(nowhere)]) == 3
    said = capsys.readouterr()
    assert "No such file or directory" in said.err
    assert not nowhere.parent.exists()


def test_a_terminal_sees_tables(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = write_inputs(tmp_path)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert run(["explain", *options, "--member", "anna"]) == 0
    said = capsys.readouterr().out
    assert "━" in said
    assert "The main reasons" in said


@pytest.mark.parametrize("command", ["explain", "whatif"])
def test_a_member_who_is_not_there_is_not_named(
    command: str, tmp_path: Path, capsys: Capture
) -> None:
    options = write_inputs(tmp_path)
    assert run([command, *options, "--member", "stranger"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "--member: nobody who joined has this identifier. Give it as the members file does, or as "
        "the records do where there is none.\n"
    )


@pytest.mark.parametrize("command", ["explain", "whatif"])
def test_a_language_without_words_is_wrong_usage(
    command: str, tmp_path: Path, capsys: Capture
) -> None:
    options = write_inputs(tmp_path)
    assert run([command, *options, "--member", "anna", "--lang", "fr"]) == 2
    assert "There are words in en, zh." in capsys.readouterr().err


def test_refused_rows_are_listed_beside_the_statement(tmp_path: Path, capsys: Capture) -> None:
    records = (
        "id,source,member,kind,on,hours\n"
        "s-1,shift-board,anna,shift,2027-02-01,8\n"
        f"s-2,shift-board,{MARKED},shift,2027-02-31,8\n"
    )
    options = write_inputs(tmp_path, records=records, states="source,record,state,on,by\n")
    assert run(["explain", *options, "--member", "anna"]) == 1
    said = capsys.readouterr()
    assert "Total: 16 points" in said.out
    assert "records.csv:3: on: this is not a day." in said.err
    assert MARKED not in said.err


def test_a_day_before_the_edition_is_a_problem(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    options[options.index("--as-of") + 1] = "2020-01-01"
    assert run(["explain", *options, "--member", "anna"]) == 1
    assert "is before that" in capsys.readouterr().err


def test_what_if_says_what_an_act_would_change(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    added = ["--add", "workshop on=2027-06-01 hours=4"]
    assert run(["whatif", *options, "--member", "anna", *added]) == 0
    said = capsys.readouterr().out
    assert "Now: 36 points, level none.\nWith it: 44 points (+8), level " in said
    assert COPY in said
    assert "What would reach" in said
    assert (tmp_path / "records.csv").read_text(encoding="utf-8").count("workshop on") == 0


def test_what_if_takes_several_acts_and_json(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    added = [
        "--add",
        "workshop on=2027-06-01 hours=4",
        "--add",
        '{"kind": "workshop", "on": "2027-06-02", "hours": 2}',
    ]
    assert run(["whatif", *options, "--member", "anna", *added, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["before"]["total"], found["after"]["total"]) == (36, 48)
    assert found["ways"]


def test_an_act_that_is_none_is_a_problem(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    assert run(["whatif", *options, "--member", "anna", "--add", "walk hours=4"]) == 1
    assert capsys.readouterr().err.startswith(
        "--add: the policy has no such kind of record. Use one of "
    )
