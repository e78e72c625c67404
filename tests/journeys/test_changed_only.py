"""An operator scores every day, and only what changed since the day before."""

import json
from pathlib import Path

import pytest
from tests.support.runs import everything_in
from tests.support.timebank import MARKED, RECORDS, STATES, write_inputs

from goodstanding.cli import run

Capture = pytest.CaptureFixture[str]
THE_DAY_AFTER = "2027-07-01"
MORE = f"{RECORDS}s-8,shift-board,anna,shift,2027-07-01,2\n"
DECIDED = f"{STATES}shift-board,s-3,counted,2027-07-01,the desk\n"


def day_after(folder: Path) -> list[str]:
    """Write what is known a day later: a record more, and a decision."""
    options = write_inputs(folder, records=MORE, states=DECIDED)
    options[options.index("--as-of") + 1] = THE_DAY_AFTER
    return options


def as_json(options: list[str]) -> list[str]:
    """Write the records as NDJSON as well, and name these."""
    path = Path(options[options.index("--records") + 1])
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    names = heading.split(",")
    found = [dict(zip(names, row.split(","), strict=True)) for row in rows]
    lines = [json.dumps({**row, "hours": int(row["hours"])}) for row in found]
    path.with_suffix(".ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [each.replace(str(path), str(path.with_suffix(".ndjson"))) for each in options]


def as_parquet(options: list[str]) -> list[str]:
    """Write the records as Parquet as well, and name these."""
    from pyarrow import csv, parquet

    path = Path(options[options.index("--records") + 1])
    parquet.write_table(csv.read_csv(path), path.with_suffix(".parquet"))
    return [each.replace(str(path), str(path.with_suffix(".parquet"))) for each in options]


def as_csv(options: list[str]) -> list[str]:
    """Leave the records as they are."""
    return options


@pytest.mark.parametrize("form", [as_csv, as_json, as_parquet])
@pytest.mark.parametrize("lines", ["--lines", "--no-lines"])
def test_the_day_after_is_scored_from_the_day_before(
    tmp_path: Path, capsys: Capture, form: object, lines: str
) -> None:
    assert callable(form)
    first, full, out = tmp_path / "first", tmp_path / "full", tmp_path / "out"
    score = ["score", lines, "--engine", "embedded", "--buckets", "2"]
    assert run([*score, *form(write_inputs(tmp_path)), "--out", str(first)]) == 0
    before = everything_in(first)
    options = form(day_after(tmp_path))
    held = ["--previous", str(first)]  # the policy keeps levels
    assert run([*score, *options, *held, "--out", str(full)]) == 0
    capsys.readouterr()
    assert (
        run(
            ["score", lines, *options, *held, "--changed-only", "--buckets", "2", "--out", str(out)]
        )
        == 0
    )
    said = capsys.readouterr()
    assert "scored again: 2\ncarried over: 2\n" in said.out
    assert "  a record, a state, a consent or a level held is another: 2\n" in said.out
    assert MARKED not in said.out + said.err
    assert everything_in(out) == everything_in(full)
    assert everything_in(first) == before
    assert run(["verify", str(out)]) == 0


def test_the_day_after_in_json_and_from_a_snapshot(tmp_path: Path, capsys: Capture) -> None:
    first, out = tmp_path / "first", tmp_path / "out"
    kept = ["--snapshot", str(tmp_path / "kept")]
    assert run(["score", *write_inputs(tmp_path), *kept, "--out", str(first)]) == 0
    capsys.readouterr()
    command = ["score", *day_after(tmp_path), *kept, "--previous", str(first), "--changed-only"]
    assert run([*command, "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["again"]
    why = {"a record, a state, a consent or a level held is another": 2}
    assert said == {"scored": 2, "carried": 2, "why": why, "everybody": ""}
    third = tmp_path / "third"
    same = ["score", *day_after(tmp_path), *kept, "--previous", str(out), "--changed-only"]
    assert run([*same, "--out", str(third), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["again"]
    assert said == {"scored": 0, "carried": 4, "why": {}, "everybody": ""}
    assert everything_in(third) == everything_in(out)
    assert run([*same, "--no-lines", "--format", "csv", "--out", str(tmp_path / "csv")]) == 0


def test_the_page_of_a_day_after_is_that_of_a_full_run(tmp_path: Path, capsys: Capture) -> None:
    first = tmp_path / "first"
    score = ["score", "--engine", "embedded", "--buckets", "2"]
    assert run([*score, *write_inputs(tmp_path), "--out", str(first)]) == 0
    options = [*day_after(tmp_path), "--previous", str(first)]
    pages = []
    for more in ([], ["--changed-only"]):
        out = tmp_path / f"out-{len(more)}"
        report = ["--report", str(tmp_path / f"{out.name}.html")]
        assert run([*score, *options, *more, "--out", str(out), *report]) == 0
        pages.append((tmp_path / f"{out.name}.html").read_text(encoding="utf-8"))
    assert "carried over: 2\n" in capsys.readouterr().out
    assert pages[0] == pages[1]
    # The control: the page of the day before is another.
    out = tmp_path / "before"
    report = ["--report", str(tmp_path / "before.html")]
    assert run([*score, *write_inputs(tmp_path), "--out", str(out), *report]) == 0
    assert (tmp_path / "before.html").read_text(encoding="utf-8") != pages[0]


def test_everybody_is_scored_where_a_run_cannot_be_taken_up(
    tmp_path: Path, capsys: Capture
) -> None:
    first, out = tmp_path / "first", tmp_path / "out"
    options = write_inputs(tmp_path)
    assert run(["score", *options, "--engine", "definition", "--out", str(first)]) == 0
    command = ["score", *options, "--previous", str(first), "--changed-only", "--out", str(out)]
    capsys.readouterr()
    assert run(command) == 0
    said = "scored again: 4\ncarried over: 0\nwhy everybody: The run before was made by the"
    assert said in (capsys.readouterr().out)


def test_what_is_asked_for_wrongly_is_refused(tmp_path: Path, capsys: Capture) -> None:
    options = write_inputs(tmp_path)
    out = ["--out", str(tmp_path / "out")]
    assert run(["score", *options, *out, "--changed-only"]) == 2
    assert "--changed-only carries rows over from a run before" in capsys.readouterr().err
    before = ["--previous", str(tmp_path / "nothing"), "--changed-only"]
    assert run(["score", *options, *out, *before]) == 1
    assert "there is no receipt here, so no finished run" in capsys.readouterr().err
    assert run(["score", *options, *out, *before, "--engine", "definition"]) == 2
    assert "--previous: the definition has none of these" in capsys.readouterr().err
    assert run(["score", *options, *out, "--engine", "embedded"]) == 0
    here = ["--previous", str(tmp_path / "out")]
    assert run(["score", *options, *out, *here]) == 2
    assert "this run writes there" in capsys.readouterr().err
    assert not (tmp_path / "nothing").exists()
