"""What `verify` finds in a run: flipped bytes, tables made to fit, files and rows that differ."""

import hashlib
import json
import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest
from tests.support.runs import everything_in, generated, points_policy, written

from goodstanding.errors import ProblemsError
from goodstanding.model.policy import Policy
from goodstanding.model.statement import Statement
from goodstanding.scoring.receipt import OutputFormat, parse_receipt, receipt_text
from goodstanding.scoring.stored import stored_tables
from goodstanding.scoring.verify import check_outputs, row_problems

FORMS = pytest.mark.parametrize("form", list(OutputFormat))


@pytest.fixture(scope="module")
def policy() -> Policy:
    return points_policy()


@pytest.fixture(scope="module")
def statements(policy: Policy) -> list[Statement]:
    return generated(policy, count=120)


@FORMS
def test_every_flipped_byte_is_found(
    tmp_path: Path, policy: Policy, statements: list[Statement], form: OutputFormat
) -> None:
    written(tmp_path / "out", policy, statements, form=form)
    random = Random(7)
    flipped = 0
    for name, content in everything_in(tmp_path / "out").items():
        for _ in range(25):
            place = random.randrange(len(content))
            changed = bytearray(content)
            changed[place] ^= 1 << random.randrange(8)
            (tmp_path / "out" / name).write_bytes(changed)
            assert _found(tmp_path / "out")
            flipped += 1
        (tmp_path / "out" / name).write_bytes(content)
        assert not _found(tmp_path / "out")
    assert flipped == 75


def _found(folder: Path) -> bool:
    """Return whether anything is wrong with a run."""
    try:
        return bool(check_outputs(folder).problems)
    except ProblemsError:
        return True


def rewritten(folder: Path, change: object) -> list[str]:
    """Change the tables of a CSV run, make the receipt agree with the files, and verify."""
    assert callable(change)
    content = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    del content["receipt_sha256"]
    for name in ("statements", "lines"):
        path = folder / f"{name}.csv"
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(change(name, rows)), encoding="utf-8")
        for file in content["outputs"]["files"]:
            if file["name"] == path.name:
                file["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    content["receipt_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    sealed = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (folder / "receipt.json").write_text(sealed, encoding="utf-8")
    return [problem.code.name for problem in check_outputs(folder).problems]


def test_a_receipt_made_to_fit_changed_tables_does_not_hold(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    def fresh() -> Path:
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        written(tmp_path / "out", policy, statements, form=OutputFormat.CSV)
        return tmp_path / "out"

    def raised(name: str, rows: list[str]) -> list[str]:
        if name != "statements":
            return rows
        member, total, *rest = rows[1].split(",")
        return [rows[0], ",".join([member, str(int(total) + 5), *rest]), *rows[2:]]

    def swapped(name: str, rows: list[str]) -> list[str]:
        return [rows[0], rows[2], rows[1], *rows[3:]] if name == "statements" else rows

    def dropped(_name: str, rows: list[str]) -> list[str]:
        return rows[:-1]

    def orphaned(name: str, rows: list[str]) -> list[str]:
        return rows if name == "statements" else [*rows, rows[-1].replace("m-", "z-", 1)]

    def later(name: str, rows: list[str]) -> list[str]:
        if name != "statements":
            return rows
        return [rows[0], rows[1].rpartition(",")[0] + ",2999-01-01\n", *rows[2:]]

    assert rewritten(fresh(), lambda _name, rows: rows) == []
    assert rewritten(fresh(), raised) == ["verify-sum", "verify-state-hash"]
    assert "verify-order" in rewritten(fresh(), swapped)
    assert "verify-count" in rewritten(fresh(), dropped)
    assert "verify-order" in rewritten(fresh(), orphaned)
    assert rewritten(fresh(), later) == ["verify-next-change", "verify-state-hash"]


def test_what_is_no_table_is_said(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    for broken in ("member,total\n", "", "\x00", 'a,"b'):
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        written(tmp_path / "out", policy, statements, form=OutputFormat.CSV)

        def change(name: str, rows: list[str], broken: str = broken) -> list[str]:
            return [broken] if name == "lines" else rows

        with pytest.raises(ProblemsError, match="this is no table of lines as a run writes it"):
            rewritten(tmp_path / "out", change)


def test_a_cell_that_is_no_number_is_said(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    written(tmp_path / "out", policy, statements, form=OutputFormat.CSV)

    def change(name: str, rows: list[str]) -> list[str]:
        return [*rows, "z,many,none,1000,\n"] if name == "statements" else rows

    assert rewritten(tmp_path / "out", change)[-1] == "verify-file-unreadable"


def test_missing_and_added_files_are_named(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    written(tmp_path, policy, statements, form=OutputFormat.PARQUET)
    part = tmp_path / "lines/part-00000.parquet"
    shutil.copy(part, tmp_path / "lines/part-00001.parquet")
    [added] = check_outputs(tmp_path).problems
    assert (added.code.name, Path(added.file).name) == ("verify-file-unknown", "part-00001.parquet")
    (tmp_path / "lines/part-00001.parquet").unlink()
    part.unlink()
    [missing] = check_outputs(tmp_path).problems
    assert (missing.code.name, Path(missing.file)) == ("verify-file-missing", part)


def test_a_receipt_cannot_lead_out_of_its_folder(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    receipt = written(tmp_path, policy, statements[:3], form=OutputFormat.CSV)
    text = receipt_text(receipt)
    names = ("../statements.csv", "/etc/passwd", "lines/part-1.parquet", "statements.csv\n")
    for name in names:
        content = json.loads(text)
        del content["receipt_sha256"]
        content["outputs"]["files"][0]["name"] = name
        body = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        content["receipt_sha256"] = hashlib.sha256(body.encode()).hexdigest()
        sealed = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        with pytest.raises(ProblemsError, match="not the receipt of a score run"):
            parse_receipt(sealed.encode(), file="receipt.json")
    assert parse_receipt(text.encode(), file="receipt.json") == receipt


def test_the_receipt_names_no_person_no_moment_and_no_folder(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    written(tmp_path, policy, statements, form=OutputFormat.CSV)
    text = (tmp_path / "receipt.json").read_text(encoding="utf-8")
    assert statements[0].member in (tmp_path / "statements.csv").read_text(encoding="utf-8")
    for statement in statements:
        assert statement.member not in text
    for word in (str(tmp_path), os.uname().nodename, str(date.today().year) + "-", "T00:"):  # noqa: DTZ011 - whether today stands there
        assert word not in text.replace("2027-06-30", "")


def test_a_row_of_scoring_again_that_differs_is_named_without_values(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    written(tmp_path, policy, statements, form=OutputFormat.CSV)
    assert row_problems(tmp_path, policy, statements) == []
    place = next(i for i, each in enumerate(statements) if each.lines)
    changed = Statement(
        member=statements[place].member,
        as_of=statements[place].as_of,
        opening=statements[place].opening,
        lines=statements[place].lines[:-1],
        level=statements[place].level,
        dimensions={},
    )
    problems = row_problems(
        tmp_path, policy, [*statements[:place], changed, *statements[place + 1 :]]
    )
    said = [problem.what for problem in problems]
    assert "scoring again gives no such row" in said
    assert {problem.file for problem in problems} <= {
        str(tmp_path / "statements.csv"),
        str(tmp_path / "lines.csv"),
    }
    assert all(statements[place].member not in str(problem) for problem in problems)
    gone = row_problems(tmp_path, policy, statements[:-1])
    assert {problem.what for problem in gone} == {"scoring again gives no such row"}
    more = generated(policy, count=121)
    added = row_problems(tmp_path, policy, more)
    assert {problem.what for problem in added} == {
        "scoring again gives one more row for the member at this place"
    }


def test_no_more_than_a_hundred_rows_that_differ_are_named(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    written(tmp_path, policy, statements, form=OutputFormat.CSV)
    raised = [replace(each, opening=each.opening + 1) for each in statements]
    assert len(row_problems(tmp_path, policy, raised[:99] + statements[99:])) == 99
    assert len(row_problems(tmp_path, policy, raised)) == 100


def test_a_parquet_file_of_other_types_is_no_table(
    tmp_path: Path, policy: Policy, statements: list[Statement]
) -> None:
    receipt = written(tmp_path, policy, statements, form=OutputFormat.PARQUET)
    part = tmp_path / "statements/part-00000.parquet"
    [table] = [each for each in stored_tables(tmp_path, receipt).values() if "state" in each.name]
    assert len(list(table.rows())) == 120
    found = pq.read_table(part)
    place = found.column_names.index("total")
    other = found.set_column(place, "total", found.column("total").cast("int32"))
    pq.write_table(other, part)
    with pytest.raises(ProblemsError, match="this is no table of statements"):
        list(table.rows())
